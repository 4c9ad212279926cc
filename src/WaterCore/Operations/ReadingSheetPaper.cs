using NodaTime;
using WaterCore.Documents;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A reading sheet on paper (抄表单): a line for each stop in the order of the walk, with room for the index, and a code to note where there is none.</summary>
public static class ReadingSheetPaper
{
    /// <summary>Writes the sheet; it is printed across.</summary>
    /// <param name="sent">The sheet that went out.</param>
    /// <param name="utility">Whose it is.</param>
    /// <param name="language">The language.</param>
    public static Sheet Of(SheetOut sent, Utility utility, Language language)
    {
        var zh = language == Language.Chinese;
        string Say(string chinese, string english) => zh ? chinese : english;
        return new Sheet
        {
            Title = Say("抄表单", "Reading sheet"), Issuer = utility.Name, Number = $"{sent.Sheet.Book}-{sent.Sheet.Id}", Language = language, IsLandscape = true,
            Parts =
            [
                new SheetFacts(
                [
                    (Say("抄表册", "Book"), sent.Sheet.Book), (Say("抄表期", "Month"), $"{BillPaper.Iso(sent.Sheet.Cycle.From)} – {BillPaper.Iso(sent.Sheet.Cycle.To.PlusDays(-1))}"),
                    (Say("发出", "Sent out"), BillPaper.Iso(utility.DayOf(sent.Sheet.OutAt))), (Say("表数", "Stops"), Cell.Of((long)sent.Lines.Count).Shown),
                    (Say("抄表员", "Reader"), ""), (Say("抄表日期", "Read on"), ""),
                ]),
                new SheetTable
                {
                    Columns =
                    [
                        new(Say("序", "No."), 2), new(Say("户号", "Account"), 4), new(Say("用水地址", "Address"), 9), new(Say("水表", "Meter"), 5), new(Say("上次", "Before"), 4), new(Say("行度", "Index"), 3, true),
                        new(Say("预期", "Expected"), 5), new(Say("本次行度", "Index now"), 5), new(Say("代码", "Code"), 3), new(Say("备注", "Remark"), 5),
                    ],
                    Rows = [.. sent.Lines.Select(l => new SheetRow(
                        Cell.Of((long)l.Stop.Walk), Cell.Of(l.Stop.Account), Cell.Of(l.Stop.Address), Cell.Of(l.Stop.Meter.Number), Cell.Of(l.PreviousDay), Cell.Of(Index(l.PreviousIndex)), Cell.Of(Band(l)), Cell.Empty, Cell.Empty, Cell.Empty))],
                },
                new SheetNote(Say(
                    "代码：空 实抄；1 堵表（锁门、埋压、停车占压）；2 未抄；3 过圈；4 倒流；5 表停；6 漏水；7 铅封损坏。行度只抄表盘黑字整数。",
                    "Codes: none read; 1 blocked (locked, buried, parked over); 2 not read; 3 rolled over; 4 ran backwards; 5 stopped; 6 leaking; 7 seal broken. Only the whole units of the dial are read.")),
            ],
        };
    }

    // As on the dial: past its end it starts again.
    private static string Band(SheetLine line) => line.Low is { } low && line.High is { } high ? $"{Index(low / 1000 * 1000)}–{Index((high + 999) / 1000 * 1000)}" : "";

    private static string Index(long index) => new Volume(index, VolumeUnit.CubicMetre).ToNumberString();
}

using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Documents;
using WaterCore.Host.Commands;

namespace WaterCore.Host.Experiments.Years;

/// <summary>Puts the simulated years beside the published table.</summary>
internal static class YearsReport
{
    /// <summary>The three figures, with what the paper states for its six years.</summary>
    public static IReadOnlyList<(string Code, Wording Name, Wording Unit, decimal[] Published, Func<YearsTally, int, decimal> Of)> Figures { get; } =
    [
        ("reading-accuracy", new("抄表准确率", "Reading accuracy"), new("%", "%"), [98.0m, 98.5m, 99.0m, 99.0m, 98.9m, 99.9m], (t, y) => t.Accuracy(y)),
        ("collection-ratio", new("水费回收率", "Collection ratio"), new("%", "%"), [93.4m, 95.7m, 99.4m, 99.4m, 99.9m, 99.9m], (t, y) => t.Collection(y)),
        ("entry-days", new("数据录入时间", "Data-entry time"), new("天", "days"), [4m, 4m, 3m, 2.5m, 2.5m, 1.5m], (t, y) => t.EntryDays(y)),
    ];

    public static void Print(YearsTally tally, Language language)
    {
        var zh = language == Language.Chinese;
        string[] titles = [zh ? "年" : "year", zh ? "方式" : "way", .. Figures.SelectMany(f => new[] { $"{f.Name.In(language)} ({f.Unit.In(language)})", zh ? "论文" : "published" }), zh ? "抄表数" : "readings", zh ? "账单数" : "bills", zh ? "催缴" : "reminders", zh ? "停水" : "suspended"];
        Screen.Table(titles, Enumerable.Range(0, YearsCalendar.Years).Select(y => (IReadOnlyList<string>)
        [
            (y + 1).ToString(CultureInfo.InvariantCulture), Way(y, zh), .. Figures.SelectMany(f => new[] { F(f.Of(tally, y), 2), F(f.Published[y], 1) }),
            Screen.Number(tally.Read[y]), Screen.Number(tally.Bills[y]), Screen.Number(tally.Reminders[y]), Screen.Number(tally.Suspensions[y]),
        ]));
        Console.Out.WriteLine();
        Console.Out.WriteLine(zh
            ? "模拟所得，并非论文的用户；没有任何假设按论文数字调整。论文对三项指标的定义未见，此处：准确率＝录入值与表盘一致的实抄读数／实抄读数；回收率＝截止日前收到的当年账款／当年账款；录入时间＝从抄表到入账的平均天数。"
            : "Simulated, not the paper's customers; no assumption was fitted to its figures. How the paper defines its three figures was not to be seen; here: accuracy is readings entered as the dial showed, of those read; the ratio is received by the cut-off, of what the year billed; entry time is the mean of days from the dial to the system.");
    }

    /// <summary>What rests on no source.</summary>
    public static void PrintAssumptions(YearsAssumptions assumptions, Language language)
    {
        var zh = language == Language.Chinese;
        foreach (var a in YearsAssumptions.All)
            Console.Out.WriteLine($"{a.Code} = {a.Get(assumptions).ToString(CultureInfo.InvariantCulture)} {a.Unit}  {a.Name.In(language)}\n    {(a.Source.Length > 0 ? a.Source : zh ? "未找到来源，取整数；影响见 --sweep" : "no source was found, a round number; --sweep shows what hangs on it")}");
    }

    /// <summary>How far each assumption moves the figures of the last old year and the last year, from its least value to its greatest.</summary>
    public static void Sweep(YearsAssumptions basis, int accounts, long seed, Language language, CancellationToken cancellationToken)
    {
        var zh = language == Language.Chinese;
        var years = new[] { YearsCalendar.OldYears - 1, YearsCalendar.Years - 1 };
        string[] titles = [zh ? "假设" : "assumption", zh ? "值" : "value", .. Figures.SelectMany(f => years.Select(y => $"{f.Name.In(language)} {y + 1}")), zh ? "来源" : "source"];
        var rows = new List<IReadOnlyList<string>> { Row(zh ? "（基准）" : "(as assumed)", "", "", YearsSimulation.Run(basis, accounts, seed, null, -1, cancellationToken)) };
        foreach (var a in YearsAssumptions.All)
            foreach (var value in new[] { a.Low, a.High }.Where(v => v != a.Get(basis)))
                rows.Add(Row(a.Code, value.ToString(CultureInfo.InvariantCulture), a.Source.Length > 0 ? zh ? "有" : "yes" : zh ? "无" : "none", YearsSimulation.Run(a.With(basis, value), accounts, seed, null, -1, cancellationToken)));
        Screen.Table(titles, rows);

        IReadOnlyList<string> Row(string name, string value, string source, YearsTally tally) => [name, value, .. Figures.SelectMany(f => years.Select(y => F(f.Of(tally, y), 2))), source];
    }

    /// <summary>The rows behind a figure of a year: those that are missing from its numerator, or all of them by days.</summary>
    public static IEnumerable<string> Rows(YearsTally tally, string code, int year)
    {
        var calendar = new YearsCalendar();
        string Day(int day) => LocalDatePattern.Iso.Format(calendar[day]);
        if (code == "reading-accuracy")
        {
            yield return "account,day,shown,entered,slip";
            foreach (var w in tally.Wrong.Where(w => w.Year == year).OrderBy(w => w.Day).ThenBy(w => w.Account))
                yield return string.Create(CultureInfo.InvariantCulture, $"{w.Account},{Day(w.Day)},{w.Shown},{w.Entered},{w.How}");
        }
        else if (code == "collection-ratio")
        {
            yield return "account,issued,total,not received by the cut-off,why";
            foreach (var u in tally.Unpaid.Where(u => u.Year == year).OrderBy(u => u.IssuedOn).ThenBy(u => u.Account))
                yield return string.Create(CultureInfo.InvariantCulture, $"{u.Account},{Day(u.IssuedOn)},{Money.Cny(u.TotalMinor).ToAmountString()},{Money.Cny(u.OpenMinor).ToAmountString()},{u.Why}");
        }
        else
        {
            yield return "days,readings";
            for (var days = 0; days < tally.Entry[year].Length; days++)
                if (tally.Entry[year][days] > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{days},{tally.Entry[year][days]}");
        }
    }

    /// <summary>Writes the rows of all years and a plot of each figure.</summary>
    public static void Write(YearsTally tally, string folder, Language language)
    {
        Directory.CreateDirectory(folder);
        foreach (var figure in Figures)
        {
            File.WriteAllText(Path.Combine(folder, figure.Code + ".svg"), PlotSvg.Write(PlotOf(tally, figure, language)) + "\n");
            for (var year = 0; year < YearsCalendar.Years; year++)
                File.WriteAllLines(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{figure.Code}-{year + 1}.csv")), Rows(tally, figure.Code, year));
        }
    }

    private static Plot PlotOf(YearsTally tally, (string Code, Wording Name, Wording Unit, decimal[] Published, Func<YearsTally, int, decimal> Of) figure, Language language)
    {
        var zh = language == Language.Chinese;
        return new Plot
        {
            Title = figure.Name.In(language), Unit = figure.Unit.In(language), Kind = PlotKind.Lines, Decimals = 1,
            Labels = [.. Enumerable.Range(0, YearsCalendar.Years).Select(y => (zh ? $"第{y + 1}年 " : $"year {y + 1} ") + Way(y, zh))],
            Series =
            [
                new PlotSeries(zh ? "模拟" : "simulated", [.. Enumerable.Range(0, YearsCalendar.Years).Select(y => (decimal?)figure.Of(tally, y))]),
                new PlotSeries(zh ? "论文公布" : "published", [.. figure.Published.Select(p => (decimal?)p)]),
            ],
        };
    }

    private static string Way(int year, bool zh) => year < YearsCalendar.OldYears ? zh ? "旧方式" : "old" : "WaterCore";

    private static string F(decimal value, int decimals) => value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

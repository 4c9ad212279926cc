using NodaTime;
using UglyToad.PdfPig;
using WaterCore.Documents;
using WaterCore.Documents.Skia;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Host.Tests.Documents;

public sealed class SkiaDocumentsTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 3, 2, 1, 0);

    [SkippableFact]
    public async Task Table_LongerThanAPage_GoesOnWithItsHeadAndLosesNoRow()
    {
        var rows = Enumerable.Range(1, 150).Select(i => new SheetRow(Cell.Of($"row{i:000}"), Cell.Of((long)i))).ToList();
        var (printed, pdf) = await PrintAsync(Of(new SheetTable { Columns = [new("Name"), new("Count", 0, true)], Rows = rows, Total = new SheetRow(Cell.Of("Sum"), Cell.Of(11_325)) }));
        var pages = PdfText.Pages(pdf);
        Assert.Equal((1, pages.Count), (printed.Sheets, printed.Pages));
        Assert.True(pages.Count >= 3);
        Assert.All(pages.Select((text, i) => (text, i)), p => { Assert.Contains("NameCount", p.text); Assert.Contains($"page{p.i + 1}of{pages.Count}", p.text); });
        var all = string.Concat(pages);
        Assert.All(Enumerable.Range(1, 150), i => Assert.Contains($"row{i:000}", all));
        Assert.Contains("11,325", pages[^1]);
    }

    [SkippableFact]
    public async Task Words_NeverReachOverTheMargins()
    {
        var text = string.Concat(Enumerable.Repeat("按国家规定，阶梯水价以年度用水量计量周期执行；《供水合同》（编号12345）另有约定的从其约定。Wherever the contract says otherwise. ", 12));
        var wide = new SheetTable { Columns = [.. Enumerable.Range(1, 9).Select(i => new SheetColumn($"用水性质{i}", 0, i > 2))], Rows = [new SheetRow([.. Enumerable.Range(1, 9).Select(i => Cell.Of(i > 2 ? "1234567890.00" : "居民生活用水（合表户）第一级"))])] };
        var (_, pdf) = await PrintAsync(Of(new SheetNote(text), new SheetFacts([("地址", text), ("name", new string('x', 300))]), wide));
        using var document = PdfDocument.Open(pdf);
        foreach (var page in document.GetPages())
            foreach (var letter in page.Letters.Where(l => !string.IsNullOrWhiteSpace(l.Value)))
                Assert.True(letter.StartBaseLine.X >= 44 && letter.EndBaseLine.X <= page.Width - 44, $"'{letter.Value}' stands at {letter.StartBaseLine.X:F1} to {letter.EndBaseLine.X:F1} of {page.Width:F0}.");
        // No line begins with what must not begin one.
        Assert.DoesNotContain(document.GetPages().SelectMany(p => p.Letters).GroupBy(l => Math.Round(l.StartBaseLine.Y)).Select(l => l.OrderBy(x => x.StartBaseLine.X).First().Value), v => v is "，" or "；" or "》" or "）" or "。");
    }

    [SkippableFact]
    public async Task Sheets_PrintedTwice_GiveTheSameBytes()
    {
        var sheet = Of(new SheetNote("水费"), new SheetPlot(new Plot { Title = "用水量", Kind = PlotKind.Bars, Labels = ["1", "2"], Series = [new("a", [1, 2])] }));
        Assert.Equal((await PrintAsync(sheet, sheet)).Pdf, (await PrintAsync(sheet, sheet)).Pdf);
    }

    [SkippableFact]
    public async Task Character_ThatTheFontDoesNotHave_IsMarkedAndNamed()
    {
        var (printed, pdf) = await PrintAsync(Of(new SheetNote("王\U0001F600水\u202Eabc\tdef")));
        Assert.Equal(["\U0001F600"], printed.Replaced);
        Assert.Contains("王〓水abcdef", PdfText.Pages(pdf)[0]);
    }

    [Fact]
    public async Task Font_ThatIsMissing_IsRefusedWithTheRemedyAndNothingIsWritten()
    {
        using var to = new MemoryStream();
        var refused = await new SkiaDocuments(FontFiles.Among(["/nowhere/fonts"])).PrintAsync(new[] { Of(new SheetNote("水")) }.ToAsyncEnumerable(), to, At);
        Assert.Equal((false, 0L), (refused.IsOk, to.Length));
        Assert.Contains("Noto Sans CJK is in none of /nowhere/fonts", refused.Fault!.Message);
        Assert.Contains("apt-get install fonts-noto-cjk", refused.Fault.Message);
        Assert.False(new SkiaDocuments(FontFiles.Among([])).Draw(new Plot { Title = "t", Kind = PlotKind.Bars, Labels = [], Series = [] }, 10, 10, to).IsOk);
    }

    [SkippableFact]
    public async Task Font_WithoutChinese_IsRefused()
    {
        var latin = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
        Skip.IfNot(File.Exists(latin), "DejaVu Sans is not installed.");
        using var to = new MemoryStream();
        var refused = await new SkiaDocuments(FontFiles.Find(latin, null)).PrintAsync(new[] { Of(new SheetNote("水")) }.ToAsyncEnumerable(), to, At);
        Assert.Contains("is no font with Chinese characters", refused.Fault!.Message);
    }

    [Fact]
    public void Setting_OfAFontThatIsNotThere_SaysWhichAndWhatToGive()
    {
        var context = new PluginContext("Skia", new Dictionary<string, string> { ["Font"] = "/nowhere/x.ttf" });
        var thrown = Assert.Throws<PluginSettingException>(() => new SkiaPlugin().ConfigureServices(new Microsoft.Extensions.DependencyInjection.ServiceCollection(), context));
        Assert.Contains("setting 'Font' is '/nowhere/x.ttf', and there is no such file", thrown.Message);
    }

    [SkippableFact]
    public void Plot_DrawnAsPng_HasTheSizeAsked()
    {
        Skip.IfNot(Fonts.AreThere, Fonts.Reason);
        using var png = new MemoryStream();
        Assert.True(new SkiaDocuments(FontFiles.Find(null, null)).Draw(new Plot { Title = "用水量", Kind = PlotKind.Lines, Labels = ["1", "2"], Series = [new("a", [1, 2])] }, 300, 120, png).IsOk);
        var bytes = png.ToArray();
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
        Assert.Equal((600, 240), (bytes[18] * 256 + bytes[19], bytes[22] * 256 + bytes[23]));
    }

    private static Sheet Of(params SheetPart[] parts) => new() { Title = "水费 report", Issuer = "utility", Number = "n-1", Language = Language.English, Parts = parts };

    private static async Task<(PrintedPages Printed, byte[] Pdf)> PrintAsync(params Sheet[] sheets)
    {
        Skip.IfNot(Fonts.AreThere, Fonts.Reason);
        using var to = new MemoryStream();
        var printed = await new SkiaDocuments(FontFiles.Find(null, null)).PrintAsync(sheets.ToAsyncEnumerable(), to, At);
        Assert.True(printed.IsOk, printed.Fault?.Message);
        return (printed.Value, to.ToArray());
    }
}

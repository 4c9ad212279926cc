using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using MiniExcelLibs;
using WaterCore.Documents;
using WaterCore.Host.Files;
using WaterCore.Host.Tests.Documents;
using WaterCore.Values;

namespace WaterCore.Host.Tests.Commands;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Set_AgreesWithTheBillingRunAndTheLedger_AndEveryRowOpensIntoFactsThatSumToIt()
    {
        await DemoAsync();
        var paid = await JsonAsync("pay", "6200018", "20.00", "--reference", "r-1", "--tender", "card");
        var billed = await JsonAsync("indicators", "--cycle", "2026-01");
        var bills = billed.GetProperty("indicators").EnumerateArray().Single(i => i.GetProperty("code").GetString() == "bills-issued").GetProperty("numerator").GetProperty("sum").GetInt64();
        var arrears = await JsonAsync("arrears");
        var set = (await JsonAsync("report", "--month", "2026-03", "--language", "en")).EnumerateArray().ToDictionary(t => t.GetProperty("title").GetString()!);
        Assert.Equal(10, set.Count);

        // Against what other parts of the product say of the same.
        var billing = Totals(set["Billing"]);
        Assert.Equal(bills, (long)billing[^3]);
        Assert.Equal(decimal.Parse(arrears.GetProperty("owed").GetString()!, CultureInfo.InvariantCulture) + 20, billing[^1]);
        Assert.Equal(billing[^1], Totals(set.Single(t => t.Key.StartsWith("Price components", StringComparison.Ordinal)).Value)[^1]);
        Assert.Equal(billing[^2], Totals(set["Volume by class and block"])[^2]);

        // Each row of each report of March, and the receipt of today.
        var now = paid.GetProperty("receipt").GetString()!.Split('-')[1];
        foreach (var (code, month) in new[] { ("billing", "2026-03"), ("arrears", "2026-03"), ("volume", "2026-03"), ("components", "2026-03"), ("reading", "2026-02") })
        {
            var report = (await JsonAsync("report", "--month", month, "--report", code)).EnumerateArray().Single();
            Assert.NotEqual(0, report.GetProperty("rows").GetArrayLength());
            foreach (var row in report.GetProperty("rows").EnumerateArray())
            {
                var opened = (await JsonAsync("report", "--month", month, "--report", code, "--rows", row.GetProperty("opens").GetString()!)).EnumerateArray().Single();
                // The last cell of a row, what it amounts to or how many, is the sum of the facts.
                var last = Number(row.GetProperty("cells").EnumerateArray().Last());
                Assert.Equal(last, opened.GetProperty("rows").EnumerateArray().Sum(r => Number(r.GetProperty("cells").EnumerateArray().Last())));
                Assert.Equal(last, Number(opened.GetProperty("total").EnumerateArray().Last()));
            }
        }
        var receipts = (await JsonAsync("report", "--month", now + "-01", "--months", "12", "--report", "receipts")).EnumerateArray().Single();
        Assert.Equal(["柜台", "银行卡", "1", "20.00"], receipts.GetProperty("rows")[0].GetProperty("cells").EnumerateArray().Select(c => c.GetString()));
    }

    [SkippableFact]
    public async Task Set_AsWorkbookPdfAndCsv_SaysTheSame()
    {
        Skip.IfNot(Fonts.AreThere, Fonts.Reason);
        await DemoAsync();
        var screen = (await JsonAsync("report", "--month", "2026-03")).EnumerateArray().ToList();
        foreach (var file in new[] { "r.xlsx", "r.pdf", "csv" }) Assert.Equal((0, ""), await RunAsync("report", "--month", "2026-03", "--out", file) is var run ? (run.ExitCode, run.Error) : default);

        var book = Path.Combine(_folder.Path, "r.xlsx");
        Assert.Equal(screen.Select(t => t.GetProperty("title").GetString()), MiniExcel.GetSheetNames(book).Select(n => screen.Select(t => t.GetProperty("title").GetString()).Single(t => t == n)));
        var billing = MiniExcel.Query(book, useHeaderRow: true, sheetName: "出账汇总").Cast<IDictionary<string, object>>().Last();
        Assert.Equal((double)Totals(screen[0])[^1], (double)billing.Values.Last(), 2);

        var text = string.Concat(PdfText.Pages(File.ReadAllBytes(Path.Combine(_folder.Path, "r.pdf"))));
        Assert.All(screen, t => Assert.Contains(PdfText.Fold(t.GetProperty("title").GetString()!), text));
        Assert.Contains(Totals(screen[0])[^1].ToString("N2", CultureInfo.InvariantCulture), text);
        Assert.Equal(10, Directory.GetFiles(Path.Combine(_folder.Path, "csv")).Length);
    }

    [Fact]
    public void Words_ThatLookLikeFormulas_StayWordsInEveryFile()
    {
        string[] hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A1", "=HYPERLINK(\"x\")", "a,b", "say \"x\"", "行\n=2"];
        var table = new SheetTable { Title = "=t[1]", Columns = [new("=c"), new("n", 0, true)], Rows = [.. hostile.Select(h => new SheetRow(Cell.Of(h), Cell.Of(Money.Cny(-1250))))] };
        using var workbook = new MemoryStream();
        SheetFiles.Excel(new Sheet { Title = "t", Issuer = "i", Language = Language.English, Parts = [table] }, workbook);
        using (var zip = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true))
        {
            var sheets = zip.Entries.Where(e => e.FullName.Contains("worksheets/", StringComparison.Ordinal) && e.FullName.EndsWith(".xml", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(sheets);
            foreach (var entry in sheets)
            {
                using var reader = new StreamReader(entry.Open());
                Assert.DoesNotMatch("<(x:)?f[ >]", reader.ReadToEnd());
            }
        }
        workbook.Position = 0;
        var back = workbook.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().ToList();
        Assert.Equal(hostile.Length, back.Count);
        Assert.All(back, r => Assert.Equal(-12.5, (double)r.Values.Last()));

        var lines = TableFile.Parse("t.csv", System.Text.Encoding.UTF8.GetBytes(SheetFiles.Csv(table)), ',') is var read ? read.Rows.Select(r => r.Cells).Prepend(read.Columns).ToList() : [];
        Assert.Equal(hostile.Length + 1, lines.Count);
        Assert.All(lines, l => Assert.DoesNotContain(l[0][0], "=+-@\t\r"));
        Assert.All(lines.Skip(1), l => Assert.Equal("-12.50", l[1]));
    }

    [Fact]
    public async Task Pivot_OfAnyFacts_AddsUpToTheWhole()
    {
        await DemoAsync();
        var whole = Totals((await JsonAsync("report", "--month", "2026-03", "--report", "billing")).EnumerateArray().Single())[^1];
        foreach (var by in new[] { "month", "class,month", "account", "tariff" })
            Assert.Equal(whole, Totals((await JsonAsync("report", "--month", "2026-03", "--source", "bills", "--by", by, "--measures", "amount")).EnumerateArray().Single())[^1]);
    }

    [Theory]
    [InlineData("--month 2026-13 is not a month", "--month", "2026-13")]
    [InlineData("name its facts with --source", "--month", "2026-03", "--by", "class")]
    [InlineData("'size' is no dimension of bills; choose of class, tariff, area, branch, month, account, bill", "--month", "2026-03", "--source", "bills", "--by", "size")]
    [InlineData("--rows opens a row of one report", "--month", "2026-03", "--rows", "x")]
    [InlineData("'x' is not a row of it; write the 2 values of class and block", "--month", "2026-03", "--report", "volume", "--rows", "x")]
    [InlineData("'.docx' is no ending that a report is written with", "--month", "2026-03", "--out", "r.docx")]
    public async Task Report_AskedForWrongly_SaysWhatToWrite(string message, params string[] arguments)
    {
        await DemoAsync(30);
        var run = await RunAsync(["report", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message.Replace("--month 2026-13", "--cycle 2026-13", StringComparison.Ordinal), run.Error);
    }

    private async Task DemoAsync(int accounts = 150) => Assert.Equal(0, (await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", accounts.ToString(CultureInfo.InvariantCulture), "--folder", "d")).ExitCode);

    private Task<HostRun> RunAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, [.. arguments, "--database", "d/watercore.db"]);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement.Clone();
    }

    private static List<decimal> Totals(JsonElement table) => [.. table.GetProperty("total").EnumerateArray().Skip(1).Where(c => c.GetString() is { Length: > 0 }).Select(Number)];

    private static decimal Number(JsonElement cell) => decimal.Parse(cell.GetString()!, CultureInfo.InvariantCulture);
}

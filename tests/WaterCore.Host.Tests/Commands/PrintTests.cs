using WaterCore.Host.Tests.Documents;

namespace WaterCore.Host.Tests.Commands;

public sealed class PrintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Bills_AndReceipts_OnPaper_SayWhatTheScreenSays()
    {
        Skip.IfNot(Fonts.AreThere, Fonts.Reason);
        Assert.Equal(0, (await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "120", "--folder", "d")).ExitCode);
        var shown = System.Text.Json.JsonDocument.Parse((await RunAsync("show", "6200018", "--json")).Output).RootElement;
        var (number, total) = (shown.GetProperty("number").GetString()!, shown.GetProperty("total").GetString()!);

        foreach (var (language, title, due) in new[] { ("zh", "水费账单", $"请于2026-03-17前缴纳"), ("en", "Waterbill", "Pleasepayby2026-03-17") })
        {
            var printed = await RunAsync("print", "bill", "6200018", "--language", language, "--out", "b.pdf");
            Assert.True(printed.ExitCode == 0, printed.Error);
            Assert.StartsWith("b.pdf: ", printed.Output);
            var page = Assert.Single(PdfText.Pages(Read("b.pdf")));
            Assert.All([title, due, number, total, PdfText.Fold(shown.GetProperty("name").GetString()!), PdfText.Fold(shown.GetProperty("address").GetString()!)], word => Assert.Contains(word, page));
        }

        var paid = System.Text.Json.JsonDocument.Parse((await RunAsync("pay", "6200018", "20.00", "--reference", "r-1", "--json")).Output).RootElement;
        Assert.Equal(0, (await RunAsync("print", "receipt", paid.GetProperty("receipt").GetString()!, "--out", "r.pdf")).ExitCode);
        var receipt = Assert.Single(PdfText.Pages(Read("r.pdf")));
        Assert.All(["水费收据", "20.00元", "贰拾元整", "现金", "柜台r-1", number], word => Assert.Contains(word, receipt));
        Assert.Equal(0, (await RunAsync("print", "bill", number, "--out", "b.pdf")).ExitCode);
        Assert.Contains("已缴20.00元", PdfText.Pages(Read("b.pdf"))[0]);
    }

    [SkippableFact]
    public async Task Run_OfACycle_PrintsEachLiveBillOnce()
    {
        Skip.IfNot(Fonts.AreThere, Fonts.Reason);
        await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "120", "--folder", "d");
        var bills = System.Text.Json.JsonDocument.Parse((await RunAsync("indicators", "--cycle", "2026-01", "--json")).Output).RootElement
            .GetProperty("indicators").EnumerateArray().Single(i => i.GetProperty("code").GetString() == "bills-issued").GetProperty("numerator").GetProperty("sum").GetInt64();
        var run = await RunAsync("print", "run", "--cycle", "2026-01", "--out", "paper", "--per-file", "50");
        Assert.True(run.ExitCode == 0, run.Error);
        var files = Directory.GetFiles(Path.Combine(_folder.Path, "paper")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal((bills + 49) / 50, files.Count);
        var pages = files.SelectMany(f => PdfText.Pages(File.ReadAllBytes(f))).ToList();
        Assert.Equal(bills, pages.Count);
        var accounts = pages.Select(p => System.Text.RegularExpressions.Regex.Match(p, "62[0-9]{5}").Value).ToList();
        Assert.Equal(accounts.Distinct().Order(StringComparer.Ordinal), accounts);
    }

    [Theory]
    [InlineData("There is no bill '0'", "print", "bill", "0")]
    [InlineData("There is no receipt 'x'", "print", "receipt", "x")]
    [InlineData("The cycle 2020-01 has no bills", "print", "run", "--cycle", "2020-01")]
    [InlineData("--per-file 0 is not 1 or more", "print", "run", "--cycle", "2026-01", "--per-file", "0")]
    public async Task Print_CalledWrongly_SaysSoAndLeavesNoFile(string message, params string[] arguments)
    {
        await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "30", "--folder", "d");
        var run = await RunAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.pdf"));
    }

    private Task<HostRun> RunAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, [.. arguments, "--database", "d/watercore.db"]);

    private byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder.Path, name));
}

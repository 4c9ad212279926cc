using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using WaterCore.Tariffs;

namespace WaterCore.Host.Tests.Commands;

public sealed partial class TariffTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TariffTests() => _folder.Write("dearer.yaml", ShippedTariffs.Text("zhuhai-main").Replace("prices: [1.74, 2.61, 3.48]", "prices: [1.74, 3.00, 4.00]", StringComparison.Ordinal));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_OfAFileWithoutAUnit_FailsWithItsLine()
    {
        _folder.Write("bad.owrs", "metadata:\n  utility_name: Nowhere\nrate_structure:\n  A:\n    water: usage_ccf*2\n    bill: water\n");
        var run = await HostProcess.RunAsync(_folder.Path, "tariff", "check", "bad.owrs");
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains("error: bad.owrs:2: metadata.bill_unit: the billing unit is missing; write bill_unit: ccf, kgal, kilolitre or m3, whichever the prices are for.", run.Output);
        var publish = await HostProcess.RunAsync(_folder.Path, "tariff", "publish", "bad.owrs", "--database", "x.db");
        Assert.Equal((1, ""), (publish.ExitCode, publish.Output));
        Assert.StartsWith("bad.owrs:2: metadata.bill_unit:", publish.Error);
        var fine = await HostProcess.RunAsync(_folder.Path, "tariff", "check", "shenzhen-2017", "--json");
        Assert.Equal((0, 0), (fine.ExitCode, JsonDocument.Parse(fine.Output).RootElement.GetProperty("errors").GetInt32()));
    }

    // Two months: blocks to 40 and 60. Nothing up to 40, then 0.39 a unit, 7.80 at 60, then 0.52.
    [Fact]
    public async Task Diff_OfADearerFile_TellsTheBreaksAndDrawsThem()
    {
        var run = await HostProcess.RunAsync(_folder.Path, "tariff", "diff", "zhuhai-main", "dearer.yaml", "--class", "residential", "--svg", "diff.svg", "--language", "zh");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"0 – 40 m³ +相同 +0 +0 +0", run.Output);
        Assert.Matches(@"40 – 60 m³ +新价高 +0 +\+0\.39 +\+7\.8", run.Output);
        Assert.Matches(@"60 以上 m³ +新价高 +\+7\.8 +\+0\.52", run.Output);
        var svg = XDocument.Load(Path.Combine(_folder.Path, "diff.svg")).Root!;
        Assert.Equal(3, svg.Descendants().Count(e => e.Name.LocalName == "polyline"));
        Assert.Contains("每期水费与用水量", svg.Value);
        var json = JsonDocument.Parse((await HostProcess.RunAsync(_folder.Path, "tariff", "diff", "zhuhai-main", "dearer.yaml", "--persons", "5", "--class", "residential", "--json")).Output);
        Assert.Equal(["0", "50", "70"], json.RootElement.GetProperty("classes")[0].GetProperty("pieces").EnumerateArray().Select(p => p.GetProperty("from").GetString()));
    }

    [Fact]
    public async Task SimulateAndWhy_AfterTheDemo_TakeTheStoredBills()
    {
        var demo = await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "300", "--folder", "d");
        Assert.Equal((0, ""), (demo.ExitCode, demo.Error));
        string[] at = ["--database", "d/watercore.db"];
        var run = await HostProcess.RunAsync(_folder.Path, ["tariff", "simulate", "zhuhai-main", "dearer.yaml", "--svg", "s.svg", "--out", "all.csv", "--json", .. at]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var root = JsonDocument.Parse(run.Output).RootElement;
        var verified = await HostProcess.RunAsync(_folder.Path, ["verify", .. at]);
        var bills = int.Parse(Regex.Match(verified.Output, "bills worked out again +([0-9]+)").Groups[1].Value);
        Assert.Equal(bills, root.GetProperty("bills").GetInt32());
        // The stored bills come to what the simulation says they come to; and it is in the file, row by row.
        Assert.Equal(10, root.GetProperty("deciles").GetArrayLength());
        var rows = File.ReadLines(Path.Combine(_folder.Path, "all.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        Assert.Equal(bills, rows.Count);
        Assert.Equal(decimal.Parse(root.GetProperty("before").GetString()!), rows.Sum(r => decimal.Parse(r[3])));
        Assert.Equal(decimal.Parse(root.GetProperty("after").GetString()!), rows.Sum(r => decimal.Parse(r[4])));
        Assert.Contains(XDocument.Load(Path.Combine(_folder.Path, "s.svg")).Descendants(), e => e.Name.LocalName == "rect");
        var made = await HostProcess.RunAsync(_folder.Path, "tariff", "simulate", "zhuhai-main", "dearer.yaml", "--made-up", "1000", "--language", "zh");
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        Assert.Contains("收入不变系数", made.Output);

        // A second cycle: everybody uses a quarter more, and the bill says why it is another.
        var customers = File.ReadLines(Path.Combine(_folder.Path, "d", "customers.csv")).Select(l => l.Split(',')).ToList();
        int meter = Array.IndexOf(customers[0], "meter"), opened = Array.IndexOf(customers[0], "first_index");
        var opening = customers.Skip(1).ToDictionary(c => c[meter], c => long.Parse(c[opened]));
        var next = File.ReadLines(Path.Combine(_folder.Path, "d", "readings.csv")).Skip(1).Select(l => l.Split(',')).Select(r => $"{r[0]},2026-04-20,{long.Parse(r[2]) + (long.Parse(r[2]) - opening[r[0]]) * 5 / 4}");
        File.WriteAllLines(Path.Combine(_folder.Path, "next.csv"), next.Prepend("meter,day,index"));
        var import = await HostProcess.RunAsync(_folder.Path, ["import", "--readings", "next.csv", .. at]);
        var bill = await HostProcess.RunAsync(_folder.Path, ["bill", "--cycle", "2026-03", .. at]);
        var account = Billed().IsMatch(bill.Output) ? rows[20][0] : throw new InvalidDataException(import.Output + import.Error + bill.Output + bill.Error);
        var why = await HostProcess.RunAsync(_folder.Path, ["why", account, "--json", .. at]);
        Assert.Equal((0, ""), (why.ExitCode, why.Error));
        var said = JsonDocument.Parse(why.Output).RootElement;
        Assert.Equal(decimal.Parse(said.GetProperty("difference").GetString()!), said.GetProperty("parts").EnumerateArray().Sum(p => decimal.Parse(p.GetProperty("amount").GetString()!)));
        Assert.NotEmpty(said.GetProperty("parts").EnumerateArray());
        var zh = await HostProcess.RunAsync(_folder.Path, ["why", account, "--language", "zh", .. at]);
        Assert.Contains("本期账单", zh.Output);
        Assert.Equal(0, (await HostProcess.RunAsync(_folder.Path, ["verify", .. at])).ExitCode);
    }

    [GeneratedRegex(@"billed +[1-9]")]
    private static partial Regex Billed();
}

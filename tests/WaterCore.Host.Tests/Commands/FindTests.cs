using System.Text.Json;
using System.Text.RegularExpressions;

namespace WaterCore.Host.Tests.Commands;

public sealed class FindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Find_AfterTheDemo_FindsMasksOpensAndNotes()
    {
        var demo = await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "300", "--folder", "d");
        string[] at = ["--database", "d/watercore.db"];
        var customer = File.ReadLines(Path.Combine(_folder.Path, "d", "customers.csv")).ElementAt(18).Split(',');
        var (account, name, phone, meter) = (customer[0], customer[1], customer[2], customer[9]);

        var byPhone = await HostProcess.RunAsync(_folder.Path, ["find", phone[^4..], name[..1], "--open", .. at]);
        Assert.Equal((0, ""), (byPhone.ExitCode, byPhone.Error));
        Assert.Contains(account, byPhone.Output);
        Assert.Contains(meter, byPhone.Output);
        Assert.Contains("bill  2025-12-", byPhone.Output);
        Assert.DoesNotContain(name, byPhone.Output.Replace($"'{name}'", ""));
        Assert.DoesNotContain(phone, byPhone.Output);

        var revealed = await HostProcess.RunAsync(_folder.Path, ["find", meter, "--reveal", "--json", "--purpose", "caller asks for a bill", .. at]);
        var hit = JsonDocument.Parse(revealed.Output).RootElement.GetProperty("hits")[0];
        Assert.Equal((account, name, phone), (hit.GetProperty("account").GetString(), hit.GetProperty("name").GetString(), hit.GetProperty("phone").GetString()));

        var none = await HostProcess.RunAsync(_folder.Path, ["find", "99999999999", .. at]);
        Assert.Equal((1, "0 accounts\n"), (none.ExitCode, none.Output));
        var tooShort = await HostProcess.RunAsync(_folder.Path, ["find", "x", .. at]);
        Assert.Equal((2, "The clue 'x' says too little to search by; give a Chinese character of the name, two letters, or a number.\n"), (tooShort.ExitCode, tooShort.Error));
        // Four looks are noted: three searches that were made, and the account that was opened.
        var verified = await HostProcess.RunAsync(_folder.Path, ["verify", .. at]);
        Assert.Equal(0, verified.ExitCode);
        Assert.Equal(Noted(demo) + 4, Noted(verified));
    }

    private static int Noted(HostRun run) => int.Parse(Regex.Match(run.Output, "audit entries followed +([0-9]+)").Groups[1].Value);

    [Fact]
    public async Task Indicators_AfterTheDemo_OpenIntoRowsThatAddUp()
    {
        await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "300", "--folder", "d");
        string[] at = ["--cycle", "2026-01", "--database", "d/watercore.db"];
        var figures = JsonDocument.Parse((await HostProcess.RunAsync(_folder.Path, ["indicators", "--json", .. at])).Output).RootElement.GetProperty("indicators");
        var rate = figures.EnumerateArray().Single(f => f.GetProperty("code").GetString() == "reading-rate");
        var (read, due) = (rate.GetProperty("numerator").GetProperty("sum").GetInt32(), rate.GetProperty("denominator").GetProperty("sum").GetInt32());
        Assert.Equal(300, due);
        // What the demo wrote says how many were read.
        Assert.Equal(File.ReadLines(Path.Combine(_folder.Path, "d", "readings.csv")).Count() - 1, read);
        var rows = (await HostProcess.RunAsync(_folder.Path, ["indicators", "--rows", "reading-rate", "--json", .. at])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal((read, due), (rows.Count(r => r[0].GetString() == "numerator"), rows.Count(r => r[0].GetString() == "denominator")));

        // By area, month by month with a picture, and the rows of one area.
        var areas = JsonDocument.Parse((await HostProcess.RunAsync(_folder.Path, ["indicators", "--only", "reading-rate", "--by", "area", "--json", .. at])).Output).RootElement.EnumerateArray().ToList();
        Assert.Equal((read, due), (areas.Sum(a => a.GetProperty("numerator").GetInt32()), areas.Sum(a => a.GetProperty("denominator").GetInt32())));
        var area = areas[0];
        var some = (await HostProcess.RunAsync(_folder.Path, ["indicators", "--rows", "reading-rate", "--of", "area=" + area.GetProperty("key").GetString(), "--json", .. at])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(area.GetProperty("numerator").GetInt32() + area.GetProperty("denominator").GetInt32(), some.Length);
        var trend = await HostProcess.RunAsync(_folder.Path, "indicators", "--only", "reading-rate", "--trend", "--cycle", "2026-03", "--months", "6", "--plot", "t.svg", "--json", "--database", "d/watercore.db");
        Assert.Equal(6, JsonDocument.Parse(trend.Output).RootElement.GetArrayLength());
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "t.svg")));
        var moved = JsonDocument.Parse((await HostProcess.RunAsync(_folder.Path, "report", "--month", "2026-03", "--source", "bills", "--by", "area", "--measures", "amount", "--compare", "1", "--json", "--database", "d/watercore.db")).Output).RootElement;
        Assert.Equal("0.00", moved.GetProperty("before").GetString());
        Assert.NotEqual("0.00", moved.GetProperty("now").GetString());
        foreach (var wrong in new[] { new[] { "--by", "area" }, ["--only", "reading-rate", "--by", "size"], ["--rows", "reading-rate", "--of", "area"] })
            Assert.Equal(2, (await HostProcess.RunAsync(_folder.Path, ["indicators", .. wrong, .. at])).ExitCode);
        var zh = await HostProcess.RunAsync(_folder.Path, ["indicators", "--language", "zh", .. at]);
        Assert.Contains("抄见率", zh.Output);
    }
}

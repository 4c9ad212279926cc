using System.Text.Json;

namespace WaterCore.Host.Tests.Commands;

/// <summary>A case's life on the command line.</summary>
public sealed class CaseStoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Story_FromTheCallToTheRating()
    {
        Assert.Equal(0, (await RunAsync("demo", "--accounts", "300", "--folder", "d")).ExitCode);
        var opened = await JsonAsync("case", "open", "repair.leak", "meter leaks", "--account", "6200018", "--channel", "Phone", "--reference", "call-1", "--call-back", "13800000017", "--operator", "wang");
        var number = opened.GetProperty("case").GetProperty("number").GetInt64().ToString();
        Assert.True((await JsonAsync("case", "open", "repair.leak", "meter leaks", "--channel", "Phone", "--reference", "call-1")).GetProperty("repeated").GetBoolean());
        Assert.Contains("at repair-crew", (await RunAsync("case", "hand", number, "repair-crew")).Output);
        Assert.Contains("is answered", (await RunAsync("case", "answer", number, "repaired")).Output);
        var early = await RunAsync("case", "hand", number, "repair-crew");
        Assert.Equal((2, $"Case {number} is answered, so handing it over is not possible; answer it first."), (early.ExitCode, early.Error.Trim()));
        Assert.Contains("is closed", (await RunAsync("case", "call-back", number)).Output);
        Assert.Contains("is closed", (await RunAsync("case", "rate", number, "5")).Output);
        var shown = await JsonAsync("case", "show", number);
        Assert.Equal((5, "wang", "6200018"), (shown.GetProperty("case").GetProperty("rating").GetInt32(), shown.GetProperty("case").GetProperty("owner").GetString(), shown.GetProperty("account").GetString()));
        Assert.Equal(["open", "hand-over", "answer", "call-back", "rate"], shown.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("act").GetString()));

        Assert.Equal(0, (await RunAsync("contact", "note", "asked for the price", "--account", "6200018", "--answered")).ExitCode);
        Assert.Contains("no to dunning by any channel", (await RunAsync("contact", "stop", "6200018", "--purpose", "dunning")).Output);
        Assert.Contains("nobody can opt out of 'outage'", (await RunAsync("contact", "stop", "6200018", "--purpose", "outage")).Error);
        Assert.Equal(0, (await RunAsync("contact", "address", "6200018", "li@example.org")).ExitCode);
        var record = await JsonAsync("contact", "list", "6200018");
        Assert.Equal((2, 1), (record.GetProperty("contacts").GetArrayLength(), record.GetProperty("cases").GetArrayLength()));
        Assert.Equal("l***@example.org", record.GetProperty("addresses").EnumerateArray().Last().GetString());
        Assert.Contains("6200018", (await RunAsync("contact", "who", "LI@example.org")).Output);
        Assert.Contains("repair-crew", (await RunAsync("case", "list", "--category", "repair")).Output);
        Assert.Contains("爆管", (await RunAsync("case", "categories")).Output);
        Assert.Equal((0, ""), await RunAsync("verify") is var v ? (v.ExitCode, v.Error) : default);
    }

    private Task<HostRun> RunAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, arguments[0] == "demo" ? arguments : [.. arguments, "--database", "d/watercore.db"]);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }
}

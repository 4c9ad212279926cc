using System.Text.Json;

namespace WaterCore.Host.Tests.Commands;

/// <summary>A notice to many on the command line, killed on the way. The full size is the same test with <c>WATERCORE_NOTICE_ACCOUNTS=100000</c>: see benchmarks/results/channels.md.</summary>
public sealed class NoticeStoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Notice_KilledTwiceOnTheWay_ReachesEachPersonOnce()
    {
        var accounts = int.TryParse(Environment.GetEnvironmentVariable("WATERCORE_NOTICE_ACCOUNTS"), out var full) ? full : 3_000;
        Assert.Equal(0, (await RunAsync("demo", "--accounts", $"{accounts}", "--folder", "d")).ExitCode);
        string[] notice = ["burst-main", "--set", "reason=burst main", "--set", "until=18:00"];
        // Without an open channel nothing is made that could only lie in the tray; the refusal names what opens one.
        var closed = await HostProcess.RunAsync(_folder.Path, ["notice", "send", .. notice, .. s_database]);
        Assert.Equal(2, closed.ExitCode);
        foreach (var setting in new[] { "WaterCore:Plugins:Sms", "WaterCore:Plugins:Email", "WaterCore:Plugins:OfficialAccount", "WaterCore:FileChannel" }) Assert.Contains(setting, closed.Error);
        Assert.DoesNotContain("burst-main", (await RunAsync("notice", "list")).Output);
        var seen = await JsonAsync(["notice", "preview", .. notice]);
        var (people, unreachable) = (seen.GetProperty("people").GetInt64(), seen.GetProperty("unreachable").GetInt64());
        Assert.Equal(accounts, seen.GetProperty("accounts").GetInt64());
        Assert.Equal(people, seen.GetProperty("byChannel").GetProperty("Null").GetInt64());
        var sent = await JsonAsync(["notice", "send", .. notice]);
        Assert.Equal(people + unreachable, sent.GetProperty("recipients").GetInt64());

        // Each is killed as soon as the far end has some messages of it.
        foreach (var enough in new[] { people / 10, people / 2 }) await KillWhenAsync(enough);
        Assert.True(Lines() < people, "Both runs were killed too late.");
        Assert.Equal(unreachable > 0 ? 1 : 0, (await RunAsync("outbox", "run")).ExitCode);

        var log = (await File.ReadAllLinesAsync(Log)).Select(l => l.Split(' ')).ToList();
        Assert.Equal(people, log.Select(l => l[0]).Distinct().Count());
        Assert.Equal(people, log.Count);
        Assert.Equal(people, log.Select(l => l[1]).Distinct().Count());
        var figures = await JsonAsync("outbox", "figures");
        Assert.Equal(people, figures.EnumerateArray().Where(f => f.GetProperty("state").GetString() == "sent").Sum(f => f.GetProperty("count").GetInt64()));
        Assert.DoesNotContain(figures.EnumerateArray(), f => f.GetProperty("state").GetString() is "waiting" or "sending");
        Assert.Contains("burst-main", (await RunAsync("notice", "list")).Output);
        Assert.Contains("{amount}", (await RunAsync("notice", "templates")).Output);
        Assert.Contains("it needs a value for {until}", (await RunAsync("notice", "send", "burst-main", "--set", "reason=x")).Error);
    }

    private long Lines() => File.Exists(Log) ? File.ReadLines(Log).LongCount() : 0;

    private async Task KillWhenAsync(long lines)
    {
        using var process = HostProcess.Start(_folder.Path, [.. s_database, "outbox", "run"], s_environment);
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        while (!process.HasExited && Lines() < lines) await Task.Delay(1);
        if (process.HasExited) Assert.Fail($"It ended with {process.ExitCode} at {Lines()} messages, before it could be killed: {string.Concat(await output)}");
        process.Kill();
        await process.WaitForExitAsync();
        await output;
    }

    private static readonly string[] s_database = ["--database", "d/watercore.db"];
    private static readonly Dictionary<string, string> s_environment = new() { ["WaterCore__NullChannel"] = "sent.log" };

    private string Log => Path.Combine(_folder.Path, "d", "sent.log");

    private Task<HostRun> RunAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, s_environment, arguments[0] == "demo" ? arguments : [.. arguments, .. s_database]);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }
}

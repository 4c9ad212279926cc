using System.Text.Json;

namespace WaterCore.Host.Tests.Commands;

/// <summary>A notice to many on the command line, killed on the way. The full size is a command of its own: see benchmarks/results/notices.md.</summary>
public sealed class NoticeStoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Notice_KilledTwiceOnTheWay_ReachesEachPersonOnce()
    {
        const int Accounts = 3_000;
        Assert.Equal(0, (await RunAsync("demo", "--accounts", $"{Accounts}", "--folder", "d")).ExitCode);
        string[] notice = ["burst-main", "--set", "reason=burst main", "--set", "until=18:00"];
        var seen = await JsonAsync(["notice", "preview", .. notice]);
        var (people, unreachable) = (seen.GetProperty("people").GetInt64(), seen.GetProperty("unreachable").GetInt64());
        Assert.Equal(Accounts, seen.GetProperty("accounts").GetInt64());
        Assert.Equal(people, seen.GetProperty("byChannel").GetProperty("Null").GetInt64());
        var sent = await JsonAsync(["notice", "send", .. notice]);
        Assert.Equal(people + unreachable, sent.GetProperty("recipients").GetInt64());

        var kills = 0;
        int Lines() => File.Exists(Log) ? File.ReadLines(Log).Count() : 0;
        for (var wait = 600; kills < 2 && wait < 3_000; wait += 100)
            if (await HostProcess.KillAfterAsync(TimeSpan.FromMilliseconds(wait), _folder.Path, s_environment, [.. s_database, "outbox", "run"]) && Lines() is > 0 and var lines && lines < people) kills++;
        Assert.True(kills > 0, "No run was killed in the middle.");
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

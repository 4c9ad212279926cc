using System.Text.Json.Nodes;

namespace WaterCore.Host.Tests.Commands;

/// <summary>A collection point whose line is down, on its own machine, with real processes and real files.</summary>
public sealed class PointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Point_OffTheLine_IsBroughtInOnceEach_AndConflictsAreShown()
    {
        await OkAsync("demo", "--accounts", "50", "--folder", "demo");
        await OkAsync("pay", "6200003", "10.00", "--reference", "M-0", "--database", "demo/watercore.db");
        await OkAsync("backup", "--out", "b.wcb", "--database", "demo/watercore.db");
        Assert.Matches("put aside +[1-9]", (await OkAsync("point", "begin", "--from", "b.wcb", "--database", "point.db")).Output);

        // The copy sends nothing that the main office sends: neither what waited in the outbox nor messages on their way.
        Assert.Matches("taken from the outbox +0\\n", (await OkAsync("outbox", "run", "--database", "point.db")).Output);

        // Two customers pay at the point; one of them paid at the main office too, on the same bill.
        await OkAsync("pay", "6200001", "50.00", "--reference", "P-1", "--branch", "P3", "--database", "point.db");
        await OkAsync("pay", "6200002", "50.00", "--reference", "P-2", "--branch", "P3", "--database", "point.db");
        var owed = JsonNode.Parse((await OkAsync("account", "6200002", "--json", "--database", "demo/watercore.db")).Output)!["balance"]!.ToString();
        await OkAsync("pay", "6200002", owed, "--reference", "M-1", "--database", "demo/watercore.db");
        await OkAsync("point", "take-out", "--name", "P3", "--out", "p3.jsonl", "--database", "point.db");

        var first = await HostProcess.RunAsync(_folder.Path, "point", "bring", "p3.jsonl", "--json", "--database", "demo/watercore.db");
        var brought = JsonNode.Parse(first.Output)!;
        Assert.Equal((1, 0, 1, 0), ((int)brought["added"]!, (int)brought["before"]!, (int)brought["differs"]!, (int)brought["refused"]!));
        Assert.NotEqual(0, first.ExitCode);
        Assert.Contains("50.00 CNY waits as credit", (string)brought["lines"]![0]!["note"]!);

        // However often it is brought, each counts once.
        var again = JsonNode.Parse((await OkAsync("point", "bring", "p3.jsonl", "--json", "--database", "demo/watercore.db")).Output)!;
        Assert.Equal((0, 2), ((int)again["added"]!, (int)again["before"]!));
        await OkAsync("point", "take-out", "--name", "P3", "--out", "p3-again.jsonl", "--database", "point.db");
        Assert.Equal(File.ReadAllText(At("p3.jsonl")), File.ReadAllText(At("p3-again.jsonl")));
        await OkAsync("verify", "--database", "demo/watercore.db");

        // A file that is something else, or cut in the middle of a line, is refused with the line.
        File.WriteAllText(At("cut.jsonl"), File.ReadAllText(At("p3.jsonl"))[..^20]);
        Assert.Contains("Line 3 cannot be read", (await HostProcess.RunAsync(_folder.Path, "point", "bring", "cut.jsonl", "--database", "demo/watercore.db")).Error);
    }

    private async Task<HostRun> OkAsync(params string[] arguments)
    {
        var run = await HostProcess.RunAsync(_folder.Path, arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.Error}{run.Output}");
        return run;
    }

    private string At(string name) => Path.Combine(_folder.Path, name);
}

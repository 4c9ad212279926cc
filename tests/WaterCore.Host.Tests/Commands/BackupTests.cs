using System.Text.Json.Nodes;

namespace WaterCore.Host.Tests.Commands;

public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backup_Restored_HasTheSameDigests_AndADamagedOneIsRefused()
    {
        Assert.Equal(0, (await RunAsync("demo", "--accounts", "300", "--folder", "demo")).ExitCode);
        var made = await RunAsync("backup", "--out", "b.wcb", "--database", "demo/watercore.db");
        Assert.True(made.ExitCode == 0, made.Error);
        var note = JsonNode.Parse(File.ReadAllText(At("b.wcb.json")))!;
        var verified = await RunAsync("verify", "--json", "--database", "demo/watercore.db");
        Assert.Equal((string)JsonNode.Parse(verified.Output)!["digest"]!, (string)note["digest"]!);
        Assert.True((long)note["bills"]! > 200);

        // A backup is never written over, and a database never restored over.
        Assert.NotEqual(0, (await RunAsync("backup", "--out", "b.wcb", "--database", "demo/watercore.db")).ExitCode);
        var over = await RunAsync("restore", "b.wcb", "--database", "demo/watercore.db");
        Assert.Contains("is there already", over.Error);

        var restored = await RunAsync("restore", "b.wcb", "--database", "new.db");
        Assert.True(restored.ExitCode == 0, restored.Error);
        Assert.Equal((string)note["digest"]!, (string)JsonNode.Parse((await RunAsync("verify", "--json", "--database", "new.db")).Output)!["digest"]!);

        // One bit wrong anywhere: it is not what was backed up.
        var bytes = await File.ReadAllBytesAsync(At("b.wcb"));
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(At("b.wcb"), bytes);
        var damaged = await RunAsync("restore", "b.wcb", "--database", "other.db");
        Assert.Contains("not what was backed up", damaged.Error);
        Assert.False(File.Exists(At("other.db")));
    }

    [SkippableFact]
    public async Task Backup_OfPostgreSql_IsOpenedVerifiedAndRestored()
    {
        Storage.Tests.PostgresServer.SkipWithout();
        var server = Storage.Tests.PostgresServer.Shared;
        var (from, to) = (server.NewName(), server.NewName());
        var (one, other) = (Settings(server.Create(from)), Settings(server.Create(to)));
        Assert.Equal(0, (await RunAsync("demo", "--accounts", "200", "--folder", "demo")).ExitCode);
        await OkAsync(one, "tariff", "publish", "zhuhai-main");
        await OkAsync(one, "import", "--customers", "demo/customers.csv", "--readings", "demo/readings.csv", "--trusted");
        await OkAsync(one, "bill", "--cycle", "2025-11", "--months", "2");

        await OkAsync(one, "backup", "--out", "b.dump");
        var note = JsonNode.Parse(File.ReadAllText(At("b.dump.json")))!;
        Assert.True((long)note["auditEntries"]! > 2);
        // The copy that was looked through is gone.
        Assert.Contains("holds a schema watercore already", (await HostProcess.RunAsync(_folder.Path, one, "restore", "b.dump")).Error);

        await OkAsync(other, "restore", "b.dump");
        var (before, after) = (await OkAsync(one, "verify", "--json"), await OkAsync(other, "verify", "--json"));
        Assert.Equal((string)JsonNode.Parse(before)!["digest"]!, (string)JsonNode.Parse(after)!["digest"]!);
        server.Drop(from);
        server.Drop(to);
    }

    private static Dictionary<string, string> Settings(string connection) => new() { ["WaterCore__Storage"] = "PostgreSql", ["WaterCore__Plugins__PostgreSql__ConnectionString"] = connection };

    private async Task<string> OkAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var run = await HostProcess.RunAsync(_folder.Path, settings, arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.Error}{run.Output}");
        return run.Output;
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private Task<HostRun> RunAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, arguments);
}

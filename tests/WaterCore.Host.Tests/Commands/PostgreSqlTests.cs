using System.Text.Json;
using System.Text.RegularExpressions;
using WaterCore.Storage.Tests;

namespace WaterCore.Host.Tests.Commands;

/// <summary>The main job over PostgreSQL, which the configuration alone names.</summary>
public sealed partial class PostgreSqlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string _database = "";

    public void Dispose()
    {
        _folder.Dispose();
        if (_database.Length > 0) PostgresServer.Shared.Drop(_database);
    }

    [SkippableFact]
    public async Task Demo_BillPayVerify_OnPostgreSql_HasTheBillsOfSqlite()
    {
        PostgresServer.SkipWithout();
        PostgresServer.Shared.Create(_database = PostgresServer.Shared.NewName());
        var demo = await RunAsync("demo", "--accounts", "2000", "--folder", "d");
        Assert.Equal((0, ""), (demo.ExitCode, demo.Error));
        Assert.Contains("Storage: PostgreSQL 1", demo.Output);
        Assert.DoesNotContain("--database", demo.Output);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "d", "watercore.db")));
        var embedded = await HostProcess.RunAsync(_folder.Path, "demo", "--accounts", "2000", "--folder", "e");
        Assert.Equal(Digest(embedded), Digest(demo));

        Assert.Matches(@"billed +0\n", (await RunAsync("bill", "--cycle", "2026-01")).Output);
        var paid = await JsonAsync("pay", "6200018", "20.00", "--reference", "r-1");
        Assert.False(paid.GetProperty("repeated").GetBoolean());
        Assert.True((await JsonAsync("pay", "6200018", "20.00", "--reference", "r-1")).GetProperty("repeated").GetBoolean());
        Assert.True((await JsonAsync("latefees", "--on", "2026-03-28")).GetProperty("charges").GetInt32() > 1_000);
        var bill = (await JsonAsync("show", "6200018")).GetProperty("number").GetString()!;
        Assert.Equal(bill + "r1", (await JsonAsync("rebill", bill, "--persons", "7", "--reason", "a birth")).GetProperty("bills")[0].GetProperty("replacement").GetString());
        Assert.Contains("6200018", (await RunAsync("find", "6200018")).Output);
        Assert.Equal("0.00", (await JsonAsync("dayend", "--counted", "20.00")).GetProperty("difference").GetString());
        var verified = await RunAsync("verify");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
    }

    [SkippableFact]
    public async Task Verb_WithoutTheServer_SaysWhereItIsLookedForAndNotThePassword()
    {
        var run = await HostProcess.RunAsync(
            _folder.Path, new Dictionary<string, string> { ["WaterCore__Plugins__PostgreSql__ConnectionString"] = "Host=127.0.0.1;Port=1;Database=w;Username=u;Password=secret;Timeout=5" }, "verify");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("PostgreSQL at 127.0.0.1:1/w cannot be reached", run.Error);
        Assert.DoesNotContain("secret", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    private Task<HostRun> RunAsync(params string[] arguments) => HostProcess.RunAsync(
        _folder.Path, new Dictionary<string, string> { ["WaterCore__Plugins__PostgreSql__ConnectionString"] = PostgresServer.Shared.ConnectionString(_database) }, arguments);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement.Clone();
    }

    private static string Digest(HostRun run) => DigestLine().Match(run.Output) is { Success: true } found ? found.Value : throw new InvalidDataException(run.Output + run.Error);

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex DigestLine();
}

using WaterCore.Conformance;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;

namespace WaterCore.Storage.Tests;

/// <summary>The scripted utility in small; <c>WaterCore.Benchmarks utility 50000 24</c> plays it in full.</summary>
public sealed class ScriptedUtilityTests : IDisposable
{
    private const int Accounts = 150, Months = 14;

    private readonly TemporaryDirectory _directory = new();
    private string? _database;

    public void Dispose()
    {
        _directory.Dispose();
        if (_database is not null) PostgresServer.Shared.Drop(_database);
    }

    [SkippableFact]
    public async Task Utility_PlayedOnBothStorages_IsTheSameToTheCent()
    {
        PostgresServer.SkipWithout();
        var embedded = await PlayAsync(new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(30)));
        var server = await PlayAsync(PostgresDatabases.Open(_database = PostgresDatabases.New()));
        Assert.Empty(embedded.Findings);
        Assert.Empty(server.Findings);
        Assert.Equal(embedded.Acts, server.Acts);
        Assert.Equal(embedded.Digest, server.Digest);
        // The comparison is worth something only if all of it happens.
        foreach (var act in new[] { "meters exchanged", "held readings accepted", "held readings rejected", "payments", "payments reversed", "refunds", "disputes", "bills cancelled and made again", "late charges", "dunning steps", "adjustments" })
            Assert.True(embedded.Acts.GetValueOrDefault(act) > 0, $"No {act}: {string.Join(", ", embedded.Acts)}");
    }

    private static async Task<ScriptedResult> PlayAsync(IStorage storage)
    {
        await using var _ = storage;
        await storage.OpenAsync();
        return await new ScriptedUtility(storage, Accounts).PlayAsync(Months);
    }
}

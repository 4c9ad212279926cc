using System.Globalization;
using WaterCore.Conformance;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

public sealed class SqliteDurabilityTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(150)]
    public async Task Process_KilledWhileItCommits_LosesNothingItSaidAndLeavesNothingHalf(int commits)
    {
        var file = _directory.File("watercore.db");
        long said = 0;
        using (var other = new OtherProcess("commit", file))
        {
            while (said < commits) said = long.Parse((await other.LineAsync())!, CultureInfo.InvariantCulture);
            var lines = (await other.KillAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            // The last line may have been cut in the middle; each whole one is a promise.
            foreach (var line in lines) said = Math.Max(said, long.TryParse(line, out var n) && n <= said + 1 ? n : said);
        }
        await using var storage = new SqliteStorage(file, TimeSpan.FromSeconds(10));
        await storage.OpenAsync();
        await using var look = await storage.ReadAsync();
        var kept = await look.Customers.CountAccountsAsync();
        Assert.InRange(kept, said, said + 1);   // the one more was durable when it was killed before it could say so
        Assert.Equal(kept * 100, (await look.Receivables.TrialBalanceAsync()).Single(l => l.Ledger == "receivable").Amount.Minor);
        Assert.Empty(await look.Receivables.UnbalancedAsync());
        Assert.Equal(kept, await look.Customers.LastIdAsync());
        Assert.NotNull(await look.Customers.FindAccountAsync(new Id<Customers.Account>(kept)));
    }

    [Fact]
    public async Task Log_ManyChanges_IsWrittenBackToTheFile()
    {
        var file = _directory.File("watercore.db");
        await using var storage = new SqliteStorage(file, TimeSpan.FromSeconds(10));
        await storage.OpenAsync();
        var empty = new FileInfo(file).Length;
        var name = new string('水', 300);
        for (var batch = 0; batch < 160; batch++)
        {
            await using var unit = await storage.WriteAsync();
            await unit.Customers.AddAsync(Enumerable.Range((batch * 1000) + 1, 1000).Select(n => Town.Customer(n) with { Name = name }).ToList());
            await unit.CommitAsync();
        }
        var file1 = new FileInfo(file).Length;
        Assert.True(file1 - empty > 80_000_000, $"The file has {file1} bytes; the rest of 160 MB is in the log.");
        Assert.True(new FileInfo(file + "-wal").Length < 80_000_000);
    }

    [Fact]
    public async Task Storage_Closed_LeavesOneFile()
    {
        await using (var storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(10)))
        {
            await storage.OpenAsync();
            await using var unit = await storage.WriteAsync();
            await unit.Customers.AddAsync([Town.Customer(1)]);
            await unit.CommitAsync();
        }
        Assert.Equal(["watercore.db"], Directory.GetFiles(_directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Connections_AreSetAsTheInvariantsSay()
    {
        await using var storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(7));
        await storage.OpenAsync();
        using var connection = storage.Connect();
        Assert.Equal("wal", Assert.Single(connection.Texts("pragma journal_mode")));
        Assert.Equal(2, connection.Number("pragma synchronous"));
        Assert.Equal(1, connection.Number("pragma foreign_keys"));
        Assert.Equal(1, connection.Number("pragma recursive_triggers"));
        Assert.Equal(7000, connection.Number("pragma busy_timeout"));
        Assert.Equal(0, connection.Number("pragma wal_autocheckpoint"));
    }

    [Fact]
    public async Task Change_TurnDoesNotCome_SaysSo()
    {
        await using var storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(1));
        await storage.OpenAsync();
        await using (await storage.WriteAsync())
        {
            var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.WriteAsync().AsTask());
            Assert.Contains("WaitSeconds", refused.Message, StringComparison.Ordinal);
        }
        await using var unit = await storage.WriteAsync();
    }
}

using WaterCore.Conformance;
using WaterCore.Storage.Sqlite;

namespace WaterCore.Storage.Tests;

/// <summary>Commits that come at the same time share one write to the disk, and nobody is told of one before it is there.</summary>
public sealed class SqliteLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Commits_WhileTheDiskIsBusy_ShareTheNextWrite()
    {
        using var busy = new SemaphoreSlim(0);
        var writes = 0;
        using var log = new SqliteLog("", () => { Interlocked.Increment(ref writes); busy.Wait(); });
        Commit(log);
        var first = Task.Run(async () => await log.DurableAsync());
        while (Volatile.Read(ref writes) == 0) await Task.Yield();
        var others = new List<Task>();
        for (var n = 0; n < 50; n++)
        {
            Commit(log);
            others.Add(log.DurableAsync().AsTask());
        }
        busy.Release();
        await first;
        Assert.DoesNotContain(others, o => o.IsCompleted); // theirs came after that write had begun
        busy.Release();
        await Task.WhenAll(others);
        Assert.Equal(2, writes);
    }

    [Fact]
    public async Task Look_AtACommitThatIsNotOnTheDisk_WaitsForIt()
    {
        var writes = 0;
        using var log = new SqliteLog("", () => writes++);
        await log.SettleAsync();
        Assert.Equal(0, writes);
        log.Begin(); // it may be seen from here on
        await log.SettleAsync();
        Assert.Equal(1, writes);
        log.End();
        await log.SettleAsync();
        await log.SettleAsync();
        Assert.Equal(2, writes);
    }

    [Fact]
    public async Task Disk_ThatRefusedOnce_IsNotBelievedAgain()
    {
        var writes = 0;
        using var log = new SqliteLog("", () => { if (writes++ == 0) throw new IOException("No space left on device"); });
        Commit(log);
        await Assert.ThrowsAsync<IOException>(async () => await log.DurableAsync());
        Commit(log);
        Assert.Contains("No space left", (await Assert.ThrowsAsync<IOException>(async () => await log.DurableAsync())).Message, StringComparison.Ordinal);
        Assert.Equal(1, writes);
    }

    [Fact]
    public async Task Writers_OfTheSameMoment_AreAllKept()
    {
        var file = _directory.File("watercore.db");
        await using (var storage = new SqliteStorage(file, TimeSpan.FromSeconds(30)))
        {
            await storage.OpenAsync();
            await Task.WhenAll(Enumerable.Range(1, 200).Select(n => Task.Run(async () =>
            {
                await using (var unit = await storage.WriteAsync())
                {
                    await unit.Customers.AddAsync([Town.Customer(n)]);
                    if (n % 10 == 0) return; // not committed
                    await unit.CommitAsync();
                }
                await using var look = await storage.ReadAsync();
                Assert.NotNull(await look.Customers.FindCustomerAsync(Town.Customer(n).Id));
            })));
        }
        await using var again = new SqliteStorage(file, TimeSpan.FromSeconds(30));
        await again.OpenAsync();
        await using var all = await again.ReadAsync();
        for (var n = 1; n <= 200; n++) Assert.Equal(n % 10 != 0, await all.Customers.FindCustomerAsync(Town.Customer(n).Id) is not null);
    }

    private static void Commit(SqliteLog log)
    {
        log.Begin();
        log.End();
    }
}

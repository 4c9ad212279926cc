using WaterCore.Ports;

namespace WaterCore.Conformance;

/// <summary>What a storage that is reached over a connection must hold beside the rest. Derive a class for it too.</summary>
public abstract class ConnectionConformance : IAsyncLifetime
{
    private IStorage? _storage;

    /// <summary>A storage on this test's own place, empty and not opened.</summary>
    protected abstract ValueTask<IStorage> CreateAsync();

    /// <summary>Breaks every connection to the place, as a cable that is pulled or a server that restarts does.</summary>
    protected abstract ValueTask BreakAsync();

    private IStorage Storage => _storage!;

    public async Task InitializeAsync()
    {
        _storage = await CreateAsync();
        await _storage.OpenAsync();
        await using var unit = await Storage.WriteAsync();
        await Town.BuildAsync(unit, 2);
        await unit.CommitAsync();
    }

    public async Task DisposeAsync() => await Storage.DisposeAsync();

    [SkippableFact]
    public async Task ConnectionLostInAChange_KeepsNothingOfIt_AndTheNextChangeHasAnother()
    {
        await using (var unit = await Storage.WriteAsync())
        {
            await unit.Customers.MoveAsync(new(1), "doumen");
            await BreakAsync();
            await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
            {
                await unit.Customers.MoveAsync(new(2), "doumen");
                await unit.CommitAsync();
            });
        }
        Assert.Equal([null, null], await BranchesAsync());
        await using (var unit = await Storage.WriteAsync())
        {
            await unit.Customers.MoveAsync(new(2), "jinwan");
            await unit.CommitAsync();
        }
        Assert.Equal([null, "jinwan"], await BranchesAsync());
    }

    [SkippableFact]
    public async Task ConnectionsLostWhileNothingGoesOn_AreNoticedByNobodyTwice()
    {
        Assert.Equal([null, null], await BranchesAsync());
        await BreakAsync();
        var failures = 0;
        // Each connection that lay idle may fail once; then there is a fresh one.
        for (var i = 0; i < 20; i++)
        {
            try
            {
                Assert.Equal([null, null], await BranchesAsync());
            }
            catch (StorageUnavailableException)
            {
                failures++;
            }
        }
        Assert.InRange(failures, 0, 5);
        Assert.Equal([null, null], await BranchesAsync());
    }

    private async Task<IEnumerable<string?>> BranchesAsync()
    {
        await using var look = await Storage.ReadAsync();
        return (await look.Accounts.PageAsync(0, 10)).Select(a => a.Branch);
    }
}

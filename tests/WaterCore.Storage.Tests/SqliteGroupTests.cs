using WaterCore.Conformance;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;
using WaterCore.Workflows;

namespace WaterCore.Storage.Tests;

/// <summary>Changes that wait for the writer at the same time share a transaction, and each is kept or refused by itself.</summary>
public sealed class SqliteGroupTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteStorage _storage = null!;

    public async Task InitializeAsync()
    {
        _storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(30));
        await _storage.OpenAsync();
        await using var unit = await _storage.WriteAsync();
        await unit.Work.AddAsync(new PublishedWorkflow("w", 1, "steps: []", new string('a', 64), Town.Noon));
        await unit.CommitAsync();
    }

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Changes_AtOnce_AreKeptOrRefusedOneByOne()
    {
        // Every third leaves a reference open, which only a commit would find; every fifth is given up; the others are kept.
        var first = await _storage.WriteAsync();
        var changes = Enumerable.Range(1, 120).Select(n => Task.Run(() => OneAsync(n))).ToList();
        while (!_storage.OthersWait) await Task.Yield();
        await Task.Delay(50);
        await first.DisposeAsync();
        var told = await Task.WhenAll(changes);

        await using var look = await _storage.ReadAsync();
        var kept = new List<string>();
        await foreach (var entry in look.Audit.StreamAsync()) kept.Add(entry.Entry.Subject);
        Assert.Equal(told.Where(t => t.Kept).Select(t => $"{t.N}").Order(), kept.Order());
        Assert.All(told, t => Assert.Equal(t.N % 3 != 0 && t.N % 5 != 0, t.Kept));
        Assert.Null(await Audit.AuditChain.FirstBreakAsync(look.Audit.StreamAsync()));
        foreach (var (n, was) in told) Assert.Equal(was, await look.Work.FindAsync(new(n)) is not null);
    }

    [Fact]
    public async Task Change_ThatGivesUpItsTurn_LeavesNobodyWaiting()
    {
        for (var round = 0; round < 20; round++)
        {
            var first = await _storage.WriteAsync();
            using var stop = new CancellationTokenSource();
            var keys = Enumerable.Range(0, 4).Select(n => Task.Run(() => KeepAsync($"{round} {n}"))).ToList();
            var gone = Enumerable.Range(0, 8).Select(_ => Task.Run(async () => { await using var unit = await _storage.WriteAsync(stop.Token); })).ToList();
            while (!_storage.OthersWait) await Task.Yield();
            var end = first.DisposeAsync().AsTask();
            await stop.CancelAsync();
            await end;
            await Task.WhenAll(keys).WaitAsync(TimeSpan.FromSeconds(20));
            await Task.WhenAll(gone).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task KeepAsync(string key)
    {
        await using var unit = await _storage.WriteAsync();
        await unit.Keys.AddAsync(new AnsweredRequest("t", key, "d", "1", Town.Noon));
        await unit.CommitAsync();
    }

    private async Task<(int N, bool Kept)> OneAsync(int n)
    {
        await using var unit = await _storage.WriteAsync();
        var branch = new WorkBranch { Path = "1", Step = "s", Position = "p", Phase = BranchPhase.Arrived, Entered = Town.Noon };
        await unit.Work.AddAsync(new WorkItem { Id = new(n), Definition = "w", Version = 1, Office = "o", Subject = "x", StartedAt = Town.Noon, Revision = 1, Branches = [branch], Form = new Dictionary<string, string>() });
        if (n % 3 != 0) await unit.Work.AppendAsync(new WorkAct(new(n), 1, Town.Noon, Actor.System, ActionKind.Start, "1", "s", "p", null));
        await unit.Audit.AppendAsync(new() { At = Town.Noon, Actor = Actor.System, Action = "a", Subject = $"{n}" });
        if (n % 5 == 0) return (n, false);
        try
        {
            await unit.CommitAsync();
            return (n, true);
        }
        catch (StorageConflictException)
        {
            return (n, false);
        }
    }
}

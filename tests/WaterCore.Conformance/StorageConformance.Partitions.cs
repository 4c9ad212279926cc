using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static PartitionedRun Draft(string key = "a") => new() { Kind = "test", Key = key, Input = "{}", Actor = Actor.System, StartedAt = Town.Noon };

    private async Task<PartitionedRun> BegunAsync(int size, string key = "a")
    {
        PartitionedRun? run = null;
        await ChangeAsync(async unit => run = await unit.Partitions.BeginAsync(Draft(key), size));
        return run!;
    }

    private async Task<bool> DoneAsync(PartitionedRun run, int number, long made = 1)
    {
        await using var unit = await Storage.WriteAsync();
        if (await unit.Partitions.ClaimAsync(run.Id, number) is not { } partition) return false;
        await unit.Partitions.DoneAsync(partition, new PartitionOutcome(10, made, "{\"n\":1}"), Town.Noon);
        await unit.CommitAsync();
        return true;
    }

    [SkippableTheory]
    [InlineData(10, 3, new long[] { 0, 3, 6, 9, long.MaxValue })]
    [InlineData(9, 3, new long[] { 0, 3, 6, long.MaxValue })]
    [InlineData(2, 3, new long[] { 0, long.MaxValue })]
    [InlineData(0, 3, new long[] { 0, long.MaxValue })]
    public async Task Run_Begun_IsCutIntoPartitionsThatTile(int accounts, int size, long[] bounds)
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, accounts));
        var run = await BegunAsync(size);
        Assert.Equal(Enumerable.Range(1, bounds.Length - 1), await LookAsync(unit => unit.Partitions.UndoneAsync(run.Id, 100)));
        await using var unit = await Storage.WriteAsync();
        for (var n = 1; n < bounds.Length; n++) Assert.Equal(new Partition(run.Id, n, bounds[n - 1], bounds[n]), await unit.Partitions.ClaimAsync(run.Id, n));
    }

    [SkippableFact]
    public async Task Run_OfAKindAndKeyThatIsOpen_IsRefusedUntilItHasEnded()
    {
        var run = await BegunAsync(5);
        await RefusesAsync(async unit => await unit.Partitions.BeginAsync(Draft(), 5));
        await BegunAsync(5, "b");
        Assert.Equal(["a", "b"], (await LookAsync(unit => unit.Partitions.OpenAsync())).Select(r => r.Key));
        await ChangeAsync(async unit => Assert.True(await unit.Partitions.FinishAsync(run.Id, Town.Noon)));
        await ChangeAsync(async unit => Assert.False(await unit.Partitions.FinishAsync(run.Id, Town.Noon)));
        Assert.Equal(Town.Noon, (await LookAsync(unit => unit.Partitions.FindAsync(run.Id)))!.FinishedAt);
        Assert.NotEqual(run.Id, (await BegunAsync(5)).Id);
    }

    [SkippableFact]
    public async Task Partition_Done_IsNeverClaimedOrDoneAgain()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 4));
        var run = await BegunAsync(2);
        Assert.True(await DoneAsync(run, 1, made: 7));
        Assert.False(await DoneAsync(run, 1));
        await RefusesAsync(unit => unit.Partitions.DoneAsync(new Partition(run.Id, 1, 0, 2), new PartitionOutcome(1, 1, "{}"), Town.Noon));
        Assert.Equal([2], await LookAsync(unit => unit.Partitions.UndoneAsync(run.Id, 100)));
        Assert.Equal(new RunProgress(2, 1, 10, 7), await LookAsync(unit => unit.Partitions.ProgressAsync(run.Id)));
        Assert.Equal([new PartitionOutcome(10, 7, "{\"n\":1}")], await LookAsync(async unit => await ListAsync(unit.Partitions.OutcomesAsync(run.Id))));
    }

    [SkippableFact]
    public async Task Partition_ClaimedAndGivenUp_IsThereForTheNext()
    {
        var run = await BegunAsync(2);
        await using (var unit = await Storage.WriteAsync()) Assert.NotNull(await unit.Partitions.ClaimAsync(run.Id, 1));
        Assert.True(await DoneAsync(run, 1));
    }

    [SkippableFact]
    public async Task Partition_OfARunThatEnded_IsNotClaimed()
    {
        var run = await BegunAsync(2);
        await ChangeAsync(async unit => await unit.Partitions.FinishAsync(run.Id, Town.Noon));
        Assert.False(await DoneAsync(run, 1));
    }

    [SkippableFact]
    public async Task Partition_ClaimedByManyAtOnce_IsDoneOnce()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 1));
        var run = await BegunAsync(2);
        var work = new CountingWork();
        var runs = new PartitionedRuns(Storage, _clock, [work]);
        var done = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => runs.DoAsync(run.Id, 1))));
        Assert.Equal(1, done.Count(d => d));
        Assert.Single(await LookAsync(async unit => await ListAsync(unit.Audit.StreamAsync())));
    }

    [SkippableFact]
    public async Task Duty_SeenAsItIs_ChangesHandsOnce()
    {
        var (a, b) = (new Duty("line", "a", 1, 0), new Duty("line", "b", 1, 0));
        await ChangeAsync(async unit => Assert.True(await unit.Duties.ReplaceAsync(null, a)));
        await ChangeAsync(async unit => Assert.False(await unit.Duties.ReplaceAsync(null, b)));
        await ChangeAsync(async unit => Assert.True(await unit.Duties.ReplaceAsync(a, a with { Beat = 1 })));
        await ChangeAsync(async unit => Assert.False(await unit.Duties.ReplaceAsync(a, b with { Epoch = 2 })));
        await ChangeAsync(async unit => Assert.True(await unit.Duties.ReplaceAsync(a with { Beat = 1 }, b with { Epoch = 2 })));
        await RefusesAsync(async unit => await unit.Duties.ReplaceAsync(b with { Epoch = 2 }, b));
        Assert.Equal([b with { Epoch = 2 }], await LookAsync(unit => unit.Duties.ListAsync()));
    }

    [SkippableFact]
    public async Task ProtectionKey_AddedTwice_IsThereOnce()
    {
        await ChangeAsync(unit => unit.Access.AddProtectionKeyAsync("k", "<key/>"));
        await ChangeAsync(unit => unit.Access.AddProtectionKeyAsync("k", "<other/>"));
        Assert.Equal(["<key/>"], await LookAsync(unit => unit.Access.ProtectionKeysAsync()));
    }

    private sealed class CountingWork : IPartitionedWork
    {
        public string Kind => "test";

        public async ValueTask<PartitionOutcome> DoAsync(IUnitOfWork unit, PartitionedRun run, Partition partition, CancellationToken cancellationToken = default)
        {
            await unit.Audit.AppendAsync(new() { At = Town.Noon, Actor = Actor.System, Action = "test", Subject = $"partition {partition.Number}" }, cancellationToken);
            return new PartitionOutcome(1, 1, "{}");
        }
    }
}

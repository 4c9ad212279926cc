using WaterCore.Storage.Tests;
using Xunit.Abstractions;

namespace WaterCore.Cluster.Tests;

/// <summary>The database itself fails over in the middle of a run.</summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    private const int Houses = BillingInAClusterTests.Houses, Size = BillingInAClusterTests.Size;

    [SkippableFact]
    public async Task Run_PrimaryLostAndStandbyPromoted_GoesOnWithNothingLostAndNothingDouble()
    {
        PostgresServer.SkipWithout();
        using var pair = new PostgresPair();
        await ClusterTown.BuildAsync(pair.ConnectionString, Houses);
        using Node one = new(pair.ConnectionString, Node.FreePort()), two = new(pair.ConnectionString, Node.FreePort());
        await one.ReadyAsync();
        await two.ReadyAsync();
        await using var storage = await ClusterTown.OpenAsync(pair.ConnectionString);
        var run = await ClusterTown.BeginAsync(storage, Size);

        var before = await ClusterTown.UntilAsync(storage, run, 30, TimeSpan.FromMinutes(1));
        var at = DateTime.UtcNow;
        pair.Lose();
        var promoted = DateTime.UtcNow;
        Assert.True(before.Done < before.Partitions, "The run was over before the primary was lost; that proves nothing.");
        var after = await ClusterTown.UntilAsync(storage, run, before.Done, TimeSpan.FromMinutes(1));
        // What was told as done is done: each commit waited for the standby.
        Assert.True(after.Done >= before.Done);
        await ClusterTown.UntilAsync(storage, run, after.Done + 1, TimeSpan.FromMinutes(1));
        output.WriteLine($"lost at {before.Done} of {before.Partitions} partitions, promoted after {(promoted - at).TotalSeconds:F1} s, going on after {(DateTime.UtcNow - at).TotalSeconds:F1} s");

        await ClusterTown.UntilAsync(storage, run, int.MaxValue, TimeSpan.FromMinutes(2));
        await ClusterTown.FinishedAsync(storage, run);
        var digest = await ClusterTown.DigestAsync(storage, Houses);
        Assert.Equal(await BillingInAClusterTests.DigestOfOneProcessAsync(), digest);
        Assert.True(one.Lives && two.Lives, one.Output + two.Output);
    }
}

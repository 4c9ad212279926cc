using Xunit.Abstractions;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Storage.Tests;

namespace WaterCore.Cluster.Tests;

/// <summary>A billing run over three real hosts and a real database, and what goes wrong there.</summary>
public sealed class BillingInAClusterTests(ITestOutputHelper output) : IDisposable
{
    internal const int Houses = 3_000, Size = 15;

    private static readonly Lazy<string> s_town = new(() =>
    {
        var name = PostgresServer.Shared.NewName();
        using var built = Task.Run(() => ClusterTown.BuildAsync(PostgresServer.Shared.Create(name), Houses));
        built.GetAwaiter().GetResult();
        return name;
    });

    private static readonly Lazy<Task<string>> s_digest = new(() => ClusterTown.DigestOfOneProcessAsync(Copy(), Houses));

    /// <summary>What the town comes to when one process bills it.</summary>
    internal static Task<string> DigestOfOneProcessAsync() => s_digest.Value;

    private readonly List<Node> _nodes = [];

    [SkippableFact]
    public async Task Run_CoordinatorAndAnotherKilledAndOneAdded_BillsEachOnceAsOneProcessDoes()
    {
        PostgresServer.SkipWithout();
        var connection = Copy();
        await using var storage = await ClusterTown.OpenAsync(connection);
        await StartAsync(connection, 3);
        var run = await ClusterTown.BeginAsync(storage, Size);
        // What is above waits until the host that is added is there: on a quick machine the run would be over first.
        await using var held = await HoldAsync(connection, run.Id, 80);

        await ClusterTown.UntilAsync(storage, run, 20, TimeSpan.FromMinutes(1));
        var coordinator = Coordinator();
        coordinator.Kill();
        // One more host while nobody coordinates: it is there for what is left.
        var adding = StartAsync(connection, 1);
        var after = await ClusterTown.UntilAsync(storage, run, 0, TimeSpan.FromMinutes(1));
        Assert.True(after.Done < after.Partitions, "The run was over before its coordinator was killed; that proves nothing.");
        await adding;
        await held.CloseAsync();
        // Behind what was under way: only a new coordinator gets so far.
        await ClusterTown.UntilAsync(storage, run, after.Done + 30, TimeSpan.FromMinutes(1));
        var added = _nodes[^1];
        Living().First(n => n != Coordinator(but: coordinator) && n != added).Kill();
        await ClusterTown.UntilAsync(storage, run, int.MaxValue, TimeSpan.FromMinutes(2));
        await ClusterTown.FinishedAsync(storage, run);
        Assert.Equal(await s_digest.Value, await ClusterTown.DigestAsync(storage, Houses));
        Assert.True(added.Did > 0, "The host that was added did nothing:\n" + added.Output);
        output.WriteLine($"{after.Done} of {after.Partitions} partitions were done when the coordinator was killed; of the rest the host that was added did {added.Did}, the others {string.Join(" and ", _nodes.Where(n => n != added && n != coordinator).Select(n => n.Did))} from the beginning");
    }

    [SkippableFact]
    public async Task Partition_ActivatedInTwoPlacesAtOnce_HasOneEffect()
    {
        PostgresServer.SkipWithout();
        var connection = Copy();
        // Two clusters that do not know of each other: every grain of the one is there in the other too.
        await StartAsync(connection, 1, "left");
        await StartAsync(connection, 1, "right");
        await using var storage = await ClusterTown.OpenAsync(connection);
        var run = await ClusterTown.BeginAsync(storage, Size);
        await ClusterTown.UntilAsync(storage, run, int.MaxValue, TimeSpan.FromMinutes(2));
        await ClusterTown.FinishedAsync(storage, run);
        Assert.All(_nodes, n => Assert.True(n.Coordinated > 0, n.Output));
        Assert.Equal(await s_digest.Value, await ClusterTown.DigestAsync(storage, Houses));
    }

    [SkippableFact]
    public async Task Partition_DoneByTwoProcessesAtTheSameMoment200Times_IsRefusedTheSecond200Times()
    {
        PostgresServer.SkipWithout();
        var connection = Copy();
        await using var left = await ClusterTown.OpenAsync(connection);
        await using var right = await ClusterTown.OpenAsync(connection);
        var run = await ClusterTown.BeginAsync(left, Size);
        PartitionedRuns[] runs = [Runs(left), Runs(right)];
        var effects = 0;
        for (var number = 1; number <= Houses / Size; number++)
        {
            var done = await Task.WhenAll(runs.Select(r => Task.Run(() => r.DoAsync(run.Id, number))));
            effects += done.Count(d => d);
        }
        Assert.Equal(200, effects);
        Assert.True(await runs[0].FinishAsync(run.Id));
        Assert.Equal(await s_digest.Value, await ClusterTown.DigestAsync(left, Houses));
    }

    public void Dispose() => _nodes.ForEach(n => n.Dispose());

    // The rows of the partitions above a number are another's until the connection is closed.
    private static async Task<Npgsql.NpgsqlConnection> HoldAsync(string connection, long run, int above)
    {
        var holder = new Npgsql.NpgsqlConnection(connection + ";Pooling=false");
        await holder.OpenAsync();
        await using var hold = new Npgsql.NpgsqlCommand($"begin; select 1 from {Storage.PostgreSql.PostgreSqlSchema.Name}.run_partition where run = {run} and number > {above} for update", holder);
        await hold.ExecuteNonQueryAsync();
        return holder;
    }

    private static PartitionedRuns Runs(IStorage storage) => ClusterTown.Run(storage).Runs;

    private static string Copy()
    {
        var name = PostgresServer.Shared.NewName();
        var town = s_town.Value;
        Npgsql.NpgsqlConnection.ClearAllPools();
        return PostgresServer.Shared.Create(name, town);
    }

    private async Task StartAsync(string connection, int count, string cluster = "test")
    {
        var started = Enumerable.Range(0, count).Select(_ => new Node(connection, Node.FreePort(), cluster, Node.Quick)).ToList();
        _nodes.AddRange(started);
        foreach (var node in started) await node.ReadyAsync();
    }

    private IEnumerable<Node> Living() => _nodes.Where(n => n.Lives);

    private Node Coordinator(Node? but = null) => Living().Where(n => n != but && n.Coordinated > 0).MaxBy(n => n.CoordinatedAt) ?? throw new InvalidOperationException("Nobody coordinates:\n" + string.Join("\n\n", _nodes.Select(n => n.Output)));
}

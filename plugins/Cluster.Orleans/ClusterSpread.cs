using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Cluster.Orleans;

/// <summary>Leaves the partitions to the cluster and waits. Without a running cluster, as in the command line, this process does them, beside whoever else does.</summary>
internal sealed class ClusterSpread(ClusterMembers members, IServiceProvider services) : IPartitionSpread
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    public async Task DoAllAsync(PartitionedRuns runs, PartitionedRun run, IProgress<RunProgress>? progress, CancellationToken cancellationToken = default)
    {
        if (!members.Runs)
        {
            await PartitionedRuns.HereAsync(runs, run, progress, cancellationToken).ConfigureAwait(false);
            return;
        }
        var coordinator = services.GetRequiredService<IGrainFactory>().GetGrain<IRunGrain>(run.Id);
        var told = -1;
        while (true)
        {
            try
            {
                var now = await runs.ProgressAsync(run.Id, cancellationToken).ConfigureAwait(false);
                if (now.Done != told) progress?.Report(now);
                told = now.Done;
                if (now.Done == now.Partitions || await runs.FindAsync(run.Id, cancellationToken).ConfigureAwait(false) is { FinishedAt: not null }) return;
                await coordinator.GoOnAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException or TimeoutException)
            {
                // A host or the database changes over; the work goes on when it is there again, and so does the waiting.
            }
            await Task.Delay(s_look, cancellationToken).ConfigureAwait(false);
        }
    }
}

using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Runtime;
using WaterCore.Operations;

namespace WaterCore.Cluster.Orleans;

/// <summary>The coordinator of a run; its key is the run's number. It knows nothing that is not in the database, so it may be lost, or be there twice.</summary>
internal interface IRunGrain : IGrainWithIntegerKey
{
    /// <summary>Sees to it that the run goes on; comes back at once.</summary>
    [global::Orleans.Alias("go-on")]
    Task GoOnAsync();
}

/// <summary>A partition of a run; its key is the run's number, and the partition's.</summary>
internal interface IPartitionGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Does the partition on the host where the grain is. False when it was done before.</summary>
    [global::Orleans.Alias("do")]
    Task<bool> DoAsync();
}

internal sealed partial class RunGrain(PartitionedRuns runs, ClusterMembers members, ILogger<RunGrain> log) : Grain, IRunGrain, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<int> _underWay = [];
    private Task _work = Task.CompletedTask;

    public Task GoOnAsync()
    {
        if (_work.IsCompleted) _work = WorkAsync(this.GetPrimaryKeyLong());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();

    // Runs in the grain's own turns, so that nothing here needs a lock.
    private async Task WorkAsync(long run)
    {
        var token = _stop.Token;
        try
        {
            if (await runs.FindAsync(run, token) is not { FinishedAt: null }) return;
            Began(log, run, members.Name);
            var doing = new List<Task>();
            while (true)
            {
                // Two for every place, so that none waits for its next one.
                var places = 2 * runs.Width * Math.Max(1, members.Active.Count);
                doing.RemoveAll(d => d.IsCompleted);
                var undone = await runs.UndoneAsync(run, places + _underWay.Count, token);
                if (undone.Count == 0 && doing.Count == 0) break;
                foreach (var number in undone.Where(n => !_underWay.Contains(n)).Take(places - doing.Count))
                {
                    _underWay.Add(number);
                    doing.Add(SendAsync(run, number));
                }
                // At least half of them gone before the next look at the database.
                while (doing.Count > 0 && doing.Count(d => !d.IsCompleted) > places / 2) await Task.WhenAny(doing.Where(d => !d.IsCompleted)).WaitAsync(token);
                if (undone.Count <= _underWay.Count && doing.Any(d => !d.IsCompleted)) await Task.WhenAny(doing.Where(d => !d.IsCompleted)).WaitAsync(token);
            }
            if (await runs.FinishAsync(run, token)) Ended(log, run);
            DeactivateOnIdle();
        }
        catch (OperationCanceledException)
        {
            // Put down here; the watch of some host takes it up again.
        }
        catch (Exception e)
        {
            Broke(log, run, e.Message);
        }
    }

    private async Task SendAsync(long run, int number)
    {
        try
        {
            await GrainFactory.GetGrain<IPartitionGrain>(run, number.ToString(System.Globalization.CultureInfo.InvariantCulture)).DoAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Its host died, was too slow, or the database is away: it is still undone, and is sent again.
            SentAgain(log, number, run, e.Message);
            await Task.Delay(s_pause);
        }
        finally
        {
            _underWay.Remove(number);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} is coordinated by {Node}")]
    private static partial void Began(ILogger log, long run, string node);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} has come to its end")]
    private static partial void Ended(ILogger log, long run);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Number} of run {Run} is sent again: {Why}")]
    private static partial void SentAgain(ILogger log, int number, long run, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} was put down and is taken up again: {Why}")]
    private static partial void Broke(ILogger log, long run, string why);
}

[RandomPlacement]
internal sealed class PartitionGrain(PartitionPlaces places) : Grain, IPartitionGrain
{
    public async Task<bool> DoAsync()
    {
        var run = this.GetPrimaryKeyLong(out var number);
        DeactivateOnIdle();
        return await places.DoAsync(run, int.Parse(number!, System.Globalization.CultureInfo.InvariantCulture));
    }
}

/// <summary>As many partitions at a time on this host as its database connections are worth.</summary>
internal sealed partial class PartitionPlaces(PartitionedRuns runs, ILogger<PartitionPlaces> log) : IDisposable
{
    private readonly SemaphoreSlim _places = new(runs.Width);

    public async Task<bool> DoAsync(long run, int number)
    {
        await _places.WaitAsync().ConfigureAwait(false);
        try
        {
            // Off the grain's turns: rating is work for the processor.
            var done = await Task.Run(() => runs.DoAsync(run, number)).ConfigureAwait(false);
            if (done) Did(log, number, run);
            return done;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Number} of run {Run} was done here")]
    private static partial void Did(ILogger log, int number, long run);
}

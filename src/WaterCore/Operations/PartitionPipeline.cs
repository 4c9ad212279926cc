using WaterCore.Ports;

namespace WaterCore.Operations;

/// <summary>
/// Does partitions where one change is made at a time. What can be worked out beforehand is, on the other cores, a few partitions ahead; several are written
/// in one change, until somebody else waits for his turn.
/// </summary>
internal sealed class PartitionPipeline(PartitionedRuns runs, IPartitionedWork work, PartitionedRun run)
{
    // Partitions in one change: one commit costs as much as a few hundred bills.
    private const int Most = 8;

    // Prepared at the same time while others come: the processors are theirs too.
    private static int Few => Math.Max(1, Environment.ProcessorCount / 2);

    private readonly Queue<Task<Ahead>> _ahead = [];
    private int _next;
    private bool _othersCome;

    /// <summary>Does partitions in order; comes back when all of them are done, by this process or another.</summary>
    public async Task DoAsync(IReadOnlyList<int> numbers, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            for (Fill(numbers, stop.Token); _ahead.Count > 0;)
            {
                await WriteSomeAsync(numbers, stop.Token).ConfigureAwait(false);
                progress?.Report(await runs.ProgressAsync(run.Id, cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // What was begun ahead ends before the storage may be closed; what it failed of is told by what was waited for.
            await Task.WhenAll(_ahead).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private async Task WriteSomeAsync(IReadOnlyList<int> numbers, CancellationToken cancellationToken)
    {
        var taken = new List<int>();
        try
        {
            // Nobody's turn is taken before there is something to write.
            var ahead = await NextAsync(numbers, cancellationToken).ConfigureAwait(false);
            var unit = await runs.WriteAsync(run, cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            while (true)
            {
                taken.Add(ahead.Number);
                await WriteAsync(unit, ahead, cancellationToken).ConfigureAwait(false);
                // What was not prepared holds the writer for as long as it takes: one at a time.
                if (ahead.Prepared is null || taken.Count == Most || unit.OthersWait || _ahead.Count == 0 || !_ahead.Peek().IsCompleted) break;
                ahead = await NextAsync(numbers, cancellationToken).ConfigureAwait(false);
            }
            _othersCome = unit.OthersWait;
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (StorageConflictException)
        {
            // One of them, and it is not known which; nothing of any of them is kept.
        }
        foreach (var number in taken) await runs.DoAsync(run.Id, number, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(IUnitOfWork unit, Ahead ahead, CancellationToken cancellationToken)
    {
        if (await unit.Partitions.ClaimAsync(run.Id, ahead.Number, cancellationToken).ConfigureAwait(false) is not { } partition) return;
        var outcome = ahead is { Prepared: { } prepared, Look: { } look }
            ? await work.DoPreparedAsync(unit, run, partition, prepared, look, cancellationToken).ConfigureAwait(false)
            : await work.DoAsync(unit, run, partition, cancellationToken).ConfigureAwait(false);
        await runs.DoneAsync(unit, partition, outcome, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Ahead> NextAsync(IReadOnlyList<int> numbers, CancellationToken cancellationToken)
    {
        var next = _ahead.Dequeue();
        Fill(numbers, cancellationToken);
        return await next.ConfigureAwait(false);
    }

    private void Fill(IReadOnlyList<int> numbers, CancellationToken cancellationToken)
    {
        while (_next < numbers.Count && _ahead.Count <= Environment.ProcessorCount && _ahead.Count(a => !a.IsCompleted) < (_othersCome ? Few : Environment.ProcessorCount))
        {
            var number = numbers[_next++];
            // On a thread of its own: a storage in this process reads without ever letting go of the thread, and those of the pool are for whoever waits.
            _ahead.Enqueue(Task.Factory.StartNew(() => PrepareAsync(number, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
        }
    }

    private async Task<Ahead> PrepareAsync(int number, CancellationToken cancellationToken)
    {
        var look = await runs.ReadAsync(run, cancellationToken).ConfigureAwait(false);
        await using var _ = look.ConfigureAwait(false);
        var partition = await look.Partitions.FindAsync(run.Id, number, cancellationToken).ConfigureAwait(false);
        return new Ahead(number, look, partition is null ? null : await work.PrepareAsync(look, run, partition, cancellationToken).ConfigureAwait(false));
    }

    private sealed record Ahead(int Number, IUnitOfWork Look, object? Prepared);
}

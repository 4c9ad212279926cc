using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A work that can be done partition by partition, by several processes at once.</summary>
/// <remarks>
/// What a partition does, it does in the unit of work that it is given, which also marks the partition done: its effects are there
/// once or not at all, however often it is begun. Implementations keep no state between partitions but what can be read again.
/// </remarks>
public interface IPartitionedWork
{
    /// <summary>Its name in the database; never changes.</summary>
    string Kind { get; }

    /// <summary>Whether it changes anything besides the mark. One that does not reads in a unit that holds up nobody.</summary>
    bool Changes => true;

    /// <summary>Does a partition.</summary>
    /// <param name="unit">Where it reads and writes; committed by the caller.</param>
    /// <param name="run">The run, with its input.</param>
    /// <param name="partition">Which accounts.</param>
    /// <param name="cancellationToken">Stops it; nothing of the partition is kept then.</param>
    ValueTask<PartitionOutcome> DoAsync(IUnitOfWork unit, PartitionedRun run, Partition partition, CancellationToken cancellationToken = default);

    /// <summary>Reads and works out beforehand what can be, in a look that holds up nobody; null when there is nothing to gain by it.</summary>
    /// <returns>What <see cref="DoPreparedAsync"/> is given, together with the look.</returns>
    ValueTask<object?> PrepareAsync(IUnitOfWork look, PartitionedRun run, Partition partition, CancellationToken cancellationToken = default) => default;

    /// <summary>Does a partition with what was prepared, if that still holds.</summary>
    ValueTask<PartitionOutcome> DoPreparedAsync(IUnitOfWork unit, PartitionedRun run, Partition partition, object prepared, IUnitOfWork look, CancellationToken cancellationToken = default) =>
        DoAsync(unit, run, partition, cancellationToken);

    /// <summary>Ends the run, once, in the unit that marks it finished.</summary>
    ValueTask FinishAsync(IUnitOfWork unit, PartitionedRun run, CancellationToken cancellationToken = default) => default;
}

/// <summary>Who does the partitions of a run. In one process the program itself; a cluster spreads them.</summary>
public interface IPartitionSpread
{
    /// <summary>Comes back when every partition of the run is done, by whomever.</summary>
    /// <param name="runs">Does partitions here, and says how far the run is.</param>
    /// <param name="run">The run.</param>
    /// <param name="progress">Told now and then; may be null.</param>
    /// <param name="cancellationToken">Stops the waiting, and what is done in this process.</param>
    Task DoAllAsync(PartitionedRuns runs, PartitionedRun run, IProgress<RunProgress>? progress, CancellationToken cancellationToken = default);
}

/// <summary>Runs in partitions: begins them, does their parts, ends them. It keeps nothing in memory; all there is to know is in the database.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="works">The works there are.</param>
/// <param name="spread">Who does the partitions; this process when null.</param>
public sealed class PartitionedRuns(IStorage storage, NodaTime.IClock clock, IEnumerable<IPartitionedWork> works, IPartitionSpread? spread = null)
{
    /// <summary>Accounts in a partition, unless a caller says another number: few enough to be done in a second, many enough that sending it does not count.</summary>
    public const int UsualSize = 5_000;

    /// <summary>Accounts in a partition of a run that takes accounts, or the only writer, for itself: a customer who pays waits no longer for it than a moment.</summary>
    public const int MoneySize = 1_000;

    // Where several write at once nobody waits for a partition, but for the disk that takes it whole, and for the processors.
    internal const int SharedMoneySize = 2_000;

    internal ValueTask<IUnitOfWork> ReadAsync(PartitionedRun run, CancellationToken cancellationToken) => run.Scope.IsAll ? storage.ReadAsync(cancellationToken) : storage.ReadAsync(run.Scope, cancellationToken);

    internal ValueTask<IUnitOfWork> WriteAsync(PartitionedRun run, CancellationToken cancellationToken) => run.Scope.IsAll ? storage.WriteAsync(cancellationToken) : storage.WriteAsync(run.Scope, cancellationToken);

    // As the last partition saw it.
    private volatile bool _othersCome;

    private readonly Dictionary<string, IPartitionedWork> _works = works.ToDictionary(w => w.Kind, StringComparer.Ordinal);

    /// <summary>Partitions that this process does at the same time.</summary>
    public int Width => Math.Max(1, storage.Writers);

    /// <summary>
    /// Begins a run, or goes on with the one that is open over the same. One that is open with another input is ended as it is: what it is to go by has changed.
    /// </summary>
    /// <param name="kind">The work.</param>
    /// <param name="key">What it is over.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="input">Writes what belongs to the run into the unit that begins it, and gives the input; told the open run's, or null.</param>
    /// <param name="size">Accounts in a partition.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PartitionedRun> BeginAsync(
        string kind, string key, Actor actor, Func<IUnitOfWork, string?, CancellationToken, ValueTask<string>> input, int size = UsualSize, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        // A run of some branches is not the run of others, nor that of all.
        var scope = storage.Scope;
        if (!scope.IsAll) key = $"{key} of {scope}";
        return await Again.IfOtherCameFirstAsync(async () =>
        {
            var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            var open = (await unit.Partitions.OpenAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(r => r.Kind == kind && r.Key == key);
            var text = await input(unit, open?.Input, cancellationToken).ConfigureAwait(false);
            if (open is not null && open.Input == text) return open;
            if (open is not null) await unit.Partitions.FinishAsync(open.Id, clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
            var run = new PartitionedRun { Kind = kind, Key = key, Input = text, Actor = actor, Scope = scope, StartedAt = clock.GetCurrentInstant() };
            run = await unit.Partitions.BeginAsync(run, size, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            return run;
        }).ConfigureAwait(false);
    }

    /// <summary>Has all partitions done and ends the run; gives what each came to.</summary>
    public async Task<IReadOnlyList<PartitionOutcome>> CompleteAsync(PartitionedRun run, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await (spread is null ? HereAsync(this, run, progress, cancellationToken) : spread.DoAllAsync(this, run, progress, cancellationToken)).ConfigureAwait(false);
        await FinishAsync(run.Id, cancellationToken).ConfigureAwait(false);
        var outcomes = new List<PartitionOutcome>();
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await foreach (var outcome in unit.Partitions.OutcomesAsync(run.Id, cancellationToken).ConfigureAwait(false)) outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>Has all partitions done by this process; others may do some meanwhile.</summary>
    public static async Task HereAsync(PartitionedRuns runs, PartitionedRun run, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var gate = new Lock();
        using var few = new SemaphoreSlim(Math.Max(1, runs.Width / 2));
        while (await runs.UndoneAsync(run.Id, 10_000, cancellationToken).ConfigureAwait(false) is { Count: > 0 } undone)
        {
            if (await runs.FindAsync(run.Id, cancellationToken).ConfigureAwait(false) is not { FinishedAt: null }) return;
            if (runs.Width == 1 && runs.Work(run).Changes)
            {
                await new PartitionPipeline(runs, runs.Work(run), run).DoAsync(undone, progress, cancellationToken).ConfigureAwait(false);
                continue;
            }
            await Parallel.ForEachAsync(undone, new ParallelOptions { MaxDegreeOfParallelism = runs.Width, CancellationToken = cancellationToken }, async (number, token) =>
            {
                await runs.DoAmongOthersAsync(run.Id, number, few, token).ConfigureAwait(false);
                if (progress is null) return;
                var now = await runs.ProgressAsync(run.Id, token).ConfigureAwait(false);
                lock (gate) progress.Report(now);
            }).ConfigureAwait(false);
        }
    }

    // While others come, half of the partitions at a time: what they need of the processors is left to them.
    private async Task DoAmongOthersAsync(long run, int number, SemaphoreSlim few, CancellationToken cancellationToken)
    {
        var among = _othersCome;
        if (among) await few.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await DoAsync(run, number, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (among) few.Release();
        }
    }

    /// <summary>Does a partition here. False when it was done before, which is no trouble: somebody else was quicker.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used just now; nothing was done, and trying again helps.</exception>
    public Task<bool> DoAsync(long run, int number, CancellationToken cancellationToken = default) => Again.IfOtherCameFirstAsync(async () =>
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Partitions.FindAsync(run, cancellationToken).ConfigureAwait(false) is not { } found) return false;
        if (found.Scope.IsAll) return await DoAsync(unit, found, number, cancellationToken).ConfigureAwait(false);
        await unit.DisposeAsync().ConfigureAwait(false);
        var scoped = await WriteAsync(found, cancellationToken).ConfigureAwait(false);
        await using var __ = scoped.ConfigureAwait(false);
        return await DoAsync(scoped, found, number, cancellationToken).ConfigureAwait(false);
    });

    private async Task<bool> DoAsync(IUnitOfWork unit, PartitionedRun found, int number, CancellationToken cancellationToken)
    {
        var work = Work(found);
        if (!work.Changes) return await ReadOnlyAsync(unit, work, found, number, cancellationToken).ConfigureAwait(false);
        if (await unit.Partitions.ClaimAsync(found.Id, number, cancellationToken).ConfigureAwait(false) is not { } partition) return false;
        await MarkAsync(unit, partition, await work.DoAsync(unit, found, partition, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Ends a run whose partitions are all done; false when some are not, or it was ended before.</summary>
    public Task<bool> FinishAsync(long run, CancellationToken cancellationToken = default) => Again.IfOtherCameFirstAsync(async () =>
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Partitions.FindAsync(run, cancellationToken).ConfigureAwait(false) is not { FinishedAt: null } found) return false;
        if ((await unit.Partitions.UndoneAsync(run, 1, cancellationToken).ConfigureAwait(false)).Count > 0) return false;
        if (!await unit.Partitions.FinishAsync(run, clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false)) return false;
        await Work(found).FinishAsync(unit, found, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    });

    /// <summary>The runs that have not come to their end, and whose work this program knows.</summary>
    public Task<IReadOnlyList<PartitionedRun>> OpenAsync(CancellationToken cancellationToken = default) =>
        LookAsync<IReadOnlyList<PartitionedRun>>(async p => [.. (await p.OpenAsync(cancellationToken).ConfigureAwait(false)).Where(r => _works.ContainsKey(r.Kind))], cancellationToken);

    /// <summary>Numbers of partitions that are not done, in order.</summary>
    public Task<IReadOnlyList<int>> UndoneAsync(long run, int limit, CancellationToken cancellationToken = default) =>
        LookAsync(p => p.UndoneAsync(run, limit, cancellationToken), cancellationToken);

    /// <summary>How far a run is.</summary>
    public Task<RunProgress> ProgressAsync(long run, CancellationToken cancellationToken = default) => LookAsync(p => p.ProgressAsync(run, cancellationToken), cancellationToken);

    /// <summary>A run, or null.</summary>
    public Task<PartitionedRun?> FindAsync(long run, CancellationToken cancellationToken = default) => LookAsync(p => p.FindAsync(run, cancellationToken), cancellationToken);

    // The long reading is over before the short change that marks it begins; a second one that read the same finds the mark and is forgotten.
    private async Task<bool> ReadOnlyAsync(IUnitOfWork unit, IPartitionedWork work, PartitionedRun run, int number, CancellationToken cancellationToken)
    {
        var partition = await unit.Partitions.ClaimAsync(run.Id, number, cancellationToken).ConfigureAwait(false);
        await unit.DisposeAsync().ConfigureAwait(false);
        if (partition is null) return false;
        var look = await ReadAsync(run, cancellationToken).ConfigureAwait(false);
        PartitionOutcome outcome;
        await using (look.ConfigureAwait(false)) outcome = await work.DoAsync(look, run, partition, cancellationToken).ConfigureAwait(false);
        var mark = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = mark.ConfigureAwait(false);
        if (await mark.Partitions.ClaimAsync(run.Id, number, cancellationToken).ConfigureAwait(false) is null) return false;
        await MarkAsync(mark, partition, outcome, cancellationToken).ConfigureAwait(false);
        return true;
    }

    internal ValueTask DoneAsync(IUnitOfWork unit, Partition partition, PartitionOutcome outcome, CancellationToken cancellationToken) =>
        unit.Partitions.DoneAsync(partition, outcome, clock.GetCurrentInstant(), cancellationToken);

    private async ValueTask MarkAsync(IUnitOfWork unit, Partition partition, PartitionOutcome outcome, CancellationToken cancellationToken)
    {
        await DoneAsync(unit, partition, outcome, cancellationToken).ConfigureAwait(false);
        _othersCome = unit.OthersWait;
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> LookAsync<T>(Func<IPartitionStore, ValueTask<T>> look, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await look(unit.Partitions).ConfigureAwait(false);
    }

    private IPartitionedWork Work(PartitionedRun run) => _works.TryGetValue(run.Kind, out var work)
        ? work
        : throw new StorageUnavailableException($"Run {run.Id} is of the kind '{run.Kind}', which this version does not know; use the version that began it or a newer one.");
}

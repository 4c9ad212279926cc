using NodaTime;
using WaterCore.Organization;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Long acts, cut into partitions.</summary>
    IPartitionStore Partitions => throw OlderPlugin.Without("runs in partitions");

    /// <summary>Who holds which duty.</summary>
    IDutyStore Duties => throw OlderPlugin.Without("duties");
}

/// <summary>A long act over all accounts, cut into partitions that are done one by one by whoever is free.</summary>
public sealed record PartitionedRun
{
    /// <summary>The identity; given by the store.</summary>
    public long Id { get; init; }

    /// <summary>Which work it is, such as <c>billing</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is over, such as a cycle. Of one kind and key one run is open at a time.</summary>
    public required string Key { get; init; }

    /// <summary>What every partition has to know, as JSON; fixed when the run begins, so that all partitions do the same.</summary>
    public required string Input { get; init; }

    /// <summary>Who asked for it.</summary>
    public required Actor Actor { get; init; }

    /// <summary>Whose accounts it is over: what whoever asked for it may see. Every partition is done within it, wherever that is.</summary>
    public DataScope Scope { get; init; } = DataScope.All;

    /// <summary>When it began.</summary>
    public required Instant StartedAt { get; init; }

    /// <summary>When it came to its end, or null while it is open.</summary>
    public Instant? FinishedAt { get; init; }
}

/// <summary>A part of a run: the accounts with ids above <paramref name="After"/> up to and with <paramref name="Through"/>.</summary>
/// <param name="Run">The run.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="After">Ids above this one.</param>
/// <param name="Through">Ids up to this one; of the last partition the highest there can be, so that an account opened meanwhile is not left out.</param>
public sealed record Partition(long Run, int Number, long After, long Through);

/// <summary>What doing a partition came to.</summary>
/// <param name="Gone">Accounts or candidates gone through.</param>
/// <param name="Made">Effects: bills, charges, messages.</param>
/// <param name="Result">What the work wants to know of it at the end, as JSON.</param>
public sealed record PartitionOutcome(long Gone, long Made, string Result);

/// <summary>How far a run is.</summary>
/// <param name="Partitions">Partitions there are.</param>
/// <param name="Done">Partitions done.</param>
/// <param name="Gone">Accounts or candidates gone through.</param>
/// <param name="Made">Effects.</param>
public readonly record struct RunProgress(int Partitions, int Done, long Gone, long Made);

/// <summary>
/// The store of runs. A partition is claimed, done and marked done in one unit of work with its effects: whoever claims it as the
/// second waits for the first, and then finds it done. Nobody need know who does what for each effect to be there once.
/// </summary>
public interface IPartitionStore
{
    /// <summary>Begins a run and cuts it.</summary>
    /// <param name="run">The run; its id is given here.</param>
    /// <param name="size">Accounts in a partition.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageConflictException">A run of the kind and key is open.</exception>
    ValueTask<PartitionedRun> BeginAsync(PartitionedRun run, int size, CancellationToken cancellationToken = default);

    /// <summary>A run, or null.</summary>
    ValueTask<PartitionedRun?> FindAsync(long run, CancellationToken cancellationToken = default);

    /// <summary>The runs that have not come to their end, oldest first.</summary>
    ValueTask<IReadOnlyList<PartitionedRun>> OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Numbers of partitions that are not done, in order.</summary>
    ValueTask<IReadOnlyList<int>> UndoneAsync(long run, int limit, CancellationToken cancellationToken = default);

    /// <summary>How far a run is.</summary>
    ValueTask<RunProgress> ProgressAsync(long run, CancellationToken cancellationToken = default);

    /// <summary>A partition, or null when it is not there, or the store cannot say.</summary>
    ValueTask<Partition?> FindAsync(long run, int number, CancellationToken cancellationToken = default) => default;

    /// <summary>Takes a partition for this unit; null when it is done, or the run is at its end. Waits for another unit that has it.</summary>
    ValueTask<Partition?> ClaimAsync(long run, int number, CancellationToken cancellationToken = default);

    /// <summary>Marks a partition done.</summary>
    /// <exception cref="StorageConflictException">It was done before.</exception>
    ValueTask DoneAsync(Partition partition, PartitionOutcome outcome, Instant at, CancellationToken cancellationToken = default);

    /// <summary>What the partitions of a run that are done came to, in order of number.</summary>
    IAsyncEnumerable<PartitionOutcome> OutcomesAsync(long run, CancellationToken cancellationToken = default);

    /// <summary>Ends a run; false when it had ended before. What is not done then is never done.</summary>
    ValueTask<bool> FinishAsync(long run, Instant at, CancellationToken cancellationToken = default);
}

/// <summary>
/// Who has a duty that must be in one place at a time, such as a telephone line. The holder lets its row beat; who wants the duty may take
/// it when the row has not beaten for a while by its own clock, so that no two clocks need agree.
/// </summary>
/// <param name="Name">The duty.</param>
/// <param name="Holder">Who has it; empty when it was given back.</param>
/// <param name="Epoch">Goes up whenever it changes hands; never down. Effects that must not come from an earlier holder are fenced by it.</param>
/// <param name="Beat">Goes up while it is held.</param>
public sealed record Duty(string Name, string Holder, long Epoch, long Beat);

/// <summary>The store of duties.</summary>
public interface IDutyStore
{
    /// <summary>A duty, or null when nobody ever had it.</summary>
    ValueTask<Duty?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All duties in order of name.</summary>
    ValueTask<IReadOnlyList<Duty>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts the second in place of the first; false when it is not like the first any more. Null for a duty that nobody ever had.</summary>
    ValueTask<bool> ReplaceAsync(Duty? seen, Duty next, CancellationToken cancellationToken = default);
}

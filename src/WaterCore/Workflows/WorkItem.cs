using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>How an item stands.</summary>
public enum WorkStatus
{
    /// <summary>In the trays.</summary>
    Open,

    /// <summary>Ended at its last step (归档).</summary>
    Archived,

    /// <summary>Ended without result (终止).</summary>
    Cancelled,
}

/// <summary>Where a branch of an item stands within its step.</summary>
public enum BranchPhase
{
    /// <summary>In the tray, not yet taken into hand.</summary>
    Arrived,

    /// <summary>In hand.</summary>
    Working,

    /// <summary>Resting (挂起).</summary>
    Suspended,

    /// <summary>At a join, waiting for the other branches.</summary>
    Waiting,

    /// <summary>No more: forked, merged, archived or cancelled.</summary>
    Gone,
}

/// <summary>A stretch in which a clock stood still.</summary>
/// <param name="From">When it was stopped.</param>
/// <param name="To">When it went on; null while it stands.</param>
public readonly record struct Stand(Instant From, Instant? To);

/// <summary>A clock of the whole item.</summary>
/// <param name="Kind">Legal or promised.</param>
/// <param name="Limit">How much time is given.</param>
/// <param name="Stands">When it stood still, in order.</param>
/// <param name="Due">When the time is over; null while it stands still.</param>
public sealed record ItemClock(ClockKind Kind, TimeLimit Limit, IReadOnlyList<Stand> Stands, Instant? Due);

/// <summary>A step that a branch passed, and where: what it may be sent back to.</summary>
/// <param name="Path">The branch.</param>
/// <param name="Step">The step.</param>
/// <param name="Position">The position that did it.</param>
public readonly record struct Passed(string Path, string Step, string Position);

/// <summary>Who used a right on an item.</summary>
/// <param name="Duty">The right.</param>
/// <param name="Name">The person's sign-in name.</param>
public readonly record struct Doer(Permission Duty, string Name);

/// <summary>One branch of an item: always at exactly one step and in exactly one position.</summary>
public sealed record WorkBranch
{
    /// <summary><c>1</c>; parallel branches of it <c>1.1</c>, <c>1.2</c>; parts split off <c>1+1</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The step.</summary>
    public required string Step { get; init; }

    /// <summary>The code of the position in whose tray it lies.</summary>
    public required string Position { get; init; }

    /// <summary>Where it stands within the step; never <see cref="BranchPhase.Gone"/>.</summary>
    public required BranchPhase Phase { get; init; }

    /// <summary>When it came.</summary>
    public required Instant Entered { get; init; }

    /// <summary>When somebody first took it into hand; null while nobody has.</summary>
    public Instant? Opened { get; init; }

    /// <summary>Who took it into hand.</summary>
    public string? Holder { get; init; }

    /// <summary>When the internal limit is over; null while that clock stands still, and at a join.</summary>
    public Instant? Due { get; init; }

    /// <summary>When the internal clock stood still.</summary>
    public IReadOnlyList<Stand> Stands { get; init; } = [];

    /// <summary>Why it rests; null when it does not.</summary>
    public string? SuspendReason { get; init; }

    /// <summary>The step and position from which it was sent, while the sender may still take it back.</summary>
    public Passed? SentFrom { get; init; }

    /// <summary>Whether it is a part that another branch waits for.</summary>
    public bool IsPart => Path.Contains('+', StringComparison.Ordinal);
}

/// <summary>A piece of work on its way between positions (工单). A value: every action makes the next one.</summary>
public sealed record WorkItem
{
    /// <summary>Its identity.</summary>
    public required Id<WorkItem> Id { get; init; }

    /// <summary>The definition's code.</summary>
    public required string Definition { get; init; }

    /// <summary>The definition's version that it follows.</summary>
    public required int Version { get; init; }

    /// <summary>The branch (营业所) of the utility that serves it.</summary>
    public required string Office { get; init; }

    /// <summary>What it is about, for people, such as <c>account 6200017</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>When it began.</summary>
    public required Instant StartedAt { get; init; }

    /// <summary>When it ended; null while it is open.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>How it stands.</summary>
    public WorkStatus Status { get; init; } = WorkStatus.Open;

    /// <summary>How often it was urged.</summary>
    public int Urged { get; init; }

    /// <summary>Rises by one with every action; the storage refuses a change that starts from an older one.</summary>
    public required long Revision { get; init; }

    /// <summary>Its open branches; none when it is closed.</summary>
    public required IReadOnlyList<WorkBranch> Branches { get; init; }

    /// <summary>What was filled in, by field.</summary>
    public required IReadOnlyDictionary<string, string> Form { get; init; }

    /// <summary>Documents that are there.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>Its clocks.</summary>
    public IReadOnlyList<ItemClock> Clocks { get; init; } = [];

    /// <summary>Steps that its branches passed, the latest last.</summary>
    public IReadOnlyList<Passed> Trail { get; init; } = [];

    /// <summary>Who used which right on it.</summary>
    public IReadOnlyList<Doer> Doers { get; init; } = [];

    /// <summary>When the promise is over; null when there is none or its clock stands still.</summary>
    public Instant? PromisedBy => Clocks.FirstOrDefault(c => c.Kind == ClockKind.Promised)?.Due;

    /// <summary>An open branch, or null.</summary>
    public WorkBranch? Find(string path)
    {
        for (var i = 0; i < Branches.Count; i++) if (Branches[i].Path == path) return Branches[i];
        return null;
    }
}

using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Service;

/// <summary>How a case stands.</summary>
public enum CaseState
{
    /// <summary>Somebody has it and nobody has answered it.</summary>
    Open,

    /// <summary>It is answered; a call-back (回访) is still owed.</summary>
    Answered,

    /// <summary>It is done.</summary>
    Closed,

    /// <summary>It is the same as another and goes on there.</summary>
    Merged,
}

/// <summary>Something that a person wants of the utility (工单): a repair, complaint, enquiry, suggestion or praise.</summary>
public sealed record ServiceCase
{
    /// <summary>The identity, which is also the number that people quote.</summary>
    public required Id<ServiceCase> Id { get; init; }

    /// <summary>The code of its category.</summary>
    public required string Category { get; init; }

    /// <summary>How it stands.</summary>
    public CaseState State { get; init; }

    /// <summary>What it is about, one line.</summary>
    public required string Subject { get; init; }

    /// <summary>What was said, or null.</summary>
    public string? Text { get; init; }

    /// <summary>Whose it is, when known.</summary>
    public Id<Customer>? Customer { get; init; }

    /// <summary>The account it is about, when there is one.</summary>
    public Id<Account>? Account { get; init; }

    /// <summary>Where, as people say it; or null.</summary>
    public string? Place { get; init; }

    /// <summary>The supply zone or area, or null.</summary>
    public string? Zone { get; init; }

    /// <summary>The door by which it came.</summary>
    public required string Channel { get; init; }

    /// <summary>When it came.</summary>
    public required Instant OpenedAt { get; init; }

    /// <summary>The first-contact owner (首问负责人): the sign-in name of who took it.</summary>
    public required string Owner { get; init; }

    /// <summary>The position of the first-contact owner.</summary>
    public required string OwnerPosition { get; init; }

    /// <summary>The position or role that has it now.</summary>
    public required string Position { get; init; }

    /// <summary>When it must be answered, or null.</summary>
    public Instant? Due { get; init; }

    /// <summary>The work item that does it, or null.</summary>
    public Id<WorkItem>? Work { get; init; }

    /// <summary>When anybody first answered, or null.</summary>
    public Instant? AnsweredAt { get; init; }

    /// <summary>The latest answer, or null.</summary>
    public string? Answer { get; init; }

    /// <summary>Where the person is to be called back, or null when no call-back is owed.</summary>
    public MessageAddress? CallBack { get; init; }

    /// <summary>When it was done, or null.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>1 (bad) to 5 (good), or null when the person said nothing.</summary>
    public int? Rating { get; init; }

    /// <summary>How often it was opened again.</summary>
    public int Reopened { get; init; }

    /// <summary>The case that it goes on in, when merged.</summary>
    public Id<ServiceCase>? MergedInto { get; init; }

    /// <summary>The incident it belongs to, or null.</summary>
    public Id<Incident>? Incident { get; init; }

    /// <summary>1 when new; each act adds one.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>Whether somebody still owes something on it.</summary>
    public bool IsLive => State is CaseState.Open or CaseState.Answered;
}

/// <summary>What can be done with a case.</summary>
public enum CaseAct
{
    /// <summary>It came.</summary>
    Open,

    /// <summary>Answered.</summary>
    Answer,

    /// <summary>Handed to another position.</summary>
    HandOver,

    /// <summary>A remark.</summary>
    Note,

    /// <summary>The person was called back.</summary>
    CallBack,

    /// <summary>Opened again.</summary>
    Reopen,

    /// <summary>Rated by the person.</summary>
    Rate,

    /// <summary>Found to be the same as another.</summary>
    Merge,

    /// <summary>It became a work item.</summary>
    StartWork,

    /// <summary>Found to be a report of an incident.</summary>
    Join,
}

/// <summary>One act on a case. Never changed.</summary>
/// <param name="Case">The case.</param>
/// <param name="Revision">The case's revision after it; with the case unique.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Position">In which position.</param>
/// <param name="Act">What.</param>
/// <param name="Note">In the actor's words, or null.</param>
public sealed record CaseEvent(Id<ServiceCase> Case, long Revision, Instant At, string Actor, string Position, CaseAct Act, string? Note);

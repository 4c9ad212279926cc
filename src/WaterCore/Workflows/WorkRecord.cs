using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>One stay of a branch at a position, written when it leaves. Never changed.</summary>
public sealed record Visit
{
    /// <summary>The item.</summary>
    public required Id<WorkItem> Item { get; init; }

    /// <summary>The item's revision by whose action the stay ended; with the path, unique.</summary>
    public required long Revision { get; init; }

    /// <summary>The branch of the item.</summary>
    public required string Path { get; init; }

    /// <summary>The definition's code.</summary>
    public required string Definition { get; init; }

    /// <summary>The definition's version.</summary>
    public required int Version { get; init; }

    /// <summary>The branch (营业所) of the utility.</summary>
    public required string Office { get; init; }

    /// <summary>The step.</summary>
    public required string Step { get; init; }

    /// <summary>The position.</summary>
    public required string Position { get; init; }

    /// <summary>Who took it into hand; null when nobody did.</summary>
    public string? Holder { get; init; }

    /// <summary>When it came.</summary>
    public required Instant Entered { get; init; }

    /// <summary>When somebody first took it into hand.</summary>
    public Instant? Opened { get; init; }

    /// <summary>When the internal limit was over; null when it stood still at the end.</summary>
    public Instant? Due { get; init; }

    /// <summary>When it left.</summary>
    public required Instant Left { get; init; }

    /// <summary>By what it left.</summary>
    public required ActionKind Action { get; init; }

    /// <summary>Why, in the actor's words.</summary>
    public string? Note { get; init; }

    /// <summary>Minutes of working hours between coming and leaving, without those in which the internal clock stood still.</summary>
    public required long UsedMinutes { get; init; }

    /// <summary>Whether it left in time.</summary>
    public bool OnTime => Due is not { } due || Left <= due;
}

/// <summary>One action on an item. Never changed.</summary>
/// <param name="Item">The item.</param>
/// <param name="Revision">The item's revision that the action made; unique within the item, from 1, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who, in which position.</param>
/// <param name="Action">What.</param>
/// <param name="Path">On which branch; empty for the whole item.</param>
/// <param name="Step">At which step.</param>
/// <param name="Target">Where to: steps or a position; null when nothing moved.</param>
/// <param name="Note">Why, in the actor's words.</param>
public sealed record WorkAct(Id<WorkItem> Item, long Revision, Instant At, Actor Actor, ActionKind Action, string Path, string Step, string? Target, string? Note);

/// <summary>What an action makes: the next item, what goes on record, and what others must do.</summary>
/// <param name="Item">The item as it is now.</param>
/// <param name="Visits">Stays that ended.</param>
/// <param name="Act">The action.</param>
/// <param name="Fees">Names of fees that fall due by it; posting them is the application desk's work.</param>
public sealed record WorkOutcome(WorkItem Item, IReadOnlyList<Visit> Visits, WorkAct Act, IReadOnlyList<string> Fees);

/// <summary>What somebody wants done with an item.</summary>
/// <param name="Kind">What.</param>
public sealed record WorkAction(ActionKind Kind)
{
    /// <summary>On which branch; may be left out when only one is open.</summary>
    public string? Path { get; init; }

    /// <summary>The step to send back to.</summary>
    public string? Step { get; init; }

    /// <summary>The position to hand to, or to ask for a part.</summary>
    public string? Position { get; init; }

    /// <summary>Why; for a suspension the code of the reason.</summary>
    public string? Reason { get; init; }

    /// <summary>What was filled in.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>Documents that were brought.</summary>
    public IReadOnlyList<string>? Documents { get; init; }
}

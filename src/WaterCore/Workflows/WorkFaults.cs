using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>A draft cannot be read or is not published: every reason.</summary>
/// <param name="File">The draft.</param>
/// <param name="Findings">What is wrong, in order of line.</param>
public sealed record WorkflowRefused(string File, IReadOnlyList<WorkflowFinding> Findings) : Fault
{
    /// <inheritdoc/>
    public override string Code => "workflows.refused";

    /// <inheritdoc/>
    public override string Message => $"{File} is not published, for {Findings.Count} {(Findings.Count == 1 ? "reason" : "reasons")}: {string.Join(" ", Findings.Select(f => f.In(Language.English)))}";
}

/// <summary>Why an action is not done.</summary>
public enum WorkRefusal
{
    /// <summary>The item is closed already.</summary>
    Closed,

    /// <summary>There is no such open branch.</summary>
    NoSuchBranch,

    /// <summary>The actor does not hold the position that has the work, or not on this day.</summary>
    NotYourWork,

    /// <summary>The actor's position lacks a right.</summary>
    NoRight,

    /// <summary>The actor did on this item what excludes this (不相容职责).</summary>
    SeparationOfDuties,

    /// <summary>The step, or the state of the work, does not allow the action.</summary>
    NotAllowedHere,

    /// <summary>A required field or document is missing, or a value is not of its kind.</summary>
    Incomplete,

    /// <summary>There is no way on for this form data.</summary>
    NoWayOn,

    /// <summary>No position of the role serves the branch, or the position may not be handed the work.</summary>
    NoSuchPosition,

    /// <summary>A reason in words is needed.</summary>
    ReasonMissing,
}

/// <summary>An action on a work item is not done: which, why, and what to do.</summary>
/// <param name="Item">The item's number.</param>
/// <param name="Action">The action.</param>
/// <param name="Why">The kind of refusal.</param>
/// <param name="Problem">What is wrong, in both languages.</param>
public sealed record WorkRefused(long Item, ActionKind Action, WorkRefusal Why, Wording Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => $"workflows.refused.{Why}";

    /// <inheritdoc/>
    public override string Message => In(Language.English);

    /// <summary>The sentence in one language.</summary>
    public string In(Language language) => language == Language.Chinese
        ? $"工单 {Item} 不能{Action.NameOf().Zh}：{Problem.Zh}。"
        : $"Item {Item}: cannot {Action.NameOf().En}: {Problem.En}.";
}

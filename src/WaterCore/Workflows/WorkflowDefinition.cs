using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>A way that work takes through positions (流程定义), as data. Published versions never change; a running item stays on its version.</summary>
public sealed record WorkflowDefinition
{
    /// <summary>A short name that never changes, such as <c>new-connection</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The version: 0 for a draft, 1 and up once published.</summary>
    public int Version { get; init; }

    /// <summary>As people call it.</summary>
    public required Wording Name { get; init; }

    /// <summary>The file it was read from, for messages.</summary>
    public string File { get; init; } = "";

    /// <summary>What the utility promises the customer for the whole; null when it promises nothing.</summary>
    public TimeLimit? Promise { get; init; }

    /// <summary>What law or regulation gives for the whole; null when there is none.</summary>
    public TimeLimit? Legal { get; init; }

    /// <summary>Why an item may be suspended, and which clocks stand still then.</summary>
    public IReadOnlyList<SuspendReason> SuspendReasons { get; init; } = [];

    /// <summary>The steps in the order of the file; work begins at the first.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>The line of the file where it begins.</summary>
    public int Line { get; init; } = 1;

    /// <summary>Where work begins.</summary>
    public Step Start => Steps[0];

    /// <summary>A step, or null.</summary>
    public Step? Find(string step)
    {
        for (var i = 0; i < Steps.Count; i++) if (Steps[i].Code == step) return Steps[i];
        return null;
    }
}

/// <summary>A reason for which work may be suspended (挂起原因).</summary>
/// <param name="Code">A short name, such as <c>customer</c>.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Stops">Which clocks stand still.</param>
public sealed record SuspendReason(string Code, Wording Name, IReadOnlyList<ClockKind> Stops);

/// <summary>The clocks that run for one item at once.</summary>
public enum ClockKind
{
    /// <summary>What law gives (法定时限).</summary>
    Legal,

    /// <summary>What the utility promised the customer (承诺时限).</summary>
    Promised,

    /// <summary>What the utility gives a step within the house (内部时限).</summary>
    Internal,
}

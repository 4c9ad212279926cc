using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A work item that was asked for is not there, or not open.</summary>
public sealed record WorkNotFound(string Asked) : Fault
{
    /// <inheritdoc/>
    public override string Code => "work.not-found";

    /// <inheritdoc/>
    public override string Message => $"There is no such open work item: {Asked}; search for it by its subject.";
}

/// <summary>A workflow that was asked for was never published.</summary>
public sealed record WorkflowNotFound(string Asked) : Fault
{
    /// <inheritdoc/>
    public override string Code => "workflows.not-found";

    /// <inheritdoc/>
    public override string Message => $"There is no published workflow {Asked}; publish it first.";
}

/// <summary>An actor lacks a right on this day.</summary>
public sealed record WorkNotAllowed(Actor Actor, Permission Permission) : Fault
{
    /// <inheritdoc/>
    public override string Code => "work.not-allowed";

    /// <inheritdoc/>
    public override string Message => $"{Actor.Name} as {Actor.Position} does not have the right {Permission} today; act in a position that has it.";
}

/// <summary>Somebody else acted on the item first.</summary>
public sealed record WorkChanged(string Item) : Fault
{
    /// <inheritdoc/>
    public override string Code => "work.changed";

    /// <inheritdoc/>
    public override string Message => $"Somebody else acted on item {Item} meanwhile; look at it again and repeat what is still right.";
}

/// <summary>A key was used before for another request.</summary>
public sealed record WorkKeyReused(string Key) : Fault
{
    /// <inheritdoc/>
    public override string Code => "work.key-reused";

    /// <inheritdoc/>
    public override string Message => $"The key {Key} was used before for another request, and nothing was changed now; choose a new key.";
}

namespace WaterCore.Values;

/// <summary>A fact about the world that keeps an act from being done: what happened, to which thing, and what to do.</summary>
/// <remarks>
/// Each room declares its own faults as sealed records. A caller's bug is not a fault: it throws.
/// </remarks>
public abstract record Fault
{
    /// <summary>A stable code for programs, such as <c>metering.reading-missing</c>.</summary>
    public abstract string Code { get; }

    /// <summary>One sentence or two: the thing, the place and the remedy.</summary>
    public abstract string Message { get; }

    /// <summary>Whether the same call may succeed later without anybody changing anything, as with a busy database.</summary>
    public virtual bool Transient => false;

    /// <summary>The message.</summary>
    public sealed override string ToString() => Message;
}

using NodaTime;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Where a call is.</summary>
public enum CallStage
{
    /// <summary>In the dialogue.</summary>
    Dialogue,

    /// <summary>Waiting for a person.</summary>
    Waiting,

    /// <summary>Talking to a person.</summary>
    Talking,

    /// <summary>Hung up, waiting to be called back in the same place.</summary>
    CallBack,
}

/// <summary>A call as it is now.</summary>
/// <param name="Id">The exchange's id.</param>
/// <param name="From">The number shown.</param>
/// <param name="Account">The account that the caller identified for, or null.</param>
/// <param name="ArrivedAt">When it arrived.</param>
/// <param name="Step">The step of the dialogue.</param>
/// <param name="Language">The language spoken.</param>
/// <param name="Stage">Where it is.</param>
public sealed record LiveCall(string Id, string From, string? Account, Instant ArrivedAt, string Step, Language Language, CallStage Stage)
{
    /// <summary>The number of the telephone that rings for the caller or is talked to, or null.</summary>
    public string? Agent { get; init; }

    /// <summary>The group that was asked for, or null.</summary>
    public string? Group { get; init; }

    /// <summary>When the caller began to wait, or null.</summary>
    public Instant? WaitedFrom { get; init; }

    /// <summary>When the talk began, or null.</summary>
    public Instant? ConnectedAt { get; init; }

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];
}

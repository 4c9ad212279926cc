using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>How a call to the hotline came to its end.</summary>
public enum CallEnding
{
    /// <summary>The dialogue served it to its end: the caller was told goodbye.</summary>
    SelfService,

    /// <summary>The caller hung up in the dialogue.</summary>
    HungUp,

    /// <summary>The caller hung up while waiting for a person.</summary>
    Abandoned,

    /// <summary>The caller talked to a person.</summary>
    Talked,

    /// <summary>The exchange, the link or the host died, or the call was ended because it lasted too long.</summary>
    Lost,
}

/// <summary>What is kept of a call that arrived: who, when, the way through the dialogue, and how it ended. Never a key that was pressed.</summary>
public sealed record CallRecord
{
    /// <summary>The exchange's id of the call.</summary>
    public required string Id { get; init; }

    /// <summary>The number it came from as shown, possibly empty; anybody can forge it.</summary>
    public required string From { get; init; }

    /// <summary>The number that was dialled.</summary>
    public required string To { get; init; }

    /// <summary>When it arrived.</summary>
    public required Instant ArrivedAt { get; init; }

    /// <summary>When it was over.</summary>
    public required Instant EndedAt { get; init; }

    /// <summary>How it ended.</summary>
    public required CallEnding Ending { get; init; }

    /// <summary>The language spoken last.</summary>
    public Language Language { get; init; }

    /// <summary>The number of the account that the caller identified for last, or null.</summary>
    public string? Account { get; init; }

    /// <summary>The steps of the dialogue in order, those passed through left out.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>When the caller began to wait for a person, or null.</summary>
    public Instant? WaitedFrom { get; init; }

    /// <summary>When the caller was connected to a person, or null.</summary>
    public Instant? ConnectedAt { get; init; }

    /// <summary>The number of the desk that took it, or null.</summary>
    public string? Desk { get; init; }
}

using NodaTime;

namespace WaterCore.Service;

/// <summary>What an agent (坐席) does.</summary>
public enum AgentState
{
    /// <summary>Ready for the next caller.</summary>
    Ready,

    /// <summary>The agent's telephone rings.</summary>
    Ringing,

    /// <summary>The agent talks to a caller.</summary>
    Talking,

    /// <summary>The agent writes down what the call was about; ready again when the time for it is over.</summary>
    WrapUp,

    /// <summary>The agent takes no calls for now, or did not answer and is left alone for a moment.</summary>
    Paused,
}

/// <summary>Somebody who answers at a telephone, with the groups whose callers they can serve.</summary>
/// <param name="Number">The number of the telephone.</param>
/// <param name="Name">Who sits there, for people.</param>
/// <param name="Skills">The groups, which are named after positions.</param>
/// <param name="State">What they do.</param>
/// <param name="Since">Since when.</param>
public sealed record Agent(string Number, string Name, IReadOnlyList<string> Skills, AgentState State, Instant Since)
{
    /// <summary>The call that rings there or is talked to, or was talked to last while it is written down; or null.</summary>
    public string? Call { get; init; }

    /// <summary>When wrap-up, or a pause that ends by itself, is over; null when it does not end by itself.</summary>
    public Instant? Until { get; init; }
}

/// <summary>A caller who waits for a person.</summary>
/// <param name="Call">The call.</param>
/// <param name="Group">The group that is asked for.</param>
/// <param name="Since">Since when.</param>
public sealed record WaitingCaller(string Call, string Group, Instant Since);

/// <summary>A caller who hung up and waits on in the same place, to be called when it is the turn.</summary>
/// <param name="Id">The id of the place in the queue, and of the call that will be made.</param>
/// <param name="Phone">The number to call.</param>
/// <param name="Group">The group that is asked for.</param>
/// <param name="Since">Since when the caller waits.</param>
/// <param name="Case">The number of the case in which the call back is kept, or null. It stays open for the staff whatever becomes of the call.</param>
public sealed record CallBack(string Id, string Phone, string Group, Instant Since, string? Case);

/// <summary>Where a waiting caller stands.</summary>
/// <param name="Ahead">How many wait before.</param>
/// <param name="Wait">How long it will take about, in whole minutes, at least one.</param>
public readonly record struct QueuePlace(int Ahead, Duration Wait);

/// <summary>How a queue is run.</summary>
public sealed record AgentQueueSettings
{
    /// <summary>Time after a call to write it down.</summary>
    public Duration WrapUp { get; init; } = Duration.FromSeconds(30);

    /// <summary>How long an agent who did not answer is left alone.</summary>
    public Duration AfterMissed { get; init; } = Duration.FromSeconds(60);

    /// <summary>How long a call takes, until there are calls to learn it from.</summary>
    public Duration UsualCall { get; init; } = Duration.FromMinutes(3);
}

using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>Answers what a dialogue asks: the facts of the utility behind a conversation, whichever channel it is on.</summary>
/// <remarks>Called for many conversations at once. An exception counts as <see cref="DialogueActs.Unavailable"/> for the caller.</remarks>
public interface IHotlineFacts
{
    /// <summary>Answers one question; with <see cref="DialogueActs.Unavailable"/> what cannot be had.</summary>
    ValueTask<Answered> AnswerAsync(Ask ask, Conversation conversation, CancellationToken cancellationToken = default);

    /// <summary>A call is over: it can be kept, and whatever was remembered of it can be forgotten. Called once for each call.</summary>
    ValueTask EndedAsync(CallRecord call, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Texts that answers may carry and that were written by people, such as the names of steps of work: they are given a voice before anybody asks.</summary>
    ValueTask<IReadOnlyList<Wording>> TextsAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<Wording>>([]);

    /// <summary>A talk of a call that was kept was recorded, and its file is there.</summary>
    ValueTask RecordedAsync(CallRecording recording, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>A call back that a caller booked instead of waiting was tried, once.</summary>
    /// <param name="back">The call back.</param>
    /// <param name="agent">The number of the desk that talked to the caller, or null when nobody did.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask CalledBackAsync(CallBack back, string? agent, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}

/// <summary>One conversation of a caller with a dialogue.</summary>
/// <param name="Id">What identifies it, such as the id of the call.</param>
/// <param name="From">The number or address it comes from, as shown; forged easily, so that it proves nothing. Possibly empty.</param>
public sealed record Conversation(string Id, string From);

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

    /// <summary>A caller booked a call back instead of waiting, and keeps the place.</summary>
    ValueTask KeepAsync(CallBack back, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>The places that hosts before this one kept and nobody has taken, who waits longest first.</summary>
    ValueTask<IReadOnlyList<CallBack>> KeptAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<CallBack>>([]);

    /// <summary>A place is given up: its call is about to be made, or nobody can come.</summary>
    /// <returns>False when another host did so before; then it must not be called.</returns>
    ValueTask<bool> TakeAsync(CallBack back, CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

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

using NodaTime;
using WaterCore.Customers;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>PINs of accounts, and the record of calls.</summary>
    /// <exception cref="NotSupportedException">The storage was built before it kept them.</exception>
    ITelephoneStore Telephone => throw new NotSupportedException($"{GetType()} keeps nothing of the telephone; use a newer version of the storage plugin.");
}

/// <summary>A PIN that was set.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Hash">The PIN as it is kept.</param>
/// <param name="SetAt">When.</param>
public sealed record AccountPin(Id<Account> Account, PinHash Hash, Instant SetAt);

/// <summary>PINs of accounts, and the record of calls.</summary>
public interface ITelephoneStore
{
    /// <summary>The PIN of an account, or null when none was set.</summary>
    ValueTask<AccountPin?> FindPinAsync(Id<Account> account, CancellationToken cancellationToken = default);

    /// <summary>Keeps a PIN in place of the one before.</summary>
    ValueTask PutAsync(AccountPin pin, CancellationToken cancellationToken = default);

    /// <summary>Adds the record of a call that is over; each call once.</summary>
    ValueTask AddAsync(CallRecord call, CancellationToken cancellationToken = default);

    /// <summary>The calls that arrived in a time, newest first.</summary>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The instant after the last.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask<IReadOnlyList<CallRecord>> CallsAsync(Instant from, Instant to, int limit, CancellationToken cancellationToken = default);

    /// <summary>The last calls from a number or of an account, newest first.</summary>
    /// <param name="number">The number; null for any.</param>
    /// <param name="account">The account's number; null for any.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask<IReadOnlyList<CallRecord>> CallsOfAsync(string? number, string? account, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts a wrong PIN against one of its limits. Two units that count the same come one after the other.</summary>
    /// <returns>Whether it was below its limit, and so was counted.</returns>
    ValueTask<bool> CountAsync(LocalDate day, IdentificationCount count, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("counts of wrong PINs");

    /// <summary>Takes one count back; never below none.</summary>
    ValueTask GiveBackAsync(LocalDate day, IdentificationCount count, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("counts of wrong PINs");

    /// <summary>Forgets the counts of the days before one.</summary>
    ValueTask ForgetCountsAsync(LocalDate before, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("counts of wrong PINs");

    /// <summary>Notes that a call outside is about to be placed. Two units that do so come one after the other.</summary>
    /// <returns>False when it was noted before.</returns>
    ValueTask<bool> TollAsync(CallId call, Instant at, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("counts of calls outside");

    /// <summary>How many calls outside were noted after an instant.</summary>
    ValueTask<int> TollsAsync(Instant after, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("counts of calls outside");

    /// <summary>Forgets the calls outside noted up to an instant.</summary>
    ValueTask ForgetTollsAsync(Instant until, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("counts of calls outside");

    /// <summary>Keeps the place of a caller who is to be called back.</summary>
    ValueTask AddAsync(CallBack back, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("call backs");

    /// <summary>Takes a place away. Of two that do so at once, one does.</summary>
    /// <returns>Whether it was there.</returns>
    ValueTask<bool> TakeCallBackAsync(string id, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("call backs");

    /// <summary>The places that are kept, who waits longest first.</summary>
    ValueTask<IReadOnlyList<CallBack>> CallBacksAsync(CancellationToken cancellationToken = default) => throw OlderPlugin.Without("call backs");

    /// <summary>The seats of agents, by number; those that are left too.</summary>
    ValueTask<IReadOnlyList<AgentSeat>> SeatsAsync(CancellationToken cancellationToken = default) => throw OlderPlugin.Without("seats of agents");

    /// <summary>Puts a seat as it is wished; its revision is one above the one stored, or 1.</summary>
    /// <exception cref="StorageConflictException">Somebody else changed it first.</exception>
    ValueTask PutAsync(AgentSeat seat, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("seats of agents");

    /// <summary>What the host that has the telephone showed last, or null.</summary>
    ValueTask<HotlineNow?> NowAsync(CancellationToken cancellationToken = default) => throw OlderPlugin.Without("the hotline as it is now");

    /// <summary>Shows the hotline as it is now to other hosts.</summary>
    ValueTask PutAsync(HotlineNow now, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("the hotline as it is now");

    /// <summary>Adds a recording of a call that is kept.</summary>
    ValueTask AddAsync(CallRecording recording, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("recordings of calls");

    /// <summary>A recording by its name, or null.</summary>
    ValueTask<CallRecording?> FindRecordingAsync(string name, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("recordings of calls");

    /// <summary>Recordings that began in a time, newest first; those that were erased too.</summary>
    ValueTask<IReadOnlyList<CallRecording>> RecordingsAsync(Instant from, Instant to, int limit, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("recordings of calls");

    /// <summary>Recordings that began before an instant and are not erased, oldest first.</summary>
    ValueTask<IReadOnlyList<CallRecording>> RecordingsBeforeAsync(Instant before, int limit, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("recordings of calls");

    /// <summary>Notes that the sound of a recording was erased; once.</summary>
    ValueTask ErasedAsync(string name, Instant at, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("recordings of calls");
}

/// <summary>What a host that has the telephone shows to the others.</summary>
/// <param name="At">When.</param>
/// <param name="Content">Callers and agents, as JSON.</param>
public sealed record HotlineNow(Instant At, string Content);

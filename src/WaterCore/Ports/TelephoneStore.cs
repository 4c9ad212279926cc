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
}

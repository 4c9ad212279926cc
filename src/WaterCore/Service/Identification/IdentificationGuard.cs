using NodaTime;

namespace WaterCore.Service;

/// <summary>How often a PIN may be wrong before enquiry is closed.</summary>
public sealed record IdentificationLimits
{
    /// <summary>Wrong tries in one call.</summary>
    public int PerCall { get; init; } = 3;

    /// <summary>Wrong tries for one account in a day.</summary>
    public int PerAccountAndDay { get; init; } = 5;

    /// <summary>Wrong tries from one number in a day. Numbers can be forged, so this only slows down.</summary>
    public int PerNumberAndDay { get; init; } = 20;

    /// <summary>
    /// Wrong tries of everybody in a day: what bounds guessing over many accounts from many numbers. The chance that any PIN is guessed
    /// in a day is at most this over <see cref="PinRule.Allowed"/>, when PINs are drawn evenly.
    /// </summary>
    public int PerDay { get; init; } = 300;

    /// <summary>What a try counts against, in the order in which it is looked at.</summary>
    /// <param name="call">The conversation.</param>
    /// <param name="account">The account number as keyed in.</param>
    /// <param name="number">The caller's number.</param>
    public IReadOnlyList<IdentificationCount> Counts(string call, string account, string number) =>
    [
        new(IdentificationScope.Call, Short(call), PerCall), new(IdentificationScope.Account, Short(account), PerAccountAndDay),
        new(IdentificationScope.Number, Short(number), PerNumberAndDay), new(IdentificationScope.Everybody, "", PerDay),
    ];

    // An exchange may show anything as a number, at any length.
    private static string Short(string key) => key.Length <= 64 ? key : key[..64];
}

/// <summary>What wrong tries are counted by.</summary>
public enum IdentificationScope
{
    /// <summary>One call.</summary>
    Call,

    /// <summary>One account.</summary>
    Account,

    /// <summary>One caller's number.</summary>
    Number,

    /// <summary>Everybody together.</summary>
    Everybody,
}

/// <summary>One thing that a try counts against.</summary>
/// <param name="Scope">What.</param>
/// <param name="Key">Which.</param>
/// <param name="Limit">How many wrong tries it has in a day.</param>
public readonly record struct IdentificationCount(IdentificationScope Scope, string Key, int Limit)
{
    /// <summary>What it means that its tries are used up.</summary>
    public IdentificationVerdict Closed => (IdentificationVerdict)((int)Scope + 1);
}

/// <summary>Whether a PIN may be tried now.</summary>
public enum IdentificationVerdict
{
    /// <summary>It may. The try counts as wrong until <see cref="IdentificationGuard.Succeeded"/> says otherwise.</summary>
    Admitted,

    /// <summary>The call has used up its tries.</summary>
    CallClosed,

    /// <summary>The account has used up its tries of the day.</summary>
    AccountClosed,

    /// <summary>The number has used up its tries of the day.</summary>
    NumberClosed,

    /// <summary>Everybody together has used up the tries of the day: an agent or a one-time code is needed.</summary>
    EverybodyClosed,
}

/// <summary>Counts wrong PINs by call, account, number and altogether.</summary>
/// <remarks>
/// A try is counted before the PIN is looked at and given back when it was right, so that calls at the same moment cannot get more
/// tries than one after the other. Counts begin anew with each business day.
/// </remarks>
public interface IIdentificationGuard
{
    /// <summary>Asks for a try, and counts it.</summary>
    /// <param name="call">The conversation.</param>
    /// <param name="account">The account number as keyed in, whether there is such an account or not.</param>
    /// <param name="number">The caller's number; an empty one is a number like another.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask<IdentificationVerdict> AdmitAsync(string call, string account, string number, CancellationToken cancellationToken = default);

    /// <summary>The admitted try was right: it no longer counts. The wrong ones before it still do.</summary>
    ValueTask SucceededAsync(string call, string account, string number, CancellationToken cancellationToken = default);
}

/// <summary>Keeps the counts in memory: for simulated callers, and where no storage is at hand. Safe for use by several threads.</summary>
/// <param name="clock">The time.</param>
/// <param name="zone">The zone of business days.</param>
/// <param name="limits">How often; null for the usual.</param>
public sealed class IdentificationGuard(IClock clock, DateTimeZone zone, IdentificationLimits? limits = null) : IIdentificationGuard
{
    private readonly IdentificationLimits _limits = limits ?? new();
    private readonly Lock _lock = new();
    private readonly Dictionary<(IdentificationScope, string), int> _counts = [];
    private LocalDate _day;

    /// <summary>Asks for a try, and counts it.</summary>
    /// <param name="call">The conversation.</param>
    /// <param name="account">The account number as keyed in, whether there is such an account or not.</param>
    /// <param name="number">The caller's number; an empty one is a number like another.</param>
    public IdentificationVerdict Admit(string call, string account, string number)
    {
        var counts = _limits.Counts(call, account, number);
        lock (_lock)
        {
            NewDay();
            foreach (var count in counts)
                if (_counts.GetValueOrDefault((count.Scope, count.Key)) >= count.Limit) return count.Closed;
            foreach (var count in counts) Add(count, 1);
            return IdentificationVerdict.Admitted;
        }
    }

    /// <summary>The admitted try was right: it no longer counts. The wrong ones before it still do.</summary>
    public void Succeeded(string call, string account, string number)
    {
        lock (_lock)
        {
            NewDay();
            foreach (var count in _limits.Counts(call, account, number)) Add(count, -1);
        }
    }

    ValueTask<IdentificationVerdict> IIdentificationGuard.AdmitAsync(string call, string account, string number, CancellationToken cancellationToken) => ValueTask.FromResult(Admit(call, account, number));

    ValueTask IIdentificationGuard.SucceededAsync(string call, string account, string number, CancellationToken cancellationToken)
    {
        Succeeded(call, account, number);
        return ValueTask.CompletedTask;
    }

    private void NewDay()
    {
        var today = clock.GetCurrentInstant().InZone(zone).Date;
        // A clock that goes back must not open what is closed.
        if (today <= _day) return;
        _day = today;
        _counts.Clear();
    }

    private void Add(IdentificationCount count, int by)
    {
        var next = _counts.GetValueOrDefault((count.Scope, count.Key)) + by;
        if (next > 0) _counts[(count.Scope, count.Key)] = next;
        else _counts.Remove((count.Scope, count.Key));
    }
}

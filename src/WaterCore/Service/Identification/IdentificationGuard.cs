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

/// <summary>Counts wrong PINs by call, account, number and altogether. Safe for use by several threads.</summary>
/// <remarks>
/// A try is counted before the PIN is looked at and given back when it was right, so that calls at the same moment cannot get more
/// tries than one after the other. Counts are kept in memory and begin anew with each business day.
/// </remarks>
/// <param name="clock">The time.</param>
/// <param name="zone">The zone of business days.</param>
/// <param name="limits">How often; null for the usual.</param>
public sealed class IdentificationGuard(IClock clock, DateTimeZone zone, IdentificationLimits? limits = null)
{
    private readonly IdentificationLimits _limits = limits ?? new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _calls = [], _accounts = [], _numbers = [];
    private LocalDate _day;
    private int _everybody;

    /// <summary>Asks for a try, and counts it.</summary>
    /// <param name="call">The conversation.</param>
    /// <param name="account">The account number as keyed in, whether there is such an account or not.</param>
    /// <param name="number">The caller's number; an empty one is a number like another.</param>
    public IdentificationVerdict Admit(string call, string account, string number)
    {
        lock (_lock)
        {
            NewDay();
            if (_calls.GetValueOrDefault(call) >= _limits.PerCall) return IdentificationVerdict.CallClosed;
            if (_accounts.GetValueOrDefault(account) >= _limits.PerAccountAndDay) return IdentificationVerdict.AccountClosed;
            if (_numbers.GetValueOrDefault(number) >= _limits.PerNumberAndDay) return IdentificationVerdict.NumberClosed;
            if (_everybody >= _limits.PerDay) return IdentificationVerdict.EverybodyClosed;
            Count(_calls, call, 1);
            Count(_accounts, account, 1);
            Count(_numbers, number, 1);
            _everybody++;
            return IdentificationVerdict.Admitted;
        }
    }

    /// <summary>The admitted try was right: it no longer counts. The wrong ones before it still do.</summary>
    public void Succeeded(string call, string account, string number)
    {
        lock (_lock)
        {
            NewDay();
            Count(_calls, call, -1);
            Count(_accounts, account, -1);
            Count(_numbers, number, -1);
            _everybody = Math.Max(0, _everybody - 1);
        }
    }

    /// <summary>The call is over and will not ask again.</summary>
    public void Ended(string call)
    {
        lock (_lock) _calls.Remove(call);
    }

    private void NewDay()
    {
        var today = clock.GetCurrentInstant().InZone(zone).Date;
        // A clock that goes back must not open what is closed.
        if (today <= _day) return;
        _day = today;
        _accounts.Clear();
        _numbers.Clear();
        _everybody = 0;
    }

    private static void Count(Dictionary<string, int> counts, string key, int by)
    {
        var count = counts.GetValueOrDefault(key) + by;
        if (count > 0) counts[key] = count;
        else counts.Remove(key);
    }
}

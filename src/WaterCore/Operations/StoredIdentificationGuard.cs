using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Operations;

/// <summary>Keeps the counts of wrong PINs in storage: a restart forgets none, and several hosts count together.</summary>
/// <param name="storage">Where.</param>
/// <param name="clock">The time.</param>
/// <param name="zone">The zone of business days.</param>
/// <param name="limits">How often; null for the usual.</param>
public sealed class StoredIdentificationGuard(IStorage storage, IClock clock, DateTimeZone zone, IdentificationLimits? limits = null) : IIdentificationGuard
{
    // Long enough to look into a complaint; whose number rang when is nobody's business after that.
    private const int DaysKept = 7;

    private readonly IdentificationLimits _limits = limits ?? new();
    private long _tidied;
    private int _day;

    /// <inheritdoc/>
    public async ValueTask<IdentificationVerdict> AdmitAsync(string call, string account, string number, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var day = Today();
        foreach (var count in _limits.Counts(call, account, number))
            // Not committed: whatever was counted before it in this unit is not counted.
            if (!await unit.Telephone.CountAsync(day, count, cancellationToken).ConfigureAwait(false)) return count.Closed;
        if (Interlocked.Exchange(ref _tidied, Number(day)) != Number(day)) await unit.Telephone.ForgetCountsAsync(day.PlusDays(-DaysKept), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return IdentificationVerdict.Admitted;
    }

    /// <inheritdoc/>
    public async ValueTask SucceededAsync(string call, string account, string number, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var day = Today();
        foreach (var count in _limits.Counts(call, account, number)) await unit.Telephone.GiveBackAsync(day, count, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    // A clock that goes back must not open what is closed.
    private LocalDate Today()
    {
        var today = clock.GetCurrentInstant().InZone(zone).Date;
        var seen = Volatile.Read(ref _day);
        while (Number(today) > seen)
        {
            var before = Interlocked.CompareExchange(ref _day, (int)Number(today), seen);
            if (before == seen) return today;
            seen = before;
        }
        return s_epoch.PlusDays(seen);
    }

    private static readonly LocalDate s_epoch = new(2000, 1, 1);

    private static long Number(LocalDate day) => NodaTime.Period.DaysBetween(s_epoch, day);
}

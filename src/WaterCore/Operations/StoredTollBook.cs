using NodaTime;
using WaterCore.Ports;

namespace WaterCore.Operations;

/// <summary>Keeps the calls outside of the last 24 hours in storage: a restart forgets none, and several hosts count together.</summary>
/// <param name="storage">Where.</param>
/// <param name="clock">The time. One that goes back makes the limits stricter, never wider.</param>
public sealed class StoredTollBook(IStorage storage, IClock clock) : ITollBook
{
    /// <inheritdoc/>
    public async ValueTask<TollVerdict> CountAsync(CallId call, int perMinute, int perDay, CancellationToken cancellationToken = default)
    {
        var now = clock.GetCurrentInstant();
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (!await unit.Telephone.TollAsync(call, now, cancellationToken).ConfigureAwait(false)) return TollVerdict.Admitted;
        // The call itself is among them; not committed, it is not counted.
        if (await unit.Telephone.TollsAsync(now - Duration.FromMinutes(1), cancellationToken).ConfigureAwait(false) > perMinute) return TollVerdict.MinuteFull;
        if (await unit.Telephone.TollsAsync(now - Duration.FromDays(1), cancellationToken).ConfigureAwait(false) > perDay) return TollVerdict.DayFull;
        await unit.Telephone.ForgetTollsAsync(now - Duration.FromDays(1), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return TollVerdict.Admitted;
    }
}

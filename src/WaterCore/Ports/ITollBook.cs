namespace WaterCore.Ports;

/// <summary>
/// Counts calls outside against what a line may cost. A telephony plugin asks before it dials; the host's book is kept in storage, so that a restart or a
/// second host begins no new count.
/// </summary>
public interface ITollBook
{
    /// <summary>Counts a call that is about to be placed, unless a limit is reached. The same call is counted once.</summary>
    /// <param name="call">The call.</param>
    /// <param name="perMinute">Calls in any minute, above zero.</param>
    /// <param name="perDay">Calls in any 24 hours, above zero.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask<TollVerdict> CountAsync(CallId call, int perMinute, int perDay, CancellationToken cancellationToken = default);
}

/// <summary>Whether a call outside may be placed.</summary>
public enum TollVerdict
{
    /// <summary>It may, and is counted.</summary>
    Admitted,

    /// <summary>The calls of the last minute are used up.</summary>
    MinuteFull,

    /// <summary>The calls of the last 24 hours are used up.</summary>
    DayFull,
}

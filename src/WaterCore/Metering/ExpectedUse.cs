using NodaTime;

namespace WaterCore.Metering;

/// <summary>What a meter is expected to use in a period, out of its own history and season, in thousandths of its unit.</summary>
/// <param name="Low">The least volume of the band, zero or more.</param>
/// <param name="High">The greatest.</param>
/// <param name="Centre">The middle expectation.</param>
/// <param name="Spread">One spread, above zero.</param>
/// <param name="Periods">True periods of history it rests on.</param>
public readonly record struct ExpectedUse(long Low, long High, long Centre, long Spread, int Periods)
{
    // A dial is read in whole units: what falls between two of them is no deviation.
    private const long WholeUnit = 1000;

    /// <summary>
    /// Three expectations by daily rate (the last period, the median of the recent ones, the same season a year ago) span a hull; the band reaches
    /// some spreads beyond it. Null without any true period.
    /// </summary>
    /// <param name="history">Past periods, oldest first; estimated ones are left out.</param>
    /// <param name="day">The day of the reading to come.</param>
    /// <param name="days">The days since the one before, 1 or more.</param>
    /// <param name="settings">The thresholds.</param>
    public static ExpectedUse? Of(IReadOnlyList<PastUse> history, LocalDate day, int days, ReadingRuleSettings settings)
    {
        Span<long> rates = stackalloc long[Math.Min(history.Count, Math.Min(settings.HistoryPeriods, 64))];
        var count = 0;
        long? season = null;
        for (var i = history.Count - 1; i >= 0 && count < rates.Length; i--)
        {
            var past = history[i];
            if (past.Estimated || past.Thousandths < 0) continue;
            var volume = (long)((Int128)past.Thousandths * days / past.Days);
            rates[count++] = volume;
            var daysAgo = NodaTime.Period.DaysBetween(past.To, day);
            if (season is null && daysAgo is >= 335 and <= 395) season = volume;
        }
        if (count == 0) return null;
        rates = rates[..count];
        var recent = RobustStatistics.Median(rates[..Math.Min(count, settings.RecentPeriods)]);
        long low = Math.Min(rates[0], recent), high = Math.Max(rates[0], recent);
        if (season is { } s) (low, high) = (Math.Min(low, s), Math.Max(high, s));
        Span<long> expectations = [rates[0], recent, season ?? recent];
        var centre = RobustStatistics.Median(expectations);
        var spread = Math.Max(Math.Max(RobustStatistics.Spread(rates), centre * settings.SpreadFloor / 1000), Math.Max((long)settings.SpreadLeast * days / 60, WholeUnit / 2));
        if (count < settings.EnoughPeriods) spread = spread * settings.ThinHistoryFactor / 1000;
        spread = Math.Max(1, spread);
        return new ExpectedUse(Math.Max(0, low - spread * settings.LowWidth / 1000), high + spread * settings.HighWidth / 1000, centre, spread, count);
    }
}

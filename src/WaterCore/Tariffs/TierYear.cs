using NodaTime;

namespace WaterCore.Tariffs;

/// <summary>The year over which running-year blocks count (阶梯年度). It begins on the same day every year, and anew on each restart.</summary>
/// <remarks>
/// A restart is how a schedule begins in mid-year: Beijing counted from 2014-05-01, Shanghai from 2013-08-01 with blocks
/// of their own up to the end of that year.
/// </remarks>
/// <param name="Month">The month it begins in, 1 to 12.</param>
/// <param name="Day">The day of the month; 29 February is not allowed.</param>
/// <param name="Restarts">Further days on which counting begins from zero, rising.</param>
public sealed record TierYear(int Month, int Day, IReadOnlyList<LocalDate> Restarts)
{
    /// <summary>The first day of the counting year that a day lies in.</summary>
    public LocalDate StartOf(LocalDate day)
    {
        var start = new LocalDate(day.Year, Month, Day);
        if (start > day) start = new LocalDate(day.Year - 1, Month, Day);
        foreach (var restart in Restarts)
            if (restart <= day && restart > start) start = restart;
        return start;
    }

    /// <summary>The first day of the counting year after the one that a day lies in.</summary>
    public LocalDate NextAfter(LocalDate day)
    {
        var next = new LocalDate(day.Year, Month, Day);
        if (next <= day) next = new LocalDate(day.Year + 1, Month, Day);
        foreach (var restart in Restarts)
            if (restart > day && restart < next) next = restart;
        return next;
    }
}

/// <summary>Which prices hold for a bill whose days have more than one (调价衔接).</summary>
public enum PriceChange
{
    /// <summary>All of it at the prices of the day it was read (抄见表起).</summary>
    ByReadingDate,

    /// <summary>The volume is shared over the days evenly; each day at its own price.</summary>
    ByDay,

    /// <summary>As <see cref="ByDay"/>, with the volume before each change rounded to a whole unit, halves up (Beijing 2014).</summary>
    ByDayWholeUnits,
}

/// <summary>What a meter pays that serves several uses (混合用水).</summary>
public enum MixedUse
{
    /// <summary>Not allowed: such a case is refused.</summary>
    Refused,

    /// <summary>All of it as the use whose bill is the highest.</summary>
    Highest,

    /// <summary>Each use its agreed share of the volume.</summary>
    Shares,
}

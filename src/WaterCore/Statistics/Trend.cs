using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>A value of a series that lies outside of what the ones before it let expect.</summary>
/// <param name="At">Its place in the series.</param>
/// <param name="Value">The value.</param>
/// <param name="Middle">The median of the values before it.</param>
/// <param name="Low">The least value expected; not below zero where none before was.</param>
/// <param name="High">The greatest value expected.</param>
public sealed record TrendMark(int At, long Value, long Middle, long Low, long High)
{
    /// <summary>Whether it lies above.</summary>
    public bool IsHigh => Value > High;
}

/// <summary>Marks values of a series that stand out, by medians: a few wild months before them do not widen what is expected.</summary>
public static class Trend
{
    /// <summary>How many values before are looked at.</summary>
    public const int Window = 12;

    /// <summary>With fewer values before it, nothing can be said of one.</summary>
    public const int Least = 6;

    // As many robust standard deviations as Iglewicz and Hoaglin (1993) propose for outliers, in tenths.
    private const int Deviations = 35;

    /// <summary>The values that stand out from the ones before them.</summary>
    /// <param name="values">The series, oldest first; null where there is no value.</param>
    public static IReadOnlyList<TrendMark> Marks(IReadOnlyList<long?> values)
    {
        var marks = new List<TrendMark>();
        for (var at = 0; at < values.Count; at++)
        {
            if (values[at] is not { } value) continue;
            var before = values.Take(at).OfType<long>().TakeLast(Window).ToArray();
            // Months that are all alike have no spread, and say nothing of what is usual.
            if (before.Length < Least || Array.TrueForAll(before, b => b == before[0])) continue;
            var middle = RobustStatistics.Median(before);
            // Where all months were nearly the same, a hundredth of their value is not yet strange.
            var width = Math.Max(RobustStatistics.Spread(before) * Deviations / 10, Math.Max(1, Math.Abs(middle) / 100));
            if (Math.Abs(value - middle) > width) marks.Add(new TrendMark(at, value, middle, before.Min() < 0 ? middle - width : Math.Max(0, middle - width), middle + width));
        }
        return marks;
    }
}

/// <summary>A row of a report in two periods.</summary>
/// <param name="Key">The values of the dimensions.</param>
/// <param name="Now">The sum in the later period.</param>
/// <param name="Before">The sum in the earlier period.</param>
public sealed record Mover(IReadOnlyList<string> Key, long Now, long Before)
{
    /// <summary>By how much it moved.</summary>
    public long Change => Now - Before;
}

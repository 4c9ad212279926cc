namespace WaterCore.Metering;

/// <summary>Medians in whole numbers: what a few wild values cannot move.</summary>
public static class RobustStatistics
{
    /// <summary>The median; of an even count the lower of the two in the middle, so that it is always one of the values.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static long Median(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty) throw new ArgumentException("There is no median of no values.", nameof(values));
        Span<long> sorted = values.Length <= 64 ? stackalloc long[values.Length] : new long[values.Length];
        values.CopyTo(sorted);
        sorted.Sort();
        return sorted[(sorted.Length - 1) / 2];
    }

    /// <summary>The median of the distances from the median.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static long MedianAbsoluteDeviation(ReadOnlySpan<long> values)
    {
        var median = Median(values);
        Span<long> distances = values.Length <= 64 ? stackalloc long[values.Length] : new long[values.Length];
        for (var i = 0; i < values.Length; i++) distances[i] = Math.Abs(values[i] - median);
        return Median(distances);
    }

    /// <summary>The spread that the median absolute deviation stands for: 1.4826 times, as for the normal distribution, rounded down.</summary>
    public static long Spread(ReadOnlySpan<long> values) => (long)((Int128)MedianAbsoluteDeviation(values) * 14826 / 10000);
}

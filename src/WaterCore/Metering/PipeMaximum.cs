using System.Globalization;
using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>The most water that a meter of a calibre can pass, running day and night.</summary>
/// <remarks>
/// The permanent flow rates Q3 of ISO 4064-1 / GB/T 778.1 in cubic metres an hour, the usual one for each nominal diameter.
/// CHINA.md 2.3: where the user keeps the reader out, the second month is charged at the maximum flow of the diameter for 24 hours a day.
/// </remarks>
public static class PipeMaximum
{
    // Diameter in millimetres, and Q3 in litres an hour.
    private static readonly (int Diameter, long LitresAnHour)[] s_flows =
    [
        (15, 2_500), (20, 4_000), (25, 6_300), (32, 10_000), (40, 16_000), (50, 25_000), (65, 40_000), (80, 63_000), (100, 100_000), (150, 250_000), (200, 400_000), (250, 630_000), (300, 1_000_000),
    ];

    /// <summary>The most in some days, in thousandths of the meter's unit, rounded down; null when the calibre is not <c>DN</c> and a diameter of the table.</summary>
    public static long? Of(Meter meter, int days)
    {
        if (!meter.Size.StartsWith("DN", StringComparison.OrdinalIgnoreCase) || meter.Unit.Litres == Rational.Zero
            || !int.TryParse(meter.Size.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var diameter)) return null;
        foreach (var (size, flow) in s_flows)
        {
            if (size < diameter) continue;
            var thousandths = (Rational.Of(flow) * Rational.Of(24L * days * 1000) / meter.Unit.Litres).Reduced();
            return (long)(thousandths.Numerator / thousandths.Denominator);
        }
        return null;
    }
}

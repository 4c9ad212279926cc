using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>The highest inputs for which the columns of a program are proven exact; see <see cref="ColumnProgram"/>.</summary>
internal sealed class ColumnLimits
{
    private const int Most30 = 1 << 30;
    private const long Most31 = int.MaxValue;
    /// <summary>The highest numeric input, in thousandths.</summary>
    public const long MostNumber = int.MaxValue;

    private const long Most52 = 1L << 52;

    public ColumnLimits(IReadOnlyList<ColumnCharge> charges)
    {
        var scale = charges.Max(c => c.Scale);
        if (scale > 1 << 20) throw new BatchRefusedException(charges.First(c => c.Scale == scale).Code, "its bounds are no whole numbers of thousandths, nor of a small part of one");
        foreach (var charge in charges)
        {
            if (Divisor<long>.TryOf(charge.Divisor) is null) throw new BatchRefusedException(charge.Code, "its prices have more decimals than a column holds");
            if (HighestBound(charge) > Most52) throw new BatchRefusedException(charge.Code, "its bounds are too large for a column");
        }
        Year = Most30;
        Number = MostNumber;
        Usage64 = (int)Math.Min(int.MaxValue, Usage(charges, Most52));
        if (Usage64 < 0) throw new BatchRefusedException("", "its amounts are too large for a column");
        var fits = charges.All(c => c.Scale == 1 && c.Kind != ColumnKind.Number && Divisor<int>.TryOf(c.Divisor) is not null && HighestBound(c) <= Most30
            && c.Steps.Concat(c.Table).All(n => Math.Abs(n) <= Most31));
        Usage32 = fits ? (int)Math.Min(Most30, Usage(charges, Most31)) : -1;
    }

    public int Usage32 { get; }

    public int Usage64 { get; }

    public int Year { get; }

    public long Number { get; }

    // The highest usage for which every numerator with its half, and the total, is below the limit.
    private static long Usage(IReadOnlyList<ColumnCharge> charges, long limit)
    {
        var highest = long.MaxValue;
        Rational slopes = default, constants = default;
        foreach (var charge in charges)
        {
            // amount <= u slope + constant + 1, so numerator + half <= (u slope + constant + 2) divisor.
            var (slope, constant) = charge.AtMost;
            highest = Math.Min(highest, Below(slope, constant + Rational.Of(2), limit, charge.Divisor));
            slopes += slope;
            constants += constant + Rational.One;
        }
        return Math.Min(highest, Below(slopes, constants, limit, 1));
    }

    private static long Below(Rational slope, Rational constant, long limit, long divisor)
    {
        var room = Rational.Of(limit, divisor) - constant;
        if (room.IsNegative) return -1;
        if (slope.IsZero) return long.MaxValue;
        var most = room / slope;
        return most >= Rational.Of(Most52) ? Most52 : Rounding.Divide(most.Numerator, most.Denominator, RoundingMode.Down);
    }

    private static Int128 HighestBound(ColumnCharge charge)
    {
        Int128 highest = charge.Least;
        if (charge.Bounds.Length > 0) highest = Int128.Max(highest, charge.Bounds[^1] + (Int128)charge.Add * Math.Min(charge.MaxExtra, byte.MaxValue));
        if (charge.Each.Length > 0) highest = Int128.Max(highest, (Int128)charge.Each[^1] * byte.MaxValue);
        return highest;
    }
}

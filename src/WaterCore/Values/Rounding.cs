namespace WaterCore.Values;

/// <summary>What happens to the part that does not fit the minor unit.</summary>
public enum RoundingMode
{
    /// <summary>To the nearest; a half goes away from zero (四舍五入).</summary>
    HalfUp,

    /// <summary>To the nearest; a half goes to the even neighbour.</summary>
    HalfEven,

    /// <summary>Towards zero.</summary>
    Down,

    /// <summary>Away from zero.</summary>
    Up,
}

/// <summary>What a tariff rounds: each line, or the total.</summary>
public enum RoundingScope
{
    /// <summary>Each line is rounded; the bill is the sum of its rounded lines.</summary>
    Line,

    /// <summary>The total is rounded; its cents are shared over the lines by largest remainder.</summary>
    Total,
}

/// <summary>A tariff's declared rounding. It happens once, at the division into minor units, and nowhere else.</summary>
/// <param name="Mode">Where halves and parts go.</param>
/// <param name="Scope">Each line, or the total.</param>
public readonly record struct Rounding(RoundingMode Mode, RoundingScope Scope)
{
    /// <summary>Each line, halves up: what Chinese bills print.</summary>
    public static Rounding LineHalfUp => new(RoundingMode.HalfUp, RoundingScope.Line);

    /// <summary>The total, halves up: what rate-specification files get.</summary>
    public static Rounding TotalHalfUp => new(RoundingMode.HalfUp, RoundingScope.Total);

    /// <summary>Divides and rounds to a whole number.</summary>
    /// <param name="numerator">The number to divide.</param>
    /// <param name="denominator">The divisor, above zero.</param>
    /// <param name="mode">Where the rest goes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The divisor is zero or negative.</exception>
    /// <exception cref="OverflowException">The result is outside the range of <see cref="long"/>.</exception>
    public static long Divide(Int128 numerator, Int128 denominator, RoundingMode mode)
    {
        if (denominator <= 0) throw new ArgumentOutOfRangeException(nameof(denominator), "The divisor must be above zero.");
        var quotient = numerator / denominator;
        var rest = Int128.Abs(numerator - quotient * denominator);
        if (rest != 0)
        {
            var away = mode switch
            {
                RoundingMode.HalfUp => rest >= denominator - rest,
                RoundingMode.HalfEven => rest > denominator - rest || (rest == denominator - rest && (quotient & 1) != 0),
                RoundingMode.Down => false,
                RoundingMode.Up => true,
                _ => throw new ArgumentOutOfRangeException(nameof(mode)),
            };
            if (away) quotient += numerator < 0 ? -1 : 1;
        }
        return checked((long)quotient);
    }

    /// <summary>An exact amount in currency units, rounded to money by this rounding's mode.</summary>
    public Money Round(Rational amount, Currency currency) =>
        new(Divide(checked(amount.Numerator * currency.MinorPerUnit), amount.Denominator, Mode), currency);

    /// <summary>
    /// Shares a rounded total over parts whose exact amounts are given: each gets its amount rounded down,
    /// and the cents left go to the largest remainders, the earlier part first where remainders are equal.
    /// </summary>
    /// <param name="total">The total, in minor units.</param>
    /// <param name="exact">The exact parts, in minor units.</param>
    /// <returns>Whole minor units, one per part, that add up to <paramref name="total"/>.</returns>
    /// <exception cref="ArgumentException">The parts add up to something a unit per part or more away from the total.</exception>
    public static long[] Share(long total, IReadOnlyList<Rational> exact)
    {
        var shares = new long[exact.Count];
        var remainders = new Rational[exact.Count];
        var left = total;
        for (var i = 0; i < shares.Length; i++)
        {
            var floor = Floor(exact[i]);
            shares[i] = floor;
            remainders[i] = exact[i] - Rational.Of(floor);
            left = checked(left - floor);
        }
        if (left < 0 || left > shares.Length)
            throw new ArgumentException($"The parts are {left} minor units away from the total {total}; they are not its parts.", nameof(exact));
        if (left == 0) return shares;
        var order = Enumerable.Range(0, shares.Length).ToArray();
        Array.Sort(order, (a, b) => remainders[b].CompareTo(remainders[a]) is var c and not 0 ? c : a.CompareTo(b));
        for (var i = 0; i < left; i++) shares[order[i]]++;
        return shares;
    }

    private static long Floor(Rational value)
    {
        var quotient = value.Numerator / value.Denominator;
        if (value.Numerator < 0 && quotient * value.Denominator != value.Numerator) quotient--;
        return checked((long)quotient);
    }
}

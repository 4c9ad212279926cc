namespace WaterCore.Metering;

/// <summary>The indexes that a slip of the hand could have made into another, in whole units; the decimals stay.</summary>
internal static class DigitEdits
{
    /// <summary>With two neighbouring digits changed round; leading zeros of the dial count.</summary>
    public static IEnumerable<long> Swapped(long index, Meter meter)
    {
        long place = 1000;
        for (var i = 0; i < meter.Dials - 1; i++, place *= 10)
        {
            long low = index / place % 10, high = index / (place * 10) % 10;
            if (low != high) yield return index + (low - high) * place * 9;
        }
    }

    /// <summary>With a digit put in.</summary>
    public static IEnumerable<long> WithOneMore(long index, Meter meter)
    {
        long whole = index / 1000, rest = index % 1000;
        for (long place = 1; place <= whole * 10; place *= 10)
        {
            var upper = whole / place;
            for (var digit = 0; digit < 10; digit++)
            {
                var more = ((upper * 10 + digit) * place + whole % place) * 1000 + rest;
                if (more != index && more < meter.FullTurn) yield return more;
            }
        }
    }

    /// <summary>With a digit left out.</summary>
    public static IEnumerable<long> WithOneLess(long index)
    {
        long whole = index / 1000, rest = index % 1000;
        for (long place = 1; place <= whole; place *= 10) yield return (whole / (place * 10) * place + whole % place) * 1000 + rest;
    }

    /// <summary>With the decimal mark a place further to the left or right.</summary>
    public static IEnumerable<long> Slipped(long index, Meter meter)
    {
        yield return index / 10;
        if (index <= (meter.FullTurn - 1) / 10)
        {
            // What was cut off at a slip to the left is not known; the tens stand for all of them.
            yield return index * 10;
            yield return index * 10 + 9_000;
        }
    }
}

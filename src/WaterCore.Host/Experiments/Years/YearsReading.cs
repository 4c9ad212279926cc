using WaterCore.Metering;

namespace WaterCore.Host.Experiments.Years;

/// <summary>What a reader and a clerk make of a dial: the same slips of the same people in the old way and the new.</summary>
internal static class YearsReading
{
    private const int Dials = 5;

    /// <summary>What is entered for what the dial shows, and by which slip.</summary>
    /// <param name="shown">Whole units on the dial.</param>
    /// <param name="copies">How often its digits are written or typed by hand on the way.</param>
    /// <param name="dice">The chances of this reading.</param>
    /// <param name="a">The assumptions.</param>
    public static (long Entered, string How) Enter(long shown, int copies, YearsDice dice, YearsAssumptions a)
    {
        var (entered, how) = (shown, "");
        if (dice.Below(YearsDice.Misread, 100_000) < a.Misread)
        {
            // A wheel between two digits is read as the one or the other.
            var place = Power(dice.Below(YearsDice.Misread + 1, Dials));
            var digit = entered / place % 10;
            entered += digit < 9 && (digit == 0 || dice.Below(YearsDice.Misread + 2, 2) == 0) ? place : -place;
            how = "misread";
        }
        for (var copy = 0; copy < copies; copy++)
        {
            if (dice.Below(YearsDice.Slip + copy * 4, 100_000) >= a.SlipPerDigit * Dials) continue;
            var before = entered;
            entered = Slip(entered, dice.Below(YearsDice.Slip + copy * 4 + 1, 4), dice.Below(YearsDice.Slip + copy * 4 + 2, Dials), dice.Below(YearsDice.Slip + copy * 4 + 3, 10), out var kind);
            if (entered != before) how = kind;
        }
        return (entered, entered == shown ? "" : how);
    }

    // Four kinds, each as likely: no source was found for their shares.
    private static long Slip(long index, int kind, int place, int digit, out string how)
    {
        var text = index.ToString("D5", System.Globalization.CultureInfo.InvariantCulture);
        place = Math.Min(place, text.Length - 1);
        (var wrong, how) = kind switch
        {
            0 => (text[..place] + digit + text[(place + 1)..], "digit"),
            1 when place > 0 => (text[..(place - 1)] + text[place] + text[place - 1] + text[(place + 1)..], "swapped"),
            2 => (text.Remove(place, 1), "dropped"),
            3 when text[0] == '0' => ((text[1..]).Insert(Math.Min(place, text.Length - 1), digit.ToString(System.Globalization.CultureInfo.InvariantCulture)), "added"),
            _ => (text[..place] + digit + text[(place + 1)..], "digit"),
        };
        return long.Parse(wrong, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static long Power(int place)
    {
        long power = 1;
        for (var i = 0; i < place; i++) power *= 10;
        return power;
    }
}

/// <summary>Chances that hang on nothing but seed, account, cycle and what they are for: what one way draws, the other draws too.</summary>
internal readonly record struct YearsDice(long Seed, int Account, int Cycle)
{
    public const int Misread = 10, Slip = 20, NotRead = 1, Review = 2, Lower = 3, Usage = 4, Leak = 5, Late = 6, PayDay = 7, Default = 8, Field = 40, Phone = 41, Auto = 42, Response = 50, Hand = 100;

    public int Below(int what, int bound) =>
        new SeededSource(unchecked(Seed * 6364136223846793005L + Account * 2862933555777941757L + Cycle * 3202034522624059733L + what * 1442695040888963407L)).Below(bound);
}

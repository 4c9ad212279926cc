using System.Globalization;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>In what a time limit is counted.</summary>
public enum LimitUnit
{
    /// <summary>Halves of a working day: the forenoon and the afternoon (半个工作日).</summary>
    HalfWorkingDay,

    /// <summary>Halves of a natural day: midnight to noon, noon to midnight.</summary>
    HalfNaturalDay,

    /// <summary>Minutes that run on through nights and holidays, as for repairs.</summary>
    Minute,
}

/// <summary>How long something may take (办理时限). "One working day" is not "24 hours".</summary>
public readonly record struct TimeLimit
{
    /// <summary>A limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not 1 to 1,000,000.</exception>
    public TimeLimit(int amount, LimitUnit unit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, 1_000_000);
        (Amount, Unit) = (amount, unit);
    }

    /// <summary>How many of the unit.</summary>
    public int Amount { get; }

    /// <summary>What is counted.</summary>
    public LimitUnit Unit { get; }

    /// <summary>Whole working days.</summary>
    public static TimeLimit WorkingDays(int days) => new(days * 2, LimitUnit.HalfWorkingDay);

    /// <summary>Whole natural days.</summary>
    public static TimeLimit NaturalDays(int days) => new(days * 2, LimitUnit.HalfNaturalDay);

    /// <summary>Hours that run on through nights and holidays.</summary>
    public static TimeLimit Hours(int hours) => new(hours * 60, LimitUnit.Minute);

    /// <summary>Reads <c>0.5 working days</c>, <c>6 natural days</c>, <c>24 hours</c>, <c>45 minutes</c>; the singular is fine too.</summary>
    public static bool TryParse(string text, out TimeLimit limit)
    {
        limit = default;
        var words = text.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 2 || !decimal.TryParse(words[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return false;
        (int Per, LimitUnit Unit)? kind = words[1].TrimEnd('s') switch
        {
            "working day" => (2, LimitUnit.HalfWorkingDay),
            "natural day" => (2, LimitUnit.HalfNaturalDay),
            "hour" => (60, LimitUnit.Minute),
            "minute" => (1, LimitUnit.Minute),
            _ => null,
        };
        if (kind is not { } k || amount is <= 0 or > 10_000 || decimal.Truncate(amount * k.Per) != amount * k.Per) return false;
        limit = new TimeLimit((int)(amount * k.Per), k.Unit);
        return true;
    }

    /// <summary>The limit in words of one language.</summary>
    public string In(Language language)
    {
        var zh = language == Language.Chinese;
        var halves = (Amount / 2m).ToString("0.#", CultureInfo.InvariantCulture);
        return Unit switch
        {
            LimitUnit.HalfWorkingDay => zh ? $"{halves}个工作日" : $"{halves} working {Plural("day", Amount == 2)}",
            LimitUnit.HalfNaturalDay => zh ? $"{halves}个自然日" : $"{halves} natural {Plural("day", Amount == 2)}",
            _ when Amount % 60 == 0 => zh ? $"{Amount / 60}小时" : $"{Amount / 60} {Plural("hour", Amount == 60)}",
            _ => zh ? $"{Amount}分钟" : $"{Amount} {Plural("minute", Amount == 1)}",
        };
    }

    private static string Plural(string word, bool one) => one ? word : word + "s";

    /// <summary>In English, as <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => In(Language.English);
}

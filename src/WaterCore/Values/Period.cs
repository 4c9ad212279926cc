using NodaTime;

namespace WaterCore.Values;

/// <summary>Days from <see cref="From"/>, included, to <see cref="To"/>, not included.</summary>
/// <remarks>The next period starts on the day the last one ends, so periods tile without gap or overlap. Never empty.</remarks>
public readonly record struct Period
{
    /// <summary>A period.</summary>
    /// <exception cref="ArgumentException">The end is not after the start.</exception>
    public Period(LocalDate from, LocalDate to)
    {
        if (to <= from) throw new ArgumentException($"A period must end after it starts; {Iso(from)} to {Iso(to)} does not.", nameof(to));
        (From, To) = (from, to);
    }

    /// <summary>The first day.</summary>
    public LocalDate From { get; }

    /// <summary>The day after the last.</summary>
    public LocalDate To { get; }

    /// <summary>How many days, at least one.</summary>
    public int Days => NodaTime.Period.DaysBetween(From, To);

    /// <summary>Whether a day lies in the period.</summary>
    public bool Contains(LocalDate day) => day >= From && day < To;

    /// <summary>Whether the periods share a day.</summary>
    public bool Overlaps(Period other) => From < other.To && other.From < To;

    /// <summary>The days both share, or null.</summary>
    public Period? Intersect(Period other)
    {
        var from = From > other.From ? From : other.From;
        var to = To < other.To ? To : other.To;
        return from < to ? new Period(from, to) : null;
    }

    /// <summary><c>[2026-01-01, 2026-03-01)</c>.</summary>
    public override string ToString() => $"[{Iso(From)}, {Iso(To)})";

    private static string Iso(LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);
}

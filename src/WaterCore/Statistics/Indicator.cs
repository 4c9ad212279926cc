using System.Globalization;
using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>A named part of a formula: the sum of a measure over the facts of a source that meet its conditions.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Source">The facts.</param>
/// <param name="Measure">What is added up.</param>
public sealed record IndicatorTerm(Wording Name, FactSource Source, string Measure)
{
    /// <summary>Which facts count; all of the source when empty.</summary>
    public IReadOnlyList<FactFilter> Where { get; init; } = [];

    /// <summary>Whether a fact of its source counts.</summary>
    public bool Counts(FactRecord fact)
    {
        foreach (var filter in Where) if (!filter.Holds(Source, fact)) return false;
        return true;
    }

    /// <summary>What a fact of its source adds.</summary>
    public long Of(FactRecord fact) => Counts(fact) ? fact.Amounts[Source.MeasurePlace(Measure)] : 0;
}

/// <summary>How the quotient of two sums is stated.</summary>
public enum IndicatorScale
{
    /// <summary>A share, in percent with two decimals.</summary>
    Percent,

    /// <summary>A bare sum.</summary>
    Sum,

    /// <summary>The share times the days of the period, in days with one decimal.</summary>
    DaysOfPeriod,

    /// <summary>Seconds for each, in days with two decimals.</summary>
    DaysEach,

    /// <summary>For each thousand, with two decimals.</summary>
    PerThousand,
}

/// <summary>How a figure is worked out. It is data: a changed formula is a new version, and the old one gives the old figure again.</summary>
public sealed record Indicator
{
    /// <summary>The name that programs use, such as <c>reading-rate</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The name that people use.</summary>
    public required Wording Name { get; init; }

    /// <summary>1 for the first definition, one more for each change of it.</summary>
    public required int Version { get; init; }

    /// <summary>What is added up.</summary>
    public required IndicatorTerm Numerator { get; init; }

    /// <summary>Of what; null when the figure is a bare sum.</summary>
    public IndicatorTerm? Denominator { get; init; }

    /// <summary>How it is stated.</summary>
    public IndicatorScale Scale { get; init; }

    /// <summary>Whether it is stated from the first day of the year to the end of the period.</summary>
    public bool FromNewYear { get; init; }

    /// <summary>Whether less is better; null when neither is.</summary>
    public bool? LessIsBetter { get; init; }

    /// <summary>The dimensions by which it is usually looked at; each is one of both sources.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>The period it is stated for.</summary>
    public required Wording Period { get; init; }

    /// <summary>What is in time for the period and what is too late.</summary>
    public required Wording CutOff { get; init; }

    /// <summary>The standard that it follows, or where the definition comes from.</summary>
    public required Wording Standard { get; init; }

    /// <summary>Its terms.</summary>
    public IEnumerable<IndicatorTerm> Terms => Denominator is { } of ? [Numerator, of] : [Numerator];

    /// <summary>The days that it is stated for, of a period that was asked for.</summary>
    public Period Stated(Period days) => FromNewYear ? new Period(new NodaTime.LocalDate(days.To.PlusDays(-1).Year, 1, 1), days.To) : days;

    /// <summary>What is wrong with it, or null: a measure or dimension that a source does not have.</summary>
    public Wording? Problem()
    {
        if ((Denominator is null) != (Scale == IndicatorScale.Sum)) return new("除总和外都要有分母，总和不能有分母", "it has a denominator exactly when it is no bare sum");
        foreach (var term in Terms)
        {
            if (term.Source.MeasurePlace(term.Measure) < 0) return new($"“{term.Measure}”不是 {term.Source.Code} 的度量；可选 {string.Join("、", term.Source.Measures.Select(m => m.Code))}", $"'{term.Measure}' is no measure of {term.Source.Code}; choose of {string.Join(", ", term.Source.Measures.Select(m => m.Code))}");
            if (term.Where.Select(w => w.Dimension).Concat(By).FirstOrDefault(d => term.Source.Place(d) < 0) is { } dimension)
                return new($"“{dimension}”不是 {term.Source.Code} 的维度；可选 {string.Join("、", term.Source.Dimensions.Select(d => d.Code))}", $"'{dimension}' is no dimension of {term.Source.Code}; choose of {string.Join(", ", term.Source.Dimensions.Select(d => d.Code))}");
        }
        return null;
    }

    /// <summary>The figure of two sums.</summary>
    /// <param name="period">The days it is stated for.</param>
    /// <param name="numerator">The sum of the numerator.</param>
    /// <param name="denominator">The sum of the denominator; passed over when there is none.</param>
    public IndicatorFigure Of(Period period, long numerator, long denominator) => new(this, period, numerator, Denominator is null ? null : denominator);
}

/// <summary>An indicator worked out for a period.</summary>
/// <param name="Indicator">The definition, with its version.</param>
/// <param name="Period">The days it is stated for.</param>
/// <param name="Numerator">The sum of the numerator.</param>
/// <param name="Denominator">The sum of the denominator; null when there is none.</param>
public sealed record IndicatorFigure(Indicator Indicator, Period Period, long Numerator, long? Denominator)
{
    /// <summary>The exact value, a share as a share; null when the denominator is nothing, which is not the same as zero.</summary>
    public Rational? Value => Denominator switch
    {
        null => Rational.Of(Numerator),
        0 => null,
        { } denominator => Rational.Of((Int128)Numerator * Factor, (Int128)denominator * (Indicator.Scale == IndicatorScale.DaysEach ? NodaTime.NodaConstants.SecondsPerDay : 1)),
    };

    /// <summary>The value in whole hundredths of what it is stated in, rounded half up: of a percent, of a day; null when there is none.</summary>
    public long? Hundredths => Value is not { } value ? null : checked((long)Rounding.Divide(value.Numerator * (Indicator.Scale switch
    {
        IndicatorScale.Percent => 10_000,
        IndicatorScale.Sum => Money ? 1 : 100,
        _ => 100,
    }), value.Denominator, RoundingMode.HalfUp));

    /// <summary>The value as people read it: a percentage with two decimals, days, a sum, or a dash.</summary>
    public string Text => Value is not { } value ? "–" : Indicator.Scale switch
    {
        IndicatorScale.Percent => Decimals(Hundredths!.Value, 2) + " %",
        IndicatorScale.Sum => Money ? ((decimal)Numerator / 100).ToString("N2", CultureInfo.InvariantCulture) : Numerator.ToString(CultureInfo.InvariantCulture),
        IndicatorScale.DaysOfPeriod => Decimals((long)Rounding.Divide(value.Numerator * 10, value.Denominator, RoundingMode.HalfUp), 1),
        _ => Decimals(Hundredths!.Value, 2),
    };

    /// <summary>What the number of <see cref="Text"/> counts, where the text does not say it; empty for shares, bare counts and a dash.</summary>
    public Wording Unit => Value is null ? new("", "") : Indicator.Scale switch
    {
        IndicatorScale.DaysOfPeriod or IndicatorScale.DaysEach => new("天", "days"),
        IndicatorScale.PerThousand => new("件/千户", "per thousand"),
        IndicatorScale.Sum when Money => new("元", "yuan"),
        _ => new("", ""),
    };

    private long Factor => Indicator.Scale switch { IndicatorScale.DaysOfPeriod => Period.Days, IndicatorScale.PerThousand => 1000, _ => 1 };

    private bool Money => Indicator.Numerator.Source.Measures[Indicator.Numerator.Source.MeasurePlace(Indicator.Numerator.Measure)].Kind == MeasureKind.Money;

    // Integers until here: the last step moves the decimal point.
    private static string Decimals(long value, int decimals) => (value / (decimal)(decimals == 2 ? 100 : 10)).ToString(decimals == 2 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}

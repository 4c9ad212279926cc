using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>A part of a formula: the sum of a measure over the facts of a source, or over those of one value of a dimension.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Source">The facts.</param>
/// <param name="Measure">What is added up.</param>
/// <param name="Dimension">The dimension that chooses; null for all facts.</param>
/// <param name="Value">Its value.</param>
public sealed record SumTerm(Wording Name, FactSource Source, string Measure, string? Dimension = null, string? Value = null)
{
    /// <summary>What a fact of its source adds.</summary>
    public long Of(FactRecord fact)
    {
        if (Dimension is not null && fact.Values[Source.Place(Dimension)] != Value) return 0;
        for (var i = 0; i < Source.Measures.Count; i++) if (Source.Measures[i].Code == Measure) return fact.Amounts[i];
        throw new InvalidOperationException($"{Measure} is no measure of {Source.Code}.");
    }
}

/// <summary>An indicator of sums: how a figure is worked out, as data. A changed formula is a new version, and the old one gives the old figure again.</summary>
public sealed record SumIndicator
{
    /// <summary>The name that programs use.</summary>
    public required string Code { get; init; }

    /// <summary>The name that people use.</summary>
    public required Wording Name { get; init; }

    /// <summary>1 for the first definition, one more for each change of it.</summary>
    public required int Version { get; init; }

    /// <summary>What is counted.</summary>
    public required SumTerm Numerator { get; init; }

    /// <summary>Of what.</summary>
    public required SumTerm Denominator { get; init; }

    /// <summary>Whether it is stated in days: the share times the days of the period; else in percent.</summary>
    public bool InDays { get; init; }

    /// <summary>Whether it is stated from the first day of the year to the end of the period.</summary>
    public bool FromNewYear { get; init; }

    /// <summary>What is in time for the period and what is too late.</summary>
    public required Wording CutOff { get; init; }

    /// <summary>The standard that it follows, or where the definition comes from.</summary>
    public Wording Standard { get; init; } = new("工作定义，未对照国家标准", "a working definition, not checked against the national standard");

    /// <summary>The indicators of money that come with the library. Cities count differently; a utility states its own beside them.</summary>
    public static IReadOnlyList<SumIndicator> Shipped { get; } =
    [
        new()
        {
            Code = "collection-current", Name = new("当期水费回收率", "Collection ratio, current"), Version = 1,
            Numerator = new(new("本期账款已收", "received of the period's bills"), FactSource.Dues, "received"), Denominator = new(new("本期账款", "billed in the period"), FactSource.Dues, "billed"), CutOff = s_byTheEnd,
        },
        new()
        {
            Code = "collection-cumulative", Name = new("累计水费回收率", "Collection ratio, since new year"), Version = 1, FromNewYear = true,
            Numerator = new(new("本年账款已收", "received of the year's bills"), FactSource.Dues, "received"), Denominator = new(new("本年账款", "billed since new year"), FactSource.Dues, "billed"), CutOff = s_byTheEnd,
        },
        new()
        {
            Code = "collection-old", Name = new("陈欠回收率", "Collection ratio, old arrears"), Version = 1,
            Numerator = new(new("期内收回的陈欠", "received in the period of what was open before"), FactSource.OldDues, "received"), Denominator = new(new("期初未收账款", "open when the period began"), FactSource.OldDues, "open"), CutOff = s_byTheEnd,
        },
        new()
        {
            Code = "days-receivable", Name = new("应收账款天数", "Days receivable"), Version = 1, InDays = true,
            Numerator = new(new("期末未收账款", "open at the end"), FactSource.Arrears, "amount"), Denominator = new(new("本期账款", "billed in the period"), FactSource.Dues, "billed"),
            CutOff = new("期末余额；账款按出账日", "what is open at the end; bills by the day of issue"),
        },
        new()
        {
            Code = "promise-kept", Name = new("承诺缴费兑现率", "Promises kept"), Version = 1,
            Numerator = new(new("已兑现", "kept"), FactSource.Promises, "promises", "kept", "yes"), Denominator = new(new("期内到期的承诺", "promises that ended in the period"), FactSource.Promises, "promises"),
            CutOff = new("承诺期内收到承诺金额（未写金额的，期末无逾期）", "the promised amount came in while the promise stood; one without an amount: nothing was overdue at its end"),
        },
    ];

    private static Wording s_byTheEnd => new("期末（含）前销账的收款；作废账单不计", "receipts allocated by the last day of the period; cancelled bills are left out");

    /// <summary>The figure of two sums.</summary>
    /// <param name="period">The days it is stated for.</param>
    /// <param name="numerator">The sum of the numerator.</param>
    /// <param name="denominator">The sum of the denominator.</param>
    public SumFigure Of(Period period, long numerator, long denominator) => new(this, period, numerator, denominator);
}

/// <summary>An indicator of sums worked out for a period.</summary>
/// <param name="Indicator">The definition, with its version.</param>
/// <param name="Period">The days it is stated for.</param>
/// <param name="Numerator">The sum of the numerator.</param>
/// <param name="Denominator">The sum of the denominator.</param>
public sealed record SumFigure(SumIndicator Indicator, Period Period, long Numerator, long Denominator)
{
    /// <summary>The exact value; null when the denominator is nothing, which is not the same as zero.</summary>
    public Rational? Value => Denominator == 0 ? null : Rational.Of((Int128)Numerator * (Indicator.InDays ? Period.Days : 1), Denominator);

    /// <summary>The value as people read it: a percentage with two decimals, days with one, or a dash.</summary>
    public string Text => Value is not { } value ? "–"
        : (decimal)Rounding.Divide(value.Numerator * (Indicator.InDays ? 10 : 10_000), value.Denominator, RoundingMode.HalfUp) / (Indicator.InDays ? 10 : 100) is var shown && Indicator.InDays
            ? shown.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) : shown.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) + " %";
}

using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>Which rows of a table a term counts.</summary>
public enum FactCondition
{
    /// <summary>All.</summary>
    Any,

    /// <summary>Those with a reading that was read on the dial.</summary>
    Read,

    /// <summary>Those with a reading that was estimated.</summary>
    Estimated,
}

/// <summary>A named part of a formula: how many rows of a table meet a condition.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Table">Which facts.</param>
/// <param name="Condition">Which of them.</param>
public sealed record IndicatorTerm(Wording Name, FactTable Table, FactCondition Condition)
{
    /// <summary>Whether a row counts.</summary>
    public bool Counts(FactRow row) => row.Table == Table && Condition switch
    {
        FactCondition.Any => true,
        FactCondition.Read => row.Reading == ReadStatus.Read,
        FactCondition.Estimated => row.Reading == ReadStatus.Estimated,
        _ => throw new InvalidOperationException($"The condition {Condition} is not known."),
    };
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

    /// <summary>What is counted.</summary>
    public required IndicatorTerm Numerator { get; init; }

    /// <summary>Of what; null when the figure is a bare number.</summary>
    public IndicatorTerm? Denominator { get; init; }

    /// <summary>The period it is stated for.</summary>
    public required Wording Period { get; init; }

    /// <summary>What is in time for the period and what is too late.</summary>
    public required Wording CutOff { get; init; }

    /// <summary>The standard that it follows, or where the definition comes from.</summary>
    public required Wording Standard { get; init; }

    /// <summary>The indicators that come with the library, each in its latest version.</summary>
    /// <remarks>
    /// Cities count differently and GB/T 32063 was not at hand, so these are working definitions; a utility states its own beside them.
    /// </remarks>
    public static IReadOnlyList<Indicator> Shipped { get; } =
    [
        new()
        {
            Code = "reading-rate", Name = new("抄见率", "Reading rate"), Version = 1,
            Numerator = new(new("实抄表数", "meters read"), FactTable.MetersDue, FactCondition.Read),
            Denominator = new(new("应抄表数", "meters due"), FactTable.MetersDue, FactCondition.Any),
            Period = s_cycle, CutOff = s_readInTime, Standard = s_working,
        },
        new()
        {
            Code = "estimated-share", Name = new("估抄账单占比", "Share of bills on an estimate"), Version = 1,
            Numerator = new(new("按估抄读数开账的账单数", "bills that an estimated reading closes"), FactTable.Bills, FactCondition.Estimated),
            Denominator = new(new("已开账单数", "bills issued"), FactTable.Bills, FactCondition.Any),
            Period = s_cycle, CutOff = s_live, Standard = s_working,
        },
        new()
        {
            Code = "bills-issued", Name = new("开账户次", "Bills issued"), Version = 1,
            Numerator = new(new("已开账单数", "bills issued"), FactTable.Bills, FactCondition.Any),
            Period = s_cycle, CutOff = s_live, Standard = s_working,
        },
    ];

    private static Wording s_cycle => new("一个抄表周期", "a billing cycle");

    private static Wording s_readInTime => new("读数日期在周期内；以周期内最后一次读数为准", "readings dated within the cycle; the last of them counts");

    private static Wording s_live => new("计算时未作废的账单", "bills not cancelled when the figure is worked out");

    private static Wording s_working => new("工作定义，未对照国家标准", "a working definition, not checked against the national standard");

    /// <summary>The figure that rows give.</summary>
    /// <param name="period">The period that the rows are of.</param>
    /// <param name="rows">All rows of the tables that the formula names.</param>
    public IndicatorFigure Of(Period period, IEnumerable<FactRow> rows)
    {
        long numerator = 0, denominator = 0;
        foreach (var row in rows)
        {
            if (Numerator.Counts(row)) numerator++;
            if (Denominator is { } of && of.Counts(row)) denominator++;
        }
        return new IndicatorFigure(this, period, numerator, Denominator is null ? null : denominator);
    }
}

/// <summary>An indicator worked out for a period.</summary>
/// <param name="Indicator">The definition, with its version.</param>
/// <param name="Period">The days.</param>
/// <param name="Numerator">How many rows the numerator counts.</param>
/// <param name="Denominator">How many rows the denominator counts; null when there is none.</param>
public sealed record IndicatorFigure(Indicator Indicator, Period Period, long Numerator, long? Denominator)
{
    /// <summary>The exact value; null when the denominator counts nothing, which is not the same as zero.</summary>
    public Rational? Value => Denominator switch
    {
        null => Rational.Of(Numerator),
        0 => null,
        { } denominator => Rational.Of(Numerator, denominator),
    };

    /// <summary>The value as people read it: a whole number, a percentage with two decimals rounded half up, or a dash.</summary>
    public string Text => Denominator switch
    {
        null => $"{Numerator}",
        0 => "–",
        { } denominator => Percent(checked((long)(((Int128)Numerator * 20_000 + denominator) / ((Int128)denominator * 2)))),
    };

    private static string Percent(long hundredths) => $"{hundredths / 100}.{hundredths % 100:00} %";
}

using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>What a measure counts, which says how it is shown.</summary>
public enum MeasureKind
{
    /// <summary>Things.</summary>
    Count,

    /// <summary>Thousandths of the volume unit.</summary>
    Volume,

    /// <summary>Minor units of the utility's currency.</summary>
    Money,
}

/// <summary>A measure of a source.</summary>
/// <param name="Code">Its name for programs.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Kind">What it counts.</param>
public sealed record Measure(string Code, Wording Name, MeasureKind Kind)
{
    /// <summary>The dimension over which it does not add up: the same water is in the water line and in the sewage line. Null when it adds up over all.</summary>
    public string? NotAcross { get; init; }
}

/// <summary>A dimension by which a source can be looked at.</summary>
/// <param name="Code">Its name for programs.</param>
/// <param name="Name">Its name for people.</param>
public sealed record Dimension(string Code, Wording Name);

/// <summary>A table of facts that reports and pivots are made of: what each row is, by what it can be grouped, and what adds up.</summary>
/// <param name="Code">Its name for programs.</param>
/// <param name="Name">Its name for people, with what one row is.</param>
/// <param name="Dimensions">By what it can be grouped; the last ones tell one row from another.</param>
/// <param name="Measures">What adds up.</param>
public sealed partial record FactSource(string Code, Wording Name, IReadOnlyList<Dimension> Dimensions, IReadOnlyList<Measure> Measures)
{
    /// <summary>The place of a dimension, or -1.</summary>
    public int Place(string dimension)
    {
        for (var i = 0; i < Dimensions.Count; i++) if (Dimensions[i].Code == dimension) return i;
        return -1;
    }

    /// <summary>The place of a measure, or -1.</summary>
    public int MeasurePlace(string measure)
    {
        for (var i = 0; i < Measures.Count; i++) if (Measures[i].Code == measure) return i;
        return -1;
    }
}

/// <summary>One row of a source: a value for each dimension and each measure.</summary>
/// <param name="Values">The values of its dimensions, in their order.</param>
/// <param name="Amounts">Its measures, in their order.</param>
public readonly record struct FactRecord(IReadOnlyList<string> Values, IReadOnlyList<long> Amounts);

/// <summary>A condition on facts: the value of a dimension is one of some, or none of them.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Values">The values.</param>
/// <param name="IsNot">Whether they are those that do not count.</param>
public sealed record FactFilter(string Dimension, IReadOnlyList<string> Values, bool IsNot = false)
{
    /// <summary>Whether a fact of a source meets it.</summary>
    public bool Holds(FactSource source, FactRecord fact) => Values.Contains(fact.Values[source.Place(Dimension)]) != IsNot;
}

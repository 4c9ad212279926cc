using System.Numerics;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>What a column of amounts is made from.</summary>
internal enum ColumnKind
{
    /// <summary>Steps of price on the volume above each bound; one step from zero for a flat price.</summary>
    Tiers,

    /// <summary>The volume times a price from a table.</summary>
    PriceTable,

    /// <summary>An amount from a table, rounded when compiled.</summary>
    AmountTable,

    /// <summary>Persons times an amount.</summary>
    Persons,

    /// <summary>A numeric input times an amount.</summary>
    Number,

    /// <summary>A share of other columns.</summary>
    Percent,

    /// <summary>What other columns lack to an amount.</summary>
    Lacking,
}

/// <summary>
/// One charge as whole numbers. Amounts are numerators over <see cref="Divisor"/> minor units. With P(x) the sum of
/// step times max(0, x - bound), a running-year charge is P(year to date + usage) - P(year to date), any other P(usage).
/// </summary>
internal sealed record ColumnCharge(string Code, ColumnKind Kind)
{
    /// <summary>Rises of price per scaled thousandth: the first from zero, then one per bound. A fall is below zero.</summary>
    public long[] Steps { get; init; } = [];

    /// <summary>Bounds in scaled thousandths, without the household's addition.</summary>
    public long[] Bounds { get; init; } = [];

    /// <summary>Bounds of one person, or empty: from <see cref="Above"/> persons on they are taken times the persons.</summary>
    public long[] Each { get; init; } = [];

    /// <summary>What a thousandth is multiplied by so that every bound is whole.</summary>
    public long Scale { get; init; } = 1;

    /// <summary>True when blocks are counted on the year to date.</summary>
    public bool Running { get; init; }

    /// <summary>The least volume charged, in thousandths.</summary>
    public long Least { get; init; }

    /// <summary>Persons above this number add <see cref="Add"/> to every bound; with <see cref="Each"/>, the least number that counts.</summary>
    public long Above { get; init; }

    /// <summary>How many further persons count.</summary>
    public long MaxExtra { get; init; }

    /// <summary>What each further person adds to every bound, in scaled thousandths.</summary>
    public long Add { get; init; }

    /// <summary>What the numerators are divided by.</summary>
    public long Divisor { get; init; } = 1;

    /// <summary>Prices or amounts by key; its length is a multiple of 16. The first entry stands for a single amount.</summary>
    public long[] Table { get; init; } = [];

    /// <summary>The key column the table is read by; -1 for none.</summary>
    public int Key { get; init; } = -1;

    /// <summary>The columns that a share or a least amount looks at.</summary>
    public int[] Of { get; init; } = [];

    /// <summary>The numeric input, for <see cref="ColumnKind.Number"/>.</summary>
    public int Number { get; init; } = -1;

    /// <summary>The highest amount in minor units for a thousandth of usage, and the highest without usage: amount &lt;= usage times slope + constant + 1.</summary>
    public (Rational Slope, Rational Constant) AtMost { get; init; }
}

/// <summary>A <see cref="ColumnCharge"/> in the words of one word size.</summary>
internal sealed class ColumnCharge<E>(ColumnCharge charge, Divisor<E> divisor)
    where E : unmanaged, IBinaryInteger<E>
{
    public readonly ColumnKind Kind = charge.Kind;
    public readonly E[] Steps = Words(charge.Steps);
    public readonly E[] Bounds = Words(charge.Bounds);
    public readonly E[] Each = Words(charge.Each);
    public readonly E[] Table = Words(charge.Table);
    public readonly E Scale = E.CreateChecked(charge.Scale);
    public readonly E Least = E.CreateChecked(charge.Least);
    public readonly E Above = E.CreateChecked(charge.Above);
    public readonly E MaxExtra = E.CreateChecked(charge.MaxExtra);
    public readonly E Add = E.CreateChecked(charge.Add);
    public readonly bool IsScaled = charge.Scale != 1;
    public readonly bool IsRunning = charge.Running;
    public readonly int Key = charge.Key;
    public readonly int Number = charge.Number;
    public readonly int[] Of = charge.Of;
    public readonly Divisor<E> Divisor = divisor;

    private static E[] Words(long[] values) => Array.ConvertAll(values, E.CreateChecked);
}

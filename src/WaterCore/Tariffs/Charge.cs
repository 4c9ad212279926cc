using NodaTime;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>One named part of what water costs a use class, from a day on: water, sewage, garbage (费用项目).</summary>
public abstract record Charge
{
    /// <summary>The code, the same through all its versions, such as <c>water</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The name on the bill.</summary>
    public required Wording Name { get; init; }

    /// <summary>The first day it holds; null where the file does not say.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The day after the last, or null.</summary>
    public LocalDate? To { get; init; }

    /// <summary>The document and clause it stands on, such as 珠价[2013]84号; empty when none is named.</summary>
    public string Clause { get; init; } = "";

    /// <summary>The line of the tariff file.</summary>
    public int Line { get; init; }

    /// <summary>Whether it holds on a day.</summary>
    public bool HoldsOn(LocalDate day) => (From is not { } from || day >= from) && (To is not { } to || day < to);
}

/// <summary>A price per unit of volume, the same for every unit.</summary>
public sealed record FlatCharge : Charge
{
    /// <summary>The price, perhaps by attribute.</summary>
    public required ByAttribute<UnitPrice> Price { get; init; }

    /// <summary>The share of the volume it is taken on, such as 0.9 for sewage; above 0, at most 1.</summary>
    public Rational Share { get; init; } = Rational.One;
}

/// <summary>What the bounds of blocks are counted over (阶梯计量周期).</summary>
public enum BlockSpan
{
    /// <summary>A month: bounds grow with the months billed.</summary>
    Month,

    /// <summary>A billing cycle of the tariff: bounds hold for one cycle.</summary>
    Cycle,
}

/// <summary>Prices that rise by blocks of volume (阶梯水价).</summary>
public sealed record BlockCharge : Charge
{
    /// <summary>What the bounds are counted over.</summary>
    public required BlockSpan Span { get; init; }

    /// <summary>The last volume of each block but the last, cumulative, rising.</summary>
    public required IReadOnlyList<Volume> Bounds { get; init; }

    /// <summary>The price of each block: one more than there are bounds.</summary>
    public required IReadOnlyList<ByAttribute<UnitPrice>> Prices { get; init; }

    /// <summary>How large households get larger blocks, or null.</summary>
    public HouseholdExtension? Household { get; init; }

    /// <summary>The share of the volume it is taken on.</summary>
    public Rational Share { get; init; } = Rational.One;
}

/// <summary>Each person above a number adds volume to every bound (家庭人口增量).</summary>
/// <param name="Above">Persons that the bounds are made for.</param>
/// <param name="Add">Volume that each further person adds to every bound, per <paramref name="Per"/>.</param>
/// <param name="Per">What the addition is counted over.</param>
/// <param name="MaxExtra">How many further persons count at most; null for all.</param>
public sealed record HouseholdExtension(int Above, Volume Add, BlockSpan Per, int? MaxExtra);

/// <summary>An amount per month or per bill, whatever the usage.</summary>
public sealed record FixedCharge : Charge
{
    /// <summary>The amount in currency units, perhaps by attribute.</summary>
    public required ByAttribute<Rational> Amount { get; init; }

    /// <summary>True when it is taken once for every month billed, false when once a bill.</summary>
    public required bool PerMonth { get; init; }

    /// <summary>A numeric input that multiplies it, such as <c>persons</c>; null for none.</summary>
    public string? Times { get; init; }
}

/// <summary>A percentage of other charges of the same bill, taken on their rounded amounts.</summary>
public sealed record PercentCharge : Charge
{
    /// <summary>Percent.</summary>
    public required Rational Percent { get; init; }

    /// <summary>The codes of the charges it is taken on; they stand before it.</summary>
    public required IReadOnlyList<string> Of { get; init; }
}

/// <summary>An amount worked out by a formula over the case's inputs and the class's parts.</summary>
public sealed record FormulaCharge : Charge
{
    /// <summary>The formula.</summary>
    public required Formula Formula { get; init; }
}

/// <summary>A charge whose price was never found: the class cannot be billed, and nothing is guessed.</summary>
public sealed record UnknownCharge : Charge;

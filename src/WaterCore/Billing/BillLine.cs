using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>One line of a bill (账单明细), with how it came about.</summary>
public sealed record BillLine
{
    /// <summary>The charge's code, such as <c>water</c>; <c>rest</c> for what a bill formula adds to its parts.</summary>
    public required string Code { get; init; }

    /// <summary>The name on the bill.</summary>
    public required Wording Name { get; init; }

    /// <summary>The use class it belongs to: the case's own, or one of the uses of a meter that serves several.</summary>
    public string UseClass { get; init; } = "";

    /// <summary>The amount, rounded as the tariff declares.</summary>
    public required Money Amount { get; init; }

    /// <summary>How the amount came about.</summary>
    public required Derivation Derivation { get; init; }
}

/// <summary>How a line came about, as data: steps that add up to the exact amount, and the clause it stands on.</summary>
public sealed record Derivation
{
    /// <summary>The steps; their amounts add up to <see cref="Exact"/>.</summary>
    public required IReadOnlyList<DerivationStep> Steps { get; init; }

    /// <summary>The amount before rounding, in currency units.</summary>
    public required Rational Exact { get; init; }

    /// <summary>The rounding that made the amount of it.</summary>
    public required Rounding Rounding { get; init; }

    /// <summary>The document and clause of the tariff; may be empty.</summary>
    public string Clause { get; init; } = "";

    /// <summary>The line of the tariff file.</summary>
    public int TariffLine { get; init; }

    /// <summary>The formula, where the charge is one; else null.</summary>
    public Formula? Formula { get; init; }
}

/// <summary>What a derivation step counts.</summary>
public enum StepKind
{
    /// <summary>Volume at one price.</summary>
    Flat,

    /// <summary>Volume in a block.</summary>
    Block,

    /// <summary>Months at an amount.</summary>
    Months,

    /// <summary>A whole bill at an amount.</summary>
    Once,

    /// <summary>Units of an input, such as persons, times months, at an amount.</summary>
    Units,

    /// <summary>An amount of other lines, at a percentage.</summary>
    Percent,

    /// <summary>The result of a formula.</summary>
    Formula,

    /// <summary>Volume at a part of its price, under a relief.</summary>
    Reduced,

    /// <summary>Volume that was not used but is charged as the least volume.</summary>
    LeastVolume,

    /// <summary>Days at an amount.</summary>
    Days,

    /// <summary>Volume in a band of a quota.</summary>
    Band,

    /// <summary>What other lines lack to a least amount.</summary>
    Lacking,
}

/// <summary>One step: a quantity at a price.</summary>
/// <param name="Kind">What the quantity counts.</param>
/// <param name="Block">The block's number, from 1; 0 where there is none.</param>
/// <param name="Quantity">How much.</param>
/// <param name="Price">Currency units per one; a fraction for a percentage.</param>
public readonly record struct DerivationStep(StepKind Kind, int Block, Rational Quantity, Rational Price)
{
    /// <summary>The exact amount, in currency units.</summary>
    public Rational Amount => Quantity * Price;
}

/// <summary>A bill as it was worked out: its lines and their sum.</summary>
public sealed record CalculatedBill
{
    /// <summary>The tariff.</summary>
    public required Tariff Tariff { get; init; }

    /// <summary>The case.</summary>
    public required BillingCase Case { get; init; }

    /// <summary>Months billed.</summary>
    public required int Months { get; init; }

    /// <summary>The volume charged: the usage, or its whole units with what was carried in, where the tariff bills whole units.</summary>
    public required Volume Billed { get; init; }

    /// <summary>What it hands to the next bill.</summary>
    public CarriedOver Carried { get; init; }

    /// <summary>The lines; their amounts add up to <see cref="Total"/>.</summary>
    public required IReadOnlyList<BillLine> Lines { get; init; }

    /// <summary>What is owed.</summary>
    public required Money Total { get; init; }
}

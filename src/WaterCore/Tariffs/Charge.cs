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

    /// <summary>The look-ups of its prices: attributes and keys; for checks.</summary>
    internal virtual IEnumerable<(IReadOnlyList<string> By, IReadOnlyList<string> Keys)> Tables => [];

    /// <summary>Whether it holds on a day.</summary>
    public bool HoldsOn(LocalDate day) => (From is not { } from || day >= from) && (To is not { } to || day < to);
}

/// <summary>A charge on the volume used, flat or by blocks.</summary>
public abstract record VolumeCharge : Charge
{
    /// <summary>The share of the volume it is taken on, such as 0.9 for sewage; above 0, at most 1. Blocks are cut on the whole volume.</summary>
    public Rational Share { get; init; } = Rational.One;

    /// <summary>The least volume charged for each month billed (底度), or null. It does not count towards a running year.</summary>
    public Volume? MinimumVolume { get; init; }

    /// <summary>Reliefs by code; the case's input <c>waiver</c> names the one it has.</summary>
    public IReadOnlyDictionary<string, Waiver> Waivers { get; init; } = NoWaivers;

    /// <summary>No reliefs.</summary>
    public static IReadOnlyDictionary<string, Waiver> NoWaivers { get; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, Waiver>.Empty;
}

/// <summary>A price per unit of volume, the same for every unit.</summary>
public sealed record FlatCharge : VolumeCharge
{
    /// <summary>The price, perhaps by attribute.</summary>
    public required ByAttribute<UnitPrice> Price { get; init; }

    internal override IEnumerable<(IReadOnlyList<string> By, IReadOnlyList<string> Keys)> Tables => [(Price.By, Price.Keys)];
}

/// <summary>What a fee or a quota is counted over.</summary>
public enum FeeSpan
{
    /// <summary>Once a bill.</summary>
    Bill,

    /// <summary>Each month billed.</summary>
    Month,

    /// <summary>Each day billed.</summary>
    Day,
}

/// <summary>An amount per month, day or bill, whatever the usage; perhaps for each person, household or square metre.</summary>
public sealed record FixedCharge : Charge
{
    /// <summary>The amount in currency units, perhaps by attribute.</summary>
    public required ByAttribute<Rational> Amount { get; init; }

    /// <summary>What it is counted over.</summary>
    public required FeeSpan Per { get; init; }

    /// <summary>A numeric input that multiplies it, such as <c>persons</c>, <c>households</c> or <c>area</c>; null for none.</summary>
    public string? Times { get; init; }

    internal override IEnumerable<(IReadOnlyList<string> By, IReadOnlyList<string> Keys)> Tables => [(Amount.By, Amount.Keys)];
}

/// <summary>A percentage of other charges of the same bill, taken on their rounded amounts.</summary>
public sealed record PercentCharge : Charge
{
    /// <summary>Percent.</summary>
    public required Rational Percent { get; init; }

    /// <summary>The codes of the charges it is taken on; they stand before it.</summary>
    public required IReadOnlyList<string> Of { get; init; }
}

/// <summary>What is missing from other charges of the same bill to a least amount (最低收费); no line when nothing is.</summary>
public sealed record MinimumCharge : Charge
{
    /// <summary>The least amount in currency units, perhaps by attribute.</summary>
    public required ByAttribute<Rational> Amount { get; init; }

    /// <summary>What the amount is counted over.</summary>
    public required FeeSpan Per { get; init; }

    /// <summary>The codes of the charges that count towards it; they stand before it.</summary>
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

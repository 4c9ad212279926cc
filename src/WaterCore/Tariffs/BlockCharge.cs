using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>What the bounds of blocks are counted over (阶梯计量周期).</summary>
public enum BlockSpan
{
    /// <summary>A month: bounds grow with the months billed.</summary>
    Month,

    /// <summary>A billing cycle of the tariff: bounds hold for one cycle and grow with the months billed.</summary>
    Cycle,

    /// <summary>The tier year: bounds are set against a running total from the year's start (see <see cref="TierYear"/>).</summary>
    Year,

    /// <summary>A number of days: bounds grow with the days billed.</summary>
    Days,
}

/// <summary>Prices that rise by blocks of volume (阶梯水价).</summary>
public sealed record BlockCharge : VolumeCharge
{
    /// <summary>What the bounds are counted over.</summary>
    public required BlockSpan Span { get; init; }

    /// <summary>How many days the bounds hold for, such as 60.83, where <see cref="Span"/> is <see cref="BlockSpan.Days"/>; else zero.</summary>
    public Rational SpanDays { get; init; }

    /// <summary>The last volume of each block but the last, cumulative, rising; empty when <see cref="BoundsUnknown"/>.</summary>
    public required IReadOnlyList<Volume> Bounds { get; init; }

    /// <summary>True when the bounds were never found, though the prices were: the class is refused.</summary>
    public bool BoundsUnknown { get; init; }

    /// <summary>The price of each block: one more than there are bounds.</summary>
    public required IReadOnlyList<ByAttribute<UnitPrice>> Prices { get; init; }

    /// <summary>How large households get larger blocks, or null.</summary>
    public HouseholdRule? Household { get; init; }

    internal override IEnumerable<(IReadOnlyList<string> By, IReadOnlyList<string> Keys)> Tables => Prices.Select(p => (p.By, p.Keys));
}

/// <summary>Bands by the percentage of a quota or plan that the usage reaches (定额、计划用水累进加价).</summary>
public sealed record QuotaCharge : Charge
{
    /// <summary>The numeric input that holds the quota, in the tariff's unit.</summary>
    public required string Quota { get; init; }

    /// <summary>What the quota is given for: a bill or a month.</summary>
    public required FeeSpan Per { get; init; }

    /// <summary>The end of each band but the last, in percent of the quota, rising; 100 is the quota itself.</summary>
    public required IReadOnlyList<Rational> Percents { get; init; }

    /// <summary>The price of each band, or what <see cref="Base"/> is multiplied by: one more than there are ends.</summary>
    public required IReadOnlyList<Rational> Steps { get; init; }

    /// <summary>The base price that the steps multiply; null when the steps are prices, or when <see cref="BaseOf"/> names it.</summary>
    public ByAttribute<UnitPrice>? Base { get; init; }

    /// <summary>The code of a flat charge of the class whose price is the base, or null.</summary>
    public string? BaseOf { get; init; }

    /// <summary>True when the base was never found: refused for whoever is over the quota, and only then.</summary>
    public bool BaseUnknown { get; init; }

    /// <summary>True when the step of the band reached is taken on the whole volume, false when each band's step is taken on its own volume.</summary>
    public bool OnWhole { get; init; }

    /// <summary>True when it adds to other prices: nothing within the first band, so a case without a quota pays nothing here.</summary>
    public bool IsSurcharge => Steps[0].IsZero && (Base is not null || BaseOf is not null || BaseUnknown);
}

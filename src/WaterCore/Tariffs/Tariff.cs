using NodaTime;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>A price list (水价): named charges for each use class, each with its dates. A document, never changed once published.</summary>
public sealed record Tariff
{
    /// <summary>The code, such as <c>zhuhai-main</c>; for a rate file, its path.</summary>
    public required string Code { get; init; }

    /// <summary>The name.</summary>
    public required Wording Name { get; init; }

    /// <summary>The currency of its prices.</summary>
    public required Currency Currency { get; init; }

    /// <summary>The unit of its volumes; <see cref="VolumeUnit.Unstated"/> when the file does not say or contradicts itself.</summary>
    public required VolumeUnit Unit { get; init; }

    /// <summary>What is rounded, and how.</summary>
    public required Rounding Rounding { get; init; }

    /// <summary>Months of a billing cycle, 1 to 12.</summary>
    public required int CycleMonths { get; init; }

    /// <summary>When running-year blocks begin to count; null when no charge has them.</summary>
    public TierYear? TierYear { get; init; }

    /// <summary>Which prices hold for a bill whose days have more than one; null when the file does not say, which counts as by reading date and is refused when a price does change.</summary>
    public PriceChange? PriceChange { get; init; }

    /// <summary>True when only whole units are billed and the fraction is carried to the next bill.</summary>
    public bool WholeUnits { get; init; }

    /// <summary>What a meter pays that serves several uses.</summary>
    public MixedUse MixedUse { get; init; }

    /// <summary>The use classes, by code.</summary>
    public required IReadOnlyDictionary<string, TariffClass> Classes { get; init; }

    /// <summary>What the reader was not sure of; each is a refusal when the tariff is published or imported.</summary>
    public IReadOnlyList<TariffFault> Warnings { get; init; } = [];

    /// <summary>Where its facts come from.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The first day of any of its charges, or null.</summary>
    public LocalDate? From => Classes.Values.SelectMany(c => c.Charges).Select(c => c.From).Where(d => d is not null).Min();
}

/// <summary>What one use class pays.</summary>
public sealed record TariffClass
{
    /// <summary>The code, such as <c>residential</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The name.</summary>
    public required Wording Name { get; init; }

    /// <summary>The charges of all dates, in the order of the bill.</summary>
    public required IReadOnlyList<Charge> Charges { get; init; }

    /// <summary>The line of the tariff file that names it; 0 where there is none.</summary>
    public int Line { get; init; }

    /// <summary>Named formulas that the charges may read.</summary>
    public IReadOnlyDictionary<string, Formula> Parts { get; init; } = new Dictionary<string, Formula>();

    /// <summary>What the bill is when it is not the plain sum of its charges; else null.</summary>
    public Formula? Bill { get; init; }

    /// <summary>The charges in force on a day, in the order of the bill.</summary>
    public IEnumerable<Charge> On(LocalDate day) => Charges.Where(c => c.HoldsOn(day));
}

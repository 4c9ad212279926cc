using NodaTime;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>How large households get larger blocks (家庭人口增量), and how long a registration counts.</summary>
public abstract record HouseholdRule
{
    /// <summary>True when a registration counts from the first of the month after it, false from its own day.</summary>
    public bool BeginsNextMonth { get; init; }

    /// <summary>Years after which a registration expires, counted from the day it begins to count; null for never.</summary>
    public int? ValidYears { get; init; }

    /// <summary>The days on which a registration counts: from the first, up to but not on the second; null for no end.</summary>
    public (LocalDate From, LocalDate? To) Counts(LocalDate registeredOn)
    {
        var from = BeginsNextMonth ? new LocalDate(registeredOn.Year, registeredOn.Month, 1).PlusMonths(1) : registeredOn;
        return (from, ValidYears is { } years ? from.PlusYears(years) : null);
    }
}

/// <summary>Each person above a number adds volume to every bound.</summary>
public sealed record HouseholdExtension : HouseholdRule
{
    /// <summary>Persons that the bounds are made for.</summary>
    public required int Above { get; init; }

    /// <summary>Volume that each further person adds to every bound, for each <see cref="Per"/>; null when it was never found: larger households are refused.</summary>
    public required Volume? Add { get; init; }

    /// <summary>What the addition is counted over: a month, a cycle or a year.</summary>
    public required BlockSpan Per { get; init; }

    /// <summary>How many further persons count at most; null for all.</summary>
    public int? MaxExtra { get; init; }
}

/// <summary>From a number of persons on, the bounds are those of one person times the persons (按人头核定).</summary>
public sealed record PerCapitaBlocks : HouseholdRule
{
    /// <summary>The least number of persons that gets them; 1 for everyone.</summary>
    public required int AtLeast { get; init; }

    /// <summary>The bounds of one person, for the same span as the charge's own; as many of them.</summary>
    public required IReadOnlyList<Volume> Bounds { get; init; }
}

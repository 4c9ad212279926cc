using NodaTime;
using WaterCore.Values;

namespace WaterCore.Customers;

/// <summary>The terms on which an account takes water at a service point, from a day on (供用水合同).</summary>
/// <remarks>
/// Terms are dated, never changed: a new use class or household size ends one agreement and starts the next on the same day.
/// Agreements of one account and service point do not overlap.
/// </remarks>
public sealed record ServiceAgreement
{
    /// <summary>The account.</summary>
    public required Id<Account> Account { get; init; }

    /// <summary>The service point.</summary>
    public required Id<ServicePoint> ServicePoint { get; init; }

    /// <summary>The first day these terms hold.</summary>
    public required LocalDate From { get; init; }

    /// <summary>The day after the last on which they hold, or null.</summary>
    public LocalDate? To { get; init; }

    /// <summary>The code of the tariff.</summary>
    public required string Tariff { get; init; }

    /// <summary>The use class within the tariff (用水性质), such as <c>residential</c>.</summary>
    public required string UseClass { get; init; }

    /// <summary>Registered persons of the household (用水人口), or null when none are registered.</summary>
    public int? Persons { get; init; }

    /// <summary>Other facts that the tariff's look-ups ask for, such as <c>meter_size</c> or <c>zone</c>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = NoAttributes;

    /// <summary>No attributes.</summary>
    public static IReadOnlyDictionary<string, string> NoAttributes { get; } =
        System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;
}

using System.Globalization;
using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>What one bill is worked out from: a usage, a class, and the facts the tariff asks for.</summary>
public sealed record BillingCase
{
    /// <summary>The use class, such as <c>residential</c>.</summary>
    public required string UseClass { get; init; }

    /// <summary>The volume used, in the tariff's unit; zero or more.</summary>
    public required Volume Usage { get; init; }

    /// <summary>Months billed, 1 to 120; 0 for one cycle of the tariff.</summary>
    public int Months { get; init; }

    /// <summary>Registered persons; null when none are registered, which gives no extension. Ignored when <see cref="Households"/> has entries.</summary>
    public int? Persons { get; init; }

    /// <summary>Registrations of the household by date, for tariffs that let them begin later, expire, or change within the year; empty for a constant household.</summary>
    public IReadOnlyList<HouseholdRegistration> Households { get; init; } = [];

    /// <summary>The day whose prices hold, which is the day of the closing reading; null for the end of <see cref="Days"/>, or for the latest prices.</summary>
    public LocalDate? On { get; init; }

    /// <summary>The days billed; null where they are not known, which refuses tariffs that count days.</summary>
    public Period? Days { get; init; }

    /// <summary>What the bill before handed on: the running total of the tier year and the fraction of a unit not yet billed.</summary>
    public CarriedOver Carried { get; init; }

    /// <summary>The uses of a meter that serves several, with their agreed shares that add up to one; empty for one use.</summary>
    public IReadOnlyList<UseShare> Uses { get; init; } = [];

    /// <summary>Other facts by name, such as <c>meter_size</c>, <c>waiver</c>, <c>plan</c>.</summary>
    public ICaseInputs Attributes { get; init; } = NoInputs;

    internal static ICaseInputs NoInputs { get; } = new CaseInputs(new Dictionary<string, string>());
}

/// <summary>Persons registered for a household from a day on, until the next registration.</summary>
/// <param name="RegisteredOn">The day of the registration; the tariff says when it begins to count and when it expires.</param>
/// <param name="Persons">How many, zero or more.</param>
public readonly record struct HouseholdRegistration(LocalDate RegisteredOn, int Persons);

/// <summary>A use and its share of the volume.</summary>
/// <param name="UseClass">The use class.</param>
/// <param name="Share">Above 0, at most 1.</param>
public readonly record struct UseShare(string UseClass, Rational Share);

/// <summary>What one bill hands to the next of the same account and service point. The default is nothing.</summary>
/// <param name="YearFrom">The first day of the tier year that the total counts from; null for the year of the bill, whichever it is.</param>
/// <param name="YearToDate">Volume counted in that year so far, in thousandths of the tariff's unit.</param>
/// <param name="Fraction">Volume used but not billed yet, in thousandths, 0 to 999, where only whole units are billed.</param>
public readonly record struct CarriedOver(LocalDate? YearFrom, long YearToDate, long Fraction);

/// <summary>The inputs that formulas and look-ups see: the case's attributes first, then its own facts by name.</summary>
internal sealed class CaseView(BillingCase billingCase, int months) : ICaseInputs
{
    /// <summary>Whether a name stands for the case's own usage, which no attribute takes the place of.</summary>
    public bool IsUsage(string name) => name is "usage" or "usage_ccf" && billingCase.Attributes.Find(name) is null;

    public string? Find(string name) => billingCase.Attributes.Find(name) ?? name switch
    {
        "usage" or "usage_ccf" => billingCase.Usage.ToNumberString(),
        "persons" => billingCase.Persons?.ToString(CultureInfo.InvariantCulture),
        "months" => months.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}

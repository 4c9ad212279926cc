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

    /// <summary>Registered persons; null when none are registered, which gives no extension.</summary>
    public int? Persons { get; init; }

    /// <summary>The day whose prices hold, which is the day of the closing reading; null for the latest prices.</summary>
    public LocalDate? On { get; init; }

    /// <summary>Other facts by name, such as <c>meter_size</c>.</summary>
    public ICaseInputs Attributes { get; init; } = NoInputs;

    internal static ICaseInputs NoInputs { get; } = new CaseInputs(new Dictionary<string, string>());
}

/// <summary>The inputs that formulas and look-ups see: the case's attributes first, then its own facts by name.</summary>
internal sealed class CaseView(BillingCase billingCase, int months) : ICaseInputs
{
    public string? Find(string name) => billingCase.Attributes.Find(name) ?? name switch
    {
        "usage" or "usage_ccf" => billingCase.Usage.ToNumberString(),
        "persons" => billingCase.Persons?.ToString(CultureInfo.InvariantCulture),
        "months" => months.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}

namespace WaterCore.Billing;

/// <summary>The inputs of many bills of one <see cref="BillingBatch"/>, a column per input, a row per bill. Nothing is copied.</summary>
/// <remarks>A column that the batch does not read may be left empty; see <see cref="BillingBatch"/> for which it reads.</remarks>
public readonly ref struct BillingColumns
{
    /// <summary>The volume billed, in thousandths of the tariff's unit; its length is the number of bills. At most 2,147,483 units each.</summary>
    public required ReadOnlySpan<int> Usage { get; init; }

    /// <summary>The running total of the tier year before the bill, in thousandths; needed when <see cref="BillingBatch.ReadsYearToDate"/>.</summary>
    public ReadOnlySpan<int> YearToDate { get; init; }

    /// <summary>Registered persons; 0 for none registered. Needed when <see cref="BillingBatch.ReadsPersons"/>.</summary>
    public ReadOnlySpan<byte> Persons { get; init; }

    /// <summary>Codes of the attributes, one column after the other in the order of <see cref="BillingBatch.Attributes"/>; 0 for a text that is not there.</summary>
    public ReadOnlySpan<byte> Codes { get; init; }

    /// <summary>Numeric inputs in thousandths, one column after the other in the order of <see cref="BillingBatch.Numbers"/>; <see cref="long.MinValue"/> for none.</summary>
    public ReadOnlySpan<long> Numbers { get; init; }
}

/// <summary>An attribute that a batch reads as small numbers.</summary>
/// <param name="Name">The name, such as <c>meter_size</c>.</param>
/// <param name="Texts">The texts that the tariff knows; the code of a text is its place from 1. At most 255.</param>
public sealed record BatchAttribute(string Name, IReadOnlyList<string> Texts)
{
    private readonly Dictionary<string, byte> _codes = Texts.Select((text, i) => (text, i)).ToDictionary(p => p.text, p => (byte)(p.i + 1), StringComparer.Ordinal);

    /// <summary>The code of a text, trimmed; 0 when the tariff does not know it or it is null.</summary>
    public byte CodeOf(string? text) => text is not null && _codes.TryGetValue(text.Trim(), out var code) ? code : (byte)0;
}

/// <summary>Which instructions the batch path uses.</summary>
internal enum BatchVectors
{
    /// <summary>One bill at a time.</summary>
    Scalar,

    /// <summary>256 bits: eight or four at a time.</summary>
    Vector256,

    /// <summary>512 bits: sixteen or eight at a time.</summary>
    Vector512,
}

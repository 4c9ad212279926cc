using System.Globalization;

namespace WaterCore.Values;

/// <summary>A price per unit of volume, as published: a whole number of millionths of the currency unit.</summary>
/// <remarks>Four decimals occur in print (1.8375); six are kept. Prices are stored as published and never multiplied out.</remarks>
/// <param name="Millionths">Millionths of a currency unit per unit of volume.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Unit">The unit of volume that the price is for.</param>
public readonly record struct UnitPrice(long Millionths, Currency Currency, VolumeUnit Unit)
{
    /// <summary>The exact price.</summary>
    public Rational ToRational() => Rational.Of(Millionths, 1_000_000);

    /// <summary>The bare number, at least two decimals: <c>1.74</c>, <c>1.8375</c>.</summary>
    public string ToNumberString() => ((decimal)Millionths / 1_000_000).ToString("0.00####", CultureInfo.InvariantCulture);

    /// <summary>The number, currency and unit: <c>1.74 CNY/m³</c>.</summary>
    public override string ToString() => $"{ToNumberString()} {Currency.Code}/{Unit.Display}";
}

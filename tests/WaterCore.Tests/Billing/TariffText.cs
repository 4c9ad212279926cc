using WaterCore.Tariffs;

namespace WaterCore.Tests.Billing;

/// <summary>Short tariff files for the examples: a head with one class or two, and the charges that the example is about.</summary>
internal static class TariffText
{
    public static Tariff Read(string charges, string head = "") => TariffFile.Read(Of(charges, head), "example").Value;

    /// <summary><c>charge: WATER</c> stands for the water charge of the class residential.</summary>
    public static string Of(string charges, string head = "") => $$"""
        tariff: example
        name: {zh: 例, en: Example}
        currency: CNY
        unit: m3
        cycle_months: 2
        rounding: line half-up
        {{head}}
        classes:
          residential: {zh: 居民, en: Residential}
          shop: {zh: 经营, en: Shop}
        charges:
        {{charges.Replace("charge: WATER", "charge: water, name: {zh: 水费, en: Water}, classes: residential", StringComparison.Ordinal)}}
          - {charge: base, name: {zh: 基, en: Base}, classes: shop, flat: 0}
        """;
}

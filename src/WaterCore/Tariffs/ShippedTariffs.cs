using System.Text;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>The tariff files that come with the package: facts with source and date, as test data and examples, not as advice to customers.</summary>
public static class ShippedTariffs
{
    private const string Prefix = "tariffs/";

    /// <summary>The codes of the shipped tariffs.</summary>
    public static IReadOnlyList<string> Codes { get; } = typeof(ShippedTariffs).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..^".yaml".Length]).Order(StringComparer.Ordinal).ToList();

    /// <summary>The text of a shipped tariff file.</summary>
    /// <exception cref="ArgumentException">There is no such tariff.</exception>
    public static string Text(string code)
    {
        using var stream = typeof(ShippedTariffs).Assembly.GetManifestResourceStream(Prefix + code + ".yaml")
            ?? throw new ArgumentException($"There is no shipped tariff '{code}'; there are: {string.Join(", ", Codes)}.", nameof(code));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>A shipped tariff.</summary>
    /// <exception cref="ArgumentException">There is no such tariff.</exception>
    public static Tariff Load(string code) => TariffFile.Read(Text(code), code + ".yaml").Value;
}

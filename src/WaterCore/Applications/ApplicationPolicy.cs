using System.Globalization;
using WaterCore.Values;

namespace WaterCore.Applications;

/// <summary>What a fee costs up to a size of pipe.</summary>
/// <param name="UpToMillimetres">The largest nominal diameter, included.</param>
/// <param name="Minor">The price in minor units of the utility's currency.</param>
public readonly record struct FeePrice(int UpToMillimetres, long Minor);

/// <summary>The utility's own terms for applications. Data, given at the start; the shipped prices are examples, not advice.</summary>
public sealed record ApplicationPolicy
{
    /// <summary>What each fee costs by size, the smallest first, where the form does not say the amount.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FeePrice>> Prices { get; init; } = new Dictionary<string, IReadOnlyList<FeePrice>>
    {
        ["connection"] = [new(20, 35_000), new(40, 80_000), new(100, 200_000)],
        ["restoration"] = [new(int.MaxValue, 0)],
        ["relocation"] = [new(40, 30_000), new(int.MaxValue, 60_000)],
        ["size-change"] = [new(40, 20_000), new(int.MaxValue, 60_000)],
        ["meter-test"] = [new(40, 6_000), new(int.MaxValue, 20_000)],
        ["temporary"] = [new(40, 50_000), new(int.MaxValue, 120_000)],
    };

    /// <summary>A meter whose error is at most this, either way, is right: in hundredths of a percent. 3 % by an old rule; JJG 162 has 2 % and 5 % by range of flow.</summary>
    public int MeterToleranceBasisPoints { get; init; } = 300;

    /// <summary>Numbers of new accounts begin with this.</summary>
    public string AccountPrefix { get; init; } = "70";

    /// <summary>The number of an account that an application opens; the application's own number keeps it unique.</summary>
    /// <param name="item">The application's number.</param>
    /// <param name="taken">How many numbers of this application were taken already.</param>
    public string AccountNumber(long item, int taken) => string.Create(CultureInfo.InvariantCulture, $"{AccountPrefix}{item:00000}{taken}");

    /// <summary>What a fee costs, or null when the price list does not say.</summary>
    public Money? PriceOf(string fee, int millimetres, Currency currency)
    {
        if (!Prices.TryGetValue(fee, out var prices)) return null;
        foreach (var price in prices) if (millimetres <= price.UpToMillimetres) return new Money(price.Minor, currency);
        return null;
    }
}

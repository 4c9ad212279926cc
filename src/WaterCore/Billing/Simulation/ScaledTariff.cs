using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>A tariff with all its prices and fees times a factor, each rounded to six decimals: for trying out, never to bill by.</summary>
internal static class ScaledTariff
{
    /// <returns>Null where a class is worked out by formulas.</returns>
    public static Tariff? Of(Tariff tariff, decimal factor) => tariff.Classes.Values.Any(c => c.Bill is not null || c.Charges.Any(x => x is FormulaCharge)) ? null
        : tariff with { Classes = tariff.Classes.ToDictionary(c => c.Key, c => c.Value with { Charges = [.. c.Value.Charges.Select(x => Charge(x, factor))] }, StringComparer.Ordinal) };

    private static Charge Charge(Charge charge, decimal factor) => charge switch
    {
        BlockCharge blocks => blocks with { Prices = [.. blocks.Prices.Select(p => Table(p, v => Price(v, factor)))], Waivers = Waivers(blocks, factor) },
        FlatCharge flat => flat with { Price = Table(flat.Price, v => Price(v, factor)), Waivers = Waivers(flat, factor) },
        FixedCharge fee => fee with { Amount = Table(fee.Amount, v => Amount(v, factor)) },
        MinimumCharge minimum => minimum with { Amount = Table(minimum.Amount, v => Amount(v, factor)) },
        QuotaCharge { Base: { } own } quota => quota with { Base = Table(own, v => Price(v, factor)) },
        QuotaCharge { BaseOf: null } quota => quota with { Steps = [.. quota.Steps.Select(s => Amount(s, factor))] },
        _ => charge,
    };

    private static Dictionary<string, Waiver> Waivers(VolumeCharge charge, decimal factor) =>
        charge.Waivers.ToDictionary(w => w.Key, w => w.Value is OwnPrice own ? new OwnPrice(Table(own.Price, v => Price(v, factor))) : w.Value, StringComparer.Ordinal);

    private static ByAttribute<T> Table<T>(ByAttribute<T> table, Func<T, T> to) =>
        table.By.Count == 0 ? new(to(table.All.First())) : new(table.By, table.Keys.Zip(table.All).ToDictionary(p => p.First, p => to(p.Second), StringComparer.Ordinal));

    private static UnitPrice Price(UnitPrice price, decimal factor) => price with { Millionths = (long)Math.Round(price.Millionths * factor, MidpointRounding.AwayFromZero) };

    private static Rational Amount(Rational amount, decimal factor)
    {
        var scaled = amount * Rational.Of(factor);
        return Rational.Of(Rounding.Divide(scaled.Numerator * 1_000_000, scaled.Denominator, RoundingMode.HalfUp), 1_000_000);
    }
}

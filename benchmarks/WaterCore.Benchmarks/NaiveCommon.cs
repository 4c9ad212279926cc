namespace WaterCore.Benchmarks;

/// <summary>The common tariff the way one writes it first: decimals, a list of lines, prices in the code.</summary>
public sealed class NaiveCommon
{
    private static readonly (decimal UpTo, decimal Price)[] Month = [(15m, 2.07m), (22m, 4.07m), (decimal.MaxValue, 6.07m)];
    private static readonly (decimal UpTo, decimal Price)[] Year = [(180m, 2.07m), (260m, 4.07m), (decimal.MaxValue, 6.07m)];

    private static readonly Dictionary<int, decimal> Fees = CommonTariff.Fees.Select((fee, i) => (fee, i)).ToDictionary(p => p.i + 1, p => p.fee / 100m);

    public NaiveBill Bill(bool byYear, decimal usage, decimal yearToDate, int persons, int meter)
    {
        var extra = Math.Max(0, persons - 4) * (byYear ? 36m : 3m);
        var at = byYear ? yearToDate : 0;
        var end = at + usage;
        decimal water = 0;
        foreach (var (upTo, price) in byYear ? Year : Month)
        {
            var bound = upTo == decimal.MaxValue ? upTo : upTo + extra;
            if (bound <= at) continue;
            water += (Math.Min(end, bound) - at) * price;
            at = bound;
            if (at >= end) break;
        }
        List<NaiveLine> lines =
        [
            new("water", Math.Round(water, 2, MidpointRounding.AwayFromZero)),
            new("sewage", Math.Round(usage * 0.9m * 1.70m, 2, MidpointRounding.AwayFromZero)),
            new("meter", Fees[meter]),
        ];
        return new NaiveBill(lines, lines.Sum(line => line.Amount));
    }
}

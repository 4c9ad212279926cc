namespace WaterCore.Benchmarks;

public sealed record NaiveLine(string Name, decimal Amount);

public sealed record NaiveBill(IReadOnlyList<NaiveLine> Lines, decimal Total);

/// <summary>Zhuhai's residential bill the way one writes it first: decimals, a list of lines, prices in the code.</summary>
public sealed class NaiveZhuhai
{
    private static readonly (decimal UpTo, decimal Price)[] Blocks = [(40m, 1.74m), (60m, 2.61m), (decimal.MaxValue, 3.48m)];

    public NaiveBill Bill(decimal usage, int months)
    {
        decimal water = 0, below = 0;
        foreach (var (upTo, price) in Blocks)
        {
            if (usage <= below) break;
            water += (Math.Min(usage, upTo) - below) * price;
            below = upTo;
        }
        List<NaiveLine> lines =
        [
            new("water", Math.Round(water, 2, MidpointRounding.AwayFromZero)),
            new("sewage", Math.Round(usage * 0.95m, 2, MidpointRounding.AwayFromZero)),
            new("garbage", 8.00m * months),
        ];
        return new NaiveBill(lines, lines.Sum(line => line.Amount));
    }
}

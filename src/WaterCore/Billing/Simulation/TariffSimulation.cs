using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>
/// What a change of tariff would do to a whole base: every bill under both tariffs, summed up by class, block and tenth, and the factor that
/// would keep the revenue. Pure; the same answer with any number of threads.
/// </summary>
public static class TariffSimulation
{
    /// <summary>Bills a base twice.</summary>
    /// <param name="of">The bills, in memory.</param>
    /// <param name="before">The tariff that is there.</param>
    /// <param name="after">The other; it has the same classes, currency and unit.</param>
    /// <param name="progress">Told how many bills are done, of twice their number; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The result; what a tariff cannot bill is left out of it and counted by reason. A fault when the tariffs cannot be compared.</returns>
    public static Result<SimulationResult> Run(SimulationBase of, Tariff before, Tariff after, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (before.Currency != after.Currency) return new NotComparable(before.Code, after.Code, $"one is in {before.Currency}, the other in {after.Currency}");
        if (before.Unit != after.Unit) return new NotComparable(before.Code, after.Code, $"one is in {before.Unit}, the other in {after.Unit}");
        SimulationSide old = new(before, of), then = new(after, of);
        long done = 0;
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.ForEach(of.Chunks, options, chunk =>
        {
            old.Bill(chunk);
            then.Bill(chunk);
            progress?.Report(Interlocked.Add(ref done, chunk.Rows.Length));
        });

        bool Counts(int i) => old.Totals[i] != long.MinValue && then.Totals[i] != long.MinValue;
        var refused = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (reason, count) in old.Refused.Concat(then.Refused)) refused[reason] = refused.GetValueOrDefault(reason) + count;
        var result = new SimulationResult(of, before, after, old.Totals, then.Totals)
        {
            Refused = refused,
            Classes = Classes(of, before.Currency, old.Totals, then.Totals),
            BlocksBefore = old.Blocks(),
            BlocksAfter = then.Blocks(),
            Deciles = Deciles(of, before.Currency, old.Totals, then.Totals),
        };
        result.Bills = result.Classes.Sum(c => c.Bills);
        if (result.RevenueAfter.Minor > 0) result.Neutral = Neutral(of, after, then, result, Counts, options);
        return result;
    }

    private static List<ClassRevenue> Classes(SimulationBase of, Currency currency, long[] old, long[] then)
    {
        var classes = new SortedDictionary<string, (long Bills, long Volume, long Before, long After, long More, long Less)>(StringComparer.Ordinal);
        foreach (var chunk in of.Chunks)
        {
            var c = classes.GetValueOrDefault(chunk.UseClass);
            foreach (var i in chunk.Rows)
            {
                if (old[i] == long.MinValue || then[i] == long.MinValue) continue;
                c = (c.Bills + 1, c.Volume + of.Bills[i].Case.Usage.Thousandths, c.Before + old[i], c.After + then[i], c.More + (then[i] > old[i] ? 1 : 0), c.Less + (then[i] < old[i] ? 1 : 0));
            }
            classes[chunk.UseClass] = c;
        }
        return [.. classes.Select(c => new ClassRevenue(c.Key, c.Value.Bills, c.Value.Volume, new(c.Value.Before, currency), new(c.Value.After, currency), c.Value.More, c.Value.Less))];
    }

    private static List<BillDecile> Deciles(SimulationBase of, Currency currency, long[] old, long[] then)
    {
        var rows = Enumerable.Range(0, old.Length).Where(i => old[i] != long.MinValue && then[i] != long.MinValue).ToArray();
        var keys = Array.ConvertAll(rows, i => old[i]);
        Array.Sort(keys, rows);
        var deciles = new List<BillDecile>();
        for (var d = 0; d < 10; d++)
        {
            int from = (int)((long)keys.Length * d / 10), to = (int)((long)keys.Length * (d + 1) / 10);
            if (from == to) continue;
            long volume = 0, before = 0, after = 0, more = 0;
            for (var k = from; k < to; k++)
            {
                var i = rows[k];
                (volume, before, after, more) = (volume + of.Bills[i].Case.Usage.Thousandths, before + old[i], after + then[i], more + (then[i] > old[i] ? 1 : 0));
            }
            deciles.Add(new(d + 1, to - from, new(keys[to - 1], currency), volume, new(before, currency), new(after, currency), more));
        }
        return deciles;
    }

    // Revenue is nearly in proportion to the factor; what rounding makes of it is seen by billing at the scaled prices, once more at a better factor.
    private static NeutralFactor Neutral(SimulationBase of, Tariff after, SimulationSide side, SimulationResult result, Func<int, bool> counts, ParallelOptions options)
    {
        decimal wanted = result.RevenueBefore.Minor, factor = Math.Round(wanted / result.RevenueAfter.Minor, 6);
        NeutralFactor? best = null;
        for (var round = 0; round < 2; round++)
        {
            if (ScaledTariff.Of(after, factor) is not { } scaled) return new(factor, null);
            long revenue = 0;
            Parallel.ForEach(of.Chunks, options, chunk => Interlocked.Add(ref revenue, side.Sum(scaled, chunk, counts)));
            var tried = new NeutralFactor(factor, new Money(revenue, after.Currency));
            if (best is null || Math.Abs(revenue - wanted) < Math.Abs(best.Revenue!.Value.Minor - wanted)) best = tried;
            if (revenue <= 0) break;
            factor = Math.Round(factor * wanted / revenue, 6);
        }
        return best!;
    }
}

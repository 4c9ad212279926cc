using System.Collections.Concurrent;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>One tariff's side of a simulation: the totals of all bills, and its revenue by block. Chunks go in from several threads.</summary>
internal sealed class SimulationSide(Tariff tariff, SimulationBase of)
{
    private readonly BillingCalculator _calculator = new(tariff);
    private readonly ConcurrentDictionary<SimulationChunk, (BatchRows? Rows, BillingBatch? Batch)> _filled = new();
    private readonly Dictionary<(string Class, string Charge, int Block), (Int128 Volume, Rational Revenue)> _blocks = [];
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);

    /// <summary>In minor units, a bill each; <see cref="long.MinValue"/> for what cannot be billed.</summary>
    public long[] Totals { get; } = new long[of.Bills.Count];

    public IReadOnlyDictionary<string, long> Refused => _refused;

    /// <summary>In the order of classes, charges and blocks.</summary>
    public IReadOnlyList<BlockRevenue> Blocks() =>
    [
        .. _blocks.Select(b => new BlockRevenue(b.Key.Class, b.Key.Charge, b.Key.Block, checked((long)b.Value.Volume), b.Value.Revenue.Reduced()))
            .OrderBy(b => b.UseClass, StringComparer.Ordinal).ThenBy(b => Place(b)).ThenBy(b => b.Block),
    ];

    private int Place(BlockRevenue revenue) => tariff.Classes[revenue.UseClass].Charges.ToList().FindIndex(c => c.Code == revenue.Charge) is >= 0 and var at ? at : int.MaxValue;

    /// <summary>Bills a chunk: by the batch path what it can, the rest one by one.</summary>
    public void Bill(SimulationChunk chunk)
    {
        var months = chunk.Months == 0 ? tariff.CycleMonths : chunk.Months;
        var compiled = BillingBatch.Compile(tariff, chunk.UseClass, chunk.Day, months);
        var sums = new BlockSums(tariff, chunk.UseClass, months);
        if (!compiled.IsOk)
        {
            OneByOne(chunk, chunk.Rows, sums);
            _filled[chunk] = default;
        }
        else
        {
            var batch = compiled.Value;
            var rows = new BatchRows(batch, chunk.Rows.Length);
            for (var i = 0; i < chunk.Rows.Length; i++) rows.Set(i, of.Bills[chunk.Rows[i]].Case);
            var amounts = new long[chunk.Rows.Length * batch.OutputColumns];
            batch.Calculate(rows.Columns, amounts);
            var totals = amounts.AsSpan(batch.Lines.Count * chunk.Rows.Length);
            var left = new List<int>();
            for (var i = 0; i < chunk.Rows.Length; i++)
            {
                Totals[chunk.Rows[i]] = totals[i];
                if (totals[i] == long.MinValue) left.Add(chunk.Rows[i]);
                else sums.Add(of.Bills[chunk.Rows[i]].Case, batch.Charges, amounts, i, chunk.Rows.Length);
            }
            sums.AddLines(batch, amounts, chunk.Rows.Length);
            OneByOne(chunk, left, sums);
            _filled[chunk] = (rows, batch);
        }
        lock (_blocks) sums.MergeInto(_blocks);
    }

    /// <summary>The sum of what all bills of a mask come to at other prices of the same shape.</summary>
    public long Sum(Tariff scaled, SimulationChunk chunk, Func<int, bool> counts)
    {
        var (rows, batch) = _filled[chunk];
        var calculator = new BillingCalculator(scaled);
        long[] amounts = [];
        if (batch is not null && BillingBatch.Compile(scaled, chunk.UseClass, chunk.Day, batch.Months) is { IsOk: true, Value: var again })
        {
            amounts = new long[chunk.Rows.Length * again.OutputColumns];
            again.Calculate(rows!.Columns, amounts);
        }
        long sum = 0;
        for (var i = 0; i < chunk.Rows.Length; i++)
        {
            if (!counts(chunk.Rows[i])) continue;
            var total = amounts.Length > 0 ? amounts[^(chunk.Rows.Length - i)] : long.MinValue;
            sum += total != long.MinValue ? total : calculator.Calculate(of.Bills[chunk.Rows[i]].Case) is { IsOk: true, Value: var bill } ? bill.Total.Minor : 0;
        }
        return sum;
    }

    private void OneByOne(SimulationChunk chunk, IEnumerable<int> rows, BlockSums sums)
    {
        foreach (var row in rows)
        {
            var bill = of.Bills[row].Case.Usage.Unit == tariff.Unit ? _calculator.Calculate(of.Bills[row].Case) : new NotComparable(of.Bills[row].Account, tariff.Code, "the usage is in another unit");
            Totals[row] = bill.IsOk ? bill.Value.Total.Minor : long.MinValue;
            if (bill.IsOk) sums.Add(bill.Value);
            else lock (_refused) _refused[bill.Fault.Message] = _refused.GetValueOrDefault(bill.Fault.Message) + 1;
        }
    }
}

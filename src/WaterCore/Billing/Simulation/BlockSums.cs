using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Volume and revenue by block of one chunk, in whole numbers until it is merged.</summary>
internal sealed class BlockSums(Tariff tariff, string useClass, int months)
{
    private readonly Dictionary<(string Class, string Charge, int Block), (Int128 Volume, Rational Revenue)> _sums = [];
    private ChargeSums[]? _charges;

    /// <summary>Adds a bill of the single path: its steps say it all.</summary>
    public void Add(CalculatedBill bill)
    {
        foreach (var line in bill.Lines)
        foreach (var step in line.Derivation.Steps)
        {
            var isVolume = step.Kind is StepKind.Flat or StepKind.Block or StepKind.Reduced or StepKind.LeastVolume or StepKind.Band;
            Add((line.UseClass, line.Code, step.Block), isVolume ? Rounding.Divide(step.Quantity.Numerator * 1000, step.Quantity.Denominator, RoundingMode.HalfUp) : 0, step.Amount);
        }
    }

    /// <summary>Adds a row of the batch path: charges on volume are cut into their blocks here.</summary>
    public void Add(BillingCase one, IReadOnlyList<Charge> charges, long[] amounts, int row, int rows)
    {
        var billed = tariff.WholeUnits ? (one.Usage.Thousandths + one.Carried.Fraction) / 1000 * 1000 : one.Usage.Thousandths;
        _charges ??= [.. charges.Select(c => new ChargeSums(c as VolumeCharge))];
        for (var c = 0; c < _charges.Length; c++)
        {
            var sums = _charges[c];
            if (sums.Charge is not { } charge) continue;
            var volume = charge.MinimumVolume is { } least ? Math.Max(billed, least.Thousandths * months) : billed;
            if (charge is not BlockCharge blocks)
            {
                sums.Volumes[0] += volume;
                sums.Revenues[0] += amounts[c * rows + row];
                continue;
            }
            var bounds = sums.Bounds[one.Persons + 1 ?? 0] ??= Bounds(blocks, one);
            long before = blocks.Span == BlockSpan.Year ? Carried(one) : 0, from = before;
            for (var i = 0; i <= bounds.Length; i++)
            {
                var to = i == bounds.Length ? before + volume : Math.Clamp(bounds[i], from, before + volume);
                if (to == from) continue;
                sums.Volumes[i] += to - from;
                sums.Revenues[i] += (Int128)(to - from) * (sums.Prices?[i] ?? (blocks.Prices[i].TryGet(new CaseView(one, months), out var price, out _) ? price.Millionths : 0));
                from = to;
            }
        }
    }

    /// <summary>Adds the batch path's lines that are no charge on volume, by their sums.</summary>
    public void AddLines(BillingBatch batch, long[] amounts, int rows)
    {
        for (var c = 0; c < batch.Lines.Count; c++)
        {
            if (c < batch.Charges.Count && batch.Charges[c] is VolumeCharge) continue;
            Int128 sum = 0;
            for (var i = 0; i < rows; i++) sum += amounts[batch.Lines.Count * rows + i] == long.MinValue ? 0 : amounts[c * rows + i];
            Add((useClass, batch.Lines[c], 0), 0, Rational.Of(sum, tariff.Currency.MinorPerUnit));
        }
    }

    public void MergeInto(Dictionary<(string Class, string Charge, int Block), (Int128 Volume, Rational Revenue)> all)
    {
        foreach (var sums in _charges ?? [])
            for (var i = 0; i < sums.Volumes.Length; i++)
            {
                if (sums.Volumes[i] == 0 && i > 0) continue;
                // A flat line's revenue is the sum of its rounded amounts; a block's is thousandths times millionths, of its share.
                var ofBlock = sums.Charge is BlockCharge;
                var revenue = ofBlock ? Rational.Of(sums.Revenues[i], 1_000_000_000) * sums.Charge!.Share : Rational.Of(sums.Revenues[i], tariff.Currency.MinorPerUnit);
                Add((useClass, sums.Charge!.Code, ofBlock ? i + 1 : 0), sums.Volumes[i], revenue);
            }
        foreach (var (key, (volume, revenue)) in _sums)
        {
            var (v, r) = all.GetValueOrDefault(key);
            all[key] = (v + volume, r + revenue);
        }
    }

    private void Add((string, string, int) key, Int128 volume, Rational revenue)
    {
        var (v, r) = _sums.GetValueOrDefault(key);
        _sums[key] = (v + volume, (r + revenue).Reduced());
    }

    private long Carried(BillingCase one)
    {
        var last = (one.Days?.To ?? one.On)?.PlusDays(-1);
        var year = last is { } day ? tariff.TierYear?.StartOf(day) : null;
        return one.Carried.YearFrom is not { } from || year is not { } y || from == y ? one.Carried.YearToDate : 0;
    }

    // The bounds of a household of so many persons, which are the same for all that the batch bills, to the thousandth.
    private long[] Bounds(BlockCharge blocks, BillingCase one)
    {
        var bounds = HouseholdBounds.Of(blocks, new UsageSlice(Rational.One, 0, one.Days, null, 0), one with { Households = [] }, months, tariff, out _) ?? [];
        return [.. bounds.Select(b => Rounding.Divide(b.Numerator * 1000, b.Denominator, RoundingMode.HalfUp))];
    }

    private sealed class ChargeSums(VolumeCharge? charge)
    {
        private const int MostPersons = byte.MaxValue;

        public VolumeCharge? Charge { get; } = charge;

        public Int128[] Volumes { get; } = new Int128[charge is null ? 0 : charge is BlockCharge b ? b.Prices.Count : 1];

        public Int128[] Revenues { get; } = new Int128[charge is BlockCharge b ? b.Prices.Count : 1];

        /// <summary>In millionths; null where they hang on attributes.</summary>
        public long[]? Prices { get; } = charge is BlockCharge b && b.Prices.All(p => p.By.Count == 0) ? [.. b.Prices.Select(p => p.All.First().Millionths)] : null;

        /// <summary>By persons plus one; 0 for none registered.</summary>
        public long[]?[] Bounds { get; } = new long[charge is BlockCharge ? MostPersons + 2 : 0][];
    }
}

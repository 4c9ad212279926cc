using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>What one block of one charge brings in.</summary>
/// <param name="UseClass">The class.</param>
/// <param name="Charge">The charge's code.</param>
/// <param name="Block">The block from 1; 0 for what has none: a flat price, a fee, a formula.</param>
/// <param name="Volume">The volume in it, in thousandths; 0 for a fee. Where the batch path billed, a bound inside a litre is rounded to it.</param>
/// <param name="Revenue">The amount in currency units, before rounding where it is a block, after it where it is a whole line.</param>
public sealed record BlockRevenue(string UseClass, string Charge, int Block, long Volume, Rational Revenue);

/// <summary>What a class pays under both tariffs.</summary>
/// <param name="UseClass">The class.</param>
/// <param name="Bills">How many bills.</param>
/// <param name="Volume">Their usage in thousandths.</param>
/// <param name="Before">Under the tariff that is there.</param>
/// <param name="After">Under the other.</param>
/// <param name="PayMore">How many pay more.</param>
/// <param name="PayLess">How many pay less.</param>
public sealed record ClassRevenue(string UseClass, long Bills, long Volume, Money Before, Money After, long PayMore, long PayLess);

/// <summary>A tenth of the bills, in order of what they come to under the tariff that is there.</summary>
/// <param name="Number">1 for the smallest tenth.</param>
/// <param name="Bills">How many bills.</param>
/// <param name="Highest">The highest bill in it, under the tariff that is there.</param>
/// <param name="Volume">Their usage in thousandths.</param>
/// <param name="Before">Their sum under the tariff that is there.</param>
/// <param name="After">Their sum under the other.</param>
/// <param name="PayMore">How many pay more.</param>
public sealed record BillDecile(int Number, long Bills, Money Highest, long Volume, Money Before, Money After, long PayMore);

/// <summary>A bill and what changes for it.</summary>
/// <param name="Account">The account.</param>
/// <param name="UseClass">The class.</param>
/// <param name="Usage">The usage.</param>
/// <param name="Before">Under the tariff that is there.</param>
/// <param name="After">Under the other.</param>
public sealed record BillChange(string Account, string UseClass, Volume Usage, Money Before, Money After)
{
    /// <summary>After less before.</summary>
    public Money Difference => After - Before;
}

/// <summary>A factor on every price and fee of the new tariff that brings in what the old one does, and what it really brings in: prices keep six decimals and bills are rounded.</summary>
/// <param name="Value">The factor, to six decimals.</param>
/// <param name="Revenue">All bills at scaled prices; null where the tariff has formulas, whose prices cannot be scaled one by one.</param>
public sealed record NeutralFactor(decimal Value, Money? Revenue);

/// <summary>What a change of tariff would do to a whole base.</summary>
public sealed class SimulationResult
{
    internal SimulationResult(SimulationBase of, Tariff before, Tariff after, long[] old, long[] then) => (Base, Before, After, _before, _after) = (of, before, after, old, then);

    private readonly long[] _before, _after;

    /// <summary>The bills.</summary>
    public SimulationBase Base { get; }

    /// <summary>The tariff that is there.</summary>
    public Tariff Before { get; }

    /// <summary>The other.</summary>
    public Tariff After { get; }

    /// <summary>How many bills both tariffs could bill; only these are in the figures.</summary>
    public long Bills { get; internal set; }

    /// <summary>Why bills were left out, and how many for each reason; the tariff's name stands in the reason.</summary>
    public required IReadOnlyDictionary<string, long> Refused { get; init; }

    /// <summary>By class, in order of the code.</summary>
    public required IReadOnlyList<ClassRevenue> Classes { get; init; }

    /// <summary>By class, charge and block, under the tariff that is there.</summary>
    public required IReadOnlyList<BlockRevenue> BlocksBefore { get; init; }

    /// <summary>By class, charge and block, under the other.</summary>
    public required IReadOnlyList<BlockRevenue> BlocksAfter { get; init; }

    /// <summary>The tenths; fewer when there are fewer than ten bills.</summary>
    public required IReadOnlyList<BillDecile> Deciles { get; init; }

    /// <summary>All bills under the tariff that is there.</summary>
    public Money RevenueBefore => Classes.Aggregate(Money.Zero(Before.Currency), (sum, c) => sum + c.Before);

    /// <summary>All bills under the other.</summary>
    public Money RevenueAfter => Classes.Aggregate(Money.Zero(Before.Currency), (sum, c) => sum + c.After);

    /// <summary>The factor that keeps the revenue; null when the new tariff brings in nothing.</summary>
    public NeutralFactor? Neutral { get; internal set; }

    /// <summary>What changes for each bill, in order of the base, those left out skipped.</summary>
    public IEnumerable<BillChange> Changes()
    {
        for (var i = 0; i < _before.Length; i++)
            if (_before[i] != long.MinValue && _after[i] != long.MinValue) yield return At(i);
    }

    /// <summary>The bills that go up the most, the largest difference first; equal ones in order of the base.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<BillChange> Largest(int count)
    {
        var heap = new PriorityQueue<int, (long, int)>();
        for (var i = 0; i < _before.Length; i++)
        {
            if (_before[i] == long.MinValue || _after[i] <= _before[i]) continue;
            var by = (_after[i] - _before[i], -i);
            if (heap.Count < count) heap.Enqueue(i, by);
            else if (count > 0 && heap.TryPeek(out _, out var least) && by.CompareTo(least) > 0) heap.EnqueueDequeue(i, by);
        }
        var rows = new List<int>();
        while (heap.TryDequeue(out var row, out _)) rows.Add(row);
        rows.Reverse();
        return rows.ConvertAll(At);
    }

    private BillChange At(int i) => new(Base.Bills[i].Account, Base.Bills[i].Case.UseClass, Base.Bills[i].Case.Usage, new Money(_before[i], Before.Currency), new Money(_after[i], Before.Currency));
}

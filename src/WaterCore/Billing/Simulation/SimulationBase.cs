using NodaTime;

namespace WaterCore.Billing;

/// <summary>One bill of the base that a simulation bills twice.</summary>
/// <param name="Account">What the account is called in lists.</param>
/// <param name="Case">What is billed: usage, class, days, household, attributes.</param>
public readonly record struct SimulatedBill(string Account, BillingCase Case);

/// <summary>The bills of a simulation, kept in memory and grouped as the batch path wants them. Safe for use by several threads.</summary>
public sealed class SimulationBase
{
    // A chunk is what one thread takes at a time.
    private const int ChunkSize = 16_384;

    /// <param name="bills">The bills; a million of them are a base.</param>
    public SimulationBase(IReadOnlyList<SimulatedBill> bills)
    {
        Bills = bills;
        var groups = new Dictionary<(string Class, int Months, LocalDate? Day), List<int>>();
        for (var i = 0; i < bills.Count; i++)
        {
            var one = bills[i].Case;
            var key = (one.UseClass, one.Months, one.On ?? one.Days?.To);
            if (!groups.TryGetValue(key, out var list)) groups[key] = list = [];
            list.Add(i);
        }
        Chunks = [.. groups.SelectMany(g => g.Value.Chunk(ChunkSize).Select(rows => new SimulationChunk(g.Key.Class, g.Key.Months, g.Key.Day, rows)))];
    }

    /// <summary>The bills.</summary>
    public IReadOnlyList<SimulatedBill> Bills { get; }

    internal IReadOnlyList<SimulationChunk> Chunks { get; }
}

/// <summary>Some bills of one class, number of months and day.</summary>
internal sealed record SimulationChunk(string UseClass, int Months, LocalDate? Day, int[] Rows);

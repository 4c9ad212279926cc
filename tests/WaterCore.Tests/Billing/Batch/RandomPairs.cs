using WaterCore.Billing;
using WaterCore.Values;

namespace WaterCore.Tests.Billing.Batch;

/// <summary>Random cases of every class, billed by every path and by the reference, which shares nothing with them. The same pairs for a number, whatever the threads.</summary>
internal sealed class RandomPairs
{
    private const int AtATime = 500;
    private static readonly BatchVectors[] Ways = [.. Enum.GetValues<BatchVectors>().Where(v => v <= BillingBatch.Best)];

    private readonly List<RandomCases> _classes;
    private readonly List<string> _misses = [];
    private long _done, _batched, _refused;

    /// <param name="owrs">The folder of the rate files; null for the shipped tariffs alone.</param>
    public RandomPairs(string? owrs) => _classes = RandomCases.All(owrs);

    public long Done => _done;

    public long Batched => _batched;

    public IReadOnlyList<string> Misses => _misses;

    /// <summary>Runs at least so many pairs, evenly over the classes; stops after twenty differences.</summary>
    public void Run(long pairs, Action<long>? progress = null)
    {
        var each = (int)(pairs / _classes.Count + 1);
        for (var round = 0; round * AtATime < each && _misses.Count < 20; round++)
        {
            var rows = Math.Min(each - round * AtATime, AtATime);
            Parallel.For(0, _classes.Count, c => Take(_classes[c], new Random(round * _classes.Count + c + 1), rows));
            progress?.Invoke(_done);
        }
    }

    public override string ToString() =>
        $"{_done} pairs of {_classes.Count} classes: {_batched} billed by the batch path ({string.Join(", ", Ways)}; 32 and 64 bits), {_refused} not billable, {_misses.Count} differences";

    private void Take(RandomCases useClass, Random random, int rows)
    {
        var months = random.Next(3) == 0 ? random.Next(1, 13) : useClass.Tariff.CycleMonths;
        var cases = Enumerable.Range(0, rows).Select(_ => useClass.Next(random, months)).ToList();
        var calculator = new BillingCalculator(useClass.Tariff);
        var expected = cases.Select(c => ReferenceBill.Of(useClass.Tariff, c.Case, c.Texts)).ToList();
        var misses = new List<string>();
        var refused = 0;
        for (var i = 0; i < rows; i++)
        {
            var bill = calculator.Calculate(cases[i].Case);
            if (expected[i] is null) refused++;
            var same = expected[i] is { } reference
                ? bill.IsOk && bill.Value.Total.Minor == reference.Total && bill.Value.Lines.GroupBy(l => l.Code).All(g => g.Sum(l => l.Amount.Minor) == reference.Lines.GetValueOrDefault(g.Key))
                : !bill.IsOk;
            if (!same) misses.Add($"single {Text(useClass, cases[i])}: {bill} against {expected[i]?.Total}");
        }
        Interlocked.Add(ref _batched, OnBatch(useClass, months, cases, expected, misses));
        Interlocked.Add(ref _refused, refused);
        Interlocked.Add(ref _done, rows);
        lock (_misses) _misses.AddRange(misses);
    }

    private static int OnBatch(RandomCases useClass, int months, List<(BillingCase Case, Dictionary<string, string> Texts)> cases, List<(Dictionary<string, long> Lines, long Total)?> expected, List<string> misses)
    {
        var billed = 0;
        foreach (var way in Ways)
        {
            var compiled = BillingBatch.Compile(useClass.Tariff, useClass.Class.Code, null, months, way);
            if (!compiled.IsOk) return 0;
            var batch = compiled.Value;
            var rows = new BatchRows(batch, cases.Count);
            for (var i = 0; i < cases.Count; i++) rows.Set(i, cases[i].Case);
            var narrow = new int[cases.Count * batch.OutputColumns];
            var wide = new long[cases.Count * batch.OutputColumns];
            var refusedNarrow = batch.Calculate(rows.Columns, narrow);
            var refusedWide = batch.Calculate(rows.Columns, wide);
            Compare(narrow.Select(n => n == int.MinValue ? long.MinValue : n).ToArray(), refusedNarrow, "32");
            Compare(wide, refusedWide, "64");
            billed = cases.Count - refusedWide;

            void Compare(long[] amounts, int refused, string bits)
            {
                var totals = amounts.AsSpan(batch.Lines.Count * cases.Count);
                var marked = 0;
                for (var i = 0; i < cases.Count; i++)
                {
                    if (totals[i] == long.MinValue) { marked++; continue; }
                    var same = expected[i] is { } reference && totals[i] == reference.Total;
                    if (same)
                        foreach (var code in batch.Lines.Distinct())
                            same &= Enumerable.Range(0, batch.Lines.Count).Where(c => batch.Lines[c] == code).Sum(c => amounts[c * cases.Count + i]) == expected[i]!.Value.Lines.GetValueOrDefault(code);
                    if (!same) misses.Add($"{way} {bits} {Text(useClass, cases[i])}: {totals[i]} against {expected[i]?.Total}");
                }
                if (marked != refused) misses.Add($"{way} {bits} {useClass.Tariff.Code} {useClass.Class.Code}: {refused} refused, {marked} marked");
            }
        }
        return billed;
    }

    private static string Text(RandomCases useClass, (BillingCase Case, Dictionary<string, string> Texts) one) =>
        $"{useClass.Tariff.Code} {useClass.Class.Code} usage {one.Case.Usage.Thousandths} months {one.Case.Months} persons {one.Case.Persons} year {one.Case.Carried.YearToDate} {string.Join(", ", one.Texts)}";
}

using System.Globalization;
using WaterCore.Billing;
using WaterCore.Tariffs.Owrs;

namespace WaterCore.Benchmarks;

/// <summary>Formulas and look-ups on the batch path: every class of every rate file in a folder, by processor time; the slowest are told.</summary>
internal static class RateFiles
{
    private const int Rows = 4096;

    public static void Run(string folder)
    {
        var times = new List<(decimal Nanoseconds, string Name)>();
        var refused = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (OwrsFile.Read(File.ReadAllText(path), Path.GetFileName(path)) is not { IsOk: true, Value: var tariff }) continue;
            foreach (var useClass in tariff.Classes.Keys)
            {
                var compiled = BillingBatch.Compile(tariff, useClass, null, tariff.CycleMonths);
                if (!compiled.IsOk || Measure(compiled.Value) is not ({ } time, var share)) refused++;
                else times.Add((time, $"{tariff.Code} {useClass}, {share} of 100 rows billed"));
            }
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times.Count} classes, {refused} that batch nothing; nanoseconds of processor time a bill: median {times[times.Count / 2].Nanoseconds:0}, 99 of 100 below {times[times.Count * 99 / 100].Nanoseconds:0}, {times.Count(t => t.Nanoseconds > 200)} above 200; slowest:"));
        foreach (var (nanoseconds, name) in times.TakeLast(8).Reverse()) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nanoseconds,8:0} {name}"));
    }

    // Over rows that the batch bills; the others are the single path's.
    private static (decimal? Nanoseconds, int Share) Measure(BillingBatch batch)
    {
        var random = new Random(11);
        var usage = new int[Rows];
        var codes = new byte[Rows * batch.Attributes.Count];
        var numbers = new long[Rows * batch.Numbers.Count];
        for (var i = 0; i < Rows; i++) usage[i] = random.Next(80_000);
        for (var a = 0; a < batch.Attributes.Count; a++)
            for (var i = 0; i < Rows; i++) codes[a * Rows + i] = (byte)random.Next(1, batch.Attributes[a].Texts.Count + 1);
        // Areas in square feet up to 5,000; persons, days, evapotranspiration, factors and the like up to 60.
        for (var n = 0; n < batch.Numbers.Count; n++)
            for (var i = 0; i < Rows; i++) numbers[n * Rows + i] = random.Next(1, batch.Numbers[n].Contains("area", StringComparison.Ordinal) ? 50_000 : 600) * 100;
        var output = new long[Rows * batch.OutputColumns];
        batch.Calculate(new BillingColumns { Usage = usage, Codes = codes, Numbers = numbers }, output);
        // Random texts often make a combination that the tariff has no price for: the rows that it bills take the place of the others.
        var billed = Enumerable.Range(0, Rows).Where(i => output[batch.Lines.Count * Rows + i] != long.MinValue).ToList();
        if (billed.Count == 0) return (null, 0);
        for (var i = Rows - 1; i >= 0; i--)
        {
            var from = billed[i % billed.Count];
            usage[i] = usage[from];
            for (var a = 0; a < batch.Attributes.Count; a++) codes[a * Rows + i] = codes[a * Rows + from];
            for (var n = 0; n < batch.Numbers.Count; n++) numbers[n * Rows + i] = numbers[n * Rows + from];
        }
        var least = decimal.MaxValue;
        for (var round = 0; round < 12; round++)
        {
            var refused = 0;
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < 8; i++) refused += batch.Calculate(new BillingColumns { Usage = usage, Codes = codes, Numbers = numbers }, output);
            least = Math.Min(least, (decimal)(Environment.CpuUsage.TotalTime - before).Ticks * 100 / 8 / Rows);
            if (refused > 0 && round > 0) return (null, 0);
        }
        return (least, billed.Count * 100 / Rows);
    }
}

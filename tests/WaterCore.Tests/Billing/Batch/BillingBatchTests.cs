using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Tariffs.Owrs;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Tests.Billing.Batch;

public sealed class BillingBatchTests(ITestOutputHelper output)
{
    private static readonly BatchVectors[] Ways = [.. Enum.GetValues<BatchVectors>().Where(v => v <= BillingBatch.Best)];

    // 10,000,000 by hand: WATERCORE_RANDOM_PAIRS=10000000 dotnet test -c Release --filter RandomPairs
    [SkippableFact]
    public void AllPaths_OfRandomPairs_GiveTheReferencesAmounts()
    {
        var pairs = int.Parse(Environment.GetEnvironmentVariable("WATERCORE_RANDOM_PAIRS") ?? "200000", CultureInfo.InvariantCulture);
        var classes = RandomCases.All(SharedData.Path_("owrs"));
        var each = pairs / classes.Count + 1;
        long done = 0, batched = 0, refused = 0;
        var misses = new List<string>();
        var seed = 0;
        for (var left = each; left > 0 && misses.Count < 20; left -= 500)
            foreach (var useClass in classes)
            {
                var random = new Random(++seed);
                var rows = Math.Min(left, 500);
                var months = random.Next(3) == 0 ? random.Next(1, 13) : useClass.Tariff.CycleMonths;
                var cases = Enumerable.Range(0, rows).Select(_ => useClass.Next(random, months)).ToList();
                var calculator = new BillingCalculator(useClass.Tariff);
                var expected = cases.Select(c => ReferenceBill.Of(useClass.Tariff, c.Case, c.Texts)).ToList();
                for (var i = 0; i < rows; i++)
                {
                    done++;
                    var bill = calculator.Calculate(cases[i].Case);
                    if (expected[i] is null) refused++;
                    var same = expected[i] is { } reference
                        ? bill.IsOk && bill.Value.Total.Minor == reference.Total && bill.Value.Lines.GroupBy(l => l.Code).All(g => g.Sum(l => l.Amount.Minor) == reference.Lines.GetValueOrDefault(g.Key))
                        : !bill.IsOk;
                    if (!same) misses.Add($"single {Text(useClass, cases[i])}: {bill} against {expected[i]?.Total}");
                }
                batched += Batched(useClass, months, cases, expected, misses);
            }
        foreach (var miss in misses.Take(20)) output.WriteLine(miss);
        output.WriteLine($"{done} pairs of {classes.Count} classes: {batched} billed by the batch path ({string.Join(", ", Ways)}; 32 and 64 bits), {refused} not billable, {misses.Count} differences");
        Assert.Empty(misses);
        Assert.True(done >= pairs);
        Assert.True(batched > done / 2, $"the batch path billed {batched} of {done} only");
    }

    private static int Batched(RandomCases useClass, int months, List<(BillingCase Case, Dictionary<string, string> Texts)> cases, List<(Dictionary<string, long> Lines, long Total)?> expected, List<string> misses)
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

    [SkippableFact]
    public void Batch_OfEveryChineseGoldenBill_IsTheSinglePaths()
    {
        int billed = 0, delegated = 0;
        foreach (var row in GoldenRow.All().Where(r => r.Kind == "bill" && r.Check != "INCONSISTENT"))
        {
            var (tariff, one) = row.HasShippedTariff ? (ShippedTariffs.Load(row.TariffRef), row.Case(row.UseClass)) : (row.OwnTariff(), row.OwnCase);
            var single = new BillingCalculator(tariff).Calculate(one);
            foreach (var way in Ways)
            {
                var batch = BillingBatch.Compile(tariff, one.UseClass, null, one.Months, way);
                // Vectors need many rows; the row of interest stands among them and after them.
                var rows = batch.IsOk ? new BatchRows(batch.Value, 35) : null;
                var isSet = rows is not null && Enumerable.Range(0, 35).All(i => rows.Set(i, one));
                if (!isSet) { delegated++; continue; }
                var amounts = new int[35 * batch.Value.OutputColumns];
                Assert.Equal(0, batch.Value.Calculate(rows!.Columns, amounts));
                Assert.All(amounts[^35..], total => Assert.Equal(single.Value.Total.Minor, total));
                billed++;
            }
        }
        output.WriteLine($"{billed} billed, {delegated} to the single path");
        Assert.True(billed > delegated * 5);
    }

    [SkippableFact]
    public void Batch_OfEveryRateFileGoldenBill_IsWithinHalfACentOfTheReference()
    {
        var folder = SharedData.Path_("owrs");
        var groups = new Dictionary<(string File, string Class), List<(BillingCase Case, decimal Expected)>>();
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, "golden-bills.jsonl.gz")), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            var key = (row.RootElement.GetProperty("file").GetString()!, row.RootElement.GetProperty("class").GetString()!);
            if (!groups.TryGetValue(key, out var list)) groups[key] = list = [];
            var inputs = row.RootElement.GetProperty("inputs").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText());
            list.Add((new BillingCase { UseClass = key.Item2, Usage = default, Attributes = new CaseInputs(inputs) }, decimal.Parse(row.RootElement.GetProperty("bill").GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
        int billed = 0, delegated = 0;
        foreach (var (key, cases) in groups)
        {
            var tariff = OwrsFile.Read(File.ReadAllText(Path.Combine(folder, "files", key.File)), key.File).Value;
            var compiled = BillingBatch.Compile(tariff, key.Class, null, tariff.CycleMonths);
            if (!compiled.IsOk) { delegated += cases.Count; output.WriteLine(compiled.Fault.Message); continue; }
            var rows = new BatchRows(compiled.Value, cases.Count);
            for (var i = 0; i < cases.Count; i++) rows.Set(i, cases[i].Case with { Usage = Volume.Zero(tariff.Unit) });
            var amounts = new long[cases.Count * compiled.Value.OutputColumns];
            delegated += compiled.Value.Calculate(rows.Columns, amounts);
            for (var i = 0; i < cases.Count; i++)
            {
                var total = amounts[compiled.Value.Lines.Count * cases.Count + i];
                if (total == long.MinValue) { output.WriteLine($"{key} {i}"); continue; }
                billed++;
                Assert.True(Math.Abs(total / 100m - cases[i].Expected) <= 0.005m, $"{key}: {total} against {cases[i].Expected}");
            }
        }
        output.WriteLine($"{billed} billed, {delegated} to the single path");
        Assert.Equal(30430, billed + delegated);
        Assert.True(delegated < 3000, $"{delegated} rows went to the single path");
    }

    [Fact]
    public void Batch_OfAMillionBills_AllocatesNothing()
    {
        var batch = BillingBatch.Compile(ShippedTariffs.Load("zhuhai-main"), "residential", null, 2).Value;
        var usage = new int[100_000];
        var persons = new byte[usage.Length];
        for (var i = 0; i < usage.Length; i++) (usage[i], persons[i]) = (i * 3, (byte)(i % 9));
        var narrow = new int[usage.Length * batch.OutputColumns];
        var wide = new long[narrow.Length];
        var refused = Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5; i++) refused += Run();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((0, 0), (refused, allocated));

        int Run()
        {
            var columns = new BillingColumns { Usage = usage, Persons = persons };
            return batch.Calculate(columns, narrow) + batch.Calculate(columns, wide);
        }
    }

    [Fact]
    public void Batch_BeyondThe32BitLimit_GoesOnIn64Bits()
    {
        var tariff = ShippedTariffs.Load("zhuhai-main");
        var batch = BillingBatch.Compile(tariff, "residential", null, 2).Value;
        int[] usage = [.. Enumerable.Range(0, 40).Select(i => batch.NarrowUsageLimit - 20 + i), int.MaxValue];
        var amounts = new int[usage.Length * batch.OutputColumns];
        Assert.Equal(0, batch.Calculate(new BillingColumns { Usage = usage, Persons = new byte[usage.Length] }, amounts));
        var calculator = new BillingCalculator(tariff);
        for (var i = 0; i < usage.Length; i++)
            Assert.Equal(calculator.Calculate(new BillingCase { UseClass = "residential", Usage = new Volume(usage[i], tariff.Unit), Months = 2 }).Value.Total.Minor, amounts[batch.Lines.Count * usage.Length + i]);
    }

    [Fact]
    public void Batch_OfAPriceThatIsUnknown_IsRefusedWithTheCharge()
    {
        var refused = BillingBatch.Compile(ShippedTariffs.Load("zhuhai-main"), "nonresidential", null, 2).Fault;
        Assert.Equal("zhuhai-main, class nonresidential, water: its price is not known to the tariff; bill it case by case with BillingCalculator.", refused!.Message);
    }

    [Fact]
    public void Columns_ThatAreMissing_AreTheCallersBug()
    {
        var batch = BillingBatch.Compile(ShippedTariffs.Load("zhuhai-main"), "residential", null, 2).Value;
        var thrown = Assert.Throws<ArgumentException>(() => batch.Calculate(new BillingColumns { Usage = new int[3] }, new int[12]));
        Assert.StartsWith("Persons has 0 entries; 3 are needed.", thrown.Message);
    }
}

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

    // The long run is a command of its own: dotnet run --project benchmarks/WaterCore.Benchmarks -c Release -- pairs 10000000 ../shared/data/owrs
    [SkippableFact]
    public void AllPaths_OfRandomPairs_GiveTheReferencesAmounts()
    {
        var pairs = new RandomPairs(SharedData.Path_("owrs"));
        pairs.Run(200_000);
        foreach (var miss in pairs.Misses.Take(20)) output.WriteLine(miss);
        output.WriteLine(pairs.ToString());
        Assert.Empty(pairs.Misses);
        Assert.True(pairs.Done >= 200_000);
        Assert.True(pairs.Batched > pairs.Done / 2, $"the batch path billed {pairs.Batched} of {pairs.Done} only");
    }

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

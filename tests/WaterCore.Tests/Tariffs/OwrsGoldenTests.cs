using System.IO.Compression;
using System.Text.Json;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Tariffs.Owrs;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Tests.Tariffs;

public sealed class OwrsGoldenTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Rate_OfEveryGoldenRow_IsWithinHalfACentOfTheReference()
    {
        var folder = SharedData.Path_("owrs");
        var calculators = new Dictionary<string, Result<Tariff>>();
        int rows = 0, equal = 0;
        var misses = new List<string>();
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, "golden-bills.jsonl.gz")), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            rows++;
            using var row = JsonDocument.Parse(line);
            var file = row.RootElement.GetProperty("file").GetString()!;
            var useClass = row.RootElement.GetProperty("class").GetString()!;
            var inputs = row.RootElement.GetProperty("inputs").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText());
            var expected = decimal.Parse(row.RootElement.GetProperty("bill").GetRawText(), System.Globalization.NumberStyles.Float);
            if (!calculators.TryGetValue(file, out var tariff))
                calculators[file] = tariff = OwrsFile.Read(File.ReadAllText(Path.Combine(folder, "files", file)), file);
            var bill = tariff.IsOk ? new BillingCalculator(tariff.Value).Calculate(Case(tariff.Value, useClass, inputs)) : tariff.Fault;
            if (bill.IsOk && Math.Abs(bill.Value.Total.ToDecimal() - expected) <= 0.005m) equal++;
            else misses.Add($"{file} {useClass} expected {expected}: {(bill.IsOk ? bill.Value.Total.ToString() : bill.Fault.Message)} {line}");
        }
        foreach (var miss in misses.Take(40)) output.WriteLine(miss);
        output.WriteLine($"{equal} of {rows}");
        Assert.Equal(30430, rows);
        Assert.Empty(misses);
    }

    private static BillingCase Case(Tariff tariff, string useClass, Dictionary<string, string> inputs) => new()
    {
        UseClass = useClass,
        Usage = Volume.Zero(tariff.Unit),
        Attributes = new CaseInputs(inputs),
    };
}

using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace WaterCore.Host.Tests.Commands;

public sealed class RealUsageTests : IDisposable
{
    private static readonly string Data = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "..", "shared", "data"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Rate_OfARealCity_GivesItsPublishedTotals()
    {
        Skip.IfNot(Directory.Exists(Data), "the shared data is not beside the project: ../shared/data");
        var run = await HostProcess.RunAsync(Path.Combine(Data, "santa-monica"), "rate", "--tariff", "smc-2016-03-01.owrs", "--usage", "usage.csv.gz",
            "--set", "meter_size=5/8\"", "--set", "water_type=POTABLE", "--json");
        Assert.Equal(0, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(217256, json.RootElement.GetProperty("rated").GetInt32());
        Assert.Equal(76598507.41m, json.RootElement.GetProperty("amount").GetProperty("USD").GetDecimal());
        var expected = new Dictionary<string, decimal>
        {
            ["COMMERCIAL"] = 18008068, ["INSTITUTIONAL"] = 2616800, ["IRRIGATION"] = 2638521, ["RESIDENTIAL_MULTI"] = 43009490, ["RESIDENTIAL_SINGLE"] = 10325629,
        };
        var classes = json.RootElement.GetProperty("classes").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("amount").GetDecimal());
        Assert.Equal(expected.Keys, classes.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, e => Assert.InRange(classes[e.Key], e.Value - 0.5m, e.Value + 0.5m));
    }

    [SkippableFact]
    public async Task Rate_OfEveryRateFile_WritesEveryGoldenAmountInOrder()
    {
        Skip.IfNot(Directory.Exists(Data), "the shared data is not beside the project: ../shared/data");
        var output = Path.Combine(_folder.Path, "out.jsonl.gz");
        var run = await HostProcess.RunAsync(Path.Combine(Data, "owrs"), "rate", "--tariff", ".", "--usage", "golden-bills.jsonl.gz", "--out", output);
        Assert.Equal(0, run.ExitCode);
        var wrong = Lines(Path.Combine(Data, "owrs", "golden-bills.jsonl.gz")).Zip(Lines(output))
            .Count(pair => Math.Abs(Amount(pair.Second) - Bill(pair.First)) > 0.005m);
        Assert.Equal((30430, 0), (Lines(output).Count(), wrong));
    }

    private static decimal Amount(string line)
    {
        using var json = JsonDocument.Parse(line);
        var amount = decimal.Parse(json.RootElement.GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var lines = json.RootElement.GetProperty("lines").EnumerateArray().Sum(l => decimal.Parse(l.GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(amount, lines);
        return amount;
    }

    private static decimal Bill(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("bill").GetDecimal();
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

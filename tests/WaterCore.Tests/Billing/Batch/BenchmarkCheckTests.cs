using WaterCore.Tests.House;

namespace WaterCore.Tests.Billing.Batch;

public sealed class BenchmarkCheckTests
{
    // What is measured against each other has to give the same bills; how fast is nobody's assertion.
    [Fact]
    public async Task Contenders_OfTheBillingBenchmark_MakeTheSameBills()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(Repository.Root, "benchmarks", "WaterCore.Benchmarks", "bin", output.Parent!.Name, output.Name, "WaterCore.Benchmarks.dll");
        Assert.Contains("10001 bills: the single path, the batch path, naive decimals, DuckDB and SQLite agree.", await Dotnet.RunAsync(Repository.Root, built, "check"));
    }
}

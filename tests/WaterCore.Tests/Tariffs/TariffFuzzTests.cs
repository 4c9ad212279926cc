using Xunit.Abstractions;

namespace WaterCore.Tests.Tariffs;

public sealed class TariffFuzzTests(ITestOutputHelper output)
{
    // The long run is a command of its own: dotnet run --project benchmarks/WaterCore.Benchmarks -c Release -- fuzz 200000 ../shared/data/owrs
    [SkippableFact]
    public void Read_OfBrokenFiles_RefusesThemInTimeAndMemory()
    {
        var fuzz = new TariffFuzz(SharedData.Path_("owrs"));
        fuzz.Run(5000);
        output.WriteLine(fuzz.ToString());
        Assert.Empty(fuzz.Failures);
        Assert.Equal(5000, fuzz.Done);
        Assert.True(fuzz.Read > 100 && fuzz.Formulas > 100, fuzz.ToString());
    }
}

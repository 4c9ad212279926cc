using WaterCore.Operations;

namespace WaterCore.Tests.Operations;

public sealed class WorkSimulationTests
{
    [Fact]
    public void Year_OfASeed_LosesNothingAndComesOutTheSameAgain()
    {
        var year = WorkSimulation.Run(seed: 7, items: 2_000);
        Assert.Equal(2_000, year.Begun);
        Assert.Equal(0, year.Faults);
        Assert.Equal(year.Begun, year.Archived + year.Cancelled + year.Open);
        Assert.True(year.Archived > 1_500, $"only {year.Archived} of 2,000 items were archived");
        Assert.True(year.Cancelled > 0);
        Assert.True(year.Report.Rework.Part > 0);
        Assert.True(year.Report.Variants.Count > 20);
        Assert.Equal(year.Archived + year.Cancelled, year.Report.Variants.Sum(v => v.Items));
        Assert.Equal(year.Report.OnTime.Whole, year.Report.Steps.Sum(s => s.Visits));

        var again = WorkSimulation.Run(seed: 7, items: 2_000);
        Assert.Equal(Print(year), Print(again));
        Assert.NotEqual(Print(year), Print(WorkSimulation.Run(seed: 8, items: 2_000)));
    }

    internal static string Print(WorkSimulationResult year) => string.Join('\n',
        [
            $"begun {year.Begun}, archived {year.Archived}, cancelled {year.Cancelled}, open {year.Open}, acts {year.Acts}, faults {year.Faults}, vacant days {year.VacantDays}",
            $"refused {string.Join(", ", year.Refused.Select(r => $"{r.Key} {r.Value}"))}",
            $"on time {year.Report.OnTime}, promise kept {year.PromiseKept}, rework {year.Report.Rework}, bottleneck {year.Report.Bottleneck}",
            .. year.Report.Steps.Select(s => s.ToString()),
            .. year.Report.Variants.Take(100).Select(v => v.ToString()),
        ]);
}

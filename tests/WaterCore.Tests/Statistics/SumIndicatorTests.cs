using NodaTime;
using WaterCore.Statistics;

namespace WaterCore.Tests.Statistics;

public sealed class SumIndicatorTests
{
    private static readonly Period March = new(new LocalDate(2026, 3, 1), new LocalDate(2026, 4, 1));

    [Theory]
    [InlineData("collection-current", 9334, 10000, "93.34 %")]
    [InlineData("collection-current", 1, 20000, "0.01 %")]
    [InlineData("collection-current", 0, 0, "–")]
    [InlineData("days-receivable", 100, 200, "15.5")]
    [InlineData("days-receivable", 0, 200, "0.0")]
    public void Figure_AsText_IsRoundedHalfUp(string code, long numerator, long denominator, string text) =>
        Assert.Equal(text, SumIndicator.Shipped.Single(i => i.Code == code).Of(March, numerator, denominator).Text);

    [Fact]
    public void Shipped_Definitions_NameMeasuresThatAreThere_InBothLanguages()
    {
        Assert.Equal(SumIndicator.Shipped.Count, SumIndicator.Shipped.Select(i => i.Code).Concat(Indicator.Shipped.Select(i => i.Code)).Distinct().Count() - Indicator.Shipped.Count);
        Assert.All(SumIndicator.Shipped.SelectMany(i => new[] { i.Numerator, i.Denominator }), t =>
        {
            Assert.Contains(t.Source.Measures, m => m.Code == t.Measure);
            Assert.True(t.Dimension is null || t.Source.Place(t.Dimension) >= 0);
        });
        Assert.All(SumIndicator.Shipped.SelectMany(i => new[] { i.Name, i.CutOff, i.Standard, i.Numerator.Name, i.Denominator.Name }), w => { Assert.Contains(w.Zh, c => c > 0x3400); Assert.Matches("[a-z]", w.En); });
        Assert.All(ReportDefinition.Monthly, r => Assert.Null(r.Problem()));
        Assert.All(FactSource.All, s => Assert.Equal(s.Dimensions.Count, s.Dimensions.Select(d => d.Code).Distinct().Count()));
    }

    [Fact]
    public void Table_OfFacts_GroupsAddsAndKnowsItsOwn()
    {
        var definition = new ReportDefinition { Code = "x", Name = new("测试", "test"), Source = FactSource.Arrears, By = ["age"] };
        var table = new ReportTable(definition);
        FactRecord[] facts = [new(["01", "a"], [1, 5]), new(["00", "a"], [1, 7]), new(["01", "b"], [1, -2])];
        foreach (var fact in facts) table.Add(fact);
        Assert.Equal([("00", 1L, 7L), ("01", 2L, 3L)], table.Rows.Select(r => (r.Key[0], r.Sums[0], r.Sums[1])));
        Assert.Equal([facts[0], facts[2]], facts.Where(f => table.IsOf(f, ["01"])));
        Assert.Contains("'size' is no dimension of arrears; choose of age, account", (definition with { By = ["size"] }).Problem());
    }
}

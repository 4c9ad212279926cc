using NodaTime;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Tests.Statistics;

public sealed class IndicatorTests
{
    private static readonly Period March = new(new LocalDate(2026, 3, 1), new LocalDate(2026, 4, 1));

    [Theory]
    [InlineData("reading-rate", 2, 3, "66.67 %")]
    [InlineData("reading-rate", 1, 3, "33.33 %")]
    [InlineData("reading-rate", 3, 3, "100.00 %")]
    [InlineData("reading-rate", 0, 3, "0.00 %")]
    [InlineData("reading-rate", 1, 20000, "0.01 %")]   // half a hundredth is rounded up
    [InlineData("reading-rate", 19999, 20000, "100.00 %")]
    [InlineData("reading-rate", 0, 0, "–")]
    [InlineData("non-revenue-water", -3, 200, "-1.50 %")]
    [InlineData("collection-current", 9334, 10000, "93.34 %")]
    [InlineData("days-receivable", 100, 200, "15.5")]
    [InlineData("days-receivable", 0, 200, "0.0")]
    [InlineData("entry-days", 259200, 2, "1.50")]
    [InlineData("complaints", 3, 2000, "1.50")]
    [InlineData("bills-issued", 7, 0, "7")]
    [InlineData("arrears", 123456, 0, "1,234.56")]
    public void Figure_AsText_IsRoundedHalfUp(string code, long numerator, long denominator, string text) =>
        Assert.Equal(text, IndicatorSet.Shipped.Latest.Single(i => i.Code == code).Of(March, numerator, denominator).Text);

    [Fact]
    public void Figure_OfNothing_IsNotZero()
    {
        Assert.Null(IndicatorSet.Shipped.Latest[0].Of(March, 0, 0).Value);
        Assert.Equal(Rational.Of(1, 2), IndicatorSet.Shipped.Latest[0].Of(March, 2, 4).Value);
    }

    [Fact]
    public void Figure_SinceNewYear_IsStatedFromThere()
    {
        var cumulative = IndicatorSet.Shipped.Latest.Single(i => i.FromNewYear);
        Assert.Equal(new Period(new LocalDate(2026, 1, 1), March.To), cumulative.Stated(March));
        Assert.Equal(new Period(new LocalDate(2026, 1, 1), new LocalDate(2026, 2, 1)), cumulative.Stated(new Period(new LocalDate(2025, 12, 1), new LocalDate(2026, 2, 1))));
    }

    [Fact]
    public void Shipped_Definitions_HaveNoProblemAndAreCompleteInBothLanguages()
    {
        Assert.Equal(IndicatorSet.Shipped.Latest.Count, IndicatorSet.Shipped.Latest.Select(i => i.Code).Distinct().Count());
        Assert.All(IndicatorSet.Shipped.Latest, i => Assert.Null(i.Problem()));
        Assert.All(ReportDefinition.Shipped, r => Assert.Null(r.Problem()));
        Assert.Equal(ReportDefinition.Shipped.Count, ReportDefinition.Shipped.Select(r => r.Code).Distinct().Count());
        Assert.All(FactSource.All, s => Assert.Equal(s.Dimensions.Count, s.Dimensions.Select(d => d.Code).Distinct().Count()));
        var words = IndicatorSet.Shipped.Latest.SelectMany(i => new[] { i.Name, i.Period, i.CutOff, i.Standard }.Concat(i.Terms.Select(t => t.Name)))
            .Concat(ReportDefinition.Shipped.Select(r => r.Name)).Concat(FactSource.All.SelectMany(s => s.Dimensions.Select(d => d.Name).Concat(s.Measures.Select(m => m.Name)).Append(s.Name)));
        Assert.All(words, w => { Assert.Contains(w.Zh, c => c > 0x3400); Assert.Matches("[a-z]", w.En); });
    }

    [Fact]
    public void Definition_ThatNamesWhatIsNotThere_SaysWhatToChooseOf()
    {
        var rate = IndicatorSet.Shipped.Latest.Single(i => i.Code == "reading-rate");
        Assert.Contains("'size' is no dimension of readings; choose of reading,", (rate with { By = ["size"] }).Problem()!.En);
        Assert.Contains("'amount' is no measure of readings; choose of meters", (rate with { Numerator = rate.Numerator with { Measure = "amount" } }).Problem()!.En);
        Assert.NotNull((rate with { Denominator = null }).Problem());
        Assert.Contains("'size' is no dimension of arrears; choose of age,", new ReportDefinition { Code = "x", Name = new("测", "x"), Source = FactSource.Arrears, By = ["size"] }.Problem());
    }

    [Fact]
    public void Term_WithConditions_AddsOnlyWhatMeetsAllOfThem()
    {
        var term = new IndicatorTerm(new("测", "t"), FactSource.Arrears, "amount") { Where = [new FactFilter("age", ["00"], true), new FactFilter("area", ["A", "B"])] };
        FactRecord Fact(string age, string area, long fen) => new([age, "c", area, "b", "1"], [1, fen]);
        Assert.Equal([0, 7, 0, 3], new[] { Fact("00", "A", 5), Fact("01", "A", 7), Fact("01", "C", 9), Fact("02", "B", 3) }.Select(term.Of));
    }

    [Fact]
    public void Table_OfFacts_GroupsAddsAndKnowsItsOwn()
    {
        var table = new ReportTable(new ReportDefinition { Code = "x", Name = new("测试", "test"), Source = FactSource.Arrears, By = ["age"], Where = [new FactFilter("area", ["z"], true)] });
        FactRecord[] facts = [new(["01", "", "", "", "a"], [1, 5]), new(["00", "", "", "", "a"], [1, 7]), new(["01", "", "", "", "b"], [1, -2]), new(["01", "", "z", "", "c"], [1, 90])];
        foreach (var fact in facts) table.Add(fact);
        Assert.Equal([("00", 1L, 7L), ("01", 2L, 3L)], table.Rows.Select(r => (r.Key[0], r.Sums[0], r.Sums[1])));
        Assert.Equal([facts[0], facts[2]], facts.Where(f => table.IsOf(f, ["01"])));
    }
}

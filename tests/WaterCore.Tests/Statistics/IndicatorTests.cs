using NodaTime;
using WaterCore.Metering;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Tests.Statistics;

public sealed class IndicatorTests
{
    private static readonly Period Cycle = new(new LocalDate(2026, 1, 1), new LocalDate(2026, 3, 1));
    private static readonly Indicator Rate = Indicator.Shipped.Single(i => i.Code == "reading-rate");

    [Theory]
    [InlineData(2, 3, "66.67 %")]
    [InlineData(1, 3, "33.33 %")]
    [InlineData(3, 3, "100.00 %")]
    [InlineData(0, 3, "0.00 %")]
    [InlineData(1, 20000, "0.01 %")]   // half a hundredth is rounded up
    [InlineData(19999, 20000, "100.00 %")]
    public void Figure_AsText_IsAPercentageRoundedHalfUp(long numerator, long denominator, string text) =>
        Assert.Equal(text, new IndicatorFigure(Rate, Cycle, numerator, denominator).Text);

    [Fact]
    public void Figure_OfNothing_IsNotZero()
    {
        var figure = Rate.Of(Cycle, []);
        Assert.Null(figure.Value);
        Assert.Equal("–", figure.Text);
    }

    [Fact]
    public void Figure_OfRows_CountsThoseThatTheTermsName()
    {
        FactRow Due(ReadStatus? status) => new() { Table = FactTable.MetersDue, Account = new(1), AccountNumber = "1", ServicePoint = new(1), Meter = "M", Reading = status };
        var figure = Rate.Of(Cycle, [Due(ReadStatus.Read), Due(ReadStatus.Read), Due(ReadStatus.Estimated), Due(null), Due(ReadStatus.Read) with { Table = FactTable.Bills }]);
        Assert.Equal((2, 4L), (figure.Numerator, figure.Denominator));
        Assert.Equal(Rational.Of(1, 2), figure.Value);
    }

    [Fact]
    public void Shipped_Definitions_AreCompleteInBothLanguages()
    {
        Assert.Equal(Indicator.Shipped.Count, Indicator.Shipped.Select(i => i.Code).Distinct().Count());
        Assert.All(Indicator.Shipped, i => Assert.All(
            new[] { i.Name, i.Period, i.CutOff, i.Standard, i.Numerator.Name, i.Denominator?.Name ?? i.Name },
            w => { Assert.Contains(w.Zh, c => c > 0x3400); Assert.Matches("[a-z]", w.En); }));
    }
}

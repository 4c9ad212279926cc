using System.Xml.Linq;
using WaterCore.Documents;

namespace WaterCore.Tests.Documents;

public sealed class PlotTests
{
    private static readonly Plot Usage = new() { Title = "用水量 <usage>", Unit = "m³", Kind = PlotKind.Bars, Labels = ["2025-10", "2025-12", "2026-02"], Series = [new("usage", [10, 25, 40])] };

    [Fact]
    public void Bars_StandOnOneLineAndAreAsHighAsTheirValues()
    {
        var bars = PlotDrawing.Of(Usage, 500, 150).OfType<PlotBox>().ToList();
        Assert.Equal(3, bars.Count);
        Assert.Single(bars.Select(b => Math.Round(b.Y + b.Height, 6)).Distinct());
        Assert.Equal(2.5m, bars[1].Height / bars[0].Height, 6);
        Assert.Equal(4.0m, bars[2].Height / bars[0].Height, 6);
    }

    [Fact]
    public void Lines_OverAValueThatIsMissing_Break()
    {
        var plot = Usage with { Kind = PlotKind.Lines, Labels = ["1", "2", "3", "4", "5"], Series = [new("a", [1, 2, null, 4, 5])] };
        var lines = PlotDrawing.Of(plot, 500, 150).OfType<PlotLine>().Where(l => l.Thickness > 1).ToList();
        Assert.Equal([2, 2], lines.Select(l => l.Points.Count));
        Assert.Equal(4, PlotDrawing.Of(plot, 500, 150).OfType<PlotDot>().Count());
    }

    [Theory]
    [InlineData(new[] { 98.0, 99.9 })]
    [InlineData(new[] { -5.0, 12.0 })]
    [InlineData(new[] { 0.0, 0.0 })]
    [InlineData(new[] { 1e12, 3e12 })]
    public void Values_AlwaysLieInThePicture(double[] values)
    {
        var plot = new Plot { Title = "t", Kind = PlotKind.Lines, Labels = ["a", "b"], Series = [new("s", [(decimal)values[0], (decimal)values[1]])] };
        foreach (var dot in PlotDrawing.Of(plot, 300, 120).OfType<PlotDot>())
        {
            Assert.InRange(dot.X, 0, 300);
            Assert.InRange(dot.Y, 0, 120);
        }
    }

    // A digit is about 0.56 of its height wide.
    [Theory]
    [InlineData(1_843_400, 0)]
    [InlineData(9_843_400_123, 2)]
    public void NumbersBesideTheAxis_HaveRoomForAllTheirDigits(long most, int decimals)
    {
        var plot = new Plot { Title = "t", Kind = PlotKind.Bars, Decimals = decimals, Labels = ["a", "b"], Series = [new("s", [523, most])] };
        var beside = PlotDrawing.Of(plot, 640, 260).OfType<PlotWords>().Where(w => w.Anchor == 1).ToList();
        Assert.True(beside.Count > 2);
        Assert.All(beside, w => Assert.True(w.X - w.Text.Length * 0.56m * w.Size >= 0, $"{w.Text} begins left of the picture."));
    }

    [Fact]
    public void Svg_OfHostileWords_IsWellFormedAndTheSameEachTime()
    {
        var svg = PlotSvg.Write(Usage);
        Assert.Equal(svg, PlotSvg.Write(Usage));
        Assert.Contains(XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text"), t => t.Value == "用水量 <usage> (m³)");
    }
}

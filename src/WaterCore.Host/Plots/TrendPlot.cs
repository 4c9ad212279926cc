using WaterCore.Documents;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Statistics;

namespace WaterCore.Host.Plots;

/// <summary>A trend as a plot: the months, and the same months a year before.</summary>
internal static class TrendPlot
{
    public static WaterCore.Documents.Plot Of(Indicator indicator, IReadOnlyList<TrendPoint> points, Language language)
    {
        var zh = language == Language.Chinese;
        return new WaterCore.Documents.Plot
        {
            Title = indicator.Name.In(language), Unit = indicator.Scale == IndicatorScale.Percent ? "%" : points.Count > 0 ? points[0].Figure.Unit.In(language) : "", Kind = PlotKind.Lines,
            Decimals = indicator.Scale == IndicatorScale.Sum ? 0 : 1, Labels = [.. points.Select(p => ReportDays.Name(p.Figure.Period.To.PlusDays(-1)))],
            Series =
            [
                new PlotSeries(zh ? "本年" : "this year", [.. points.Select(p => Value(p.Figure))]),
                new PlotSeries(zh ? "上年同月" : "a year before", [.. points.Select(p => Value(p.LastYear))]),
            ],
        };
    }

    private static decimal? Value(IndicatorFigure figure) => figure.Hundredths is { } hundredths ? hundredths / 100m : null;
}

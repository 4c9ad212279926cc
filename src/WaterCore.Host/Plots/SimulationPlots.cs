using System.Globalization;
using WaterCore.Billing;

namespace WaterCore.Host.Plots;

/// <summary>A simulation as a picture: the tenths above, the classes below.</summary>
internal static class SimulationPlots
{
    public static string Of(SimulationResult result, Language language)
    {
        var zh = language == Language.Chinese;
        var money = result.Before.Currency.Code;
        (string, string)[] series = [(zh ? "现价" : "before", Plot.Grey), (zh ? "新价" : "after", Plot.Blue)];
        var plot = new Plot(820, 680, zh ? $"{result.After.Name.Zh}：{result.Bills:N0} 张账单的模拟" : $"{result.After.Name.En}: {result.Bills:N0} bills simulated");
        plot.Panel(10, 350);
        plot.Bars([.. result.Deciles.Select(d => new PlotBars(d.Number.ToString(CultureInfo.InvariantCulture), [d.Before.ToDecimal() / d.Bills, d.After.ToDecimal() / d.Bills]))], series,
            zh ? "按现行账单由小到大的十组" : "tenths of the bills, the smallest first", zh ? $"平均账单（{money}）" : $"mean bill, {money}");
        plot.Panel(345, 670);
        // The eight classes that bring in the most; in thousands or millions where the numbers are long.
        var shown = result.Classes.OrderByDescending(c => c.Before.Minor).Take(8).ToList();
        var most = shown.Max(c => Math.Max(c.Before.ToDecimal(), c.After.ToDecimal()));
        var (scale, word) = most >= 10_000_000 ? (1_000_000m, zh ? "百万" : "million ") : most >= 100_000 ? (1000m, zh ? "千" : "thousand ") : (1m, "");
        plot.Bars([.. shown.Select(c => new PlotBars(result.Before.Classes.TryGetValue(c.UseClass, out var known) ? known.Name.In(language) : c.UseClass, [c.Before.ToDecimal() / scale, c.After.ToDecimal() / scale]))], series,
            zh ? "用水性质" : "use class", zh ? $"收入（{word}{money}）" : $"revenue, {word}{money}");
        return plot.Svg();
    }
}

using System.Globalization;

namespace WaterCore.Documents;

/// <summary>A shape of a drawing, in points; x to the right, y down. Whoever can draw lines, boxes and words can draw a plot.</summary>
public abstract record PlotShape;

/// <summary>A box that is filled.</summary>
public sealed record PlotBox(decimal X, decimal Y, decimal Width, decimal Height, string Color) : PlotShape;

/// <summary>A line through points.</summary>
public sealed record PlotLine(IReadOnlyList<(decimal X, decimal Y)> Points, string Color, decimal Thickness) : PlotShape;

/// <summary>A dot.</summary>
public sealed record PlotDot(decimal X, decimal Y, decimal Radius, string Color) : PlotShape;

/// <summary>Words: <c>Anchor</c> is -1 when they begin at the point, 0 in the middle of it, 1 when they end there.</summary>
public sealed record PlotWords(decimal X, decimal Y, string Text, decimal Size, int Anchor, string Color) : PlotShape;

/// <summary>Lays a plot out in a box: axis with round numbers, series in distinct colours, legend, values where there is room.</summary>
public static class PlotDrawing
{
    // Apart for people who see red and green alike (Okabe and Ito, 2008).
    private static readonly string[] s_colors = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#5B6B7A"];
    private const string Ink = "#33424F", Faint = "#DDE4EA";
    private const decimal TextSize = 9, Beside = 46, Right = 10, Bottom = 20;

    /// <summary>The shapes of a plot in a box of so many points.</summary>
    public static IReadOnlyList<PlotShape> Of(Plot plot, decimal width, decimal height)
    {
        var shapes = new List<PlotShape> { new PlotWords(0, 11, plot.Unit.Length > 0 ? $"{plot.Title} ({plot.Unit})" : plot.Title, 10, -1, Ink) };
        var top = plot.Series.Count > 1 ? 36.0m : 22.0m;
        if (plot.Series.Count > 1) Legend(plot, shapes);
        var (low, high, step) = Axis(plot);
        var decimals = Math.Max(plot.Decimals, step < 1 ? 1 : 0);
        // As much room as the widest number beside the axis needs.
        var left = Beside;
        for (var tick = low; tick <= high + step / 2; tick += step) left = Math.Max(left, Width(Number(tick, decimals)) + 10);
        decimal Y(decimal value) => height - Bottom - (value - low) / (high - low) * (height - Bottom - top);
        for (var tick = low; tick <= high + step / 2; tick += step)
        {
            shapes.Add(new PlotLine([(left, Y(tick)), (width - Right, Y(tick))], Faint, 0.7m));
            shapes.Add(new PlotWords(left - 5, Y(tick) + 3, Number(tick, decimals), TextSize, 1, Ink));
        }
        if (plot.Labels.Count == 0) return shapes;
        var slot = (width - left - Right) / plot.Labels.Count;
        // Every so many-th label, so that they do not run into each other.
        var each = Math.Max(1, (int)Math.Ceiling(plot.Labels.Max(Width) / Math.Max(1, slot)));
        for (var i = 0; i < plot.Labels.Count; i += each) shapes.Add(new PlotWords(left + slot * (i + 0.5m), height - 6, plot.Labels[i], TextSize, 0, Ink));
        if (plot.Kind == PlotKind.Bars) Bars(plot, shapes, left, slot, Y);
        else Lines(plot, shapes, left, slot, Y);
        return shapes;
    }

    private static void Bars(Plot plot, List<PlotShape> shapes, decimal left, decimal slot, Func<decimal, decimal> y)
    {
        var bar = slot * 0.72m / plot.Series.Count;
        for (var s = 0; s < plot.Series.Count; s++)
            for (var i = 0; i < plot.Labels.Count; i++)
            {
                if (plot.Series[s].Values[i] is not { } value) continue;
                var (x, from, to) = (left + slot * (i + 0.14m) + bar * s, y(Math.Max(0, value)), y(Math.Min(0, value)));
                shapes.Add(new PlotBox(x, from, bar * 0.92m, Math.Max(0.5m, to - from), s_colors[s % s_colors.Length]));
                var text = Number(value, plot.Decimals);
                if (Width(text) <= bar * 1.1m) shapes.Add(new PlotWords(x + bar * 0.46m, from - 3, text, TextSize - 1, 0, Ink));
            }
    }

    private static void Lines(Plot plot, List<PlotShape> shapes, decimal left, decimal slot, Func<decimal, decimal> y)
    {
        for (var s = 0; s < plot.Series.Count; s++)
        {
            var color = s_colors[s % s_colors.Length];
            var points = new List<(decimal X, decimal Y)>();
            for (var i = 0; i <= plot.Labels.Count; i++)
            {
                if (i < plot.Labels.Count && plot.Series[s].Values[i] is { } value)
                {
                    points.Add((left + slot * (i + 0.5m), y(value)));
                    shapes.Add(new PlotDot(points[^1].X, points[^1].Y, 2.4m, color));
                    continue;
                }
                // A value that is not there is a gap, not a straight line over it.
                if (points.Count > 1) shapes.Add(new PlotLine(points, color, 1.6m));
                points = [];
            }
        }
    }

    private static void Legend(Plot plot, List<PlotShape> shapes)
    {
        var x = 0.0m;
        for (var s = 0; s < plot.Series.Count; s++)
        {
            shapes.Add(new PlotBox(x, 18, 8, 8, s_colors[s % s_colors.Length]));
            shapes.Add(new PlotWords(x + 12, 26, plot.Series[s].Name, TextSize, -1, Ink));
            x += 24 + Width(plot.Series[s].Name);
        }
    }

    // From a round number to a round number, in 1, 2 or 5 times a power of ten.
    private static (decimal Low, decimal High, decimal Step) Axis(Plot plot)
    {
        var values = plot.Series.SelectMany(s => s.Values).OfType<decimal>().ToList();
        var (least, most) = values.Count == 0 ? (0m, 1m) : (values.Min(), values.Max());
        if (plot.Kind == PlotKind.Bars) (least, most) = (Math.Min(0, least), Math.Max(0, most));
        if (most == least) most = least + Math.Abs(least) / 10;
        // No finer than the numbers beside it can say, or one number would stand at every line.
        var finest = 4m;
        for (var i = 0; i < Math.Clamp(plot.Decimals, 1, 3); i++) finest /= 10;
        most = Math.Max(most, least + finest);
        var rough = (most - least) / 4;
        var power = 1m;
        while (power > rough) power /= 10;
        while (power * 10 <= rough) power *= 10;
        var step = (rough / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
        var high = Math.Ceiling(most / step) * step;
        return (Math.Floor(least / step) * step, high, step);
    }

    // About how wide words are: a Chinese character is as wide as it is high, others about half of it.
    private static decimal Width(string text) => text.Sum(c => c >= 0x2E80 ? 1.0m : 0.56m) * TextSize;

    private static string Number(decimal value, int decimals) => value.ToString("N" + Math.Clamp(decimals, 0, 3).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

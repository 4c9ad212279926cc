using System.Globalization;
using System.Net;
using System.Text;

namespace WaterCore.Host.Plots;

/// <summary>One line of a plot.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Points">Its points in order of x; two with the same x are a jump.</param>
internal sealed record PlotLine(string Name, string Colour, IReadOnlyList<(decimal X, decimal Y)> Points);

/// <summary>A group of bars over one place of the x axis.</summary>
/// <param name="Label">What stands below.</param>
/// <param name="Values">A height for each series.</param>
internal sealed record PlotBars(string Label, IReadOnlyList<decimal> Values);

/// <summary>Writes panels of lines or bars with axes as one SVG text: for a file and for a page alike, no script, no font of its own.</summary>
internal sealed class Plot(int width, int height, string title)
{
    public const string Blue = "#1f6fb2", Orange = "#d1701a", Green = "#2e8b57", Red = "#c0392b", Grey = "#8a8f98";

    private const int Left = 74, Right = 18, Top = 40, Gap = 56;
    private readonly StringBuilder _text = new();
    private int _panelTop, _panelBottom;

    private int PlotWidth => width - Left - Right;

    /// <summary>Begins a panel between two heights of the picture.</summary>
    public void Panel(int top, int bottom) => (_panelTop, _panelBottom) = (top + Top, bottom - Gap);

    /// <summary>Lines over one x axis, with a legend above and the zero line drawn where it is in sight.</summary>
    public void Lines(IReadOnlyList<PlotLine> lines, decimal mostX, string xName, string yName, IEnumerable<decimal>? marks = null)
    {
        var ys = lines.SelectMany(l => l.Points).Select(p => p.Y).Append(0).ToList();
        var (low, high, step) = Scale(ys.Min(), ys.Max());
        Frame(low, high, step, yName);
        foreach (var x in Ticks(0, mostX)) Text(X(x, mostX), _panelBottom + 18, Number(x), "middle");
        Text(Left + PlotWidth / 2m, _panelBottom + 36, xName, "middle");
        foreach (var mark in (marks ?? []).Where(m => m > 0 && m < mostX))
            _text.Append(Inv($"<line x1='{X(mark, mostX):0.#}' x2='{X(mark, mostX):0.#}' y1='{_panelTop}' y2='{_panelBottom}' stroke='#999' stroke-dasharray='3 4'/>"));
        foreach (var line in lines)
            _text.Append(Inv($"<polyline fill='none' stroke='{line.Colour}' stroke-width='2' points='{string.Join(' ', line.Points.Select(p => Inv($"{X(p.X, mostX):0.##},{Y(p.Y, low, high):0.##}")))}'/>"));
        Legend([.. lines.Select(l => (l.Name, l.Colour))]);
    }

    /// <summary>Groups of bars.</summary>
    public void Bars(IReadOnlyList<PlotBars> bars, IReadOnlyList<(string Name, string Colour)> series, string xName, string yName)
    {
        var ys = bars.SelectMany(b => b.Values).Append(0).ToList();
        var (low, high, step) = Scale(ys.Min(), ys.Max());
        Frame(low, high, step, yName);
        var each = (decimal)PlotWidth / bars.Count;
        var wide = each * 0.8m / series.Count;
        for (var i = 0; i < bars.Count; i++)
        {
            for (var s = 0; s < series.Count; s++)
            {
                decimal zero = Y(0, low, high), at = Y(bars[i].Values[s], low, high);
                _text.Append(Inv($"<rect x='{Left + i * each + each * 0.1m + s * wide:0.##}' y='{Math.Min(zero, at):0.##}' width='{wide:0.##}' height='{Math.Abs(at - zero):0.##}' fill='{series[s].Colour}'><title>{Safe(bars[i].Label)}: {Number(bars[i].Values[s])}</title></rect>"));
            }
            Text(Left + i * each + each / 2, _panelBottom + 18, Fitting(bars[i].Label, each), "middle");
        }
        Text(Left + PlotWidth / 2m, _panelBottom + 36, xName, "middle");
        Legend(series);
    }

    /// <summary>The whole picture.</summary>
    public string Svg() =>
        Inv($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}' role='img' font-family='sans-serif' font-size='12' fill='#333'>")
        + $"<title>{Safe(title)}</title>" + Inv($"<rect width='{width}' height='{height}' fill='#fff'/>")
        + Inv($"<text x='{Left}' y='20' font-size='15' font-weight='bold'>{Safe(title)}</text>") + _text + "</svg>\n";

    private void Frame(decimal low, decimal high, decimal step, string yName)
    {
        for (var y = low; y <= high; y += step)
        {
            var strong = y == 0 ? "#555" : "#e3e6ea";
            _text.Append(Inv($"<line x1='{Left}' x2='{Left + PlotWidth}' y1='{Y(y, low, high):0.##}' y2='{Y(y, low, high):0.##}' stroke='{strong}'/>"));
            Text(Left - 8, Y(y, low, high) + 4, Number(y), "end");
        }
        _text.Append(Inv($"<text x='14' y='{(_panelTop + _panelBottom) / 2}' text-anchor='middle' transform='rotate(-90 14 {(_panelTop + _panelBottom) / 2})'>{Safe(yName)}</text>"));
    }

    private void Legend(IReadOnlyList<(string Name, string Colour)> series)
    {
        decimal x = Left;
        foreach (var (name, colour) in series)
        {
            _text.Append(Inv($"<rect x='{x:0.#}' y='{_panelTop - 15}' width='14' height='4' fill='{colour}'/>"));
            Text(x + 19, _panelTop - 9, name, "start");
            x += 40 + Width(name);
        }
    }

    private static decimal X(decimal x, decimal most, int width) => Left + x / most * (width - Left - Right);

    private decimal X(decimal x, decimal most) => X(x, most, width);

    private decimal Y(decimal y, decimal low, decimal high) => _panelBottom - (y - low) / (high - low) * (_panelBottom - _panelTop);

    private void Text(decimal x, decimal y, string text, string anchor) => _text.Append(Inv($"<text x='{x:0.#}' y='{y:0.#}' text-anchor='{anchor}'>{Safe(text)}</text>"));

    private static (decimal Low, decimal High, decimal Step) Scale(decimal low, decimal high)
    {
        if (low == high) high = low + 1;
        var step = Step(high - low);
        return (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step);
    }

    private static IEnumerable<decimal> Ticks(decimal from, decimal to)
    {
        for (var x = from; x <= to; x += Step(to - from)) yield return x;
    }

    // About six steps of one, two or five.
    private static decimal Step(decimal range)
    {
        var unit = 1m;
        while (unit * 10 <= range / 6) unit *= 10;
        while (unit > range / 6 && unit > 0.000001m) unit /= 10;
        return range / 6 <= unit * 2 ? unit * 2 : range / 6 <= unit * 5 ? unit * 5 : unit * 10;
    }

    // About how wide a text is; no font is measured.
    private static decimal Width(string text) => text.EnumerateRunes().Sum(r => r.Value > 0x2E80 ? 12.5m : 6.8m);

    private static string Fitting(string text, decimal room)
    {
        if (Width(text) <= room) return text;
        var end = text.Length;
        while (end > 1 && (Width(text[..end]) + 10 > room || char.IsHighSurrogate(text[end - 1]))) end--;
        return text[..end] + "…";
    }

    private static string Number(decimal value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);
}

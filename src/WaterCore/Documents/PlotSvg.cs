using System.Globalization;
using System.Net;
using System.Text;

namespace WaterCore.Documents;

/// <summary>A plot as SVG: for pages and files, without a script, and the same bytes for the same plot.</summary>
public static class PlotSvg
{
    /// <summary>The SVG element.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="width">Its width in points.</param>
    /// <param name="height">Its height in points.</param>
    public static string Write(Plot plot, int width = 640, int height = 260)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"{Namespace}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Text(plot.Title)}\" font-family=\"system-ui, Noto Sans CJK SC, Microsoft YaHei, sans-serif\">");
        foreach (var shape in PlotDrawing.Of(plot, width, height))
            _ = shape switch
            {
                PlotBox b => svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{N(b.X)}\" y=\"{N(b.Y)}\" width=\"{N(b.Width)}\" height=\"{N(b.Height)}\" fill=\"{b.Color}\"/>"),
                PlotLine l => svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{string.Join(' ', l.Points.Select(p => $"{N(p.X)},{N(p.Y)}"))}\" fill=\"none\" stroke=\"{l.Color}\" stroke-width=\"{N(l.Thickness)}\"/>"),
                PlotDot d => svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{N(d.X)}\" cy=\"{N(d.Y)}\" r=\"{N(d.Radius)}\" fill=\"{d.Color}\"/>"),
                PlotWords w => svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(w.X)}\" y=\"{N(w.Y)}\" font-size=\"{N(w.Size)}\" text-anchor=\"{(w.Anchor < 0 ? "start" : w.Anchor == 0 ? "middle" : "end")}\" fill=\"{w.Color}\">{Text(w.Text)}</text>"),
                _ => throw new InvalidOperationException($"{shape.GetType().Name} is not a shape that SVG is written of."),
            };
        return svg.Append("</svg>").ToString();
    }

    // The name of SVG's namespace; nothing is fetched from there.
    private const string Namespace = "http://www.w3.org/2000/svg";

    private static string N(decimal value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

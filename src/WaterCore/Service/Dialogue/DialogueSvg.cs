using System.Globalization;
using System.Net;
using System.Text;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>
/// Draws a dialogue as a tree from left to right: a box for each step with what is said and every way out of it. A line leads to a step where it is first met; a way
/// to a step that is drawn elsewhere is written in the box, so that nothing crosses. With figures, each box says how many callers came by and how many hung up there.
/// </summary>
public static class DialogueSvg
{
    private const int Width = 230, Gap = 60, Line = 15, Head = 40, Between = 12, Margin = 16;

    private sealed record Box(DialogueStep Step, int Column, IReadOnlyList<(string Label, string Target)> Ways, IReadOnlyList<Box?> Children)
    {
        public int Y { get; set; }

        public int Height => Head + (Ways.Count * Line);
    }

    /// <summary>The picture.</summary>
    /// <param name="dialogue">The dialogue.</param>
    /// <param name="language">The language of its words.</param>
    /// <param name="figures">What callers did in it; null for none.</param>
    public static string Write(Dialogue dialogue, Language language, CallStatistics? figures = null)
    {
        var drawn = Tree(dialogue, language);
        var (bottom, columns) = (Margin, 0);
        Place(drawn, ref bottom, ref columns);
        var (width, height) = ((Margin * 2) + ((columns + 1) * (Width + Gap)) - Gap, bottom + Margin);
        var calls = figures?.Steps.ToDictionary(s => s.Step, s => s.Calls) ?? [];
        var gone = figures?.GaveUpAt.ToDictionary(s => s.Step, s => s.Calls) ?? [];
        var svg = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" role="img" aria-label="{Text(dialogue.Name)}">
            <rect width="{width}" height="{height}" fill="#ffffff"/>

            """);
        foreach (var box in All(drawn)) Draw(svg, box, dialogue, language, calls, gone);
        return svg.Append("</svg>\n").ToString();
    }

    // Breadth first, so that each step hangs where it is nearest to the start.
    private static Box Tree(Dialogue dialogue, Language language)
    {
        var parents = new Dictionary<string, string?> { [dialogue.Start] = null };
        var queue = new Queue<string>([dialogue.Start]);
        while (queue.TryDequeue(out var name))
            foreach (var target in dialogue.Steps[name].Leads)
                if (parents.TryAdd(target, name)) queue.Enqueue(target);
        return Of(dialogue.Start, 0);

        Box Of(string name, int column)
        {
            var step = dialogue.Steps[name];
            var ways = DialoguePicture.Ways(step, language).Select(w => (w.Label, w.Target)).ToList();
            var taken = new HashSet<string>();
            return new Box(step, column, ways, [.. ways.Select(w => parents.GetValueOrDefault(w.Target) == name && w.Target != dialogue.Start && taken.Add(w.Target) ? Of(w.Target, column + 1) : null)]);
        }
    }

    // A box stands at the height of its first child, and whatever hangs on it stands below whatever came before.
    private static void Place(Box box, ref int bottom, ref int columns)
    {
        columns = Math.Max(columns, box.Column);
        box.Y = bottom;
        var below = bottom;
        foreach (var child in box.Children.OfType<Box>()) Place(child, ref below, ref columns);
        bottom = Math.Max(below, box.Y + box.Height + Between);
    }

    private static IEnumerable<Box> All(Box box) => box.Children.OfType<Box>().SelectMany(All).Prepend(box);

    private static void Draw(StringBuilder svg, Box box, Dialogue dialogue, Language language, Dictionary<string, int> calls, Dictionary<string, int> gone)
    {
        var (x, y) = (Margin + (box.Column * (Width + Gap)), box.Y);
        for (var i = 0; i < box.Children.Count; i++)
            if (box.Children[i] is { } child)
            {
                var (fromX, fromY, toX, toY) = (x + Width, y + Head + (i * Line) - 4, x + Width + Gap, child.Y + 14);
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{fromX},{fromY} C{fromX + 30},{fromY} {toX - 30},{toY} {toX},{toY}\" fill=\"none\" stroke=\"#8aa4b8\"/>\n");
            }
        var fill = box.Step switch
        {
            ActStep { Act.Personal: true } => "#fde9d0", ActStep => "#e5eef7", TransferStep => "#d9f0dd", EndStep => "#eeeeee", KeyStep => "#f7fbff", _ => "#ffffff",
        };
        svg.Append(CultureInfo.InvariantCulture, $"<g data-step=\"{Text(box.Step.Name)}\"><rect x=\"{x}\" y=\"{y}\" width=\"{Width}\" height=\"{box.Height}\" rx=\"6\" fill=\"{fill}\" stroke=\"{(gone.ContainsKey(box.Step.Name) ? "#c0392b" : "#5b7a90")}\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 8}\" y=\"{y + 14}\" font-size=\"12\" font-weight=\"bold\">{Text(box.Step.Name)}</text>");
        if (calls.GetValueOrDefault(box.Step.Name) is > 0 and var count)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + Width - 8}\" y=\"{y + 14}\" font-size=\"11\" text-anchor=\"end\">{count}{(gone.GetValueOrDefault(box.Step.Name) is > 0 and var left ? $" <tspan fill=\"#c0392b\">−{left}</tspan>" : "")}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 8}\" y=\"{y + 28}\" font-size=\"10\" fill=\"#445\">{Text(DialoguePicture.Said(box.Step, language, language == Language.Chinese ? 20 : 36))}</text>");
        for (var i = 0; i < box.Ways.Count; i++)
        {
            var (label, target) = box.Ways[i];
            var elsewhere = box.Children[i] is null;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 14}\" y=\"{y + Head + (i * Line)}\" font-size=\"10\" fill=\"{(elsewhere ? "#777" : "#123")}\"{(elsewhere ? " font-style=\"italic\"" : "")}>{Text(label.Length > 0 ? label + " " : "")}→ {Text(target)}</text>");
        }
        svg.Append("</g>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

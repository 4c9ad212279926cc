using WaterCore.Workflows;

namespace WaterCore.Host.Shared;

/// <summary>A step on the drawing.</summary>
/// <param name="Step">The step.</param>
/// <param name="X">Its left edge.</param>
/// <param name="Y">Its upper edge.</param>
internal readonly record struct DrawnStep(Step Step, int X, int Y);

/// <summary>An arrow on the drawing.</summary>
/// <param name="From">From.</param>
/// <param name="To">To.</param>
/// <param name="Label">The action and condition; empty for the plain way.</param>
/// <param name="Back">Whether it leads to an earlier row.</param>
internal readonly record struct DrawnArrow(DrawnStep From, DrawnStep To, string Label, bool Back);

/// <summary>Places the steps of a definition in rows, each below all that lead to it, ways back left out; the same definition gives the same drawing.</summary>
internal sealed record FlowLayout(IReadOnlyList<DrawnStep> Steps, IReadOnlyList<DrawnArrow> Arrows, int Width, int Height)
{
    public const int BoxWidth = 190, BoxHeight = 54, Gap = 46, Row = 104;

    public static FlowLayout Of(WorkflowDefinition definition)
    {
        var order = definition.Steps.Select((s, i) => (s.Code, i)).ToDictionary(p => p.Code, p => p.i, StringComparer.Ordinal);
        // A way to a step that stands earlier in the file is a way back; without those there is no circle.
        var rows = new int[definition.Steps.Count];
        foreach (var step in definition.Steps)
            foreach (var to in step.Next.SelectMany(n => n.To))
                if (order.TryGetValue(to, out var at) && at > order[step.Code]) rows[at] = Math.Max(rows[at], rows[order[step.Code]] + 1);
        var widest = rows.GroupBy(r => r).Max(g => g.Count());
        var width = widest * (BoxWidth + Gap) + Gap;
        var placed = new Dictionary<string, DrawnStep>(StringComparer.Ordinal);
        foreach (var row in definition.Steps.GroupBy(s => rows[order[s.Code]]))
        {
            var own = row.ToList();
            var left = (width - (own.Count * (BoxWidth + Gap) - Gap)) / 2;
            for (var i = 0; i < own.Count; i++) placed[own[i].Code] = new DrawnStep(own[i], left + i * (BoxWidth + Gap), 16 + row.Key * Row);
        }
        var arrows = definition.Steps.SelectMany(s => s.Next.SelectMany(n => n.To.Where(placed.ContainsKey).Select(to =>
            new DrawnArrow(placed[s.Code], placed[to], n.When?.Text ?? (n.On == ActionKind.Submit ? "" : n.On.CodeOf()), order[to] <= order[s.Code])))).ToList();
        return new FlowLayout([.. placed.Values], arrows, width + (arrows.Exists(a => a.Back) ? 90 : 0), (rows.Max() + 1) * Row + 8);
    }
}

namespace WaterCore.Workflows;

/// <summary>The steps of a definition and the ways between them.</summary>
internal sealed class WorkflowGraph(WorkflowDefinition definition)
{
    // Splits within splits are followed one by one; a draft in which that takes longer than this is a tangle, and its branches count as not meeting.
    private const int MaxSplits = 10_000;

    private readonly HashSet<Transition> _splits = [];
    private int _followed;

    public IEnumerable<string> Next(string step) => definition.Find(step)!.Next.SelectMany(n => n.To).Distinct();

    /// <summary>All steps that can be reached from some, these included.</summary>
    public HashSet<string> Reach(IEnumerable<string> from, Func<string, IEnumerable<string>>? next = null)
    {
        var seen = from.ToHashSet(StringComparer.Ordinal);
        var open = new Stack<string>(seen);
        while (open.TryPop(out var at))
            foreach (var to in (next ?? Next)(at)) if (seen.Add(to)) open.Push(to);
        return seen;
    }

    /// <summary>Steps from which an end can be reached.</summary>
    public HashSet<string> LeadToEnd() =>
        Reach(definition.Steps.Where(s => s.IsEnd).Select(s => s.Code), at => definition.Steps.Where(s => s.Next.Any(n => n.To.Contains(at))).Select(s => s.Code));

    /// <summary>Where branches that begin at these steps meet: the joins that they come to first, and ends that they come to before any join.</summary>
    public (HashSet<string> Joins, HashSet<string> Ends) Meet(IEnumerable<string> branches)
    {
        var joins = new HashSet<string>(StringComparer.Ordinal);
        var ends = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(branches);
        while (open.TryPop(out var at))
        {
            var step = definition.Find(at)!;
            if (step.Join) { joins.Add(at); continue; }
            if (!seen.Add(at)) continue;
            if (step.IsEnd) ends.Add(at);
            foreach (var next in step.Next)
            {
                if (next.To.Count == 1) { open.Push(next.To[0]); continue; }
                if (++_followed > MaxSplits || !_splits.Add(next)) continue; // a split that leads back into itself adds no new place to meet
                var inner = Meet(next.To);
                _splits.Remove(next);
                ends.UnionWith(inner.Ends);
                foreach (var join in inner.Joins)
                    foreach (var after in definition.Find(join)!.Next.SelectMany(n => n.To)) open.Push(after); // nested: goes on behind its own join
            }
        }
        return (joins, ends);
    }

    /// <summary>The heaviest way from the start, going to no step twice; the ways of parallel branches count by the heaviest.</summary>
    public (long Weight, List<string> Way) Heaviest(Func<Step, long> weight)
    {
        var known = new Dictionary<string, (long, List<string>)>(StringComparer.Ordinal);
        var on = new HashSet<string>(StringComparer.Ordinal);
        return From(definition.Start.Code);

        (long Weight, List<string> Way) From(string at)
        {
            if (known.TryGetValue(at, out var before)) return before;
            on.Add(at);
            (long Weight, List<string> Way) best = (0, []);
            foreach (var to in Next(at))
                if (!on.Contains(to) && From(to) is var way && way.Weight >= best.Weight) best = way;
            on.Remove(at);
            return known[at] = (best.Weight + weight(definition.Find(at)!), [at, .. best.Way]);
        }
    }
}

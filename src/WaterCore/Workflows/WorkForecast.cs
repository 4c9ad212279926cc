using NodaTime;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>Whether a branch of an open item will be late, by what such stays took before.</summary>
/// <param name="Item">The item.</param>
/// <param name="Branch">Its branch.</param>
/// <param name="Clock">The clock that is most at risk: the internal one of the step, or the promise of the whole.</param>
/// <param name="Due">When that clock runs out.</param>
/// <param name="LeftMinutes">Working minutes until then.</param>
/// <param name="ExpectedMinutes">Working minutes that the rest takes as a rule: the median of past stays that lasted as long as this one already does, and of the steps that usually follow.</param>
/// <param name="Risk">Of past stays at this step that lasted as long as this one already does, those that lasted beyond the step's limit.</param>
public sealed record WorkOutlook(WorkItem Item, WorkBranch Branch, ClockKind Clock, Instant Due, long LeftMinutes, long ExpectedMinutes, Share Risk)
{
    /// <summary>Whether it will be late as a rule.</summary>
    public bool WillBeLate => ExpectedMinutes > LeftMinutes;
}

/// <summary>
/// Foretells which open items will be late. It knows nothing but past stays: how long they took, and what came next. A step with fewer than
/// <see cref="Fewest"/> comparable stays is not foretold.
/// </summary>
public sealed class WorkForecast
{
    /// <summary>So many comparable stays are needed to say anything.</summary>
    public const int Fewest = 5;

    private const int LongestWay = 50;

    private readonly Dictionary<(string Definition, string Step), List<long>> _minutes = [];
    private readonly Dictionary<(string Definition, string Step), Dictionary<string, long>> _next = [];
    private readonly Dictionary<(Id<WorkItem> Item, string Path), Visit> _last = [];
    private bool _sorted;

    /// <summary>Takes a past stay into account; stays of an item in order of revision.</summary>
    public void Add(Visit visit)
    {
        _sorted = false;
        if (_last.TryGetValue((visit.Item, visit.Path), out var before) && before.Action.Completes())
        {
            var known = Known(_next, (before.Definition, before.Step));
            known[visit.Step] = known.GetValueOrDefault(visit.Step) + 1;
        }
        _last[(visit.Item, visit.Path)] = visit;
        if (visit.Action.Completes() || visit.Action == ActionKind.Archive) Known(_minutes, (visit.Definition, visit.Step)).Add(visit.UsedMinutes);
    }

    /// <summary>The outlook for a branch; null when nothing can be said, or no clock of it runs.</summary>
    public WorkOutlook? Of(WorkItem item, WorkBranch branch, WorkflowDefinition definition, Instant now, WorkContext context)
    {
        Sort();
        if (branch.Phase == BranchPhase.Waiting || !_minutes.TryGetValue((item.Definition, branch.Step), out var past)) return null;
        var elapsed = context.WorkingMinutes(branch.Entered, now, branch.Stands);
        var longer = past.Skip(First(past, elapsed)).ToList();
        if (longer.Count < Fewest) return null;
        var rest = Math.Max(0, Median(longer) - elapsed);
        WorkOutlook? worst = null;
        if (branch.Due is { } due && due >= now)
        {
            var left = context.WorkingMinutes(now, due, []);
            worst = new(item, branch, ClockKind.Internal, due, left, rest, new Share(longer.Count - First(longer, elapsed + left), longer.Count));
        }
        foreach (var clock in item.Clocks)
        {
            if (clock.Due is not { } over || over < now) continue;
            var left = context.WorkingMinutes(now, over, []);
            var whole = rest + Following(item.Definition, branch.Step, definition, clock.Kind);
            var risk = worst?.Risk ?? new Share(longer.Count - First(longer, elapsed + left), longer.Count);
            if (worst is null || whole - left > worst.ExpectedMinutes - worst.LeftMinutes) worst = new(item, branch, clock.Kind, over, left, whole, risk);
        }
        return worst;
    }

    // What the usual next steps take, as far as they count for the clock.
    private long Following(string code, string step, WorkflowDefinition definition, ClockKind clock)
    {
        var (minutes, seen) = (0L, new HashSet<string>(StringComparer.Ordinal) { step });
        for (var n = 0; n < LongestWay && _next.TryGetValue((code, step), out var next); n++)
        {
            step = next.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).First().Key;
            if (!seen.Add(step)) break;
            if (definition.Find(step)?.Stops.Contains(clock) != true && _minutes.TryGetValue((code, step), out var past) && past.Count > 0) minutes += Median(past);
        }
        return minutes;
    }

    private void Sort()
    {
        if (_sorted) return;
        foreach (var minutes in _minutes.Values) minutes.Sort();
        _sorted = true;
    }

    // Where in a sorted list the first value above a bound is.
    private static int First(List<long> sorted, long bound)
    {
        var at = sorted.BinarySearch(bound);
        at = at < 0 ? ~at : at;
        while (at < sorted.Count && sorted[at] <= bound) at++;
        return at;
    }

    private static long Median(List<long> sorted) => sorted[(sorted.Count - 1) / 2];

    private static TValue Known<TKey, TValue>(Dictionary<TKey, TValue> all, TKey key) where TKey : notnull where TValue : new() =>
        all.TryGetValue(key, out var known) ? known : all[key] = new();
}

using System.Globalization;
using NodaTime;
using WaterCore.Values;

namespace WaterCore.Workflows;

/// <summary>A part of a whole, never of nothing turned into a number.</summary>
/// <param name="Part">How many of them.</param>
/// <param name="Whole">Of how many.</param>
public readonly record struct Share(long Part, long Whole)
{
    /// <summary>In tenths of a percent, rounded half up; null when there is nothing.</summary>
    public long? PerMille => Whole == 0 ? null : (Part * 2000 + Whole) / (Whole * 2);

    /// <summary><c>98.5 % (197 of 200)</c>, or a dash.</summary>
    public override string ToString() => PerMille is { } p ? string.Create(CultureInfo.InvariantCulture, $"{p / 10}.{p % 10} % ({Part} of {Whole})") : "–";
}

/// <summary>How one step of a definition fared.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Step">The step.</param>
/// <param name="Visits">Stays that ended.</param>
/// <param name="OnTime">Those that left in time.</param>
/// <param name="MedianMinutes">The median of the working minutes used; of an even number the lower middle one.</param>
/// <param name="TotalMinutes">All working minutes used.</param>
/// <param name="LateMinutes">All minutes by which stays left after they were due, nights and rest days included.</param>
public sealed record StepFigures(string Definition, string Step, long Visits, Share OnTime, long MedianMinutes, long TotalMinutes, long LateMinutes);

/// <summary>A way that items actually took.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Way">The steps in the order in which stays at them ended; what left the drawn way is marked: ↩ sent back, ⟲ withdrawn, ⇄ handed on, ✕ cancelled.</param>
/// <param name="Items">How many closed items took it.</param>
public sealed record WorkVariant(string Definition, string Way, long Items)
{
    /// <summary>Whether it is a way that the definition draws, from its first step to an end, with nothing beside it.</summary>
    public bool Drawn => Way.AsSpan().IndexOfAny("↩⟲⇄✕") < 0;
}

/// <summary>How one kind of work fared.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Begun">Items begun in the time.</param>
/// <param name="Archived">Items archived in the time.</param>
/// <param name="Cancelled">Items cancelled in the time.</param>
/// <param name="OnTime">Stays that left in time, of all that ended.</param>
/// <param name="MedianDays">The median of whole days from the first arrival to the end, of items all of whose stays are in the time; null when there is none.</param>
public sealed record KindFigures(string Definition, long Begun, long Archived, long Cancelled, Share OnTime, long? MedianDays);

/// <summary>What the record of a time says.</summary>
public sealed record WorkReport
{
    /// <summary>Items that ended, by definition: archived and cancelled.</summary>
    public required IReadOnlyDictionary<string, (long Archived, long Cancelled)> Closed { get; init; }

    /// <summary>Stays that left in time, of all stays that ended.</summary>
    public required Share OnTime { get; init; }

    /// <summary>Stays that left in time, by position.</summary>
    public required IReadOnlyDictionary<string, Share> OnTimeByPosition { get; init; }

    /// <summary>Every kind of work, in order of code: throughput, on-time rate and how long it takes.</summary>
    public required IReadOnlyList<KindFigures> Kinds { get; init; }

    /// <summary>Items that took a way as it is drawn, of all that ended.</summary>
    public required Share AsDrawn { get; init; }

    /// <summary>Stays that ended by sending back, rejecting or withdrawing, of all stays.</summary>
    public required Share Rework { get; init; }

    /// <summary>Steps, the one that lost the most time first.</summary>
    public required IReadOnlyList<StepFigures> Steps { get; init; }

    /// <summary>Ways actually taken by items that ended, the most frequent first.</summary>
    public required IReadOnlyList<WorkVariant> Variants { get; init; }

    /// <summary>The step whose stays were late by the most minutes in all; null when none was late (瓶颈).</summary>
    public StepFigures? Bottleneck => Steps.FirstOrDefault(s => s.LateMinutes > 0);
}

/// <summary>Figures over the record of work, each by the formula that stands at it. Rows may come in any order.</summary>
public sealed class WorkStatistics
{
    private readonly Dictionary<(string Definition, string Step), (List<long> Minutes, long OnTime, long Late)> _steps = [];
    private readonly Dictionary<string, Share> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<Id<WorkItem>, (string Definition, List<Visit> Visits)> _items = [];
    private readonly Dictionary<Id<WorkItem>, WorkStatus> _closed = [];
    private readonly Dictionary<Id<WorkItem>, Instant> _begun = [];
    private long _visits, _onTime, _rework;

    /// <summary>Takes a stay into account.</summary>
    public void Add(Visit visit)
    {
        _visits++;
        if (visit.OnTime) _onTime++;
        if (visit.Action is ActionKind.SendBack or ActionKind.Reject or ActionKind.Withdraw) _rework++;
        var at = _positions.GetValueOrDefault(visit.Position);
        _positions[visit.Position] = new Share(at.Part + (visit.OnTime ? 1 : 0), at.Whole + 1);
        var key = (visit.Definition, visit.Step);
        var step = _steps.TryGetValue(key, out var known) ? known : ([], 0, 0);
        step.Minutes.Add(visit.UsedMinutes);
        _steps[key] = (step.Minutes, step.OnTime + (visit.OnTime ? 1 : 0), step.Late + (visit.OnTime ? 0 : (visit.Left - visit.Due!.Value).BclCompatibleTicks / NodaConstants.TicksPerMinute));
        if (!_items.TryGetValue(visit.Item, out var item)) _items[visit.Item] = item = (visit.Definition, []);
        item.Visits.Add(visit);
    }

    /// <summary>Takes an action into account.</summary>
    public void Add(WorkAct act)
    {
        if (act.Action == ActionKind.Start) _begun[act.Item] = act.At;
        if (act.Action is ActionKind.Archive or ActionKind.Cancel) _closed[act.Item] = act.Action == ActionKind.Archive ? WorkStatus.Archived : WorkStatus.Cancelled;
    }

    /// <summary>The figures of what was taken into account so far.</summary>
    public WorkReport Report()
    {
        var closed = new SortedDictionary<string, (long Archived, long Cancelled)>(StringComparer.Ordinal);
        var ways = new Dictionary<(string, string), long>();
        foreach (var (id, status) in _closed)
        {
            if (!_items.TryGetValue(id, out var item)) continue;
            var (archived, cancelled) = closed.GetValueOrDefault(item.Definition);
            closed[item.Definition] = status == WorkStatus.Archived ? (archived + 1, cancelled) : (archived, cancelled + 1);
            var way = string.Join(" → ", item.Visits.OrderBy(v => v.Revision).ThenBy(v => v.Path, StringComparer.Ordinal).Select(v => v.Step + Mark(v.Action)));
            ways[(item.Definition, way)] = ways.GetValueOrDefault((item.Definition, way)) + 1;
        }
        var variants = ways.Select(w => new WorkVariant(w.Key.Item1, w.Key.Item2, w.Value)).ToList();
        return new WorkReport
        {
            Closed = closed,
            Kinds = Kinds(closed),
            AsDrawn = new Share(variants.Where(v => v.Drawn).Sum(v => v.Items), variants.Sum(v => v.Items)),
            OnTime = new Share(_onTime, _visits),
            OnTimeByPosition = new SortedDictionary<string, Share>(_positions, StringComparer.Ordinal),
            Rework = new Share(_rework, _visits),
            Steps = [.. _steps.Select(s => Figures(s.Key.Definition, s.Key.Step, s.Value.Minutes, s.Value.OnTime, s.Value.Late))
                .OrderByDescending(s => s.LateMinutes).ThenByDescending(s => s.TotalMinutes).ThenBy(s => s.Definition, StringComparer.Ordinal).ThenBy(s => s.Step, StringComparer.Ordinal)],
            Variants = [.. variants.OrderByDescending(v => v.Items).ThenBy(v => v.Definition, StringComparer.Ordinal).ThenBy(v => v.Way, StringComparer.Ordinal)],
        };
    }

    private List<KindFigures> Kinds(SortedDictionary<string, (long Archived, long Cancelled)> closed)
    {
        var stays = _items.Values.GroupBy(i => i.Definition).ToDictionary(g => g.Key, g => new Share(g.Sum(i => i.Visits.LongCount(v => v.OnTime)), g.Sum(i => (long)i.Visits.Count)), StringComparer.Ordinal);
        var days = _closed.Keys.Where(id => _begun.ContainsKey(id) && _items.ContainsKey(id))
            .Select(id => (_items[id].Definition, Days: (long)(_items[id].Visits.Max(v => v.Left) - _begun[id]).TotalDays)).ToLookup(d => d.Definition, d => d.Days, StringComparer.Ordinal);
        var begun = _begun.Keys.Where(_items.ContainsKey).CountBy(id => _items[id].Definition).ToDictionary(StringComparer.Ordinal);
        return [.. stays.Keys.Order(StringComparer.Ordinal).Select(kind =>
        {
            var sorted = days[kind].Order().ToList();
            var (archived, cancelled) = closed.GetValueOrDefault(kind);
            return new KindFigures(kind, begun.GetValueOrDefault(kind), archived, cancelled, stays[kind], sorted.Count == 0 ? null : sorted[(sorted.Count - 1) / 2]);
        })];
    }

    private static string Mark(ActionKind action) => action switch
    {
        ActionKind.SendBack => "↩", ActionKind.Withdraw => "⟲", ActionKind.Hand => "⇄", ActionKind.Cancel => "✕", _ => "",
    };

    private static StepFigures Figures(string definition, string step, List<long> minutes, long onTime, long late)
    {
        var sorted = minutes.Order().ToList();
        return new StepFigures(definition, step, sorted.Count, new Share(onTime, sorted.Count), sorted[(sorted.Count - 1) / 2], sorted.Sum(), late);
    }
}

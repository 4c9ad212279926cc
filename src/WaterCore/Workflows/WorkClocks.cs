using NodaTime;
using WaterCore.Organization;

namespace WaterCore.Workflows;

/// <summary>What the engine asks about the world: who holds what, which days are worked, and where midnight is.</summary>
/// <param name="Chart">The organisation.</param>
/// <param name="Calendar">The work calendar.</param>
/// <param name="Zone">The utility's zone.</param>
public sealed record WorkContext(OrganizationChart Chart, WorkCalendar Calendar, DateTimeZone Zone)
{
    /// <summary>The business day of an instant.</summary>
    public LocalDate DayOf(Instant at) => Local(at).Date;

    internal LocalDateTime Local(Instant at) => at.InZone(Zone).LocalDateTime;

    internal Instant? Due(Instant start, TimeLimit limit, IReadOnlyList<Stand> stands)
    {
        if (stands.Count > 0 && stands[^1].To is null) return null;
        Pause[]? pauses = stands.Count == 0 ? null : [.. stands.Select(s => new Pause(Local(s.From), s.To is { } to ? Local(to) : null))];
        return Calendar.Due(Local(start), limit, pauses).InZoneLeniently(Zone).ToInstant();
    }

    /// <summary>Minutes of working hours between two instants, without those in which a clock stood still.</summary>
    public long WorkingMinutes(Instant from, Instant to, IReadOnlyList<Stand> stands)
    {
        var minutes = Calendar.WorkingMinutes(Local(from), Local(to));
        foreach (var stand in stands) minutes -= Calendar.WorkingMinutes(Local(stand.From), Local(stand.To ?? to));
        return Math.Max(0, minutes);
    }
}

/// <summary>Stops clocks and lets them go on.</summary>
internal static class WorkClocks
{
    public static IReadOnlyList<ItemClock> Begin(WorkflowDefinition definition, Instant at, WorkContext context)
    {
        var clocks = new List<ItemClock>(2);
        if (definition.Legal is { } legal) clocks.Add(new ItemClock(ClockKind.Legal, legal, [], context.Due(at, legal, [])));
        if (definition.Promise is { } promise) clocks.Add(new ItemClock(ClockKind.Promised, promise, [], context.Due(at, promise, [])));
        return clocks;
    }

    /// <summary>The clocks of an item as its branches now want them: one stands still while any branch rests for a reason that stops it, or is at a step that does.</summary>
    public static WorkItem Set(WorkItem item, WorkflowDefinition definition, Instant at, WorkContext context)
    {
        ItemClock[]? changed = null;
        for (var i = 0; i < item.Clocks.Count; i++)
        {
            var clock = item.Clocks[i];
            var stand = item.Status == WorkStatus.Open && Wanted(item, definition, clock.Kind);
            if (stand == (clock.Due is null) || item.Status != WorkStatus.Open) continue;
            if (stand && clock.Due < at) continue; // too late already: stopping the clock would hide it
            changed ??= [.. item.Clocks];
            var stands = Turn(clock.Stands, stand, at);
            changed[i] = clock with { Stands = stands, Due = context.Due(item.StartedAt, clock.Limit, stands) };
        }
        return changed is null ? item : item with { Clocks = changed };
    }

    /// <summary>Begins or ends a stand.</summary>
    public static IReadOnlyList<Stand> Turn(IReadOnlyList<Stand> stands, bool stop, Instant at)
    {
        if (stop) return [.. stands, new Stand(at, null)];
        if (stands.Count == 0 || stands[^1].To is not null) return stands;
        var last = stands[^1];
        return last.From == at ? [.. stands.Take(stands.Count - 1)] : [.. stands.Take(stands.Count - 1), last with { To = at }];
    }

    /// <summary>Whether a reason stops a clock.</summary>
    public static bool Stops(WorkflowDefinition definition, string? reason, ClockKind kind)
    {
        if (reason is null) return false;
        foreach (var r in definition.SuspendReasons) if (r.Code == reason) return r.Stops.Contains(kind);
        return false;
    }

    private static bool Wanted(WorkItem item, WorkflowDefinition definition, ClockKind kind)
    {
        for (var i = 0; i < item.Branches.Count; i++)
            if (item.Branches[i] is var branch && (Stops(definition, branch.SuspendReason, kind)
                || (branch.Phase != BranchPhase.Waiting && definition.Find(branch.Step)!.Stops.Contains(kind)))) return true;
        return false;
    }
}

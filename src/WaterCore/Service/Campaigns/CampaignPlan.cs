using NodaTime;
using WaterCore.Organization;

namespace WaterCore.Service;

/// <summary>When a campaign calls, and when it calls again. Pure: windows by the work calendar, retries by outcome.</summary>
/// <param name="calendar">Which days are worked.</param>
/// <param name="zone">The utility's zone.</param>
/// <param name="windows">When people may be called.</param>
/// <param name="areas">Areas that have windows of their own, such as a resort or a night-shift town; null for none.</param>
/// <exception cref="ArgumentException">There is no window on any day.</exception>
public sealed class CampaignPlan(WorkCalendar calendar, DateTimeZone zone, CallWindows windows, IReadOnlyDictionary<string, CallWindows>? areas = null)
{
    private readonly CallWindows _windows = Checked(windows);
    private readonly Dictionary<string, CallWindows> _areas = areas?.ToDictionary(a => a.Key, a => Checked(a.Value)) ?? [];

    private static CallWindows Checked(CallWindows windows) =>
        windows.WorkingDays.Count + windows.RestDays.Count > 0 ? windows : throw new ArgumentException("There is no window in which people may be called.", nameof(windows));

    // How many outcomes of a kind a number gets before it is given up. Congestion and no sign of life are the network's, not the person's.
    private static int Most(TryOutcome outcome) => outcome switch
    {
        TryOutcome.Busy => 4, TryOutcome.NoAnswer or TryOutcome.Machine => 3, TryOutcome.Congestion or TryOutcome.Unreachable => 5, TryOutcome.Rejected or TryOutcome.NotDelivered or TryOutcome.Lost => 2, _ => 1,
    };

    /// <summary>More tries than this no number gets, whatever their outcomes.</summary>
    public const int MostTries = 8;

    /// <summary>Whether people of an area may be called at an instant.</summary>
    public bool IsOpen(Instant at, string? area = null) => NextOpen(at, area) == at;

    /// <summary>Whether people of any area may be called at an instant.</summary>
    public bool IsOpenAnywhere(Instant at) => IsOpen(at) || _areas.Keys.Any(a => IsOpen(at, a));

    /// <summary>The first instant, at or after another, at which people may be called.</summary>
    public Instant NextOpen(Instant at, string? area = null)
    {
        var local = at.InZone(zone).LocalDateTime;
        for (var day = local.Date; ; day = day.PlusDays(1))
            foreach (var (from, until) in Of(day, area))
            {
                if (day == local.Date && local.TimeOfDay >= until) continue;
                if (day == local.Date && local.TimeOfDay >= from) return at;
                return zone.AtLeniently(day + from).ToInstant();
            }
    }

    /// <summary>What becomes of a number after a try.</summary>
    /// <param name="before">The outcomes of the tries before, in order.</param>
    /// <param name="outcome">The outcome of this one.</param>
    /// <param name="at">When it was over.</param>
    /// <param name="until">The last day of the campaign.</param>
    /// <param name="area">The area of the number, or null.</param>
    /// <returns>The result; when it is open, not before when to call again.</returns>
    public (TargetResult Result, Instant NextAt) After(IReadOnlyList<TryOutcome> before, TryOutcome outcome, Instant at, LocalDate until, string? area = null)
    {
        TargetResult? final = outcome switch
        {
            TryOutcome.Delivered => TargetResult.Delivered, TryOutcome.OptedOut => TargetResult.OptedOut, TryOutcome.InvalidNumber => TargetResult.InvalidNumber,
            TryOutcome.NotAllowed => TargetResult.NotAllowed, _ => null,
        };
        if (final is { } result) return (result, at);
        if (before.Count(o => o == outcome) + 1 >= Most(outcome) || before.Count + 1 >= MostTries) return (TargetResult.NotReached, at);
        var next = outcome switch
        {
            TryOutcome.Busy => NextOpen(at + Duration.FromMinutes(20), area),
            // Another time of day: who was out at nine may be in at seven.
            TryOutcome.NoAnswer or TryOutcome.Machine => NextOpen(at + Duration.FromHours(4), area),
            TryOutcome.Congestion or TryOutcome.Unreachable => NextOpen(at + Duration.FromMinutes(5), area),
            // Perhaps the person was reached: not again in the same window.
            TryOutcome.Lost => NextWindow(at, area),
            _ => NextOpen(zone.AtStartOfDay(at.InZone(zone).Date.PlusDays(1)).ToInstant(), area),
        };
        return next.InZone(zone).Date > until ? (TargetResult.NotReached, at) : (TargetResult.Open, next);
    }

    /// <summary>The beginning of the next window: the one in which an instant lies does not count.</summary>
    public Instant NextWindow(Instant at, string? area = null)
    {
        var local = at.InZone(zone).LocalDateTime;
        foreach (var (from, until) in Of(local.Date, area))
            if (local.TimeOfDay >= from && local.TimeOfDay < until) return NextOpen(zone.AtLeniently(local.Date + until).ToInstant(), area);
        return NextOpen(at, area);
    }

    private IReadOnlyList<(LocalTime From, LocalTime Until)> Of(LocalDate day, string? area)
    {
        var windows = area is not null && _areas.TryGetValue(area, out var own) ? own : _windows;
        return calendar.IsWorkingDay(day) ? windows.WorkingDays : windows.RestDays;
    }
}

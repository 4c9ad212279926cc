using NodaTime;
using WaterCore.Organization;

namespace WaterCore.Service;

/// <summary>When a campaign calls, and when it calls again. Pure: windows by the work calendar, retries by outcome.</summary>
/// <param name="calendar">Which days are worked.</param>
/// <param name="zone">The utility's zone.</param>
/// <param name="windows">When people may be called.</param>
/// <exception cref="ArgumentException">There is no window on any day.</exception>
public sealed class CampaignPlan(WorkCalendar calendar, DateTimeZone zone, CallWindows windows)
{
    private readonly CallWindows _windows = windows.WorkingDays.Count + windows.RestDays.Count > 0 ? windows : throw new ArgumentException("There is no window in which people may be called.", nameof(windows));

    // How many outcomes of a kind a number gets before it is given up. Congestion and no sign of life are the network's, not the person's.
    private static int Most(TryOutcome outcome) => outcome switch
    {
        TryOutcome.Busy => 4, TryOutcome.NoAnswer => 3, TryOutcome.Congestion or TryOutcome.Unreachable => 5, TryOutcome.Rejected or TryOutcome.NotDelivered or TryOutcome.Lost => 2, _ => 1,
    };

    /// <summary>More tries than this no number gets, whatever their outcomes.</summary>
    public const int MostTries = 8;

    /// <summary>Whether people may be called at an instant.</summary>
    public bool IsOpen(Instant at) => NextOpen(at) == at;

    /// <summary>The first instant, at or after another, at which people may be called.</summary>
    public Instant NextOpen(Instant at)
    {
        var local = at.InZone(zone).LocalDateTime;
        for (var day = local.Date; ; day = day.PlusDays(1))
            foreach (var (from, until) in Of(day))
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
    /// <returns>The result; when it is open, not before when to call again.</returns>
    public (TargetResult Result, Instant NextAt) After(IReadOnlyList<TryOutcome> before, TryOutcome outcome, Instant at, LocalDate until)
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
            TryOutcome.Busy => NextOpen(at + Duration.FromMinutes(20)),
            // Another time of day: who was out at nine may be in at seven.
            TryOutcome.NoAnswer => NextOpen(at + Duration.FromHours(4)),
            TryOutcome.Congestion or TryOutcome.Unreachable => NextOpen(at + Duration.FromMinutes(5)),
            // Perhaps the person was reached: not again in the same window.
            TryOutcome.Lost => NextWindow(at),
            _ => NextOpen(zone.AtStartOfDay(at.InZone(zone).Date.PlusDays(1)).ToInstant()),
        };
        return next.InZone(zone).Date > until ? (TargetResult.NotReached, at) : (TargetResult.Open, next);
    }

    /// <summary>The beginning of the next window: the one in which an instant lies does not count.</summary>
    public Instant NextWindow(Instant at)
    {
        var local = at.InZone(zone).LocalDateTime;
        foreach (var (from, until) in Of(local.Date))
            if (local.TimeOfDay >= from && local.TimeOfDay < until) return NextOpen(zone.AtLeniently(local.Date + until).ToInstant());
        return NextOpen(at);
    }

    private IReadOnlyList<(LocalTime From, LocalTime Until)> Of(LocalDate day) => calendar.IsWorkingDay(day) ? _windows.WorkingDays : _windows.RestDays;
}

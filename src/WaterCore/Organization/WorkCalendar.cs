using NodaTime;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>What a day is.</summary>
public enum DayKind
{
    /// <summary>A weekday on which people work.</summary>
    Working,

    /// <summary>A weekend day on which people work in exchange for another (调休上班).</summary>
    MakeUp,

    /// <summary>A weekend day.</summary>
    Weekend,

    /// <summary>A day off by notice (法定节假日及调休).</summary>
    Holiday,
}

/// <summary>Working hours of a day: from, included, to, not included.</summary>
/// <param name="From">When work begins.</param>
/// <param name="To">When it ends.</param>
public readonly record struct WorkHours(LocalTime From, LocalTime To);

/// <summary>Which days and hours are worked (工作日历), and when a time limit is over.</summary>
/// <remarks>
/// How limits are counted. Whole working days: the day of the start is not counted, and the last day ends when business closes
/// (Civil Code of China, art. 201 and 203). With half a day over: halves are counted, forenoon and afternoon, from the first one that begins
/// at or after the start. Natural days: likewise, with midnight and noon for the ends, and rest days neither skipped nor made up for.
/// Minutes run on. A day, or half, in which the clock stood still at any time is not counted; minutes go on where they stopped.
/// </remarks>
public sealed partial class WorkCalendar
{
    private static readonly Wording Works = new("工作日", "working day"), MakeUp = new("调休上班日", "make-up working day"),
        Weekend = new("周末", "weekend"), Natural = new("自然日", "natural day"), Still = new("时限中止", "the clock stood still"),
        StartDay = new("开始当日不计", "the day of the start is not counted"), Running = new("连续计时", "time runs on"),
        Unknown = new("该年放假安排未录入，按周末推算", "no holiday schedule is known for this year; weekends only");

    private readonly Dictionary<LocalDate, (DayKind Kind, Wording Why)> _special;
    private readonly HashSet<int> _years;
    private readonly HashSet<IsoDayOfWeek> _weekend;

    /// <summary>A calendar.</summary>
    /// <param name="forenoon">Working hours before lunch.</param>
    /// <param name="afternoon">Working hours after lunch.</param>
    /// <param name="weekend">Days of the week on which nobody works.</param>
    /// <param name="years">Years whose special days are known.</param>
    /// <param name="holidays">Days off, with their names.</param>
    /// <param name="makeUp">Weekend days that are worked.</param>
    /// <exception cref="ArgumentException">The hours overlap or end before they begin.</exception>
    public WorkCalendar(WorkHours forenoon, WorkHours afternoon, IEnumerable<IsoDayOfWeek> weekend, IEnumerable<int> years, IEnumerable<KeyValuePair<LocalDate, Wording>> holidays, IEnumerable<LocalDate> makeUp)
    {
        if (forenoon.To <= forenoon.From || afternoon.To <= afternoon.From || afternoon.From < forenoon.To)
            throw new ArgumentException("Working hours must follow each other: forenoon, lunch, afternoon.", nameof(forenoon));
        (Forenoon, Afternoon, _weekend, _years) = (forenoon, afternoon, weekend.ToHashSet(), years.ToHashSet());
        _special = holidays.ToDictionary(h => h.Key, h => (DayKind.Holiday, h.Value));
        foreach (var day in makeUp) _special[day] = (DayKind.MakeUp, MakeUp);
    }

    /// <summary>Working hours before lunch.</summary>
    public WorkHours Forenoon { get; }

    /// <summary>Working hours after lunch.</summary>
    public WorkHours Afternoon { get; }

    /// <summary>Whether the holidays and make-up days of a year are known; otherwise only weekends are off.</summary>
    public bool Knows(int year) => _years.Contains(year);

    /// <summary>What a day is.</summary>
    public DayKind KindOf(LocalDate day) =>
        _special.TryGetValue(day, out var special) ? special.Kind : _weekend.Contains(day.DayOfWeek) ? DayKind.Weekend : DayKind.Working;

    /// <summary>Whether people work on a day.</summary>
    public bool IsWorkingDay(LocalDate day) => KindOf(day) is DayKind.Working or DayKind.MakeUp;

    /// <summary>Whether people are at work at a moment.</summary>
    public bool IsOpen(LocalDateTime at) => IsWorkingDay(at.Date)
        && ((at.TimeOfDay >= Forenoon.From && at.TimeOfDay < Forenoon.To) || (at.TimeOfDay >= Afternoon.From && at.TimeOfDay < Afternoon.To));

    /// <summary>The first moment at or after another at which people are at work.</summary>
    public LocalDateTime NextOpen(LocalDateTime at)
    {
        if (IsWorkingDay(at.Date))
        {
            if (at.TimeOfDay < Forenoon.From) return at.Date + Forenoon.From;
            if (at.TimeOfDay < Forenoon.To) return at;
            if (at.TimeOfDay < Afternoon.From) return at.Date + Afternoon.From;
            if (at.TimeOfDay < Afternoon.To) return at;
        }
        var day = at.Date.PlusDays(1);
        while (!IsWorkingDay(day)) day = day.PlusDays(1);
        return day + Forenoon.From;
    }

    /// <summary>How many minutes of working hours lie between two moments; 0 when the second is not later.</summary>
    public long WorkingMinutes(LocalDateTime from, LocalDateTime to)
    {
        long minutes = 0;
        for (var day = from.Date; day <= to.Date; day = day.PlusDays(1))
            if (IsWorkingDay(day)) minutes += Shared(day, Forenoon, from, to) + Shared(day, Afternoon, from, to);
        return minutes;
    }

    /// <summary>How many working days a period has.</summary>
    public int WorkingDays(Period period)
    {
        var days = 0;
        for (var day = period.From; day < period.To; day = day.PlusDays(1)) if (IsWorkingDay(day)) days++;
        return days;
    }

    /// <summary>When a limit is over, without the explanation.</summary>
    /// <param name="start">When the clock starts, local time.</param>
    /// <param name="limit">How much time is given.</param>
    /// <param name="pauses">When it stood still, in order.</param>
    public LocalDateTime Due(LocalDateTime start, TimeLimit limit, IReadOnlyList<Pause>? pauses = null) => Count(start, limit, pauses ?? [], null);

    /// <summary>When a limit is over, with the explanation.</summary>
    /// <param name="start">When the clock starts, local time.</param>
    /// <param name="limit">How much time is given.</param>
    /// <param name="pauses">When it stood still, in order.</param>
    public Deadline Deadline(LocalDateTime start, TimeLimit limit, IReadOnlyList<Pause>? pauses = null)
    {
        var lines = new List<DeadlineLine>();
        return new Deadline(start, limit, Count(start, limit, pauses ?? [], lines), lines);
    }

    private static long Shared(LocalDate day, WorkHours hours, LocalDateTime from, LocalDateTime to)
    {
        var begin = from.Date == day && from.TimeOfDay > hours.From ? from.TimeOfDay : hours.From;
        var end = to.Date == day && to.TimeOfDay < hours.To ? to.TimeOfDay : hours.To;
        return end > begin ? (end.TickOfDay - begin.TickOfDay) / NodaConstants.TicksPerMinute : 0;
    }
}

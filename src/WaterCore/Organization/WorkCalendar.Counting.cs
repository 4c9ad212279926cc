using NodaTime;
using WaterCore.Values;

namespace WaterCore.Organization;

public sealed partial class WorkCalendar
{
    /// <summary>What a clock that stands still is due: never.</summary>
    public static LocalDateTime Never { get; } = LocalDateTime.MaxIsoValue;

    private LocalDateTime Count(LocalDateTime start, TimeLimit limit, IReadOnlyList<Pause> pauses, List<DeadlineLine>? lines)
    {
        if (limit.Unit == LimitUnit.Minute) return Run(start, limit.Amount, pauses, lines);
        var working = limit.Unit == LimitUnit.HalfWorkingDay;
        var halves = limit.Amount % 2 == 1;
        var left = halves ? limit.Amount : limit.Amount / 2;
        var unknown = 0;
        for (var n = 0; ; n++)
        {
            var day = start.Date.PlusDays(n);
            if (StandsFrom(pauses) is { } stands && stands < day.AtMidnight()) return Never;
            if (working && !Knows(day.Year) && lines is not null && unknown != day.Year) { unknown = day.Year; Note(lines, day.AtMidnight(), day.AtMidnight(), 0, Unknown); }
            if (working && !IsWorkingDay(day))
            {
                if (lines is not null) Note(lines, day.AtMidnight(), day.PlusDays(1).AtMidnight(), 0, WhyOff(day));
                continue;
            }
            var why = !working ? Natural : KindOf(day) == DayKind.MakeUp ? MakeUp : Works;
            if (!halves)
            {
                var (begin, end) = working ? (day + Forenoon.From, day + Afternoon.To) : (day.AtMidnight(), day.PlusDays(1).AtMidnight());
                if (n == 0) { if (lines is not null) Note(lines, start, end > start ? end : start, 0, StartDay); continue; }
                if (Counts(begin, end, why, pauses, lines, ref left)) return end;
                continue;
            }
            foreach (var second in (ReadOnlySpan<bool>)[false, true])
            {
                var (begin, end) = working
                    ? second ? (day + Afternoon.From, day + Afternoon.To) : (day + Forenoon.From, day + Forenoon.To)
                    : second ? (day.At(LocalTime.Noon), day.PlusDays(1).AtMidnight()) : (day.AtMidnight(), day.At(LocalTime.Noon));
                if (begin < start) continue;
                if (Counts(begin, end, why, pauses, lines, ref left)) return end;
            }
        }
    }

    private static LocalDateTime? StandsFrom(IReadOnlyList<Pause> pauses) => pauses.Count > 0 && pauses[^1].To is null ? pauses[^1].From : null;

    private static bool Counts(LocalDateTime begin, LocalDateTime end, Wording why, IReadOnlyList<Pause> pauses, List<DeadlineLine>? lines, ref int left)
    {
        var stood = false;
        foreach (var pause in pauses) stood |= pause.From < end && (pause.To is not { } to || to > begin);
        if (lines is not null) Note(lines, begin, end, stood ? 0 : 1, stood ? Still : why);
        return !stood && --left == 0;
    }

    private static LocalDateTime Run(LocalDateTime start, int minutes, IReadOnlyList<Pause> pauses, List<DeadlineLine>? lines)
    {
        var at = start;
        var due = start.PlusMinutes(minutes);
        foreach (var pause in pauses)
        {
            if (pause.From >= due) break;
            if (pause.To is not { } to) return Never;
            if (to <= at) continue;
            var from = pause.From > at ? pause.From : at;
            if (lines is not null) { if (from > at) Note(lines, at, from, 1, Running); Note(lines, from, to, 0, Still); }
            due = due.PlusTicks(NodaTime.Period.Between(from, to, PeriodUnits.Ticks).Ticks);
            at = to;
        }
        if (lines is not null && due > at) Note(lines, at, due, 1, Running);
        return due;
    }

    // Neighbours of the same kind become one line: "10 to 17 February, Spring Festival".
    private static void Note(List<DeadlineLine> lines, LocalDateTime from, LocalDateTime to, int counted, Wording why)
    {
        if (lines.Count > 0 && lines[^1] is { } last && last.Counted > 0 == counted > 0 && last.Why == why && (counted > 0 || last.To == from))
            lines[^1] = last with { To = to, Counted = last.Counted + counted };
        else lines.Add(new DeadlineLine(from, to, counted, why));
    }

    private Wording WhyOff(LocalDate day) => _special.TryGetValue(day, out var special) ? special.Why : Weekend;
}

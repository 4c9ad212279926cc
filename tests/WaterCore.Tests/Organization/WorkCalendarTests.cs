using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Tests.Organization;

public sealed class WorkCalendarTests
{
    private static readonly WorkCalendar China = WorkCalendarFile.China;

    // The totals are those of the State Council notices, counted by others.
    [Theory]
    [InlineData(2024, new[] { 22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22 }, 251)]
    [InlineData(2025, new[] { 19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23 }, 248)]
    [InlineData(2026, new[] { 21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23 }, 248)]
    public void ShippedYear_HasTheWorkingDaysOfItsNotice(int year, int[] months, int total)
    {
        var counted = Enumerable.Range(1, 12).Select(m => China.WorkingDays(new Period(new LocalDate(year, m, 1), new LocalDate(year, m, 1).PlusMonths(1)))).ToArray();
        Assert.Equal(months, counted);
        Assert.Equal(total, counted.Sum());
        Assert.True(China.Knows(year));
    }

    // Hours 08:30-12:00 and 14:00-17:30.
    [Theory]
    [InlineData("2026-03-02T09:00", "0.5 working days", "2026-03-02T17:30")] // Monday forenoon: the afternoon is the half day
    [InlineData("2026-03-02T08:30", "0.5 working days", "2026-03-02T12:00")] // at opening the whole forenoon is there
    [InlineData("2026-03-02T13:00", "0.5 working days", "2026-03-02T17:30")] // at lunch
    [InlineData("2026-03-02T15:00", "0.5 working days", "2026-03-03T12:00")]
    [InlineData("2026-03-02T15:00", "1 working day", "2026-03-03T17:30")]
    [InlineData("2026-03-02T15:00", "1.5 working days", "2026-03-04T12:00")]
    [InlineData("2026-02-13T10:00", "1 working day", "2026-02-14T17:30")] // Friday; Saturday the 14th is worked
    [InlineData("2026-02-14T10:00", "1 working day", "2026-02-24T17:30")] // then Spring Festival
    [InlineData("2026-02-14T10:00", "1 natural day", "2026-02-16T00:00")] // 24:00 of the 15th
    [InlineData("2026-02-14T10:00", "24 hours", "2026-02-15T10:00")]
    [InlineData("2026-02-28T10:00", "5 working days", "2026-03-06T17:30")]
    public void Due_ByTheRule_IsThis(string start, string limit, string due)
    {
        Assert.True(TimeLimit.TryParse(limit, out var parsed));
        Assert.Equal(At(due), China.Due(At(start), parsed));
    }

    [Theory]
    [InlineData("2026-03-02T09:00", "3 working days", "2026-03-03T10:00", "2026-03-04T11:00", "2026-03-09T17:30")] // Tuesday and Wednesday are not counted
    [InlineData("2026-03-02T09:00", "1 working day", "2026-03-10T09:00", "2026-03-11T09:00", "2026-03-03T17:30")] // too late to help
    [InlineData("2026-03-02T09:00", "120 minutes", "2026-03-02T10:00", "2026-03-02T10:30", "2026-03-02T11:30")]
    public void Due_WithAPause_SkipsIt(string start, string limit, string from, string to, string due)
    {
        Assert.True(TimeLimit.TryParse(limit, out var parsed));
        Assert.Equal(At(due), China.Due(At(start), parsed, [new Pause(At(from), At(to))]));
        Assert.Equal(At(due), China.Deadline(At(start), parsed, [new Pause(At(from), At(to))]).Due);
    }

    [Fact]
    public void Due_WhileTheClockStands_IsNever() =>
        Assert.Equal(WorkCalendar.Never, China.Due(At("2026-03-02T09:00"), TimeLimit.WorkingDays(3), [new Pause(At("2026-03-02T10:00"), null)]));

    [Fact]
    public void Deadline_OverSpringFestival_SaysWhatWasSkippedInBothLanguages()
    {
        var deadline = China.Deadline(At("2026-02-13T10:00"), TimeLimit.WorkingDays(2));
        Assert.Equal(At("2026-02-24T17:30"), deadline.Due);
        Assert.Equal(
            """
            自 2026-02-13 10:00 起，时限2个工作日，到期 2026-02-24 17:30
            2026-02-13 10:00 – 2026-02-13 17:30  不计  开始当日不计
            2026-02-14 08:30 – 2026-02-14 17:30  计入  调休上班日
            2026-02-15 00:00 – 2026-02-24 00:00  不计  春节
            2026-02-24 08:30 – 2026-02-24 17:30  计入  工作日
            """.ReplaceLineEndings("\n"), deadline.Explain(Language.Chinese));
        Assert.Contains("skipped  Spring Festival", deadline.Explain(Language.English));
    }

    [Fact]
    public void Deadline_InAYearWithoutNotice_SaysSo() =>
        Assert.Contains("no holiday schedule is known for this year", China.Deadline(At("2027-03-01T10:00"), TimeLimit.WorkingDays(1)).Explain(Language.English));

    // Against a walk that knows only the notices' days as written here, one half day at a time, for every start of three years.
    [Fact]
    public void Due_ForAllDaysAndLimitsOfThreeYears_IsThatOfTheDayByDayWalk()
    {
        var differences = 0;
        var compared = 0;
        LocalTime[] times = [new(7, 0), new(10, 0), new(12, 30), new(15, 45)];
        for (var day = new LocalDate(2024, 1, 1); day < new LocalDate(2027, 1, 1); day = day.PlusDays(1))
            foreach (var time in times)
                foreach (var working in (bool[])[true, false])
                {
                    var expected = Walk(day + time, working);
                    for (var halves = 1; halves <= 60; halves++)
                    {
                        compared++;
                        if (China.Due(day + time, new TimeLimit(halves, working ? LimitUnit.HalfWorkingDay : LimitUnit.HalfNaturalDay)) != expected[halves]) differences++;
                    }
                }
        Assert.Equal(1096 * 4 * 2 * 60, compared);
        Assert.Equal(0, differences);
    }

    private const string Off = "240101 240210-17 240404-06 240501-05 240610 240915-17 241001-07 250101 250128-31 250201-04 250404-06 250501-05 250531 250601-02 251001-08 260101-03 260215-23 260404-06 260501-05 260619-21 260925-27 261001-07";
    private const string Work = "240204 240218 240407 240428 240511 240914 240929 241012 250126 250208 250427 250928 251011 260104 260214 260228 260509 260920 261010";
    private static readonly HashSet<int> OffDays = Expand(Off), WorkDays = Expand(Work);

    // Index: halves of a day. Whole days: the nth day after the start's. Odd halves: the nth half that begins at or after the start.
    private static LocalDateTime[] Walk(LocalDateTime start, bool working)
    {
        var due = new LocalDateTime[61];
        int days = 0, halves = 0;
        for (var day = start.Date; days < 31 || halves < 61; day = day.PlusDays(1))
        {
            var key = (day.Year - 2000) * 10000 + day.Month * 100 + day.Day;
            var works = !working || WorkDays.Contains(key) || (!OffDays.Contains(key) && (int)day.DayOfWeek < 6);
            if (!works) continue;
            if (day > start.Date && ++days <= 30) due[days * 2] = working ? day.At(new LocalTime(17, 30)) : day.PlusDays(1).AtMidnight();
            foreach (var forenoon in (bool[])[true, false])
            {
                var begins = working ? forenoon ? new LocalTime(8, 30) : new LocalTime(14, 0) : forenoon ? LocalTime.Midnight : LocalTime.Noon;
                if (day + begins < start) continue;
                if (++halves <= 60 && halves % 2 == 1)
                    due[halves] = working ? day + (forenoon ? new LocalTime(12, 0) : new LocalTime(17, 30)) : forenoon ? day + LocalTime.Noon : day.PlusDays(1).AtMidnight();
            }
        }
        return due;
    }

    private static HashSet<int> Expand(string text) => text.Split(' ').SelectMany(w => w.Split('-') is [var from, var to]
        ? Enumerable.Range(int.Parse(from), int.Parse(to) - int.Parse(from) % 100 + 1)
        : [int.Parse(w)]).ToHashSet();

    private static LocalDateTime At(string text) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value;
}

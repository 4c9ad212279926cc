using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;
using WaterCore.Service;

namespace WaterCore.Tests.Service;

public class CampaignPlanTests
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];
    private readonly CampaignPlan _plan = new(WorkCalendarFile.China, Zone, CallWindows.Usual);

    private static Instant At(string local) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(local).Value.InZoneStrictly(Zone).ToInstant();

    // 2026-11-25 is a Wednesday, 2026-11-28 a Saturday; 1 to 7 October 2026 are a holiday.
    [Theory]
    [InlineData("2026-11-25 08:00", "2026-11-25 09:00")]
    [InlineData("2026-11-25 09:30", "2026-11-25 09:30")]
    [InlineData("2026-11-25 12:00", "2026-11-25 14:00")]
    [InlineData("2026-11-25 20:00", "2026-11-26 09:00")]
    [InlineData("2026-11-27 20:30", "2026-11-28 10:00")]
    [InlineData("2026-10-01 09:15", "2026-10-01 10:00")]
    public void NextOpen_IsTheWindowOfTheDay(string at, string opens) => Assert.Equal(At(opens), _plan.NextOpen(At(at)));

    [Theory]
    [InlineData(TryOutcome.Busy, "2026-11-25 09:30", "2026-11-25 09:50")]
    [InlineData(TryOutcome.Busy, "2026-11-25 11:50", "2026-11-25 14:00")]
    [InlineData(TryOutcome.NoAnswer, "2026-11-25 09:30", "2026-11-25 14:00")]
    [InlineData(TryOutcome.NoAnswer, "2026-11-25 18:00", "2026-11-26 09:00")]
    [InlineData(TryOutcome.Congestion, "2026-11-25 09:30", "2026-11-25 09:35")]
    [InlineData(TryOutcome.Rejected, "2026-11-25 09:30", "2026-11-26 09:00")]
    [InlineData(TryOutcome.NotDelivered, "2026-11-27 09:30", "2026-11-28 10:00")]
    [InlineData(TryOutcome.Lost, "2026-11-25 09:30", "2026-11-25 14:00")]
    [InlineData(TryOutcome.Lost, "2026-11-25 15:00", "2026-11-26 09:00")]
    public void Outcome_ThatIsNotFinal_IsTriedAgainByTheTable(TryOutcome outcome, string at, string again) =>
        Assert.Equal((TargetResult.Open, At(again)), _plan.After([], outcome, At(at), new LocalDate(2026, 12, 31)));

    [Theory]
    [InlineData(TryOutcome.Delivered, TargetResult.Delivered)]
    [InlineData(TryOutcome.OptedOut, TargetResult.OptedOut)]
    [InlineData(TryOutcome.InvalidNumber, TargetResult.InvalidNumber)]
    [InlineData(TryOutcome.NotAllowed, TargetResult.NotAllowed)]
    public void Outcome_ThatIsFinal_EndsTheNumber(TryOutcome outcome, TargetResult result) =>
        Assert.Equal(result, _plan.After([], outcome, At("2026-11-25 09:30"), new LocalDate(2026, 12, 31)).Result);

    [Theory]
    [InlineData(TryOutcome.Busy, 4)]
    [InlineData(TryOutcome.NoAnswer, 3)]
    [InlineData(TryOutcome.Rejected, 2)]
    [InlineData(TryOutcome.NotDelivered, 2)]
    [InlineData(TryOutcome.Congestion, 5)]
    public void Outcome_ThatComesAgainAndAgain_GivesTheNumberUp(TryOutcome outcome, int tries)
    {
        var before = new List<TryOutcome>();
        while (_plan.After(before, outcome, At("2026-11-25 09:30"), new LocalDate(2026, 12, 31)).Result == TargetResult.Open) before.Add(outcome);
        Assert.Equal(tries, before.Count + 1);
    }

    [Fact]
    public void Try_ThatWouldComeAfterTheLastDay_IsNotMade() =>
        Assert.Equal(TargetResult.NotReached, _plan.After([], TryOutcome.Rejected, At("2026-11-25 09:30"), new LocalDate(2026, 11, 25)).Result);

    [Fact]
    public void Reminder_IsADialogueThatMayBePublished_AndSaysNothingOfAnAccountBeforeIdentification()
    {
        var reminder = DialogueFile.Shipped("reminder");
        Assert.Equal("reminder", reminder.Name);
        foreach (var step in reminder.Steps.Values.OfType<ActStep>().Where(a => a.Act.Personal)) Assert.Equal("balance", step.Name);
    }

    [Fact]
    public void Area_WithWindowsOfItsOwn_IsCalledInThem_AndElsewhereNothingChanges()
    {
        var plan = new CampaignPlan(WorkCalendarFile.China, Zone, CallWindows.Usual, new Dictionary<string, CallWindows> { ["Z07"] = new([(new LocalTime(20, 30), new LocalTime(21, 30))], []) });
        Assert.Equal(At("2026-11-25 20:30"), plan.NextOpen(At("2026-11-25 09:30"), "Z07"));
        Assert.Equal(At("2026-11-25 09:30"), plan.NextOpen(At("2026-11-25 09:30"), "Z01"));
        // No window on a day of rest: over the week-end.
        Assert.Equal(At("2026-11-30 20:30"), plan.NextOpen(At("2026-11-27 22:00"), "Z07"));
        Assert.Equal((true, false, true), (plan.IsOpenAnywhere(At("2026-11-25 20:45")), plan.IsOpen(At("2026-11-25 20:45")), plan.IsOpen(At("2026-11-25 20:45"), "Z07")));
        Assert.Equal((TargetResult.Open, At("2026-11-25 20:50")), plan.After([], TryOutcome.Busy, At("2026-11-25 20:30"), new LocalDate(2026, 12, 31), "Z07"));
    }

    [Fact]
    public void Machine_IsTriedLater_AndGivenUpAfterTheThird()
    {
        Assert.Equal((TargetResult.Open, At("2026-11-25 14:00")), _plan.After([], TryOutcome.Machine, At("2026-11-25 09:30"), new LocalDate(2026, 12, 31)));
        Assert.Equal(TargetResult.NotReached, _plan.After([TryOutcome.Machine, TryOutcome.Machine], TryOutcome.Machine, At("2026-11-25 09:30"), new LocalDate(2026, 12, 31)).Result);
    }
}

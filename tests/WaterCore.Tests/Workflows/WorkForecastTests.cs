using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Tests.Workflows;

/// <summary>What past stays foretell, worked out by hand: a step of one working day (eight hours), and one after it.</summary>
public sealed class WorkForecastTests
{
    private static readonly WorkContext Context = new(new OrganizationChart(SampleOrganization.Create(new(2026, 1, 1))), WorkCalendarFile.China, DateTimeZone.Utc);

    private static readonly WorkflowDefinition Definition = ShippedWorkflows.Load("new-connection-simple");

    // A Monday, 08:30.
    private static readonly Instant Opens = Instant.FromUtc(2026, 3, 2, 8, 30);

    private static Visit Stay(long item, long revision, string step, long minutes) => new()
    {
        Item = new(item), Revision = revision, Path = "1", Definition = Definition.Code, Version = 1, Office = "main", Step = step, Position = step + ".1", Entered = Opens - Duration.FromDays(9),
        Left = Opens - Duration.FromDays(8), Action = ActionKind.Submit, UsedMinutes = minutes,
    };

    private static WorkOutlook? Outlook(WorkForecast forecast, Instant now, int dueHours, int promisedHours)
    {
        var branch = new WorkBranch { Path = "1", Step = "survey", Position = "surveyor.1", Phase = BranchPhase.Working, Entered = Opens, Due = Opens + Duration.FromHours(dueHours) };
        var item = new WorkItem
        {
            Id = new(99), Definition = Definition.Code, Version = 1, Office = "main", Subject = "x", StartedAt = Opens, Revision = 3, Branches = [branch], Form = new Dictionary<string, string>(),
            Clocks = [new ItemClock(ClockKind.Promised, TimeLimit.WorkingDays(1), [], Opens + Duration.FromHours(promisedHours))],
        };
        return forecast.Of(item, branch, Definition, now, Context);
    }

    private static WorkForecast Past(params long[] minutes)
    {
        var forecast = new WorkForecast();
        for (var n = 0; n < minutes.Length; n++)
        {
            forecast.Add(Stay(n + 1, 2, "survey", minutes[n]));
            forecast.Add(Stay(n + 1, 3, "review", 100));
        }
        return forecast;
    }

    [Fact]
    public void Stay_ThatLastedAsLongAsTheOthersDo_WillBeInTime()
    {
        // An hour in, three hours are left of the step's four (the forenoon has three and a half): the median of the others is 90 minutes.
        var outlook = Outlook(Past(60, 70, 80, 90, 90, 100, 120, 400), Opens + Duration.FromMinutes(60), 3, 100)!;
        Assert.Equal((ClockKind.Internal, 120L, 30L, new Share(1, 7), false), (outlook.Clock, outlook.LeftMinutes, outlook.ExpectedMinutes, outlook.Risk, outlook.WillBeLate));
    }

    [Fact]
    public void Stay_ThatOutlastedTheShortOnes_IsMeasuredByTheLongOnes()
    {
        // After 130 minutes only those of 300 and more are like it: by the median 170 more minutes, and 50 are left.
        var outlook = Outlook(Past(60, 70, 80, 300, 300, 300, 310, 320), Opens + Duration.FromMinutes(130), 3, 100)!;
        Assert.Equal((50L, 170L, new Share(5, 5), true), (outlook.LeftMinutes, outlook.ExpectedMinutes, outlook.Risk, outlook.WillBeLate));
    }

    [Fact]
    public void Promise_ThatTheStepsToComeUseUp_IsForetoldBeforeAnyStepIsLate()
    {
        // The step itself will be in time; with the hundred minutes of the review after it the promise will not: 20 and 100 minutes are needed, and 60 are left.
        var outlook = Outlook(Past(80, 80, 80, 80, 80), Opens + Duration.FromMinutes(60), 3, 2)!;
        Assert.Equal((ClockKind.Promised, 60L, 120L, true), (outlook.Clock, outlook.LeftMinutes, outlook.ExpectedMinutes, outlook.WillBeLate));
    }

    [Fact]
    public void Step_WithFewLikeIt_IsNotForetold()
    {
        Assert.Null(Outlook(Past(80, 80, 80, 80), Opens, 3, 100));
        Assert.Null(Outlook(Past(80, 80, 80, 80, 80), Opens + Duration.FromMinutes(81), 3, 100));
    }
}

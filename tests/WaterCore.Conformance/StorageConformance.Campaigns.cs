using NodaTime;
using WaterCore.Service;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static readonly Campaign Notice = new() { Id = new(1), Name = "notice", Purpose = "dunning", Script = "reminder", From = new(2026, 1, 5), Until = new(2026, 1, 9), CreatedAt = Town.Noon, CreatedBy = "甲" };

    private static CampaignTarget Target(string phone, int minute = 0) => new() { Campaign = new(1), Phone = phone, Accounts = ["6200001", "6200002"], NextAt = Town.Noon + Duration.FromMinutes(minute) };

    private static CampaignTry Try(string call, int number, TryOutcome outcome = TryOutcome.Busy) => new(call, new(1), "138", number, Town.Noon, Town.Noon + Duration.FromSeconds(9), outcome, 5);

    private Task AddNoticeAsync() => ChangeAsync(unit => unit.Campaigns.AddAsync(Notice, [Target("139", 1), Target("138"), Target("137", 9)]));

    [SkippableFact]
    public async Task Campaign_IsFoundWithItsNumbers_TheOneThatWaitsLongestFirst()
    {
        await AddNoticeAsync();
        Assert.Equal(Notice, await LookAsync(unit => unit.Campaigns.FindAsync("notice")));
        Assert.Equal(2, await LookAsync(unit => unit.Campaigns.NextIdAsync()));
        Assert.Equal(["138", "139"], (await LookAsync(unit => unit.Campaigns.DueAsync(new(1), Town.Noon + Duration.FromMinutes(5), 10))).Select(t => t.Phone));
        Assert.Equal(["138", "139"], (await LookAsync(unit => unit.Campaigns.TargetsAsync(new(1), "137", 10))).Select(t => t.Phone));
        await RefusesAsync(unit => unit.Campaigns.AddAsync(Notice with { Id = new(2) }, []));
        await RefusesAsync(unit => unit.Campaigns.AddAsync(Notice with { Id = new(2), Name = "other" }, [Target("138"), Target("138")]));
    }

    [SkippableFact]
    public async Task Campaign_ChangedFromAnOlderRevision_OrAfterItsEnd_IsRefused()
    {
        await AddNoticeAsync();
        await ChangeAsync(unit => unit.Campaigns.UpdateAsync(Notice with { State = CampaignState.Paused, Revision = 2 }));
        await RefusesAsync(unit => unit.Campaigns.UpdateAsync(Notice with { State = CampaignState.Running, Revision = 2 }));
        await ChangeAsync(unit => unit.Campaigns.UpdateAsync(Notice with { State = CampaignState.Finished, Revision = 3 }));
        await RefusesAsync(unit => unit.Campaigns.UpdateAsync(Notice with { State = CampaignState.Running, Revision = 4 }));
    }

    [SkippableFact]
    public async Task Number_WithACallUnderWay_IsNotDue_AndNoOtherCallBegins()
    {
        await AddNoticeAsync();
        var calling = Target("138") with { Call = "c1" };
        await ChangeAsync(unit => unit.Campaigns.PutAsync(calling, null));
        Assert.DoesNotContain(await LookAsync(unit => unit.Campaigns.DueAsync(new(1), Town.Noon + Duration.FromDays(1), 10)), t => t.Phone == "138");
        Assert.Equal(["138"], (await LookAsync(unit => unit.Campaigns.CallingAsync())).Select(t => t.Phone));
        await RefusesAsync(unit => unit.Campaigns.PutAsync(calling with { Call = "c2" }, null));
        await RefusesAsync(unit => unit.Campaigns.PutAsync(calling with { Call = "c2" }, "c1"));
        await ChangeAsync(unit => unit.Campaigns.PutAsync(calling with { Call = null, Tries = 1, Result = TargetResult.Delivered, DoneAt = Town.Noon }, "c1"));
        await RefusesAsync(unit => unit.Campaigns.PutAsync(Target("138"), null));
    }

    [SkippableFact]
    public async Task Try_IsKeptOnce_AndCounted()
    {
        await AddNoticeAsync();
        await ChangeAsync(unit => unit.Campaigns.AddAsync(Try("c1", 1)));
        await RefusesAsync(unit => unit.Campaigns.AddAsync(Try("c1", 2)));
        await RefusesAsync(unit => unit.Campaigns.AddAsync(Try("c2", 1)));
        Assert.False(await LookAsync(unit => unit.Campaigns.IsOptedOutAsync("dunning", "138")));
        await ChangeAsync(unit => unit.Campaigns.AddAsync(Try("c2", 2, TryOutcome.OptedOut)));
        Assert.Equal([Try("c1", 1), Try("c2", 2, TryOutcome.OptedOut)], await LookAsync(unit => unit.Campaigns.TriesOfAsync(new(1), "138")));
        Assert.True(await LookAsync(unit => unit.Campaigns.IsOptedOutAsync("dunning", "138")));
        Assert.False(await LookAsync(unit => unit.Campaigns.IsOptedOutAsync("survey", "138")));
        Assert.Equal((1, 5L), (await LookAsync(unit => unit.Campaigns.OutcomesAsync(new(1))))[TryOutcome.Busy]);
        Assert.Equal(3, (await LookAsync(unit => unit.Campaigns.ResultsAsync(new(1))))[TargetResult.Open]);
    }

    [SkippableFact]
    public async Task Campaign_KeepsThatItListensForMachines_AndOfANumberItsAreaAndWhyItWaits()
    {
        await ChangeAsync(unit => unit.Campaigns.AddAsync(Notice with { DetectsMachines = true }, [Target("138") with { Area = "Z07" }]));
        Assert.True((await LookAsync(unit => unit.Campaigns.FindAsync("notice")))!.DetectsMachines);
        await ChangeAsync(unit => unit.Campaigns.PutAsync(Target("138", 30) with { Waits = "budget" }, null));
        var kept = Assert.Single(await LookAsync(unit => unit.Campaigns.TargetsAsync(new(1), "", 10)));
        Assert.Equal(("Z07", "budget", Town.Noon + Duration.FromMinutes(30)), (kept.Area, kept.Waits, kept.NextAt));
        await ChangeAsync(unit => unit.Campaigns.AddAsync(Try("c1", 1, TryOutcome.Machine)));
        Assert.Equal(TryOutcome.Machine, Assert.Single(await LookAsync(unit => unit.Campaigns.TriesOfAsync(new(1), "138"))).Outcome);
    }

    [SkippableFact]
    public async Task Reached_IsWhoPickedUp_NoMachineAndNoBusyLine()
    {
        await AddNoticeAsync();
        foreach (var (call, number, outcome) in new[] { ("c1", 1, TryOutcome.Busy), ("c2", 2, TryOutcome.Machine), ("c3", 3, TryOutcome.NotDelivered), ("c4", 4, TryOutcome.Delivered) })
            await ChangeAsync(unit => unit.Campaigns.AddAsync(Try(call, number, outcome) with { EndedAt = Town.Noon + Duration.FromMinutes(number) }));
        var reached = await LookAsync(unit => unit.Campaigns.ReachedAsync(["138", "139"], ["dunning"], Town.Noon));
        Assert.Equal([Town.Noon + Duration.FromMinutes(3), Town.Noon + Duration.FromMinutes(4)], reached["138"].Order());
        Assert.Empty(reached["139"]);
        Assert.Empty((await LookAsync(unit => unit.Campaigns.ReachedAsync(["138"], ["survey"], Town.Noon)))["138"]);
        Assert.Single((await LookAsync(unit => unit.Campaigns.ReachedAsync(["138"], ["dunning"], Town.Noon + Duration.FromMinutes(4))))["138"]);
    }
}

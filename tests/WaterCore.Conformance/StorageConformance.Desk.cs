using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static Incident IncidentOf(long id) => new() { Id = new(id), Category = "repair.burst-main", Zone = "A", OpenedAt = Town.Noon + Duration.FromMilliseconds(500), OpenedBy = "system" };

    [SkippableFact]
    public async Task Incident_ChangesByRevision_AndNeverAfterItIsClosed()
    {
        await ChangeAsync(unit => unit.Desk.AddAsync(IncidentOf(1)));
        Assert.Equal(IncidentOf(1), await LookAsync(unit => unit.Desk.FindIncidentAsync(new(1))));
        Assert.Equal(2, await LookAsync(unit => unit.Desk.NextIncidentAsync()));
        var told = IncidentOf(1) with { Text = new("爆管", "burst main"), Expected = Town.Noon + Duration.FromHours(4), AnnouncedAt = Town.Noon, Revision = 2 };
        await ChangeAsync(unit => unit.Desk.UpdateAsync(told));
        Assert.Equal(told, await LookAsync(unit => unit.Desk.FindIncidentAsync(new(1))));
        await RefusesAsync(unit => unit.Desk.UpdateAsync(told));
        Assert.Equal([1L], (await LookAsync(unit => unit.Desk.IncidentsAsync(true, 10))).Select(i => i.Id.Value));
        await ChangeAsync(unit => unit.Desk.UpdateAsync(told with { State = IncidentState.Closed, RestoredAt = Town.Noon, ClosedAt = Town.Noon, Revision = 3 }));
        await RefusesAsync(unit => unit.Desk.UpdateAsync(told with { Revision = 4 }));
        Assert.Empty(await LookAsync(unit => unit.Desk.IncidentsAsync(true, 10)));
        Assert.Single(await LookAsync(unit => unit.Desk.IncidentsAsync(false, 10)));
    }

    [SkippableFact]
    public async Task Case_OfAnIncident_IsFoundByIt_AndIsNotLoose()
    {
        await BuildPeopleAsync();
        await ChangeAsync(async unit =>
        {
            await unit.Desk.AddAsync(IncidentOf(1));
            await unit.Service.AddAsync(CaseOf(1) with { Incident = new(1) });
            await unit.Service.AddAsync(CaseOf(2));
            await unit.Service.AddAsync(CaseOf(3) with { State = CaseState.Closed, ClosedAt = Town.Noon });
        });
        async Task<string> Found(CaseQuery query) => string.Join(' ', (await LookAsync(unit => unit.Service.CasesAsync(query))).Select(c => c.Id));
        Assert.Equal("1", await Found(new() { Incident = new(1) }));
        Assert.Equal("3 2", await Found(new() { Loose = true }));
        Assert.Equal("2 1", await Found(new() { Live = true }));
        await RefusesAsync(unit => unit.Service.AddAsync(CaseOf(4) with { Incident = new(9) }));
    }

    [SkippableFact]
    public async Task Instants_WithinASecond_AreInTheirOrder()
    {
        await BuildPeopleAsync();
        // As text without equal lengths, "…:00.5Z" would come before "…:00Z".
        await ChangeAsync(async unit =>
        {
            await unit.Service.AddAsync(CaseOf(1) with { OpenedAt = Town.Noon });
            await unit.Service.AddAsync(CaseOf(2) with { OpenedAt = Town.Noon + Duration.FromMilliseconds(500) });
            await unit.Service.AddAsync([ContactOf(3, null) with { At = Town.Noon }, ContactOf(4, null) with { At = Town.Noon + Duration.FromMilliseconds(500) }]);
        });
        Assert.Equal([2L], (await LookAsync(unit => unit.Service.CasesAsync(new CaseQuery { From = Town.Noon + Duration.FromMilliseconds(1) }))).Select(c => c.Id.Value));
        Assert.Equal([1L], (await LookAsync(unit => unit.Service.CasesAsync(new CaseQuery { Until = Town.Noon + Duration.FromMilliseconds(1) }))).Select(c => c.Id.Value));
        Assert.Equal(1, await LookAsync(unit => unit.Service.CountFromAsync(new MessageAddress(AddressKind.Phone, "0756-1"), Town.Noon + Duration.FromMilliseconds(1))));
        await using var unit = await Storage.ReadAsync();
        Assert.Equal([4L], (await ListAsync(unit.Service.InteractionsAsync(Town.Noon + Duration.FromMilliseconds(1), Town.Noon + Duration.FromSeconds(1)))).Select(i => i.Id.Value));
    }

    [SkippableFact]
    public async Task WhatCameWithAContact_StaysAsItCame()
    {
        await BuildPeopleAsync();
        var file = new ContactFile(new(2), 1, "照片.png", "image/png", 4, new string('a', 64));
        await ChangeAsync(async unit =>
        {
            await unit.Service.AddAsync(CaseOf(1));
            await unit.Service.AddAsync([ContactOf(2, null, serviceCase: 1) with { Thread = "a@b" }]);
            await unit.Desk.AddAsync([file]);
        });
        Assert.Equal([file], await LookAsync(unit => unit.Desk.FilesOfAsync(new(1))));
        Assert.Equal("a@b", (await LookAsync(unit => unit.Service.InteractionsOfAsync(new Id<ServiceCase>(1))))[0].Thread);
        await RefusesAsync(unit => unit.Desk.AddAsync([file]));
        await RefusesAsync(unit => unit.Desk.AddAsync([file with { Place = 2, Digest = "short" }]));
    }

    [SkippableFact]
    public async Task Template_IsEditedByRevision_AndTheLatestHolds()
    {
        TemplateRevision Edit(int revision) => new("restored", revision, "outage", new("已恢复", "back"), new($"第{revision}版", $"edition {revision}"), Town.Noon, "li");
        await ChangeAsync(async unit => { await unit.Desk.AppendAsync(Edit(1)); await unit.Desk.AppendAsync(Edit(2)); });
        Assert.Equal([Edit(2)], await LookAsync(unit => unit.Desk.TemplatesAsync()));
        Assert.Equal([Edit(2), Edit(1)], await LookAsync(unit => unit.Desk.TemplatesAsync("restored")));
        Assert.Empty(await LookAsync(unit => unit.Desk.TemplatesAsync("dunning")));
        await RefusesAsync(unit => unit.Desk.AppendAsync(Edit(2)));
    }

    [SkippableFact]
    public async Task Premises_LieWhereTheyAre_AndAreFoundBetweenCorners()
    {
        await BuildPeopleAsync();
        MapPoint here = MapPoint.Of("22.27,113.57")!.Value, there = MapPoint.Of("-22.27,-113.57")!.Value;
        await ChangeAsync(async unit => { await unit.Desk.PutAsync(new Id<Premise>(1), there); await unit.Desk.PutAsync(new Id<Premise>(1), here); await unit.Desk.PutAsync(new Id<Premise>(2), there); });
        Assert.Equal([(new Id<Premise>(1), here)], await LookAsync(unit => unit.Desk.PositionsAsync(new(0, 0), new(900_000_000, 1_800_000_000), 10)));
        var candidates = await LookAsync(unit => unit.Deliveries.CandidatesAsync(0, 3));
        Assert.Equal([here, there, (MapPoint?)null], candidates.Select(c => c.Position));
        await RefusesAsync(unit => unit.Desk.PutAsync(new Id<Premise>(3), new MapPoint(900_000_001, 0)));
    }

    [SkippableFact]
    public async Task Talk_StandsWhereItStoodLast_UntilItIsForgotten()
    {
        TextTalk Talk(string step) => new("tel:1", step, Language.English, "6200001", new Dictionary<string, string> { ["reading"] = "12" }, Town.Noon);
        await ChangeAsync(async unit => { await unit.Desk.PutAsync(Talk("a")); await unit.Desk.PutAsync(Talk("b")); });
        var found = (await LookAsync(unit => unit.Desk.FindTalkAsync("tel:1")))!;
        Assert.Equal(("b", "6200001", "12", Town.Noon), (found.Step, found.Account, found.Entered["reading"], found.At));
        await ChangeAsync(unit => unit.Desk.RemoveTalkAsync("tel:1"));
        Assert.Null(await LookAsync(unit => unit.Desk.FindTalkAsync("tel:1")));
    }

    [SkippableFact]
    public async Task Message_ThatAnswers_KnowsWhat_AndOneThatWasNotFilledKnowsItsValues()
    {
        await BuildPeopleAsync();
        var made = new Delivery
        {
            Id = new(1), Key = "k", Purpose = "reply", Template = "t", Person = "tel:1", Subject = "s", Body = "", NextAt = Town.Noon, CreatedAt = Town.Noon, State = DeliveryState.Dead, Reason = "r",
            Thread = "a@b", Case = new(1), Values = new Dictionary<string, string> { ["name"] = "李" },
        };
        await ChangeAsync(async unit => { await unit.Service.AddAsync(CaseOf(1)); await unit.Deliveries.AddAsync([made]); });
        var found = Assert.Single(await LookAsync(unit => unit.Deliveries.OfCaseAsync(new(1))));
        Assert.Equal(("a@b", "李"), (found.Thread, found.Values!["name"]));
        await ChangeAsync(unit => unit.Deliveries.UpdateAsync([found with { State = DeliveryState.Waiting, Subject = "s2", Body = "b", Values = null }]));
        found = Assert.Single(await LookAsync(unit => unit.Deliveries.OfCaseAsync(new(1))));
        Assert.Equal(("s2", "b", null), (found.Subject, found.Body, found.Values));
    }
}

using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private Task BuildPeopleAsync() => ChangeAsync(unit => Town.BuildAsync(unit, 4));

    private static ServiceCase CaseOf(long id, string category = "repair.leak", int? house = 1) => new()
    {
        Id = new(id), Category = category, Subject = "漏水", Text = "门口", Customer = house is { } h ? new(h) : null, Account = house is { } a ? new(a) : null, Place = "香洲区1号", Zone = "A",
        Channel = "Phone", OpenedAt = Town.Noon, Owner = "wang", OwnerPosition = "hotline", Position = "dispatcher", Due = Town.Noon + Duration.FromHours(24),
        CallBack = new MessageAddress(AddressKind.Phone, "0756-1"),
    };

    private static Interaction ContactOf(long id, string? reference, long? serviceCase = null, int? house = 1) => new()
    {
        Id = new(id), At = Town.Noon + Duration.FromMinutes(id), Channel = "Phone", Direction = ContactDirection.In, Reference = reference, Customer = house is { } h ? new(h) : null,
        Address = new MessageAddress(AddressKind.Phone, "0756-1"), Subject = "漏水", Owner = "wang", OwnerPosition = "hotline", Outcome = ContactOutcome.CaseOpened,
        Case = serviceCase is { } c ? new(c) : null,
    };

    [SkippableFact]
    public async Task Case_StoredAndChanged_ComesBackAsItIs_AndOneRevisionAtATime()
    {
        await BuildPeopleAsync();
        await ChangeAsync(unit => unit.Service.AddAsync(CaseOf(1)));
        Assert.Equal(CaseOf(1), await LookAsync(unit => unit.Service.FindCaseAsync(new(1))));
        var answered = CaseOf(1) with { State = CaseState.Closed, Answer = "修好了", AnsweredAt = Town.Noon, ClosedAt = Town.Noon, Rating = 5, Reopened = 2, Work = new(9), Revision = 2 };
        await ChangeAsync(unit => unit.Service.UpdateAsync(answered));
        Assert.Equal(answered, await LookAsync(unit => unit.Service.FindCaseAsync(new(1))));
        await RefusesAsync(unit => unit.Service.UpdateAsync(answered));
        await RefusesAsync(unit => unit.Service.UpdateAsync(answered with { Revision = 4 }));
        await RefusesAsync(unit => unit.Service.AddAsync(CaseOf(1)));
        Assert.Null(await LookAsync(unit => unit.Service.FindCaseAsync(new(2))));
    }

    [SkippableFact]
    public async Task Case_Merged_NeverChangesAgain()
    {
        await BuildPeopleAsync();
        await ChangeAsync(async unit => { await unit.Service.AddAsync(CaseOf(1)); await unit.Service.AddAsync(CaseOf(2)); });
        var merged = CaseOf(2) with { State = CaseState.Merged, MergedInto = new(1), ClosedAt = Town.Noon, Revision = 2 };
        await RefusesAsync(unit => unit.Service.UpdateAsync(merged with { MergedInto = null }));
        await RefusesAsync(unit => unit.Service.UpdateAsync(merged with { MergedInto = new(7) }));
        await ChangeAsync(unit => unit.Service.UpdateAsync(merged));
        await RefusesAsync(unit => unit.Service.UpdateAsync(merged with { State = CaseState.Open, MergedInto = null, ClosedAt = null, Revision = 3 }));
    }

    [SkippableFact]
    public async Task Cases_AreFoundByWhatIsAsked_LatestFirst()
    {
        await BuildPeopleAsync();
        await ChangeAsync(async unit =>
        {
            await unit.Service.AddAsync(CaseOf(1));
            await unit.Service.AddAsync(CaseOf(2, "repair.burst-main", house: null) with { Zone = "B", OpenedAt = Town.Noon + Duration.FromHours(1) });
            await unit.Service.AddAsync(CaseOf(3, "complaint.bill", house: 2) with { Position = "supervisor", State = CaseState.Closed, ClosedAt = Town.Noon });
            // Not below "repair", though the text begins with it.
            await unit.Service.AddAsync(CaseOf(4, "repairs"));
        });
        async Task<string> Found(CaseQuery query) => string.Join(' ', (await LookAsync(unit => unit.Service.CasesAsync(query))).Select(c => c.Id));
        Assert.Equal("4 3 2 1", await Found(new()));
        Assert.Equal("2 1", await Found(new() { Category = "repair" }));
        Assert.Equal("2", await Found(new() { Zone = "B" }));
        Assert.Equal("3", await Found(new() { State = CaseState.Closed }));
        Assert.Equal("3", await Found(new() { Position = "supervisor" }));
        Assert.Equal("3", await Found(new() { Customer = new(2) }));
        Assert.Equal("2", await Found(new() { From = Town.Noon + Duration.FromMinutes(1), Until = Town.Noon + Duration.FromHours(2) }));
        Assert.Equal("2 1", await Found(new() { Before = new(3), Take = 5 }));
        Assert.Equal("4 3", await Found(new() { Take = 2 }));
    }

    [SkippableFact]
    public async Task Contact_ReferenceOfADoorTwice_IsRefusedForEver()
    {
        await BuildPeopleAsync();
        await ChangeAsync(unit => unit.Service.AddAsync([ContactOf(1, "call-1"), ContactOf(2, null), ContactOf(3, null)]));
        await RefusesAsync(unit => unit.Service.AddAsync([ContactOf(4, "call-1")]));
        await ChangeAsync(unit => unit.Service.AddAsync([ContactOf(4, "call-1") with { Channel = "Email" }]));
        Assert.Equal(ContactOf(1, "call-1"), await LookAsync(unit => unit.Service.FindInteractionAsync("Phone", "call-1")));
        Assert.Null(await LookAsync(unit => unit.Service.FindInteractionAsync("Web", "call-1")));
        Assert.Equal([4L, 3], (await LookAsync(unit => unit.Service.InteractionsOfAsync(new Id<Customer>(1), 2))).Select(i => i.Id.Value));
        await using var unit = await Storage.ReadAsync();
        Assert.Equal([2L], (await ListAsync(unit.Service.InteractionsAsync(Town.Noon + Duration.FromMinutes(2), Town.Noon + Duration.FromMinutes(3)))).Select(i => i.Id.Value));
    }

    [SkippableFact]
    public async Task Acts_OnACase_AreUniqueByRevision_AndInOrder()
    {
        await BuildPeopleAsync();
        await ChangeAsync(unit => unit.Service.AddAsync(CaseOf(1)));
        CaseEvent Act(long revision, CaseAct act) => new(new(1), revision, Town.Noon, "li", "front-desk", act, "备注");
        await ChangeAsync(async unit => { await unit.Service.AppendAsync(Act(2, CaseAct.Note)); await unit.Service.AppendAsync(Act(1, CaseAct.Open)); });
        await RefusesAsync(unit => unit.Service.AppendAsync(Act(2, CaseAct.Answer)));
        await RefusesAsync(unit => unit.Service.AppendAsync(Act(1, CaseAct.Open) with { Case = new(5) }));
        Assert.Equal([Act(1, CaseAct.Open), Act(2, CaseAct.Note)], await LookAsync(unit => unit.Service.EventsOfAsync(new(1))));
        await ChangeAsync(unit => unit.Service.AddAsync([ContactOf(2, null, serviceCase: 1, house: null)]));
        Assert.Equal([2L], (await LookAsync(unit => unit.Service.InteractionsOfAsync(new Id<ServiceCase>(1)))).Select(i => i.Id.Value));
        Assert.Equal(3, await LookAsync(unit => unit.Service.NextIdAsync()));
    }

    [SkippableFact]
    public async Task Customers_AreFoundByAnyWayOfWritingAnAddress()
    {
        await ChangeAsync(unit => unit.Customers.AddAsync(
        [
            new Customer { Id = new(1), Name = "甲", Phone = "+86 138-0000-0017" }, new Customer { Id = new(2), Name = "乙", Phone = "(138)00000017" },
            new Customer { Id = new(3), Name = "丙", Phone = "Li-Na@Example.org" }, new Customer { Id = new(4), Name = "丁" },
        ]));
        MessageAddress phone = MessageAddress.Of("13800000017")!, mail = MessageAddress.Of("wang@example.org")!;
        async Task<string> At(string key) => string.Join(' ', (await LookAsync(unit => unit.Service.CustomersAtAsync(key))).Select(c => c.Id));
        Assert.Equal("1 2", await At(phone.Key));
        Assert.Equal("", await At("tel:"));
        await ChangeAsync(async unit =>
        {
            await unit.Service.PutAsync(new ContactPoint(new(4), phone, Town.Noon));
            await unit.Service.PutAsync(new ContactPoint(new(4), mail, Town.Noon));
            await unit.Service.PutAsync(new ContactPoint(new(4), new(AddressKind.Email, "WANG@example.org"), Town.Noon));
            await unit.Service.PutAsync(new ContactPoint(new(1), MessageAddress.Of("13800000017")!, Town.Noon));
        });
        Assert.Equal("1 2 4", await At(phone.Key));
        Assert.Equal("4", await At(mail.Key));
        var addresses = await LookAsync(unit => unit.Service.AddressesOfAsync([new(1), new(4)]));
        Assert.Equal(["+86 138-0000-0017"], addresses[new(1)].Select(a => a.Value));
        Assert.Equal([mail.Value, phone.Value], addresses[new(4)].Select(a => a.Value));
        await ChangeAsync(unit => unit.Service.RemoveAsync(new ContactPoint(new(4), phone, Town.Noon)));
        Assert.Equal("1 2", await At(phone.Key));
    }

    [SkippableFact]
    public async Task Wishes_TheLatestPreferencesHold_AndChoicesAreKeptInOrder()
    {
        await BuildPeopleAsync();
        await ChangeAsync(unit => unit.Service.PutAsync(new ContactPreferences(new(1)) { Language = Language.English, Channels = ["Email"] }));
        await ChangeAsync(unit => unit.Service.PutAsync(new ContactPreferences(new(1)) { Channels = ["Sms", "Email"] }));
        var wishes = await LookAsync(unit => unit.Service.PreferencesOfAsync([new(1), new(2)]));
        Assert.Null(Assert.Single(wishes).Value.Language);
        Assert.Equal(["Sms", "Email"], wishes[new(1)].Channels);
        ContactChoice Choice(string subject, bool allowed) => new(subject, "dunning", ContactChoice.Any, allowed, Town.Noon, "counter, li");
        await ChangeAsync(async unit => { await unit.Service.AppendAsync(Choice("customer 1", false)); await unit.Service.AppendAsync(Choice("tel:1", true)); await unit.Service.AppendAsync(Choice("customer 1", true)); });
        var said = await LookAsync(unit => unit.Service.ChoicesOfAsync(["customer 1", "customer 2"]));
        Assert.Equal([Choice("customer 1", false) with { Sequence = 1 }, Choice("customer 1", true) with { Sequence = 3 }], said["customer 1"]);
        Assert.Equal([1L], (await LookAsync(unit => unit.Service.AccountsOfAsync(new(1)))).Select(a => a.Id.Value));
    }
}

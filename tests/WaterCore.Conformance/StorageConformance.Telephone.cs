using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static CallRecord Call(string id, string from = "13800000001", int minute = 0, string? account = null) => new()
    {
        Id = id, From = from, To = "95598", ArrivedAt = Town.Noon + Duration.FromMinutes(minute), EndedAt = Town.Noon + Duration.FromMinutes(minute + 2),
        Ending = CallEnding.HungUp, Account = account, Path = ["main", "money-menu"],
    };

    [SkippableFact]
    public async Task Pin_SetAnew_ReplacesTheOneBefore()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 1));
        Assert.Null(await LookAsync(unit => unit.Telephone.FindPinAsync(new(1))));
        foreach (var pin in new[] { "417902", "581936" })
            await ChangeAsync(unit => unit.Telephone.PutAsync(new AccountPin(new(1), PinHash.Of(pin, new byte[16], 10), Town.Noon)));
        var kept = (await LookAsync(unit => unit.Telephone.FindPinAsync(new(1))))!;
        Assert.Equal((true, false, Town.Noon), (kept.Hash.Matches("581936"), kept.Hash.Matches("417902"), kept.SetAt));
    }

    [SkippableFact]
    public async Task Pin_OfNoAccount_IsRefused() =>
        await RefusesAsync(unit => unit.Telephone.PutAsync(new AccountPin(new(99), PinHash.Of("417902", new byte[16], 10), Town.Noon)));

    [SkippableFact]
    public async Task Call_IsKeptOnce_AndFoundByTimeNumberAndAccount()
    {
        var talked = Call("c3", "13800000002", 5, "6200001") with { Ending = CallEnding.Talked, WaitedFrom = Town.Noon, ConnectedAt = Town.Noon + Duration.FromSeconds(9), Desk = "601" };
        foreach (var call in new[] { Call("c1"), Call("c2", minute: 3, account: "6200001"), talked }) await ChangeAsync(unit => unit.Telephone.AddAsync(call));
        await RefusesAsync(unit => unit.Telephone.AddAsync(Call("c1", minute: 9)));
        Assert.Equal(["c2", "c1"], (await LookAsync(unit => unit.Telephone.CallsOfAsync("13800000001", null, 10))).Select(c => c.Id));
        Assert.Equal(["c3", "c2"], (await LookAsync(unit => unit.Telephone.CallsOfAsync(null, "6200001", 10))).Select(c => c.Id));
        Assert.Equal(["c2"], (await LookAsync(unit => unit.Telephone.CallsAsync(Town.Noon + Duration.FromMinutes(1), Town.Noon + Duration.FromMinutes(5), 10))).Select(c => c.Id));
        var kept = (await LookAsync(unit => unit.Telephone.CallsAsync(Town.Noon, Town.Noon + Duration.FromHours(1), 1))).Single();
        Assert.Equal(talked with { Path = kept.Path }, kept);
        Assert.Equal(talked.Path, kept.Path);
    }

    [SkippableFact]
    public async Task Call_ThatWasConnectedAndNotTalked_IsRefused() =>
        await RefusesAsync(unit => unit.Telephone.AddAsync(Call("c1") with { ConnectedAt = Town.Noon }));
}

using NodaTime;
using WaterCore.Operations;
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

    private sealed class DayClock : IClock
    {
        public Instant Now { get; set; }

        public Instant GetCurrentInstant() => Now;
    }

    private static readonly LocalDate s_day = new(2026, 11, 25);

    private async Task<bool> CountAsync(IdentificationCount count, LocalDate? day = null)
    {
        var counted = false;
        await ChangeAsync(async unit => counted = await unit.Telephone.CountAsync(day ?? s_day, count));
        return counted;
    }

    [SkippableFact]
    public async Task WrongPins_AreCountedUpToTheirLimit_GivenBack_AndForgottenByDay()
    {
        var count = new IdentificationCount(IdentificationScope.Account, "6200017", 3);
        for (var i = 0; i < 3; i++) Assert.True(await CountAsync(count));
        Assert.False(await CountAsync(count));
        Assert.True(await CountAsync(count with { Key = "6200018" }));
        Assert.True(await CountAsync(count with { Scope = IdentificationScope.Number }));
        Assert.True(await CountAsync(count, s_day.PlusDays(1)));
        await ChangeAsync(unit => unit.Telephone.GiveBackAsync(s_day, count));
        Assert.True(await CountAsync(count));
        Assert.False(await CountAsync(count));
        await ChangeAsync(unit => unit.Telephone.ForgetCountsAsync(s_day.PlusDays(1)));
        Assert.True(await CountAsync(count));
        await ChangeAsync(unit => unit.Telephone.GiveBackAsync(s_day, count with { Key = "never" }));
    }

    [SkippableFact]
    public async Task WrongPins_OfHostsAtTheSameMoment_GetNoMoreTriesThanOneAfterTheOther()
    {
        // As two hosts do it: each with a guard of its own over one storage.
        var clock = new DayClock { Now = Town.Noon };
        var guards = Enumerable.Range(0, 2).Select(_ => new StoredIdentificationGuard(Storage, clock, DateTimeZone.Utc)).ToList();
        var verdicts = new System.Collections.Concurrent.ConcurrentBag<IdentificationVerdict>();
        await Parallel.ForAsync(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            for (var again = 0; ; again++)
                try
                {
                    verdicts.Add(await guards[i % 2].AdmitAsync($"call{i}", "6200017", $"n{i}", CancellationToken.None));
                    return;
                }
                catch (StorageConflictException) when (again < 20)
                {
                }
        });
        Assert.Equal((5, 19), (verdicts.Count(v => v == IdentificationVerdict.Admitted), verdicts.Count(v => v == IdentificationVerdict.AccountClosed)));
        // What was refused counted against nobody else: everybody together has five.
        var left = Enumerable.Range(0, 295).All(i => guards[0].AdmitAsync($"c{i}", $"a{i}", $"m{i}").AsTask().Result == IdentificationVerdict.Admitted);
        Assert.True(left);
        Assert.Equal(IdentificationVerdict.EverybodyClosed, await guards[1].AdmitAsync("c", "a", "m"));
        // A host that starts anew has forgotten nothing; the next day all is open.
        Assert.Equal(IdentificationVerdict.EverybodyClosed, await new StoredIdentificationGuard(Storage, clock, DateTimeZone.Utc).AdmitAsync("d", "b", "o"));
        clock.Now += Duration.FromDays(1);
        Assert.Equal(IdentificationVerdict.Admitted, await guards[1].AdmitAsync("d", "b", "o"));
    }

    [SkippableFact]
    public async Task Tolls_AreCountedOverRestartsAndHosts_InAnyMinuteAndAnyDay()
    {
        var clock = new DayClock { Now = Town.Noon };
        // Each book is as a host that has just started.
        ValueTask<TollVerdict> CountAsync(string call) => new StoredTollBook(Storage, clock).CountAsync(new(call), 3, 5);
        foreach (var call in new[] { "c1", "c2", "c3" }) Assert.Equal(TollVerdict.Admitted, await CountAsync(call));
        Assert.Equal(TollVerdict.MinuteFull, await CountAsync("c4"));
        // One that was admitted is asked for again, as after a lost answer: it counts once.
        Assert.Equal(TollVerdict.Admitted, await CountAsync("c3"));
        clock.Now += Duration.FromMinutes(1) - Duration.FromMilliseconds(1);
        Assert.Equal(TollVerdict.MinuteFull, await CountAsync("c4"));
        clock.Now += Duration.FromMilliseconds(1);
        foreach (var call in new[] { "c4", "c5" }) Assert.Equal(TollVerdict.Admitted, await CountAsync(call));
        clock.Now += Duration.FromMinutes(2);
        Assert.Equal(TollVerdict.DayFull, await CountAsync("c6"));
        // A clock that is set back admits no more.
        clock.Now -= Duration.FromHours(3);
        Assert.NotEqual(TollVerdict.Admitted, await CountAsync("c6"));
        clock.Now = Town.Noon + Duration.FromDays(1);
        foreach (var call in new[] { "c6", "c7", "c8" }) Assert.Equal(TollVerdict.Admitted, await CountAsync(call));
        Assert.Equal(TollVerdict.MinuteFull, await CountAsync("c9"));
        Assert.Equal(5, await LookAsync(unit => unit.Telephone.TollsAsync(Town.Noon)));
    }

    [SkippableFact]
    public async Task Tolls_OfHostsAtTheSameMoment_AreNoMoreThanOneAfterTheOther()
    {
        var books = Enumerable.Range(0, 2).Select(_ => new StoredTollBook(Storage, new DayClock { Now = Town.Noon })).ToList();
        var verdicts = new System.Collections.Concurrent.ConcurrentBag<TollVerdict>();
        await Parallel.ForAsync(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            for (var again = 0; ; again++)
                try
                {
                    verdicts.Add(await books[i % 2].CountAsync(new($"c{i}"), 7, 100, CancellationToken.None));
                    return;
                }
                catch (StorageConflictException) when (again < 20)
                {
                }
        });
        Assert.Equal((7, 17), (verdicts.Count(v => v == TollVerdict.Admitted), verdicts.Count(v => v == TollVerdict.MinuteFull)));
    }

    [SkippableFact]
    public async Task CallBacks_AreKeptInTheirOrder_AndTakenOnce()
    {
        var (second, first) = (new CallBack("b1", "13900001111", "front-desk", Town.Noon + Duration.FromMinutes(1), null), new CallBack("b2", "13900002222", "collector", Town.Noon, "17"));
        await ChangeAsync(unit => unit.Telephone.AddAsync(second));
        await ChangeAsync(unit => unit.Telephone.AddAsync(first));
        Assert.Equal([first, second], await LookAsync(unit => unit.Telephone.CallBacksAsync()));
        var taken = new List<bool>();
        foreach (var _ in new[] { 1, 2 }) await ChangeAsync(async unit => taken.Add(await unit.Telephone.TakeCallBackAsync("b1")));
        Assert.Equal([true, false], taken);
        Assert.Equal([first], await LookAsync(unit => unit.Telephone.CallBacksAsync()));
    }

    [SkippableFact]
    public async Task Seat_IsChangedByOneAfterTheOther_AndStays()
    {
        var seat = new AgentSeat("601", "li", ["front-desk", "collector"], SeatWish.Ready, 1, Town.Noon);
        await ChangeAsync(unit => unit.Telephone.PutAsync(seat));
        await RefusesAsync(unit => unit.Telephone.PutAsync(seat));
        await RefusesAsync(unit => unit.Telephone.PutAsync(seat with { Revision = 3 }));
        await ChangeAsync(unit => unit.Telephone.PutAsync(seat with { Revision = 2, Wish = SeatWish.Off, Name = "wang", Skills = ["front-desk"] }));
        var kept = Assert.Single(await LookAsync(unit => unit.Telephone.SeatsAsync()));
        Assert.Equal(("601", "wang", "front-desk", SeatWish.Off, 2), (kept.Number, kept.Name, string.Join(',', kept.Skills), kept.Wish, kept.Revision));
    }

    [SkippableFact]
    public async Task HotlineNow_IsTheLastOneShown()
    {
        Assert.Null(await LookAsync(unit => unit.Telephone.NowAsync()));
        foreach (var text in new[] { "{}", "{\"a\":1}" }) await ChangeAsync(unit => unit.Telephone.PutAsync(new HotlineNow(Town.Noon, text)));
        Assert.Equal(new HotlineNow(Town.Noon, "{\"a\":1}"), await LookAsync(unit => unit.Telephone.NowAsync()));
    }

    [SkippableFact]
    public async Task Recording_OfACallThatIsKept_StaysAndIsErasedOnce()
    {
        var recording = new CallRecording { Name = "talk-1", Call = "c1", Agent = "601", From = Town.Noon, Until = Town.Noon + Duration.FromMinutes(1), Bytes = 44, Sha256 = new string('a', 64) };
        await RefusesAsync(unit => unit.Telephone.AddAsync(recording));
        await ChangeAsync(unit => unit.Telephone.AddAsync(Call("c1")));
        await ChangeAsync(unit => unit.Telephone.AddAsync(recording));
        await RefusesAsync(unit => unit.Telephone.AddAsync(recording));
        Assert.Equal(recording, Assert.Single(await LookAsync(unit => unit.Telephone.RecordingsAsync(Town.Noon, Town.Noon + Duration.FromDays(1), 10))));
        Assert.Single(await LookAsync(unit => unit.Telephone.RecordingsBeforeAsync(Town.Noon + Duration.FromMilliseconds(1), 10)));
        Assert.Empty(await LookAsync(unit => unit.Telephone.RecordingsBeforeAsync(Town.Noon, 10)));
        await ChangeAsync(unit => unit.Telephone.ErasedAsync("talk-1", Town.Noon + Duration.FromDays(180)));
        await RefusesAsync(unit => unit.Telephone.ErasedAsync("talk-1", Town.Noon));
        Assert.Empty(await LookAsync(unit => unit.Telephone.RecordingsBeforeAsync(Town.Noon + Duration.FromDays(1), 10)));
        Assert.Equal(Town.Noon + Duration.FromDays(180), (await LookAsync(unit => unit.Telephone.FindRecordingAsync("talk-1")))!.ErasedAt);
    }
}

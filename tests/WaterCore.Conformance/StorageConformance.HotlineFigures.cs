using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Conformance;

/// <summary>The hotline's figures, each against rows that are counted by hand.</summary>
public abstract partial class StorageConformance
{
    // Hour 12 in the zone of the utility; seconds from the arrival.
    private static CallRecord Ended(string id, CallEnding ending, string path, int minute = 0, int? waits = null, int? connected = null, int lasts = 60)
    {
        var arrived = Town.Noon + Duration.FromMinutes(minute);
        return new CallRecord
        {
            Id = id, From = "13800000001", To = "95598", ArrivedAt = arrived, EndedAt = arrived + Duration.FromSeconds(lasts), Ending = ending, Path = path.Split(' '),
            WaitedFrom = waits is { } w ? arrived + Duration.FromSeconds(w) : null, ConnectedAt = connected is { } c ? arrived + Duration.FromSeconds(c) : null, Desk = connected is null ? null : "601",
        };
    }

    [SkippableFact]
    public async Task HotlineFigures_AreThoseOfTheRows()
    {
        const string Served = "main money-account money-pin money-identify money-menu balance balance-owed money-after";
        CallRecord[] calls =
        [
            Ended("served", CallEnding.SelfService, Served + " bye"), Ended("heard-and-gone", CallEnding.HungUp, Served, 10), Ended("gave-up-at-pin", CallEnding.HungUp, "main money-account money-pin", 70),
            Ended("gave-up-at-once", CallEnding.HungUp, "main", 80), Ended("talked", CallEnding.Talked, "main agent", 130, waits: 10, connected: 25, lasts: 145), Ended("talked-late", CallEnding.Talked, "main agent", 131, waits: 5, connected: 45, lasts: 105),
            Ended("talked-after-balance", CallEnding.Talked, Served + " agent", 132, waits: 60, connected: 81, lasts: 381), Ended("abandoned", CallEnding.Abandoned, "main agent", 133, waits: 8), Ended("lost", CallEnding.Lost, "main", 140),
        ];
        foreach (var call in calls) await ChangeAsync(unit => unit.Telephone.AddAsync(call));
        // The day before and the day after are no part of it.
        await ChangeAsync(unit => unit.Telephone.AddAsync(Ended("before", CallEnding.SelfService, Served, -24 * 60)));
        await ChangeAsync(unit => unit.Telephone.AddAsync(Ended("after", CallEnding.Abandoned, "main agent", 24 * 60, waits: 1)));
        var zone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];
        var day = new LocalDate(2026, 1, 1);
        var rows = await LookAsync(unit => unit.Telephone.CallsAsync(zone.AtStartOfDay(day).ToInstant(), zone.AtStartOfDay(day.PlusDays(1)).ToInstant(), 1000));
        var f = CallStatistics.Of(rows, DialogueFile.Shipped(), zone);

        Assert.Equal((9, 4, 3, 1, 1), (f.Offered, f.AskedForPerson, f.Answered, f.Abandoned, f.AnsweredInTime));
        // Who was told the balance and asked for nobody, whether goodbye was heard or not; not who then asked for a person.
        Assert.Equal(2, f.SelfServed);
        Assert.Equal([1, 3, 1, 3, 1], Enum.GetValues<CallEnding>().Select(e => f.Endings[e]));
        // Waited 15, 21 and 40 seconds; talked 60, 120 and 300.
        Assert.Equal((21L, 40L, 120L), (f.WaitMedianSeconds, f.WaitMaxSeconds, f.TalkMedianSeconds));
        Assert.Equal([("main", 1), ("money-pin", 1)], f.GaveUpAt);
        Assert.Equal((9, 4, 3), (Of("main"), Of("money-pin"), Of("balance-owed")));
        Assert.Equal((2, 2, 5), (f.ByHour[12], f.ByHour[13], f.ByHour[14]));
        Assert.Equal(9, f.ByHour.Sum());

        int Of(string step) => f.Steps.Single(s => s.Step == step).Calls;
    }

    [SkippableFact]
    public async Task CampaignFigures_AreThoseOfTheRows_AndOfTheMoneyThatCameInAfter()
    {
        await ChangeAsync(async unit =>
        {
            await Town.BuildAsync(unit, 7);
            await unit.Metering.AddAsync([.. Enumerable.Range(1, 7).Select(h => Town.Reading(h, h, new(2026, 1, 31), 112_000))]);
            await unit.Bills.AddAsync([.. Enumerable.Range(1, 7).Select(h => Town.Bill(h, h, new(2026, 1, 1), new(2026, 1, 31)))]);
        });
        var clock = new DayClock { Now = Instant.FromUtc(2026, 2, 10, 4, 0) };
        var context = new MoneyContext(Storage, new Utility("珠海水务", DateTimeZone.Utc, Currency.Cny), clock, new ReceivablePolicy());
        var (payments, desk, clerk) = (new PaymentDesk(context), new CampaignDesk(context), new Actor("wang", "collector"));
        await PayAsync(1, 1000, "before");
        clock.Now += Duration.FromMinutes(1);
        // Every second house has a telephone.
        var made = (await desk.CreateAsync(new CampaignDraft { Name = "spring", Accounts = [.. Enumerable.Range(1, 7).Select(h => Town.Account(h).Number)], Purpose = CampaignDesk.Dunning, Script = "reminder" }, clerk)).Value;
        Assert.Equal((4, 3), (made.Numbers, made.LeftOut.Count));
        clock.Now += Duration.FromMinutes(1);
        await NoteAsync("07561", TargetResult.Delivered, TryOutcome.Delivered, 61);
        await NoteAsync("07563", TargetResult.InvalidNumber, TryOutcome.InvalidNumber, 0);
        await NoteAsync("07565", TargetResult.Open, TryOutcome.Busy, 0);
        await PayAsync(1, 456, "after");
        var wrong = await PayAsync(3, 3456, "wrong");
        Assert.True((await payments.ReverseAsync(wrong, "wrong account", clerk)).IsOk);
        await PayAsync(5, 3456, "settles");

        var progress = Assert.Single(await desk.ListAsync());
        Assert.Equal((4, 2, 3, 61L), (progress.Numbers, progress.Done, progress.Tries, progress.TalkSeconds));
        Assert.Equal((2, 1, 1), (progress.Results[TargetResult.Open], progress.Results[TargetResult.Delivered], progress.Results[TargetResult.InvalidNumber]));
        // Two minutes begun.
        Assert.Equal(Money.Cny(16), progress.Cost(Money.Cny(8)));
        var lines = (await desk.ResultsAsync("spring")).Value.ToDictionary(l => l.Target.Phone);
        Assert.Equal((Money.Cny(456), Money.Cny(2000)), (lines["07561"].PaidSince, lines["07561"].Owed));
        Assert.Equal((Money.Cny(0), Money.Cny(3456)), (lines["07563"].PaidSince, lines["07563"].Owed));
        Assert.Equal((Money.Cny(3456), Money.Cny(0)), (lines["07565"].PaidSince, lines["07565"].Owed));
        Assert.Equal((TryOutcome.Busy, null), (lines["07565"].Last, lines["07567"].Last));

        async Task<Id<AccountEntry>> PayAsync(int house, long fen, string reference) =>
            (await payments.TakeAsync(new() { Account = Town.Account(house).Number, Amount = Money.Cny(fen), Channel = "web", Reference = reference }, Actor.System)).Value.Entry;

        Task NoteAsync(string phone, TargetResult result, TryOutcome outcome, int seconds) => ChangeAsync(async unit =>
        {
            var target = (await unit.Campaigns.TargetsAsync(made.Campaign.Id, "", 10)).Single(t => t.Phone == phone);
            await unit.Campaigns.PutAsync(target with { Call = "c" + phone }, null);
            await unit.Campaigns.AddAsync(new CampaignTry("c" + phone, made.Campaign.Id, phone, 1, clock.Now, clock.Now + Duration.FromSeconds(70), outcome, seconds));
            await unit.Campaigns.PutAsync(target with { Result = result, Tries = 1, DoneAt = result == TargetResult.Open ? null : clock.Now }, "c" + phone);
        });
    }
}

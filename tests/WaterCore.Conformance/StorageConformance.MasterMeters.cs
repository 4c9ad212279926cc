using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableFact]
    public async Task MasterMeter_LossOfAMonth_IsSharedByUse_AndBilledOnce()
    {
        var money = On(Day(2, 2));
        Assert.True((await new TariffDesk(Storage, money.Clock).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Actor.System)).IsOk);
        await ChangeAsync(async unit =>
        {
            var houses = Enumerable.Range(1, 2).ToList();
            await unit.Customers.AddAsync(houses.ConvertAll(Town.Customer));
            await unit.Customers.AddAsync([.. houses.ConvertAll(Town.Premise), Town.Premise(3)]);
            await unit.Customers.AddAsync([.. houses.ConvertAll(Town.ServicePoint), Town.ServicePoint(3)]);
            await unit.Customers.AddAsync(houses.ConvertAll(Town.Account));
            await unit.Customers.AddAsync(houses.ConvertAll(Town.Agreement));
            await unit.Metering.AddAsync([.. houses.ConvertAll(Town.Meter), Town.Meter(3) with { Size = "DN50" }]);
            await unit.Metering.AddAsync([.. houses.ConvertAll(Town.Installation), Town.Installation(3)]);
            // The master counts 38, the houses 10 and 20: 8 were lost, 2.667 and 5.333 of it are theirs.
            await unit.Metering.AddAsync([Town.Reading(11, 1, Day(1, 31), 110_000), Town.Reading(12, 2, Day(1, 31), 120_000), Town.Reading(13, 3, Day(1, 31), 138_000)]);
        });
        var desk = new MasterMeterDesk(money);
        Assert.Equal("metering.act-refused", (await desk.LossAsync("M00003", Day(1, 1))).Fault?.Code);
        foreach (var sub in new[] { "M00001", "M00002" }) Assert.True((await desk.SetAsync(sub, "M00003", Actor.System)).IsOk);
        Assert.Equal("metering.act-refused", (await desk.SetAsync("M00003", "M00001", Actor.System)).Fault?.Code);
        Assert.Equal("metering.act-refused", (await desk.BillAsync("M00003", Day(1, 1), Actor.System)).Fault?.Code);
        await new BillingRun(Storage, money.Utility, money.Clock).BillAsync(Town.January, Actor.System);

        var loss = (await desk.LossAsync("M00003", Day(1, 1))).Value;
        Assert.Equal((38_000L, 8_000L), (loss.Counted.Thousandths, loss.Loss.Thousandths));
        Assert.Equal([("M00001", "6200001", 10_000L, 2_667L, false), ("M00002", "6200002", 20_000L, 5_333L, false)], loss.Shares.Select(s => (s.Meter, s.Account!, s.Used.Thousandths, s.Share.Thousandths, s.IsBilled)));
        Assert.Equal(2, (await desk.BillAsync("M00003", Day(1, 1), Actor.System)).Value.Count);
        Assert.Empty((await desk.BillAsync("M00003", Day(1, 1), Actor.System)).Value);
        Assert.All((await desk.LossAsync("M00003", Day(1, 1))).Value.Shares, s => Assert.True(s.IsBilled));
        Assert.Equal([12_667L, 10_000L], (await LookAsync(unit => unit.Bills.OfAccountAsync(new(1)))).Select(b => b.Usage.Thousandths));
        // What was shared out was counted by no register of theirs, and is known as that.
        Assert.Equal(2_667, (await LookAsync(async unit => await unit.Accounts.FindCorrectionAsync((await unit.Bills.OfAccountAsync(new(1)))[0].Key)))!.VolumeByDecision);
        Assert.Empty(await LookAsync(unit => unit.Receivables.UnbalancedAsync()));
    }
}

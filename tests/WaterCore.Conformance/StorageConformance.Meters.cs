using NodaTime;
using WaterCore.Billing;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static readonly Utility s_utility = new("Test", DateTimeZone.Utc, Currency.Cny);
    private static readonly Period s_firstCycle = new(Day(1, 1), Day(3, 1)), s_secondCycle = new(Day(3, 1), Day(5, 1)), s_thirdCycle = new(Day(5, 1), Day(7, 1));
    // After every day that a test reads.
    private readonly FixedClock _clock = new(Town.Noon + Duration.FromDays(364));

    private MeterDesk Desk => new(Storage, _clock, s_utility);

    private static NewMeter Fresh(string number, long first = 0) => new() { Number = number, Size = "DN20", Dials = 5, FirstIndex = first };

    private async Task BuildBillableAsync()
    {
        await new TariffDesk(Storage, _clock).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Actor.System);
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Customer(1)]);
            await unit.Customers.AddAsync([Town.Premise(1)]);
            await unit.Customers.AddAsync([Town.ServicePoint(1)]);
            await unit.Customers.AddAsync([Town.Account(1)]);
            await unit.Customers.AddAsync([Town.Agreement(1)]);
            await unit.Metering.AddAsync([Town.Meter(1)]);
            await unit.Metering.AddAsync([Town.Installation(1)]);
        });
    }

    private Task ReadAsync(string meter, LocalDate day, long index, ReadStatus status = ReadStatus.Read, IndexTurn turn = IndexTurn.None) => ChangeAsync(async unit =>
    {
        var found = (await unit.Metering.FindMetersAsync([meter]))[meter];
        await unit.Metering.AddAsync([new Reading { Id = new(await unit.Customers.LastIdAsync() + 1), Meter = found.Id, Day = day, Index = index, Status = status, Turn = turn }]);
    });

    private async Task<Bill?> BillAsync(Period cycle)
    {
        await new BillingRun(Storage, s_utility, _clock).BillAsync(cycle, Actor.System);
        var bills = await LookAsync(unit => unit.Bills.OfAccountAsync(new(1)));
        return bills.FirstOrDefault(b => b.Cycle == cycle.From);
    }

    private async Task AssertSoundAsync() => Assert.Empty((await new Verification(Storage).VerifyAsync()).Findings);

    private static string? Stated(Bill bill, string name) => BillPacking.UnpackInputs(bill.Inputs.Span, bill.Usage).Attributes.Find(BilledVolume.Prefix + name);

    // Opening 100 on 1 January; 120 when it goes, 0 when the other comes; 8 at the end: 28 m³ over both.
    [SkippableFact]
    public async Task Exchange_WithinThePeriod_BillsTheSumOfBothSpans()
    {
        await BuildBillableAsync();
        Assert.True((await Desk.ExchangeAsync("M00001", 120_000, IndexTurn.None, Fresh("N1"), Day(2, 10), "k1", Actor.System)).IsOk);
        await ReadAsync("N1", Day(2, 26), 8_000);
        var bill = await BillAsync(s_firstCycle);
        Assert.Equal((28_000, Day(1, 1), Day(2, 26), 8_000), (bill!.Usage.Thousandths, bill.Key.From, bill.To, bill.ClosingIndex));
        Assert.Equal("M00001 100 > 120", Stated(bill, "span1"));
        Assert.Equal("N1 0 > 8", Stated(bill, "span2"));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Exchange_AfterABill_TilesAndGoesOnWithTheNewMeter()
    {
        await BuildBillableAsync();
        await ReadAsync("M00001", Day(2, 25), 112_000);
        Assert.Equal(12_000, (await BillAsync(s_firstCycle))!.Usage.Thousandths);
        Assert.True((await Desk.ExchangeAsync("M00001", 120_000, IndexTurn.None, Fresh("N1", 5_000), Day(3, 10), "k1", Actor.System)).IsOk);
        Assert.True((await Desk.ExchangeAsync("N1", 7_000, IndexTurn.None, Fresh("N2", 99_998_000), Day(4, 1), "k2", Actor.System)).IsOk);
        await ReadAsync("N2", Day(4, 26), 3_000, turn: IndexTurn.Rollover);
        var bill = await BillAsync(s_secondCycle);
        // 120 - 112, 7 - 5, and from 99,998 over zero to 3.
        Assert.Equal((8_000 + 2_000 + 5_000, Day(2, 25)), (bill!.Usage.Thousandths, bill.Key.From));
        await ReadAsync("N2", Day(6, 26), 9_000);
        Assert.Equal((6_000, Day(4, 26)), ((await BillAsync(s_thirdCycle))!.Usage.Thousandths, (await BillAsync(s_thirdCycle))!.Key.From));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Exchange_Repeated_HasOneEffect_AndAnotherBodyIsRefused()
    {
        await BuildBillableAsync();
        var first = await Desk.ExchangeAsync("M00001", 120_000, IndexTurn.None, Fresh("N1"), Day(2, 10), "k1", Actor.System);
        var again = await Desk.ExchangeAsync("M00001", 120_000, IndexTurn.None, Fresh("N1"), Day(2, 10), "k1", Actor.System);
        var other = await Desk.ExchangeAsync("M00001", 121_000, IndexTurn.None, Fresh("N1"), Day(2, 10), "k1", Actor.System);
        Assert.Equal((false, true, false), (first.Value.Repeated, again.Value.Repeated, other.IsOk));
        Assert.Equal(first.Value.Done, again.Value.Done);
        await using var look = await Storage.ReadAsync();
        Assert.Equal(2, (await look.Metering.InstallationsAtAsync([new(1)])).Count);
        Assert.Single((await ListAsync(look.Audit.StreamAsync())), e => e.Entry.Action == "meter.exchange");
    }

    [SkippableTheory]
    [InlineData("M00009", 120_000, 2, 10, "N1", "not known")]
    [InlineData("M00001", 99_000, 2, 10, "N1", "lower than 100")]
    [InlineData("M00001", 100_000_000, 2, 10, "N1", "does not fit")]
    [InlineData("M00001", 90_000_000, 2, 10, "N1", "can pass")]
    [InlineData("M00001", 120_000, 1, 1, "N1", "installed on")]
    [InlineData("M00001", 120_000, 1, 10, "N1", "read later")]
    [InlineData("M00001", 120_000, 2, 10, "M00002", "stands somewhere else")]
    public async Task Exchange_ThatCannotBe_IsRefusedAndKeepsNothing(string old, long last, int month, int day, string fresh, string why)
    {
        await BuildBillableAsync();
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Premise(2)]);
            await unit.Customers.AddAsync([Town.ServicePoint(2)]);
            await unit.Metering.AddAsync([Town.Meter(2)]);
            await unit.Metering.AddAsync([Town.Installation(2)]);
        });
        await ReadAsync("M00001", Day(1, 20), 100_000);
        var refused = await Desk.ExchangeAsync(old, last, IndexTurn.None, Fresh(fresh), Day(month, day), "k1", Actor.System);
        Assert.Contains(why, refused.Fault!.Message, StringComparison.Ordinal);
        await using var look = await Storage.ReadAsync();
        Assert.Null(Assert.Single(await look.Metering.InstallationsAtAsync([new(1)])).Installation.RemovedOn);
    }

    [SkippableFact]
    public async Task Removal_BillsUpToTheLastIndex_ThenThereIsNoMeter()
    {
        await BuildBillableAsync();
        Assert.True((await Desk.RemoveAsync("M00001", 115_000, IndexTurn.None, Day(2, 10), "k1", Actor.System)).IsOk);
        var bill = await BillAsync(s_firstCycle);
        Assert.Equal((15_000, Day(2, 10)), (bill!.Usage.Thousandths, bill.To));
        Assert.Null(Assert.Single(await CandidatesAsync(s_secondCycle)).Meter);
        Assert.True((await Desk.InstallAsync(Town.Account(1).Number, Fresh("N1", 4_000), Day(3, 5), "k2", Actor.System)).IsOk);
        await ReadAsync("N1", Day(4, 25), 6_000);
        Assert.Equal((2_000, Day(2, 10)), ((await BillAsync(s_secondCycle))!.Usage.Thousandths, (await BillAsync(s_secondCycle))!.Key.From));
        await AssertSoundAsync();
    }

    // Estimated at 130 and billed 30; the truth is 118: nothing is billed and 12 carried; then 125: 7 of the 12 are used up; then 140: 15 less 5.
    [SkippableFact]
    public async Task Estimate_ThatWasTooHigh_IsCorrectedOnce_ByCreditVolume()
    {
        await BuildBillableAsync();
        await ReadAsync("M00001", Day(2, 25), 130_000, ReadStatus.Estimated);
        Assert.Equal(30_000, (await BillAsync(s_firstCycle))!.Usage.Thousandths);
        await ReadAsync("M00001", Day(4, 25), 118_000);
        var second = await BillAsync(s_secondCycle);
        Assert.Equal((0, "-12", "12", "estimated"), (second!.Usage.Thousandths, Stated(second, "registered"), Stated(second, "credit_after"), Stated(second, "opening")));
        await AssertSoundAsync();
        await ReadAsync("M00001", Day(6, 25), 125_000);
        var third = await BillAsync(s_thirdCycle);
        Assert.Equal((0, "12", "5"), (third!.Usage.Thousandths, Stated(third, "credit_before"), Stated(third, "credit_after")));
        await ReadAsync("M00001", Day(8, 25), 140_000);
        Assert.Equal(10_000, (await BillAsync(new Period(Day(7, 1), Day(9, 1))))!.Usage.Thousandths);
        await AssertSoundAsync();
        var bills = await LookAsync(unit => unit.Bills.OfAccountAsync(new(1)));
        Assert.Equal(40_000, bills.Sum(b => b.Usage.Thousandths));   // 140 - 100
    }

    [SkippableFact]
    public async Task Reading_LowerAndNotExplained_IsParkedAndNeverGuessed()
    {
        await BuildBillableAsync();
        await ReadAsync("M00001", Day(2, 25), 95_000);
        Assert.Null(await BillAsync(s_firstCycle));
        Assert.Equal("metering.index-ran-back", Assert.Single(await LookAsync(unit => unit.Bills.OutcomesOfAsync(s_firstCycle.From))).Code);
    }

    [SkippableFact]
    public async Task Reading_OfReverseFlow_CarriesACredit()
    {
        await BuildBillableAsync();
        await ReadAsync("M00001", Day(2, 25), 97_000, turn: IndexTurn.Reversed);
        Assert.Equal((0, "3"), ((await BillAsync(s_firstCycle))!.Usage.Thousandths, Stated((await BillAsync(s_firstCycle))!, "credit_after")));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Meter_WithSealAndVerification_IsReadBackAsItWas()
    {
        var meter = Town.Meter(1) with { Seal = "S-17", VerificationDue = Day(6, 30), SourceKind = ReadingSourceKind.Remote };
        await ChangeAsync(unit => unit.Metering.AddAsync([meter, Town.Meter(2) with { Master = new(1), SourceKind = ReadingSourceKind.Card }]));
        var read = await LookAsync(unit => unit.Metering.FindMetersAsync(["M00001", "M00002"]));
        Assert.Equal(meter, read["M00001"]);
        Assert.Equal((new Id<Meter>(1), ReadingSourceKind.Card), (read["M00002"].Master!.Value, read["M00002"].SourceKind));
    }

    private sealed class FixedClock(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}

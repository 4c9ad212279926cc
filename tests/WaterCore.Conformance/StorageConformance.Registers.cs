using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Conformance;

/// <summary>Meters with several registers, and service points without a meter.</summary>
public abstract partial class StorageConformance
{
    private static NewMeter Combination(string number, long first, long second) => Fresh(number, first) with { Registers = [new NewRegister(2, second) { Multiplier = 10 }] };

    // The old meter: 100 to 120. The new one has two: 0 to 8, and 99,998 to 99,999 times 10; together 20 + 8 + 10.
    [SkippableFact]
    public async Task Registers_AreReadEach_AndBilledTogether()
    {
        await BuildBillableAsync();
        Assert.True((await Desk.ExchangeAsync("M00001", 120_000, IndexTurn.None, Combination("N1", 0, 99_998_000), Day(2, 10), "k1", Actor.System)).IsOk);
        await ReadAsync("N1", Day(2, 26), 8_000);
        Assert.Null(await BillAsync(s_firstCycle));
        var why = Assert.Single(await LookAsync(unit => unit.Bills.OutcomesOfAsync(s_firstCycle.From)));
        Assert.Equal(("billing.register-not-read", NotBilled.Skipped), (why.Code, why.Kind));
        Assert.Contains("N1/2 on 2026-02-26", why.Reason, StringComparison.Ordinal);

        await ReadAsync("N1/2", Day(2, 26), 99_999_000);
        var bill = (await BillAsync(s_firstCycle))!;
        Assert.Equal((38_000L, Day(1, 1), Day(2, 26)), (bill.Usage.Thousandths, bill.Key.From, bill.To));
        Assert.Equal(("M00001 100 > 120", "N1 0 > 8", "N1/2 99998 > 99999 x 10"), (Stated(bill, "span1"), Stated(bill, "span2"), Stated(bill, "span3")));
        await AssertSoundAsync();

        // The next goes on with both, one over its end.
        await ReadAsync("N1", Day(4, 26), 9_000);
        await ReadAsync("N1/2", Day(4, 26), 1_000, turn: IndexTurn.Rollover);
        var next = (await BillAsync(s_secondCycle))!;
        Assert.Equal((1_000 + 20_000, Day(2, 26)), (next.Usage.Thousandths, next.Key.From));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Registers_GoWithTheirMeter_InOneAct()
    {
        await BuildBillableAsync();
        Assert.True((await Desk.ExchangeAsync("M00001", 100_000, IndexTurn.None, Combination("N1", 0, 0), Day(1, 10), "k1", Actor.System)).IsOk);
        var later = Fresh("N2");
        Assert.Contains("N1/2 needs a last index", (await Desk.ExchangeAsync("N1", 7_000, IndexTurn.None, later, Day(2, 1), "k2", Actor.System)).Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("register of a meter", (await Desk.RemoveAsync("N1/2", 7_000, IndexTurn.None, Day(2, 1), "k2", Actor.System)).Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("1 further registers, not 2", (await Desk.ExchangeAsync("N1", 7_000, IndexTurn.None, later, Day(2, 1), "k2", Actor.System, [new(2, 300), new(3, 300)])).Fault!.Message, StringComparison.Ordinal);
        Assert.True((await Desk.ExchangeAsync("N1", 7_000, IndexTurn.None, later, Day(2, 1), "k2", Actor.System, [new(2, 300)])).IsOk);
        var register = Assert.Single(await LookAsync(unit => unit.Metering.RegistersAtAsync([new(1)])));
        Assert.Equal(("N1/2", 10, (LocalDate?)Day(2, 1), (long?)300), (register.Dial.Number, register.Dial.Multiplier, register.Place.RemovedOn, register.Place.LastIndex));
        await ReadAsync("N2", Day(2, 26), 1_000);
        Assert.Equal(7_000 + 3_000 + 1_000, (await BillAsync(s_firstCycle))!.Usage.Thousandths);
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Registers_StandOnTheSheetAndAreImportedWithTheirNumber()
    {
        await BuildBillableAsync();
        Assert.True((await Desk.ExchangeAsync("M00001", 100_000, IndexTurn.None, Combination("N1", 0, 0), Day(1, 10), "k1", Actor.System)).IsOk);
        await ChangeAsync(async unit =>
        {
            await unit.ReadingWork.PutAsync([new ReadingBook("B1", BookCycle.Monthly)]);
            await unit.ReadingWork.PutAsync([new BookPlace(new(1), "B1", 1)]);
        });
        var stops = await LookAsync(unit => unit.ReadingWork.StopsAsync("B1", Day(2, 1)));
        Assert.Equal([("N1", 1), ("N1/2", 1)], stops.Select(s => (s.Meter.Number, s.Walk)));
        var table = new SourceTable("r.csv", new string('d', 64), ["meter", "day", "index", "register"], [new SourceRow(2, ["N1", "2026-02-20", "3", ""]), new SourceRow(3, ["N1", "2026-02-20", "1", "2"])]);
        var result = await new ReadingIntake(Storage, _clock, s_utility).ImportAsync(table, new SourceFormat(), Actor.System);
        Assert.Empty(result.Refused);
        Assert.Equal(2, result.Added + result.Held);
    }

    // 4 m³ a month for each of three persons; the place began on 16 January: 16 of 31 days of it.
    [SkippableFact]
    public async Task FlatRate_IsBilledByWhatIsAgreed_MonthByMonth()
    {
        await new TariffDesk(Storage, _clock).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Actor.System);
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Customer(1)]);
            await unit.Customers.AddAsync([Town.Premise(1)]);
            await unit.Customers.AddAsync([Town.ServicePoint(1)]);
            await unit.Customers.AddAsync([Town.Account(1)]);
            await unit.Customers.AddAsync([Town.Agreement(1) with { Persons = 3, Attributes = new Dictionary<string, string>(Town.Agreement(1).Attributes) { ["agreed_volume"] = "4", ["agreed_for"] = "persons" } }]);
        });
        Assert.True((await Desk.InstallAsync(Town.Account(1).Number, Fresh("F1") with { SourceKind = ReadingSourceKind.Agreed }, Day(1, 16), "k1", Actor.System)).IsOk);
        Assert.Null(await BillAsync(new Period(Day(1, 1), Day(2, 1))));
        var first = (await BillAsync(new Period(Day(2, 1), Day(3, 1))))!;
        Assert.Equal((6_194L, Day(1, 16), Day(2, 1)), (first.Usage.Thousandths, first.Key.From, first.To));   // 12 × 16 / 31
        var second = (await BillAsync(new Period(Day(3, 1), Day(4, 1))))!;
        Assert.Equal((12_000L, Day(2, 1), Day(3, 1)), (second.Usage.Thousandths, second.Key.From, second.To));
        Assert.True(second.Total.Minor > 0);
        await AssertSoundAsync();

        // It gets a meter: what is agreed counts up to that day, and no reading of it can be brought.
        Assert.True((await Desk.ExchangeAsync("F1", -1, IndexTurn.None, Fresh("N1"), Day(3, 11), "k2", Actor.System)).IsOk);
        await ReadAsync("N1", Day(4, 20), 2_000);
        var third = (await BillAsync(new Period(Day(4, 1), Day(5, 1))))!;
        Assert.Equal((3_871 + 2_000, Day(3, 1)), (third.Usage.Thousandths, third.Key.From));   // 12 × 10 / 31
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task FlatRate_WhoseTermsDoNotSayHowMuch_IsParkedWithTheReason()
    {
        await BuildBillableAsync();
        Assert.True((await Desk.ExchangeAsync("M00001", 100_000, IndexTurn.None, Fresh("F1") with { SourceKind = ReadingSourceKind.Agreed }, Day(1, 10), "k1", Actor.System)).IsOk);
        Assert.Null(await BillAsync(s_firstCycle));
        var why = Assert.Single(await LookAsync(unit => unit.Bills.OutcomesOfAsync(s_firstCycle.From)));
        Assert.Equal(NotBilled.Parked, why.Kind);
        Assert.Contains("agreed_volume", why.Reason, StringComparison.Ordinal);
    }

    // Noted on one; DN20 of 2026 is due in 2032, DN80 in 2028.
    [SkippableFact]
    public async Task Meters_DueForVerification_AreThoseNotedOrOfTheirBore()
    {
        await BuildBillableAsync();
        await ChangeAsync(async unit =>
        {
            foreach (var house in new[] { 2, 3 })
            {
                await unit.Customers.AddAsync([Town.Premise(house)]);
                await unit.Customers.AddAsync([Town.ServicePoint(house)]);
            }
            await unit.Metering.AddAsync([Town.Meter(2) with { Size = "DN80" }, Town.Meter(3) with { VerificationDue = Day(3, 1) }]);
            await unit.Metering.AddAsync([Town.Installation(2), Town.Installation(3)]);
            await unit.ReadingWork.PutAsync([new ReadingBook("B1", BookCycle.Monthly)]);
            await unit.ReadingWork.PutAsync([new BookPlace(new(2), "B1", 1)]);
        });
        async Task<IEnumerable<(string, LocalDate)>> Due(LocalDate by, string? book = null) => (await Desk.DueAsync(by, null, book)).Select(m => (m.Meter.Number, m.DueOn!.Value));
        Assert.Empty(await Due(Day(2, 28)));
        Assert.Equal([("M00003", Day(3, 1))], await Due(new LocalDate(2027, 12, 31)));
        Assert.Equal([("M00003", Day(3, 1)), ("M00002", new LocalDate(2028, 1, 1))], await Due(new LocalDate(2031, 12, 31)));
        Assert.Equal([("M00003", Day(3, 1)), ("M00002", new LocalDate(2028, 1, 1)), ("M00001", new LocalDate(2032, 1, 1))], await Due(new LocalDate(2032, 1, 1)));
        Assert.Equal([("M00002", new LocalDate(2028, 1, 1))], await Due(new LocalDate(2032, 1, 1), "B1"));
        Assert.Equal((Town.Account(1).Number, Town.Premise(1).Address), ((await Desk.DueAsync(new LocalDate(2032, 1, 1), "main"))[^1].Account, (await Desk.DueAsync(new LocalDate(2032, 1, 1)))[^1].Address));
    }
}

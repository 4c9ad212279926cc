using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableFact]
    public async Task Entities_Added_AreReadBackAsTheyWere()
    {
        var agreement = Town.Agreement(1) with
        {
            From = Day(3, 1), To = Day(5, 1), Persons = 5, Attributes = new Dictionary<string, string> { ["zone"] = "北\"区\"", ["meter_size"] = "DN20" },
        };
        var removed = Town.Installation(2) with { RemovedOn = Day(2, 1), LastIndex = 150_000 };
        var meter = Town.Meter(3) with { Unit = VolumeUnit.HundredCubicFeet, Multiplier = 10 };
        var reading = Town.Reading(10, 1, Day(1, 31), 112_345) with { Status = ReadStatus.Estimated, Source = "readings.csv:7" };
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Customer(1), Town.Customer(2)]);
            await unit.Customers.AddAsync([Town.Premise(1), Town.Premise(2)]);
            await unit.Customers.AddAsync([Town.ServicePoint(1), Town.ServicePoint(2)]);
            await unit.Customers.AddAsync([Town.Account(1), Town.Account(2) with { ClosedOn = Day(6, 1) }]);
            await unit.Customers.AddAsync([agreement, Town.Agreement(1) with { To = Day(3, 1) }]);
            await unit.Metering.AddAsync([Town.Meter(1), Town.Meter(2), meter]);
            await unit.Metering.AddAsync([Town.Installation(1), removed]);
            await unit.Metering.AddAsync([reading]);
        });
        await using var look = await Storage.ReadAsync();
        Assert.Equal(Town.Customer(1), await look.Customers.FindCustomerAsync(new(1)));
        Assert.Equal(Town.Customer(2), await look.Customers.FindCustomerAsync(new(2)));
        Assert.Equal(Town.Account(2) with { ClosedOn = Day(6, 1) }, await look.Customers.FindAccountAsync(new Id<Account>(2)));
        var agreements = await look.Customers.AgreementsOfAsync(new(1));
        Assert.Equal([Town.Start, Day(3, 1)], agreements.Select(a => a.Agreement.From));
        Assert.All(agreements, a => Assert.Equal(Town.Premise(1), a.Premise));
        Assert.Equal(agreement.Attributes.OrderBy(a => a.Key), agreements[1].Agreement.Attributes.OrderBy(a => a.Key));
        Assert.Equal(agreement, agreements[1].Agreement with { Attributes = agreement.Attributes });
        var meters = await look.Metering.FindMetersAsync(["M00003", "M00001", "none"]);
        Assert.Equal(2, meters.Count);
        Assert.Equal(meter, meters["M00003"]);
        Assert.Equal(KeyValuePair.Create(new Id<Meter>(1), Town.Installation(1)), Assert.Single(await look.Metering.InstallationsOfAsync([new(1), new(2), new(3)])));
        Assert.Equal(reading, await look.Metering.FindReadingAsync(new(10)));
    }

    [SkippableFact]
    public async Task Readings_OfMeters_AreFromADayOnAndInOrder()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 3));
        await ChangeAsync(unit => unit.Metering.AddAsync(
            [Town.Reading(11, 2, Day(2, 28), 3), Town.Reading(12, 2, Day(1, 31), 2), Town.Reading(13, 1, Day(2, 1), 1), Town.Reading(14, 3, Day(2, 1), 1)]));
        var readings = await LookAsync(unit => unit.Metering.ReadingsOfAsync([new(1), new(2)], Day(2, 1)));
        Assert.Equal([13L, 11L], readings.Select(r => r.Id.Value));
    }

    [SkippableTheory]
    [InlineData("account number")]
    [InlineData("account id")]
    [InlineData("meter number")]
    [InlineData("reading of meter and day")]
    [InlineData("tariff revision")]
    [InlineData("journal source")]
    public async Task Key_AddedTwice_IsRefused(string key)
    {
        await ChangeAsync(async unit =>
        {
            await Town.BuildAsync(unit, 2);
            await unit.Metering.AddAsync([Town.Reading(10, 1, Day(1, 31), 112_000)]);
            await unit.Receivables.PostAsync(Town.Journal(20, "run 1 batch 1"));
        });
        await RefusesAsync(async unit => await (key switch
        {
            "account number" => unit.Customers.AddAsync([Town.Account(2) with { Id = new(99) }]),
            "account id" => unit.Customers.AddAsync([Town.Account(2) with { Number = "other" }]),
            "meter number" => unit.Metering.AddAsync([Town.Meter(2) with { Id = new(99) }]),
            "reading of meter and day" => unit.Metering.AddAsync([Town.Reading(99, 1, Day(1, 31), 5)]),
            "tariff revision" => unit.Tariffs.AddAsync(Town.Tariff()),
            _ => unit.Receivables.PostAsync(Town.Journal(99, "run 1 batch 1")),
        }));
    }

    [SkippableFact]
    public async Task Reference_ToWhatIsNotThere_IsRefused()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 1));
        await RefusesAsync(unit => unit.Customers.AddAsync([Town.Account(7)]));
        await RefusesAsync(unit => unit.Customers.AddAsync([Town.ServicePoint(7)]));
        await RefusesAsync(unit => unit.Metering.AddAsync([Town.Reading(7, 7, Day(1, 1), 1)]));
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 7, Day(1, 1), Day(1, 31))]));
    }

    // Terms hold from 1 March up to 1 May.
    [SkippableTheory]
    [InlineData(3, 1, 5, 1, false)]
    [InlineData(4, 30, 6, 1, false)]
    [InlineData(2, 1, 3, 2, false)]
    [InlineData(2, 1, 0, 0, false)]
    [InlineData(3, 10, 3, 11, false)]
    [InlineData(5, 1, 0, 0, true)]
    [InlineData(2, 1, 3, 1, true)]
    public async Task Agreement_OnDaysOfAnother_IsRefused(int fromMonth, int fromDay, int toMonth, int toDay, bool fits)
    {
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Customer(1)]);
            await unit.Customers.AddAsync([Town.Premise(1)]);
            await unit.Customers.AddAsync([Town.ServicePoint(1)]);
            await unit.Customers.AddAsync([Town.Account(1)]);
            await unit.Customers.AddAsync([Town.Agreement(1) with { From = Day(3, 1), To = Day(5, 1) }]);
        });
        var other = Town.Agreement(1) with { From = Day(fromMonth, fromDay), To = toMonth == 0 ? null : Day(toMonth, toDay) };
        if (fits) await ChangeAsync(unit => unit.Customers.AddAsync([other]));
        else await RefusesAsync(unit => unit.Customers.AddAsync([other]));
        Assert.Equal(fits ? 2 : 1, (await LookAsync(unit => unit.Customers.AgreementsOfAsync(new(1)))).Count);
    }

    [SkippableTheory]
    [InlineData(1, 2, 1, 31, false)]   // the meter hangs elsewhere
    [InlineData(2, 1, 1, 31, false)]   // the place has a meter
    [InlineData(1, 2, 2, 1, true)]     // on the day it is removed it may hang elsewhere
    [InlineData(2, 1, 2, 1, true)]     // on the day of removal another may come
    public async Task Installation_OfAMeterOrPlaceThatIsTaken_IsRefused(int meter, int servicePoint, int month, int day, bool fits)
    {
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Premise(1), Town.Premise(2)]);
            await unit.Customers.AddAsync([Town.ServicePoint(1), Town.ServicePoint(2)]);
            await unit.Metering.AddAsync([Town.Meter(1), Town.Meter(2)]);
            await unit.Metering.AddAsync([Town.Installation(1) with { RemovedOn = Day(2, 1), LastIndex = 200_000 }]);
        });
        var other = new MeterInstallation { Meter = new(meter), ServicePoint = new(servicePoint), InstalledOn = Day(month, day), FirstIndex = 0 };
        if (fits) await ChangeAsync(unit => unit.Metering.AddAsync([other]));
        else await RefusesAsync(unit => unit.Metering.AddAsync([other]));
    }

    [SkippableFact]
    public async Task Tariff_Revisions_FollowOneAnother()
    {
        await RefusesAsync(unit => unit.Tariffs.AddAsync(Town.Tariff(2)));
        await RefusesAsync(unit => unit.Tariffs.AddAsync(Town.Tariff(0)));
        await ChangeAsync(unit => unit.Tariffs.AddAsync(Town.Tariff()));
        await ChangeAsync(unit => unit.Tariffs.AddAsync(Town.Tariff(code: "doumen")));
        await RefusesAsync(unit => unit.Tariffs.AddAsync(Town.Tariff(3)));
        var second = Town.Tariff(2) with { Document = "name: 珠海 2", PublishedAt = Town.Noon + Duration.FromNanoseconds(1) };
        await ChangeAsync(unit => unit.Tariffs.AddAsync(second));
        Assert.Equal([Town.Tariff(code: "doumen"), second], await LookAsync(unit => unit.Tariffs.LatestAsync()));
        Assert.Equal(Town.Tariff(), await LookAsync(unit => unit.Tariffs.FindAsync("zhuhai-main", 1)));
        Assert.Null(await LookAsync(unit => unit.Tariffs.FindAsync("zhuhai-main", 3)));
    }
}

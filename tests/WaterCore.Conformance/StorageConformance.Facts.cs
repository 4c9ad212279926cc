using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Indicators_OfAGeneratedCycle_AreThoseOfASlowCountAndOpenIntoTheirRows(ulong seed)
    {
        // A cycle of 300 houses: some moved out, some without a meter, some read, some estimated, some read twice, some not at all.
        const int houses = 300;
        var dice = new SearchTown(seed);
        var last = Town.January.To.PlusDays(-1);
        List<ServiceAgreement> agreements = [];
        List<MeterInstallation> installations = [];
        List<Reading> readings = [];
        List<Billing.Bill> bills = [];
        for (var house = 1; house <= houses; house++)
        {
            agreements.Add(Town.Agreement(house) with { To = dice.Below(12) == 0 ? Town.Start.PlusDays(1 + dice.Below(40)) : null });
            installations.Add(dice.Below(15) == 0
                ? Town.Installation(house) with { RemovedOn = Town.Start.PlusDays(1 + dice.Below(40)), LastIndex = 200_000 }
                : Town.Installation(house));
            for (var visit = dice.Below(3); visit > 0; visit--)
            {
                var day = Town.Start.PlusDays(5 + dice.Below(45));
                if (readings.Exists(r => r.Meter.Value == house && r.Day == day)) continue;
                readings.Add(Town.Reading(1000 + readings.Count, house, day, 110_000) with { Status = dice.Below(4) == 0 ? ReadStatus.Estimated : ReadStatus.Read });
            }
            if (readings.FindLast(r => r.Meter.Value == house && Town.January.Contains(r.Day)) is { } closing && dice.Below(8) != 0)
                bills.Add(Town.Bill(house, closing.Id.Value, Town.Start, closing.Day));
        }
        await ChangeAsync(async unit =>
        {
            var all = Enumerable.Range(1, houses).ToList();
            await unit.Customers.AddAsync(all.ConvertAll(Town.Customer));
            await unit.Customers.AddAsync(all.ConvertAll(Town.Premise));
            await unit.Customers.AddAsync(all.ConvertAll(Town.ServicePoint));
            await unit.Customers.AddAsync(all.ConvertAll(Town.Account));
            await unit.Customers.AddAsync(agreements);
            await unit.Metering.AddAsync(all.ConvertAll(Town.Meter));
            await unit.Metering.AddAsync(installations);
            await unit.Metering.AddAsync(readings.OrderBy(r => r.Id).ToList());
            await unit.Tariffs.AddAsync(Town.Tariff());
            await unit.Bills.PutAsync(Town.RunRecord(Town.January));
            await unit.Bills.AddAsync(bills);
        });

        // The slow count, house by house, out of what was made up and not out of the storage.
        int due = 0, read = 0, onEstimate = 0;
        for (var house = 1; house <= houses; house++)
        {
            var served = agreements[house - 1].To is not { } end || end > last;
            var metered = installations[house - 1].RemovedOn is not { } gone || gone > last;
            var final = readings.Where(r => r.Meter.Value == house && r.Day >= Town.January.From && r.Day < Town.January.To).OrderBy(r => r.Day).LastOrDefault();
            if (served && metered) due++;
            if (served && metered && final?.Status == ReadStatus.Read) read++;
            if (bills.Find(b => b.Key.Account.Value == house) is { } bill && readings.Single(r => r.Id == bill.ClosingReading).Status == ReadStatus.Estimated) onEstimate++;
        }
        var reports = new Reports(Storage);
        var figures = await reports.IndicatorsAsync(Indicator.Shipped, Town.January);
        Assert.Equal(
            [("reading-rate", read, due), ("estimated-share", onEstimate, bills.Count), ("bills-issued", bills.Count, null)],
            figures.Select(f => (f.Indicator.Code, (int)f.Numerator, (int?)f.Denominator)));
        Assert.InRange(read, 1, due - 1);
        Assert.InRange(onEstimate, 1, bills.Count - 1);

        foreach (var figure in figures)
        {
            var rows = await ListAsync(reports.RowsAsync(figure.Indicator, Town.January));
            Assert.Equal(figure.Numerator, rows.Count(r => r.InNumerator));
            Assert.Equal(figure.Denominator ?? 0, rows.Count(r => r.InDenominator));
            Assert.Equal(rows.Count, rows.Select(r => (r.Row.Account, r.Row.ServicePoint, r.Row.BillFrom)).Distinct().Count());
            Assert.Equal(figure, figure.Indicator.Of(Town.January, rows.Select(r => r.Row)));
        }
        Assert.All(await reports.IndicatorsAsync(Indicator.Shipped, new Period(new LocalDate(2031, 1, 1), new LocalDate(2031, 2, 1))), f => Assert.Equal(0, f.Indicator.Code == "reading-rate" ? f.Numerator : f.Numerator + (f.Denominator ?? 0)));
    }
}

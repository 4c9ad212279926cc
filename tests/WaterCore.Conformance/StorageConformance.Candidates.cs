using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private Task<IReadOnlyList<BillingCandidate>> CandidatesAsync(Period cycle) => LookAsync(unit => unit.Bills.CandidatesAsync(cycle, null, 1000));

    [SkippableFact]
    public async Task Candidate_NeverBilled_OpensAtTheFirstIndexOfTheInstallation()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 1));
        await ChangeAsync(unit => unit.Metering.AddAsync([Town.Reading(11, 1, Day(1, 20), 105_000), Town.Reading(12, 1, Day(1, 31), 112_000)]));
        var candidate = Assert.Single(await CandidatesAsync(Town.January));
        Assert.Equal(Town.Account(1), candidate.Account);
        Assert.Equal(Town.Agreement(1), candidate.Agreement);
        Assert.Equal(Town.Meter(1), candidate.Meter);
        Assert.Equal(new IndexPoint(null, Day(1, 1), 100_000), candidate.Opening);
        Assert.Equal(new IndexPoint(new(12), Day(1, 31), 112_000), candidate.Closing);
        Assert.Null(candidate.LastBill);
    }

    [SkippableFact]
    public async Task Candidate_BilledBefore_OpensWhereTheLastBillClosed()
    {
        await BuildWithReadingsAsync();
        var last = Town.Bill(1, 11, Day(1, 1), Day(1, 31));
        await ChangeAsync(unit => unit.Bills.AddAsync([last]));
        var candidate = (await CandidatesAsync(Town.February))[0];
        Assert.Equal(new IndexPoint(new(11), Day(1, 31), 112_000), candidate.Opening);
        Assert.Equal(new IndexPoint(new(12), Day(2, 28), 124_000), candidate.Closing);
        AssertSame(last, candidate.LastBill);
    }

    [SkippableFact]
    public async Task Candidate_BilledInThisCycle_ShowsThatBillAndNoClosing()
    {
        await BuildWithReadingsAsync();
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31)), Town.Bill(1, 12, Day(1, 31), Day(2, 28), 124_000) with { Cycle = Day(2, 1) }]));
        var candidate = (await CandidatesAsync(Town.February))[0];
        Assert.Equal(Day(2, 1), candidate.LastBill!.Cycle);
        Assert.Equal(new IndexPoint(new(12), Day(2, 28), 124_000), candidate.Opening);
        Assert.Null(candidate.Closing);
    }

    [SkippableTheory]
    [InlineData(1, 1, false)]    // the day of installation is the opening itself
    [InlineData(1, 2, true)]
    [InlineData(1, 31, true)]
    [InlineData(2, 1, false)]    // the cycle has ended
    public async Task Candidate_Reading_ClosesOnlyWithinTheCycle(int month, int day, bool closes)
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 2));
        await ChangeAsync(unit => unit.Metering.AddAsync([Town.Reading(11, 1, Day(month, day), 112_000)]));
        var candidates = await CandidatesAsync(Town.January);
        Assert.Equal(closes, candidates[0].Closing is not null);
        Assert.Null(candidates[1].Closing);
        Assert.NotNull(candidates[1].Opening);
    }

    [SkippableFact]
    public async Task Candidate_ClosedOrEndedBeforeTheCycle_IsLeftOut()
    {
        await ChangeAsync(async unit =>
        {
            var houses = Enumerable.Range(1, 5).ToList();
            await unit.Customers.AddAsync(houses.ConvertAll(Town.Customer));
            await unit.Customers.AddAsync(houses.ConvertAll(Town.Premise));
            await unit.Customers.AddAsync(houses.ConvertAll(Town.ServicePoint));
            await unit.Customers.AddAsync(
            [
                Town.Account(1) with { ClosedOn = Day(2, 1) }, Town.Account(2) with { ClosedOn = Day(2, 2) }, Town.Account(3), Town.Account(4), Town.Account(5),
            ]);
            await unit.Customers.AddAsync(
            [
                Town.Agreement(1), Town.Agreement(2), Town.Agreement(3) with { To = Day(2, 1) },
                Town.Agreement(4) with { From = Day(2, 28) }, Town.Agreement(5) with { From = Day(3, 1) },
            ]);
        });
        Assert.Equal([2L, 4L], (await CandidatesAsync(Town.February)).Select(c => c.Account.Id.Value));
    }

    [SkippableFact]
    public async Task Candidate_WithoutAMeter_HasNoOpeningAndNoClosing()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 1));
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Premise(2)]);
            await unit.Customers.AddAsync([Town.ServicePoint(2)]);
            await unit.Customers.AddAsync([Town.Agreement(1) with { ServicePoint = new(2) }]);
        });
        var candidates = await CandidatesAsync(Town.January);
        Assert.Equal([1L, 2L], candidates.Select(c => c.Agreement.ServicePoint.Value));
        Assert.Null(candidates[1].Meter);
        Assert.Null(candidates[1].Opening);
        Assert.Null(candidates[1].Closing);
    }

    [SkippableFact]
    public async Task Candidate_MeterExchanged_HasTheMeterInPlaceAndItsOwnIndexes()
    {
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Customer(1)]);
            await unit.Customers.AddAsync([Town.Premise(1)]);
            await unit.Customers.AddAsync([Town.ServicePoint(1)]);
            await unit.Customers.AddAsync([Town.Account(1)]);
            await unit.Customers.AddAsync([Town.Agreement(1)]);
            await unit.Metering.AddAsync([Town.Meter(1), Town.Meter(2)]);
            await unit.Metering.AddAsync(
            [
                Town.Installation(1) with { RemovedOn = Day(2, 10), LastIndex = 120_000 },
                Town.Installation(2) with { ServicePoint = new(1), InstalledOn = Day(2, 10), FirstIndex = 7 },
            ]);
            await unit.Metering.AddAsync([Town.Reading(11, 1, Day(1, 31), 112_000), Town.Reading(12, 1, Day(2, 10), 120_000), Town.Reading(13, 2, Day(2, 28), 4_007)]);
            await unit.Tariffs.AddAsync(Town.Tariff());
            await unit.Bills.PutAsync(Town.RunRecord(Town.January));
        });
        Assert.Equal(new IndexPoint(null, Day(2, 10), 7), Assert.Single(await CandidatesAsync(Town.February)).Opening);
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31))]));
        var candidate = Assert.Single(await CandidatesAsync(Town.February));
        Assert.Equal(Town.Meter(2), candidate.Meter);
        Assert.Equal(new IndexPoint(null, Day(2, 10), 7), candidate.Opening);   // never the index of the meter that is gone
        Assert.Equal(new IndexPoint(new(13), Day(2, 28), 4_007), candidate.Closing);
        Assert.Equal(Day(1, 31), candidate.LastBill!.To);
    }

    [SkippableFact]
    public async Task Candidate_TwoHouseholdsOneAfterAnother_ShareNoWater()
    {
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Customer(1), Town.Customer(2)]);
            await unit.Customers.AddAsync([Town.Premise(1)]);
            await unit.Customers.AddAsync([Town.ServicePoint(1)]);
            await unit.Customers.AddAsync([Town.Account(1), Town.Account(2)]);
            await unit.Customers.AddAsync([Town.Agreement(1) with { To = Day(1, 15) }, Town.Agreement(2) with { ServicePoint = new(1), From = Day(1, 15) }]);
            await unit.Metering.AddAsync([Town.Meter(1)]);
            await unit.Metering.AddAsync([Town.Installation(1)]);
            await unit.Metering.AddAsync([Town.Reading(11, 1, Day(1, 15), 105_000), Town.Reading(12, 1, Day(1, 31), 112_000)]);
        });
        var candidates = await CandidatesAsync(Town.January);
        Assert.Equal((100_000L, 105_000L), (candidates[0].Opening!.Index, candidates[0].Closing!.Index));
        Assert.Equal((105_000L, 112_000L), (candidates[1].Opening!.Index, candidates[1].Closing!.Index));
        Assert.Equal(new Id<Metering.Reading>(11), candidates[1].Opening!.Reading);
    }

    [SkippableTheory]
    [InlineData(14, "residential")]
    [InlineData(15, "business")]
    [InlineData(0, "business")]    // no reading: the terms of the last day of the cycle
    public async Task Candidate_TermsChangedInTheCycle_HasThoseOfTheClosingDay(int day, string useClass)
    {
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Customer(1)]);
            await unit.Customers.AddAsync([Town.Premise(1)]);
            await unit.Customers.AddAsync([Town.ServicePoint(1)]);
            await unit.Customers.AddAsync([Town.Account(1)]);
            await unit.Customers.AddAsync([Town.Agreement(1) with { To = Day(1, 15) }, Town.Agreement(1) with { From = Day(1, 15), UseClass = "business" }]);
            await unit.Metering.AddAsync([Town.Meter(1)]);
            await unit.Metering.AddAsync([Town.Installation(1)]);
            if (day > 0) await unit.Metering.AddAsync([Town.Reading(11, 1, Day(1, day), 105_000)]);
        });
        Assert.Equal(useClass, Assert.Single(await CandidatesAsync(Town.January)).Agreement.UseClass);
    }

    [SkippableFact]
    public async Task Candidates_PageByPage_AreAllOfThemOnceInOrder()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 25));
        await ChangeAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Premise(100)]);
            await unit.Customers.AddAsync([Town.ServicePoint(100)]);
            await unit.Customers.AddAsync([Town.Agreement(10) with { ServicePoint = new(100) }]);
        });
        await using var look = await Storage.ReadAsync();
        var seen = new List<(long, long)>();
        (Id<Account>, Id<ServicePoint>)? after = null;
        while (await look.Bills.CandidatesAsync(Town.January, after, 4) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 4);
            seen.AddRange(page.Select(c => (c.Account.Id.Value, c.Agreement.ServicePoint.Value)));
            after = (page[^1].Account.Id, page[^1].Agreement.ServicePoint);
        }
        Assert.Equal(26, seen.Count);
        Assert.Equal(seen.Order().Distinct(), seen);
        Assert.Contains((10L, 100L), seen);
    }
}

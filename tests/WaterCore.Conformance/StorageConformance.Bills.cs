using WaterCore.Billing;
using WaterCore.Ports;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private Task BuildWithReadingsAsync() => ChangeAsync(async unit =>
    {
        await Town.BuildAsync(unit, 3);
        await unit.Metering.AddAsync(
        [
            Town.Reading(11, 1, Day(1, 31), 112_000), Town.Reading(12, 1, Day(2, 28), 124_000), Town.Reading(13, 1, Day(3, 31), 136_000),
            Town.Reading(21, 2, Day(1, 31), 112_000), Town.Reading(31, 3, Day(1, 31), 112_000),
        ]);
    });

    [SkippableFact]
    public async Task Bill_Added_IsReadBackAsItWas()
    {
        await BuildWithReadingsAsync();
        var bill = Town.Bill(1, 11, Day(1, 1), Day(1, 31));
        var empty = Town.Bill(2, 21, Day(1, 1), Day(1, 31)) with { Inputs = default, Lines = default, Total = Values.Money.Cny(-1) };
        await ChangeAsync(unit => unit.Bills.AddAsync([bill, empty]));
        AssertSame(bill, await LookAsync(unit => unit.Bills.FindAsync(bill.Key)));
        AssertSame(empty, await LookAsync(unit => unit.Bills.FindAsync(empty.Key)));
        Assert.Null(await LookAsync(unit => unit.Bills.FindAsync(bill.Key with { Revision = 1 })));
    }

    [SkippableFact]
    public async Task Bills_Streamed_ComeInOrderOfKey_OfAnAccountNewestFirst()
    {
        await BuildWithReadingsAsync();
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(3, 31, Day(1, 1), Day(1, 31))]));
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31)), Town.Bill(1, 12, Day(1, 31), Day(2, 28), 124_000)]));
        await using var look = await Storage.ReadAsync();
        var keys = (await ListAsync(look.Bills.StreamAsync())).ConvertAll(b => (b.Key.Account.Value, b.Key.From));
        Assert.Equal([(1L, Day(1, 1)), (1L, Day(1, 31)), (3L, Day(1, 1))], keys);
        Assert.Equal([Day(1, 31), Day(1, 1)], (await look.Bills.OfAccountAsync(new(1))).Select(b => b.Key.From));
    }

    [SkippableFact]
    public async Task Bills_Streamed_LetOtherVerbsBeCalledInBetween()
    {
        await BuildWithReadingsAsync();
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31)), Town.Bill(2, 21, Day(1, 1), Day(1, 31))]));
        await using var look = await Storage.ReadAsync();
        var closings = new List<long>();
        await foreach (var bill in look.Bills.StreamAsync()) closings.Add((await look.Metering.FindReadingAsync(bill.ClosingReading))!.Index);
        Assert.Equal([112_000L, 112_000L], closings);
    }

    [SkippableFact]
    public async Task Bill_OfAPeriodWithALiveBill_IsRefused()
    {
        await BuildWithReadingsAsync();
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31))]));
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 12, Day(1, 1), Day(2, 28))]));
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 12, Day(1, 1), Day(2, 28), revision: 1)]));
    }

    [SkippableFact]
    public async Task Bill_OfRevisionOneWithoutAFirst_IsRefused()
    {
        await BuildWithReadingsAsync();
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31), revision: 1)]));
    }

    [SkippableTheory]
    [InlineData(1, 30)]   // overlaps by a day
    [InlineData(2, 1)]    // leaves a day out
    public async Task Bill_NotStartingWhereTheLastEnded_IsRefused(int month, int day)
    {
        await BuildWithReadingsAsync();
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31))]));
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 12, Day(month, day), Day(2, 28), 124_000)]));
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 12, Day(1, 31), Day(2, 28), 124_000)]));
    }

    [SkippableFact]
    public async Task Bill_BeforeTheFirstAndNotTouchingIt_IsRefused()
    {
        await BuildWithReadingsAsync();
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 12, Day(1, 31), Day(2, 28), 124_000)]));
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 30))]));
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(2, 1))]));
    }

    [SkippableFact]
    public async Task Reading_ClosingTwoLiveBills_IsRefused()
    {
        await BuildWithReadingsAsync();
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31))]));
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 31), Day(2, 28))]));
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(2, 11, Day(1, 1), Day(1, 31))]));
    }

    [SkippableFact]
    public async Task Bills_OneOfAListRefused_KeepsNoneOfTheList()
    {
        await BuildWithReadingsAsync();
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31)), Town.Bill(2, 11, Day(1, 1), Day(1, 31))]));
        await using var look = await Storage.ReadAsync();
        Assert.Empty(await ListAsync(look.Bills.StreamAsync()));
    }

    [SkippableFact]
    public async Task Bill_TwoTasksRace_OneWinsAndTheOtherConflicts()
    {
        await BuildWithReadingsAsync();
        for (var house = 1; house <= 3; house++)
        {
            var bill = Town.Bill(house, (house * 10) + 1, Day(1, 1), Day(1, 31));
            using var start = new Barrier(2);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(racer => Task.Run(async () =>
            {
                start.SignalAndWait();
                try
                {
                    await ChangeAsync(async unit =>
                    {
                        await unit.Bills.AddAsync([bill]);
                        await unit.Receivables.PostAsync(Town.Journal((bill.Key.Account.Value * 10) + 100 + racer, $"house {bill.Key.Account} racer {racer}"));
                    });
                    return true;
                }
                catch (StorageConflictException)
                {
                    return false;
                }
            })));
            Assert.Single(outcomes, won => won);
        }
        await using var look = await Storage.ReadAsync();
        Assert.Equal(3, (await ListAsync(look.Bills.StreamAsync())).Count);
        Assert.Equal(3 * 3456, (await look.Receivables.TrialBalanceAsync()).Single(line => line.Ledger == "receivable").Amount.Minor);
    }

    [SkippableFact]
    public async Task Outcomes_NotedAgain_ReplaceAndAreForgottenWhenBilled()
    {
        await BuildWithReadingsAsync();
        var cycle = Town.January.From;
        var parked = new BillingOutcome(cycle, new(1), new(1), NotBilled.Parked, "a", "one");
        var skipped = new BillingOutcome(cycle, new(2), new(2), NotBilled.Skipped, "b", "two");
        var later = parked with { Cycle = Town.February.From };
        await ChangeAsync(unit => unit.Bills.PutAsync([skipped, parked, later]));
        await ChangeAsync(unit => unit.Bills.PutAsync([skipped with { Kind = NotBilled.Parked, Reason = "three" }]));
        Assert.Equal([parked, skipped with { Kind = NotBilled.Parked, Reason = "three" }], await LookAsync(unit => unit.Bills.OutcomesOfAsync(cycle)));
        await ChangeAsync(unit => unit.Bills.ClearOutcomesAsync(cycle, [(new(1), new(1)), (new(2), new(1)), (new(3), new(3))]));
        Assert.Equal([new(2)], (await LookAsync(unit => unit.Bills.OutcomesOfAsync(cycle))).Select(o => o.Account));
        Assert.Equal([later], await LookAsync(unit => unit.Bills.OutcomesOfAsync(later.Cycle)));
    }

    [SkippableFact]
    public async Task Runs_PutAgain_AreFinished_NewestFirst()
    {
        var run = Town.RunRecord(Town.January);
        await ChangeAsync(unit => unit.Bills.PutAsync(run));
        await ChangeAsync(unit => unit.Bills.PutAsync(run with { Id = new(2), Cycle = Town.February }));
        await ChangeAsync(unit => unit.Bills.PutAsync(run with { FinishedAt = Town.Noon }));
        Assert.Equal([run with { Id = new(2), Cycle = Town.February }, run with { FinishedAt = Town.Noon }], await LookAsync(unit => unit.Bills.RunsAsync()));
    }

    [SkippableFact]
    public async Task Runs_OfCorrections_AreToldApart()
    {
        var run = Town.RunRecord(Town.January);
        var corrections = Enumerable.Range(2, 3).Select(id => run with { Id = new(id), Kind = BillingRunKind.Correction, FinishedAt = Town.Noon }).ToList();
        await ChangeAsync(unit => unit.Bills.PutAsync(run));
        foreach (var correction in corrections) await ChangeAsync(unit => unit.Bills.PutAsync(correction));
        await ChangeAsync(unit => unit.Bills.PutAsync(run with { Id = new(9), Cycle = Town.February }));
        Assert.Equal([9L, 1L], (await LookAsync(unit => unit.Bills.RunsAsync(BillingRunKind.Cycle, 20))).Select(r => r.Id.Value));
        Assert.Equal([corrections[2], corrections[1]], await LookAsync(unit => unit.Bills.RunsAsync(BillingRunKind.Correction, 2)));
    }

    private static void AssertSame(Bill expected, Bill? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Inputs.ToArray(), actual.Inputs.ToArray());
        Assert.Equal(expected.Lines.ToArray(), actual.Lines.ToArray());
        Assert.Equal(expected, actual with { Inputs = expected.Inputs, Lines = expected.Lines });
    }
}

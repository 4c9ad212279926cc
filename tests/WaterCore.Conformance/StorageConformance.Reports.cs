using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableFact]
    public async Task Receipts_OfSomeDays_AreThePaymentsAndTheirReversals_EachWithItsPayment()
    {
        await BuildWithMoneyAsync();
        await ChangeAsync(unit => unit.Accounts.AddAsync(Paid(1, "a", 1)));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(2, EntryKind.Payment, -700) with { Day = Day(2, 1) }, Entry(3, EntryKind.Adjustment, -5)]));
        await ChangeAsync(unit => unit.Accounts.AddAsync(Paid(2, "b", 2)));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(4, EntryKind.Reversal, 700) with { Corrects = new(2), Day = Day(2, 3) }]));
        async Task<List<(long, string, long)>> OfAsync(Period days) =>
            await LookAsync(async unit => await unit.Accounts.ReceiptsAsync(days).Select(r => (r.Entry.Id.Value, r.Payment.Reference, r.Entry.Amount.Minor)).ToListAsync());
        var first = Entry(1, EntryKind.Payment, -5000).Day;
        Assert.Equal([(1, "a", -5000)], await OfAsync(new Period(first, first.PlusDays(1))));
        Assert.Equal([(2, "b", -700)], await OfAsync(new Period(Day(2, 1), Day(2, 2))));
        Assert.Equal([(4, "b", 700)], await OfAsync(new Period(Day(2, 3), Day(2, 4))));
        Assert.Equal(Paid(2, "b", 2), await LookAsync(unit => unit.Accounts.FindPaymentAsync(new Receipt("main", 2026, 2))));
        Assert.Null(await LookAsync(unit => unit.Accounts.FindPaymentAsync(new Receipt("main", 2026, 3))));
    }

    [SkippableFact]
    public async Task Bills_IssuedOnSomeDays_AreFoundByThoseDays()
    {
        await BuildWithReadingsAsync();
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31))]));
        async Task<int> CountAsync(Period days) => await LookAsync(async unit => await unit.Bills.IssuedAsync(days).CountAsync());
        Assert.Equal((1, 0, 0), (await CountAsync(new Period(Day(1, 31), Day(2, 1))), await CountAsync(new Period(Day(1, 1), Day(1, 31))), await CountAsync(new Period(Day(2, 1), Day(2, 9)))));
    }
}

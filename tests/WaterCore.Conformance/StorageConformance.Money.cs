using NodaTime;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static readonly Billing.BillKey s_january = new(new(1), new(1), Town.Start, 0);

    // House 1 owes 34.56 for January; house 2 owes nothing. Entry 1 is a payment of 50.00 on account 1.
    private async Task BuildWithMoneyAsync()
    {
        await BuildWithReadingsAsync();
        await ChangeAsync(unit => unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31))]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(1, EntryKind.Payment, -5000)]));
    }

    [SkippableFact]
    public async Task Payment_ChannelAndReferenceTwice_IsRefusedForEver()
    {
        await BuildWithMoneyAsync();
        await ChangeAsync(unit => unit.Accounts.AddAsync(Paid(1, "r", 1)));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(2, EntryKind.Payment, -1), Entry(3, EntryKind.Payment, -1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync(Paid(2, "r", 2)));
        await ChangeAsync(unit => unit.Accounts.AddAsync(Paid(2, "r", 2) with { Channel = "web" }));
        Assert.Equal(Paid(1, "r", 1), await LookAsync(unit => unit.Accounts.FindPaymentAsync("counter", "r")));
    }

    [SkippableFact]
    public async Task Receipts_OfABranchAndYear_HaveNoGap()
    {
        await BuildWithMoneyAsync();
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(2, EntryKind.Payment, -1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync(Paid(1, "a", 2)));
        await ChangeAsync(unit => unit.Accounts.AddAsync(Paid(1, "a", 1)));
        await RefusesAsync(unit => unit.Accounts.AddAsync(Paid(2, "b", 1)));
        await RefusesAsync(unit => unit.Accounts.AddAsync(Paid(2, "b", 3)));
        Assert.Equal(1, await LookAsync(unit => unit.Accounts.LastReceiptAsync("main", 2026)));
        await ChangeAsync(unit => unit.Accounts.AddAsync(Paid(2, "b", 1) with { Receipt = new Receipt("doumen", 2026, 1) }));
    }

    [SkippableFact]
    public async Task Allocations_MoreThanTheCreditOrTheCharge_AreRefused()
    {
        await BuildWithMoneyAsync();
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(10, 1, 3457)]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(10, 1, 3000)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(11, 1, 457)]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(11, 1, 456)]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(20, EntryKind.LateCharge, 9000, bill: true)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(21, 1, 1545) with { Charge = new ChargeRef(new Id<AccountEntry>(20)) }]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(21, 1, 1544) with { Charge = new ChargeRef(new Id<AccountEntry>(20)) }]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(22, 1, 1) with { Account = new(2) }]));
        var history = await HistoryAsync();
        Assert.Equal(Money.Cny(3456 + 9000 - 5000), history.BalanceOn(Day(2, 1)));
        Assert.Equal([7456L], history.OpenOn(Day(2, 1)).Select(c => c.Open.Minor));
        Assert.Empty(history.CreditsOn(Day(2, 1)));
    }

    [SkippableFact]
    public async Task Release_IsTheExactOppositeAndOnce()
    {
        await BuildWithMoneyAsync();
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(10, 1, 3000)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(11, 1, -2999) with { Releases = new(10) }]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(11, 1, -3000) with { Releases = new(10) }]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(12, 1, -3000) with { Releases = new(10) }]));
        Assert.Empty((await HistoryAsync()).Standing());
    }

    [SkippableFact]
    public async Task Reversal_IsTheExactOppositeOfWhatIsFreeAndOnce()
    {
        await BuildWithMoneyAsync();
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(10, 1, 3000)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(11, EntryKind.Reversal, 5000, 1)]));   // still allocated
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(11, 1, -3000) with { Releases = new(10) }]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(12, EntryKind.Reversal, 4999, 1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(12, EntryKind.Reversal, 5000, 1) with { Account = new(2) }]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(12, EntryKind.Reversal, 5000, 1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(13, EntryKind.Reversal, 5000, 1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(13, EntryKind.Reversal, -5000, 12)]));   // a reversal is final
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(14, 1, 1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(14, EntryKind.Refund, 1, 1)]));
    }

    [SkippableFact]
    public async Task Refunds_TogetherMoreThanIsLeft_AreRefused()
    {
        await BuildWithMoneyAsync();
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(10, 1, 3000)]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(11, EntryKind.Refund, 1500, 1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(12, EntryKind.Refund, 501, 1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(12, EntryKind.Refund, -500, 1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(12, 1, 501) with { Charge = new ChargeRef(s_january) }]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(12, EntryKind.Refund, 500, 1)]));
    }

    [SkippableFact]
    public async Task LateDays_OfABill_NeverOverlapNorGoBack()
    {
        await BuildWithMoneyAsync();
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(2, EntryKind.LateCharge, 1, bill: true), Entry(3, EntryKind.LateCharge, 1, bill: true), Entry(4, EntryKind.LateCharge, 1)]));
        LateWindow Window(long entry, int from, int to, string rule = "r") => new(new(entry), s_january, rule, new Period(Day(3, from), Day(3, to)));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Window(2, 10, 20)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Window(3, 19, 25)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Window(3, 1, 5)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Window(3, 19, 25, "other")]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Window(4, 20, 25)]));   // a charge that is on no bill
        await ChangeAsync(unit => unit.Accounts.AddAsync([Window(3, 20, 25)]));
        Assert.Equal([Window(2, 10, 20), Window(3, 20, 25)], (await HistoryAsync()).LateWindows);
    }

    [SkippableFact]
    public async Task Bill_PaidInPart_CannotBeCancelled_AndTheCorrectionIsALine()
    {
        await BuildWithMoneyAsync();
        BillCorrection Correction(int revision) => new()
        {
            Cancelled = s_january, Revision = revision, Difference = Money.Cny(-1), ClosingIndex = 111_000, Day = Day(2, 3), At = Town.Noon, Reason = "misread", Maker = "a", Approver = "b",
        };
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(10, 1, 3000)]));
        await RefusesAsync(unit => unit.Accounts.CancelAsync(Correction(1)));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Allocate(11, 1, -3000) with { Releases = new(10) }]));
        await RefusesAsync(async unit =>
        {
            await unit.Accounts.CancelAsync(Correction(1));
            await unit.Accounts.AddAsync(Correction(2));
        });
        await ChangeAsync(async unit =>
        {
            await unit.Accounts.CancelAsync(Correction(1));
            await unit.Bills.AddAsync([Town.Bill(1, 11, Day(1, 1), Day(1, 31), 111_000, 1)]);
            await unit.Accounts.AddAsync(Correction(1));
        });
        await RefusesAsync(unit => unit.Accounts.CancelAsync(Correction(1)));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(12, 1, 1)]));
        Assert.Equal(Correction(1), await LookAsync(unit => unit.Accounts.FindCorrectionAsync(s_january with { Revision = 1 })));
        Assert.Equal([KeyValuePair.Create(s_january, Day(2, 3))], await LookAsync(unit => unit.Accounts.CancelledAsync()));
        Assert.Equal([(0, (LocalDate?)Day(2, 3)), (1, null)], (await HistoryAsync()).Bills.Select(b => (b.Key.Revision, b.CancelledOn)));
    }

    [SkippableFact]
    public async Task Period_Closed_TakesNothing()
    {
        await BuildWithMoneyAsync();
        await ChangeAsync(unit => unit.Cash.CloseAsync(Day(2, 1), Town.Noon));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(2, EntryKind.Payment, -1)]));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Allocate(2, 1, 1)]));
        await RefusesAsync(unit => unit.Receivables.PostAsync(Town.Journal(9, "x")));
        await RefusesAsync(unit => unit.Bills.AddAsync([Town.Bill(2, 21, Day(1, 1), Day(1, 31))]));
        await RefusesAsync(unit => unit.Cash.CloseAsync(Day(1, 15), Town.Noon));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(2, EntryKind.Payment, -1) with { Day = Day(2, 1) }]));
        Assert.Equal(Day(2, 1), await LookAsync(unit => unit.Cash.OpenFromAsync()));
    }

    [SkippableFact]
    public async Task Drawer_Counted_TakesNothingMoreThatDay()
    {
        await BuildWithMoneyAsync();
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(2, EntryKind.Payment, -700) with { Ledger = "cash.7" }, Entry(3, EntryKind.Payment, -100) with { Ledger = "cash.8" }]));
        Assert.Equal(700, await LookAsync(unit => unit.Cash.ExpectedMinorAsync("7", Day(1, 31))));
        var close = new DrawerClose("7", Day(1, 31), Money.Cny(700), Money.Cny(650), Town.Noon, "a");
        await ChangeAsync(unit => unit.Cash.AddAsync(close));
        await RefusesAsync(unit => unit.Cash.AddAsync(close));
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(4, EntryKind.Payment, -1) with { Ledger = "cash.7" }]));
        await ChangeAsync(unit => unit.Accounts.AddAsync([Entry(4, EntryKind.Payment, -1) with { Ledger = "cash.8" }, Entry(5, EntryKind.Payment, -1) with { Ledger = "cash.7", Day = Day(2, 1) }]));
        Assert.Equal(close, await LookAsync(unit => unit.Cash.FindCloseAsync("7", Day(1, 31))));
    }

    [SkippableFact]
    public async Task BankBatch_IsUnderWayUntilItComesBackOnce()
    {
        await BuildWithMoneyAsync();
        var batch = new BankBatch("B1", Day(2, 1), Town.Noon, [new BankBatchLine(1, s_january, "A", Money.Cny(3456))]);
        await ChangeAsync(unit => unit.Cash.AddAsync(batch));
        await RefusesAsync(unit => unit.Cash.AddAsync(batch));
        Assert.Equal([s_january], await LookAsync(unit => unit.Cash.UnderWayAsync()));
        Assert.Equal(batch.Lines, (await LookAsync(unit => unit.Cash.FindBatchAsync("B1")))!.Lines);
        await RefusesAsync(unit => unit.Cash.AddReturnAsync("B1", Town.Noon, [new BankReturnLine(2, "0", "")]));
        await ChangeAsync(unit => unit.Cash.AddReturnAsync("B1", Town.Noon, [new BankReturnLine(1, "0", "")]));
        await RefusesAsync(unit => unit.Cash.AddReturnAsync("B1", Town.Noon, []));
        Assert.Empty(await LookAsync(unit => unit.Cash.UnderWayAsync()));
    }

    [SkippableFact]
    public async Task Holds_AndSteps_AreReadBackInOrder()
    {
        await BuildWithMoneyAsync();
        var hold = new Hold { Id = new(7), Account = new(1), Kind = HoldKind.Dispute, From = Day(2, 1), Until = Day(3, 1), Bill = s_january, Amount = Money.Cny(100), Reason = "meter", Maker = "a" };
        await ChangeAsync(unit => unit.Dunning.AddAsync(hold));
        await ChangeAsync(unit => unit.Dunning.AddAsync(hold with { Id = new(8), Bill = null, Amount = null }));
        await ChangeAsync(unit => unit.Dunning.EndAsync(new(8), Day(2, 10)));
        await RefusesAsync(unit => unit.Dunning.EndAsync(new(8), Day(2, 11)));
        Assert.Equal([hold, hold with { Id = new(8), Bill = null, Amount = null, EndedOn = Day(2, 10) }], (await HistoryAsync()).Holds);
        DunningTaken Step(string code, DunningAction action) => new(new(1), code, action, Day(2, 1), Money.Cny(5));
        await ChangeAsync(unit => unit.Dunning.AddAsync([Step("suspension", DunningAction.SuspensionOrder)]));
        await ChangeAsync(unit => unit.Dunning.AddAsync([Step("restoration", DunningAction.Restoration)]));
        await RefusesAsync(unit => unit.Dunning.AddAsync([Step("suspension", DunningAction.SuspensionOrder)]));
        Assert.Equal(["suspension", "restoration"], (await LookAsync(unit => unit.Dunning.TakenAsync([new(1)])))[new(1)].Select(t => t.Step));
    }

    [SkippableFact]
    public async Task Outbox_KeepsOrderAndDeliversOnce()
    {
        await ChangeAsync(unit => unit.Outbox.AddAsync([new("a", "t", "{}", Town.Noon), new("b", "t", "{}", Town.Noon)]));
        await RefusesAsync(unit => unit.Outbox.AddAsync([new("a", "t", "{}", Town.Noon)]));
        await ChangeAsync(unit => unit.Outbox.AddAsync([new("c", "t", "{}", Town.Noon)]));
        await ChangeAsync(unit => unit.Outbox.DeliveredAsync(2, Town.Noon));
        Assert.Equal([new("a", "t", "{}", Town.Noon) { Sequence = 1 }, new OutboxMessage("c", "t", "{}", Town.Noon) { Sequence = 3 }], await LookAsync(unit => unit.Outbox.PendingAsync(10)));
    }

    private async Task<AccountHistory> HistoryAsync() => (await LookAsync(unit => unit.Accounts.HistoriesAsync([new(1)], Currency.Cny)))[0];

    private static AccountEntry Entry(long id, EntryKind kind, long fen, long? corrects = null, bool bill = false) => new()
    {
        Id = new(id), Account = new(1), Kind = kind, Amount = Money.Cny(fen), Day = Day(1, 31), At = Town.Noon, Ledger = "bank",
        Corrects = corrects is { } c ? new(c) : null, Bill = bill ? s_january : null, Maker = "a",
    };

    private static Allocation Allocate(long id, long credit, long fen) => new()
    {
        Id = new(id), Account = new(1), Credit = new(credit), Charge = new ChargeRef(s_january), Amount = Money.Cny(fen), Day = Day(1, 31), At = Town.Noon,
    };

    private static Payment Paid(long entry, string reference, int receipt) => new()
    {
        Entry = new(entry), Channel = "counter", Reference = reference, Tender = "cash", Drawer = "1", Receipt = new Receipt("main", 2026, receipt),
    };
}

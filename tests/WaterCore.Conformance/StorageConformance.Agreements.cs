using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static readonly Actor s_maker = new("p1", "cashier");

    // House 1 owes 34.56 since January 31; today is as asked.
    private async Task<MoneyContext> OwingAsync(NodaTime.LocalDate today)
    {
        await ChangeAsync(async unit =>
        {
            await Town.BuildAsync(unit, 1);
            await unit.Metering.AddAsync([Town.Reading(1, 1, Day(1, 31), 112_000)]);
            await unit.Bills.AddAsync([Town.Bill(1, 1, Day(1, 1), Day(1, 31))]);
        });
        return On(today);
    }

    private MoneyContext On(NodaTime.LocalDate today) => new(
        Storage, new Utility("珠海水务", NodaTime.DateTimeZone.Utc, Currency.Cny), new FixedClock(today.AtMidnight().InUtc().ToInstant() + NodaTime.Duration.FromHours(4)), new ReceivablePolicy());

    private static readonly string s_number = Town.Account(1).Number;

    [SkippableFact]
    public async Task Deposit_PaysNothingByItself_IsUsedOrReturned_AndNeverMoreThanIsHeld()
    {
        var money = await OwingAsync(Day(2, 2));
        var desk = new DepositDesk(money);
        PaymentRequest comes = new() { Account = s_number, Amount = Money.Cny(100_00), Channel = "deposit", Reference = "d1", Tender = "cash" };
        var taken = (await desk.TakeAsync(comes, s_maker)).Value;
        Assert.Equal((1, 100_00L), (taken.Receipt!.Value.Number, taken.Held.Minor));
        Assert.Equal(taken, (await desk.TakeAsync(comes, s_maker)).Value);
        var statement = (await new AccountDesk(money).StatementAsync(s_number)).Value;
        Assert.Equal((34_56L, 0L, 100_00L), (statement.Balance.Minor, statement.Advance.Minor, statement.Deposit.Minor));
        Assert.Equal(100_00, await LookAsync(unit => unit.Cash.ExpectedMinorAsync("1", Day(2, 2))));

        Assert.Equal("receivables.more-than-there-is", (await desk.ReturnAsync(s_number, Money.Cny(100_01), "r0", "完工", s_maker)).Fault?.Code);
        Assert.Equal(65_44, (await desk.UseAsync(s_number, Money.Cny(34_56), "u1", "抵欠费", s_maker)).Value.Held.Minor);
        Assert.Equal(0, (await new AccountDesk(money).StatementAsync(s_number)).Value.Balance.Minor);
        var back = (await desk.ReturnAsync(s_number, Money.Cny(65_44), "r1", "完工", s_maker)).Value;
        Assert.Equal(0, back.Held.Minor);
        Assert.Equal(back, (await desk.ReturnAsync(s_number, Money.Cny(65_44), "r1", "完工", s_maker)).Value);
        // Not only the desk says so.
        await RefusesAsync(unit => unit.Accounts.AddAsync([Entry(900, EntryKind.Adjustment, -1) with { Ledger = AccountHistory.DepositLedger, Day = Day(2, 2) }]));
        var ledger = (await LookAsync(unit => unit.Receivables.TrialBalanceAsync())).ToDictionary(l => l.Ledger, l => l.Amount.Minor);
        Assert.Equal((0L, 0L, 100_00L), (ledger.Values.Sum(), ledger.GetValueOrDefault("deposit"), ledger["cash.1"]));
        Assert.Empty(await LookAsync(unit => unit.Receivables.UnbalancedAsync()));
    }

    [SkippableFact]
    public async Task Instalments_HoldWhileTheyArePaid_AndNoLongerWhenOneIsMissed()
    {
        var money = await OwingAsync(Day(3, 1));
        Assert.Equal("receivables.hold-refused", (await new HoldDesk(money).InstalmentsAsync(s_number, 1, Day(3, 10), null, "困难", s_maker)).Fault?.Code);
        var hold = (await new HoldDesk(money).InstalmentsAsync(s_number, 3, Day(3, 10), null, "困难", s_maker)).Value;
        Assert.Equal([(Day(3, 10), 11_52L), (Day(4, 10), 11_52L), (Day(5, 10), 11_52L)], hold.Plan!.Parts.Select(p => (p.Due, p.Amount.Minor)));
        var kept = Assert.Single((await LookAsync(unit => unit.Accounts.HistoriesAsync([new(1)], Currency.Cny)))[0].Holds);
        Assert.Equal(hold.Plan.Parts, kept.Plan!.Parts);

        async Task<DunningDecision> WhyAsync(NodaTime.LocalDate day) => (await new DunningRun(On(day)).ExplainAsync(s_number)).Value;
        Assert.Contains("Held until 2026-05-11", (await WhyAsync(Day(3, 10))).Why.En, StringComparison.Ordinal);
        Assert.True((await new PaymentDesk(On(Day(3, 10))).TakeAsync(new PaymentRequest { Account = s_number, Amount = Money.Cny(11_52), Channel = "web", Reference = "i1" }, s_maker)).IsOk);
        Assert.Null((await WhyAsync(Day(4, 10))).Step);
        // The second is missed: from the day after on it holds nothing, and the explanation says so.
        var missed = await WhyAsync(Day(4, 11));
        Assert.Equal("message", missed.Step?.Code);
        Assert.StartsWith("Instalments were missed (23.04 CNY was due).", missed.Why.En, StringComparison.Ordinal);
        Assert.StartsWith("分期未按约缴纳", missed.Why.Zh, StringComparison.Ordinal);
        Assert.Equal([hold.Id], (await new HoldDesk(On(Day(4, 11))).OfAsync(s_number)).Value.Broken.Select(h => h.Id));
        // Paid late, it holds again.
        Assert.True((await new PaymentDesk(On(Day(4, 12))).TakeAsync(new PaymentRequest { Account = s_number, Amount = Money.Cny(11_52), Channel = "web", Reference = "i2" }, s_maker)).IsOk);
        Assert.Null((await WhyAsync(Day(4, 12))).Step);
    }

    [SkippableFact]
    public async Task PromiseDisputeAndLock_SpareTheAccount_EndByThemselvesOrEarlier_AndOnce()
    {
        var money = await OwingAsync(Day(3, 1));
        var desk = new HoldDesk(money);
        var promise = (await desk.PromiseAsync(s_number, Day(3, 5), null, "周五发工资", s_maker)).Value;
        Assert.Null((await new DunningRun(On(Day(3, 5))).ExplainAsync(s_number)).Value.Step);
        Assert.Equal("message", (await new DunningRun(On(Day(3, 6))).ExplainAsync(s_number)).Value.Step?.Code);
        var dispute = (await desk.DisputeAsync(s_number, $"{s_number}-20260101", null, Day(6, 1), "水表有误", s_maker)).Value;
        Assert.Equal(s_january, dispute.Bill);
        Assert.Equal("Nothing is overdue.", (await new DunningRun(On(Day(3, 7))).ExplainAsync(s_number)).Value.Why.En);
        Assert.Equal("billing.bill-not-found", (await desk.DisputeAsync(s_number, "no-1", null, Day(6, 1), "x", s_maker)).Fault?.Code);
        var ended = (await new HoldDesk(On(Day(3, 8))).EndAsync(s_number, dispute.Id, "检定合格", s_maker)).Value;
        Assert.Equal(Day(3, 8), ended.End);
        Assert.Equal("message", (await new DunningRun(On(Day(3, 8))).ExplainAsync(s_number)).Value.Step?.Code);
        Assert.Equal("receivables.hold-refused", (await new HoldDesk(On(Day(3, 9))).EndAsync(s_number, dispute.Id, "再次", s_maker)).Fault?.Code);
        Assert.Equal("receivables.hold-refused", (await desk.LockAsync(s_number, Day(3, 1), "x", s_maker)).Fault?.Code);
        Assert.Equal([dispute.Id, promise.Id], (await desk.OfAsync(s_number)).Value.Holds.Select(h => h.Id));
    }
}

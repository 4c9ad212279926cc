using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static readonly Actor s_cashier = new("li", "cashier"), s_accountant = new("wu", "accountant");

    // House 1 has 100.00 of credit, and a payment of it.
    private async Task<(MoneyContext Money, ApprovalDesk Desk)> CreditAsync()
    {
        await ChangeAsync(async unit => await Town.BuildAsync(unit, 2));
        var money = new MoneyContext(Storage, new Utility("珠海水务", DateTimeZone.Utc, Currency.Cny), new FixedClock(Instant.FromUtc(2026, 2, 10, 4, 0)), new ReceivablePolicy());
        Assert.True((await new PaymentDesk(money).TakeAsync(new PaymentRequest { Account = Town.Account(1).Number, Amount = Money.Cny(10_000), Channel = "web", Reference = "w1" }, Actor.System)).IsOk);
        return (money, new ApprovalDesk(money, new PaymentDesk(money), new TransferDesk(money)));
    }

    private async Task<long> CreditOfAsync(MoneyContext money, int house)
    {
        await using var unit = await Storage.ReadAsync();
        return -(await unit.Accounts.HistoriesAsync([new(house)], Currency.Cny))[0].BalanceOn(money.Utility.DayOf(money.Clock.GetCurrentInstant())).Minor;
    }

    [SkippableFact]
    public async Task Approval_GrantedByAnother_IsDoneOnce_WithBothNames()
    {
        var (money, desk) = await CreditAsync();
        var request = new ApprovalRequest { Act = ApprovalAct.Refund, Key = "k1", Reason = "销户退款", Account = Town.Account(1).Number, Amount = Money.Cny(4000) };
        var asked = (await desk.AskAsync(request, s_cashier)).Value;
        // Asked twice is asked once, and nothing has moved.
        Assert.Equal(asked.Id, (await desk.AskAsync(request, s_cashier)).Value.Id);
        Assert.Equal(10_000, await CreditOfAsync(money, 1));
        Assert.IsType<ApprovalOfOneself>((await desk.DecideAsync(asked.Id, true, null, s_cashier)).Fault);

        Assert.Equal(ApprovalState.Granted, (await desk.DecideAsync(asked.Id, true, null, s_accountant)).Value.State);
        Assert.Equal(6000, await CreditOfAsync(money, 1));
        Assert.IsType<ApprovalNotWaiting>((await desk.DecideAsync(asked.Id, true, null, s_accountant)).Fault);
        await using var unit = await Storage.ReadAsync();
        var refund = Assert.Single((await unit.Accounts.HistoriesAsync([new(1)], Currency.Cny))[0].Entries, e => e.Kind == EntryKind.Refund);
        Assert.Equal(("li", "wu"), (refund.Maker, refund.Approver));
    }

    [SkippableFact]
    public async Task Approval_RefusedOrImpossible_MovesNothing()
    {
        var (money, desk) = await CreditAsync();
        var asked = (await desk.AskAsync(new ApprovalRequest { Act = ApprovalAct.Refund, Key = "k1", Reason = "r", Account = Town.Account(1).Number, Amount = Money.Cny(4000) }, s_cashier)).Value;
        Assert.IsType<ApprovalInvalid>((await desk.DecideAsync(asked.Id, false, " ", s_accountant)).Fault);
        Assert.Equal("没有凭证", (await desk.DecideAsync(asked.Id, false, "没有凭证", s_accountant)).Value.Note);

        // More than there is cannot be done; the request waits on, and can be refused.
        var much = (await desk.AskAsync(new ApprovalRequest { Act = ApprovalAct.Transfer, Key = "k2", Reason = "r", Account = Town.Account(1).Number, To = Town.Account(2).Number, Amount = Money.Cny(10_001) }, s_cashier)).Value;
        Assert.IsType<MoreThanThereIs>((await desk.DecideAsync(much.Id, true, null, s_accountant)).Fault);
        Assert.Equal(much.Id, Assert.Single(await desk.ListAsync(ApprovalState.Waiting)).Approval.Id);
        Assert.Equal(10_000, await CreditOfAsync(money, 1));
    }

    [SkippableFact]
    public async Task Approval_OfEachAct_DoesWhatItSays()
    {
        var (money, desk) = await CreditAsync();
        async Task GrantAsync(ApprovalRequest request)
        {
            var asked = await desk.AskAsync(request, s_cashier);
            Assert.True(asked.IsOk, asked.Fault?.Message);
            var done = await desk.DecideAsync(asked.Value.Id, true, null, s_accountant);
            Assert.True(done.IsOk, done.Fault?.Message);
        }
        await GrantAsync(new() { Act = ApprovalAct.Transfer, Key = "a", Reason = "r", Account = Town.Account(1).Number, To = Town.Account(2).Number, Amount = Money.Cny(300) });
        Assert.Equal((9700, 300), (await CreditOfAsync(money, 1), await CreditOfAsync(money, 2)));
        await GrantAsync(new() { Act = ApprovalAct.Adjust, Key = "b", Reason = "r", Account = Town.Account(2).Number, Amount = Money.Cny(-200), Kind = "goodwill" });
        Assert.Equal(500, await CreditOfAsync(money, 2));
        await GrantAsync(new() { Act = ApprovalAct.Adjust, Key = "c", Reason = "r", Account = Town.Account(2).Number, Amount = Money.Cny(700), Kind = "inspection" });
        await GrantAsync(new() { Act = ApprovalAct.WriteOff, Key = "d", Reason = "r", Account = Town.Account(2).Number, Amount = Money.Cny(200) });
        Assert.Equal(0, await CreditOfAsync(money, 2));
        var second = await new PaymentDesk(money).TakeAsync(new PaymentRequest { Account = Town.Account(2).Number, Amount = Money.Cny(900), Channel = "web", Reference = "w2" }, Actor.System);
        await GrantAsync(new() { Act = ApprovalAct.Reverse, Key = "e", Reason = "r", Entry = second.Value.Entry });
        Assert.Equal(0, await CreditOfAsync(money, 2));
    }

    [SkippableFact]
    public async Task Approval_Stored_NeverChangesButByItsOneDecision()
    {
        var (_, desk) = await CreditAsync();
        var asked = (await desk.AskAsync(new ApprovalRequest { Act = ApprovalAct.Refund, Key = "k1", Reason = "r", Account = Town.Account(1).Number, Amount = Money.Cny(4000) }, s_cashier)).Value;
        var decided = asked with { State = ApprovalState.Refused, Decider = s_accountant, DecidedAt = asked.AskedAt, Note = "no" };
        await RefusesAsync(unit => unit.Approvals.DecideAsync(decided with { Decider = s_cashier }));
        await ChangeAsync(async unit => await unit.Approvals.DecideAsync(decided));
        await RefusesAsync(unit => unit.Approvals.DecideAsync(decided));
        await RefusesAsync(unit => unit.Approvals.AddAsync(asked with { Id = new(99) }));
        await using var unit = await Storage.ReadAsync();
        Assert.Equal(decided, await unit.Approvals.FindAsync(asked.Id));
    }

    [SkippableFact]
    public async Task Approval_ByAnotherKeyOfOneOwner_IsOfOneself()
    {
        var (_, desk) = await CreditAsync();
        await ChangeAsync(async unit =>
        {
            foreach (var (prefix, owner) in new[] { ("wc_1", "Bank"), ("wc_2", "bank"), ("wc_3", "li"), ("wc_4", "auditor") }) await unit.Access.PutAsync(ApiKey(prefix) with { Owner = owner });
        });
        Actor Key(string prefix) => new((ApiKey(prefix)).ActorName, "integrator");
        ApprovalRequest Refund(string key) => new() { Act = ApprovalAct.Refund, Key = key, Reason = "r", Account = Town.Account(1).Number, Amount = Money.Cny(100) };
        var first = (await desk.AskAsync(Refund("a"), Key("wc_1"))).Value;
        Assert.IsType<ApprovalOfOneself>((await desk.DecideAsync(first.Id, true, null, Key("wc_2"))).Fault);
        Assert.IsType<ApprovalOfOneself>((await desk.DecideAsync(first.Id, false, "no", Key("wc_2"))).Fault);
        var second = (await desk.AskAsync(Refund("b"), s_cashier)).Value;
        Assert.IsType<ApprovalOfOneself>((await desk.DecideAsync(second.Id, true, null, Key("wc_3"))).Fault);
        Assert.True((await desk.DecideAsync(first.Id, true, null, Key("wc_4"))).IsOk);
    }

    [SkippableFact]
    public async Task WriteOff_NeedsAPositionThatReaches_OfItsMakerOrItsApprover()
    {
        await ChangeAsync(async unit => await Town.BuildAsync(unit, 2));
        var start = new LocalDate(2026, 1, 1);
        var position = new Position("billing.1", "supervisor", new Wording("主管", "supervisor"), "service", [Permission.Supervise]);
        await ChangeAsync(async unit => await unit.Organization.StoreAsync(
            SampleOrganization.Create(start) with { Positions = [position], Operators = [new Operator("wu", "吴")], Holdings = [new Holding("billing.1", "wu", start)], Substitutes = [] }, 0));
        var policy = new ReceivablePolicy { WriteOffByPosition = new Dictionary<string, long> { ["supervisor"] = 3000 } };
        var money = new MoneyContext(Storage, new Utility("珠海水务", DateTimeZone.Utc, Currency.Cny), new FixedClock(Instant.FromUtc(2026, 2, 10, 4, 0)), policy);
        var payments = new PaymentDesk(money);
        Assert.True((await payments.AdjustAsync(Town.Account(1).Number, Money.Cny(9000), "inspection", "c1", "r", s_cashier)).IsOk);

        Assert.Equal(Money.Cny(0), Assert.IsType<AboveAuthority>((await payments.WriteOffAsync(Town.Account(1).Number, Money.Cny(2000), "w1", "r", s_cashier)).Fault).Limit);
        Assert.True((await payments.WriteOffAsync(Town.Account(1).Number, Money.Cny(2000), "w1", "r", s_cashier, "wu")).IsOk);
        Assert.Equal(Money.Cny(3000), Assert.IsType<AboveAuthority>((await payments.WriteOffAsync(Town.Account(1).Number, Money.Cny(3001), "w2", "r", s_cashier, "wu")).Fault).Limit);
        Assert.True((await payments.WriteOffAsync(Town.Account(1).Number, Money.Cny(3000), "w3", "r", s_accountant)).IsOk);
        // Asked for by one and granted by the other, the same rule holds; what is refused goes on waiting.
        var desk = new ApprovalDesk(money, payments, new TransferDesk(money));
        var asked = (await desk.AskAsync(new ApprovalRequest { Act = ApprovalAct.WriteOff, Key = "k", Reason = "r", Account = Town.Account(1).Number, Amount = Money.Cny(3500) }, s_cashier)).Value;
        Assert.IsType<AboveAuthority>((await desk.DecideAsync(asked.Id, true, null, s_accountant)).Fault);
        Assert.Single(await desk.ListAsync(ApprovalState.Waiting));
    }
}

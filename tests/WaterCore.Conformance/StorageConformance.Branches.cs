using WaterCore.Billing;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static readonly DataScope s_doumen = DataScope.Of(["doumen"]);

    // House 1 is Doumen's, house 2 Jinwan's, house 3 nobody's; each with a bill and a payment.
    private async Task<MoneyContext> TwoBranchesAsync()
    {
        await ChangeAsync(async unit =>
        {
            await Town.BuildAsync(unit, 3);
            await unit.Customers.MoveAsync(new(1), "doumen");
            await unit.Customers.MoveAsync(new(2), "jinwan");
            await unit.Metering.AddAsync([.. Enumerable.Range(1, 3).Select(h => Town.Reading(h, h, Day(1, 31), 112_000))]);
            await unit.Bills.AddAsync([.. Enumerable.Range(1, 3).Select(h => Town.Bill(h, h, Day(1, 1), Day(1, 31)))]);
            await unit.Search.PutAsync([.. Enumerable.Range(1, 3).Select(h => AnyClueSearch.Record(Town.Account(h), Town.Customer(h), [Town.Premise(h)], [Town.Meter(h)]))]);
        });
        var money = new MoneyContext(Storage, new Utility("珠海水务", NodaTime.DateTimeZone.Utc, Currency.Cny), new FixedClock(NodaTime.Instant.FromUtc(2026, 2, 10, 4, 0)), new ReceivablePolicy());
        for (var house = 1; house <= 3; house++)
            Assert.True((await new PaymentDesk(money).TakeAsync(new PaymentRequest { Account = Town.Account(house).Number, Amount = Money.Cny(1000), Channel = "web", Reference = $"w{house}" }, Actor.System)).IsOk);
        return money;
    }

    private async Task<T> LookAsync<T>(DataScope scope, Func<IUnitOfWork, ValueTask<T>> look)
    {
        await using var unit = await Storage.ReadAsync(scope);
        return await look(unit);
    }

    [SkippableFact]
    public async Task Scope_OfABranch_SeesItsOwnAccountsBillsAndPayments_AndThoseOfNobody()
    {
        await TwoBranchesAsync();
        Assert.Equal("doumen", (await LookAsync(s_doumen, unit => unit.Customers.FindAccountAsync(Town.Account(1).Number)))!.Branch);
        Assert.Null(await LookAsync(s_doumen, unit => unit.Customers.FindAccountAsync(Town.Account(2).Number)));
        Assert.Null(await LookAsync(s_doumen, unit => unit.Customers.FindAccountAsync(new Id<Customers.Account>(2))));
        Assert.NotNull(await LookAsync(s_doumen, unit => unit.Customers.FindAccountAsync(Town.Account(3).Number)));
        Assert.Equal([1L, 3L], (await LookAsync(s_doumen, unit => unit.Accounts.PageAsync(0, 10))).Select(a => a.Id.Value));
        Assert.Equal(2, await LookAsync(s_doumen, unit => unit.Customers.CountAccountsAsync()));
        Assert.Empty(await LookAsync(s_doumen, unit => unit.Customers.AgreementsOfAsync(new(2))));
        Assert.Empty(await LookAsync(s_doumen, unit => unit.Bills.OfAccountAsync(new(2))));
        Assert.Null(await LookAsync(s_doumen, unit => unit.Bills.FindAsync(new BillKey(new(2), new(2), Day(1, 1), 0))));
        Assert.Equal([1L, 3L], (await LookAsync(s_doumen, async unit => await ListAsync(unit.Bills.StreamAsync()))).Select(b => b.Key.Account.Value));
        Assert.Equal([1L, 3L], (await LookAsync(s_doumen, async unit => await ListAsync(unit.Bills.IssuedAsync(Town.January)))).Select(b => b.Key.Account.Value));
        Assert.NotNull(await LookAsync(s_doumen, unit => unit.Accounts.FindPaymentAsync("web", "w1")));
        Assert.Null(await LookAsync(s_doumen, unit => unit.Accounts.FindPaymentAsync("web", "w2")));
        Assert.Equal(["w1", "w3"], (await LookAsync(s_doumen, async unit => await ListAsync(unit.Accounts.ReceiptsAsync(Town.February)))).Select(r => r.Payment.Reference));
        Assert.Equal(["w1", "w3"], (await LookAsync(s_doumen, unit => unit.Cash.PaymentsOfAsync("web", Day(2, 10)))).Select(r => r.Payment.Reference));
        var histories = await LookAsync(s_doumen, unit => unit.Accounts.HistoriesAsync([new(1), new(2)], Currency.Cny));
        Assert.Equal((1, 1, 0, 0), (histories[0].Bills.Count, histories[0].Entries.Count, histories[1].Bills.Count, histories[1].Entries.Count));
        Assert.Equal(2 * 2456, Assert.Single(await LookAsync(s_doumen, unit => unit.Accounts.TotalsAsync())).OpenCharges.Minor);
        Assert.Equal([1L, 3L], (await LookAsync(s_doumen, unit => unit.Search.RecordsAsync([new(1), new(2), new(3)]))).Select(r => r.Key));

        Assert.Equal(3, await LookAsync(DataScope.All, unit => unit.Customers.CountAccountsAsync()));
        Assert.Equal([3L], (await LookAsync(DataScope.Of([]), unit => unit.Accounts.PageAsync(0, 10))).Select(a => a.Id.Value));
    }

    [SkippableFact]
    public async Task Scope_OfABranch_TakesMoneyOfItsOwnAccounts_WithTheNumbersThatAllShare()
    {
        var money = await TwoBranchesAsync();
        var desk = new PaymentDesk(money with { Storage = new BranchScopedStorage(Storage, () => s_doumen) });
        var taken = (await desk.TakeAsync(new PaymentRequest { Account = Town.Account(1).Number, Amount = Money.Cny(500), Channel = "counter", Reference = "c1", Tender = "cash" }, new Actor("p1", "cashier"))).Value;
        Assert.Equal((4, 1956L), (taken.Receipt.Number, taken.Balance.Minor));
        Assert.Equal("receivables.account-not-found", (await desk.TakeAsync(new PaymentRequest { Account = Town.Account(2).Number, Amount = Money.Cny(500), Channel = "counter", Reference = "c2", Tender = "cash" }, new Actor("p1", "cashier"))).Fault?.Code);
        Assert.True((await new PaymentDesk(money).TakeAsync(new PaymentRequest { Account = Town.Account(2).Number, Amount = Money.Cny(700), Channel = "counter", Reference = "c3", Tender = "cash" }, new Actor("p2", "cashier"))).IsOk);
        // What lies in the drawer is counted, whoever it is from.
        Assert.Equal(1200, await LookAsync(s_doumen, unit => unit.Cash.ExpectedMinorAsync("1", Day(2, 10))));
        Assert.Equal("receivables.account-not-found", (await new AccountDesk(money with { Storage = new BranchScopedStorage(Storage, () => s_doumen) }).StatementAsync(Town.Account(2).Number)).Fault?.Code);
        Assert.Empty(await LookAsync(unit => unit.Receivables.UnbalancedAsync()));
    }

    [SkippableFact]
    public async Task Account_GivenToAnotherBranch_IsSeenThereAndNoLongerHere()
    {
        var money = await TwoBranchesAsync();
        await ChangeAsync(unit => unit.Organization.StoreAsync(new OrganizationData { Branches = [new("main", new("总公司", "head office")), new("doumen", new("斗门", "Doumen"), "main"), new("jinwan", new("金湾", "Jinwan"), "main")] }, 0));
        var desk = new BranchDesk(Storage, money.Clock);
        Assert.Equal("organization.contradiction", (await desk.MoveAsync(Town.Account(2).Number, "nowhere", "搬迁", Actor.System)).Fault?.Code);
        Assert.Equal("doumen", (await desk.MoveAsync(Town.Account(2).Number, "doumen", "辖区调整", Actor.System)).Value.Branch);
        Assert.Equal(3, await LookAsync(s_doumen, unit => unit.Customers.CountAccountsAsync()));
        Assert.Equal([3L], (await LookAsync(DataScope.Of(["jinwan"]), unit => unit.Accounts.PageAsync(0, 10))).Select(a => a.Id.Value));
        var noted = (await LookAsync(async unit => await ListAsync(unit.Audit.StreamAsync())))[^1].Entry;
        Assert.Equal(("account.branch", "jinwan", "doumen", "辖区调整"), (noted.Action, noted.Before, noted.After, noted.Reason));
    }
}

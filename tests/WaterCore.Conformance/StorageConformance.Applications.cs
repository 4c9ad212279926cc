using System.Text;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static readonly Period s_march = new(new LocalDate(2026, 3, 1), new LocalDate(2026, 4, 1)), s_april = new(new LocalDate(2026, 4, 1), new LocalDate(2026, 5, 1));

    private static readonly IReadOnlyDictionary<string, string> s_nothing = new Dictionary<string, string>();

    private async Task<ApplicationOffice> OfficeAsync()
    {
        var office = new ApplicationOffice(Storage, new LocalDate(2026, 3, 2));
        await office.OpenAsync();
        return office;
    }

    [SkippableFact]
    public async Task NewConnection_FromTheFrontDeskToTheArchive_IsBilledByTheNextRun()
    {
        var office = await OfficeAsync();
        var form = new Dictionary<string, string> { ["applicant"] = "王五", ["diameter"] = "20", ["use_class"] = "residential", ["tariff"] = "zhuhai-main", ["persons"] = "3", ["amount"] = "680.50" };
        var file = await office.ApplyAsync("new-connection", null, null, "王五", "香洲区柠溪路8号");
        var id = file.Item.Id;

        // What the front desk only says is there is not: a document is attached.
        Assert.True((await office.Work.ActAsync(id, new(ActionKind.Accept), ApplicationOffice.FrontDesk)).IsOk);
        var said = await office.Work.ActAsync(id, new(ActionKind.Submit) { Form = new Dictionary<string, string> { ["applicant"] = "王五", ["diameter"] = "20", ["use_class"] = "residential", ["tariff"] = "zhuhai-main" }, Documents = ["identity", "premises"] }, ApplicationOffice.FrontDesk);
        Assert.Equal(WorkRefusal.Incomplete, Assert.IsType<WorkRefused>(said.Fault).Why);

        // Quoted, so that there is an account with a fee; nothing goes on before it is paid.
        var atPayment = await office.WorkAsync(id, form, "payment");
        var number = await office.NumberAsync(id);
        Assert.Equal([("connection", 680_50L)], (await office.Desk.FindAsync(id))!.Fees.Select(f => (f.Name, f.Amount.Minor)));
        Assert.Equal(680_50, (await new AccountDesk(office.Money).StatementAsync(number)).Value.Balance.Minor);
        var accepted = (await office.StepAsync(atPayment, form)).Value;
        Assert.Contains($"account {number} still owes 680.50", (await office.StepAsync(accepted, form)).Fault?.Message);
        Assert.Equal("payment", Assert.Single((await office.Work.HistoryAsync(id))!.Item.Branches).Step);
        await office.PayAsync(number);

        var atAcceptance = await office.WorkAsync(id, new Dictionary<string, string> { ["meter"] = "M20260001" }, "acceptance");
        Assert.Equal(4_000, Assert.Single(await office.Materials.StockAsync()).Thousandths);
        Assert.Empty(await LookAsync(async unit => await unit.Customers.AgreementsOfAsync((await unit.Customers.FindAccountAsync(number))!.Id)));
        office.Today = new LocalDate(2026, 3, 10);
        var closed = await office.WorkAsync(atAcceptance.Id, new Dictionary<string, string> { ["first_index"] = "2.5" });
        Assert.Equal(WorkStatus.Archived, closed.Status);

        var account = (await LookAsync(unit => unit.Customers.FindAccountAsync(number)))!;
        var (terms, premise) = Assert.Single(await LookAsync(unit => unit.Customers.AgreementsOfAsync(account.Id)));
        Assert.Equal(("香洲区柠溪路8号", "zhuhai-main", "residential", 3, new LocalDate(2026, 3, 10)), (premise.Address, terms.Tariff, terms.UseClass, terms.Persons!.Value, terms.From));
        var (installation, meter) = Assert.Single(await LookAsync(unit => unit.Metering.InstallationsAtAsync([terms.ServicePoint])));
        Assert.Equal(("M20260001", "DN20", 2_500L), (meter.Number, meter.Size, installation.FirstIndex));
        Assert.Equal(2_500, Assert.Single(await LookAsync(unit => unit.Metering.ReadingsOfAsync([meter.Id], s_march.From))).Index);

        office.Today = new LocalDate(2026, 4, 2);
        await office.BillAsync(s_march, ("M20260001", 14_500, new LocalDate(2026, 3, 31)));
        var bill = Assert.Single(await LookAsync(unit => unit.Bills.OfAccountAsync(account.Id)));
        Assert.Equal((12_000L, new LocalDate(2026, 3, 10), new LocalDate(2026, 3, 31)), (bill.Usage.Thousandths, bill.Key.From, bill.To));
        Assert.True(bill.Total.Minor > 12 * 174, bill.Total.ToString());
        Assert.Equal(bill.Total, (await new AccountDesk(office.Money).StatementAsync(number)).Value.Balance);

        var found = Assert.Single(await office.Desk.SearchAsync(number));
        Assert.Equal((id, WorkStatus.Archived), (found.Item.Id, found.Item.Status));
        Assert.Equal(id, Assert.Single(await office.Desk.SearchAsync("柠溪路")).Item.Id);
        Assert.Equal(4, found.Documents.Count);
        Assert.Equal("identity of " + id, Encoding.UTF8.GetString((await office.Desk.ContentAsync(found.Documents[0].Sha256))!));
        Assert.Null(await LookAsync(async unit => await AuditChain.FirstBreakAsync(unit.Audit.StreamAsync())));
        Assert.Empty(await LookAsync(unit => unit.Receivables.UnbalancedAsync()));
    }

    [SkippableFact]
    public async Task Connection_ThatCannotBeMade_LeavesTheStepAndTheBooksAsTheyWere()
    {
        var office = await OfficeAsync();
        await office.ConnectAsync("甲", "M1");
        // Terms that cannot be are refused when the account is opened, before anybody digs.
        var wrong = new Dictionary<string, string> { ["diameter"] = "20", ["use_class"] = "special", ["tariff"] = "nowhere" };
        var early = await office.ApplyAsync("new-connection-simple", null, null, "丙", "香洲区丙路1号");
        var atReview = (await office.StepAsync(await office.WorkAsync(early.Item.Id, wrong, "review"), wrong)).Value;
        Assert.Contains("the tariff 'nowhere' is not published; use one of: zhuhai-main", (await office.StepAsync(atReview, wrong)).Fault?.Message);
        var form = new Dictionary<string, string> { ["diameter"] = "20", ["use_class"] = "special", ["tariff"] = "zhuhai-main" };
        var file = await office.ApplyAsync("new-connection-simple", null, null, "乙", "香洲区乙路1号");
        await office.WorkAsync(file.Item.Id, form, "charges");
        await office.PayAsync(await office.NumberAsync(file.Item.Id));
        var at = await office.WorkAsync(file.Item.Id, new Dictionary<string, string> { ["meter"] = "M1" }, "acceptance");
        at = (await office.StepAsync(at, s_nothing)).Value;
        Assert.Contains("M1", (await office.StepAsync(at, s_nothing)).Fault?.Message); // in place elsewhere
        var after = (await office.Work.HistoryAsync(at.Id))!;
        Assert.Equal((at.Revision, "acceptance"), (after.Item.Revision, Assert.Single(after.Item.Branches).Step));
        Assert.Equal(1, await LookAsync(async unit => (await ListAsync(unit.Search.StreamAsync())).Count(r => r.Fields.Any(f => f.Text == "M1"))));
    }

    [SkippableFact]
    public async Task ChangeOfOwner_TheOldAccountEndsWithTheReading_AndTheNewOneGoesOnFromIt()
    {
        var office = await OfficeAsync();
        var old = await office.ConnectAsync("甲", "M1");
        office.Today = new LocalDate(2026, 3, 20);
        var file = await office.ApplyAsync("change-of-owner", old);
        await office.WorkAsync(file.Item.Id, new Dictionary<string, string> { ["account"] = old, ["new_owner"] = "丁", ["index"] = "17", ["arrears"] = "no" });
        var before = (await LookAsync(unit => unit.Customers.FindAccountAsync(old)))!;
        Assert.Equal(new LocalDate(2026, 3, 20), before.ClosedOn);
        office.Today = new LocalDate(2026, 4, 2);
        await office.BillAsync(s_march, ("M1", 25_000, new LocalDate(2026, 3, 31)));
        var point = (await LookAsync(unit => unit.Customers.AgreementsOfAsync(before.Id)))[0].Agreement.ServicePoint;
        var fresh = (await LookAsync(unit => unit.Customers.FindAccountAsync(new Applications.ApplicationPolicy().AccountNumber(file.Item.Id.Value, 0))))!;
        Assert.Equal(10_000, Assert.Single(await LookAsync(unit => unit.Bills.OfAccountAsync(before.Id))).Usage.Thousandths);
        var bill = Assert.Single(await LookAsync(unit => unit.Bills.OfAccountAsync(fresh.Id)));
        Assert.Equal((8_000L, point, new LocalDate(2026, 3, 20)), (bill.Usage.Thousandths, bill.Key.ServicePoint, bill.Key.From));
        Assert.Equal("丁", (await LookAsync(unit => unit.Customers.FindCustomerAsync(fresh.Customer)))!.Name);
        Assert.Equal("applications.refused", (await office.Desk.ApplyAsync(new() { Kind = "closing", Office = "main", Account = old }, ApplicationOffice.FrontDesk)).Fault?.Code);
    }

    [SkippableFact]
    public async Task ChangeOfUse_EndsTheTermsAndBeginsOthersOnTheSameDay()
    {
        var office = await OfficeAsync();
        var number = await office.ConnectAsync("甲", "M1");
        office.Today = new LocalDate(2026, 3, 20);
        var file = await office.ApplyAsync("change-of-use", number);
        await office.WorkAsync(file.Item.Id, new Dictionary<string, string> { ["persons"] = "6" });
        var account = (await LookAsync(unit => unit.Customers.FindAccountAsync(number)))!;
        var terms = (await LookAsync(unit => unit.Customers.AgreementsOfAsync(account.Id))).Select(a => a.Agreement).ToList();
        Assert.Equal([(new LocalDate(2026, 3, 2), new LocalDate(2026, 3, 20), null), (new LocalDate(2026, 3, 20), (LocalDate?)null, (int?)6)], terms.Select(t => (t.From, t.To, t.Persons)));
    }

    [SkippableFact]
    public async Task MeterExchange_BillsTheWaterOfBothMeters()
    {
        var office = await OfficeAsync();
        var number = await office.ConnectAsync("甲", "M1", "7");
        office.Today = new LocalDate(2026, 3, 20);
        var file = await office.ApplyAsync("meter-exchange", number);
        await office.WorkAsync(file.Item.Id, new Dictionary<string, string> { ["meter"] = "M1", ["cause"] = "age", ["old_index"] = "12", ["new_meter"] = "M2", ["new_index"] = "1" });
        office.Today = new LocalDate(2026, 4, 2);
        await office.BillAsync(s_march, ("M2", 4_000, new LocalDate(2026, 3, 31)));
        var account = (await LookAsync(unit => unit.Customers.FindAccountAsync(number)))!;
        Assert.Equal(8_000, Assert.Single(await LookAsync(unit => unit.Bills.OfAccountAsync(account.Id))).Usage.Thousandths);
    }

    [SkippableFact]
    public async Task SuspensionAndRestoration_AreOnRecordAtTheServicePoint_AndCannotBeDoneTwice()
    {
        var office = await OfficeAsync();
        var number = await office.ConnectAsync("甲", "M1");
        office.Today = new LocalDate(2026, 3, 20);
        var stop = await office.ApplyAsync("temporary-stop", number);
        Assert.Equal(WorkStatus.Archived, (await office.WorkAsync(stop.Item.Id, new Dictionary<string, string> { ["index"] = "9" })).Status);
        var second = await office.ApplyAsync("suspension", number);
        var at = await office.WorkAsync(second.Item.Id, new Dictionary<string, string> { ["account"] = number, ["index"] = "9" }, "close-valve");
        at = (await office.StepAsync(at, s_nothing)).Value;
        Assert.Contains("water is cut off there already", (await office.StepAsync(at, new Dictionary<string, string> { ["index"] = "9" })).Fault?.Message);
        office.Today = new LocalDate(2026, 3, 25);
        var again = await office.ApplyAsync("restart", number);
        await office.WorkAsync(again.Item.Id, new Dictionary<string, string> { ["index"] = "9" });
        var point = await LookAsync(async unit => (await unit.Customers.AgreementsOfAsync((await unit.Customers.FindAccountAsync(number))!.Id))[0].Agreement.ServicePoint);
        Assert.Equal([(new LocalDate(2026, 3, 20), false), (new LocalDate(2026, 3, 25), true)], (await LookAsync(unit => unit.Applications.SupplyOfAsync(point))).Select(c => (c.Day, c.Supplied)));
    }

    [SkippableFact]
    public async Task Closing_MakesTheFinalBill_AndTheRestIsRefunded()
    {
        var office = await OfficeAsync();
        var number = await office.ConnectAsync("甲", "M1");
        office.Today = new LocalDate(2026, 3, 20);
        Assert.True((await new PaymentDesk(office.Money).TakeAsync(new PaymentRequest { Account = number, Amount = Money.Cny(100_00), Channel = "counter", Reference = "advance", Tender = "cash" }, new Actor("p09", "cashier.1"))).IsOk);
        var file = await office.ApplyAsync("closing", number);
        await office.WorkAsync(file.Item.Id, new Dictionary<string, string> { ["index"] = "17", ["reason"] = "搬迁" });
        office.Today = new LocalDate(2026, 4, 2);
        await office.BillAsync(s_march);
        await new AdvanceRun(office.Money).SettleAsync(Actor.System);
        var account = (await LookAsync(unit => unit.Customers.FindAccountAsync(number)))!;
        var bill = Assert.Single(await LookAsync(unit => unit.Bills.OfAccountAsync(account.Id)));
        Assert.Equal((10_000L, new LocalDate(2026, 3, 20)), (bill.Usage.Thousandths, bill.To));
        var rest = (await new AccountDesk(office.Money).StatementAsync(number)).Value.Balance;
        Assert.Equal(bill.Total.Minor - 100_00, rest.Minor);
        Assert.True((await new PaymentDesk(office.Money).RefundAsync(number, -rest, "closing", "销户退费", new Actor("p40", "supervisor.1"))).IsOk);
        Assert.Equal(0, (await new AccountDesk(office.Money).StatementAsync(number)).Value.Balance.Minor);
        await office.BillAsync(s_april);
        Assert.Single(await LookAsync(unit => unit.Bills.OfAccountAsync(account.Id)));
    }

    [SkippableFact]
    public async Task LeakRelief_IsACreditThatPaysWhatIsOpen()
    {
        var office = await OfficeAsync();
        var number = await office.ConnectAsync("甲", "M1");
        office.Today = new LocalDate(2026, 4, 2);
        await office.BillAsync(s_march, ("M1", 57_000, new LocalDate(2026, 3, 31)));
        var owed = (await new AccountDesk(office.Money).StatementAsync(number)).Value.Balance;
        var file = await office.ApplyAsync("leak-relief", number);
        await office.WorkAsync(file.Item.Id, new Dictionary<string, string> { ["relief"] = "30.25", ["cause"] = "地下管漏" });
        Assert.Equal(owed.Minor - 30_25, (await new AccountDesk(office.Money).StatementAsync(number)).Value.Balance.Minor);
        Assert.Equal(["leak-relief", "new-connection-simple"], (await office.Desk.SearchAsync(number)).Select(f => f.Application.Kind));
    }

    [SkippableFact]
    public async Task Materials_NeverFallBelowZero_AndOnlyWhatWasIssuedComesBack()
    {
        var office = await OfficeAsync();
        var keeper = new Actor((await LookAsync(unit => new WorkflowEngines().ChartAsync(unit))).HoldersOf("storekeeper.1", office.Today)[0].Operator, "storekeeper.1");
        var item = (await office.ApplyAsync("new-connection", null, null, "甲", "路1号")).Item.Id;
        Assert.Equal("applications.refused", (await office.Materials.IssueAsync(item, "meter-dn20", 5_001, "s", keeper, "a")).Fault?.Code);
        Assert.Equal("applications.refused", (await office.Materials.ReturnAsync(item, "meter-dn20", 1, "s", keeper, "b")).Fault?.Code);
        Assert.Equal(3_000, (await office.Materials.IssueAsync(item, "meter-dn20", 2_000, "s", keeper, "c")).Value.Thousandths);
        Assert.Equal(3_000, (await office.Materials.IssueAsync(item, "meter-dn20", 2_000, "s", keeper, "c")).Value.Thousandths);
        Assert.Equal(4_000, (await office.Materials.ReturnAsync(item, "meter-dn20", 1_000, "s", keeper, "d")).Value.Thousandths);
        Assert.Equal("applications.refused", (await office.Materials.ReturnAsync(item, "meter-dn20", 1_001, "s", keeper, "e")).Fault?.Code);
        Assert.IsType<WorkNotAllowed>((await office.Materials.IssueAsync(item, "meter-dn20", 1, "s", ApplicationOffice.FrontDesk, "f")).Fault);
    }
}

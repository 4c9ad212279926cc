using NodaTime;
using WaterCore.Audit;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    // A household with one bill of 10 cubic metres for March.
    private static async Task<(string Number, string Bill)> BilledAsync(ApplicationOffice office)
    {
        var number = await office.ConnectAsync("甲", "M1");
        office.Today = new LocalDate(2026, 4, 2);
        await office.BillAsync(s_march, ("M1", 17_000, new LocalDate(2026, 3, 31)));
        var bill = Assert.Single(await office.LookAsync(async unit => await unit.Bills.OfAccountAsync((await unit.Customers.FindAccountAsync(number))!.Id)));
        return (number, $"{number}-{NodaTime.Text.LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd").Format(bill.Key.From)}");
    }

    [SkippableFact]
    public async Task NewConnectionInTwoSteps_IsBilledByTheNextRun()
    {
        var office = await OfficeAsync();
        var form = new Dictionary<string, string> { ["applicant"] = "孙八", ["diameter"] = "20", ["use_class"] = "residential", ["tariff"] = "zhuhai-main", ["meter"] = "M8", ["first_index"] = "1" };
        var file = await office.ApplyAsync("new-connection-express", null, null, "孙八", "香洲区八路1号");
        Assert.Equal(WorkStatus.Archived, (await office.WorkAsync(file.Item.Id, form)).Status);
        office.Today = new LocalDate(2026, 4, 2);
        await office.BillAsync(s_march, ("M8", 9_000, new LocalDate(2026, 3, 31)));
        var account = (await office.LookAsync(unit => unit.Applications.FindAsync(file.Item.Id)))!.Account!.Value;
        Assert.Equal(8_000, Assert.Single(await office.LookAsync(unit => unit.Bills.OfAccountAsync(account))).Usage.Thousandths);
    }

    [SkippableFact]
    public async Task MeterTest_OutsideTheTolerance_BillsInProportionAndExchangesTheMeter()
    {
        var office = await OfficeAsync();
        var (number, bill) = await BilledAsync(office);
        var before = (await new AccountDesk(office.Money).StatementAsync(number)).Value.Balance;
        office.Today = new LocalDate(2026, 4, 3);
        var file = await office.ApplyAsync("meter-test", number);
        var done = await office.WorkAsync(file.Item.Id, new Dictionary<string, string> { ["bill"] = bill, ["meter"] = "M1", ["diameter"] = "20", ["error"] = "25", ["old_index"] = "17", ["new_meter"] = "M2", ["new_index"] = "0" });
        Assert.Equal(WorkStatus.Archived, done.Status);
        // It showed 125 where 100 ran: of 10 cubic metres 8 are billed.
        var account = (await office.LookAsync(unit => unit.Customers.FindAccountAsync(number)))!;
        var live = Assert.Single(await office.LookAsync(unit => unit.Bills.OfAccountAsync(account.Id)), b => b.Key.Revision == 1);
        Assert.Equal(8_000, live.Usage.Thousandths);
        Assert.Equal(live.Total, (await new AccountDesk(office.Money).StatementAsync(number)).Value.Balance);
        Assert.InRange(live.Total.Minor, before.Minor * 8 / 10, before.Minor - 1); // what does not hang on the volume stays
        Assert.Empty((await office.Desk.FindAsync(file.Item.Id))!.Fees);
        var point = (await office.LookAsync(unit => unit.Customers.AgreementsOfAsync(account.Id)))[0].Agreement.ServicePoint;
        Assert.Equal("M2", Assert.Single(await office.LookAsync(unit => unit.Metering.InstallationsAtAsync([point])), i => i.Installation.RemovedOn is null).Meter.Number);
        Assert.Empty(await office.LookAsync(unit => unit.Receivables.UnbalancedAsync()));
    }

    [SkippableFact]
    public async Task MeterTest_InsideTheTolerance_ChargesTheTestAndChangesNoBill()
    {
        var office = await OfficeAsync();
        var (number, bill) = await BilledAsync(office);
        office.Today = new LocalDate(2026, 4, 3);
        var file = await office.ApplyAsync("meter-test", number);
        var fields = new Dictionary<string, string> { ["bill"] = bill, ["meter"] = "M1", ["diameter"] = "20", ["error"] = "-2.9" };
        await office.WorkAsync(file.Item.Id, fields, "payment");
        Assert.Equal([("meter-test", 60_00L)], (await office.Desk.FindAsync(file.Item.Id))!.Fees.Select(f => (f.Name, f.Amount.Minor)));
        await office.PayAsync(number);
        Assert.Equal(WorkStatus.Archived, (await office.WorkAsync(file.Item.Id, fields)).Status);
        var account = (await office.LookAsync(unit => unit.Customers.FindAccountAsync(number)))!;
        Assert.Equal(0, Assert.Single(await office.LookAsync(unit => unit.Bills.OfAccountAsync(account.Id))).Key.Revision);
    }

    [SkippableFact]
    public async Task SizeChange_PutsALargerMeterIn_AndRelocationReadsIt()
    {
        var office = await OfficeAsync();
        var number = await office.ConnectAsync("甲", "M1");
        office.Today = new LocalDate(2026, 3, 20);
        var size = await office.ApplyAsync("size-change", number);
        var fields = new Dictionary<string, string> { ["meter"] = "M1", ["diameter"] = "40", ["old_index"] = "12", ["new_meter"] = "M2", ["new_index"] = "1" };
        await office.WorkAsync(size.Item.Id, fields, "payment");
        Assert.Equal(200_00, (await office.PayAsync(number)).Minor);
        Assert.Equal(WorkStatus.Archived, (await office.WorkAsync(size.Item.Id, fields)).Status);
        office.Today = new LocalDate(2026, 3, 24);
        var moved = await office.ApplyAsync("relocation", number);
        var index = new Dictionary<string, string> { ["place"] = "院墙外", ["diameter"] = "40", ["index"] = "3.5", ["feasible"] = "yes" };
        await office.WorkAsync(moved.Item.Id, index, "payment");
        await office.PayAsync(number);
        Assert.Equal(WorkStatus.Archived, (await office.WorkAsync(moved.Item.Id, index)).Status);
        var meter = (await office.LookAsync(unit => unit.Metering.FindMetersAsync(["M2"])))["M2"];
        Assert.Equal("DN40", meter.Size);
        Assert.Contains(await office.LookAsync(unit => unit.Metering.ReadingsOfAsync([meter.Id], s_march.From)), r => (r.Day, r.Index) == (new LocalDate(2026, 3, 24), 3_500));
    }

    [SkippableFact]
    public async Task TemporarySupply_IsBilledWhileItLasts_AndClosesItsAccount()
    {
        var office = await OfficeAsync();
        var form = new Dictionary<string, string> { ["applicant"] = "某工地", ["diameter"] = "20", ["use_class"] = "residential", ["tariff"] = "zhuhai-main", ["until"] = "2026-03-31", ["meter"] = "T1", ["first_index"] = "0", ["ended"] = "2026-03-28", ["index"] = "30" };
        var file = await office.ApplyAsync("temporary-supply", null, form.Where(f => f.Key is "applicant" or "diameter" or "use_class" or "tariff" or "until").ToDictionary(), "某工地", "香洲区工地1号");
        await office.WorkAsync(file.Item.Id, form, "payment");
        var number = await office.NumberAsync(file.Item.Id);
        Assert.Equal(500_00, (await office.PayAsync(number)).Minor);
        var inUse = await office.WorkAsync(file.Item.Id, form, "in-use");
        Assert.Null(inUse.PromisedBy); // the promise stands still while the water is in use
        office.Today = new LocalDate(2026, 3, 28);
        Assert.Equal(WorkStatus.Archived, (await office.WorkAsync(file.Item.Id, form)).Status);
        office.Today = new LocalDate(2026, 4, 2);
        await office.BillAsync(s_march);
        var account = (await office.LookAsync(unit => unit.Customers.FindAccountAsync(number)))!;
        Assert.Equal(new LocalDate(2026, 3, 28), account.ClosedOn);
        Assert.Equal(30_000, Assert.Single(await office.LookAsync(unit => unit.Bills.OfAccountAsync(account.Id))).Usage.Thousandths);
    }

    [SkippableFact]
    public async Task DunningOrder_BecomesAWorkItem_AndIsRunToTheValve_AndBackAfterPayment()
    {
        var office = await OfficeAsync();
        var (number, _) = await BilledAsync(office);
        var orders = new DunningOrders(office, office.Desk, office.Work, new WorkflowEngines());
        async Task<IReadOnlyList<ApplicationFile>> DunAsync(LocalDate day)
        {
            office.Today = day;
            await new DunningRun(office.Money).RunAsync(false, Actor.System);
            await using var unit = await Storage.WriteAsync();
            var pending = (await unit.Outbox.PendingAsync(10_000)).Where(m => orders.Wants(m.Topic)).ToList();
            await orders.TakeAsync(unit, pending);
            foreach (var message in await unit.Outbox.PendingAsync(10_000)) await unit.Outbox.DeliveredAsync(message.Sequence, office.Now);
            await unit.CommitAsync();
            return await office.Desk.SearchAsync(number);
        }
        // By and by: message, call, letter, warning, order.
        var files = (await DunAsync(new(2026, 5, 1))).ToList();
        for (var day = new LocalDate(2026, 5, 20); day < new LocalDate(2026, 9, 1) && files.TrueForAll(f => f.Application.Kind != "suspension"); day = day.PlusDays(10)) files = (await DunAsync(day)).ToList();
        var stop = Assert.Single(files, f => f.Application.Kind == "suspension");
        Assert.Equal((WorkStatus.Open, number), (stop.Item.Status, stop.Item.Form["account"]));
        Assert.Single(await DunAsync(office.Today.PlusDays(1)), f => f.Application.Kind == "suspension"); // not twice
        office.Today = office.Today.PlusDays(1);
        Assert.Equal(WorkStatus.Archived, (await office.WorkAsync(stop.Item.Id, new Dictionary<string, string> { ["index"] = "19", ["paid"] = "no" })).Status);
        var point = await office.LookAsync(async unit => (await unit.Customers.AgreementsOfAsync((await unit.Customers.FindAccountAsync(number))!.Id))[0].Agreement.ServicePoint);
        Assert.False((await office.LookAsync(unit => unit.Applications.SupplyOfAsync(point)))[^1].Supplied);

        await office.PayAsync(number);
        var back = Assert.Single(await DunAsync(office.Today.PlusDays(1)), f => f.Application.Kind == "restoration");
        Assert.Equal(WorkStatus.Open, back.Item.Status);
        Assert.Equal(WorkStatus.Archived, (await office.WorkAsync(back.Item.Id, new Dictionary<string, string> { ["index"] = "19" })).Status);
        Assert.True((await office.LookAsync(unit => unit.Applications.SupplyOfAsync(point)))[^1].Supplied);
        Assert.Null(await LookAsync(async unit => await AuditChain.FirstBreakAsync(unit.Audit.StreamAsync())));
    }

    [SkippableFact]
    public async Task DunningOrder_PaidBeforeTheValveIsShut_EndsTheSuspension()
    {
        var office = await OfficeAsync();
        var number = await office.ConnectAsync("甲", "M1");
        var orders = new DunningOrders(office, office.Desk, office.Work, new WorkflowEngines());
        async Task OrderAsync(string action)
        {
            await using var unit = await Storage.WriteAsync();
            await orders.TakeAsync(unit, [new OutboxMessage($"dunning {number} {action}", "dunning.x", $$"""{"account":"{{number}}","action":"{{action}}","overdue":"17.40","en":"why"}""", office.Now)]);
            await unit.CommitAsync();
        }
        await OrderAsync("SuspensionOrder");
        office.Now += Duration.FromMinutes(5);
        await OrderAsync("Restoration");
        var all = await office.Desk.SearchAsync(number);
        var (stop, restorations) = (Assert.Single(all, f => f.Application.Kind == "suspension").Item, all.Count(f => f.Application.Kind == "restoration"));
        Assert.Equal((WorkStatus.Cancelled, 0), (stop.Status, restorations));
        Assert.Contains("已缴清", (await office.Work.HistoryAsync(stop.Id))!.Acts[^1].Note, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task LateWork_IsWarnedOf_ForetoldAndUrgedOnceALevel()
    {
        var office = await OfficeAsync();
        var engines = new WorkflowEngines();
        var work = new WorkDesk(Storage, office.Utility, office, WorkCalendarFile.China, engines);
        var watch = new WorkWatch(Storage, office.Utility, office, WorkCalendarFile.China, engines, work, new WorkWatchPolicy());
        // Three times the first step took an hour or two of the forenoon that it has; six times it went on after lunch.
        int[] minutes = [60, 90, 120, 340, 345, 350, 360, 370, 380];
        for (var n = 0; n < minutes.Length; n++)
        {
            office.Today = new LocalDate(2026, 3, 3).PlusDays(n % 3);
            office.Now -= Duration.FromMinutes(30); // 08:30
            var begun = await office.ApplyAsync("new-connection-simple", null, null, $"客户{n}", $"路{n}号");
            office.Now += Duration.FromMinutes(minutes[n]);
            var sent = await office.WorkAsync(begun.Item.Id, new Dictionary<string, string> { ["diameter"] = "20", ["use_class"] = "residential", ["tariff"] = "zhuhai-main" }, "survey");
            Assert.Equal("survey", sent.Branches[0].Step);
            Assert.True((await work.ActAsync(begun.Item.Id, new(ActionKind.Cancel) { Reason = "x" }, Actor.System)).IsOk);
        }
        office.Today = new LocalDate(2026, 3, 10);
        office.Now -= Duration.FromMinutes(30); // 08:30
        var item = (await work.StartAsync("new-connection-simple", "main", "路10号", ApplicationOffice.FrontDesk)).Value;
        Assert.Empty(await watch.WarningsAsync());
        office.Now += Duration.FromMinutes(180); // 11:30: half an hour is left of the forenoon's three and a half
        Assert.Equal(item.Id, Assert.Single(await watch.WarningsAsync("main")).Item.Id);
        var outlook = Assert.Single(await watch.ForecastAsync());
        Assert.Equal((item.Id, ClockKind.Internal, 30L), (outlook.Item.Id, outlook.Clock, outlook.LeftMinutes));
        Assert.Equal((56L, new Share(6, 6)), (outlook.ExpectedMinutes, outlook.Risk)); // the lower middle one of the six took 236, of which 180 are gone
        var load = Assert.Single(await watch.LoadsAsync());
        Assert.Equal(("main", item.Branches[0].Position, 1, 0, 1, 1, false), (load.Office, load.Position, load.Open, load.Overdue, load.DueToday, load.Warned, load.Vacant));
        Assert.Empty(await watch.EscalateAsync());

        office.Now += Duration.FromHours(3); // 14:30
        Assert.Empty(await watch.WarningsAsync());
        Assert.Equal((1, 30L), Assert.Single((await watch.EscalateAsync()).Select(e => (e.Level, e.OverdueMinutes))));
        Assert.Empty(await watch.EscalateAsync());
        office.Now += Duration.FromDays(1) + Duration.FromHours(2);
        var told = Assert.Single(await watch.EscalateAsync());
        Assert.Equal((2, "supervisor.1"), (told.Level, Assert.Single(told.Told)));
        Assert.Equal(2, (await work.HistoryAsync(item.Id))!.Item.Urged);
        Assert.Equal(2, (await LookAsync(unit => unit.Outbox.PendingAsync(10_000))).Count(m => m.Topic == "work.escalated"));
        Assert.Equal(1, Assert.Single(await watch.LoadsAsync()).Overdue);
    }

    [SkippableFact]
    public async Task SimulatedYear_OverTheStorage_LeavesEveryItemWhereTheYearDid()
    {
        var office = new ApplicationOffice(Storage, new LocalDate(2026, 1, 1));
        var lived = await new StoredYear(Storage, office.Utility, office).LiveAsync(7, 120);
        Assert.True(lived.IsOk, lived.Fault?.Message);
        Assert.Equal((0L, 120L), (lived.Value.Year.Faults, lived.Value.Year.Begun));
        Assert.Empty(lived.Value.Differences);
        Assert.Equal("work.year-refused", (await new StoredYear(Storage, office.Utility, office).LiveAsync(7, 1)).Fault?.Code);
        // The same seed gives the same year, stored or not.
        Assert.Equal(lived.Value.Year.Acts, WorkSimulation.Run(7, 120).Acts);
    }
}

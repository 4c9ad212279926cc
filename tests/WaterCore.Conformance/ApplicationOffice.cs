using System.Text;
using NodaTime;
using WaterCore.Applications;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Tariffs;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Conformance;

/// <summary>A branch with its positions, definitions, tariff and store over a storage, and a clock of its own; people do what lies in their trays.</summary>
public sealed class ApplicationOffice : IClock
{
    private readonly WorkflowEngines _engines = new();
    private int _key;

    public ApplicationOffice(IStorage storage, LocalDate day)
    {
        (Storage, Today) = (storage, day);
        Utility = new Utility("t", DateTimeZoneProviders.Tzdb["Asia/Shanghai"], Currency.Cny);
        Money = new MoneyContext(storage, Utility, this, new ReceivablePolicy());
        Today = day;
        Work = new WorkDesk(storage, Utility, this, WorkCalendarFile.China, _engines, new ApplicationEffects(Money, new ApplicationPolicy()));
        Desk = new ApplicationDesk(storage, this, Work);
        Materials = new MaterialDesk(storage, Utility, this, _engines);
    }

    public IStorage Storage { get; }

    public Utility Utility { get; }

    public MoneyContext Money { get; }

    public WorkDesk Work { get; }

    public ApplicationDesk Desk { get; }

    public MaterialDesk Materials { get; }

    public Instant Now { get; set; }

    public LocalDate Today
    {
        get => Utility.DayOf(Now);
        set => Now = value.AtMidnight().InZoneLeniently(DateTimeZoneProviders.Tzdb["Asia/Shanghai"]).ToInstant() + Duration.FromHours(9);
    }

    public Instant GetCurrentInstant() => Now;

    /// <summary>The organisation, the definitions, the tariff and a store with meters.</summary>
    public async Task OpenAsync()
    {
        Assert.True((await new OrganizationDesk(Storage, Utility, this).StoreAsync(SampleOrganization.Create(new LocalDate(2026, 1, 1)), Actor.System)).IsOk);
        foreach (var code in ShippedWorkflows.Codes)
        {
            var published = await new WorkflowDesk(Storage, Utility, this).PublishAsync(ShippedWorkflows.Text(code), code + ".yaml", new Actor("p40", "supervisor.1"));
            Assert.True(published.IsOk, published.Fault?.Message);
        }
        Assert.True((await new TariffDesk(Storage, this).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Actor.System)).IsOk);
        Assert.True((await Materials.ReceiveAsync(new Material("meter-dn20", "水表DN20", "piece"), 5_000, "入库1", Actor.System, "in-1")).IsOk);
    }

    public static Actor FrontDesk { get; } = new("p01", "front-desk.1");

    public async Task<ApplicationFile> ApplyAsync(string kind, string? account, IReadOnlyDictionary<string, string>? form = null, string? customer = null, string? address = null)
    {
        var made = await Desk.ApplyAsync(new ApplicationRequest { Kind = kind, Office = SampleOrganization.Office, Account = account, Customer = customer, Phone = customer is null ? null : "0756-123", Address = address, Form = form }, FrontDesk);
        Assert.True(made.IsOk, made.Fault?.Message);
        return made.Value;
    }

    /// <summary>People work on an item until it is closed, or until it lies at a step.</summary>
    /// <param name="id">The item.</param>
    /// <param name="fields">What they fill in, by field; other fields get what fits their kind.</param>
    /// <param name="until">Stop when a branch has arrived at this step.</param>
    public async Task<WorkItem> WorkAsync(Id<WorkItem> id, IReadOnlyDictionary<string, string> fields, string? until = null)
    {
        for (var n = 0; n < 200; n++)
        {
            var item = (await Work.HistoryAsync(id))!.Item;
            if (item.Status != WorkStatus.Open || item.Branches.Any(b => b.Step == until && b.Phase == BranchPhase.Arrived)) return item;
            var done = await StepAsync(item, fields);
            Assert.True(done.IsOk, $"{string.Join(' ', item.Branches.Select(b => b.Step))}: {done.Fault?.Message}");
        }
        throw new InvalidOperationException($"Item {id} does not come to an end.");
    }

    /// <summary>One action on an item's first branch that does not wait: accept, attach what is asked for, issue material, or complete.</summary>
    public async Task<Result<WorkItem>> StepAsync(WorkItem item, IReadOnlyDictionary<string, string> fields)
    {
        Now += Duration.FromMinutes(3);
        var branch = item.Branches.First(b => b.Phase is BranchPhase.Arrived or BranchPhase.Working);
        await using var unit = await Storage.ReadAsync();
        var step = _engines.Of((await unit.Work.FindWorkflowAsync(item.Definition, item.Version))!).Definition.Find(branch.Step)!;
        var chart = await _engines.ChartAsync(unit);
        // Of several holders one who did nothing that excludes the step's duty.
        var excluded = chart.Data.Separations.Select(s => step.Duty is { } d ? s.Counterpart(d) : null).Where(p => p is not null).ToHashSet();
        var holder = branch.Holder ?? chart.HoldersOf(branch.Position, Today).First(h => !item.Doers.Any(d => d.Name == h.Operator && excluded.Contains(d.Duty))).Operator;
        var actor = new Actor(holder, branch.Position);
        if (branch.Phase == BranchPhase.Arrived) return await Work.ActAsync(item.Id, new WorkAction(ActionKind.Accept) { Path = branch.Path }, actor, item.Revision);
        foreach (var document in step.Documents)
            Assert.True((await Desk.AttachAsync(item.Id, document, document + ".jpg", "image/jpeg", Encoding.UTF8.GetBytes($"{document} of {item.Id}"), actor)).IsOk);
        if (step.Duty == Permission.IssueMaterial)
            Assert.True((await Materials.IssueAsync(item.Id, "meter-dn20", 1_000, $"领料{item.Id}", actor, $"out {item.Id} {++_key}")).IsOk);
        var kind = step.IsEnd ? ActionKind.Archive : step.Actions.Contains(ActionKind.Approve) ? ActionKind.Approve : ActionKind.Submit;
        var form = step.Form.Where(f => fields.ContainsKey(f.Code) || (f.Required && !item.Form.ContainsKey(f.Code)))
            .ToDictionary(f => f.Code, f => fields.GetValueOrDefault(f.Code) ?? f.Kind switch { FieldKind.YesNo => "no", FieldKind.Number => "1", FieldKind.Choice => f.Choices[0], FieldKind.Date => "2026-12-31", _ => "x" });
        return await Work.ActAsync(item.Id, new WorkAction(kind) { Path = branch.Path, Form = form }, actor, item.Revision);
    }

    public async Task<T> LookAsync<T>(Func<IUnitOfWork, ValueTask<T>> look)
    {
        await using var unit = await Storage.ReadAsync();
        return await look(unit);
    }

    public async Task<Money> PayAsync(string account)
    {
        var owed = (await new AccountDesk(Money).StatementAsync(account)).Value.Balance;
        if (owed.Minor > 0) Assert.True((await new PaymentDesk(Money).TakeAsync(new PaymentRequest { Account = account, Amount = owed, Channel = "counter", Reference = $"r{++_key}", Tender = "cash" }, new Actor("p09", "cashier.1"))).IsOk);
        return owed;
    }

    /// <summary>A meter is read and its account billed for a cycle.</summary>
    public async Task BillAsync(Period cycle, params (string Meter, long Index, LocalDate Day)[] readings)
    {
        if (readings.Length > 0)
        {
            await using var unit = await Storage.WriteAsync();
            var meters = await unit.Metering.FindMetersAsync([.. readings.Select(r => r.Meter)]);
            var ids = await unit.Customers.TakeIdsAsync(readings.Length);
            await unit.Metering.AddAsync([.. readings.Select(r => new Metering.Reading { Id = new(ids.Next()), Meter = meters[r.Meter].Id, Day = r.Day, Index = r.Index, Source = "test" })]);
            await unit.CommitAsync();
        }
        await new BillingRun(Storage, Utility, this).BillAsync(cycle, Actor.System);
    }

    /// <summary>A household that is connected: its account's number.</summary>
    public async Task<string> ConnectAsync(string name, string meter, string index = "7")
    {
        var form = new Dictionary<string, string> { ["applicant"] = name, ["diameter"] = "20", ["use_class"] = "residential", ["tariff"] = "zhuhai-main" };
        var file = await ApplyAsync("new-connection-simple", null, form, name, $"香洲区{name}路1号");
        await WorkAsync(file.Item.Id, form, "charges");
        var number = await NumberAsync(file.Item.Id);
        await PayAsync(number);
        var done = await WorkAsync(file.Item.Id, new Dictionary<string, string> { ["meter"] = meter, ["first_index"] = index });
        Assert.Equal(WorkStatus.Archived, done.Status);
        return number;
    }

    public async Task<string> NumberAsync(Id<WorkItem> item) => await LookAsync(async unit =>
        (await unit.Customers.FindAccountAsync((await unit.Applications.FindAsync(item))!.Account!.Value))!.Number);
}

using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Conformance;

/// <summary>A year of a made-up utility, the same for the same seed: what happened as plain lists, and the slow way to count each figure out of them, one by one.</summary>
/// <param name="seed">Any number.</param>
public sealed partial class FiguresTown(ulong seed)
{
    public const int Houses = 40;
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];
    private readonly SearchTown _dice = new(seed);
    private long _id = 10_000;

    public List<Account> Accounts { get; } = [];
    public List<ServiceAgreement> Agreements { get; } = [];
    public List<Reading> Readings { get; } = [];
    public List<ReadingVisit> Visits { get; } = [];
    public List<HeldReading> Held { get; } = [];
    public List<Bill> Bills { get; } = [];
    public List<(BillKey Key, LocalDate Day)> Cancelled { get; } = [];
    public List<AccountEntry> Entries { get; } = [];
    public List<Allocation> Allocations { get; } = [];
    public List<Hold> Holds { get; } = [];
    public List<WorkItem> Items { get; } = [];
    public List<Visit> Stays { get; } = [];
    public List<ServiceCase> Cases { get; } = [];
    public List<CaseEvent> Events { get; } = [];
    public List<Interaction> Contacts { get; } = [];
    public List<CallRecord> Calls { get; } = [];

    /// <summary>Makes the year up. Houses 1 to 10 stand behind master meter 101, 11 to 15 behind 102.</summary>
    public FiguresTown Make()
    {
        for (var house = 1; house <= Houses; house++) House(house);
        foreach (var master in new[] { 101, 102 })
            for (int month = 1, index = 100_000; month <= 12; month++) Readings.Add(Town.Reading(Next(), master, new LocalDate(2026, month, 25), index += 60_000 + 1000 * Below(90)));
        for (var i = 0; i < 80; i++) Work(i);
        for (var i = 0; i < 150; i++) Case();
        for (var i = 0; i < 200; i++) Contact(ContactDirection.In, (ContactOutcome)Below(5));
        for (var i = 0; i < 150; i++) Call(i);
        return this;
    }

    public async ValueTask StoreAsync(IUnitOfWork unit)
    {
        var all = Enumerable.Range(1, Houses).ToList();
        var points = all.Concat([101, 102]).ToList();
        await unit.Customers.AddAsync(all.ConvertAll(Town.Customer));
        await unit.Customers.AddAsync(points.ConvertAll(Town.Premise));
        await unit.Customers.AddAsync(points.ConvertAll(Town.ServicePoint));
        await unit.Customers.AddAsync(Accounts);
        await unit.Customers.AddAsync(Agreements);
        await unit.Metering.AddAsync([Town.Meter(101), Town.Meter(102), .. all.ConvertAll(h => Town.Meter(h) with { Master = MasterOf(h) is { } m ? new(m) : null })]);
        await unit.Metering.AddAsync(points.ConvertAll(Town.Installation));
        await unit.Metering.AddAsync(Readings);
        await unit.ReadingWork.AddAsync(Held.ConvertAll(h => h with { Decision = HeldDecision.Open, DecidedAt = null, DecidedBy = null, Reason = null, Reading = null }));
        await unit.ReadingWork.AddAsync(Visits);
        foreach (var held in Held) await unit.ReadingWork.DecideAsync(held);
        await unit.Tariffs.AddAsync(Town.Tariff());
        await unit.Bills.PutAsync(Town.RunRecord(Town.January));
        await unit.Bills.AddAsync(Bills.OrderBy(b => b.Key.Account).ThenBy(b => b.Key.From).ToList());
        await unit.Accounts.AddAsync(Entries);
        await unit.Accounts.AddAsync(Allocations);
        foreach (var (key, day) in Cancelled) await unit.Accounts.CancelAsync(new BillCorrection { Cancelled = key, Difference = Money.Cny(-1), Day = day, At = Noon(day), Reason = "misread", Maker = "a" });
        foreach (var hold in Holds) await unit.Dunning.AddAsync(hold);
        await unit.Work.AddAsync(new PublishedWorkflow("new-connection", 1, ShippedWorkflows.Text("new-connection"), new string('b', 64), Town.Noon));
        await unit.Work.AddAsync(new PublishedWorkflow("repair", 1, ShippedWorkflows.Text("repair"), new string('c', 64), Town.Noon));
        foreach (var item in Items)
        {
            var open = item with { Status = WorkStatus.Open, ClosedAt = null, Revision = 1, Branches = [new WorkBranch { Path = "1", Step = "apply", Position = "front-desk.1", Phase = BranchPhase.Working, Entered = item.StartedAt }] };
            await unit.Work.AddAsync(open);
            await unit.Work.AppendAsync(new WorkAct(item.Id, 1, item.StartedAt, s_desk, ActionKind.Submit, "1", "apply", null, null));
            if (item.ClosedAt is not { } closed) continue;
            await unit.Work.UpdateAsync(item);
            await unit.Work.AppendAsync(new WorkAct(item.Id, 2, closed, s_desk, item.Status == WorkStatus.Archived ? ActionKind.Archive : ActionKind.Cancel, "1", "apply", null, null));
        }
        await unit.Work.AppendAsync(Stays);
        foreach (var c in Cases) await unit.Service.AddAsync(c);
        foreach (var e in Events) await unit.Service.AppendAsync(e);
        await unit.Service.AddAsync(Contacts);
        foreach (var call in Calls) await unit.Telephone.AddAsync(call);
    }

    private static readonly Actor s_desk = new("p01", "front-desk.1");

    private void House(int house)
    {
        var (opened, closed) = (Below(8) == 0 ? Any() : Town.Start, Below(8) == 0 ? Any() : (LocalDate?)null);
        if (closed <= opened) closed = null;
        Accounts.Add(Town.Account(house) with { OpenedOn = opened, ClosedOn = closed });
        Agreements.Add(Town.Agreement(house) with { From = opened, To = closed, UseClass = house % 3 == 0 ? "nonresidential" : "residential" });
        long index = 100_000;
        var from = opened;
        for (var month = 1; month <= 12; month++)
        {
            var day = new LocalDate(2026, month, 3 + Below(24));
            if (day <= opened || Below(9) == 0) continue;
            index = Below(14) == 0 ? Math.Max(0, index - 1000 * (1 + Below(4))) : index + 1000 * Below(30);
            var reading = Town.Reading(Next(), house, day, index) with { Status = Below(5) == 0 ? ReadStatus.Estimated : ReadStatus.Read, Turn = Below(12) == 0 ? IndexTurn.Reversed : IndexTurn.None };
            Readings.Add(reading);
            Entry(reading);
            if (day <= from || day >= closed || Below(12) == 0) continue;
            Bill(house, reading, from, day);
            from = day;
        }
        if (Below(3) == 0) Holds.Add(new Hold { Id = new(Next()), Account = new(house), Kind = HoldKind.Promise, From = Any(), Until = new LocalDate(2027, 1, 1), EndedOn = null, Amount = Below(2) == 0 ? Money.Cny(2000) : null, Reason = "r", Maker = $"m{Below(3)}" });
        for (var i = 0; i < Holds.Count; i++) if (Holds[i].Account.Value == house) Holds[i] = Holds[i] with { Until = Holds[i].From.PlusDays(5 + Below(60)) };
    }

    private void Entry(Reading reading)
    {
        var at = Hour(reading.Day.PlusDays(Below(12)));
        var looked = Below(6) == 0;
        if (Below(10) != 0)
            Visits.Add(new ReadingVisit { Id = new(Next()), Meter = reading.Meter, Day = reading.Day, Status = (VisitStatus)reading.Status, Reader = $"r{Below(3)}", NotedAt = at, Source = "test", Reading = reading.Id, EntrySeconds = Below(4) == 0 ? null : Below(900_000) });
        else looked = false;
        HeldReading Waiting(HeldDecision decision, long indexValue) => new()
        {
            Id = new(Next()), Meter = reading.Meter, Day = reading.Day, Index = indexValue, Status = reading.Status, Reader = $"r{Below(3)}", Source = "test", HeldAt = at - Duration.FromDays(1), Verdicts = "[]",
            Decision = decision, DecidedAt = at, DecidedBy = "b", Reason = "r", Reading = decision == HeldDecision.Accepted ? reading.Id : null,
        };
        if (looked) Held.Add(Waiting(HeldDecision.Accepted, reading.Index));
        else if (Below(8) == 0) Held.Add(Waiting(HeldDecision.Rejected, reading.Index + 7000));
    }

    private void Bill(int house, Reading reading, LocalDate from, LocalDate to)
    {
        var bill = Town.Bill(house, reading.Id.Value, from, to, reading.Index) with { Cycle = new LocalDate(2026, to.Month, 1), Total = Money.Cny(500 + Below(9000)), IssuedOn = to.PlusDays(1 + Below(9)), Usage = new Volume(1000 * Below(30), VolumeUnit.CubicMetre) };
        Bills.Add(bill);
        if (Below(10) == 0)
        {
            Cancelled.Add((bill.Key, bill.IssuedOn.PlusDays(1 + Below(50))));
            return;
        }
        for (long left = bill.Total.Minor; left > 0 && Below(4) != 0;)
        {
            var (day, fen) = (bill.IssuedOn.PlusDays(Below(80)), Below(2) == 0 ? left : Math.Max(1, left / 2));
            var entry = new AccountEntry { Id = new(Next()), Account = new(house), Kind = EntryKind.Payment, Amount = Money.Cny(-fen), Day = day, At = Noon(day), Ledger = "bank", Maker = "a" };
            Entries.Add(entry);
            Allocations.Add(new Allocation { Id = new(Next()), Account = new(house), Credit = entry.Id, Charge = new ChargeRef(bill.Key), Amount = Money.Cny(fen), Day = day, At = Noon(day) });
            left -= fen;
        }
    }

    private void Work(int i)
    {
        var start = Hour(Any());
        var closed = Below(4) == 0 ? (Instant?)null : start + Duration.FromHours(3 + Below(1500));
        var (id, kind) = (new Id<WorkItem>(i + 1), Below(2) == 0 ? "new-connection" : "repair");
        IReadOnlyList<ItemClock> clocks = Below(4) == 0 ? [] : [new ItemClock(ClockKind.Promised, TimeLimit.WorkingDays(10), [], Below(6) == 0 ? null : start + Duration.FromDays(14))];
        Items.Add(new WorkItem
        {
            Id = id, Definition = kind, Version = 1, Office = i % 3 == 0 ? "doumen" : "main", Subject = "s", StartedAt = start, ClosedAt = closed, Status = closed is null ? WorkStatus.Open : Below(5) == 0 ? WorkStatus.Cancelled : WorkStatus.Archived,
            Revision = closed is null ? 1 : 2, Branches = closed is null ? [new WorkBranch { Path = "1", Step = "apply", Position = "front-desk.1", Phase = BranchPhase.Working, Entered = start }] : [], Form = new Dictionary<string, string>(), Clocks = clocks,
        });
        if (closed is { } left)
            Stays.Add(new Visit
            {
                Item = id, Revision = 2, Path = "1", Definition = kind, Version = 1, Office = i % 3 == 0 ? "doumen" : "main", Step = "apply", Position = $"front-desk.{1 + Below(3)}", Entered = start,
                Due = Below(5) == 0 ? null : start + Duration.FromDays(10), Left = left, Action = ActionKind.Archive, UsedMinutes = Below(5000),
            });
    }

    private void Case()
    {
        var (id, opened) = (new Id<ServiceCase>(Next()), Hour(Any()));
        var category = new[] { "repair", "repair.leak", "complaint.bill", "complaint", "enquiry.bill" }[Below(5)];
        var answered = Below(5) == 0 ? (Instant?)null : opened + Duration.FromMinutes(Below(9000));
        var c = new ServiceCase
        {
            Id = id, Category = category, Subject = "s", Channel = "Phone", OpenedAt = opened, Owner = "p01", OwnerPosition = $"front-desk.{1 + Below(2)}", Position = "x", Zone = Below(2) == 0 ? "A" : null,
            Due = Below(6) == 0 ? null : opened + Duration.FromHours(24 * (1 + Below(4))), AnsweredAt = answered, State = answered is null ? CaseState.Open : CaseState.Closed, ClosedAt = answered, Rating = null,
        };
        Cases.Add(c);
        Events.Add(new CaseEvent(id, 1, opened, "p01", "front-desk.1", CaseAct.Open, null));
        for (var revision = 2; answered is not null && Below(2) == 0; revision++)
            Events.Add(new CaseEvent(id, revision, answered.Value + Duration.FromHours((revision - 1) * Below(600)), "p01", "front-desk.1", CaseAct.Rate, Below(2) == 0 ? $"{1 + Below(5)}" : $"{1 + Below(5)}: 好"));
        Contact(ContactDirection.In, ContactOutcome.CaseOpened, id, opened);
    }

    private void Contact(ContactDirection direction, ContactOutcome outcome, Id<ServiceCase>? of = null, Instant? at = null) => Contacts.Add(new Interaction
    {
        Id = new(Next()), At = at ?? Hour(Any()), Channel = Below(2) == 0 ? "Phone" : "Counter", Direction = Below(6) == 0 ? ContactDirection.Out : direction, Subject = "s", Owner = "p01", OwnerPosition = "front-desk.1", Outcome = outcome, Case = of,
    });

    private void Call(int i)
    {
        var at = Hour(Any());
        var (asked, wait) = (Below(3) != 0, Below(60));
        var taken = asked && Below(4) != 0;
        Calls.Add(new CallRecord
        {
            Id = $"c{i}", From = "1", To = "2", ArrivedAt = at, EndedAt = at + Duration.FromMinutes(5), Ending = taken ? CallEnding.Talked : asked ? CallEnding.Abandoned : Below(2) == 0 ? CallEnding.SelfService : CallEnding.HungUp,
            WaitedFrom = asked ? at + Duration.FromSeconds(10) : null, ConnectedAt = taken ? at + Duration.FromSeconds(10 + wait) : null,
        });
    }

    private static long? MasterOf(int house) => house <= 10 ? 101 : house <= 15 ? 102 : null;

    private long Next() => ++_id;

    private int Below(int limit) => _dice.Below(limit);

    private LocalDate Any() => new LocalDate(2026, 1, 1).PlusDays(Below(365));

    // Every second one lies within a second of midnight, where days of the zone begin.
    private Instant Hour(LocalDate day) => Below(4) == 0
        ? day.AtStartOfDayInZone(Zone).ToInstant() + Duration.FromMilliseconds(Below(3) * 500 - 500) : day.AtStartOfDayInZone(Zone).ToInstant() + Duration.FromMinutes(Below(1440));

    private static Instant Noon(LocalDate day) => day.AtStartOfDayInZone(Zone).ToInstant() + Duration.FromHours(12);
}

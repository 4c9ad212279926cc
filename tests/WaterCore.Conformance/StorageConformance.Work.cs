using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    private static readonly Actor s_desk = new("p01", "front-desk.1");

    private static PublishedWorkflow Workflow(int version, string code = "new-connection") => new(code, version, ShippedWorkflows.Text("new-connection"), new string('b', 64), Town.Noon);

    private static WorkBranch Branch(string path, string position = "front-desk.1") => new()
    {
        Path = path, Step = "apply", Position = position, Phase = BranchPhase.Suspended, Entered = Town.Noon + Duration.FromMilliseconds(1), Opened = Town.Noon + Duration.FromSeconds(2), Holder = "p01",
        Due = Town.Noon + Duration.FromDays(1), Stands = [new Stand(Town.Noon, Town.Noon + Duration.FromTicks(1)), new Stand(Town.Noon + Duration.FromHours(1), null)],
        SuspendReason = "permit", SentFrom = new Passed("1", "survey", "surveyor.2"),
    };

    private static WorkItem Item(long id, long revision = 1, params WorkBranch[] branches) => new()
    {
        Id = new(id), Definition = "new-connection", Version = 1, Office = "main", Subject = $"香洲区 100%_{id}号 Abc", StartedAt = Town.Noon, Revision = revision, Urged = (int)revision - 1,
        Branches = branches.Length == 0 ? [Branch("1")] : branches, Form = new Dictionary<string, string> { ["applicant"] = "张\"三", ["diameter"] = "40" }, Documents = ["identity", "premises"],
        Clocks = [new ItemClock(ClockKind.Promised, TimeLimit.WorkingDays(10), [new Stand(Town.Noon, Town.Noon + Duration.FromHours(2))], Town.Noon + Duration.FromDays(14)), new ItemClock(ClockKind.Legal, TimeLimit.Hours(5), [], null)],
        Trail = [new Passed("1", "apply", "front-desk.1")], Doers = [new Doer(Permission.Survey, "p20")],
    };

    private static WorkAct Act(WorkItem item, string? target = "surveyor.1") =>
        new(item.Id, item.Revision, Town.Noon + Duration.FromMinutes(item.Revision) + Duration.FromMilliseconds(500), s_desk, ActionKind.Submit, "1", "apply", target, target is null ? null : "依据 note");

    private static Visit Visit(WorkItem item, string path = "1") => new()
    {
        Item = item.Id, Revision = item.Revision, Path = path, Definition = item.Definition, Version = item.Version, Office = item.Office, Step = "apply", Position = "front-desk.1", Holder = "p01",
        Entered = Town.Noon, Opened = Town.Noon + Duration.FromMinutes(1), Due = Town.Noon + Duration.FromDays(1), Left = Act(item).At, Action = ActionKind.Submit, Note = null, UsedMinutes = 17,
    };

    private static async ValueTask BeginAsync(IUnitOfWork unit, WorkItem item)
    {
        await unit.Work.AddAsync(item);
        await unit.Work.AppendAsync(Act(item));
    }

    private static async ValueTask MoveAsync(IUnitOfWork unit, WorkItem item)
    {
        await unit.Work.UpdateAsync(item);
        await unit.Work.AppendAsync([Visit(item)]);
        await unit.Work.AppendAsync(Act(item));
    }

    private static string Print(WorkItem? i) => i is null ? "none" : string.Join('\n',
    [
        $"{i.Id} {i.Definition} {i.Version} {i.Office} {i.Subject} {i.StartedAt} {i.ClosedAt} {i.Status} {i.Urged} {i.Revision} {string.Join(',', i.Documents)}",
        .. i.Form.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.ToString()),
        .. i.Clocks.Select(c => $"{c.Kind} {c.Limit} {c.Due} {string.Join(',', c.Stands)}"), .. i.Trail.Select(t => t.ToString()), .. i.Doers.Select(d => d.ToString()),
        .. i.Branches.OrderBy(b => b.Path, StringComparer.Ordinal).Select(b => $"{b with { Stands = [] }} {string.Join(',', b.Stands)}"),
    ]);

    [Fact]
    public async Task Organization_IsStoredByRevision_AndReadBackEqual()
    {
        Assert.Equal(0, await LookAsync(unit => unit.Organization.RevisionAsync()));
        var data = SampleOrganization.Create(new LocalDate(2026, 1, 1)) with
        {
            Substitutes = [new Substitute("front-desk.1", "p01", null, Town.January), new Substitute("front-desk.2", "p02", "p03", Town.February)],
            Separations = [new SeparationOfDuties(Permission.Survey, new Permission("own.right"), true)],
        };
        data = data with { Operators = [.. data.Operators, new Operator("o'neil \"x\": {", "名 : # - [a]")] };
        await ChangeAsync(unit => unit.Organization.StoreAsync(data, 0));
        var (read, revision) = await LookAsync(unit => unit.Organization.LoadAsync());
        Assert.Equal((1L, OrganizationFile.Write(data)), (revision, OrganizationFile.Write(read)));
        Assert.Equal(data.Positions.Select(p => $"{p with { Permissions = [] }} {string.Join(' ', p.Permissions)}"), read.Positions.Select(p => $"{p with { Permissions = [] }} {string.Join(' ', p.Permissions)}"));
        Assert.Equal(data.Holdings, read.Holdings);
        Assert.Equal(data.Operators, read.Operators);
        Assert.Equal(data.Substitutes, read.Substitutes);
        Assert.Equal(data.Separations, read.Separations);
        await RefusesAsync(unit => unit.Organization.StoreAsync(data, 0));
        await RefusesAsync(unit => unit.Organization.StoreAsync(data, 2));
        await ChangeAsync(unit => unit.Organization.StoreAsync(new OrganizationData(), 1));
        Assert.Equal(2, await LookAsync(unit => unit.Organization.RevisionAsync()));
    }

    [Fact]
    public async Task Workflow_OfAVersionThatDoesNotFollow_IsRefused()
    {
        await ChangeAsync(unit => unit.Work.AddAsync(Workflow(1)));
        await RefusesAsync(unit => unit.Work.AddAsync(Workflow(1)));
        await RefusesAsync(unit => unit.Work.AddAsync(Workflow(3)));
        await ChangeAsync(unit => unit.Work.AddAsync(Workflow(2)));
        await ChangeAsync(unit => unit.Work.AddAsync(Workflow(1, "a")));
        Assert.Equal([("a", 1), ("new-connection", 2)], (await LookAsync(unit => unit.Work.LatestWorkflowsAsync())).Select(w => (w.Code, w.Version)));
        Assert.Equal(Workflow(1), await LookAsync(unit => unit.Work.FindWorkflowAsync("new-connection", 1)));
        Assert.Equal(2, (await LookAsync(unit => unit.Work.FindLatestWorkflowAsync("new-connection")))!.Version);
        Assert.Null(await LookAsync(unit => unit.Work.FindLatestWorkflowAsync("b")));
    }

    [Fact]
    public async Task WorkItem_MovedAndClosed_IsReadBackAsItWasWritten_WithItsRecord()
    {
        await ChangeAsync(unit => unit.Work.AddAsync(Workflow(1)));
        var first = Item(7);
        await ChangeAsync(unit => BeginAsync(unit, first));
        Assert.Equal(Print(first), Print(await LookAsync(unit => unit.Work.FindAsync(new(7)))));
        var forked = Item(7, 2, Branch("1.1", "storekeeper.1") with { Opened = null, Holder = null, Due = null, Stands = [], SuspendReason = null, SentFrom = null }, Branch("1.2", "site-crew.1"));
        await ChangeAsync(unit => MoveAsync(unit, forked));
        Assert.Equal(Print(forked), Print(await LookAsync(unit => unit.Work.FindAsync(new(7)))));
        var closed = forked with { Revision = 3, Status = WorkStatus.Archived, ClosedAt = Town.Noon + Duration.FromDays(3), Branches = [], Clocks = [] };
        await ChangeAsync(unit => MoveAsync(unit, closed));
        Assert.Equal(Print(closed), Print(await LookAsync(unit => unit.Work.FindAsync(new(7)))));
        await RefusesAsync(unit => MoveAsync(unit, closed with { Revision = 4 }));
        Assert.Equal([Visit(forked), Visit(closed)], await LookAsync(unit => unit.Work.VisitsOfAsync(new(7))));
        Assert.Equal([Act(first), Act(forked), Act(closed)], await LookAsync(unit => unit.Work.ActsOfAsync(new(7))));
        Assert.Equal(7, await LookAsync(unit => unit.Work.LastItemIdAsync()));
    }

    [Fact]
    public async Task WorkItem_FromAnOlderRevision_OrWithoutItsAct_OrWithoutAPosition_IsRefused()
    {
        await ChangeAsync(unit => unit.Work.AddAsync(Workflow(1)));
        await RefusesAsync(unit => unit.Work.AddAsync(Item(1)));                                  // no act
        await RefusesAsync(unit => BeginAsync(unit, Item(1) with { Branches = [] }));             // in no position
        await RefusesAsync(unit => BeginAsync(unit, Item(1, 1, Branch("1"), Branch("1"))));       // one branch in two places
        await RefusesAsync(unit => BeginAsync(unit, Item(1, 2)));
        await RefusesAsync(unit => BeginAsync(unit, Item(1) with { Version = 2 }));               // no such version
        await ChangeAsync(unit => BeginAsync(unit, Item(1)));
        await RefusesAsync(unit => BeginAsync(unit, Item(1)));
        await RefusesAsync(unit => MoveAsync(unit, Item(1, 1)));
        await RefusesAsync(unit => MoveAsync(unit, Item(1, 3)));
        await RefusesAsync(unit => unit.Work.UpdateAsync(Item(1, 2)));
        await RefusesAsync(unit => MoveAsync(unit, Item(1, 2) with { Branches = [] }));
        await RefusesAsync(unit => MoveAsync(unit, Item(9, 2)));
        await RefusesAsync(async unit => { await MoveAsync(unit, Item(1, 2)); await unit.Work.AppendAsync([Visit(Item(1, 2))]); });
        await RefusesAsync(unit => unit.Work.AppendAsync(Act(Item(1, 2))));
        await RefusesAsync(unit => unit.Work.AppendAsync([Visit(Item(1, 2))]));
        Assert.Equal(Print(Item(1)), Print(await LookAsync(unit => unit.Work.FindAsync(new(1)))));
        Assert.Single(await LookAsync(unit => unit.Work.ActsOfAsync(new(1))));
        Assert.Empty(await LookAsync(unit => unit.Work.VisitsOfAsync(new(1))));
    }

    [Fact]
    public async Task WorkItems_AreFoundByPositionAndByQuery()
    {
        await ChangeAsync(unit => unit.Work.AddAsync(Workflow(1)));
        await ChangeAsync(async unit =>
        {
            for (var id = 1; id <= 5; id++) await BeginAsync(unit, Item(id, 1, Branch("1", $"front-desk.{id % 2}")) with { Office = id < 4 ? "main" : "doumen" });
            await MoveAsync(unit, Item(2, 2, Branch("1.1", "a"), Branch("1.2", "b") with { Due = Town.Noon - Duration.FromTicks(1) }));
            await MoveAsync(unit, Item(3, 2) with { Branches = [], Status = WorkStatus.Cancelled, ClosedAt = Town.Noon });
        });
        async Task<string> Find(WorkQuery query) => string.Join(' ', (await LookAsync(unit => unit.Work.SearchAsync(query))).Select(i => i.Id));
        async Task<string> At(params string[] positions) => string.Join(' ', (await LookAsync(unit => unit.Work.AtPositionsAsync(positions))).Select(i => i.Id));
        Assert.Equal("1 5", await At("front-desk.1"));
        Assert.Equal("2 4", await At("front-desk.0", "a", "b"));
        Assert.Equal("", await At());
        Assert.Equal("1 2 3 4 5", await Find(new WorkQuery()));
        Assert.Equal("3 4", await Find(new WorkQuery { After = new(2), Take = 2 }));
        Assert.Equal("4", await Find(new WorkQuery { Subject = "%_4号 aBC" }));
        Assert.Equal("", await Find(new WorkQuery { Subject = "香_区" }));
        Assert.Equal("4 5", await Find(new WorkQuery { Office = "doumen", Definition = "new-connection", Status = WorkStatus.Open }));
        Assert.Equal("3", await Find(new WorkQuery { Status = WorkStatus.Cancelled }));
        Assert.Equal("", await Find(new WorkQuery { Definition = "complaint" }));
        Assert.Equal("2", await Find(new WorkQuery { DueBefore = Town.Noon }));
        Assert.Equal("1 2 3 4 5", await Find(new WorkQuery { DueBefore = Instant.MaxValue }));
        Assert.Equal("", await Find(new WorkQuery { DueBefore = Instant.MinValue }));
        Assert.Equal(2, (await LookAsync(unit => unit.Work.SearchAsync(new WorkQuery { Take = 2 })))[1].Branches.Count);
    }

    [Fact]
    public async Task RecordOfWork_IsStreamedByTime_TheEndNotIncluded()
    {
        await ChangeAsync(unit => unit.Work.AddAsync(Workflow(1)));
        await ChangeAsync(async unit =>
        {
            foreach (var id in new[] { 2, 1 }) { await BeginAsync(unit, Item(id)); await MoveAsync(unit, Item(id, 2)); }
        });
        var at = Act(Item(1, 2)).At;
        Task<List<T>> Read<T>(Func<IUnitOfWork, IAsyncEnumerable<T>> stream) => LookAsync(async unit => await ListAsync(stream(unit)));
        Assert.Equal([(1L, 1L), (1L, 2L), (2L, 1L), (2L, 2L)], (await Read(unit => unit.Work.ActsAsync(Instant.MinValue, Instant.MaxValue))).Select(a => (a.Item.Value, a.Revision)));
        Assert.Equal([Visit(Item(1, 2)), Visit(Item(2, 2))], await Read(unit => unit.Work.VisitsAsync(at, at + Duration.FromTicks(1))));
        Assert.Empty(await Read(unit => unit.Work.VisitsAsync(at - Duration.FromHours(1), at)));
        Assert.Equal(2, (await Read(unit => unit.Work.ActsAsync(at, Instant.MaxValue))).Count);
    }

    [Fact]
    public async Task WorkDesk_OverTheStorage_TakesAnApplicationToTheArchive_AndRepeatsNothing()
    {
        var clock = new WorkClock();
        var utility = new Utility("t", DateTimeZoneProviders.Tzdb["Asia/Shanghai"], Currency.Cny);
        var engines = new WorkflowEngines();
        var (workflows, desk) = (new WorkflowDesk(Storage, utility, clock), new WorkDesk(Storage, utility, clock, WorkCalendarFile.China, engines));
        await ChangeAsync(unit => unit.Organization.StoreAsync(SampleOrganization.Create(new LocalDate(2026, 1, 1)), 0));
        Assert.Equal(1, (await workflows.PublishAsync(ShippedWorkflows.Text("new-connection"), "new-connection.yaml", new Actor("p40", "supervisor.1"))).Value.Version);
        var item = (await desk.StartAsync("new-connection", "main", "x", s_desk, key: "k")).Value;
        Assert.Equal(item.Id, (await desk.StartAsync("new-connection", "main", "x", s_desk, key: "k")).Value.Id);
        Assert.Equal("work.key-reused", (await desk.StartAsync("new-connection", "main", "y", s_desk, key: "k")).Fault?.Code);

        var definition = WorkflowFile.Read(ShippedWorkflows.Text("new-connection"), "x").Value;
        for (var n = 0; item.Status == WorkStatus.Open; n++)
        {
            Assert.InRange(n, 0, 100);
            clock.Now += Duration.FromMinutes(7);
            var branch = item.Branches.First(b => b.Phase != BranchPhase.Waiting);
            var chart = await LookAsync(unit => engines.ChartAsync(unit));
            var step = definition.Find(branch.Step)!;
            var kind = branch.Phase == BranchPhase.Arrived ? ActionKind.Accept : step.IsEnd ? ActionKind.Archive : step.Actions.Contains(ActionKind.Approve) ? ActionKind.Approve : ActionKind.Submit;
            var action = new WorkAction(kind)
            {
                Path = branch.Path, Documents = step.Documents,
                Form = kind == ActionKind.Accept ? null : step.Form.ToDictionary(f => f.Code, f => f.Kind switch { FieldKind.YesNo => "no", FieldKind.Choice => f.Choices[0], _ => "15" }),
            };
            var actor = new Actor(chart.HoldersOf(branch.Position, new LocalDate(2026, 3, 2))[0].Operator, branch.Position);
            var done = await desk.ActAsync(item.Id, action, actor, item.Revision, key: $"act {n}");
            Assert.True(done.IsOk, done.ToString());
            Assert.Equal(Print(done.Value), Print((await desk.ActAsync(item.Id, action, actor, item.Revision, key: $"act {n}")).Value));
            item = done.Value;
            Assert.Equal(Print(item), Print(await LookAsync(unit => unit.Work.FindAsync(item.Id))));
        }
        var history = (await desk.HistoryAsync(item.Id))!;
        Assert.Equal(Enumerable.Range(1, (int)item.Revision).Select(r => (long)r), history.Acts.Select(a => a.Revision));
        Assert.Equal("apply survey review charges payment materials permit construction acceptance archive", string.Join(' ', history.Visits.Select(v => v.Step)));
        Assert.Equal(item.Revision, (await LookAsync(unit => unit.Outbox.PendingAsync(1000))).Count);
        Assert.Null(await LookAsync(async unit => await Audit.AuditChain.FirstBreakAsync(unit.Audit.StreamAsync())));
    }

    private sealed class WorkClock : IClock
    {
        public Instant Now { get; set; } = Instant.FromUtc(2026, 3, 2, 1, 0);

        public Instant GetCurrentInstant() => Now;
    }
}

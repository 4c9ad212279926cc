using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Tests.Operations;

/// <summary>A manager draws the utility's own way of connecting customers, without a programmer, through the public API alone.</summary>
public sealed class ManagerStoryTests : IDisposable
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];
    private readonly FixedClock _clock = new(At("2026-03-02T09:00"));
    private readonly MemoryStorage _storage = new();
    private readonly WorkflowDesk _workflows;
    private readonly WorkDesk _desk;
    private readonly WorkSupervision _supervision;
    private readonly Actor _manager = new("p40", "supervisor.1");

    public ManagerStoryTests()
    {
        var utility = new Utility("Test", Zone, Currency.Cny);
        _workflows = new WorkflowDesk(_storage, utility, _clock);
        _desk = new WorkDesk(_storage, utility, _clock, WorkCalendarFile.China, new WorkflowEngines());
        _supervision = new WorkSupervision(_storage, utility, _clock);
    }

    public void Dispose() => _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task Manager_ChangesTheNewConnection_NewItemsFollowItAndOldOnesFinishAsTheyBegan()
    {
        var organization = SampleOrganization.Create(new LocalDate(2026, 1, 1));
        await Store(organization, 0);
        var shipped = ShippedWorkflows.Text("new-connection-simple");
        Assert.Equal(1, (await _workflows.PublishAsync(shipped, "new-connection-simple.yaml", _manager)).Value.Version);
        var old = (await _desk.StartAsync("new-connection-simple", "main", "old customer", Desk(1))).Value;

        // A step "inspect" for an inspector after the review; the survey may take two days.
        var draft = shipped
            .Replace("      - {on: approve, to: charges}", "      - {on: approve, to: inspect}")
            .Replace("  - step: charges", "  - step: inspect\n    name: {zh: 稽查, en: inspect}\n    position: inspector\n    actions: [submit, send-back]\n    next: nowhere-yet\n\n  - step: charges")
            .Replace("    position: surveyor\n    limit: 1 working day", "    position: surveyor\n    limit: 2 working days");
        var unreadable = Assert.IsType<WorkflowRefused>((await _workflows.PublishAsync(draft, "draft.yaml", _manager)).Fault);
        Assert.Equal(["no-limit", "unknown-position", "unreadable"], unreadable.Findings.Select(f => f.Rule));
        Assert.Equal($"draft.yaml:{LineOf(draft, "next: nowhere-yet")}: inspect: there is no step 'nowhere-yet'; use one of: apply, survey, review, inspect, charges, materials, construction, acceptance, archive.", unreadable.Findings[^1].In(Language.English));

        draft = draft.Replace("next: nowhere-yet", "next: charges");
        var refused = Assert.IsType<WorkflowRefused>((await _workflows.PublishAsync(draft, "draft.yaml", _manager)).Fault);
        Assert.Equal(["promise", "no-limit", "unknown-position"], refused.Findings.Select(f => f.Rule));
        Assert.Equal($"draft.yaml:{LineOf(draft, "- step: inspect")}: inspect: 没有办理时限；写 limit:，例如 1 working day。", refused.Findings[1].In(Language.Chinese));
        Assert.Single(await Latest()); // nothing of the broken draft is there
        Assert.Equal(1, (await Latest())[0].Version);

        // The manager adds the position and its holder, the limit, and a longer promise.
        var bigger = organization with
        {
            Positions = [.. organization.Positions, new Position("inspector.1", "inspector", new("稽查员", "inspector"), "engineering", [Permission.Handle])],
            Holdings = [.. organization.Holdings, new Holding("inspector.1", "p60", new LocalDate(2026, 3, 1))],
        };
        await Store(bigger, 1);
        draft = draft.Replace("position: inspector\n", "position: inspector\n    limit: 0.5 working days\n").Replace("promise: 4 working days", "promise: 6 working days");
        Assert.Empty((await _workflows.CheckAsync(draft, "draft.yaml")).All);
        Assert.IsType<WorkNotAllowed>((await _workflows.PublishAsync(draft, "draft.yaml", Desk(1))).Fault); // not everybody defines
        Assert.Equal(2, (await _workflows.PublishAsync(draft, "draft.yaml", _manager)).Value.Version);
        Assert.Equal(2, (await _workflows.PublishAsync(draft, "draft.yaml", _manager)).Value.Version); // the same again changes nothing

        var fresh = (await _desk.StartAsync("new-connection-simple", "main", "new customer", Desk(1))).Value;
        Assert.Equal([1, 2], [old.Version, fresh.Version]);
        Assert.Equal("apply survey review charges materials construction acceptance archive", await ToTheEnd(old.Id));
        Assert.Equal("apply survey review inspect charges materials construction acceptance archive", await ToTheEnd(fresh.Id));

        // All of it is on record, and the chain of the audit holds.
        var history = (await _desk.HistoryAsync(fresh.Id))!;
        Assert.Equal(Enumerable.Range(1, (int)history.Item.Revision).Select(r => (long)r), history.Acts.Select(a => a.Revision));
        Assert.All(history.Visits, v => Assert.NotNull(v.Opened));
        var unit = await _storage.ReadAsync();
        Assert.Null(await AuditChain.FirstBreakAsync(unit.Audit.StreamAsync()));
        var report = await _supervision.ReportAsync(Instant.MinValue, Instant.MaxValue);
        Assert.Equal((2, 0), report.Closed["new-connection-simple"]);
        Assert.Equal(2, report.Variants.Count);
    }

    [Fact]
    public async Task Migration_ThatWouldLoseTheStepOfARunningItem_IsRefused()
    {
        await Store(SampleOrganization.Create(new LocalDate(2026, 1, 1)), 0);
        var shipped = ShippedWorkflows.Text("change-of-owner");
        await _workflows.PublishAsync(shipped, "change-of-owner.yaml", _manager);
        var item = (await _desk.StartAsync("change-of-owner", "main", "x", Desk(1))).Value;
        await _workflows.PublishAsync(shipped.Replace("step: take", "step: receive").Replace("to: take", "to: receive"), "change-of-owner.yaml", _manager);
        await _workflows.PublishAsync(shipped.Replace("promise: 2 working days", "promise: 3 working days"), "change-of-owner.yaml", _manager);

        var refused = Assert.IsType<WorkflowRefused>((await _workflows.MigrateAsync(item.Id, 2, "new rules", _manager)).Fault);
        Assert.Equal("migration", Assert.Single(refused.Findings).Rule);
        Assert.Equal(3, (await _workflows.MigrateAsync(item.Id, 3, "new rules", _manager)).Value.Version);
        Assert.True((await _desk.ActAsync(item.Id, new(ActionKind.Accept), Desk(1))).IsOk);
    }

    [Fact]
    public async Task Act_OnWhatSomebodyElseChanged_IsRefused()
    {
        await Store(SampleOrganization.Create(new LocalDate(2026, 1, 1)), 0);
        await _workflows.PublishAsync(ShippedWorkflows.Text("complaint"), "complaint.yaml", _manager);
        var hotline = new Actor("p06", "hotline.1");
        var item = (await _desk.StartAsync("complaint", "main", "x", hotline)).Value;
        Assert.True((await _desk.ActAsync(item.Id, new(ActionKind.Accept), hotline, item.Revision)).IsOk);
        Assert.IsType<WorkChanged>((await _desk.ActAsync(item.Id, new(ActionKind.Cancel) { Reason = "x" }, hotline, item.Revision)).Fault);
    }

    [Fact]
    public async Task Trays_OfAPersonAndOverdueWork_AreFound()
    {
        await Store(SampleOrganization.Create(new LocalDate(2026, 1, 1)), 0);
        await _workflows.PublishAsync(ShippedWorkflows.Text("complaint"), "complaint.yaml", _manager);
        var hotline = new Actor("p06", "hotline.1");
        var item = (await _desk.StartAsync("complaint", "main", "x", hotline)).Value;
        Assert.Equal(item.Id, Assert.Single(await _desk.MyTraysAsync("p06")).Item.Id);
        Assert.Empty(await _desk.MyTraysAsync("p09"));
        Assert.Equal(item.Id, Assert.Single(await _desk.TrayAsync("hotline.1")).Item.Id);
        Assert.Equal(At("2026-03-02T17:30"), Assert.Single(await _supervision.DueTodayAsync()).Due);
        Assert.Empty(await _supervision.OverdueAsync());
        _clock.Now = At("2026-03-03T09:00");
        Assert.Equal(ClockKind.Internal, Assert.Single(await _supervision.OverdueAsync()).Clock);
        Assert.Empty(await _supervision.DueTodayAsync());
    }

    private async Task<string> ToTheEnd(Id<WorkItem> id)
    {
        for (var n = 0; n < 100; n++)
        {
            var item = (await _desk.HistoryAsync(id))!.Item;
            if (item.Status != WorkStatus.Open) break;
            _clock.Now += Duration.FromMinutes(10);
            var branch = Assert.Single(item.Branches);
            var unit = await _storage.ReadAsync();
            var chart = new OrganizationChart((await unit.Organization.LoadAsync()).Data);
            var actor = new Actor(chart.HoldersOf(branch.Position, new LocalDate(2026, 3, 2))[0].Operator, branch.Position);
            var published = (await unit.Work.FindWorkflowAsync(item.Definition, item.Version))!;
            var step = WorkflowFile.Read(published.Document, "x").Value.Find(branch.Step)!;
            var kind = branch.Phase == BranchPhase.Arrived ? ActionKind.Accept : step.IsEnd ? ActionKind.Archive : step.Actions.Contains(ActionKind.Approve) ? ActionKind.Approve : ActionKind.Submit;
            var action = new WorkAction(kind) { Form = kind == ActionKind.Accept ? null : step.Form.ToDictionary(f => f.Code, f => f.Kind switch { FieldKind.YesNo => "no", FieldKind.Choice => f.Choices[0], _ => "15" }), Documents = step.Documents };
            var done = await _desk.ActAsync(id, action, actor, item.Revision);
            Assert.True(done.IsOk, done.ToString());
        }
        var history = (await _desk.HistoryAsync(id))!;
        Assert.Equal(WorkStatus.Archived, history.Item.Status);
        return string.Join(' ', history.Visits.Select(v => v.Step));
    }

    private async Task Store(OrganizationData data, long revision)
    {
        await using var unit = await _storage.WriteAsync();
        await unit.Organization.StoreAsync(data, revision);
        await unit.CommitAsync();
    }

    private async Task<IReadOnlyList<PublishedWorkflow>> Latest() => await (await _storage.ReadAsync()).Work.LatestWorkflowsAsync();

    private static Actor Desk(int n) => new($"p0{n}", $"front-desk.{n}");

    private static int LineOf(string text, string part) => text[..text.IndexOf(part, StringComparison.Ordinal)].Count(c => c == '\n') + 1;

    private static Instant At(string text) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value.InZoneStrictly(Zone).ToInstant();
}

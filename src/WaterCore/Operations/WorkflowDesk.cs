using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using WaterCore.Applications;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>
/// What is prepared once for all work over one storage: the engines of published versions, and the chart of the organisation as it was last seen.
/// Safe for use by several threads; one serves the whole program.
/// </summary>
public sealed class WorkflowEngines
{
    private readonly ConcurrentDictionary<(string Code, int Version, string Digest), PositionWorkflow> _engines = new();
    private readonly ConcurrentDictionary<(string Code, int Version), PositionWorkflow> _seen = new();
    private (OrganizationChart Chart, long Revision)? _last;
    private readonly Lock _gate = new();

    /// <summary>The engine of a version that was seen before, without asking the storage again: a published version never changes. Null when it was not.</summary>
    public PositionWorkflow? Known(string code, int version) => _seen.GetValueOrDefault((code, version));

    /// <summary>The engine of a published version.</summary>
    public PositionWorkflow Of(PublishedWorkflow published) => _seen[(published.Code, published.Version)] = _engines.GetOrAdd((published.Code, published.Version, published.Digest),
        static (key, document) => new PositionWorkflow(WorkflowFile.Read(document, key.Code + ".yaml").Value with { Version = key.Version }), published.Document);

    /// <summary>The chart of the organisation that a unit of work sees; read and built only when its revision is another.</summary>
    public async ValueTask<OrganizationChart> ChartAsync(IUnitOfWork unit, CancellationToken cancellationToken = default)
    {
        var revision = await unit.Organization.RevisionAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (_last is { } last && last.Revision == revision) return last.Chart;
        }
        var chart = new OrganizationChart((await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false)).Data);
        lock (_gate) _last = (chart, revision);
        return chart;
    }
}

/// <summary>What keeps a draft from being published.</summary>
/// <param name="All">In order of line; empty when nothing does.</param>
public sealed record WorkflowFindings(IReadOnlyList<WorkflowFinding> All);

/// <summary>Checks and publishes workflow definitions (流程发布), and moves running items to another version.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
public sealed class WorkflowDesk(IStorage storage, Utility utility, IClock clock)
{
    /// <summary>What keeps a draft from being published: all that cannot be read, and all that must not run.</summary>
    public async Task<WorkflowFindings> CheckAsync(string document, string file, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (data, _) = await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false);
        return new WorkflowFindings(WorkflowCheck.Check(WorkflowFile.ReadAll(document, file), new OrganizationChart(data), utility.DayOf(clock.GetCurrentInstant()), ApplicationEffect.Needs));
    }

    /// <summary>Publishes a draft as the next version of its definition. The same document again changes nothing. Running items stay on their version.</summary>
    /// <returns>The version; or the fault, with every reason.</returns>
    public async Task<Result<PublishedWorkflow>> PublishAsync(string document, string file, Actor actor, CancellationToken cancellationToken = default)
    {
        var now = clock.GetCurrentInstant();
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (data, _) = await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false);
        var chart = new OrganizationChart(data);
        if (data.Positions.Count > 0 && !chart.Allows(actor, Permission.Define, utility.DayOf(now))) return new WorkNotAllowed(actor, Permission.Define);
        var reading = WorkflowFile.ReadAll(document, file);
        var findings = WorkflowCheck.Check(reading, chart, utility.DayOf(now), ApplicationEffect.Needs);
        if (findings.Count > 0) return new WorkflowRefused(file, findings);

        var draft = reading.Draft!;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));
        var last = (await unit.Work.LatestWorkflowsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(w => w.Code == draft.Code);
        if (last?.Digest == digest) return last;
        var published = new PublishedWorkflow(draft.Code, (last?.Version ?? 0) + 1, document, digest, now);
        await unit.Work.AddAsync(published, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = now, Actor = actor, Action = "workflow.publish", Subject = $"workflow {published.Code} version {published.Version}", Before = last?.Digest, After = digest,
        }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return published;
    }

    /// <summary>Moves a running item to another published version, when it loses nothing by that.</summary>
    public async Task<Result<WorkItem>> MigrateAsync(Id<WorkItem> id, int version, string reason, Actor actor, CancellationToken cancellationToken = default)
    {
        var now = clock.GetCurrentInstant();
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (data, _) = await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (!new OrganizationChart(data).Allows(actor, Permission.Define, utility.DayOf(now))) return new WorkNotAllowed(actor, Permission.Define);
        if (await unit.Work.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { Status: WorkStatus.Open } item) return new WorkNotFound(id.ToString());
        if (await unit.Work.FindWorkflowAsync(item.Definition, version, cancellationToken).ConfigureAwait(false) is not { } published) return new WorkflowNotFound($"{item.Definition} version {version}");
        var findings = WorkflowCheck.Migration(WorkflowFile.Read(published.Document, published.Code + ".yaml").Value, [item]);
        if (findings.Count > 0) return new WorkflowRefused(published.Code + ".yaml", findings);
        var moved = item with { Version = version, Revision = item.Revision + 1 };
        await unit.Work.UpdateAsync(moved, cancellationToken).ConfigureAwait(false);
        await unit.Work.AppendAsync(new WorkAct(id, moved.Revision, now, actor, ActionKind.Migrate, "", "", $"version {version}", reason), cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = now, Actor = actor, Action = "work.migrate", Subject = $"work {id}", Before = $"version {item.Version}", After = $"version {version}", Reason = reason,
        }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return moved;
    }
}

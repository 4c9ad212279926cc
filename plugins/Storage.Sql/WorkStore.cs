using System.Text;
using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Storage.Sql;

internal sealed class WorkStore(SqlUnit unit) : IWorkStore
{
    private const string ItemColumns = "i.id, i.definition, i.version, i.office, i.subject, i.started_at, i.closed_at, i.status, i.urged, i.revision, i.state";

    private const string VisitColumns = "item, revision, path, definition, version, office, step, position, holder, entered, opened, due, left_at, action, note, used_minutes";

    private const string ActColumns = "item, revision, at, actor, actor_position, action, path, step, target, note";

    private const string BranchColumns = "item, path, step, position, phase, entered, opened, holder, due, state";

    private static readonly string[] s_branch = ["item", "revision", "path", "step", "position", "phase", "entered", "opened", "holder", "due", "state"];

    private static readonly string[] s_item =
        ["id", "revision", "definition", "version", "office", "subject", "started_at", "closed_at", "status", "urged", "branches", "clock_due", "state"];

    private static readonly string[] s_visit = VisitColumns.Split(", ");

    private static readonly string[] s_act = ActColumns.Split(", ");

    public ValueTask AddAsync(PublishedWorkflow workflow, CancellationToken cancellationToken = default) => unit.AddAsync(
        "workflow", ["code", "version", "document", "digest", "published_at"], [workflow],
        static (row, w) => row.Add(w.Code).Add(w.Version).Add(w.Document).Add(w.Digest).Add(w.PublishedAt), cancellationToken);

    public ValueTask<PublishedWorkflow?> FindWorkflowAsync(string code, int version, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select code, version, document, digest, published_at from workflow where code = @code and version = @version", new { code, version }, ReadWorkflow, cancellationToken);

    public ValueTask<PublishedWorkflow?> FindLatestWorkflowAsync(string code, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select code, version, document, digest, published_at from workflow where code = @code order by version desc limit 1", new { code }, ReadWorkflow, cancellationToken);

    public ValueTask<IReadOnlyList<PublishedWorkflow>> LatestWorkflowsAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select code, version, document, digest, published_at from workflow w where version = (select max(v.version) from workflow v where v.code = w.code) order by code",
        null, ReadWorkflow, cancellationToken);

    public ValueTask<long> LastItemIdAsync(CancellationToken cancellationToken = default) => unit.NumberInTurnAsync("work_item", "select coalesce(max(id), 0) from work_item", cancellationToken);

    public async ValueTask AddAsync(WorkItem item, CancellationToken cancellationToken = default)
    {
        await PutBranchesAsync(item, cancellationToken).ConfigureAwait(false);
        await unit.AddLaterAsync(
            "work_item", s_item, [item],
            static (row, i) => row.Add(i.Id.Value).Add(i.Revision).Add(i.Definition).Add(i.Version).Add(i.Office).Add(i.Subject).AddSorted(i.StartedAt).AddSorted(i.ClosedAt)
                .Add((long)i.Status).Add(i.Urged).Add(i.Branches.Count).AddOrNull(ClockDue(i)).Add(WorkState.Write(i)), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<WorkItem?> FindAsync(Id<WorkItem> id, CancellationToken cancellationToken = default)
    {
        // One look for both: of a closed item there is no branch.
        var rows = await unit.QueryAsync(
            $"select {ItemColumns}, b.{BranchColumns.Replace(", ", ", b.", StringComparison.Ordinal)} from work_item i left join work_branch b on b.item = i.id and b.revision = i.revision where i.id = @id order by b.path",
            new { id = id.Value }, static row => (Item: ReadItem(row), Branch: row.Missing(0) ? null : ReadBranch(row).Branch), cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0) return null;
        return rows[0].Item with { Branches = [.. rows.Select(r => r.Branch).OfType<WorkBranch>()] };
    }

    public async ValueTask UpdateAsync(WorkItem item, CancellationToken cancellationToken = default)
    {
        await PutBranchesAsync(item, cancellationToken).ConfigureAwait(false);
        await unit.ChangeLaterAsync(
            """
            update work_item set revision = @revision, version = @version, subject = @subject, closed_at = @closedAt, status = @status, urged = @urged,
                branches = @branches, clock_due = @clockDue, state = @state
            where id = @id and revision = @before
            """,
            new
            {
                id = item.Id.Value, before = item.Revision - 1, revision = item.Revision, version = item.Version, subject = item.Subject, closedAt = SortedInstant.Text(item.ClosedAt),
                status = (int)item.Status, urged = item.Urged, branches = item.Branches.Count, clockDue = ClockDue(item), state = WorkState.Write(item),
            }, $"Work item {item.Id} is not stored with revision {item.Revision - 1}.", cancellationToken).ConfigureAwait(false);
    }

    public ValueTask AppendAsync(IReadOnlyList<Visit> visits, CancellationToken cancellationToken = default) => unit.AddLaterAsync(
        "work_visit", s_visit, visits,
        static (row, v) => row.Add(v.Item.Value).Add(v.Revision).Add(v.Path).Add(v.Definition).Add(v.Version).Add(v.Office).Add(v.Step).Add(v.Position).AddOrNull(v.Holder)
            .AddSorted(v.Entered).AddSorted(v.Opened).AddSorted(v.Due).AddSorted(v.Left).Add((long)v.Action).AddOrNull(v.Note).Add(v.UsedMinutes), cancellationToken);

    public ValueTask AppendAsync(WorkAct act, CancellationToken cancellationToken = default) => unit.AddLaterAsync(
        "work_act", s_act, [act],
        static (row, a) => row.Add(a.Item.Value).Add(a.Revision).AddSorted(a.At).Add(a.Actor.Name).Add(a.Actor.Position).Add((long)a.Action).Add(a.Path).Add(a.Step)
            .AddOrNull(a.Target).AddOrNull(a.Note), cancellationToken);

    public ValueTask<IReadOnlyList<Visit>> VisitsOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {VisitColumns} from work_visit where item = @item order by revision, path", new { item = item.Value }, ReadVisit, cancellationToken);

    public ValueTask<IReadOnlyList<WorkAct>> ActsOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {ActColumns} from work_act where item = @item order by revision", new { item = item.Value }, ReadAct, cancellationToken);

    public ValueTask<IReadOnlyList<WorkItem>> AtPositionsAsync(IReadOnlyCollection<string> positions, CancellationToken cancellationToken = default) => ItemsAsync(
        $"i.id in (select b.item from work_branch b where {unit.IsIn("b.position", "positions")}) order by i.id", new { positions = unit.List(positions) }, cancellationToken);

    public ValueTask<IReadOnlyList<WorkItem>> SearchAsync(WorkQuery query, CancellationToken cancellationToken = default)
    {
        var where = new StringBuilder("i.id > @after");
        if (query.Subject is not null) where.Append(" and lower(i.subject) like lower(@subject) escape '!'");
        if (query.Definition is not null) where.Append(" and i.definition = @definition");
        if (query.Office is not null) where.Append(" and i.office = @office");
        if (query.Status is { } status) where.Append(" and i.status = ").Append((int)status); // a literal, so that the index of open items serves
        if (query.DueBefore is not null) where.Append(" and (i.clock_due < @due or exists (select 1 from work_branch b where b.item = i.id and b.due < @due))");
        if (query.OpenAtOrAfter is not null) where.Append(" and (i.closed_at is null or i.closed_at >= @since)");
        if (query.StartedBefore is not null) where.Append(" and i.started_at < @before");
        where.Append(" order by i.id limit @take");
        return ItemsAsync(where.ToString(), new
        {
            after = query.After.Value, subject = query.Subject is { } part ? Contains(part) : null,
            definition = query.Definition, office = query.Office, due = query.DueBefore is { } due ? SortedInstant.Bound(due) : null, take = query.Take,
            since = query.OpenAtOrAfter is { } since ? SortedInstant.Bound(since) : null, before = query.StartedBefore is { } before ? SortedInstant.Bound(before) : null,
        }, cancellationToken);
    }

    public IAsyncEnumerable<Visit> VisitsAsync(Instant from, Instant to, CancellationToken cancellationToken = default) => unit.StreamAsync(
        $"select {VisitColumns} from work_visit where left_at >= @from and left_at < @to order by item, revision, path", ReadVisit, cancellationToken,
        new { from = SortedInstant.Bound(from), to = SortedInstant.Bound(to) });

    public IAsyncEnumerable<WorkAct> ActsAsync(Instant from, Instant to, CancellationToken cancellationToken = default) => unit.StreamAsync(
        $"select {ActColumns} from work_act where at >= @from and at < @to order by item, revision", ReadAct, cancellationToken,
        new { from = SortedInstant.Bound(from), to = SortedInstant.Bound(to) });

    /// <summary>The pattern of <c>like ... escape '!'</c> for texts that contain another.</summary>
    public static string Contains(string part) =>
        $"%{part.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";

    private ValueTask PutBranchesAsync(WorkItem item, CancellationToken cancellationToken) => unit.AddLaterAsync(
        "work_branch", s_branch, item.Branches,
        (row, b) => row.Add(item.Id.Value).Add(item.Revision).Add(b.Path).Add(b.Step).Add(b.Position).Add((long)b.Phase).AddSorted(b.Entered).AddSorted(b.Opened)
            .AddOrNull(b.Holder).AddSorted(b.Due).AddOrNull(WorkState.Write(b)), cancellationToken);


    private async ValueTask<IReadOnlyList<WorkItem>> ItemsAsync(string where, object arguments, CancellationToken cancellationToken)
    {
        var items = await unit.QueryAsync($"select {ItemColumns} from work_item i where {where}", arguments, ReadItem, cancellationToken).ConfigureAwait(false);
        var open = items.Where(i => i.Status == WorkStatus.Open).Select(i => i.Id.Value).ToList();
        if (open.Count == 0) return items;
        var (condition, ids) = open.Count == 1 ? ("item = @ids", (object)open[0]) : (unit.IsIn("item", "ids"), unit.List(open));
        var branches = (await unit.QueryAsync(
            $"select {BranchColumns} from work_branch where {condition} order by item, path", new { ids }, ReadBranch, cancellationToken)
            .ConfigureAwait(false)).ToLookup(b => b.Item, b => b.Branch);
        return [.. items.Select(i => branches.Contains(i.Id.Value) ? i with { Branches = [.. branches[i.Id.Value]] } : i)];
    }

    private static WorkItem ReadItem(RowReader row)
    {
        var item = new WorkItem
        {
            Id = new(row.Long()), Definition = row.Text(), Version = row.Int(), Office = row.Text(), Subject = row.Text(), StartedAt = row.At(), ClosedAt = row.AtOrNull(),
            Status = (WorkStatus)row.Int(), Urged = row.Int(), Revision = row.Long(), Branches = [], Form = new Dictionary<string, string>(),
        };
        return WorkState.Read(item, row.Text());
    }

    private static (long Item, WorkBranch Branch) ReadBranch(RowReader row)
    {
        var item = row.Long();
        var branch = new WorkBranch
        {
            Path = row.Text(), Step = row.Text(), Position = row.Text(), Phase = (BranchPhase)row.Int(), Entered = row.At(), Opened = row.AtOrNull(), Holder = row.TextOrNull(), Due = row.AtOrNull(),
        };
        return (item, WorkState.Read(branch, row.TextOrNull()));
    }

    private static Visit ReadVisit(RowReader row) => new()
    {
        Item = new(row.Long()), Revision = row.Long(), Path = row.Text(), Definition = row.Text(), Version = row.Int(), Office = row.Text(), Step = row.Text(), Position = row.Text(),
        Holder = row.TextOrNull(), Entered = row.At(), Opened = row.AtOrNull(), Due = row.AtOrNull(), Left = row.At(), Action = (ActionKind)row.Int(), Note = row.TextOrNull(), UsedMinutes = row.Long(),
    };

    private static WorkAct ReadAct(RowReader row) => new(
        new(row.Long()), row.Long(), row.At(), new Actor(row.Text(), row.Text()), (ActionKind)row.Int(), row.Text(), row.Text(), row.TextOrNull(), row.TextOrNull());

    private static PublishedWorkflow ReadWorkflow(RowReader row) => new(row.Text(), row.Int(), row.Text(), row.Text(), row.At());

    private static string? ClockDue(WorkItem item) => SortedInstant.Text(item.Clocks.Min(c => c.Due));
}

/// <summary>The organisation as its document, one row a revision: who held what when stays on record.</summary>
internal sealed class OrganizationStore(SqlUnit unit) : IOrganizationStore
{
    public async ValueTask<(OrganizationData Data, long Revision)> LoadAsync(CancellationToken cancellationToken = default)
    {
        var last = await unit.QueryAsync(
            "select revision, document from organization order by revision desc limit 1", null, static row => (Revision: row.Long(), Document: row.Text()), cancellationToken).ConfigureAwait(false);
        if (last.Count == 0) return (new OrganizationData(), 0);
        var data = OrganizationFile.Read(last[0].Document, $"organisation revision {last[0].Revision}");
        return data.IsOk ? (data.Value, last[0].Revision) : throw new InvalidDataException(data.Fault.Message);
    }

    public ValueTask<long> RevisionAsync(CancellationToken cancellationToken = default) =>
        unit.NumberAsync("select coalesce(max(revision), 0) from organization", cancellationToken);

    public ValueTask StoreAsync(OrganizationData data, long revision, CancellationToken cancellationToken = default) => unit.AddAsync(
        "organization", ["revision", "document"], [OrganizationFile.Write(data)], (row, document) => row.Add(revision + 1).Add(document), cancellationToken);
}

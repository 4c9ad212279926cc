using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>When supervisors are told of work that is late, or nearly. Data, given at the start; an example to edit.</summary>
public sealed record WorkWatchPolicy
{
    /// <summary>Work is warned of when so much of its time is gone, in percent.</summary>
    public int WarnAtPercent { get; init; } = 80;

    /// <summary>Work is urged once for each of these, when it is overdue by so many working minutes; rising. Eight hours are a working day.</summary>
    public IReadOnlyList<int> EscalateAfterMinutes { get; init; } = [0, 480, 1_440];

    /// <summary>How many days of past stays a forecast looks at.</summary>
    public int ForecastDays { get; init; } = 365;
}

/// <summary>How one position stands.</summary>
/// <param name="Office">The branch (营业所) whose work it is.</param>
/// <param name="Position">The position's code.</param>
/// <param name="Open">Branches of items in its tray; those that wait at a join are in no tray.</param>
/// <param name="Overdue">Those whose time is over.</param>
/// <param name="DueToday">Those whose time is over later today.</param>
/// <param name="Warned">Those of which so much time is gone that they are warned of.</param>
/// <param name="Oldest">When the longest-lying one came.</param>
/// <param name="Vacant">Whether nobody is there today.</param>
public sealed record PositionLoad(string Office, string Position, int Open, int Overdue, int DueToday, int Warned, Instant Oldest, bool Vacant);

/// <summary>What an escalation did.</summary>
/// <param name="Item">The item.</param>
/// <param name="Path">Its branch.</param>
/// <param name="Position">Where it lies.</param>
/// <param name="Level">1 and up: the policy's place that it reached.</param>
/// <param name="OverdueMinutes">By how many working minutes it is overdue.</param>
/// <param name="Told">The positions that supervise.</param>
public sealed record Escalated(Id<WorkItem> Item, string Path, string Position, int Level, long OverdueMinutes, IReadOnlyList<string> Told);

/// <summary>Early warning, escalation, forecast and the load of each position (预警、升级督办).</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
/// <param name="calendar">The work calendar.</param>
/// <param name="engines">The engines of published versions.</param>
/// <param name="work">Where late work is urged.</param>
/// <param name="policy">When to tell.</param>
public sealed class WorkWatch(IStorage storage, Utility utility, IClock clock, WorkCalendar calendar, WorkflowEngines engines, WorkDesk work, WorkWatchPolicy policy)
{
    private const int Page = 1_000;

    /// <summary>Branches of which much of the time is gone, but not all; the first due first.</summary>
    /// <param name="office">Of one branch (营业所) only; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DueRow>> WarningsAsync(string? office = null, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (context, now) = (await ContextAsync(unit, cancellationToken).ConfigureAwait(false), clock.GetCurrentInstant());
        return [.. (await OpenAsync(unit, office, cancellationToken).ConfigureAwait(false)).Where(r => Warned(r.Branch, now, context))
            .Select(r => new DueRow(r.Item, r.Branch, ClockKind.Internal, r.Branch.Due!.Value)).OrderBy(r => r.Due).ThenBy(r => r.Item.Id)];
    }

    /// <summary>Each position with work, the most overdue first.</summary>
    /// <param name="office">Of one branch (营业所) only; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<PositionLoad>> LoadsAsync(string? office = null, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (context, now) = (await ContextAsync(unit, cancellationToken).ConfigureAwait(false), clock.GetCurrentInstant());
        var tomorrow = utility.Zone.AtStartOfDay(utility.DayOf(now).PlusDays(1)).ToInstant();
        var vacant = context.Chart.Vacancies(utility.DayOf(now)).Select(v => v.Position).ToHashSet(StringComparer.Ordinal);
        return [.. (await OpenAsync(unit, office, cancellationToken).ConfigureAwait(false)).GroupBy(r => (r.Item.Office, r.Branch.Position)).Select(g => new PositionLoad(
                g.Key.Office, g.Key.Position, g.Count(), g.Count(r => r.Branch.Due < now), g.Count(r => r.Branch.Due >= now && r.Branch.Due < tomorrow), g.Count(r => Warned(r.Branch, now, context)),
                g.Min(r => r.Branch.Entered), vacant.Contains(g.Key.Position)))
            .OrderByDescending(l => l.Overdue).ThenByDescending(l => l.Open).ThenBy(l => l.Office, StringComparer.Ordinal).ThenBy(l => l.Position, StringComparer.Ordinal)];
    }

    /// <summary>Open work that will be late as a rule, by what such stays took before; the most at risk first.</summary>
    /// <param name="office">Of one branch (营业所) only; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<WorkOutlook>> ForecastAsync(string? office = null, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (context, now) = (await ContextAsync(unit, cancellationToken).ConfigureAwait(false), clock.GetCurrentInstant());
        var forecast = new WorkForecast();
        await foreach (var visit in unit.Work.VisitsAsync(now - Duration.FromDays(policy.ForecastDays), now, cancellationToken).ConfigureAwait(false)) forecast.Add(visit);
        var (rows, definitions) = (new List<WorkOutlook>(), new Dictionary<(string, int), WorkflowDefinition>());
        foreach (var (item, branch) in await OpenAsync(unit, office, cancellationToken).ConfigureAwait(false))
        {
            if (!definitions.TryGetValue((item.Definition, item.Version), out var definition))
                definitions[(item.Definition, item.Version)] = definition = engines.Of((await unit.Work.FindWorkflowAsync(item.Definition, item.Version, cancellationToken).ConfigureAwait(false))!).Definition;
            if (forecast.Of(item, branch, definition, now, context) is { WillBeLate: true } late) rows.Add(late);
        }
        return [.. rows.OrderByDescending(r => r.ExpectedMinutes - r.LeftMinutes).ThenBy(r => r.Item.Id).ThenBy(r => r.Branch.Path, StringComparer.Ordinal)];
    }

    /// <summary>Urges what is overdue, once for each level that it has reached since the last time, and tells the positions that supervise through the outbox. Again at once, it does nothing.</summary>
    /// <param name="progress">Told the items gone through; may be null.</param>
    /// <param name="cancellationToken">Stops it; what was urged stays urged.</param>
    public async Task<IReadOnlyList<Escalated>> EscalateAsync(IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var late = new List<(WorkItem Item, WorkBranch Branch, int Level, long Minutes)>();
        IReadOnlyList<string> told;
        var look = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (look.ConfigureAwait(false))
        {
            var (context, now) = (await ContextAsync(look, cancellationToken).ConfigureAwait(false), clock.GetCurrentInstant());
            told = [.. context.Chart.Data.Positions.Where(p => p.Allows(Permission.Supervise)).Select(p => p.Code)];
            foreach (var (item, branch) in await OpenAsync(look, null, cancellationToken).ConfigureAwait(false))
            {
                if (branch.Due is not { } due || due >= now) continue;
                var minutes = context.WorkingMinutes(due, now, []);
                var level = policy.EscalateAfterMinutes.Count(m => minutes >= m);
                if (level > 0) late.Add((item, branch, level, minutes));
            }
        }
        var done = new List<Escalated>();
        for (var n = 0; n < late.Count; n++)
        {
            var (item, branch, level, minutes) = late[n];
            if (await UrgeAsync(item, branch, level, minutes, told, cancellationToken).ConfigureAwait(false)) done.Add(new(item.Id, branch.Path, branch.Position, level, minutes, told));
            progress?.Report(n + 1);
        }
        return done;
    }

    // The key names the stay and the level, so that each is told once whoever runs this and however often.
    private async Task<bool> UrgeAsync(WorkItem item, WorkBranch branch, int level, long minutes, IReadOnlyList<string> told, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var key = $"{item.Id} {branch.Path} {NodaTime.Text.InstantPattern.ExtendedIso.Format(branch.Entered)} {level}";
        if (await OnceOnly.FindAsync(unit, "work.escalate", key, key, cancellationToken).ConfigureAwait(false) is not null) return false;
        if (await unit.Work.FindAsync(item.Id, cancellationToken).ConfigureAwait(false) is not { } now || now.Find(branch.Path) is not { } still || still.Entered != branch.Entered) return false;
        var reason = $"逾期{minutes}工作分钟，{level}级督办 overdue by {minutes} working minutes, level {level}: {branch.Step} at {branch.Position}";
        var urged = await work.ActInAsync(unit, item.Id, new WorkAction(ActionKind.Urge) { Reason = reason }, Actor.System, null, null, cancellationToken).ConfigureAwait(false);
        if (!urged.IsOk) return false;
        var body = new System.Text.Json.Nodes.JsonObject
        {
            ["item"] = item.Id.Value, ["path"] = branch.Path, ["step"] = branch.Step, ["position"] = branch.Position, ["level"] = level, ["minutes"] = minutes, ["subject"] = item.Subject,
            ["told"] = new System.Text.Json.Nodes.JsonArray([.. told.Select(t => (System.Text.Json.Nodes.JsonNode)t)]),
        };
        await unit.Outbox.AddAsync([new OutboxMessage("escalated " + key, "work.escalated", body.ToJsonString(), urged.Value.Act.At)], cancellationToken).ConfigureAwait(false);
        await OnceOnly.KeepAsync(unit, urged.Value.Act.At, "work.escalate", key, key, item.Id.ToString(), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private bool Warned(WorkBranch branch, Instant now, WorkContext context)
    {
        if (branch.Due is not { } due || due < now || branch.Phase == BranchPhase.Waiting) return false;
        var used = context.WorkingMinutes(branch.Entered, now, branch.Stands);
        return used * 100 >= policy.WarnAtPercent * (used + context.WorkingMinutes(now, due, [])) && used > 0;
    }

    private static async Task<List<(WorkItem Item, WorkBranch Branch)>> OpenAsync(IUnitOfWork unit, string? office, CancellationToken cancellationToken)
    {
        var rows = new List<(WorkItem, WorkBranch)>();
        for (var query = new WorkQuery { Status = WorkStatus.Open, Office = office, Take = Page }; ;)
        {
            var page = await unit.Work.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var item in page)
                foreach (var branch in item.Branches)
                    if (branch.Phase != BranchPhase.Waiting) rows.Add((item, branch));
            if (page.Count < query.Take) return rows;
            query = query with { After = page[^1].Id };
        }
    }

    private async Task<WorkContext> ContextAsync(IUnitOfWork unit, CancellationToken cancellationToken) =>
        new(await engines.ChartAsync(unit, cancellationToken).ConfigureAwait(false), calendar, utility.Zone);
}

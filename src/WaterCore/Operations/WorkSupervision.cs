using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>A branch of an item that is late, or will be.</summary>
/// <param name="Item">The item.</param>
/// <param name="Branch">Its branch.</param>
/// <param name="Clock">Which clock runs out first.</param>
/// <param name="Due">When.</param>
public sealed record DueRow(WorkItem Item, WorkBranch Branch, ClockKind Clock, Instant Due);

/// <summary>What supervisors look at (督办): what is overdue, what is due today, vacant positions, and the figures of a time.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
public sealed class WorkSupervision(IStorage storage, Utility utility, IClock clock)
{
    /// <summary>Branches whose time is over, the longest overdue first.</summary>
    /// <param name="office">Of one branch (营业所) only; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<DueRow>> OverdueAsync(string? office = null, CancellationToken cancellationToken = default) =>
        DueAsync(Instant.MinValue, clock.GetCurrentInstant(), office, cancellationToken);

    /// <summary>Branches whose time is over later today, the first due first.</summary>
    /// <param name="office">Of one branch (营业所) only; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<DueRow>> DueTodayAsync(string? office = null, CancellationToken cancellationToken = default)
    {
        var now = clock.GetCurrentInstant();
        return DueAsync(now, utility.Zone.AtStartOfDay(utility.DayOf(now).PlusDays(1)).ToInstant(), office, cancellationToken);
    }

    /// <summary>Positions with work in their tray and nobody to do it today (空岗报警).</summary>
    public async Task<IReadOnlyList<PositionVacant>> VacanciesAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var chart = new OrganizationChart((await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false)).Data);
        var vacant = chart.Vacancies(utility.DayOf(clock.GetCurrentInstant())).ToList();
        var items = await unit.Work.AtPositionsAsync(vacant.ConvertAll(v => v.Position), cancellationToken).ConfigureAwait(false);
        return [.. vacant.Where(v => items.Any(i => i.Branches.Any(b => b.Position == v.Position)))];
    }

    /// <summary>The figures of stays and endings from one instant, included, to another, not included.</summary>
    public async Task<WorkReport> ReportAsync(Instant from, Instant to, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var statistics = new WorkStatistics();
        await foreach (var visit in unit.Work.VisitsAsync(from, to, cancellationToken).ConfigureAwait(false)) statistics.Add(visit);
        await foreach (var act in unit.Work.ActsAsync(from, to, cancellationToken).ConfigureAwait(false)) statistics.Add(act);
        return statistics.Report();
    }

    /// <summary>Writes the actions from one instant, included, to another, not included, as an event log.</summary>
    public async Task ExportAsync(Stream destination, Instant from, Instant to, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var acts = new List<WorkAct>();
        await foreach (var act in unit.Work.ActsAsync(from, to, cancellationToken).ConfigureAwait(false)) acts.Add(act);
        var definitions = new Dictionary<Id<WorkItem>, string>();
        foreach (var id in acts.Select(a => a.Item).Distinct())
            if (await unit.Work.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } item) definitions[id] = item.Definition;
        EventLog.Write(destination, acts, definitions);
    }

    private async Task<IReadOnlyList<DueRow>> DueAsync(Instant from, Instant to, string? office, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var rows = new List<DueRow>();
        for (var query = new WorkQuery { Status = WorkStatus.Open, Office = office, DueBefore = to, Take = 1000 }; ;)
        {
            var page = await unit.Work.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var item in page)
                foreach (var branch in item.Branches)
                    if (First(item, branch) is { } due && due.Due >= from && due.Due < to) rows.Add(due);
            if (page.Count < query.Take) return [.. rows.OrderBy(r => r.Due).ThenBy(r => r.Item.Id).ThenBy(r => r.Branch.Path, StringComparer.Ordinal)];
            query = query with { After = page[^1].Id };
        }
    }

    private static DueRow? First(WorkItem item, WorkBranch branch)
    {
        var first = branch.Due is { } due ? new DueRow(item, branch, ClockKind.Internal, due) : null;
        foreach (var clock in item.Clocks)
            if (clock.Due is { } over && (first is null || over < first.Due)) first = new DueRow(item, branch, clock.Kind, over);
        return first;
    }
}

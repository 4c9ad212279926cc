using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>A simulated year that was stored.</summary>
/// <param name="Year">The year.</param>
/// <param name="Differences">Where the database says otherwise than the simulation, or an item's record has a gap; none when all is well.</param>
public sealed record StoredYearResult(WorkSimulationResult Year, IReadOnlyList<string> Differences);

/// <summary>Lives through a <see cref="WorkSimulation"/> over a storage: every action with its item, stay and record, a day of the year a unit of work; then holds the two against each other.</summary>
/// <param name="storage">A storage with no work in it yet.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
public sealed class StoredYear(IStorage storage, Utility utility, IClock clock)
{
    private const int Page = 1_000, Year = 2025;

    /// <summary>Lives through the year.</summary>
    /// <param name="seed">Which year; the same seed gives the same one.</param>
    /// <param name="items">How many items are begun in it, at least 1.</param>
    /// <param name="progress">Told the days gone by; may be null.</param>
    /// <param name="cancellationToken">Stops it; the days that were stored stay.</param>
    public async Task<Result<StoredYearResult>> LiveAsync(long seed, int items, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var prepared = await PrepareAsync(cancellationToken).ConfigureAwait(false);
        if (!prepared.IsOk) return prepared.Fault;
        var versions = prepared.Value;
        var days = 0;
        var (lived, open) = await WorkSimulation.RunAsync(seed, items, Year, async made =>
        {
            var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            foreach (var outcome in made)
            {
                var item = outcome.Item with { Version = versions[outcome.Item.Definition] };
                if (item.Revision == 1) await unit.Work.AddAsync(item, cancellationToken).ConfigureAwait(false);
                else await unit.Work.UpdateAsync(item, cancellationToken).ConfigureAwait(false);
                if (outcome.Visits.Count > 0) await unit.Work.AppendAsync(outcome.Visits, cancellationToken).ConfigureAwait(false);
                await unit.Work.AppendAsync(outcome.Act, cancellationToken).ConfigureAwait(false);
            }
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            progress?.Report(++days);
        }, cancellationToken).ConfigureAwait(false);
        return new StoredYearResult(lived, await CompareAsync(lived, open, cancellationToken).ConfigureAwait(false));
    }

    private async Task<Result<Dictionary<string, int>>> PrepareAsync(CancellationToken cancellationToken)
    {
        var look = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (look.ConfigureAwait(false))
            if (await look.Work.LastItemIdAsync(cancellationToken).ConfigureAwait(false) > 0 || await look.Organization.RevisionAsync(cancellationToken).ConfigureAwait(false) > 0)
                return new YearRefused();
        var organized = await new OrganizationDesk(storage, utility, clock).StoreAsync(SampleOrganization.Create(new LocalDate(Year, 1, 1)), Actor.System, cancellationToken).ConfigureAwait(false);
        if (!organized.IsOk) return organized.Fault;
        var supervisor = SampleOrganization.Create(new LocalDate(Year, 1, 1)).Holdings.First(h => h.Position == "supervisor.1");
        var versions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var code in ShippedWorkflows.Codes)
        {
            var published = await new WorkflowDesk(storage, utility, clock).PublishAsync(ShippedWorkflows.Text(code), code + ".yaml", new Actor(supervisor.Operator, supervisor.Position), cancellationToken).ConfigureAwait(false);
            if (!published.IsOk) return published.Fault;
            versions[code] = published.Value.Version;
        }
        return versions;
    }

    // Every open item lies where the year left it, every closed one is closed, and every item's record runs from 1 without a gap.
    private async Task<List<string>> CompareAsync(WorkSimulationResult lived, IReadOnlyCollection<WorkItem> open, CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var (byId, revisions) = (open.ToDictionary(i => i.Id), new Dictionary<Id<WorkItem>, long>());
        long archived = 0, cancelled = 0, there = 0, acts = 0;
        for (var query = new WorkQuery { Take = Page }; ;)
        {
            var page = await unit.Work.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var item in page)
            {
                there++;
                revisions[item.Id] = item.Revision;
                if (item.Status == WorkStatus.Archived) archived++;
                else if (item.Status == WorkStatus.Cancelled) cancelled++;
                else if (!byId.TryGetValue(item.Id, out var lives)) differences.Add($"item {item.Id} is open in the database and closed in the year");
                else if (Where(lives) != Where(item)) differences.Add($"item {item.Id}: {Where(item)} in the database, {Where(lives)} in the year");
            }
            if (page.Count < query.Take) break;
            query = query with { After = page[^1].Id };
        }
        if ((there, archived, cancelled) != (lived.Begun, lived.Archived, lived.Cancelled)) differences.Add($"{there} items, {archived} archived, {cancelled} cancelled in the database; {lived.Begun}, {lived.Archived}, {lived.Cancelled} in the year");
        var last = (Item: default(Id<WorkItem>), Revision: 0L);
        await foreach (var act in unit.Work.ActsAsync(Instant.MinValue, Instant.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            acts++;
            if (act.Revision != (act.Item == last.Item ? last.Revision + 1 : 1)) differences.Add($"item {act.Item} has no action of revision {act.Revision - 1}");
            last = (act.Item, act.Revision);
            if (revisions.GetValueOrDefault(act.Item) < act.Revision) differences.Add($"item {act.Item} has an action of revision {act.Revision} and is at {revisions.GetValueOrDefault(act.Item)}");
        }
        if (acts != lived.Acts || acts != revisions.Values.Sum()) differences.Add($"{acts} actions and {revisions.Values.Sum()} revisions in the database, {lived.Acts} actions in the year");
        return differences;
    }

    private static string Where(WorkItem item) => string.Join(' ', item.Branches.OrderBy(b => b.Path, StringComparer.Ordinal).Select(b => $"{b.Path}:{b.Step}@{b.Position}:{b.Phase}")) + $" revision {item.Revision}";
}

/// <summary>A year cannot be lived through over a storage that has an organisation or work in it.</summary>
public sealed record YearRefused : Fault
{
    /// <inheritdoc/>
    public override string Code => "work.year-refused";

    /// <inheritdoc/>
    public override string Message => "The database has an organisation or work in it already, and a simulated year must not be mixed into that; give an empty one with --database.";
}

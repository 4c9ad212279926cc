using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>What must hold of work between positions: each open branch in one known position, each record without a gap, and nobody both maker and checker.</summary>
internal static class WorkVerification
{
    private const int Page = 1_000;

    public static async Task CheckAsync(IUnitOfWork unit, Action<string, string, string> find, CancellationToken cancellationToken)
    {
        var chart = new OrganizationChart((await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false)).Data);
        var definitions = new Dictionary<(string, int), WorkflowDefinition?>();
        var items = new Dictionary<Id<WorkItem>, (long Revision, WorkflowDefinition? Definition)>();
        for (var query = new WorkQuery { Take = Page }; ;)
        {
            var page = await unit.Work.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var item in page)
            {
                if (!definitions.TryGetValue((item.Definition, item.Version), out var definition))
                    definitions[(item.Definition, item.Version)] = definition = await FindAsync(unit, item, cancellationToken).ConfigureAwait(false);
                items[item.Id] = (item.Revision, definition);
                Places(item, definition, chart, find);
            }
            if (page.Count < query.Take) break;
            query = query with { After = page[^1].Id };
        }

        var (at, last, doers) = (default(Id<WorkItem>), 0L, new List<Doer>());
        await foreach (var act in unit.Work.ActsAsync(Instant.MinValue, Instant.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            if (act.Item != at)
            {
                Whole(items, at, last, find);
                (at, last) = (act.Item, 0);
                doers.Clear();
            }
            if (act.Revision != last + 1) find("work record has no gap", $"item {act.Item}", $"no action made revision {last + 1}");
            last = act.Revision;
            // A part that comes home is help, and uses no right.
            if ((act.Action.Completes() || act.Action == ActionKind.Archive) && !act.Path.Contains('+', StringComparison.Ordinal) && items.GetValueOrDefault(act.Item).Definition?.Find(act.Step)?.Duty is { } duty)
                Separated(act, duty, doers, chart, find);
        }
        Whole(items, at, last, find);
        foreach (var id in items.Keys) find("work record has no gap", $"item {id}", "nothing is on record of it");
    }

    private static async Task<WorkflowDefinition?> FindAsync(IUnitOfWork unit, WorkItem item, CancellationToken cancellationToken) =>
        await unit.Work.FindWorkflowAsync(item.Definition, item.Version, cancellationToken).ConfigureAwait(false) is { } published && WorkflowFile.Read(published.Document, item.Definition + ".yaml") is { IsOk: true } read ? read.Value : null;

    private static void Places(WorkItem item, WorkflowDefinition? definition, OrganizationChart chart, Action<string, string, string> find)
    {
        const string rule = "work lies in one position";
        if (item.Status == WorkStatus.Open != item.Branches.Count > 0) find(rule, $"item {item.Id}", item.Branches.Count == 0 ? "it is open and lies nowhere" : "it is closed and still lies somewhere");
        if (item.Branches.Select(b => b.Path).Distinct().Count() != item.Branches.Count) find(rule, $"item {item.Id}", "a branch of it lies in two places");
        foreach (var branch in item.Branches)
        {
            if (chart.FindPosition(branch.Position) is null) find(rule, $"item {item.Id}", $"branch {branch.Path} lies in the position {branch.Position}, which there is not");
            if (definition?.Find(branch.Step) is null) find(rule, $"item {item.Id}", $"branch {branch.Path} is at the step {branch.Step}, which {item.Definition} version {item.Version} lacks");
        }
    }

    // Taken out when its record was followed: what is left over has none.
    private static void Whole(Dictionary<Id<WorkItem>, (long Revision, WorkflowDefinition? Definition)> items, Id<WorkItem> item, long last, Action<string, string, string> find)
    {
        if (last == 0) return;
        if (!items.Remove(item, out var known)) find("work record has no gap", $"item {item}", "there are actions on it, and it is gone");
        else if (known.Revision != last) find("work record has no gap", $"item {item}", $"it is at revision {known.Revision}, and the last action made {last}");
    }

    private static void Separated(WorkAct act, Permission duty, List<Doer> doers, OrganizationChart chart, Action<string, string, string> find)
    {
        foreach (var separation in chart.Data.Separations)
            if (separation.Counterpart(duty) is { } other && doers.Contains(new Doer(other, act.Actor.Name)))
                find("maker is not checker", $"item {act.Item}", $"{act.Actor.Name} used {other} and {duty} on it");
        doers.Add(new Doer(duty, act.Actor.Name));
    }
}

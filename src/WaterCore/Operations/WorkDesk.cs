using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using WaterCore.Applications;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>One line of a tray.</summary>
/// <param name="Item">The item.</param>
/// <param name="Branch">Its branch that lies there.</param>
public sealed record TrayRow(WorkItem Item, WorkBranch Branch);

/// <summary>All that is on record of an item.</summary>
/// <param name="Item">The item as it is.</param>
/// <param name="Visits">Its stays that ended.</param>
/// <param name="Acts">Every action.</param>
public sealed record WorkHistory(WorkItem Item, IReadOnlyList<Visit> Visits, IReadOnlyList<WorkAct> Acts);

/// <summary>Where people begin work, act on it and find it (工作台). Each action is one unit of work, with its record and its audit entry.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
/// <param name="calendar">The work calendar.</param>
/// <param name="engines">The engines of published versions.</param>
/// <param name="effects">What completed steps do outside of the work itself; null when they do nothing.</param>
public sealed class WorkDesk(IStorage storage, Utility utility, IClock clock, WorkCalendar calendar, WorkflowEngines engines, ApplicationEffects? effects = null)
{
    /// <summary>Begins an item on the latest version of a definition.</summary>
    /// <param name="definition">The definition's code.</param>
    /// <param name="office">The branch (营业所) that serves it.</param>
    /// <param name="subject">What it is about, for people.</param>
    /// <param name="actor">Who begins it.</param>
    /// <param name="form">What is known already; may be null.</param>
    /// <param name="key">The caller's key: the same request again begins nothing and gives the item that it began. Null for a caller that never repeats.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept.</param>
    public Task<Result<WorkItem>> StartAsync(string definition, string office, string subject, Actor actor, IReadOnlyDictionary<string, string>? form = null, string? key = null, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => StartOnceAsync(definition, office, subject, actor, form, key, cancellationToken));

    private async Task<Result<WorkItem>> StartOnceAsync(
        string definition, string office, string subject, Actor actor, IReadOnlyDictionary<string, string>? form, string? key, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var body = $"{definition}|{office}|{subject}|{actor.Name}|{actor.Position}|{Text(form)}";
        if (key is not null && await BeforeAsync(unit, "work.start", key, body, cancellationToken).ConfigureAwait(false) is { } before) return before;
        var made = await StartInAsync(unit, definition, office, subject, actor, form, cancellationToken).ConfigureAwait(false);
        if (!made.IsOk) return made.Fault;
        if (key is not null) await KeepAsync(unit, "work.start", key, body, made.Value, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return made.Value.Item;
    }

    /// <summary>Does an action on an item.</summary>
    /// <param name="id">The item.</param>
    /// <param name="action">What.</param>
    /// <param name="actor">Who, in which position.</param>
    /// <param name="seen">The revision that the actor looked at; null to act on whatever is there.</param>
    /// <param name="key">The caller's key: the same request again does nothing and gives the item as it is now. Null for a caller that never repeats.</param>
    /// <param name="brought">Documents to attach with it: they are kept when the action is done, and only then. May be null.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept.</param>
    public async Task<Result<WorkItem>> ActAsync(
        Id<WorkItem> id, WorkAction action, Actor actor, long? seen = null, string? key = null, IReadOnlyList<BroughtDocument>? brought = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Again.IfOtherCameFirstAsync(() => ActOnceAsync(id, action, actor, seen, key, brought ?? [], cancellationToken)).ConfigureAwait(false);
        }
        catch (StorageConflictException)
        {
            return new WorkChanged(id.ToString());
        }
    }

    private async Task<Result<WorkItem>> ActOnceAsync(
        Id<WorkItem> id, WorkAction action, Actor actor, long? seen, string? key, IReadOnlyList<BroughtDocument> brought, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var body = $"{id}|{action.Kind}|{action.Path}|{action.Step}|{action.Position}|{action.Reason}|{actor.Name}|{actor.Position}|{Text(action.Form)}|{string.Join(',', action.Documents ?? [])}";
        foreach (var document in brought) body += $"|{document.Name}={document.Sha256}";
        if (key is not null && await BeforeAsync(unit, "work.act", key, body, cancellationToken).ConfigureAwait(false) is { } before) return before;
        foreach (var document in brought)
        {
            var attached = await ApplicationDesk.AttachInAsync(unit, id, document, actor, clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
            if (!attached.IsOk) return attached.Fault;
        }
        if (brought.Count > 0) action = action with { Documents = [.. action.Documents ?? [], .. brought.Select(d => d.Name)] };
        var made = await ActInAsync(unit, id, action, actor, seen, key is null ? null : done => KeepAsync(unit, "work.act", key, body, done, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (!made.IsOk) return made.Fault;
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return made.Value.Item;
    }

    /// <summary>Begins an item within a caller's change, which the caller commits.</summary>
    internal async Task<Result<WorkOutcome>> StartInAsync(
        IUnitOfWork unit, string definition, string office, string subject, Actor actor, IReadOnlyDictionary<string, string>? form, CancellationToken cancellationToken)
    {
        if (await unit.Work.FindLatestWorkflowAsync(definition, cancellationToken).ConfigureAwait(false) is not { } published) return new WorkflowNotFound(definition);
        var id = await unit.Work.TakeItemIdAsync(cancellationToken).ConfigureAwait(false);
        var context = await ContextAsync(unit, cancellationToken).ConfigureAwait(false);
        var made = engines.Of(published).Start(id, office, subject, actor, clock.GetCurrentInstant(), context, form);
        if (!made.IsOk) return made.Fault;
        await unit.Work.AddAsync(made.Value.Item, cancellationToken).ConfigureAwait(false);
        await RecordAsync(unit, made.Value, null, cancellationToken).ConfigureAwait(false);
        return made;
    }

    /// <summary>Does an action within a caller's change, which the caller commits.</summary>
    /// <param name="unit">The caller's change.</param>
    /// <param name="id">The item.</param>
    /// <param name="action">What.</param>
    /// <param name="actor">Who, in which position.</param>
    /// <param name="seen">The revision that the actor looked at; null to act on whatever is there.</param>
    /// <param name="keep">Writes what else belongs to the change, before that which waits for its turn: from there on nobody else writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<Result<WorkOutcome>> ActInAsync(
        IUnitOfWork unit, Id<WorkItem> id, WorkAction action, Actor actor, long? seen, Func<WorkOutcome, ValueTask>? keep, CancellationToken cancellationToken)
    {
        if (await unit.Work.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } item) return new WorkNotFound(id.ToString());
        if (seen is { } revision && revision != item.Revision) return new WorkChanged(id.ToString());
        if (engines.Known(item.Definition, item.Version) is not { } engine)
        {
            if (await unit.Work.FindWorkflowAsync(item.Definition, item.Version, cancellationToken).ConfigureAwait(false) is not { } published) return new WorkflowNotFound($"{item.Definition} version {item.Version}");
            engine = engines.Of(published);
        }
        var context = await ContextAsync(unit, cancellationToken).ConfigureAwait(false);
        if (effects is not null) action = await ApplicationEffects.WithDocumentsAsync(unit, item, action, cancellationToken).ConfigureAwait(false);
        var made = engine.Act(item, action, actor, clock.GetCurrentInstant(), context);
        if (!made.IsOk) return made.Fault;
        await unit.Work.UpdateAsync(made.Value.Item, cancellationToken).ConfigureAwait(false);
        if (keep is not null) await keep(made.Value).ConfigureAwait(false);
        await RecordAsync(unit, made.Value, item, cancellationToken).ConfigureAwait(false);
        if (effects is not null && await effects.ApplyAsync(unit, engine.Definition, made.Value, actor, cancellationToken).ConfigureAwait(false) is { } fault) return fault;
        return made;
    }

    /// <summary>What lies in a position's tray (待办), the most urgent first: urged, then by due time.</summary>
    public Task<IReadOnlyList<TrayRow>> TrayAsync(string position, CancellationToken cancellationToken = default) => TraysAsync(_ => [position], cancellationToken);

    /// <summary>What lies in the trays of all positions in which a person may act today.</summary>
    public Task<IReadOnlyList<TrayRow>> MyTraysAsync(string signIn, CancellationToken cancellationToken = default) =>
        TraysAsync(context => context.Chart.PositionsOf(signIn, context.DayOf(clock.GetCurrentInstant())).Select(p => p.Code).ToHashSet(), cancellationToken);

    /// <summary>All that is on record of an item, or null.</summary>
    public async Task<WorkHistory?> HistoryAsync(Id<WorkItem> id, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Work.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } item
            ? new WorkHistory(item, await unit.Work.VisitsOfAsync(id, cancellationToken).ConfigureAwait(false), await unit.Work.ActsOfAsync(id, cancellationToken).ConfigureAwait(false))
            : null;
    }

    private async Task<IReadOnlyList<TrayRow>> TraysAsync(Func<WorkContext, IReadOnlyCollection<string>> choose, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var positions = choose(await ContextAsync(unit, cancellationToken).ConfigureAwait(false));
        var items = await unit.Work.AtPositionsAsync(positions, cancellationToken).ConfigureAwait(false);
        return [.. items.SelectMany(i => i.Branches.Where(b => positions.Contains(b.Position)).Select(b => new TrayRow(i, b)))
            .OrderByDescending(r => r.Item.Urged > 0).ThenBy(r => r.Branch.Due ?? Instant.MaxValue).ThenBy(r => r.Item.Id)];
    }

    private async Task<WorkContext> ContextAsync(IUnitOfWork unit, CancellationToken cancellationToken) =>
        new(await engines.ChartAsync(unit, cancellationToken).ConfigureAwait(false), calendar, utility.Zone);

    private static async Task RecordAsync(IUnitOfWork unit, WorkOutcome made, WorkItem? before, CancellationToken cancellationToken)
    {
        var (item, act) = (made.Item, made.Act);
        if (made.Visits.Count > 0) await unit.Work.AppendAsync(made.Visits, cancellationToken).ConfigureAwait(false);
        await unit.Work.AppendAsync(act, cancellationToken).ConfigureAwait(false);
        var message = new JsonObject
        {
            ["item"] = item.Id.Value, ["revision"] = item.Revision, ["definition"] = item.Definition, ["subject"] = item.Subject, ["status"] = item.Status.ToString(), ["at"] = Where(item),
        };
        await unit.Outbox.AddAsync([new OutboxMessage($"work {item.Id} {item.Revision}", "work." + act.Action.CodeOf(), message.ToJsonString(), act.At)], cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = act.At, Actor = act.Actor, Action = "work." + act.Action.CodeOf(), Subject = $"work {item.Id}",
            Before = before is null ? null : Where(before), After = Where(item), Reason = act.Note,
        }, cancellationToken).ConfigureAwait(false);
    }

    // What was answered to the same key; the item as it is now, which may have gone on.
    private static async Task<Result<WorkItem>?> BeforeAsync(IUnitOfWork unit, string scope, string key, string body, CancellationToken cancellationToken)
    {
        if (await OnceOnly.FindAsync(unit, scope, key, body, cancellationToken).ConfigureAwait(false) is not { } known) return null;
        if (!known.IsOk) return new WorkKeyReused(key);
        var id = new Id<WorkItem>(long.Parse(known.Value, CultureInfo.InvariantCulture));
        return await unit.Work.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } item ? item : new WorkNotFound(known.Value);
    }

    private static ValueTask KeepAsync(IUnitOfWork unit, string scope, string key, string body, WorkOutcome made, CancellationToken cancellationToken) =>
        OnceOnly.KeepAsync(unit, made.Act.At, scope, key, body, made.Item.Id.ToString(), cancellationToken);

    internal static string Text(IReadOnlyDictionary<string, string>? form) =>
        form is null ? "" : string.Join(',', form.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}"));

    private static string Where(WorkItem item) => item.Status == WorkStatus.Open
        ? string.Join(' ', item.Branches.Select(b => $"{b.Path}:{b.Step}@{b.Position}:{b.Phase}"))
        : item.Status.ToString();
}

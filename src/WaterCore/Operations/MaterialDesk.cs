using NodaTime;
using WaterCore.Applications;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>The store of materials (仓库): what comes in, goes out for a work item, and comes back. The stock never falls below zero.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
/// <param name="engines">What knows the organisation's chart.</param>
public sealed class MaterialDesk(IStorage storage, Utility utility, IClock clock, WorkflowEngines engines)
{
    /// <summary>Takes material into the store; one that is not known yet is added.</summary>
    public Task<Result<MaterialStock>> ReceiveAsync(Material material, long thousandths, string note, Actor actor, string key, CancellationToken cancellationToken = default) =>
        MoveAsync(material.Code, null, thousandths, note, actor, key, material, cancellationToken);

    /// <summary>Issues material for a work item (领料).</summary>
    public Task<Result<MaterialStock>> IssueAsync(Id<WorkItem> item, string material, long thousandths, string note, Actor actor, string key, CancellationToken cancellationToken = default) =>
        MoveAsync(material, item, -thousandths, note, actor, key, null, cancellationToken);

    /// <summary>Takes back what was issued for a work item and not used (退料).</summary>
    public Task<Result<MaterialStock>> ReturnAsync(Id<WorkItem> item, string material, long thousandths, string note, Actor actor, string key, CancellationToken cancellationToken = default) =>
        MoveAsync(material, item, thousandths, note, actor, key, null, cancellationToken);

    /// <summary>What there is, in order of code.</summary>
    public async Task<IReadOnlyList<MaterialStock>> StockAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Applications.StockAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<Result<MaterialStock>> MoveAsync(string code, Id<WorkItem>? item, long thousandths, string note, Actor actor, string key, Material? added, CancellationToken cancellationToken)
    {
        var number = item?.Value ?? 0;
        if (thousandths == 0 || (item is null && thousandths < 0)) return Refuse(number, "数量须大于零", "the quantity must be above zero");
        var now = clock.GetCurrentInstant();
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var chart = await engines.ChartAsync(unit, cancellationToken).ConfigureAwait(false);
        if (actor != Actor.System && !chart.Allows(actor, Permission.IssueMaterial, utility.DayOf(now))) return new WorkNotAllowed(actor, Permission.IssueMaterial);
        var body = $"{code}|{number}|{thousandths}";
        if (await OnceOnly.FindAsync(unit, "material", key, body, cancellationToken).ConfigureAwait(false) is { } known)
            return known.IsOk ? await OfAsync(unit, code, cancellationToken).ConfigureAwait(false) : new WorkKeyReused(key);
        if (item is { } of && await unit.Work.FindAsync(of, cancellationToken).ConfigureAwait(false) is not { Status: WorkStatus.Open }) return new WorkNotFound(of.ToString());
        var stock = await unit.Applications.StockAsync(cancellationToken).ConfigureAwait(false);
        if (stock.All(s => s.Material.Code != code))
        {
            if (added is null) return Refuse(number, $"没有材料{code}", $"there is no material {code}; take it into the store first");
            await unit.Applications.AddAsync(added, cancellationToken).ConfigureAwait(false);
        }
        try
        {
            var id = new Id<MaterialMove>(await unit.Applications.LastMoveIdAsync(cancellationToken).ConfigureAwait(false) + 1);
            await unit.Applications.AddAsync([new MaterialMove(id, code, item, thousandths, now, actor.Name, note)], cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConflictException e)
        {
            return Refuse(number, $"材料{code}：{e.Message.TrimEnd('.')}", $"material {code}: {e.Message.TrimEnd('.')}");
        }
        await OnceOnly.KeepAsync(unit, now, "material", key, body, "\"moved\"", cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "material.move", Subject = item is null ? $"material {code}" : $"work {item}", After = $"{code} {thousandths}/1000", Reason = note }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        var after = await StockAsync(cancellationToken).ConfigureAwait(false);
        return after.First(s => s.Material.Code == code);
    }

    private static async Task<Result<MaterialStock>> OfAsync(IUnitOfWork unit, string code, CancellationToken cancellationToken) =>
        (await unit.Applications.StockAsync(cancellationToken).ConfigureAwait(false)).First(s => s.Material.Code == code);

    private static ApplicationRefused Refuse(long item, string zh, string en) => new(item, new Wording(zh, en));
}

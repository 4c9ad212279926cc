using System.Text.Json;
using NodaTime;
using WaterCore.Applications;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>
/// Makes work of what the dunning run ordered: a suspension for arrears begins at its first position, and a restoration when the arrears are paid. A suspension
/// that is paid before the valve is shut is ended instead. One order of a kind is open for an account at a time.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="applications">Where the items begin.</param>
/// <param name="work">Where a suspension that is paid meanwhile is ended.</param>
/// <param name="engines">What knows the definitions and the organisation's chart.</param>
public sealed class DunningOrders(IClock clock, ApplicationDesk applications, WorkDesk work, WorkflowEngines engines) : IOutboxConsumer
{
    /// <summary>The workflow of a suspension.</summary>
    public const string Suspension = "suspension";

    /// <summary>The workflow of a restoration.</summary>
    public const string Restoration = "restoration";

    /// <inheritdoc/>
    public bool Wants(string topic) => topic.StartsWith("dunning.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public async ValueTask TakeAsync(IUnitOfWork unit, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default)
    {
        foreach (var message in messages)
        {
            using var body = JsonDocument.Parse(message.Body);
            string Text(string name) => body.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
            var kind = Text("action") switch { nameof(DunningAction.SuspensionOrder) => Suspension, nameof(DunningAction.Restoration) => Restoration, _ => null };
            if (kind is not null) await OrderAsync(unit, kind, Text("account"), Text("overdue"), Text("en"), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task OrderAsync(IUnitOfWork unit, string kind, string number, string overdue, string why, CancellationToken cancellationToken)
    {
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { ClosedOn: null } account) return;
        var open = new List<WorkItem>();
        foreach (var before in await unit.Applications.SearchAsync(account.Id, null, 100, cancellationToken).ConfigureAwait(false))
            if (before.Kind is Suspension or Restoration && await unit.Work.FindAsync(before.Item, cancellationToken).ConfigureAwait(false) is { Status: WorkStatus.Open } item) open.Add(item);
        if (open.Exists(i => i.Definition == kind)) return;
        if (kind == Restoration && !await CutOffAsync(unit, account.Id, cancellationToken).ConfigureAwait(false))
        {
            // Paid before the valve was shut: there is nothing to restore, and nothing to shut any more.
            foreach (var item in open)
            {
                var ended = await work.ActInAsync(unit, item.Id, new WorkAction(ActionKind.Cancel) { Reason = $"已缴清 paid: {why}" }, Actor.System, null, null, cancellationToken).ConfigureAwait(false);
                if (!ended.IsOk) await RefusedAsync(unit, kind, number, ended.Fault, cancellationToken).ConfigureAwait(false);
            }
            return;
        }
        var form = kind == Suspension ? new Dictionary<string, string> { ["account"] = number, ["arrears"] = overdue } : null;
        var request = new ApplicationRequest { Kind = kind, Account = number, Office = await OfficeAsync(unit, kind, cancellationToken).ConfigureAwait(false), Words = why, Form = form };
        var made = await applications.ApplyInAsync(unit, request, Actor.System, cancellationToken).ConfigureAwait(false);
        if (!made.IsOk) await RefusedAsync(unit, kind, number, made.Fault, cancellationToken).ConfigureAwait(false);
    }

    // The first branch that has somebody for the first step; accounts name no branch.
    private async Task<string> OfficeAsync(IUnitOfWork unit, string kind, CancellationToken cancellationToken)
    {
        if (await unit.Work.FindLatestWorkflowAsync(kind, cancellationToken).ConfigureAwait(false) is not { } published) return "";
        var chart = await engines.ChartAsync(unit, cancellationToken).ConfigureAwait(false);
        var role = engines.Of(published).Definition.Start.Position;
        return chart.Data.Branches.FirstOrDefault(b => chart.Serving(role, b.Code).Count > 0)?.Code ?? "";
    }

    private static async Task<bool> CutOffAsync(IUnitOfWork unit, Id<Customers.Account> account, CancellationToken cancellationToken)
    {
        foreach (var (agreement, _) in await unit.Customers.AgreementsOfAsync(account, cancellationToken).ConfigureAwait(false))
            if (agreement.To is null && await unit.Applications.SupplyOfAsync(agreement.ServicePoint, cancellationToken).ConfigureAwait(false) is [.., { Supplied: false }]) return true;
        return false;
    }

    // The other messages must go on, and what was ordered must not be lost: it is on record with the reason.
    private ValueTask RefusedAsync(IUnitOfWork unit, string kind, string number, Fault fault, CancellationToken cancellationToken) => unit.Audit.AppendAsync(
        new AuditEntry { At = clock.GetCurrentInstant(), Actor = Actor.System, Action = "dunning.order-refused", Subject = $"account {number}", After = kind, Reason = fault.Message }, cancellationToken);
}

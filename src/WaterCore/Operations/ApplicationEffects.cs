using System.Text.Json.Nodes;
using NodaTime;
using WaterCore.Applications;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>
/// Does what completed steps of applications do to customers, meters and money, in the unit of work of the action itself: both happen or neither.
/// </summary>
/// <param name="context">The storage, the clock and the terms of payment.</param>
/// <param name="policy">The terms of applications.</param>
public sealed partial class ApplicationEffects(MoneyContext context, ApplicationPolicy policy)
{
    /// <summary>Of an application only documents count that are attached, whatever the actor says is there.</summary>
    internal static async Task<WorkAction> WithDocumentsAsync(IUnitOfWork unit, WorkItem item, WorkAction action, CancellationToken cancellationToken)
    {
        if (!action.Kind.Completes() && action.Kind != ActionKind.Archive) return action;
        if (await unit.Applications.FindAsync(item.Id, cancellationToken).ConfigureAwait(false) is null) return action;
        var attached = await unit.Applications.DocumentsOfAsync(item.Id, cancellationToken).ConfigureAwait(false);
        return action with { Documents = [.. attached.Select(d => d.Name).Distinct()] };
    }

    /// <summary>Does what an action's step asks for.</summary>
    /// <returns>What keeps the action from being done, or null.</returns>
    internal async Task<Fault?> ApplyAsync(IUnitOfWork unit, WorkflowDefinition definition, WorkOutcome made, Actor actor, CancellationToken cancellationToken)
    {
        var act = made.Act;
        if (act.Action is not (ActionKind.Submit or ActionKind.Approve or ActionKind.Archive) || act.Path.Contains('+', StringComparison.Ordinal)) return null;
        if (definition.Find(act.Step) is not { } step || (step.Effects.Count == 0 && step.Fees.Count == 0 && step.Duty != Permission.TakeMoney && step.Duty != Permission.IssueMaterial)) return null;
        if (await unit.Applications.FindAsync(made.Item.Id, cancellationToken).ConfigureAwait(false) is not { } application) return null;
        try
        {
            if (step.Duty == Permission.TakeMoney && await UnpaidAsync(unit, application, cancellationToken).ConfigureAwait(false) is { } unpaid) return unpaid;
            if (step.Duty == Permission.IssueMaterial && !(await unit.Applications.MovesOfAsync(application.Item, cancellationToken).ConfigureAwait(false)).Any(m => m.Quantity < 0))
                return Refuse(application, "尚未领料，请先从仓库发料", "no material was issued for it; issue it from the store first");
            foreach (var effect in step.Effects)
            {
                var done = await OneAsync(unit, effect, application, made.Item, actor, cancellationToken).ConfigureAwait(false);
                if (!done.IsOk) return done.Fault;
                application = done.Value;
            }
            foreach (var fee in step.Fees)
                if (await PostAsync(unit, fee, application, made.Item, actor, cancellationToken).ConfigureAwait(false) is { } fault) return fault;
            return null;
        }
        catch (StorageConflictException e)
        {
            return Refuse(application, e.Message.TrimEnd('.'), e.Message.TrimEnd('.'));
        }
    }

    private Task<Result<Application>> OneAsync(IUnitOfWork unit, string effect, Application application, WorkItem item, Actor actor, CancellationToken cancellationToken)
    {
        var form = new ApplicationForm(item);
        return effect switch
        {
            ApplicationEffect.OpenAccount => OpenAccountAsync(unit, application, form, cancellationToken),
            ApplicationEffect.Connect => ConnectAsync(unit, application, form, cancellationToken),
            ApplicationEffect.ChangeOwner => ChangeOwnerAsync(unit, application, form, cancellationToken),
            ApplicationEffect.ChangeTerms => ChangeTermsAsync(unit, application, form, cancellationToken),
            ApplicationEffect.ExchangeMeter => ExchangeMeterAsync(unit, application, form, cancellationToken),
            ApplicationEffect.StopSupply => SupplyAsync(unit, application, form, false, cancellationToken),
            ApplicationEffect.RestoreSupply => SupplyAsync(unit, application, form, true, cancellationToken),
            ApplicationEffect.CloseAccount => CloseAccountAsync(unit, application, form, cancellationToken),
            ApplicationEffect.GiveRelief => GiveReliefAsync(unit, application, form, actor, cancellationToken),
            ApplicationEffect.ReadMeter => ReadMeterAsync(unit, application, form, cancellationToken),
            ApplicationEffect.CorrectBill => CorrectBillAsync(unit, application, item, actor, cancellationToken),
            _ => Task.FromResult<Result<Application>>(Refuse(application,
                $"流程中的后续动作“{effect}”无法识别，可用：{string.Join("、", ApplicationEffect.All)}", $"the definition names the effect '{effect}', which is not known; use one of: {string.Join(", ", ApplicationEffect.All)}")),
        };
    }

    // Money comes in at the cash desk, through receivables; the step is done when nothing is open any more.
    private async Task<Fault?> UnpaidAsync(IUnitOfWork unit, Application application, CancellationToken cancellationToken)
    {
        if (application.Account is not { } account) return null;
        var history = (await unit.Accounts.HistoriesAsync([account], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0];
        var open = history.OpenOn(context.Today).Sum(c => c.Open.Minor) - history.AdvanceOn(context.Today).Minor;
        if (open <= 0) return null;
        var number = (await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false))!.Number;
        var owed = new Money(open, context.Utility.Currency).ToAmountString();
        return Refuse(application, $"户号{number}尚欠{owed}，请先收款", $"account {number} still owes {owed}; take the payment first");
    }

    private async Task<Fault?> PostAsync(IUnitOfWork unit, string name, Application application, WorkItem item, Actor actor, CancellationToken cancellationToken)
    {
        if (application.Account is not { } account)
            return Refuse(application, $"费用{name}无户号可记，请在此前环节立户", $"the fee {name} has no account to be posted to; open the account at this step or before");
        var form = new ApplicationForm(item);
        var stated = form.Amount("amount", context.Utility.Currency);
        var diameter = form.Optional("diameter") is null ? 0 : form.Whole("diameter", 1, 10_000);
        if (form.Fault is { } fault) return fault;
        if ((stated ?? policy.PriceOf(name, diameter, context.Utility.Currency)) is not { } amount)
            return Refuse(application, $"价目表没有费用{name}（口径{diameter}）", $"the price list has no fee {name} for a diameter of {diameter}; give the amount in the form or add the price");
        if (amount.Minor == 0) return null;
        var entry = await ChargeAsync(unit, account, amount, $"fee.{name}", $"application {application.Item} {name}", actor, cancellationToken).ConfigureAwait(false);
        if (!entry.IsOk) return entry.Fault;
        var line = 1 + (await unit.Applications.FeesOfAsync(application.Item, cancellationToken).ConfigureAwait(false)).Count;
        await unit.Applications.AddAsync(new ApplicationFee(application.Item, line, name, amount, entry.Value.Value), cancellationToken).ConfigureAwait(false);
        return null;
    }

    // An adjustment by decision: above zero a charge, below zero a credit, which pays what is open at once.
    private async Task<Result<Id<AccountEntry>>> ChargeAsync(IUnitOfWork unit, Id<Account> account, Money amount, string ledger, string why, Actor actor, CancellationToken cancellationToken)
    {
        var act = new MoneyAct(context, unit, actor);
        if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
        await act.KeepAsync([account], cancellationToken).ConfigureAwait(false);
        var entry = act.Enter(PaymentDesk.Draft(account, EntryKind.Adjustment, amount, ledger) with { Reason = why });
        await act.WriteAsync(cancellationToken).ConfigureAwait(false);
        act.Share(await act.ReadAsync(account, cancellationToken).ConfigureAwait(false));
        var after = new JsonObject { ["entry"] = entry.Id.Value, ["amount"] = amount.ToAmountString(), ["ledger"] = ledger };
        await act.FinishAsync("application.fee", $"{why} {entry.Id}", $"account id {account}", after, why, cancellationToken).ConfigureAwait(false);
        return entry.Id;
    }

    private static ApplicationRefused Refuse(Application application, string zh, string en) => new(application.Item.Value, new Wording(zh, en));
}

using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A hold that cannot be set or ended as asked.</summary>
/// <param name="Account">The account's number.</param>
/// <param name="Text">What is in the way, and what to do.</param>
public sealed record HoldRefused(string Account, Wording Text) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.hold-refused";

    /// <inheritdoc/>
    public override string Message => $"Account {Account}: {Text.En}";
}

/// <summary>Spares accounts for a time: locks (停催), disputes, promises to pay (承诺缴费), instalments (分期协议). Each has a reason and an end.</summary>
/// <param name="context">What it works with.</param>
public sealed class HoldDesk(MoneyContext context)
{
    /// <summary>Dunning stops until a day.</summary>
    public Task<Result<Hold>> LockAsync(string account, LocalDate until, string reason, Actor actor, CancellationToken cancellationToken = default) =>
        SetAsync(account, HoldKind.DunningLock, until, null, null, reason, null, actor, cancellationToken);

    /// <summary>The customer disputes a bill, or an amount of it, or all: it is not dunned for, and bears no late charge.</summary>
    /// <param name="account">The account's number.</param>
    /// <param name="bill">The bill's number, or null for the whole account.</param>
    /// <param name="amount">How much is disputed; null for all of it.</param>
    /// <param name="until">The day the dispute ends by itself.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who notes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<Hold>> DisputeAsync(string account, string? bill, Money? amount, LocalDate until, string reason, Actor actor, CancellationToken cancellationToken = default) =>
        SetAsync(account, HoldKind.Dispute, until, bill, amount, reason, null, actor, cancellationToken);

    /// <summary>The customer promises to pay by a day; when that day has passed unpaid, dunning goes on by itself.</summary>
    /// <param name="account">The account's number.</param>
    /// <param name="by">The last day of the promise.</param>
    /// <param name="amount">What is promised; null for all that is owed.</param>
    /// <param name="reason">What was said.</param>
    /// <param name="actor">Who notes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<Hold>> PromiseAsync(string account, LocalDate by, Money? amount, string reason, Actor actor, CancellationToken cancellationToken = default) =>
        SetAsync(account, HoldKind.Promise, by.PlusDays(1), null, amount, reason, null, actor, cancellationToken);

    /// <summary>Agrees on equal monthly instalments of what is owed. While they are paid nobody duns; the day after one is missed, dunning goes on.</summary>
    /// <param name="account">The account's number.</param>
    /// <param name="parts">How many, 2 to 60.</param>
    /// <param name="first">The day the first is due.</param>
    /// <param name="amount">How much is paid in parts; null for all that is open.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who agrees to it.</param>
    /// <param name="approver">A second person where the amount asks for one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<Hold>> InstalmentsAsync(
        string account, int parts, LocalDate first, Money? amount, string reason, Actor actor, string? approver = null, CancellationToken cancellationToken = default)
    {
        if (parts is < 2 or > 60) return new HoldRefused(account, new($"分期数 {parts} 不在 2 至 60 之间，请改正。", $"{parts} instalments are not 2 to 60; give another number."));
        if (first <= context.Today) return new HoldRefused(account, new($"首期到期日 {Iso(first)} 已到，请给出以后的日期。", $"the first instalment would be due on {Iso(first)}, which has come; give a later day."));
        var sum = amount ?? await OpenAsync(account, cancellationToken).ConfigureAwait(false);
        if (sum is not { Minor: > 0 } owed) return sum is null ? new AccountNotFound(account) : new HoldRefused(account, new("没有可分期的欠费，请查看账户往来。", "nothing is open that could be paid in parts; look at its statement."));
        if (new PaymentDesk(context).NeedsSecond("An instalment plan", owed, actor, approver) is { } second) return second;
        var plan = InstalmentPlan.Equal(owed, parts, first);
        return await SetAsync(account, HoldKind.Instalments, plan.Parts[^1].Due.PlusDays(1), null, owed, reason, plan, actor, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a hold before its day.</summary>
    public async Task<Result<Hold>> EndAsync(string account, Id<Hold> hold, string reason, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) is not { } found) return new AccountNotFound(account);
        var act = new MoneyAct(context, unit, actor);
        var history = (await act.LockAsync([found.Id], cancellationToken).ConfigureAwait(false))[0];
        if (history.Holds.FirstOrDefault(h => h.Id == hold) is not { } there) return new HoldRefused(account, new($"没有编号为 {hold} 的停催或协议，请查看列表。", $"it has no hold {hold}; look at its holds."));
        if (there.End <= act.Today) return new HoldRefused(account, new($"{hold} 已于 {Iso(there.End)} 结束，无须再办。", $"hold {hold} ended on {Iso(there.End)}; nothing is left to do."));
        // On the day it began it never held: a day later is the soonest.
        await unit.Dunning.EndAsync(hold, act.Today, cancellationToken).ConfigureAwait(false);
        await act.FinishAsync("hold.ended", hold.ToString(), $"account {account}", new JsonObject { ["kind"] = there.Kind.ToString(), ["on"] = Iso(act.Today) }, reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return there with { EndedOn = act.Today };
    }

    /// <summary>The holds of an account, the latest first, and which of them are broken today.</summary>
    public async Task<Result<(IReadOnlyList<Hold> Holds, IReadOnlyList<Hold> Broken)>> OfAsync(string account, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) is not { } found) return new AccountNotFound(account);
        var history = (await unit.Accounts.HistoriesAsync([found.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0];
        return (history.Holds.Reverse().ToList(), history.BrokenOn(context.Today));
    }

    private async Task<Money?> OpenAsync(string account, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) is not { } found) return null;
        var history = (await unit.Accounts.HistoriesAsync([found.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0];
        return new Money(history.OpenOn(context.Today).Where(c => c.Open.Minor > 0).Sum(c => c.Open.Minor) - history.AdvanceOn(context.Today).Minor, history.Currency);
    }

    private async Task<Result<Hold>> SetAsync(
        string account, HoldKind kind, LocalDate until, string? bill, Money? amount, string reason, InstalmentPlan? plan, Actor actor, CancellationToken cancellationToken)
    {
        if (reason.Trim().Length == 0) return new HoldRefused(account, new("未填原因，请说明。", "no reason is given; say why."));
        if (until <= context.Today) return new HoldRefused(account, new($"截止日 {Iso(until)} 已到，请给出以后的日期。", $"it would end on {Iso(until)}, which has come; give a later day."));
        if (amount is { Minor: <= 0 } none) return new AmountNotAboveZero(none);
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) is not { } found) return new AccountNotFound(account);
        var act = new MoneyAct(context, unit, actor);
        BillKey? on = null;
        if (bill is not null)
        {
            var bills = await unit.Bills.OfAccountAsync(found.Id, cancellationToken).ConfigureAwait(false);
            if (bills.FirstOrDefault(b => BillDesk.NumberOf(b, found) == bill) is not { } named) return new BillNotFound(bill);
            on = named.Key;
        }
        await act.TakeIdsAsync(cancellationToken).ConfigureAwait(false);
        var hold = new Hold { Id = new(act.NextId()), Account = found.Id, Kind = kind, From = act.Today, Until = until, Bill = on, Amount = amount, Reason = reason.Trim(), Maker = actor.Name, Plan = plan };
        await unit.Dunning.AddAsync(hold, cancellationToken).ConfigureAwait(false);
        if (plan is not null) await unit.Dunning.AddAsync(hold.Id, plan, cancellationToken).ConfigureAwait(false);
        var after = new JsonObject { ["kind"] = kind.ToString(), ["from"] = Iso(hold.From), ["until"] = Iso(until), ["amount"] = amount?.ToAmountString(), ["parts"] = plan?.Parts.Count };
        await act.FinishAsync("hold.set", hold.Id.ToString(), $"account {account}", after, hold.Reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return hold;
    }

    private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);
}

using System.Text.Json.Nodes;
using WaterCore.Organization;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A transfer that was made.</summary>
/// <param name="Out">The entries that took it from the one account.</param>
/// <param name="In">The entry that gave it to the other.</param>
public sealed record Transferred(IReadOnlyList<Id<AccountEntry>> Out, Id<AccountEntry> In);

/// <summary>An account cannot be transferred to itself.</summary>
public sealed record TransferToItself(string Account) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.transfer-to-itself";

    /// <inheritdoc/>
    public override string Message => $"Both accounts are {Account}; give another one to transfer to.";
}

/// <summary>Moves credit from one account to another (转账): a payment that went to the wrong account, what is left when somebody moves.</summary>
/// <param name="context">What it works with.</param>
public sealed class TransferDesk(MoneyContext context)
{
    private const string Ledger = "transfer";

    /// <summary>Moves credit; at the other account it pays what is open at once.</summary>
    /// <param name="from">The number of the account that has the credit.</param>
    /// <param name="to">The number of the other one.</param>
    /// <param name="amount">How much; above zero, at most what is left of the credit.</param>
    /// <param name="key">The maker's own number of it: the same number again is the same transfer.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="approver">A second person where the amount asks for one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<Transferred>> TransferAsync(
        string from, string to, Money amount, string key, string reason, Actor actor, string? approver = null, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => TransferOnceAsync(from, to, amount, key, reason, actor, approver, cancellationToken));

    private async Task<Result<Transferred>> TransferOnceAsync(
        string from, string to, Money amount, string key, string reason, Actor actor, string? approver, CancellationToken cancellationToken)
    {
        if (amount.Minor <= 0) return new AmountNotAboveZero(amount);
        if (from == to) return new TransferToItself(from);
        if (new PaymentDesk(context).NeedsSecond("A transfer", amount, actor, approver) is { } second) return second;
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        var body = $"{from}|{to}|{amount}";
        if (await OnceOnly.FindAsync(unit, Ledger, key, body, cancellationToken).ConfigureAwait(false) is { } known) return known.IsOk ? Answer(known.Value) : known.Fault;
        if (await unit.Customers.FindAccountAsync(from, cancellationToken).ConfigureAwait(false) is not { } giver) return new AccountNotFound(from);
        if (await unit.Customers.FindAccountAsync(to, cancellationToken).ConfigureAwait(false) is not { } taker) return new AccountNotFound(to);
        if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
        var history = (await act.LockAsync([giver.Id, taker.Id], cancellationToken).ConfigureAwait(false))[0];
        var credits = history.CreditsOn(act.Today).Where(c => c.Entry.Kind is EntryKind.Payment or EntryKind.Adjustment).ToList();
        var there = new Money(credits.Sum(c => c.Left.Minor), amount.Currency);
        if (amount > there) return new MoreThanThereIs(amount, there, $"the credit of account {from}");

        var left = amount.Minor;
        var gone = new List<Id<AccountEntry>>();
        foreach (var credit in credits)
        {
            var part = Math.Min(left, credit.Left.Minor);
            if (part == 0) break;
            gone.Add(act.Enter(PaymentDesk.Draft(giver.Id, EntryKind.Refund, new Money(part, amount.Currency), Ledger) with { Corrects = credit.Entry.Id, Reason = reason, Approver = approver }).Id);
            left -= part;
        }
        var come = act.Enter(PaymentDesk.Draft(taker.Id, EntryKind.Adjustment, -amount, Ledger) with { Reason = reason, Approver = approver });
        await act.WriteAsync(cancellationToken).ConfigureAwait(false);
        act.Share(await act.ReadAsync(taker.Id, cancellationToken).ConfigureAwait(false));
        var done = new Transferred(gone, come.Id);
        await OnceOnly.KeepAsync(act, Ledger, key, body, new JsonObject { ["out"] = new JsonArray([.. gone.Select(g => (JsonNode)g.Value)]), ["in"] = come.Id.Value }.ToJsonString(), cancellationToken).ConfigureAwait(false);
        var after = new JsonObject { ["from"] = from, ["to"] = to, ["amount"] = amount.ToAmountString(), ["approver"] = approver };
        await act.FinishAsync("credit.transferred", key, $"account {from}", after, reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return done;
    }

    private static Transferred Answer(string text)
    {
        var json = JsonNode.Parse(text)!;
        return new Transferred([.. json["out"]!.AsArray().Select(n => new Id<AccountEntry>(n!.GetValue<long>()))], new(json["in"]!.GetValue<long>()));
    }
}

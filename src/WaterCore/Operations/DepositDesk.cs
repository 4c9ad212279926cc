using System.Globalization;
using System.Text.Json.Nodes;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A deposit was taken, returned or used.</summary>
/// <param name="Entry">The entry that moved it into the deposit, or out of it.</param>
/// <param name="Amount">How much.</param>
/// <param name="Held">What is held afterwards.</param>
/// <param name="Receipt">The receipt of money that came in; else null.</param>
public sealed record DepositMoved(Id<AccountEntry> Entry, Money Amount, Money Held, Receipt? Receipt);

/// <summary>
/// Deposits (押金), as construction and temporary supply ask for: money with a receipt that pays no charge by itself. It is returned, or used for what is owed,
/// by an act of its own. On the account it goes through the credit and out again to the ledger account <see cref="AccountHistory.DepositLedger"/>.
/// </summary>
/// <param name="context">What it works with.</param>
public sealed class DepositDesk(MoneyContext context)
{
    /// <summary>Takes a deposit.</summary>
    /// <param name="request">The money that comes; channel and reference are those of a payment: the same again counts once.</param>
    /// <param name="actor">Who takes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<DepositMoved>> TakeAsync(PaymentRequest request, Actor actor, CancellationToken cancellationToken = default) => OnceAsync(
        "deposit.taken", $"{request.Channel} {request.Reference}", $"{request.Account}|{request.Amount}", actor, null, async act =>
        {
            var came = await PaymentDesk.ComeAsync(act, request, cancellationToken).ConfigureAwait(false);
            if (!came.IsOk) return came.Fault;
            var into = act.Enter(PaymentDesk.Draft(came.Value.Account.Id, EntryKind.Refund, request.Amount, AccountHistory.DepositLedger) with { Corrects = came.Value.Entry.Id });
            return new Moved(came.Value.Account, into, came.Value.Receipt);
        }, cancellationToken);

    /// <summary>Pays a deposit out again, all of it or a part.</summary>
    /// <param name="account">The account's number.</param>
    /// <param name="amount">How much; above zero, at most what is held.</param>
    /// <param name="key">The maker's own number of it: the same number again is the same return.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="approver">A second person where the amount asks for one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<DepositMoved>> ReturnAsync(string account, Money amount, string key, string reason, Actor actor, string? approver = null, CancellationToken cancellationToken = default) =>
        OutAsync("deposit.returned", account, amount, key, reason, actor, approver, static (act, owner, credit, sum) =>
        {
            act.Enter(PaymentDesk.Draft(owner, EntryKind.Refund, sum, "bank") with { Corrects = credit.Id, Reason = credit.Reason, Approver = credit.Approver });
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Lets a deposit pay what is owed; what it does not pay waits as credit.</summary>
    public Task<Result<DepositMoved>> UseAsync(string account, Money amount, string key, string reason, Actor actor, string? approver = null, CancellationToken cancellationToken = default) =>
        OutAsync("deposit.used", account, amount, key, reason, actor, approver, async (act, owner, _, _) => act.Share(await act.ReadAsync(owner, cancellationToken).ConfigureAwait(false)), cancellationToken);

    private Task<Result<DepositMoved>> OutAsync(
        string action, string number, Money amount, string key, string reason, Actor actor, string? approver, Func<MoneyAct, Id<Account>, AccountEntry, Money, Task> then, CancellationToken cancellationToken)
    {
        if (amount.Minor <= 0) return Task.FromResult<Result<DepositMoved>>(new AmountNotAboveZero(amount));
        if (new PaymentDesk(context).NeedsSecond("A deposit", amount, actor, approver) is { } second) return Task.FromResult<Result<DepositMoved>>(second);
        return OnceAsync(action, key, $"{number}|{amount}", actor, reason, async act =>
        {
            if (await act.Unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
            if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
            var held = (await act.LockAsync([account.Id], cancellationToken).ConfigureAwait(false))[0].DepositOn(act.Today);
            if (amount > held) return new MoreThanThereIs(amount, held, $"the deposit of account {number}");
            var credit = act.Enter(PaymentDesk.Draft(account.Id, EntryKind.Adjustment, -amount, AccountHistory.DepositLedger) with { Reason = reason, Approver = approver });
            await act.WriteAsync(cancellationToken).ConfigureAwait(false);
            await then(act, account.Id, credit, amount).ConfigureAwait(false);
            return new Moved(account, credit, null);
        }, cancellationToken);
    }

    private Task<Result<DepositMoved>> OnceAsync(
        string action, string key, string body, Actor actor, string? reason, Func<MoneyAct, Task<Result<Moved>>> move, CancellationToken cancellationToken) => Again.IfOtherCameFirstAsync(async () =>
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        if (await OnceOnly.FindAsync(unit, action, key, body, cancellationToken).ConfigureAwait(false) is { } known) return known.IsOk ? Read(known.Value) : (Result<DepositMoved>)known.Fault;
        var moved = await move(act).ConfigureAwait(false);
        if (!moved.IsOk) return moved.Fault;
        await act.WriteAsync(cancellationToken).ConfigureAwait(false);
        var (account, entry, receipt) = (moved.Value.Account, moved.Value.Entry, moved.Value.Receipt);
        var held = (await act.ReadAsync(account.Id, cancellationToken).ConfigureAwait(false)).DepositOn(act.Today);
        var done = new DepositMoved(entry.Id, entry.Amount.Minor < 0 ? -entry.Amount : entry.Amount, held, receipt);
        var answer = Write(done);
        await OnceOnly.KeepAsync(act, action, key, body, answer.ToJsonString(), cancellationToken).ConfigureAwait(false);
        await act.FinishAsync(action, key, $"account {account.Number}", answer, reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return done;
    });

    private sealed record Moved(Account Account, AccountEntry Entry, Receipt? Receipt);

    private static JsonObject Write(DepositMoved moved) => new()
    {
        ["entry"] = moved.Entry.Value, ["currency"] = moved.Amount.Currency.Code, ["amount"] = moved.Amount.Minor, ["held"] = moved.Held.Minor,
        ["receipt"] = moved.Receipt is { } r ? string.Create(CultureInfo.InvariantCulture, $"{r.Year}|{r.Number}|{r.Branch}") : null,
    };

    private static DepositMoved Read(string json)
    {
        var answer = JsonNode.Parse(json)!;
        var currency = Currency.Of((string)answer["currency"]!);
        var receipt = ((string?)answer["receipt"])?.Split('|', 3);
        return new DepositMoved(
            new((long)answer["entry"]!), new Money((long)answer["amount"]!, currency), new Money((long)answer["held"]!, currency),
            receipt is null ? null : new Receipt(receipt[2], int.Parse(receipt[0], CultureInfo.InvariantCulture), int.Parse(receipt[1], CultureInfo.InvariantCulture)));
    }
}

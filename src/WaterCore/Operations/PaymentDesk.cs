using System.Globalization;
using System.Text.Json.Nodes;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Money that comes in.</summary>
public sealed record PaymentRequest
{
    /// <summary>The account's number.</summary>
    public required string Account { get; init; }

    /// <summary>How much; above zero.</summary>
    public required Money Amount { get; init; }

    /// <summary>Where it comes from: <c>counter</c>, <c>bank-debit</c>, <c>web</c> ...</summary>
    public required string Channel { get; init; }

    /// <summary>The channel's own number of it: the same number again is the same payment.</summary>
    public required string Reference { get; init; }

    /// <summary>How it is paid; <c>cash</c> needs a drawer.</summary>
    public string Tender { get; init; } = "transfer";

    /// <summary>The cash drawer; null when it is not cash.</summary>
    public string? Drawer { get; init; }

    /// <summary>The branch whose receipt it gets.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>A bill that it pays first of all; null for the policy's order alone.</summary>
    public BillKey? Bill { get; init; }

    /// <summary>The numbers of bills that it pays first of all, in this order, such as those of a case (按案销账); the rest goes by the policy's order. Part of what is the same payment.</summary>
    public IReadOnlyList<string> Bills { get; init; } = [];
}

/// <summary>What a payment did.</summary>
/// <param name="Entry">The payment's entry.</param>
/// <param name="Receipt">The receipt's number.</param>
/// <param name="Amount">What came in.</param>
/// <param name="Allocated">What of it paid charges at once.</param>
/// <param name="Advance">What of it waits as credit.</param>
/// <param name="Balance">The account's balance afterwards, as it was then.</param>
/// <param name="Repeated">True when this very payment had been taken before, and nothing was done now.</param>
public sealed record PaymentTaken(Id<AccountEntry> Entry, Receipt Receipt, Money Amount, Money Allocated, Money Advance, Money Balance, bool Repeated);

/// <summary>Takes payments, gives them back, undoes them. The same payment twice, from anywhere, counts once.</summary>
/// <param name="context">What it works with.</param>
public sealed class PaymentDesk(MoneyContext context)
{
    /// <summary>Takes a payment, lets it pay what is open by the policy, and keeps the rest as credit.</summary>
    public Task<Result<PaymentTaken>> TakeAsync(PaymentRequest request, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => TakeOnceAsync(request, actor, cancellationToken));

    private async Task<Result<PaymentTaken>> TakeOnceAsync(PaymentRequest request, Actor actor, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        var taken = await TakeAsync(act, request, cancellationToken).ConfigureAwait(false);
        if (taken.IsOk && !taken.Value.Repeated) await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return taken;
    }

    /// <summary>Takes a payment within a unit of work that does more.</summary>
    internal static async Task<Result<PaymentTaken>> TakeAsync(MoneyAct act, PaymentRequest request, CancellationToken cancellationToken)
    {
        var body = $"{request.Account}|{request.Amount}{string.Concat(request.Bills.Select(b => $"|{b}"))}";
        if (await OnceOnly.FindAsync(act.Unit, Scope(request.Channel), request.Reference, body, cancellationToken).ConfigureAwait(false) is { } known)
            return known.IsOk ? Answer(known.Value) : known.Fault;
        var came = await ComeAsync(act, request, cancellationToken).ConfigureAwait(false);
        if (!came.IsOk) return came.Fault;
        var (account, entry, receipt) = came.Value;
        var history = await act.ReadAsync(account.Id, cancellationToken).ConfigureAwait(false);
        var named = request.Bill is { } one ? new List<BillKey> { one } : [];
        foreach (var number in request.Bills.Distinct(StringComparer.Ordinal))
        {
            if (history.Bills.FirstOrDefault(b => b.CancelledOn is null && BillDesk.NumberOf(b.Key, account) == number) is not { } bill) return new BillNotFound(number);
            if (!named.Contains(bill.Key)) named.Add(bill.Key);
        }
        var allocated = act.Share(history, named).Where(s => s.Credit == entry.Id).Sum(s => s.Amount.Minor);

        var taken = new PaymentTaken(
            entry.Id, receipt, request.Amount, new Money(allocated, request.Amount.Currency), new Money(request.Amount.Minor - allocated, request.Amount.Currency), history.BalanceOn(act.Today), false);
        var answer = Answer(taken, account);
        await OnceOnly.KeepAsync(act, Scope(request.Channel), request.Reference, body, answer.ToJsonString(), cancellationToken).ConfigureAwait(false);
        await act.FinishAsync("payment.taken", $"{request.Channel} {request.Reference}", $"account {account.Number}", answer, null, cancellationToken).ConfigureAwait(false);
        return taken;
    }

    /// <summary>The money comes in, with a receipt; it pays nothing yet. The account is locked from here on.</summary>
    internal static async Task<Result<(Account Account, AccountEntry Entry, Receipt Receipt)>> ComeAsync(MoneyAct act, PaymentRequest request, CancellationToken cancellationToken)
    {
        var unit = act.Unit;
        if (request.Amount.Minor <= 0) return new AmountNotAboveZero(request.Amount);
        if (await unit.Customers.FindAccountAsync(request.Account, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(request.Account);
        if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
        var drawer = request.Tender == "cash" ? request.Drawer ?? "1" : null;
        if (drawer is not null && await unit.Cash.FindCloseAsync(drawer, act.Today, cancellationToken).ConfigureAwait(false) is not null) return new DrawerClosed(drawer, act.Today);

        await act.KeepAsync([account.Id], cancellationToken).ConfigureAwait(false);
        var entry = act.Enter(Draft(account.Id, EntryKind.Payment, -request.Amount, drawer is null ? "bank" : $"cash.{drawer}"));
        await act.WriteAsync(cancellationToken).ConfigureAwait(false);
        var receipt = new Receipt(request.Branch, act.Today.Year, 1 + await unit.Accounts.LastReceiptAsync(request.Branch, act.Today.Year, cancellationToken).ConfigureAwait(false));
        await unit.Accounts.AddAsync(new Payment { Entry = entry.Id, Channel = request.Channel, Reference = request.Reference, Tender = request.Tender, Drawer = drawer, Receipt = receipt }, cancellationToken).ConfigureAwait(false);
        return (account, entry, receipt);
    }

    /// <summary>Undoes a payment, late charge, adjustment or write-off: what it paid is open again, and the reversal names it.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="reason">Why: a returned cheque, a wrong account ...</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="approver">A second person, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<Id<AccountEntry>>> ReverseAsync(Id<AccountEntry> entry, string reason, Actor actor, string? approver = null, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => ReverseOnceAsync(entry, reason, actor, approver, cancellationToken));

    private async Task<Result<Id<AccountEntry>>> ReverseOnceAsync(Id<AccountEntry> entry, string reason, Actor actor, string? approver, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        if (await unit.Accounts.FindEntryAsync(entry, cancellationToken).ConfigureAwait(false) is not { Kind: not (EntryKind.Refund or EntryKind.Reversal) } original)
            return new EntryNotFound(entry.ToString(), "entry that can be reversed");
        if (NeedsSecond("A reversal", original.Amount, actor, approver) is { } second) return second;
        if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
        if (Drawer(original.Ledger) is { } drawer && await unit.Cash.FindCloseAsync(drawer, act.Today, cancellationToken).ConfigureAwait(false) is not null) return new DrawerClosed(drawer, act.Today);
        var history = (await act.LockAsync([original.Account], cancellationToken).ConfigureAwait(false))[0];
        if (history.Entries.Any(e => e.Kind == EntryKind.Reversal && e.Corrects == entry)) return new ReversedAlready(entry.ToString());
        var refunded = history.Entries.Where(e => e.Kind == EntryKind.Refund && e.Corrects == entry).Sum(e => e.Amount.Minor);
        if (refunded != 0) return new RefundedAlready(entry.ToString(), new Money(refunded, original.Amount.Currency));

        act.Release(history, a => a.Credit == entry || a.Charge.Entry == entry, reason, entry);
        var reversal = act.Enter(Draft(original.Account, EntryKind.Reversal, -original.Amount, original.Ledger) with { Corrects = entry, Bill = original.Bill, Reason = reason, Approver = approver });
        await act.WriteAsync(cancellationToken).ConfigureAwait(false);
        // Other credits of the account pay what is open now.
        act.Share(await act.ReadAsync(original.Account, cancellationToken).ConfigureAwait(false));
        var after = new JsonObject { ["reversal"] = reversal.Id.Value, ["of"] = entry.Value, ["amount"] = reversal.Amount.ToAmountString(), ["approver"] = approver };
        await act.FinishAsync("entry.reversed", entry.ToString(), $"account id {original.Account}", after, reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return reversal.Id;
    }

    /// <summary>Pays credit out again, at most what is left of it.</summary>
    /// <param name="account">The account's number.</param>
    /// <param name="amount">How much; above zero, within the policy's limit.</param>
    /// <param name="key">The maker's own number of it: the same number again is the same refund.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="approver">A second person where the amount asks for one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<IReadOnlyList<Id<AccountEntry>>>> RefundAsync(
        string account, Money amount, string key, string reason, Actor actor, string? approver = null, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => RefundOnceAsync(account, amount, key, reason, actor, approver, cancellationToken));

    private async Task<Result<IReadOnlyList<Id<AccountEntry>>>> RefundOnceAsync(
        string account, Money amount, string key, string reason, Actor actor, string? approver, CancellationToken cancellationToken)
    {
        if (amount.Minor <= 0) return new AmountNotAboveZero(amount);
        if (amount.Minor > context.Policy.RefundLimitMinor) return new AboveLimit("A refund", amount, new Money(context.Policy.RefundLimitMinor, amount.Currency));
        if (NeedsSecond("A refund", amount, actor, approver) is { } second) return second;
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        var body = $"{account}|{amount}";
        if (await OnceOnly.FindAsync(unit, "refund", key, body, cancellationToken).ConfigureAwait(false) is { } known)
            return known.IsOk ? known.Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(t => new Id<AccountEntry>(long.Parse(t.Trim('[', ']'), CultureInfo.InvariantCulture))).ToList() : known.Fault;
        if (await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) is not { } found) return new AccountNotFound(account);
        if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
        var history = (await act.LockAsync([found.Id], cancellationToken).ConfigureAwait(false))[0];
        var credits = history.CreditsOn(act.Today).Where(c => c.Entry.Kind is EntryKind.Payment or EntryKind.Adjustment).ToList();
        var there = new Money(credits.Sum(c => c.Left.Minor), amount.Currency);
        if (amount > there) return new MoreThanThereIs(amount, there, $"the credit of account {account}");

        var left = amount.Minor;
        var made = new List<Id<AccountEntry>>();
        foreach (var credit in credits)
        {
            var part = Math.Min(left, credit.Left.Minor);
            if (part == 0) break;
            made.Add(act.Enter(Draft(found.Id, EntryKind.Refund, new Money(part, amount.Currency), "bank") with { Corrects = credit.Entry.Id, Reason = reason, Approver = approver }).Id);
            left -= part;
        }
        await OnceOnly.KeepAsync(act, "refund", key, body, $"[{string.Join(',', made)}]", cancellationToken).ConfigureAwait(false);
        var after = new JsonObject { ["account"] = account, ["amount"] = amount.ToAmountString(), ["approver"] = approver };
        await act.FinishAsync("refund.made", key, $"account {account}", after, reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return made;
    }

    /// <summary>Charges or credits an account by decision; a credit pays what is open at once.</summary>
    /// <param name="account">The account's number.</param>
    /// <param name="amount">Above zero a charge, below zero a credit.</param>
    /// <param name="kind">What it is, such as <c>goodwill</c> or <c>inspection</c>: the name of its ledger account.</param>
    /// <param name="key">The maker's own number of it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="approver">A second person where the amount asks for one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<Id<AccountEntry>>> AdjustAsync(string account, Money amount, string kind, string key, string reason, Actor actor, string? approver = null, CancellationToken cancellationToken = default) =>
        DecideAsync(account, EntryKind.Adjustment, amount, $"adjustment.{kind}", key, reason, actor, approver, cancellationToken);

    /// <summary>Gives up what is open of an account, oldest first, up to an amount (坏账核销).</summary>
    public Task<Result<Id<AccountEntry>>> WriteOffAsync(string account, Money amount, string key, string reason, Actor actor, string? approver = null, CancellationToken cancellationToken = default) =>
        amount.Minor <= 0 ? Task.FromResult<Result<Id<AccountEntry>>>(new AmountNotAboveZero(amount))
            : DecideAsync(account, EntryKind.WriteOff, -amount, "bad-debt", key, reason, actor, approver, cancellationToken);

    /// <summary>A draft of an entry; the act gives it its number, day and maker.</summary>
    internal static AccountEntry Draft(Id<Account> account, EntryKind kind, Money amount, string ledger) =>
        new() { Id = default, Account = account, Kind = kind, Amount = amount, Day = default, At = default, Ledger = ledger, Maker = "" };

    /// <summary>The second person who is missing or is the maker, or null.</summary>
    internal Fault? NeedsSecond(string what, Money amount, Actor actor, string? approver)
    {
        var limit = new Money(context.Policy.AloneUpToMinor, amount.Currency);
        return approver == actor.Name || (approver is null && Math.Abs(amount.Minor) > limit.Minor) ? new SecondPersonNeeded(what, amount, limit) : null;
    }

    private Task<Result<Id<AccountEntry>>> DecideAsync(
        string account, EntryKind kind, Money amount, string ledger, string key, string reason, Actor actor, string? approver, CancellationToken cancellationToken) =>
        Again.IfOtherCameFirstAsync(() => DecideOnceAsync(account, kind, amount, ledger, key, reason, actor, approver, cancellationToken));

    private async Task<Result<Id<AccountEntry>>> DecideOnceAsync(
        string account, EntryKind kind, Money amount, string ledger, string key, string reason, Actor actor, string? approver, CancellationToken cancellationToken)
    {
        var what = AccountHistory.Code(kind);
        if (amount.Minor == 0) return new AmountNotAboveZero(amount);
        if (NeedsSecond($"A {what}", amount, actor, approver) is { } second) return second;
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        var body = $"{account}|{amount}|{ledger}";
        if (await OnceOnly.FindAsync(unit, what, key, body, cancellationToken).ConfigureAwait(false) is { } known)
            return known.IsOk ? new Id<AccountEntry>(long.Parse(known.Value, CultureInfo.InvariantCulture)) : known.Fault;
        if (await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) is not { } found) return new AccountNotFound(account);
        if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
        if (kind == EntryKind.WriteOff && await LacksAuthorityAsync(act, -amount, actor, approver, cancellationToken).ConfigureAwait(false) is { } lacks) return lacks;
        var history = (await act.LockAsync([found.Id], cancellationToken).ConfigureAwait(false))[0];
        var open = new Money(history.OpenOn(act.Today).Where(c => c.Open.Minor > 0).Sum(c => c.Open.Minor), amount.Currency);
        if (kind == EntryKind.WriteOff && -amount > open) return new MoreThanThereIs(-amount, open, $"the open charges of account {account}");
        var entry = act.Enter(Draft(found.Id, kind, amount, ledger) with { Reason = reason, Approver = approver });
        await act.WriteAsync(cancellationToken).ConfigureAwait(false);
        act.Share(await act.ReadAsync(found.Id, cancellationToken).ConfigureAwait(false));
        await OnceOnly.KeepAsync(act, what, key, body, entry.Id.ToString(), cancellationToken).ConfigureAwait(false);
        var after = new JsonObject { ["entry"] = entry.Id.Value, ["amount"] = amount.ToAmountString(), ["approver"] = approver };
        await act.FinishAsync(what, key, $"account {account}", after, reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return entry.Id;
    }

    // Who holds which position today is what the organisation says, not what the caller does.
    private static async Task<AboveAuthority?> LacksAuthorityAsync(MoneyAct act, Money amount, Actor maker, string? approver, CancellationToken cancellationToken)
    {
        var limits = act.Context.Policy.WriteOffByPosition;
        if (limits.Count == 0) return null;
        var chart = new OrganizationChart((await act.Unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false)).Data);
        var most = ((string?[])[maker.Name, approver]).OfType<string>().SelectMany(p => chart.PositionsOf(p, act.Today)).Select(p => Math.Max(limits.GetValueOrDefault(p.Code), limits.GetValueOrDefault(p.Role))).DefaultIfEmpty().Max();
        return amount.Minor <= most ? null : new AboveAuthority("A write-off", amount, new Money(most, amount.Currency));
    }

    private static string? Drawer(string ledger) => ledger.StartsWith("cash.", StringComparison.Ordinal) ? ledger["cash.".Length..] : null;

    private static string Scope(string channel) => $"payment.{channel}";

    private static JsonObject Answer(PaymentTaken taken, Account account) => new()
    {
        ["account"] = account.Number, ["entry"] = taken.Entry.Value, ["branch"] = taken.Receipt.Branch, ["year"] = taken.Receipt.Year, ["number"] = taken.Receipt.Number,
        ["currency"] = taken.Amount.Currency.Code, ["amount"] = taken.Amount.Minor, ["allocated"] = taken.Allocated.Minor, ["balance"] = taken.Balance.Minor,
    };

    private static PaymentTaken Answer(string json)
    {
        var answer = JsonNode.Parse(json)!;
        var currency = Currency.Of((string)answer["currency"]!);
        long amount = (long)answer["amount"]!, allocated = (long)answer["allocated"]!;
        return new PaymentTaken(
            new((long)answer["entry"]!), new Receipt((string)answer["branch"]!, (int)answer["year"]!, (int)answer["number"]!), new Money(amount, currency),
            new Money(allocated, currency), new Money(amount - allocated, currency), new Money((long)answer["balance"]!, currency), true);
    }
}

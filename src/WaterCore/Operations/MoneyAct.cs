using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What an act on money needs around it.</summary>
/// <param name="Storage">Where everything is kept.</param>
/// <param name="Utility">The utility.</param>
/// <param name="Clock">The time.</param>
/// <param name="Policy">The terms of payment.</param>
public sealed record MoneyContext(IStorage Storage, Utility Utility, IClock Clock, ReceivablePolicy Policy)
{
    internal LocalDate Today => Utility.DayOf(Clock.GetCurrentInstant());
}

/// <summary>One act on money in one unit of work: entries, ledger, key, outbox and audit together, or nothing.</summary>
internal sealed class MoneyAct
{
    // Enough for what most acts write.
    private const int FewIds = 64;

    private readonly SortedDictionary<(string Currency, string Ledger), long> _ledger = [];
    private readonly List<AccountEntry> _entries = [];
    private readonly List<Allocation> _allocations = [];
    private readonly Actor _actor;
    private IdBlock _ids = new(1, 0);
    private long _last;

    public MoneyAct(MoneyContext context, IUnitOfWork unit, Actor actor) =>
        (Context, Unit, _actor, Now, Today) = (context, unit, actor, context.Clock.GetCurrentInstant(), context.Today);

    public MoneyContext Context { get; }

    public IUnitOfWork Unit { get; }

    public Instant Now { get; }

    public LocalDate Today { get; }

    /// <summary>Takes ids for what is entered on no account that was taken.</summary>
    public async Task TakeIdsAsync(CancellationToken cancellationToken)
    {
        var ids = await Unit.Accounts.TakeIdsAsync(FewIds, cancellationToken).ConfigureAwait(false);
        if (ids.First > _last) _ids = ids;
    }

    /// <summary>Takes the accounts for this unit alone.</summary>
    public async Task KeepAsync(IReadOnlyList<Id<Account>> accounts, CancellationToken cancellationToken)
    {
        await Unit.Accounts.LockAsync(accounts, cancellationToken).ConfigureAwait(false);
        // Any taken before may be lower than what another unit wrote on the accounts meanwhile; the order of entry is the order in which units had the account.
        await TakeIdsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the accounts for this unit alone and reads what happened on them.</summary>
    public async Task<IReadOnlyList<AccountHistory>> LockAsync(IReadOnlyList<Id<Account>> accounts, CancellationToken cancellationToken)
    {
        await KeepAsync(accounts, cancellationToken).ConfigureAwait(false);
        return await HistoriesAsync(accounts, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Today is in a closed period, or null.</summary>
    public async Task<Fault?> ClosedAsync(CancellationToken cancellationToken) =>
        await Unit.Cash.OpenFromAsync(cancellationToken).ConfigureAwait(false) is { } open && Today < open ? new PeriodClosed(Today, open) : null;

    public long NextId() => _last = _ids.Next();

    /// <summary>Notes an entry and posts both its sides.</summary>
    public AccountEntry Enter(AccountEntry draft)
    {
        var entry = draft with { Id = new(NextId()), Day = Today, At = Now, Maker = _actor.Name };
        _entries.Add(entry);
        // A credit, and what is paid out of one, moves the advance; a charge, and its reversal, the receivable.
        var charges = entry.IsCharge || (entry.Kind == EntryKind.Reversal && entry.Amount.Minor < 0);
        Post(charges ? "receivable" : "advance", entry.Amount);
        Post(entry.Ledger, -entry.Amount);
        return entry;
    }

    /// <summary>Notes that a credit pays a charge.</summary>
    public Allocation Allocate(Id<Account> account, Id<AccountEntry> credit, ChargeRef charge, Money amount, Id<Allocation>? releases = null)
    {
        var allocation = new Allocation { Id = new(NextId()), Account = account, Credit = credit, Charge = charge, Amount = amount, Day = Today, At = Now, Releases = releases };
        _allocations.Add(allocation);
        Post("advance", amount);
        Post("receivable", -amount);
        return allocation;
    }

    /// <summary>
    /// Undoes allocations. A write-off that loses one is taken back whole: what was given up was that charge, and it is no money of the customer's.
    /// </summary>
    /// <param name="history">The account's history.</param>
    /// <param name="which">Which of the standing allocations.</param>
    /// <param name="reason">Why, for the write-offs that are taken back.</param>
    /// <param name="reversed">The entry that the caller reverses itself, or null.</param>
    public void Release(AccountHistory history, Func<Allocation, bool> which, string reason, Id<AccountEntry>? reversed = null)
    {
        var standing = history.Standing();
        var credits = standing.Where(which).Select(a => a.Credit).ToHashSet();
        var writtenOff = history.Entries.Where(e => e.Kind == EntryKind.WriteOff && credits.Contains(e.Id) && e.Id != reversed).ToList();
        var gone = writtenOff.Select(e => e.Id).ToHashSet();
        foreach (var a in standing.Where(a => which(a) || gone.Contains(a.Credit))) Allocate(a.Account, a.Credit, a.Charge, -a.Amount, a.Id);
        foreach (var e in writtenOff) Enter(PaymentDesk.Draft(e.Account, EntryKind.Reversal, -e.Amount, e.Ledger) with { Corrects = e.Id, Reason = reason });
    }

    /// <summary>Posts one side to the general ledger; debits above zero.</summary>
    public void Post(string ledger, Money amount)
    {
        var key = (amount.Currency.Code, ledger);
        _ledger[key] = checked(_ledger.GetValueOrDefault(key) + amount.Minor);
    }

    /// <summary>Writes what was noted so far, so that the history can be read with it.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await Unit.Accounts.AddAsync(_entries.Where(e => e.Kind != EntryKind.Reversal).ToList(), cancellationToken).ConfigureAwait(false);
        // Releases before reversals: what is reversed must be free.
        await Unit.Accounts.AddAsync(_allocations, cancellationToken).ConfigureAwait(false);
        await Unit.Accounts.AddAsync(_entries.Where(e => e.Kind == EntryKind.Reversal).ToList(), cancellationToken).ConfigureAwait(false);
        _entries.Clear();
        _allocations.Clear();
    }

    /// <summary>The history of an account with what was written.</summary>
    public async Task<AccountHistory> ReadAsync(Id<Account> account, CancellationToken cancellationToken) =>
        (await HistoriesAsync([account], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Lets the credits of an account pay its charges, by the policy; returns what was shared out.</summary>
    public IReadOnlyList<(Id<AccountEntry> Credit, ChargeRef Charge, Money Amount)> Share(AccountHistory history, IReadOnlyList<Billing.BillKey>? named = null)
    {
        var shares = AllocationPolicy.Share(history.CreditsOn(Today), history.OpenOn(Today), Context.Policy.Order, named);
        foreach (var (credit, charge, amount) in shares) Allocate(history.Account, credit, charge, amount);
        return shares;
    }

    /// <summary>Writes what is left, the journal, the message and the audit entry.</summary>
    public async Task FinishAsync(string action, string source, string subject, JsonObject after, string? reason, CancellationToken cancellationToken, bool tell = true)
    {
        await WriteAsync(cancellationToken).ConfigureAwait(false);
        foreach (var currency in _ledger.GroupBy(l => l.Key.Currency))
        {
            var lines = currency.Where(l => l.Value != 0).Select(l => new JournalLine(l.Key.Ledger, new Money(l.Value, Currency.Of(currency.Key)))).ToList();
            if (lines.Count == 0) continue;
            var id = new Id<Journal>((await Unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).First);
            await Unit.Receivables.PostAsync(new Journal(id, Today, $"{action} {source} {currency.Key}", lines), cancellationToken).ConfigureAwait(false);
        }
        _ledger.Clear();
        var text = after.ToJsonString();
        if (tell) await Unit.Outbox.AddAsync([new OutboxMessage($"{action} {source}", action, text, Now)], cancellationToken).ConfigureAwait(false);
        await Unit.Audit.AppendAsync(new AuditEntry { At = Now, Actor = _actor, Action = action, Subject = subject, After = text, Reason = reason }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads histories, and takes as many ids as can be needed until the next one is read: every standing thing undone and every open thing shared out.</summary>
    private async Task<IReadOnlyList<AccountHistory>> HistoriesAsync(IReadOnlyList<Id<Account>> accounts, CancellationToken cancellationToken)
    {
        var histories = await Unit.Accounts.HistoriesAsync(accounts, Context.Utility.Currency, cancellationToken).ConfigureAwait(false);
        var most = histories.Sum(h => FewIds / 4 + h.Bills.Count + 2L * (h.Entries.Count + h.Allocations.Count));
        if (_ids.Left < most) _ids = await Unit.Accounts.TakeIdsAsync(most, cancellationToken).ConfigureAwait(false);
        return histories;
    }
}

/// <summary>The same request is answered once: the key and the digest of what was asked for stand beside its effect.</summary>
internal static class OnceOnly
{
    /// <summary>The earlier answer, or a fault when the key was used for something else; null when the key is new.</summary>
    public static async Task<Result<string>?> FindAsync(IUnitOfWork unit, string scope, string key, string body, CancellationToken cancellationToken)
    {
        if (await unit.Keys.FindAsync(scope, key, cancellationToken).ConfigureAwait(false) is not { } known) return null;
        return known.BodyDigest == Digest(body) ? known.Answer : (Result<string>)new RequestDiffers(scope, key);
    }

    public static ValueTask KeepAsync(MoneyAct act, string scope, string key, string body, string answer, CancellationToken cancellationToken) =>
        KeepAsync(act.Unit, act.Now, scope, key, body, answer, cancellationToken);

    public static ValueTask KeepAsync(IUnitOfWork unit, Instant at, string scope, string key, string body, string answer, CancellationToken cancellationToken) =>
        unit.Keys.AddAsync(new AnsweredRequest(scope, key, Digest(body), answer, at), cancellationToken);

    private static string Digest(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}

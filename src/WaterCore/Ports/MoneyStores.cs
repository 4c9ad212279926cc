using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Payments, entries and allocations of accounts.</summary>
    IAccountStore Accounts => throw new NotSupportedException("This storage keeps no accounts.");

    /// <summary>Drawers, periods and bank batches.</summary>
    ICashStore Cash => throw new NotSupportedException("This storage keeps no cash desk.");

    /// <summary>Holds and steps of dunning.</summary>
    IDunningStore Dunning => throw new NotSupportedException("This storage keeps no dunning.");

    /// <summary>Messages to the outside that are sent after the change is durable.</summary>
    IOutboxStore Outbox => throw new NotSupportedException("This storage keeps no outbox.");
}

/// <summary>What the whole of the accounts comes to, for checks against the general ledger.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="OpenCharges">Live bills and charges, less what is allocated to them.</param>
/// <param name="OpenCredits">Credits, less what is allocated, refunded or reversed.</param>
public sealed record AccountTotals(Currency Currency, Money OpenCharges, Money OpenCredits);

/// <summary>The accounts' side of the Receivables room. The database refuses what breaks its rules, whoever asks.</summary>
public interface IAccountStore
{
    /// <summary>
    /// Makes the unit the only one that changes these accounts' money until it ends. To be called first, with all accounts at once.
    /// </summary>
    ValueTask LockAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default);

    /// <summary>The next free id of entries, allocations and holds, which share one sequence.</summary>
    ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes ids for entries, allocations and holds, as <see cref="ICustomerStore.TakeIdsAsync"/> does for everything else.</summary>
    async ValueTask<IdBlock> TakeIdsAsync(long count, CancellationToken cancellationToken = default) =>
        new(await NextIdAsync(cancellationToken).ConfigureAwait(false), long.MaxValue);

    /// <summary>Adds entries. A reversal is the exact opposite of what it names, once; a refund is at most what is left of its credit.</summary>
    ValueTask AddAsync(IReadOnlyList<AccountEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Adds what came in with a payment entry. Channel and reference are unique for ever, receipt numbers have no gap.</summary>
    ValueTask AddAsync(Payment payment, CancellationToken cancellationToken = default);

    /// <summary>Adds allocations: never more than the credit has, never more than the charge is.</summary>
    ValueTask AddAsync(IReadOnlyList<Allocation> allocations, CancellationToken cancellationToken = default);

    /// <summary>Notes for which days late charges are; days of one bill and rule never overlap, and never go back.</summary>
    ValueTask AddAsync(IReadOnlyList<LateWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>Cancels a live bill that nothing is allocated to.</summary>
    ValueTask CancelAsync(BillCorrection correction, CancellationToken cancellationToken = default);

    /// <summary>Notes what a cancelled bill became.</summary>
    ValueTask AddAsync(BillCorrection correction, CancellationToken cancellationToken = default);

    /// <summary>The correction that made a revision of a bill, or null.</summary>
    ValueTask<BillCorrection?> FindCorrectionAsync(BillKey key, CancellationToken cancellationToken = default);

    /// <summary>The keys of all cancelled bills, with the day on which each was cancelled.</summary>
    ValueTask<IReadOnlyDictionary<BillKey, LocalDate>> CancelledAsync(CancellationToken cancellationToken = default);

    /// <summary>The histories of accounts, in the order asked for.</summary>
    ValueTask<IReadOnlyList<AccountHistory>> HistoriesAsync(IReadOnlyList<Id<Account>> accounts, Currency currency, CancellationToken cancellationToken = default);

    /// <summary>Accounts in order of id, after one; 0 for the start.</summary>
    ValueTask<IReadOnlyList<Account>> PageAsync(long after, int limit, CancellationToken cancellationToken = default);

    /// <summary>A payment by channel and reference, or null.</summary>
    ValueTask<Payment?> FindPaymentAsync(string channel, string reference, CancellationToken cancellationToken = default);

    /// <summary>A payment by its entry, or null.</summary>
    ValueTask<Payment?> FindPaymentAsync(Id<AccountEntry> entry, CancellationToken cancellationToken = default);

    /// <summary>A payment by its receipt, or null.</summary>
    ValueTask<Payment?> FindPaymentAsync(Receipt receipt, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("receipts on paper");

    /// <summary>The payments of some days, each with its entry, and the reversals of payments with the payment that each undoes; in order of entry.</summary>
    IAsyncEnumerable<(Payment Payment, AccountEntry Entry)> ReceiptsAsync(Period days, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("reports of receipts");

    /// <summary>An entry, or null.</summary>
    ValueTask<AccountEntry?> FindEntryAsync(Id<AccountEntry> id, CancellationToken cancellationToken = default);

    /// <summary>The last receipt's number of a branch and year, or 0.</summary>
    ValueTask<int> LastReceiptAsync(string branch, int year, CancellationToken cancellationToken = default);

    /// <summary>Accounts with credit that is not used up, in order of id.</summary>
    ValueTask<IReadOnlyList<Id<Account>>> WithCreditAsync(CancellationToken cancellationToken = default);

    /// <summary>Units of volume per unit of index of the meter that a reading is of.</summary>
    ValueTask<int> MultiplierOfAsync(Id<Metering.Reading> reading, CancellationToken cancellationToken = default);

    /// <summary>What all accounts come to, by currency.</summary>
    ValueTask<IReadOnlyList<AccountTotals>> TotalsAsync(CancellationToken cancellationToken = default);
}

/// <summary>Drawers, periods and bank batches.</summary>
public interface ICashStore
{
    /// <summary>What entries of a day say lies in a drawer: money in less money out.</summary>
    ValueTask<long> ExpectedMinorAsync(string drawer, LocalDate day, CancellationToken cancellationToken = default);

    /// <summary>The count of a drawer on a day, or null.</summary>
    ValueTask<DrawerClose?> FindCloseAsync(string drawer, LocalDate day, CancellationToken cancellationToken = default);

    /// <summary>Closes a drawer for a day; once.</summary>
    ValueTask AddAsync(DrawerClose close, CancellationToken cancellationToken = default);

    /// <summary>The first day that is open, or null when no period was closed.</summary>
    ValueTask<LocalDate?> OpenFromAsync(CancellationToken cancellationToken = default);

    /// <summary>Closes everything before a day; never moves back.</summary>
    ValueTask CloseAsync(LocalDate before, Instant at, CancellationToken cancellationToken = default);

    /// <summary>Notes a mandate, in place of an earlier one of the account.</summary>
    ValueTask PutAsync(DebitMandate mandate, CancellationToken cancellationToken = default);

    /// <summary>All mandates in order of account.</summary>
    ValueTask<IReadOnlyList<DebitMandate>> MandatesAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a batch.</summary>
    ValueTask AddAsync(BankBatch batch, CancellationToken cancellationToken = default);

    /// <summary>A batch, or null.</summary>
    ValueTask<BankBatch?> FindBatchAsync(string number, CancellationToken cancellationToken = default);

    /// <summary>Bills in batches that have not come back: nobody knows yet whether they are paid.</summary>
    ValueTask<IReadOnlySet<BillKey>> UnderWayAsync(CancellationToken cancellationToken = default);

    /// <summary>Notes that a batch came back; once.</summary>
    ValueTask AddReturnAsync(string batch, Instant at, IReadOnlyList<BankReturnLine> lines, CancellationToken cancellationToken = default);

    /// <summary>Payments of a channel on a day with their amounts, in order of reference; reversed ones left out.</summary>
    ValueTask<IReadOnlyList<(Payment Payment, Money Amount)>> PaymentsOfAsync(string channel, LocalDate day, CancellationToken cancellationToken = default);
}

/// <summary>Holds and steps of dunning.</summary>
public interface IDunningStore
{
    /// <summary>Adds a hold; its id is from <see cref="IAccountStore.NextIdAsync"/>.</summary>
    ValueTask AddAsync(Hold hold, CancellationToken cancellationToken = default);

    /// <summary>Ends a hold early; once.</summary>
    ValueTask EndAsync(Id<Hold> hold, LocalDate day, CancellationToken cancellationToken = default);

    /// <summary>Adds the parts of an instalment plan to its hold, which is there already; never changed.</summary>
    ValueTask AddAsync(Id<Hold> hold, InstalmentPlan plan, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("instalment plans");

    /// <summary>Adds steps taken; one of a code for an account and day.</summary>
    ValueTask AddAsync(IReadOnlyList<DunningTaken> taken, CancellationToken cancellationToken = default);

    /// <summary>The steps taken of accounts, in order.</summary>
    ValueTask<ILookup<Id<Account>, DunningTaken>> TakenAsync(IReadOnlyList<Id<Account>> accounts, CancellationToken cancellationToken = default);
}

/// <summary>A message to the outside, kept in the same change as its cause and sent afterwards, at least once.</summary>
/// <param name="Key">Unique for ever: by it the receiver knows a message it had before.</param>
/// <param name="Topic">What it is about, such as <c>payment.taken</c>.</param>
/// <param name="Body">JSON.</param>
/// <param name="At">When it was made.</param>
public sealed record OutboxMessage(string Key, string Topic, string Body, Instant At)
{
    /// <summary>The place in the order of messages, given by the storage.</summary>
    public long Sequence { get; init; }
}

/// <summary>The outbox.</summary>
public interface IOutboxStore
{
    /// <summary>Adds messages; a key that is there already refuses the whole unit.</summary>
    ValueTask AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default);

    /// <summary>Messages that were not delivered, in order.</summary>
    ValueTask<IReadOnlyList<OutboxMessage>> PendingAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Notes that a message was delivered.</summary>
    ValueTask DeliveredAsync(long sequence, Instant at, CancellationToken cancellationToken = default);

    /// <summary>The first messages that a reader of its own has not had, delivered ones too, in order. Readers do not hold each other up.</summary>
    /// <param name="reader">The reader's name, such as <c>webhooks</c>.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask<IReadOnlyList<OutboxMessage>> UnreadAsync(string reader, int limit, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("readers of the outbox");

    /// <summary>Notes that a reader had everything up to and with a message; null for all there is. Never goes back.</summary>
    ValueTask ReadAsync(string reader, long? sequence, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("readers of the outbox");
}

using NodaTime;
using WaterCore.Audit;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Receivables;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Ports;

/// <summary>The store of the Customers room. Lists are added whole or not at all.</summary>
public interface ICustomerStore
{
    /// <summary>The highest id ever given in any table of the database, or 0: where new ids go on.</summary>
    ValueTask<long> LastIdAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes ids for new records, of any table but those of an account's money: never given before, and to nobody else, also when several changes are under way.</summary>
    /// <param name="count">How many will be needed at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <remarks>
    /// Take them in a change. Where one change is made at a time they go on after the last id, and what was taken before is written before more are taken.
    /// </remarks>
    async ValueTask<IdBlock> TakeIdsAsync(long count, CancellationToken cancellationToken = default) =>
        new(1 + await LastIdAsync(cancellationToken).ConfigureAwait(false), long.MaxValue);

    /// <summary>Adds customers.</summary>
    ValueTask AddAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default);

    /// <summary>Adds premises.</summary>
    ValueTask AddAsync(IReadOnlyList<Premise> premises, CancellationToken cancellationToken = default);

    /// <summary>Adds service points.</summary>
    ValueTask AddAsync(IReadOnlyList<ServicePoint> servicePoints, CancellationToken cancellationToken = default);

    /// <summary>Adds accounts; numbers are unique.</summary>
    ValueTask AddAsync(IReadOnlyList<Account> accounts, CancellationToken cancellationToken = default);

    /// <summary>Adds agreements; those of one account and service point must not overlap.</summary>
    ValueTask AddAsync(IReadOnlyList<ServiceAgreement> agreements, CancellationToken cancellationToken = default);

    /// <summary>Ends terms that have no end yet, or a later one, on the day that is set in them. Terms that are not there are a conflict.</summary>
    ValueTask EndAsync(ServiceAgreement agreement, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("changes of terms");

    /// <summary>Closes an account that is open: the day after its last. One that is closed is a conflict.</summary>
    ValueTask CloseAsync(Id<Account> account, LocalDate closedOn, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("closing accounts");

    /// <summary>Gives an account to another branch; null: to all of them.</summary>
    ValueTask MoveAsync(Id<Account> account, string? branch, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("branches of accounts");

    /// <summary>An account by its number, or null.</summary>
    ValueTask<Account?> FindAccountAsync(string number, CancellationToken cancellationToken = default);

    /// <summary>An account by its id, or null.</summary>
    ValueTask<Account?> FindAccountAsync(Id<Account> id, CancellationToken cancellationToken = default);

    /// <summary>A customer by id, or null.</summary>
    ValueTask<Customer?> FindCustomerAsync(Id<Customer> id, CancellationToken cancellationToken = default);

    /// <summary>The agreements of an account with the premise of each, oldest first.</summary>
    ValueTask<IReadOnlyList<(ServiceAgreement Agreement, Premise Premise)>> AgreementsOfAsync(Id<Account> account, CancellationToken cancellationToken = default);

    /// <summary>How many accounts there are.</summary>
    ValueTask<long> CountAccountsAsync(CancellationToken cancellationToken = default);
}

/// <summary>The store of the Metering room.</summary>
public interface IMeteringStore
{
    /// <summary>Adds meters; numbers are unique.</summary>
    ValueTask AddAsync(IReadOnlyList<Meter> meters, CancellationToken cancellationToken = default);

    /// <summary>Adds installations; a meter is in one place at a time, and a service point has one meter at a time.</summary>
    ValueTask AddAsync(IReadOnlyList<MeterInstallation> installations, CancellationToken cancellationToken = default);

    /// <summary>Adds readings; one per meter and day.</summary>
    ValueTask AddAsync(IReadOnlyList<Reading> readings, CancellationToken cancellationToken = default);

    /// <summary>Meters by number; numbers that are not there are left out.</summary>
    ValueTask<IReadOnlyDictionary<string, Meter>> FindMetersAsync(IReadOnlyCollection<string> numbers, CancellationToken cancellationToken = default);

    /// <summary>The installation of each meter, or further register, that is in place now; meters without one are left out.</summary>
    ValueTask<IReadOnlyDictionary<Id<Meter>, MeterInstallation>> InstallationsOfAsync(IReadOnlyCollection<Id<Meter>> meters, CancellationToken cancellationToken = default);

    /// <summary>The readings of meters on and after a day, in order of meter and day, each with what a correction that stands says instead (<see cref="Reading.Corrected"/>).</summary>
    ValueTask<IReadOnlyList<Reading>> ReadingsOfAsync(IReadOnlyCollection<Id<Meter>> meters, LocalDate from, CancellationToken cancellationToken = default);

    /// <summary>A reading by id as it was read, or null.</summary>
    ValueTask<Reading?> FindReadingAsync(Id<Reading> id, CancellationToken cancellationToken = default);

    /// <summary>Ends an installation, or the place of a further register, that is in place: its day of removal and last index are set. One that is not in place is a conflict.</summary>
    ValueTask EndAsync(MeterInstallation installation, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("exchanging meters");

    /// <summary>All installations at service points, past ones too, in order of service point and day, each with its meter.</summary>
    ValueTask<IReadOnlyList<(MeterInstallation Installation, Meter Meter)>> InstallationsAtAsync(
        IReadOnlyCollection<Id<ServicePoint>> servicePoints, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("the history of installations");

    /// <summary>Adds the places of further registers, whose dials are there as meters; each begins with an installation of its meter.</summary>
    ValueTask AddAsync(IReadOnlyList<MeterRegister> registers, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("meters with several registers");

    /// <summary>All further registers at service points, past ones too, in order of service point, day and number.</summary>
    ValueTask<IReadOnlyList<MeterRegister>> RegistersAtAsync(IReadOnlyCollection<Id<ServicePoint>> servicePoints, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<MeterRegister>>([]);

    /// <summary>
    /// The meters of the kind <see cref="ReadingSourceKind.Agreed"/> that stand somewhere in a cycle, each with all terms of the place that begin before the cycle ends, in order of meter, place and first day.
    /// </summary>
    ValueTask<IReadOnlyList<(Meter Meter, MeterInstallation Place, ServiceAgreement Terms)>> AgreedAsync(Period cycle, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<(Meter Meter, MeterInstallation Place, ServiceAgreement Terms)>>([]);

    /// <summary>Meters in place that may be due for verification: those whose noted day is not after <paramref name="by"/>, and those without one that stand since <paramref name="since"/> or before; in order of number.</summary>
    /// <param name="by">The last day.</param>
    /// <param name="since">The last day of installation of meters on which no day is noted.</param>
    /// <param name="branch">Only of accounts of this branch, and of no branch; null for all.</param>
    /// <param name="book">Only those of this reading book; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask<IReadOnlyList<MeterInPlace>> MaybeDueAsync(LocalDate by, LocalDate since, string? branch, string? book, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("the list of meters to verify");

    /// <summary>Says which master meter is above a meter; null for none.</summary>
    ValueTask SetMasterAsync(Id<Meter> meter, Id<Meter>? master, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("master meters");

    /// <summary>The meters under a master meter, each with the number of the account that is served through it on a day, in order of number.</summary>
    ValueTask<IReadOnlyList<(Meter Meter, string? Account)>> SubMetersAsync(Id<Meter> master, LocalDate day, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("master meters");

    /// <summary>The meters under any of these master meters, in order of number; each names its master.</summary>
    ValueTask<IReadOnlyList<Meter>> SubMetersOfAsync(IReadOnlyCollection<Id<Meter>> masters, CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<Meter>>([]);

    /// <summary>All readings that explain a lower index, in order of meter and day; few.</summary>
    ValueTask<IReadOnlyList<Reading>> TurnedReadingsAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<Reading>>([]);
}

/// <summary>What a storage plugin of before a verb was added says when the verb is used.</summary>
internal static class OlderPlugin
{
    public static StorageUnavailableException Without(string what) => new($"The storage plugin is older than {what}; update it.");
}

/// <summary>The store of the Tariffs room: documents are published once and never change.</summary>
public interface ITariffStore
{
    /// <summary>Adds a document; its revision must be one above the last of its code.</summary>
    ValueTask AddAsync(PublishedTariff tariff, CancellationToken cancellationToken = default);

    /// <summary>The latest revision of each tariff, by code.</summary>
    ValueTask<IReadOnlyList<PublishedTariff>> LatestAsync(CancellationToken cancellationToken = default);

    /// <summary>One revision, or null.</summary>
    ValueTask<PublishedTariff?> FindAsync(string code, int revision, CancellationToken cancellationToken = default);
}

/// <summary>The store of the Billing room.</summary>
public interface IBillStore
{
    /// <summary>
    /// Candidates of a cycle in order of account and service point: one for each pair with terms in force in the cycle, unless the account closed before it.
    /// </summary>
    /// <param name="cycle">The days whose closing readings are billed.</param>
    /// <param name="after">Begin after this account and service point; null for the start.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    ValueTask<IReadOnlyList<BillingCandidate>> CandidatesAsync(
        Period cycle, (Id<Account> Account, Id<ServicePoint> ServicePoint)? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>The same, of the accounts of a partition: those with ids up to and with <paramref name="through"/>.</summary>
    async ValueTask<IReadOnlyList<BillingCandidate>> CandidatesAsync(
        Period cycle, (Id<Account> Account, Id<ServicePoint> ServicePoint)? after, Id<Account> through, int limit, CancellationToken cancellationToken = default)
    {
        var page = await CandidatesAsync(cycle, after, limit, cancellationToken).ConfigureAwait(false);
        return page.Count == 0 || page[^1].Account.Id <= through ? page : [.. page.TakeWhile(c => c.Account.Id <= through)];
    }

    /// <summary>Adds bills, in order of key. One live bill per account, service point and start; a bill starts where the last ended.</summary>
    ValueTask AddAsync(IReadOnlyList<Bill> bills, CancellationToken cancellationToken = default);

    /// <summary>Notes what a run did not bill, in place of what was noted for the same cycle, account and service point before.</summary>
    ValueTask PutAsync(IReadOnlyList<BillingOutcome> outcomes, CancellationToken cancellationToken = default);

    /// <summary>Forgets what was noted of accounts that now have a bill of the cycle.</summary>
    ValueTask ClearOutcomesAsync(LocalDate cycle, IReadOnlyList<(Id<Account> Account, Id<ServicePoint> ServicePoint)> billed, CancellationToken cancellationToken = default);

    /// <summary>What was not billed in a cycle, in order of account.</summary>
    ValueTask<IReadOnlyList<BillingOutcome>> OutcomesOfAsync(LocalDate cycle, CancellationToken cancellationToken = default);

    /// <summary>A bill, or null.</summary>
    ValueTask<Bill?> FindAsync(BillKey key, CancellationToken cancellationToken = default);

    /// <summary>The bills of an account, newest first.</summary>
    ValueTask<IReadOnlyList<Bill>> OfAccountAsync(Id<Account> account, CancellationToken cancellationToken = default);

    /// <summary>All bills in order of key. Other verbs of the unit of work may be called in between.</summary>
    IAsyncEnumerable<Bill> StreamAsync(CancellationToken cancellationToken = default);

    /// <summary>All bills issued on some days, cancelled ones too, in order of key. Other verbs of the unit of work may be called in between.</summary>
    IAsyncEnumerable<Bill> IssuedAsync(Period days, CancellationToken cancellationToken = default) => StreamAsync(cancellationToken).Where(b => days.Contains(b.IssuedOn));

    /// <summary>Notes that a run began, or that it came to its end.</summary>
    ValueTask PutAsync(BillingRunRecord run, CancellationToken cancellationToken = default);

    /// <summary>All runs, newest first.</summary>
    ValueTask<IReadOnlyList<BillingRunRecord>> RunsAsync(CancellationToken cancellationToken = default);

    /// <summary>The last runs of a kind, newest first.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    async ValueTask<IReadOnlyList<BillingRunRecord>> RunsAsync(BillingRunKind kind, int limit, CancellationToken cancellationToken = default) =>
        [.. (await RunsAsync(cancellationToken).ConfigureAwait(false)).Where(r => r.Kind == kind).Take(limit)];
}

/// <summary>The store of the Receivables room.</summary>
public interface IReceivableStore
{
    /// <summary>Posts a journal; its source is unique.</summary>
    ValueTask PostAsync(Journal journal, CancellationToken cancellationToken = default);

    /// <summary>Debits less credits of each ledger account and currency, all days; the trial balance.</summary>
    ValueTask<IReadOnlyList<JournalLine>> TrialBalanceAsync(CancellationToken cancellationToken = default);

    /// <summary>The sources of journals that do not balance to zero; none, if the database is sound.</summary>
    ValueTask<IReadOnlyList<string>> UnbalancedAsync(CancellationToken cancellationToken = default);
}

/// <summary>The store of the Audit room.</summary>
public interface IAuditStore
{
    /// <summary>Chains an entry to the last.</summary>
    ValueTask AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default);

    /// <summary>All entries in order. Other verbs of the unit of work may be called in between.</summary>
    IAsyncEnumerable<ChainedAuditEntry> StreamAsync(CancellationToken cancellationToken = default);

    /// <summary>The last entries before one, the newest first; from the end when it is null.</summary>
    async ValueTask<IReadOnlyList<ChainedAuditEntry>> LastAsync(long? before, int limit, CancellationToken cancellationToken = default)
    {
        var last = new Queue<ChainedAuditEntry>();
        await foreach (var entry in StreamAsync(cancellationToken).ConfigureAwait(false))
        {
            if (entry.Sequence >= (before ?? long.MaxValue)) break;
            last.Enqueue(entry);
            if (last.Count > limit) last.Dequeue();
        }
        return [.. last.Reverse()];
    }
}

/// <summary>Requests that were answered already: the same key and body get the same answer and have one effect.</summary>
public interface IIdempotencyStore
{
    /// <summary>What is known of a key, or null.</summary>
    ValueTask<AnsweredRequest?> FindAsync(string scope, string key, CancellationToken cancellationToken = default);

    /// <summary>Notes an answer in the same unit of work as its effect; the scope and key are unique.</summary>
    ValueTask AddAsync(AnsweredRequest request, CancellationToken cancellationToken = default);
}

/// <summary>A request that was answered.</summary>
/// <param name="Scope">The kind of request, such as <c>import.readings</c>.</param>
/// <param name="Key">The caller's key, or the digest of a file.</param>
/// <param name="BodyDigest">SHA-256 of the body; another body with the same key is refused.</param>
/// <param name="Answer">What was answered, as JSON.</param>
/// <param name="At">When.</param>
public sealed record AnsweredRequest(string Scope, string Key, string BodyDigest, string Answer, Instant At);

using WaterCore.Organization;
using WaterCore.Statistics;

namespace WaterCore.Ports;

/// <summary>Where everything is kept. A storage plugin implements this; an embedding program may pass its own.</summary>
/// <remarks>
/// The invariants are held by the database itself: unique natural keys, append-only tables, no overlapping periods.
/// A violated key is a <see cref="StorageConflictException"/>; a database that cannot be used is a <see cref="StorageUnavailableException"/>.
/// </remarks>
public interface IStorage : IAsyncDisposable
{
    /// <summary>What and where it is, for people; never with a password: <c>SQLite 3.53.3, /var/lib/watercore/watercore.db</c>.</summary>
    string Description { get; }

    /// <summary>How many changes go on at the same time with profit: 1 where the database has one writer.</summary>
    int Writers => 1;

    /// <summary>Connects, checks that the database can be used, and brings its tables up to date. Call once, before anything else.</summary>
    /// <exception cref="StorageUnavailableException">It is locked, read-only, damaged, too new, or not there.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes a copy of one state of the whole database to a file, while the service goes on. The file must not be there.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be written, or this storage has another way of being backed up.</exception>
    ValueTask BackUpAsync(string file, CancellationToken cancellationToken = default) =>
        throw new StorageUnavailableException($"{Description} is not backed up by this program; use the tools of the database.");

    /// <summary>Fills this storage from a backup. To be called before <see cref="OpenAsync"/>, on a storage that holds nothing yet.</summary>
    /// <exception cref="StorageUnavailableException">It holds something, or the file cannot be read.</exception>
    ValueTask RestoreAsync(string file, CancellationToken cancellationToken = default) =>
        throw new StorageUnavailableException($"{Description} is not restored by this program; use the tools of the database.");

    /// <summary>Opens a backup as a storage of its own, to be looked through; what was made for it is removed when it is disposed. The backup stays as it is.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be read, or there is no place for the copy.</exception>
    ValueTask<IStorage> OpenBackupAsync(string file, CancellationToken cancellationToken = default) =>
        throw new StorageUnavailableException($"{Description} cannot open a backup to look through it; restore it elsewhere with the tools of the database.");

    /// <summary>Begins reading: sees one state of the database until disposed.</summary>
    ValueTask<IUnitOfWork> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Begins a change: all of it is durable when <see cref="IUnitOfWork.CommitAsync"/> returns, or none of it ever is.</summary>
    /// <remarks>Waits its turn where the database has one writer.</remarks>
    /// <exception cref="StorageUnavailableException">The turn did not come in time, or the disk is full or read-only.</exception>
    ValueTask<IUnitOfWork> WriteAsync(CancellationToken cancellationToken = default);

    /// <summary>What a unit of work sees that is begun at this moment without a scope: everything, unless the storage is held to what somebody may see.</summary>
    DataScope Scope => DataScope.All;

    /// <summary>Begins reading within a scope: accounts of other branches, with their bills and payments, are as if they were not there.</summary>
    ValueTask<IUnitOfWork> ReadAsync(DataScope scope, CancellationToken cancellationToken = default) =>
        scope.IsAll ? ReadAsync(cancellationToken) : throw OlderPlugin.Without("what a branch may see");

    /// <summary>Begins a change within a scope: what it looks up is as in <see cref="ReadAsync(DataScope, CancellationToken)"/>. What the database holds up as a rule looks at everything.</summary>
    ValueTask<IUnitOfWork> WriteAsync(DataScope scope, CancellationToken cancellationToken = default) =>
        scope.IsAll ? WriteAsync(cancellationToken) : throw OlderPlugin.Without("what a branch may see");
}

/// <summary>One piece of work on the storage, with a small store per room. Not for use by two threads at once.</summary>
public partial interface IUnitOfWork : IAsyncDisposable
{
    /// <summary>Customers, premises, service points, accounts, agreements.</summary>
    ICustomerStore Customers { get; }

    /// <summary>Meters, installations, readings.</summary>
    IMeteringStore Metering { get; }

    /// <summary>Reading books, sheets, visits and held readings.</summary>
    IReadingWorkStore ReadingWork => throw OlderPlugin.Without("reading books");

    /// <summary>Published tariffs.</summary>
    ITariffStore Tariffs { get; }

    /// <summary>Bills, billing runs and what they did not bill.</summary>
    IBillStore Bills { get; }

    /// <summary>The general ledger.</summary>
    IReceivableStore Receivables { get; }

    /// <summary>The audit chain.</summary>
    IAuditStore Audit { get; }

    /// <summary>Keys of requests that were answered already.</summary>
    IIdempotencyStore Keys { get; }

    /// <summary>Workflow definitions, work items and their record.</summary>
    /// <exception cref="NotSupportedException">The storage was built before work was kept.</exception>
    IWorkStore Work => throw new NotSupportedException($"{GetType()} does not keep work; use a newer version of the storage plugin.");

    /// <summary>Branches, positions and who holds them.</summary>
    /// <exception cref="NotSupportedException">The storage was built before the organisation was kept.</exception>
    IOrganizationStore Organization => throw new NotSupportedException($"{GetType()} does not keep the organisation; use a newer version of the storage plugin.");

    /// <summary>What finds accounts by any clue.</summary>
    ISearchStore Search => NoSearchStore.Instance;

    /// <summary>The facts of a period, one by one, for indicators; in order of account.</summary>
    IAsyncEnumerable<FactRow> FactsAsync(FactTable table, Period period, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("indicators");

    /// <summary>The same; where a table goes by instants, its days are those of a zone.</summary>
    IAsyncEnumerable<FactRow> FactsAsync(FactTable table, Period period, NodaTime.DateTimeZone zone, CancellationToken cancellationToken = default) => FactsAsync(table, period, cancellationToken);

    /// <summary>Who may sign in to the service, and with what.</summary>
    /// <exception cref="NotSupportedException">The storage is older than this store; nobody can sign in over it.</exception>
    IAccessStore Access => throw new NotSupportedException("This storage keeps no logins; use a newer version of its plugin.");

    /// <summary>
    /// Whether others want to change something while this change goes on, as far as is known: they wait for its end, or for the processors that it takes. A long act
    /// then ends its change early and begins another, and does less at a time.
    /// </summary>
    bool OthersWait => false;

    /// <summary>
    /// Whether what bills are worked out from (accounts, terms, meters, places, readings, cancelled bills) is for this change as it was for a look that was begun
    /// before it. False is always right: what was worked out in the look is then worked out again.
    /// </summary>
    /// <param name="look">Of the same storage; it may be over.</param>
    bool SeesAsIn(IUnitOfWork look) => false;

    /// <summary>Makes the change durable. Without it, disposing undoes everything.</summary>
    /// <exception cref="StorageConflictException">Another change came first.</exception>
    ValueTask CommitAsync(CancellationToken cancellationToken = default);
}

/// <summary>A natural key exists already, or another change came first. Nothing of the unit of work is kept.</summary>
public sealed class StorageConflictException : Exception
{
    /// <summary>Without a message.</summary>
    public StorageConflictException() { }

    /// <summary>Which key of which table.</summary>
    public StorageConflictException(string message) : base(message) { }

    /// <summary>Which key of which table, and the database's own error.</summary>
    public StorageConflictException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>The database cannot be used. The message is one sentence with the remedy.</summary>
public sealed class StorageUnavailableException : Exception
{
    /// <summary>Without a message.</summary>
    public StorageUnavailableException() { }

    /// <summary>What is wrong, where, and what to do.</summary>
    public StorageUnavailableException(string message) : base(message) { }

    /// <summary>What is wrong, where, and what to do, and the database's own error.</summary>
    public StorageUnavailableException(string message, Exception inner) : base(message, inner) { }
}

using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Statistics;

namespace WaterCore.Storage.Sql;

/// <summary>A unit of work on an ADO.NET connection. The abstract members are all that differs between databases.</summary>
internal abstract partial class SqlUnit : IUnitOfWork
{
    private enum State { Open, Refused, Committed, Disposed }

    private State _state;

    protected SqlUnit(bool writes)
    {
        Writes = writes;
        Customers = new CustomerStore(this);
        Metering = new MeteringStore(this);
        ReadingWork = new ReadingWorkStore(this);
        Tariffs = new TariffStore(this);
        Bills = new BillStore(this);
        Receivables = new ReceivableStore(this);
        Audit = new AuditStore(this);
        Keys = new IdempotencyStore(this);
        Access = new AccessStore(this);
    }

    public ICustomerStore Customers { get; }

    public IMeteringStore Metering { get; }

    public IReadingWorkStore ReadingWork { get; }

    public ITariffStore Tariffs { get; }

    public IBillStore Bills { get; }

    public IReceivableStore Receivables { get; }

    public IAuditStore Audit { get; }

    public IIdempotencyStore Keys { get; }

    public IAsyncEnumerable<FactRow> FactsAsync(FactTable table, Period period, CancellationToken cancellationToken = default) =>
        FactQuery.RunAsync(this, table, period, cancellationToken);

    public IAccessStore Access { get; }

    /// <summary>Whether it was begun as a change.</summary>
    protected bool Writes { get; }

    /// <summary>An open connection with a transaction under way.</summary>
    protected abstract DbConnection Connection { get; }

    /// <summary>A day as the database keeps it.</summary>
    public abstract LocalDate Day(DbDataReader reader, int column);

    /// <summary>The condition that a column is one of the values of a list parameter, which <see cref="List{T}"/> makes.</summary>
    public abstract string IsIn(string column, string parameter);

    /// <summary>A list as one parameter.</summary>
    public abstract object List<T>(IEnumerable<T> values);

    /// <summary>A writer of rows; <paramref name="onConflict"/> is the SQL clause of that name, or empty.</summary>
    protected abstract RowWriter Writer(string table, IReadOnlyList<string> columns, string onConflict);

    /// <summary>Makes the change durable.</summary>
    protected abstract ValueTask CommitCoreAsync(CancellationToken cancellationToken);

    /// <summary>Undoes what was not committed and gives the connection back.</summary>
    protected abstract ValueTask EndAsync();

    /// <summary>The port's exception for the database's own.</summary>
    protected abstract Exception Translate(DbException error);

    public async ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments, Func<RowReader, T> map, CancellationToken cancellationToken)
    {
        Check(false);
        try
        {
            var rows = new List<T>();
            using var reader = await Connection.ExecuteReaderAsync(new CommandDefinition(sql, arguments, cancellationToken: cancellationToken)).ConfigureAwait(false);
            var row = new RowReader(this, reader);
            while (await row.NextRowAsync(cancellationToken).ConfigureAwait(false)) rows.Add(map(row));
            return rows;
        }
        catch (DbException error)
        {
            throw Refuse(error);
        }
    }

    public async ValueTask<T?> FindAsync<T>(string sql, object arguments, Func<RowReader, T> map, CancellationToken cancellationToken) where T : class
    {
        var rows = await QueryAsync(sql, arguments, map, cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : rows[0];
    }

    public async IAsyncEnumerable<T> StreamAsync<T>(string sql, Func<RowReader, T> map, [EnumeratorCancellation] CancellationToken cancellationToken, object? arguments = null)
    {
        Check(false);
        using var reader = await GuardAsync(() => Connection.ExecuteReaderAsync(new CommandDefinition(sql, arguments, cancellationToken: cancellationToken))).ConfigureAwait(false);
        var row = new RowReader(this, reader);
        while (await GuardAsync(() => row.NextRowAsync(cancellationToken).AsTask()).ConfigureAwait(false)) yield return map(row);
    }

    public async ValueTask<long> NumberAsync(string sql, CancellationToken cancellationToken)
    {
        Check(false);
        return await GuardAsync(() => Connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, cancellationToken: cancellationToken))).ConfigureAwait(false);
    }

    public async ValueTask ExecuteAsync(string sql, object arguments, CancellationToken cancellationToken) =>
        await ChangeAsync(sql, arguments, cancellationToken).ConfigureAwait(false);

    /// <summary>Changes rows and says how many.</summary>
    public async ValueTask<int> ChangeAsync(string sql, object arguments, CancellationToken cancellationToken)
    {
        Check(true);
        return await GuardAsync(() => Connection.ExecuteAsync(new CommandDefinition(sql, arguments, cancellationToken: cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>Adds rows to a table.</summary>
    public async ValueTask AddAsync<T>(
        string table, IReadOnlyList<string> columns, IReadOnlyList<T> rows, Action<RowWriter, T> write, CancellationToken cancellationToken, string onConflict = "")
    {
        Check(true);
        if (rows.Count == 0) return;
        try
        {
            using var writer = Writer(table, columns, onConflict);
            for (var i = 0; i < rows.Count; i++)
            {
                if ((i & 1023) == 0) cancellationToken.ThrowIfCancellationRequested();
                write(writer, rows[i]);
                writer.EndRow();
            }
            await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException error)
        {
            throw Refuse(error);
        }
        catch
        {
            // Part of the list is in: the unit must not be committed.
            _state = State.Refused;
            throw;
        }
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken = default)
    {
        Check(true);
        try
        {
            await CommitCoreAsync(cancellationToken).ConfigureAwait(false);
            _state = State.Committed;
        }
        catch (DbException error)
        {
            throw Refuse(error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_state == State.Disposed) return;
        _state = State.Disposed;
        await EndAsync().ConfigureAwait(false);
    }

    private void Check(bool writing)
    {
        ObjectDisposedException.ThrowIf(_state == State.Disposed, this);
        if (writing && !Writes) throw new InvalidOperationException("This unit of work only reads; begin a change with IStorage.WriteAsync.");
        if (_state == State.Committed) throw new InvalidOperationException("This unit of work is committed; begin another.");
        if (_state == State.Refused) throw new StorageConflictException("A step of this unit of work was refused before, so nothing of it is kept.");
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (DbException error)
        {
            throw Refuse(error);
        }
    }

    /// <summary>Refuses the unit for a change that came first, which the caller throws.</summary>
    public StorageConflictException Conflict(string message)
    {
        _state = State.Refused;
        return new StorageConflictException(message);
    }

    private Exception Refuse(DbException error)
    {
        _state = State.Refused;
        return Translate(error);
    }
}

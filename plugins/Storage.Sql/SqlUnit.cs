using System.Data.Common;
using System.Runtime.CompilerServices;
using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>A unit of work on an ADO.NET connection. The abstract members are all that differs between databases.</summary>
internal abstract partial class SqlUnit : IUnitOfWork
{
    /// <summary>The one turn of all that is numbered without a gap across the whole database: the audit and the outbox. One for both, so that nobody has the one and waits for the other.</summary>
    public const string InOrder = "in order";

    /// <summary>The parameter that every statement with <see cref="And"/> or <see cref="AndOf"/> in it is given.</summary>
    public const string Branches = "branches";

    private enum State { Open, Refused, Committed, Disposed }

    private State _state;

    protected SqlUnit(bool writes, DataScope scope)
    {
        Writes = writes;
        Scope = scope;
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
        FactsAsync(table, period, DateTimeZone.Utc, cancellationToken);

    public IAsyncEnumerable<FactRow> FactsAsync(FactTable table, Period period, DateTimeZone zone, CancellationToken cancellationToken = default) =>
        FactQuery.RunAsync(this, table, period, zone, cancellationToken);

    public IAccessStore Access { get; }

    /// <summary>Whether it wrote what bills are worked out from.</summary>
    public bool ChangedFacts { get; private set; }

    public virtual bool OthersWait => false;

    public virtual bool SeesAsIn(IUnitOfWork look) => false;

    /// <summary>Whether it was begun as a change.</summary>
    protected bool Writes { get; }

    /// <summary>A command of the unit's transaction, to be given back.</summary>
    protected abstract DbCommand Take(string sql);

    /// <summary>Takes a command back; a database that prepares it keeps it for the next one who asks the same.</summary>
    protected virtual void Give(DbCommand command) => command.Dispose();

    /// <summary>Whose accounts it sees.</summary>
    public DataScope Scope { get; }

    /// <summary>The condition, with its <c>and</c>, that a column with a branch is in the scope; nothing where all is.</summary>
    public string And(string branch) => Scope.IsAll ? "" : $" and ({branch} is null or {IsIn(branch, Branches)})";

    /// <summary>The condition, with its <c>and</c>, that the account of a column is in the scope; nothing where all is.</summary>
    public string AndOf(string account) => Scope.IsAll ? "" : $" and exists (select 1 from account scoped where scoped.id = {account}{And("scoped.branch")})";

    /// <summary>A look at everything, whatever the scope, such as for the number that comes next.</summary>
    public virtual ValueTask<long> BeyondScopeAsync(string sql, object? arguments, CancellationToken cancellationToken) => OneAsync(sql, arguments, cancellationToken);

    /// <summary>Reads the rows of a result.</summary>
    protected virtual RowReader Rows(DbDataReader reader) => new(this, reader);

    /// <summary>A day as the database keeps it.</summary>
    public abstract LocalDate Day(DbDataReader reader, int column);

    /// <summary>The condition that a column is one of the values of a list parameter, which <see cref="List{T}"/> makes.</summary>
    public abstract string IsIn(string column, string parameter);

    /// <summary>A list as one parameter.</summary>
    public abstract object List<T>(IEnumerable<T> values);

    /// <summary>The day, in UTC, of an instant that a column keeps as text.</summary>
    public abstract string DayOf(string column);

    /// <summary>Gives a parameter of a statement its value; <paramref name="type"/> is what it was declared as, also when it is null.</summary>
    public abstract void Bind(DbParameter parameter, Type type, object? value);

    /// <summary>Waits until no other change that asked for the same turn is under way, where there may be several; it is kept until this one ends.</summary>
    public virtual ValueTask TurnAsync(string name, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Tells a database that plans by statistics that from here on a few rows are looked up in large tables; statistics may be of before the tables were filled.</summary>
    public virtual ValueTask PreferIndexesAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Tells a database where changes share a transaction that this one, which has not begun to write, will take long: those before it need not wait.</summary>
    public virtual void TakesLong()
    {
    }

    /// <summary>Takes ids for new records, given <paramref name="last"/>, a query for the highest there is.</summary>
    public virtual async ValueTask<IdBlock> TakeIdsAsync(string last, long count, CancellationToken cancellationToken) =>
        new(1 + await BeyondScopeAsync(last, null, cancellationToken).ConfigureAwait(false), long.MaxValue);

    /// <summary>A writer of <paramref name="rows"/> rows; <paramref name="onConflict"/> is the SQL clause of that name, or empty.</summary>
    protected abstract RowWriter Writer(string table, IReadOnlyList<string> columns, string onConflict, int rows);

    /// <summary>Makes the change durable.</summary>
    protected abstract ValueTask CommitCoreAsync(CancellationToken cancellationToken);

    /// <summary>Undoes what was not committed and gives the connection back.</summary>
    protected abstract ValueTask EndAsync();

    /// <summary>The port's exception for the database's own.</summary>
    protected abstract Exception Translate(DbException error);

    /// <summary>Rows of which nobody else makes further ones before this change is over: those of the highest number so far.</summary>
    public virtual async ValueTask<IReadOnlyList<T>> QueryInTurnAsync<T>(string turn, string sql, Func<RowReader, T> map, CancellationToken cancellationToken)
    {
        await TurnAsync(turn, cancellationToken).ConfigureAwait(false);
        return await QueryAsync(sql, null, map, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments, Func<RowReader, T> map, CancellationToken cancellationToken)
    {
        Check(false);
        var command = Command(sql, arguments);
        try
        {
            var rows = new List<T>();
            using (var reader = await SendAsync(command, cancellationToken).ConfigureAwait(false))
            {
                var row = Rows(reader);
                while (await row.NextRowAsync(cancellationToken).ConfigureAwait(false)) rows.Add(map(row));
            }
            Give(command);
            return rows;
        }
        catch (DbException error)
        {
            command.Dispose();
            throw Refuse(error);
        }
    }

    /// <summary>Answers several queries with the same arguments; where each would be a way to the database and back, they go together.</summary>
    public virtual async ValueTask AnswerAsync(object arguments, IReadOnlyList<SqlQuestion> questions, CancellationToken cancellationToken)
    {
        foreach (var question in questions) await QueryAsync(question.Sql, arguments, question.Read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what was asked together, in that order.</summary>
    protected async ValueTask ReadAsync(Func<ValueTask<DbDataReader>> send, IReadOnlyList<SqlQuestion> questions, CancellationToken cancellationToken)
    {
        Check(false);
        try
        {
            using var reader = await send().ConfigureAwait(false);
            foreach (var question in questions)
            {
                var row = Rows(reader);
                while (await row.NextRowAsync(cancellationToken).ConfigureAwait(false)) question.Read(row);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            }
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

    public virtual async IAsyncEnumerable<T> StreamAsync<T>(string sql, Func<RowReader, T> map, [EnumeratorCancellation] CancellationToken cancellationToken, object? arguments = null)
    {
        Check(false);
        await GuardAsync(() => SendAsync(cancellationToken).AsTask()).ConfigureAwait(false);
        using var command = Command(sql, arguments);
        using var reader = await GuardAsync(() => command.ExecuteReaderAsync(cancellationToken)).ConfigureAwait(false);
        var row = Rows(reader);
        while (await GuardAsync(() => row.NextRowAsync(cancellationToken).AsTask()).ConfigureAwait(false)) yield return map(row);
    }

    public async ValueTask<long> NumberAsync(string sql, CancellationToken cancellationToken) => await OneAsync(sql, null, cancellationToken).ConfigureAwait(false);

    private async ValueTask<long> OneAsync(string sql, object? arguments, CancellationToken cancellationToken) =>
        (await QueryAsync(sql, arguments, static row => row.Long(), cancellationToken).ConfigureAwait(false))[0];

    /// <summary>A number that new records go by, such as the highest so far: nobody else gets it before this change is over.</summary>
    public async ValueTask<long> NumberInTurnAsync(string turn, string sql, CancellationToken cancellationToken) =>
        (await QueryInTurnAsync(turn, sql, static row => row.Long(), cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask ExecuteAsync(string sql, object arguments, CancellationToken cancellationToken) =>
        await ChangeAsync(sql, arguments, cancellationToken).ConfigureAwait(false);

    /// <summary>Changes rows and says how many.</summary>
    public async ValueTask<int> ChangeAsync(string sql, object arguments, CancellationToken cancellationToken)
    {
        Check(true);
        NoteChange(sql);
        var command = Command(sql, arguments);
        try
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
            var changed = await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            Give(command);
            return changed;
        }
        catch (DbException error)
        {
            command.Dispose();
            throw Refuse(error);
        }
    }

    /// <summary>Notes what a statement changes.</summary>
    protected void NoteChange(string sql) => ChangedFacts |= Facts.IsChangedBy(sql);

    /// <summary>Adds rows to a table.</summary>
    public async ValueTask AddAsync<T>(
        string table, IReadOnlyList<string> columns, IReadOnlyList<T> rows, Action<RowWriter, T> write, CancellationToken cancellationToken, string onConflict = "")
    {
        Check(true);
        if (rows.Count == 0) return;
        ChangedFacts |= Facts.Contains(table);
        try
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
            using var writer = Writer(table, columns, onConflict, rows.Count);
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

    /// <summary>
    /// Adds rows that may go to the database with the next statement or with the commit, which then tells what is refused of them: for what is written at the end
    /// of a change, where each statement is a way there and back.
    /// </summary>
    public ValueTask AddLaterAsync<T>(string table, IReadOnlyList<string> columns, IReadOnlyList<T> rows, Action<RowWriter, T> write, CancellationToken cancellationToken)
    {
        Check(true);
        if (LaterWriter(table, columns, rows.Count) is not { } writer) return AddAsync(table, columns, rows, write, cancellationToken);
        ChangedFacts |= Facts.Contains(table);
        Note(writer, rows, write);
        return ValueTask.CompletedTask;
    }

    /// <summary>Changes a row, now or when <see cref="AddLaterAsync{T}"/> would; refused with <paramref name="conflict"/> when there is no such row.</summary>
    public virtual async ValueTask ChangeLaterAsync(string sql, object arguments, string conflict, CancellationToken cancellationToken)
    {
        if (await ChangeAsync(sql, arguments, cancellationToken).ConfigureAwait(false) == 0) throw Conflict(conflict);
    }

    /// <summary>Calls a function of the database for what is numbered in order, as late as may be: the turn for it is everybody's.</summary>
    /// <returns>False where the database has no functions, and nothing is done.</returns>
    public bool CallLater(string function, Action<RowWriter> write)
    {
        Check(true);
        if (CallWriter(function) is not { } writer) return false;
        Note(writer, [write], static (row, fields) => fields(row));
        return true;
    }

    /// <summary>A writer that only notes rows until <see cref="SendAsync"/>, or null to write at once.</summary>
    protected virtual RowWriter? LaterWriter(string table, IReadOnlyList<string> columns, int rows) => null;

    /// <summary>A writer that notes the arguments of a call until <see cref="SendAsync"/>, or null where there are no functions.</summary>
    protected virtual RowWriter? CallWriter(string function) => null;

    /// <summary>Sends what was noted.</summary>
    protected virtual ValueTask SendAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Sends what was noted, and a query after it.</summary>
    protected virtual async ValueTask<DbDataReader> SendAsync(DbCommand query, CancellationToken cancellationToken) => await query.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);

    private void Note<T>(RowWriter writer, IReadOnlyList<T> rows, Action<RowWriter, T> write)
    {
        try
        {
            foreach (var row in rows)
            {
                write(writer, row);
                writer.EndRow();
            }
        }
        catch
        {
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

    private DbCommand Command(string sql, object? arguments)
    {
        var command = Take(sql);
        if (arguments is not null || !Scope.IsAll) SqlArguments.Bind(this, command, arguments);
        return command;
    }

    /// <summary>Checks that the unit is open, and that it may write.</summary>
    protected void Check(bool writing)
    {
        ObjectDisposedException.ThrowIf(_state == State.Disposed, this);
        if (writing && !Writes) throw new InvalidOperationException("This unit of work only reads; begin a change with IStorage.WriteAsync.");
        if (_state == State.Committed) throw new InvalidOperationException("This unit of work is committed; begin another.");
        if (_state == State.Refused) throw new StorageConflictException("A step of this unit of work was refused before, so nothing of it is kept.");
    }

    private async Task GuardAsync(Func<Task> action) => await GuardAsync(async () =>
    {
        await action().ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

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

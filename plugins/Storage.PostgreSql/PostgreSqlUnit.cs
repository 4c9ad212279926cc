using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.Sql;
using WaterCore.Values;

namespace WaterCore.Storage.PostgreSql;

/// <summary>A unit of work on a connection of its own: a change reads what is committed, a look sees one state (repeatable read).</summary>
internal sealed class PostgreSqlUnit(PostgreSqlStorage storage, NpgsqlConnection connection, NpgsqlTransaction transaction, bool writes, DataScope scope) : SqlUnit(writes, scope), IUnitOfWork
{
    // From here on COPY costs less than one insert for each row.
    private const int Many = 40;

    private const string Lock = "select pg_advisory_xact_lock(turn($1))";

    // Rows of a stream that are asked for at once.
    private const int Page = 2_000;

    // Never the same name twice: a statement that was prepared for one cursor must not be used for another with other columns.
    private static long s_cursors;

    private readonly HashSet<string> _turns = new(StringComparer.Ordinal);
    private readonly List<NpgsqlBatchCommand> _later = [], _inOrder = [];
    private bool _prefersIndexes, _hasTurn, _over;
    private PostgreSqlSearchStore? _search;
    private long? _shortBefore;

    // Changes of others do not wait for a long one here, but they share the processors with it.
    public override bool OthersWait => _shortBefore is { } before && storage.Short != before;

    public ISearchStore Search => _search ??= new PostgreSqlSearchStore(this);

    protected override DbCommand Take(string sql) => new NpgsqlCommand(sql, connection, transaction);

    public override LocalDate Day(DbDataReader reader, int column) => LocalDate.FromDateOnly(reader.GetFieldValue<DateOnly>(column));

    public override string IsIn(string column, string parameter) => $"{column} = any(@{parameter})";

    public override object List<T>(IEnumerable<T> values) => values.ToArray();

    public override string DayOf(string column) => $"cast(substr({column}, 1, 10) as date)";

    public override void Bind(DbParameter parameter, Type type, object? value)
    {
        var typed = (NpgsqlParameter)parameter;
        if (type == typeof(LocalDate) || type == typeof(LocalDate?)) typed.NpgsqlDbType = NpgsqlDbType.Date;
        else if (type == typeof(string)) typed.NpgsqlDbType = NpgsqlDbType.Text;
        else if (value is null && (type == typeof(long?) || type == typeof(int?))) typed.NpgsqlDbType = NpgsqlDbType.Bigint;
        typed.Value = value switch
        {
            null => DBNull.Value,
            LocalDate day => day.ToDateOnly(),
            _ => value,
        };
    }

    // It goes with the next statement, which sees what was committed before the turn came.
    public override ValueTask TurnAsync(string name, CancellationToken cancellationToken)
    {
        if (Writes && _turns.Add(name)) _later.Add(new(Lock) { Parameters = { new NpgsqlParameter<string> { TypedValue = name } } });
        return ValueTask.CompletedTask;
    }

    public override void TakesLong()
    {
        if (Writes) _shortBefore ??= storage.NotShort();
    }

    public override ValueTask AnswerAsync(object arguments, IReadOnlyList<SqlQuestion> questions, CancellationToken cancellationToken) =>
        ReadAsync(() => AnswerAsync([.. questions.Select(q => AsNoted(q.Sql, arguments))], cancellationToken), questions, cancellationToken);

    public override ValueTask PreferIndexesAsync(CancellationToken cancellationToken)
    {
        if (_prefersIndexes) return ValueTask.CompletedTask;
        _prefersIndexes = true;
        foreach (var way in (string[])["hashjoin", "mergejoin", "seqscan", "bitmapscan"]) _later.Add(new($"set local enable_{way} = off"));
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<IdBlock> TakeIdsAsync(string last, long count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new(await BeyondScopeAsync($"select take_ids(@count, ({last}))", new { count }, cancellationToken).ConfigureAwait(false), count);
    }

    // Outside the scope's role for this one look.
    public override async ValueTask<long> BeyondScopeAsync(string sql, object? arguments, CancellationToken cancellationToken)
    {
        if (Scope.IsAll) return await base.BeyondScopeAsync(sql, arguments, cancellationToken).ConfigureAwait(false);
        await QueryAsync("set local role none", null, static _ => 0, cancellationToken).ConfigureAwait(false);
        var found = await base.BeyondScopeAsync(sql, arguments, cancellationToken).ConfigureAwait(false);
        await QueryAsync($"set local role {PostgreSqlScope.Role}", null, static _ => 0, cancellationToken).ConfigureAwait(false);
        return found;
    }

    // A connection has one reader at a time, and other verbs may be called between two rows: so a cursor, a page at a time.
    public override async IAsyncEnumerable<T> StreamAsync<T>(
        string sql, Func<RowReader, T> map, [EnumeratorCancellation] CancellationToken cancellationToken, object? arguments = null)
    {
        var cursor = string.Create(CultureInfo.InvariantCulture, $"rows_{Interlocked.Increment(ref s_cursors)}");
        await QueryAsync($"declare {cursor} no scroll cursor for {sql}", arguments, static _ => 0, cancellationToken).ConfigureAwait(false);
        for (;;)
        {
            var page = await QueryAsync($"fetch {Page} from {cursor}", null, map, cancellationToken).ConfigureAwait(false);
            foreach (var row in page) yield return row;
            if (page.Count < Page) break;
        }
        await QueryAsync($"close {cursor}", null, static _ => 0, cancellationToken).ConfigureAwait(false);
    }

    protected override RowWriter Writer(string table, IReadOnlyList<string> columns, string onConflict, int rows) =>
        // Nobody may COPY where rows are guarded.
        rows < Many || !Scope.IsAll ? new InsertWriter(connection, table, columns, onConflict) : new CopyWriter(connection, table, columns, onConflict);

    protected override RowWriter? LaterWriter(string table, IReadOnlyList<string> columns, int rows)
    {
        if (rows >= Many) return null;
        var sql = NoteWriter.Insert(table, columns);
        return new NoteWriter(_later, _ => sql);
    }

    protected override RowWriter CallWriter(string function) => new NoteWriter(_inOrder, count => $"select {function}({NoteWriter.Values(count)})");

    public override ValueTask ChangeLaterAsync(string sql, object arguments, string conflict, CancellationToken cancellationToken)
    {
        Check(true);
        NoteChange(sql);
        var noted = AsNoted($"with changed as ({sql} returning 1) select must_have_changed(count(*), @conflict) from changed", arguments);
        noted.Parameters.Add(new NpgsqlParameter<string>("conflict", conflict));
        _later.Add(noted);
        return ValueTask.CompletedTask;
    }

    private NpgsqlBatchCommand AsNoted(string sql, object arguments)
    {
        using var command = new NpgsqlCommand(sql);
        SqlArguments.Bind(this, command, arguments);
        return AsNoted(command);
    }

    private static NpgsqlBatchCommand AsNoted(NpgsqlCommand command)
    {
        var parameters = command.Parameters.ToArray();
        command.Parameters.Clear();
        var noted = new NpgsqlBatchCommand(command.CommandText);
        foreach (var parameter in parameters) noted.Parameters.Add(parameter);
        return noted;
    }

    protected override async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_later.Count + _inOrder.Count == 0) return;
        using var batch = Noted();
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async ValueTask<DbDataReader> SendAsync(DbCommand query, CancellationToken cancellationToken)
    {
        if (_later.Count + _inOrder.Count == 0) return await query.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        // A batch has one statement in each of its commands.
        if (!query.CommandText.Contains(';', StringComparison.Ordinal)) return await AnswerAsync([AsNoted((NpgsqlCommand)query)], cancellationToken).ConfigureAwait(false);
        await SendAsync(cancellationToken).ConfigureAwait(false);
        return await query.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
    }

    // Sends what was noted and the queries after it; the reader is at the rows of the first query.
    private async ValueTask<DbDataReader> AnswerAsync(IReadOnlyList<NpgsqlBatchCommand> queries, CancellationToken cancellationToken)
    {
        // An insert or a setting answers nothing, everything else that is noted a row.
        var before = _inOrder.Count + _later.Count(noted => !noted.CommandText.StartsWith("insert ", StringComparison.Ordinal) && !noted.CommandText.StartsWith("set ", StringComparison.Ordinal));
        var batch = Noted();
        foreach (var query in queries) batch.BatchCommands.Add(query);
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        for (var n = 0; n < before; n++) await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return reader;
    }

    // What was noted and the commit go together. Who has the turn that is everybody's gives it back before the disk has written: several such commits share one write.
    protected override async ValueTask CommitCoreAsync(CancellationToken cancellationToken)
    {
        using var batch = Noted();
        var shared = _hasTurn && await storage.SharesAsync(cancellationToken).ConfigureAwait(false);
        if (shared) batch.BatchCommands.Add(new("set local synchronous_commit = off"));
        batch.BatchCommands.Add(new("commit"));
        if (shared) storage.Log.Begin();
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (shared) storage.Log.End();
        }
        await OverAsync().ConfigureAwait(false);
        if (shared) await storage.Log.DurableAsync().ConfigureAwait(false);
        if (_search is { Put: > 0 and var put }) await storage.PutAsideAsync(put).ConfigureAwait(false);
    }

    private NpgsqlBatch Noted()
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var statement in _later) batch.BatchCommands.Add(statement);
        foreach (var statement in _inOrder) batch.BatchCommands.Add(statement);
        _hasTurn |= _inOrder.Count > 0;
        _later.Clear();
        _inOrder.Clear();
        return batch;
    }

    // Whoever does not commit, because of what is there already, must not say so before that is on the disk.
    protected override async ValueTask EndAsync()
    {
        var committed = _over;
        if (Writes && !committed) await UndoAsync().ConfigureAwait(false);
        await OverAsync().ConfigureAwait(false);
        if (Writes && !committed) await storage.SettleAsync().ConfigureAwait(false);
    }

    // A connection goes back to the pool as it is; a function that was stopped half way may have kept a lock that is not the transaction's (take_ids).
    private async ValueTask UndoAsync()
    {
        try
        {
            await transaction.RollbackAsync().ConfigureAwait(false);
            using var release = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await release.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is DbException or InvalidOperationException)
        {
            // The connection is gone, and with it what was not committed.
        }
    }

    private async ValueTask OverAsync()
    {
        if (_over) return;
        _over = true;
        if (Writes) storage.WriteOver();
        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (DbException)
        {
            // The connection is gone, and with it what was not committed.
        }
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    protected override Exception Translate(DbException error) => PostgreSqlErrors.Translate(error, storage.Place);
}

using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using SQLitePCL;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.Sqlite;

/// <summary>A unit of work on a connection lent by the storage.</summary>
/// <param name="storage">Whose it is.</param>
/// <param name="session">With a transaction under way.</param>
/// <param name="writes">Whether it is the writer.</param>
/// <param name="scope">Whose accounts it sees.</param>
/// <param name="version">The version of the facts that it sees, or an older one.</param>
/// <param name="seen">When what it sees of changes that are not committed yet is on the disk; null where there are none.</param>
internal sealed class SqliteUnit(SqliteStorage storage, SqliteSession session, bool writes, DataScope scope, long version, Task? seen = null) : SqlUnit(writes, scope), IUnitOfWork
{
    // Rows that take longer than others should have to wait for.
    private const int Many = 200;

    private readonly int _changes = raw.sqlite3_total_changes(session.Handle);
    private SqliteSearchStore? _search;
    private bool _over;

    public ISearchStore Search => _search ??= new SqliteSearchStore(this, session);

    public override bool OthersWait => Writes && storage.OthersWait;

    public override bool SeesAsIn(IUnitOfWork look) => look is SqliteUnit other && other.IsOf(storage) && other.Version == version && !ChangedFacts;

    private long Version => version;

    private bool IsOf(SqliteStorage other) => ReferenceEquals(storage, other);

    protected override DbCommand Take(string sql) => session.Take(sql);

    protected override void Give(DbCommand command) => session.Give((SqliteCommand)command);

    protected override RowReader Rows(DbDataReader reader) => new SqliteRowReader(this, (SqliteDataReader)reader);

    public override LocalDate Day(DbDataReader reader, int column) => IsoDay.Read(raw.sqlite3_column_blob(((SqliteDataReader)reader).Handle, column));

    public override string IsIn(string column, string parameter) => $"{column} in (select value from json_each(@{parameter}))";

    public override object List<T>(IEnumerable<T> values) => JsonSerializer.Serialize(values);

    public override string DayOf(string column) => $"substr({column}, 1, 10)";

    public override void Bind(DbParameter parameter, Type type, object? value) => parameter.Value = value is LocalDate day ? IsoDay.Text(day) : value ?? DBNull.Value;

    protected override RowWriter Writer(string table, IReadOnlyList<string> columns, string onConflict, int rows)
    {
        if (rows >= Many) TakesLong();
        return new SqliteRowWriter(session, table, columns, onConflict);
    }

    public override void TakesLong()
    {
        if (Writes) storage.Alone(session, _changes);
    }

    protected override ValueTask CommitCoreAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return storage.CommitAsync(session, this);
    }

    // Whoever does not commit, because of what is there already, must not say so before that is on the disk.
    protected override ValueTask EndAsync()
    {
        var committed = _over;
        End(kept: false);
        return Writes && !committed ? storage.SettleAsync(seen) : ValueTask.CompletedTask;
    }

    /// <summary>Gives the connection back, once: when it is committed or, if it never is, when it is disposed.</summary>
    public void End(bool kept)
    {
        if (_over) return;
        _over = true;
        _search?.Dispose();
        storage.TakeBack(session, Writes, kept);
    }

    protected override Exception Translate(DbException error) => SqliteErrors.Translate((SqliteException)error, storage.Path);
}

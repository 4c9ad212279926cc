using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.Sqlite;

/// <summary>A unit of work on a connection lent by the storage.</summary>
internal sealed class SqliteUnit(SqliteStorage storage, SqliteSession session, bool writes, DataScope scope) : SqlUnit(writes, scope), IUnitOfWork
{
    private SqliteSearchStore? _search;
    private bool _over;

    public ISearchStore Search => _search ??= new SqliteSearchStore(this, session);

    protected override DbCommand Take(string sql) => session.Take(sql);

    protected override void Give(DbCommand command) => session.Give((SqliteCommand)command);

    public override LocalDate Day(DbDataReader reader, int column) => IsoDay.Read(reader.GetString(column));

    public override string IsIn(string column, string parameter) => $"{column} in (select value from json_each(@{parameter}))";

    public override object List<T>(IEnumerable<T> values) => JsonSerializer.Serialize(values);

    public override string DayOf(string column) => $"substr({column}, 1, 10)";

    public override void Bind(DbParameter parameter, Type type, object? value) => parameter.Value = value is LocalDate day ? IsoDay.Text(day) : value ?? DBNull.Value;

    protected override RowWriter Writer(string table, IReadOnlyList<string> columns, string onConflict, int rows) =>
        new SqliteRowWriter(session, table, columns, onConflict);

    protected override ValueTask CommitCoreAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return storage.CommitAsync(session, this);
    }

    protected override ValueTask EndAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives the connection back, once: when it is committed or, if it never is, when it is disposed.</summary>
    public void End()
    {
        if (_over) return;
        _over = true;
        _search?.Dispose();
        storage.TakeBack(session, Writes);
    }

    protected override Exception Translate(DbException error) => SqliteErrors.Translate((SqliteException)error, storage.Path);
}

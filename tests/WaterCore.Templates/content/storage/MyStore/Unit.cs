using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.Sql;

namespace MyStore;

/// <summary>A unit of work: what differs between SQL databases stands here, the stores and their statements come from WaterCore.Storage.Sql.</summary>
internal sealed class Unit(SqliteConnection connection, string file, bool writes, DataScope scope, Action end) : SqlUnit(writes, scope), IUnitOfWork
{
    private bool _committed;

    public ISearchStore Search => field ??= new SearchStore(this);

    protected override DbCommand Take(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    public override LocalDate Day(DbDataReader reader, int column) => LocalDatePattern.Iso.Parse(reader.GetString(column)).Value;

    public override string IsIn(string column, string parameter) => $"{column} in (select value from json_each(@{parameter}))";

    public override object List<T>(IEnumerable<T> values) => JsonSerializer.Serialize(values);

    public override string DayOf(string column) => $"substr({column}, 1, 10)";

    public override void Bind(DbParameter parameter, Type type, object? value) => parameter.Value = value is LocalDate day ? LocalDatePattern.Iso.Format(day) : value ?? DBNull.Value;

    protected override RowWriter Writer(string table, IReadOnlyList<string> columns, string onConflict, int rows) => new Rows(connection, table, columns, onConflict);

    protected override ValueTask CommitCoreAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Storage.Run(connection, "commit");
        _committed = true;
        return ValueTask.CompletedTask;
    }

    protected override ValueTask EndAsync()
    {
        try
        {
            // A refused step may have ended the transaction already.
            if (!_committed && SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0) Storage.Run(connection, "rollback");
        }
        finally
        {
            end();
        }
        return ValueTask.CompletedTask;
    }

    protected override Exception Translate(DbException error) => Error((SqliteException)error, file);

    /// <summary>The port's two exceptions: what breaks a rule, and what keeps the database from working.</summary>
    public static Exception Error(SqliteException error, string file) => error.SqliteErrorCode switch
    {
        19 => new StorageConflictException(error.Message, error),
        5 or 6 => new StorageUnavailableException($"The file {file} is locked by another program; wait until it is done, and try again.", error),
        13 => new StorageUnavailableException($"The disk of {file} is full, so the change was not kept; make room and try again.", error),
        8 or 10 or 11 or 14 or 26 => new StorageUnavailableException($"The file {file} cannot be used: {error.Message}", error),
        _ => new InvalidOperationException(error.Message, error),
    };

    private sealed class Rows : RowWriter
    {
        private readonly SqliteCommand _command;
        private int _next;

        public Rows(SqliteConnection connection, string table, IReadOnlyList<string> columns, string onConflict)
        {
            _command = connection.CreateCommand();
            _command.CommandText = $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select((_, i) => $"${i}"))}) {onConflict}";
            for (var i = 0; i < columns.Count; i++) _command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        public override RowWriter Add(long value) => Next(value);

        public override RowWriter Add(string value) => Next(value);

        public override RowWriter Add(LocalDate value) => Next(LocalDatePattern.Iso.Format(value));

        public override RowWriter Add(ReadOnlyMemory<byte> value) => Next(value.ToArray());

        public override RowWriter AddNull() => Next(DBNull.Value);

        public override void EndRow()
        {
            _next = 0;
            _command.ExecuteNonQuery();
        }

        public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override void Dispose() => _command.Dispose();

        private Rows Next(object value)
        {
            _command.Parameters[_next++].Value = value;
            return this;
        }
    }
}

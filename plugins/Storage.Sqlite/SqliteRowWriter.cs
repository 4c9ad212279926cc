using System.Text;
using Microsoft.Data.Sqlite;
using NodaTime;
using SQLitePCL;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.Sqlite;

/// <summary>One prepared insert, bound through SQLite's own interface: parameters of ADO.NET cost more than the insert itself.</summary>
internal sealed class SqliteRowWriter : RowWriter
{
    private readonly SqliteSession _session;
    private readonly sqlite3 _database;
    private readonly string _sql;
    private readonly sqlite3_stmt _held;
    private readonly nint _statement;
    private readonly string _table;
    private readonly IReadOnlyList<string> _columns;
    private readonly long?[] _leading = new long?[2];
    private int _next;

    public SqliteRowWriter(SqliteSession session, string table, IReadOnlyList<string> columns, string onConflict)
    {
        (_session, _database, _table, _columns) = (session, session.Handle, table, columns);
        _sql = $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select(_ => "?"))}) {onConflict}";
        Check(session.Take(_sql, out _held));
        _statement = _held.DangerousGetHandle();
    }

    public override RowWriter Add(long value)
    {
        if (_next < _leading.Length) _leading[_next] = value;
        return Bound(SqliteNative.Bind(_statement, ++_next, value));
    }

    public override RowWriter Add(string value)
    {
        var count = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> text = count <= 1024 ? stackalloc byte[1024] : new byte[count];
        return Bound(SqliteNative.Bind(_statement, ++_next, text[..Encoding.UTF8.GetBytes(value, text)]));
    }

    public override RowWriter Add(LocalDate value)
    {
        Span<byte> text = stackalloc byte[IsoDay.Length];
        IsoDay.Write(value, text);
        return Bound(SqliteNative.Bind(_statement, ++_next, text));
    }

    public override RowWriter Add(ReadOnlyMemory<byte> value) => Bound(SqliteNative.BindBlob(_statement, ++_next, value.Span));

    public override RowWriter AddNull() => Bound(SqliteNative.BindNull(_statement, ++_next));

    public override void EndRow()
    {
        _next = 0;
        var result = SqliteNative.Step(_statement);
        // The message is lost by the reset, so it is taken before.
        var error = result == raw.SQLITE_DONE ? null : Error(result);
        _ = SqliteNative.Reset(_statement);
        if (error is not null) throw error;
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override void Dispose() => _session.Give(_sql, _held);

    private SqliteRowWriter Bound(int result)
    {
        Check(result);
        return this;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw Error(result);
    }

    // Which row it was, by the numbers its columns begin with: those are ids, and no names of people.
    private SqliteException Error(int result)
    {
        var row = string.Concat(_columns.Zip(_leading).Where(c => c.Second is not null).Select(c => $", {c.First} {c.Second}"));
        return new($"{raw.sqlite3_errmsg(_database).utf8_to_string().TrimEnd('.')} (table {_table}{row})", result & 0xFF, raw.sqlite3_extended_errcode(_database));
    }
}

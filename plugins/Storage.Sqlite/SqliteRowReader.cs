using System.Text;
using Microsoft.Data.Sqlite;
using NodaTime;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.Sqlite;

/// <summary>Reads fields through SQLite's own interface. A text that a column had in the row before is not made again: codes and units repeat.</summary>
internal sealed class SqliteRowReader(SqliteUnit unit, SqliteDataReader reader) : RowReader(unit, reader)
{
    private readonly nint _statement = reader.Handle?.DangerousGetHandle() ?? 0;
    private readonly string?[] _texts = new string?[reader.FieldCount];

    public override ValueTask<bool> NextRowAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Begin();
        return new(reader.Read());
    }

    protected override long Long(int column)
    {
        Check(column);
        return SqliteNative.ColumnLong(_statement, column);
    }

    protected override string Text(int column)
    {
        Check(column);
        var bytes = SqliteNative.Bytes(_statement, column);
        if (_texts[column] is { } before && before.Length == bytes.Length && Ascii.Equals(bytes, before)) return before;
        return _texts[column] = Encoding.UTF8.GetString(bytes);
    }

    protected override LocalDate Day(int column) => IsoDay.Read(SqliteNative.Bytes(_statement, column));

    protected override byte[] Bytes(int column)
    {
        Check(column);
        return SqliteNative.Bytes(_statement, column).ToArray();
    }

    protected override bool IsNull(int column) => SqliteNative.ColumnType(_statement, column) == SqliteNative.Null;

    private void Check(int column)
    {
        if (IsNull(column)) throw new InvalidDataException($"The database has nothing in the column {reader.GetName(column)}, where there must be a value.");
    }
}

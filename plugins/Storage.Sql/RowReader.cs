using System.Data.Common;
using NodaTime;
using NodaTime.Text;

namespace WaterCore.Storage.Sql;

/// <summary>Reads the fields of a row in the order of the columns.</summary>
internal class RowReader(SqlUnit unit, DbDataReader reader)
{
    private int _next;

    public virtual ValueTask<bool> NextRowAsync(CancellationToken cancellationToken)
    {
        Begin();
        return new(reader.ReadAsync(cancellationToken));
    }

    public long Long() => Long(_next++);

    public int Int() => checked((int)Long());

    public string Text() => Text(_next++);

    public LocalDate Day() => Day(_next++);

    public byte[] Bytes() => Bytes(_next++);

    public Instant At() => InstantPattern.ExtendedIso.Parse(Text()).Value;

    public long? LongOrNull() => IsNull() ? null : Long();

    public int? IntOrNull() => IsNull() ? null : Int();

    public string? TextOrNull() => IsNull() ? null : Text();

    public LocalDate? DayOrNull() => IsNull() ? null : Day();

    public Instant? AtOrNull() => IsNull() ? null : At();

    /// <summary>Whether the next field is the first of a record that an outer join did not find; then steps over all of it.</summary>
    public bool Missing(int columns)
    {
        if (!IsNull(_next)) return false;
        _next += columns;
        return true;
    }

    /// <summary>Steps over fields.</summary>
    public void Skip(int columns) => _next += columns;

    /// <summary>Goes back to the first field.</summary>
    protected void Begin() => _next = 0;

    protected virtual long Long(int column) => reader.GetInt64(column);

    protected virtual string Text(int column) => reader.GetString(column);

    protected virtual LocalDate Day(int column) => unit.Day(reader, column);

    protected virtual byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    protected virtual bool IsNull(int column) => reader.IsDBNull(column);

    private bool IsNull()
    {
        if (!IsNull(_next)) return false;
        _next++;
        return true;
    }
}

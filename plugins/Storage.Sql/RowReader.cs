using System.Data.Common;
using NodaTime;
using NodaTime.Text;

namespace WaterCore.Storage.Sql;

/// <summary>Reads the fields of a row in the order of the columns.</summary>
internal sealed class RowReader(SqlUnit unit, DbDataReader reader)
{
    private int _next;

    public async ValueTask<bool> NextRowAsync(CancellationToken cancellationToken)
    {
        _next = 0;
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    public long Long() => reader.GetInt64(_next++);

    public int Int() => checked((int)Long());

    public string Text() => reader.GetString(_next++);

    public LocalDate Day() => unit.Day(reader, _next++);

    public byte[] Bytes() => reader.GetFieldValue<byte[]>(_next++);

    public Instant At() => InstantPattern.ExtendedIso.Parse(Text()).Value;

    public long? LongOrNull() => IsNull() ? null : Long();

    public int? IntOrNull() => IsNull() ? null : Int();

    public string? TextOrNull() => IsNull() ? null : Text();

    public LocalDate? DayOrNull() => IsNull() ? null : Day();

    public Instant? AtOrNull() => IsNull() ? null : At();

    /// <summary>Whether the next field is the first of a record that an outer join did not find; then steps over all of it.</summary>
    public bool Missing(int columns)
    {
        if (!reader.IsDBNull(_next)) return false;
        _next += columns;
        return true;
    }

    /// <summary>Steps over fields.</summary>
    public void Skip(int columns) => _next += columns;

    private bool IsNull()
    {
        if (!reader.IsDBNull(_next)) return false;
        _next++;
        return true;
    }
}

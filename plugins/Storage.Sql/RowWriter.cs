using NodaTime;
using NodaTime.Text;

namespace WaterCore.Storage.Sql;

/// <summary>Writes many rows by one prepared statement: add the fields of a row in the order of the columns, then <see cref="EndRow"/>.</summary>
internal abstract class RowWriter : IDisposable
{
    public abstract RowWriter Add(long value);

    public abstract RowWriter Add(string value);

    public abstract RowWriter Add(LocalDate value);

    public abstract RowWriter Add(ReadOnlyMemory<byte> value);

    public abstract RowWriter AddNull();

    public RowWriter Add(long? value) => value is { } number ? Add(number) : AddNull();

    public virtual RowWriter AddOrNull(string? value) => value is null ? AddNull() : Add(value);

    public RowWriter Add(LocalDate? value) => value is { } day ? Add(day) : AddNull();

    public RowWriter Add(Instant value) => Add(InstantPattern.ExtendedIso.Format(value));

    public RowWriter Add(Instant? value) => value is { } instant ? Add(instant) : AddNull();

    /// <summary>Sends the row. The database may refuse it here or in <see cref="CompleteAsync"/>.</summary>
    public abstract void EndRow();

    /// <summary>Sends what is still to be sent.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    public abstract void Dispose();
}

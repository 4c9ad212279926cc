using System.Globalization;

namespace WaterCore.Values;

/// <summary>The identity of one thing of a kind; ids of different kinds do not mix.</summary>
/// <typeparam name="T">The kind, such as <c>Account</c>.</typeparam>
/// <param name="Value">A number above zero, never used again for another thing.</param>
public readonly record struct Id<T>(long Value) : IComparable<Id<T>>
{
    /// <summary>Orders by number.</summary>
    public int CompareTo(Id<T> other) => Value.CompareTo(other.Value);

    /// <summary>Less than.</summary>
    public static bool operator <(Id<T> a, Id<T> b) => a.Value < b.Value;

    /// <summary>Greater than.</summary>
    public static bool operator >(Id<T> a, Id<T> b) => a.Value > b.Value;

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(Id<T> a, Id<T> b) => a.Value <= b.Value;

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(Id<T> a, Id<T> b) => a.Value >= b.Value;

    /// <summary>The bare number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where new ids come from. Injected, so that simulation and replay give the same ids.</summary>
/// <remarks>Implementations are safe for use by several threads.</remarks>
public interface IIds
{
    /// <summary>A number above zero that this source never gave before.</summary>
    long Next();
}

/// <summary>Ids in sequence from a start; for tests, simulation and import.</summary>
/// <param name="first">The first id to give.</param>
public sealed class SequentialIds(long first = 1) : IIds
{
    private long _next = first - 1;

    /// <inheritdoc/>
    public long Next() => Interlocked.Increment(ref _next);
}

/// <summary>Ids that a storage gave out together, to be used one after the other by one unit of work.</summary>
/// <param name="first">The first of them.</param>
/// <param name="count">How many there are.</param>
public sealed class IdBlock(long first, long count) : IIds
{
    private long _used;

    /// <summary>The first of them.</summary>
    public long First => first;

    /// <summary>How many are left.</summary>
    public long Left => count - Interlocked.Read(ref _used);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">All were used: more should have been taken.</exception>
    public long Next()
    {
        var used = Interlocked.Increment(ref _used);
        return used <= count ? first + used - 1 : throw new InvalidOperationException($"All {count} ids that were taken are used.");
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace WaterCore.Billing;

/// <summary>
/// A register of one or several whole numbers, so that each kernel is written once. Arithmetic wraps: the kernels' bounds prove that
/// what is stored is in range, and a sum of differences is right modulo the word size whatever its parts are.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="E">Its element, <see cref="int"/> or <see cref="long"/>.</typeparam>
internal interface ILanes<V, E>
    where E : unmanaged, IBinaryInteger<E>
{
    static abstract int Count { get; }

    static abstract V Load(ref int from, int at);

    static abstract V Load(ref byte from, int at);

    static abstract V LoadElement(ref E from, int at);

    static abstract void Store(V value, ref E to, int at);

    static abstract V Splat(E value);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Min(V a, V b);

    static abstract V Max(V a, V b);

    /// <summary><paramref name="then"/> where <paramref name="value"/> is at least <paramref name="least"/>, else <paramref name="otherwise"/>.</summary>
    static abstract V WhereAtLeast(V value, V least, V then, V otherwise);

    /// <summary>The table's entry for each lane. The table is padded to a multiple of 16 entries; no index is outside it.</summary>
    static abstract V LookUp(ref E table, int length, V index);

    /// <summary>Divides, halves up; see <see cref="Divisor{E}"/> for the range.</summary>
    static abstract V Divide(V numerator, in Divisor<E> by);
}

/// <summary>A constant divisor with halves up: (n + d/2) / d for n of zero or more.</summary>
/// <remarks>
/// For odd d, d/2 is rounded down: n = qd + r with r at most (d-1)/2 stays at q, and with r at least (d+1)/2 reaches q + 1; no remainder is a half.
///
/// 32-bit, n + d/2 below 2^31: with L = ceil(log2 d) and m = floor(2^(31+L) / d) + 1, m d = 2^(31+L) + e with 0 &lt; e &lt;= d &lt;= 2^L, so that
/// floor(n m / 2^(31+L)) = floor(n / d) for every n below 2^31 (Granlund and Montgomery 1994, theorem 4.2). m is at most 2^32, and n m below 2^63;
/// the one m of 2^32 is refused.
///
/// 64-bit vectors, n + d/2 below 2^52: n is exact as a double; its product with the rounded 1/d has a relative error below 2^-51, so that the
/// quotient, below 2^52, is wrong by one at most, and one correction by the remainder either way makes it right.
/// </remarks>
internal readonly record struct Divisor<E>(long Value, E Half, uint Magic, int Shift)
    where E : unmanaged, IBinaryInteger<E>
{
    /// <summary>A divisor from 1; null when 32 bits do not hold it.</summary>
    public static Divisor<E>? TryOf(long value)
    {
        if (Unsafe.SizeOf<E>() == 8) return value > 1L << 40 ? null : new(value, E.CreateChecked(value / 2), 0, 0);
        if (value > 1 << 30) return null;
        var log = value == 1 ? 0 : BitOperations.Log2((ulong)value - 1) + 1;
        var magic = (1UL << (31 + log)) / (ulong)value + 1;
        return magic > uint.MaxValue ? null : new(value, E.CreateChecked(value / 2), (uint)magic, 31 + log);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WaterCore.Billing;

/// <summary>One 64-bit number.</summary>
internal readonly struct Scalar64 : ILanes<long, long>
{
    public static int Count => 1;

    public static long Load(ref int from, int at) => Unsafe.Add(ref from, at);

    public static long Load(ref byte from, int at) => Unsafe.Add(ref from, at);

    public static long LoadElement(ref long from, int at) => Unsafe.Add(ref from, at);

    public static void Store(long value, ref long to, int at) => Unsafe.Add(ref to, at) = value;

    public static long Splat(long value) => value;

    public static long Add(long a, long b) => unchecked(a + b);

    public static long Subtract(long a, long b) => unchecked(a - b);

    public static long Multiply(long a, long b) => unchecked(a * b);

    // Without a branch, which real usage would mispredict. Differences do not overflow: what is compared is within the bounds of a column.
    public static long Min(long a, long b) => unchecked(b + ((a - b) & ((a - b) >> 63)));

    public static long Max(long a, long b) => unchecked(b + ((a - b) & ~((a - b) >> 63)));

    public static long WhereAtLeast(long value, long least, long then, long otherwise) => value >= least ? then : otherwise;

    public static long LookUp(ref long table, int length, long index) => Unsafe.Add(ref table, (nint)index);

    public static long Divide(long numerator, in Divisor<long> by) => unchecked((long)((ulong)(numerator + by.Half) / (ulong)by.Value));
}

/// <summary>Four 64-bit numbers.</summary>
internal readonly struct Wide256Of64 : ILanes<Vector256<long>, long>
{
    public static int Count => 4;

    public static Vector256<long> Load(ref int from, int at) => Avx2.ConvertToVector256Int64(Vector128.LoadUnsafe(ref from, (nuint)at));

    public static Vector256<long> Load(ref byte from, int at) => Avx2.ConvertToVector256Int64(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, at))).AsByte());

    public static Vector256<long> LoadElement(ref long from, int at) => Vector256.LoadUnsafe(ref from, (nuint)at);

    public static void Store(Vector256<long> value, ref long to, int at) => value.StoreUnsafe(ref to, (nuint)at);

    public static Vector256<long> Splat(long value) => Vector256.Create(value);

    public static Vector256<long> Add(Vector256<long> a, Vector256<long> b) => a + b;

    public static Vector256<long> Subtract(Vector256<long> a, Vector256<long> b) => a - b;

    public static Vector256<long> Multiply(Vector256<long> a, Vector256<long> b) => a * b;

    public static Vector256<long> Min(Vector256<long> a, Vector256<long> b) => Vector256.Min(a, b);

    public static Vector256<long> Max(Vector256<long> a, Vector256<long> b) => Vector256.Max(a, b);

    public static Vector256<long> WhereAtLeast(Vector256<long> value, Vector256<long> least, Vector256<long> then, Vector256<long> otherwise) =>
        Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(value, least), then, otherwise);

    // An index outside a shuffle's four entries gives zero, so the pieces of a longer table add up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> LookUp(ref long table, int length, Vector256<long> index)
    {
        var found = Vector256.Shuffle(Vector256.LoadUnsafe(ref table), index);
        for (var at = 4; at < length; at += 4)
            found += Vector256.Shuffle(Vector256.LoadUnsafe(ref table, (nuint)at), index - Vector256.Create((long)at));
        return found;
    }

    // The double is exact here, and its quotient is put right; the proof stands with Divisor.
#pragma warning disable RS0030
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Divide(Vector256<long> numerator, in Divisor<long> by)
    {
        var n = numerator + Vector256.Create(by.Half);
        var d = Vector256.Create(by.Value);
        var q = Vector256.ConvertToInt64(Vector256.ConvertToDouble(n) * Vector256.Create(1.0 / by.Value));
        var rest = n - q * d;
        // A comparison gives -1 where it holds.
        return q + Vector256.LessThan(rest, Vector256<long>.Zero) - Vector256.GreaterThanOrEqual(rest, d);
    }
#pragma warning restore RS0030
}

/// <summary>Eight 64-bit numbers.</summary>
internal readonly struct Wide512Of64 : ILanes<Vector512<long>, long>
{
    public static int Count => 8;

    public static Vector512<long> Load(ref int from, int at) => Avx512F.ConvertToVector512Int64(Vector256.LoadUnsafe(ref from, (nuint)at));

    public static Vector512<long> Load(ref byte from, int at) => Avx512F.ConvertToVector512Int64(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, at))).AsByte());

    public static Vector512<long> LoadElement(ref long from, int at) => Vector512.LoadUnsafe(ref from, (nuint)at);

    public static void Store(Vector512<long> value, ref long to, int at) => value.StoreUnsafe(ref to, (nuint)at);

    public static Vector512<long> Splat(long value) => Vector512.Create(value);

    public static Vector512<long> Add(Vector512<long> a, Vector512<long> b) => a + b;

    public static Vector512<long> Subtract(Vector512<long> a, Vector512<long> b) => a - b;

    public static Vector512<long> Multiply(Vector512<long> a, Vector512<long> b) => a * b;

    public static Vector512<long> Min(Vector512<long> a, Vector512<long> b) => Vector512.Min(a, b);

    public static Vector512<long> Max(Vector512<long> a, Vector512<long> b) => Vector512.Max(a, b);

    public static Vector512<long> WhereAtLeast(Vector512<long> value, Vector512<long> least, Vector512<long> then, Vector512<long> otherwise) =>
        Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(value, least), then, otherwise);

    // An index outside a shuffle's eight entries gives zero, so the pieces of a longer table add up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<long> LookUp(ref long table, int length, Vector512<long> index)
    {
        var found = Vector512.Shuffle(Vector512.LoadUnsafe(ref table), index);
        for (var at = 8; at < length; at += 8)
            found += Vector512.Shuffle(Vector512.LoadUnsafe(ref table, (nuint)at), index - Vector512.Create((long)at));
        return found;
    }

    // The double is exact here, and its quotient is put right; the proof stands with Divisor.
#pragma warning disable RS0030
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<long> Divide(Vector512<long> numerator, in Divisor<long> by)
    {
        var n = numerator + Vector512.Create(by.Half);
        var d = Vector512.Create(by.Value);
        var q = Vector512.ConvertToInt64(Vector512.ConvertToDouble(n) * Vector512.Create(1.0 / by.Value));
        var rest = n - q * d;
        // A comparison gives -1 where it holds.
        return q + Vector512.LessThan(rest, Vector512<long>.Zero) - Vector512.GreaterThanOrEqual(rest, d);
    }
#pragma warning restore RS0030
}

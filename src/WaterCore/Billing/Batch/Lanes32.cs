using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WaterCore.Billing;

/// <summary>One 32-bit number.</summary>
internal readonly struct Scalar32 : ILanes<int, int>
{
    public static int Count => 1;

    public static int Load(ref int from, int at) => Unsafe.Add(ref from, at);

    public static int Load(ref byte from, int at) => Unsafe.Add(ref from, at);

    public static int LoadElement(ref int from, int at) => Unsafe.Add(ref from, at);

    public static void Store(int value, ref int to, int at) => Unsafe.Add(ref to, at) = value;

    public static int Splat(int value) => value;

    public static int Add(int a, int b) => unchecked(a + b);

    public static int Subtract(int a, int b) => unchecked(a - b);

    public static int Multiply(int a, int b) => unchecked(a * b);

    // Without a branch, which real usage would mispredict. Differences do not overflow: what is compared is within the bounds of a column.
    public static int Min(int a, int b) => unchecked(b + ((a - b) & ((a - b) >> 31)));

    public static int Max(int a, int b) => unchecked(b + ((a - b) & ~((a - b) >> 31)));

    public static int WhereAtLeast(int value, int least, int then, int otherwise) => value >= least ? then : otherwise;

    public static int LookUp(ref int table, int length, int index) => Unsafe.Add(ref table, index);

    public static int Divide(int numerator, in Divisor<int> by) => unchecked((int)((ulong)(uint)(numerator + by.Half) * by.Magic >> by.Shift));
}

/// <summary>Eight 32-bit numbers.</summary>
internal readonly struct Wide256Of32 : ILanes<Vector256<int>, int>
{
    public static int Count => 8;

    public static Vector256<int> Load(ref int from, int at) => Vector256.LoadUnsafe(ref from, (nuint)at);

    public static Vector256<int> Load(ref byte from, int at) => Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, at))).AsByte());

    public static Vector256<int> LoadElement(ref int from, int at) => Vector256.LoadUnsafe(ref from, (nuint)at);

    public static void Store(Vector256<int> value, ref int to, int at) => value.StoreUnsafe(ref to, (nuint)at);

    public static Vector256<int> Splat(int value) => Vector256.Create(value);

    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    public static Vector256<int> Subtract(Vector256<int> a, Vector256<int> b) => a - b;

    public static Vector256<int> Multiply(Vector256<int> a, Vector256<int> b) => a * b;

    public static Vector256<int> Min(Vector256<int> a, Vector256<int> b) => Vector256.Min(a, b);

    public static Vector256<int> Max(Vector256<int> a, Vector256<int> b) => Vector256.Max(a, b);

    public static Vector256<int> WhereAtLeast(Vector256<int> value, Vector256<int> least, Vector256<int> then, Vector256<int> otherwise) =>
        Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(value, least), then, otherwise);

    // An index outside a shuffle's eight entries gives zero, so the pieces of a longer table add up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LookUp(ref int table, int length, Vector256<int> index)
    {
        var found = Vector256.Shuffle(Vector256.LoadUnsafe(ref table), index);
        for (var at = 8; at < length; at += 8)
            found += Vector256.Shuffle(Vector256.LoadUnsafe(ref table, (nuint)at), index - Vector256.Create(at));
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Divide(Vector256<int> numerator, in Divisor<int> by)
    {
        var n = (numerator + Vector256.Create(by.Half)).AsUInt32();
        var magic = Vector256.Create(by.Magic);
        var even = Avx2.Multiply(n, magic) >>> by.Shift;
        var odd = Avx2.Multiply((n.AsUInt64() >>> 32).AsUInt32(), magic) >>> by.Shift;
        return (even | (odd << 32)).AsInt32();
    }
}

/// <summary>Sixteen 32-bit numbers.</summary>
internal readonly struct Wide512Of32 : ILanes<Vector512<int>, int>
{
    public static int Count => 16;

    public static Vector512<int> Load(ref int from, int at) => Vector512.LoadUnsafe(ref from, (nuint)at);

    public static Vector512<int> Load(ref byte from, int at) => Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref from, (nuint)at));

    public static Vector512<int> LoadElement(ref int from, int at) => Vector512.LoadUnsafe(ref from, (nuint)at);

    public static void Store(Vector512<int> value, ref int to, int at) => value.StoreUnsafe(ref to, (nuint)at);

    public static Vector512<int> Splat(int value) => Vector512.Create(value);

    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    public static Vector512<int> Subtract(Vector512<int> a, Vector512<int> b) => a - b;

    public static Vector512<int> Multiply(Vector512<int> a, Vector512<int> b) => a * b;

    public static Vector512<int> Min(Vector512<int> a, Vector512<int> b) => Vector512.Min(a, b);

    public static Vector512<int> Max(Vector512<int> a, Vector512<int> b) => Vector512.Max(a, b);

    public static Vector512<int> WhereAtLeast(Vector512<int> value, Vector512<int> least, Vector512<int> then, Vector512<int> otherwise) =>
        Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(value, least), then, otherwise);

    // An index outside a shuffle's sixteen entries gives zero, so the pieces of a longer table add up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LookUp(ref int table, int length, Vector512<int> index)
    {
        var found = Vector512.Shuffle(Vector512.LoadUnsafe(ref table), index);
        for (var at = 16; at < length; at += 16)
            found += Vector512.Shuffle(Vector512.LoadUnsafe(ref table, (nuint)at), index - Vector512.Create(at));
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Divide(Vector512<int> numerator, in Divisor<int> by)
    {
        var n = (numerator + Vector512.Create(by.Half)).AsUInt32();
        var magic = Vector512.Create(by.Magic);
        var even = Avx512F.Multiply(n, magic) >>> by.Shift;
        var odd = Avx512F.Multiply((n.AsUInt64() >>> 32).AsUInt32(), magic) >>> by.Shift;
        return (even | (odd << 32)).AsInt32();
    }
}

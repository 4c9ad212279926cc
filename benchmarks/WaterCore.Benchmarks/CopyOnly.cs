using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WaterCore.Benchmarks;

/// <summary>The limit that memory sets: reads the input columns and writes as many output columns, with no arithmetic between.</summary>
public static class CopyOnly
{
    public static void Run(CommonTariff accounts, Span<int> output)
    {
        var half = accounts.Half;
        var rows = accounts.Accounts - half;
        Half(accounts.Usage.AsSpan(0, half), default, accounts.Persons.AsSpan(0, half), accounts.Meters.AsSpan(0, half), output[..(4 * half)]);
        Half(accounts.Usage.AsSpan(half), accounts.YearToDate.AsSpan(half), accounts.Persons.AsSpan(half), accounts.Meters.AsSpan(half), output.Slice(4 * half, 4 * rows));
    }

    // Bytes are widened as they are loaded, which is what a column of their width costs.
    private static void Half(ReadOnlySpan<int> usage, ReadOnlySpan<int> year, ReadOnlySpan<byte> persons, ReadOnlySpan<byte> meters, Span<int> output)
    {
        var rows = usage.Length;
        ref var u = ref MemoryMarshal.GetReference(usage);
        ref var y = ref MemoryMarshal.GetReference(year);
        ref var p = ref MemoryMarshal.GetReference(persons);
        ref var m = ref MemoryMarshal.GetReference(meters);
        ref var to = ref MemoryMarshal.GetReference(output);
        var i = 0;
        for (; i + Vector128<byte>.Count <= rows; i += Vector128<byte>.Count)
        {
            var used = Vector512.LoadUnsafe(ref u, (nuint)i);
            var before = year.IsEmpty ? used : Vector512.LoadUnsafe(ref y, (nuint)i);
            used.StoreUnsafe(ref to, (nuint)i);
            before.StoreUnsafe(ref Unsafe.Add(ref to, rows), (nuint)i);
            Wide(ref p, i).StoreUnsafe(ref Unsafe.Add(ref to, 2 * rows), (nuint)i);
            Wide(ref m, i).StoreUnsafe(ref Unsafe.Add(ref to, 3 * rows), (nuint)i);
        }
        for (; i < rows; i++)
            (output[i], output[rows + i], output[2 * rows + i], output[3 * rows + i]) = (usage[i], year.IsEmpty ? 0 : year[i], persons[i], meters[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Wide(ref byte from, int at)
    {
        var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)at));
        var (a, b) = Vector256.Widen(Vector256.Create(lower, upper));
        return Vector512.Create(a, b).AsInt32();
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WaterCore.Billing;

/// <summary>The inputs of some rows: a stretch of the caller's columns, and the keys made of them.</summary>
internal readonly ref struct ColumnStretch
{
    public required ReadOnlySpan<int> Usage { get; init; }

    public required ReadOnlySpan<int> YearToDate { get; init; }

    public required ReadOnlySpan<byte> Persons { get; init; }

    /// <summary>One key column after the other, each <see cref="KeyStride"/> apart.</summary>
    public required ReadOnlySpan<byte> Keys { get; init; }

    public required int KeyStride { get; init; }

    /// <summary>One numeric column after the other, each <see cref="NumberStride"/> apart, from this stretch's first row.</summary>
    public required ReadOnlySpan<long> Numbers { get; init; }

    public required int NumberStride { get; init; }
}

/// <summary>Works columns of amounts out, charge by charge, over rows that were found to be within bounds.</summary>
internal static class ColumnKernels
{
    /// <summary>Fills a column per charge and the column of totals for rows <paramref name="from"/> up to a multiple of the lanes.</summary>
    /// <returns>The first row that was not done.</returns>
    public static int Run<L, V, E>(ColumnCharge<E>[] charges, in ColumnStretch rows, Span<E> output, int stride, int from)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
    {
        var end = from + (rows.Usage.Length - from) / L.Count * L.Count;
        if (end == from) return from;
        for (var c = 0; c < charges.Length; c++)
        {
            var charge = charges[c];
            ref var to = ref output[c * stride];
            switch (charge.Kind)
            {
                case ColumnKind.Tiers: AnyTiers<L, V, E>(charge, rows, ref to, from, end); break;
                case ColumnKind.PriceTable: PriceTable<L, V, E>(charge, rows, ref to, from, end); break;
                case ColumnKind.AmountTable: AmountTable<L, V, E>(charge, rows, ref to, from, end); break;
                case ColumnKind.Persons: Persons<L, V, E>(charge, rows, ref to, from, end); break;
                case ColumnKind.Number: Number(charge, rows, ref to, from, end); break;
                default: OfOthers<L, V, E>(charge, output, stride, ref to, from, end); break;
            }
        }
        Total<L, V, E>(charges.Length, output, stride, from, end);
        return end;
    }

    // The commonest shapes, a flat price and three blocks, have loops of their own with nothing to decide inside.
    private static void AnyTiers<L, V, E>(ColumnCharge<E> charge, in ColumnStretch rows, ref E to, int from, int end)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
    {
        var extended = charge.MaxExtra != E.Zero;
        if (charge.IsScaled || charge.Each.Length > 0 || charge.Bounds.Length is not (0 or 2)) Tiers<L, V, E>(charge, rows, ref to, from, end);
        else if (charge.Bounds.Length == 0) Flat<L, V, E>(charge, rows, ref to, from, end);
        else if (charge.IsRunning && extended) ThreeBlocks<L, V, E, Yes, Yes>(charge, rows, ref to, from, end);
        else if (charge.IsRunning) ThreeBlocks<L, V, E, Yes, No>(charge, rows, ref to, from, end);
        else if (extended) ThreeBlocks<L, V, E, No, Yes>(charge, rows, ref to, from, end);
        else ThreeBlocks<L, V, E, No, No>(charge, rows, ref to, from, end);
    }

    private static void Flat<L, V, E>(ColumnCharge<E> charge, in ColumnStretch rows, ref E to, int from, int end)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
    {
        ref var usage = ref MemoryMarshal.GetReference(rows.Usage);
        var divisor = charge.Divisor;
        V price = L.Splat(charge.Steps[0]), least = L.Splat(charge.Least);
        for (var i = from; i < end; i += L.Count) L.Store(L.Divide(L.Multiply(L.Max(L.Load(ref usage, i), least), price), divisor), ref to, i);
    }

    private static void ThreeBlocks<L, V, E, Running, Extended>(ColumnCharge<E> charge, in ColumnStretch rows, ref E to, int from, int end)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
        where Running : struct, IAnswer
        where Extended : struct, IAnswer
    {
        ref var usage = ref MemoryMarshal.GetReference(rows.Usage);
        ref var year = ref MemoryMarshal.GetReference(rows.YearToDate);
        ref var persons = ref MemoryMarshal.GetReference(rows.Persons);
        var divisor = charge.Divisor;
        V zero = L.Splat(E.Zero), least = L.Splat(charge.Least), above = L.Splat(charge.Above), most = L.Splat(charge.MaxExtra), add = L.Splat(charge.Add);
        V bound1 = L.Splat(charge.Bounds[0]), bound2 = L.Splat(charge.Bounds[1]);
        V step0 = L.Splat(charge.Steps[0]), step1 = L.Splat(charge.Steps[1]), step2 = L.Splat(charge.Steps[2]);
        for (var i = from; i < end; i += L.Count)
        {
            var used = L.Max(L.Load(ref usage, i), least);
            var amount = L.Multiply(used, step0);
            // From the year to date on, less what the household adds.
            var before = Running.Is ? L.Load(ref year, i) : zero;
            if (Extended.Is) before = L.Subtract(before, L.Multiply(L.Min(L.Max(L.Subtract(L.Load(ref persons, i), above), zero), most), add));
            var after = Running.Is || Extended.Is ? L.Add(before, used) : used;
            V second = L.Max(L.Subtract(after, bound1), zero), third = L.Max(L.Subtract(after, bound2), zero);
            if (Running.Is)
            {
                second = L.Subtract(second, L.Max(L.Subtract(before, bound1), zero));
                third = L.Subtract(third, L.Max(L.Subtract(before, bound2), zero));
            }
            amount = L.Add(amount, L.Add(L.Multiply(second, step1), L.Multiply(third, step2)));
            L.Store(L.Divide(amount, divisor), ref to, i);
        }
    }

    private static void Tiers<L, V, E>(ColumnCharge<E> charge, in ColumnStretch rows, ref E to, int from, int end)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
    {
        ref var usage = ref MemoryMarshal.GetReference(rows.Usage);
        ref var year = ref MemoryMarshal.GetReference(rows.YearToDate);
        ref var persons = ref MemoryMarshal.GetReference(rows.Persons);
        ref var bounds = ref MemoryMarshal.GetArrayDataReference(charge.Bounds);
        ref var steps = ref MemoryMarshal.GetArrayDataReference(charge.Steps);
        var count = charge.Bounds.Length;
        bool running = charge.IsRunning, scaled = charge.IsScaled, each = charge.Each.Length > 0, extended = !each && charge.MaxExtra != E.Zero;
        V zero = L.Splat(E.Zero), least = L.Splat(charge.Least), above = L.Splat(charge.Above), most = L.Splat(charge.MaxExtra), add = L.Splat(charge.Add), scale = L.Splat(charge.Scale);
        for (var i = from; i < end; i += L.Count)
        {
            var used = L.Max(L.Load(ref usage, i), least);
            if (scaled) used = L.Multiply(used, scale);
            var amount = L.Multiply(used, L.Splat(steps));
            if (count > 0)
            {
                var before = zero;
                if (running)
                {
                    before = L.Load(ref year, i);
                    if (scaled) before = L.Multiply(before, scale);
                }
                var after = running ? L.Add(used, before) : used;
                V extra = zero, heads = zero;
                if (extended) extra = L.Multiply(L.Min(L.Max(L.Subtract(L.Load(ref persons, i), above), zero), most), add);
                else if (each) heads = L.Load(ref persons, i);
                for (var b = 0; b < count; b++)
                {
                    var bound = L.Splat(Unsafe.Add(ref bounds, b));
                    if (extended) bound = L.Add(bound, extra);
                    else if (each) bound = L.WhereAtLeast(heads, above, L.Multiply(heads, L.Splat(charge.Each[b])), bound);
                    var beyond = L.Max(L.Subtract(after, bound), zero);
                    if (running) beyond = L.Subtract(beyond, L.Max(L.Subtract(before, bound), zero));
                    amount = L.Add(amount, L.Multiply(beyond, L.Splat(Unsafe.Add(ref steps, b + 1))));
                }
            }
            L.Store(L.Divide(amount, charge.Divisor), ref to, i);
        }
    }

    private static void PriceTable<L, V, E>(ColumnCharge<E> charge, in ColumnStretch rows, ref E to, int from, int end)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
    {
        ref var usage = ref MemoryMarshal.GetReference(rows.Usage);
        ref var keys = ref MemoryMarshal.GetReference(rows.Keys[(charge.Key * rows.KeyStride)..]);
        ref var table = ref MemoryMarshal.GetArrayDataReference(charge.Table);
        var least = L.Splat(charge.Least);
        for (var i = from; i < end; i += L.Count)
        {
            var price = L.LookUp(ref table, charge.Table.Length, L.Load(ref keys, i));
            L.Store(L.Divide(L.Multiply(L.Max(L.Load(ref usage, i), least), price), charge.Divisor), ref to, i);
        }
    }

    private static void AmountTable<L, V, E>(ColumnCharge<E> charge, in ColumnStretch rows, ref E to, int from, int end)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(charge.Table);
        if (charge.Key < 0)
        {
            var amount = L.Splat(table);
            for (var i = from; i < end; i += L.Count) L.Store(amount, ref to, i);
            return;
        }
        ref var keys = ref MemoryMarshal.GetReference(rows.Keys[(charge.Key * rows.KeyStride)..]);
        for (var i = from; i < end; i += L.Count) L.Store(L.LookUp(ref table, charge.Table.Length, L.Load(ref keys, i)), ref to, i);
    }

    private static void Persons<L, V, E>(ColumnCharge<E> charge, in ColumnStretch rows, ref E to, int from, int end)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
    {
        ref var persons = ref MemoryMarshal.GetReference(rows.Persons);
        var amount = L.Splat(charge.Steps[0]);
        for (var i = from; i < end; i += L.Count) L.Store(L.Divide(L.Multiply(L.Load(ref persons, i), amount), charge.Divisor), ref to, i);
    }

    // Numeric inputs are 64 bits wide whatever the columns are; a row's product was found to fit.
    private static void Number<E>(ColumnCharge<E> charge, in ColumnStretch rows, ref E to, int from, int end)
        where E : unmanaged, IBinaryInteger<E>
    {
        var numbers = rows.Numbers[(charge.Number * rows.NumberStride)..];
        var amount = long.CreateTruncating(charge.Steps[0]);
        var half = charge.Divisor.Value / 2;
        for (var i = from; i < end; i++) Unsafe.Add(ref to, i) = E.CreateTruncating((numbers[i] * amount + half) / charge.Divisor.Value);
    }

    private static void OfOthers<L, V, E>(ColumnCharge<E> charge, Span<E> output, int stride, ref E to, int from, int end)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
    {
        V zero = L.Splat(E.Zero), step = L.Splat(charge.Steps[0]);
        for (var i = from; i < end; i += L.Count)
        {
            var sum = zero;
            foreach (var other in charge.Of) sum = L.Add(sum, L.LoadElement(ref output[other * stride], i));
            L.Store(charge.Kind == ColumnKind.Percent ? L.Divide(L.Multiply(sum, step), charge.Divisor) : L.Max(L.Subtract(step, sum), zero), ref to, i);
        }
    }

    private static void Total<L, V, E>(int columns, Span<E> output, int stride, int from, int end)
        where L : struct, ILanes<V, E>
        where E : unmanaged, IBinaryInteger<E>
    {
        ref var first = ref MemoryMarshal.GetReference(output);
        ref var to = ref output[columns * stride];
        if (columns == 3)
        {
            ref var second = ref Unsafe.Add(ref first, stride);
            ref var third = ref Unsafe.Add(ref second, stride);
            for (var i = from; i < end; i += L.Count) L.Store(L.Add(L.Add(L.LoadElement(ref first, i), L.LoadElement(ref second, i)), L.LoadElement(ref third, i)), ref to, i);
            return;
        }
        for (var i = from; i < end; i += L.Count)
        {
            var sum = L.Splat(E.Zero);
            for (var c = 0; c < columns; c++) sum = L.Add(sum, L.LoadElement(ref Unsafe.Add(ref first, c * stride), i));
            L.Store(sum, ref to, i);
        }
    }

    /// <summary>A yes or no that is known when a loop is compiled.</summary>
    private interface IAnswer
    {
        static abstract bool Is { get; }
    }

    private readonly struct Yes : IAnswer
    {
        public static bool Is => true;
    }

    private readonly struct No : IAnswer
    {
        public static bool Is => false;
    }
}

using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Several attributes as one small number: the codes, mixed by their numbers of texts.</summary>
/// <param name="Attributes">The attributes, in order.</param>
/// <param name="Sizes">How many codes each has, 0 included.</param>
/// <param name="Missing">True for a number that has no price or amount; the row goes to the single path.</param>
internal sealed record BatchKey(int[] Attributes, int[] Sizes, bool[] Missing)
{
    /// <summary>Whether codes that the attributes do have may lack a price together.</summary>
    public bool HasHoles { get; } = HolesIn(Attributes.Length, Sizes, Missing);

    private static bool HolesIn(int attributes, int[] sizes, bool[] missing) =>
        Enumerable.Range(0, sizes.Aggregate(1, (a, b) => a * b)).Any(i => missing[i] && Enumerable.Range(0, attributes).All(a => i / sizes.Skip(a + 1).Aggregate(1, (x, y) => x * y) % sizes[a] != 0));
}

/// <summary>Charges compiled to columns, the bounds within which they are exact, and the choice of kernels.</summary>
/// <remarks>
/// A stretch of rows runs in 32 bits when every usage is at most <see cref="Limit32"/>, in 64 when at most <see cref="Limit64"/>.
/// The limits are made (<see cref="ColumnLimits"/>) so that every stored amount, every numerator plus half its divisor, and the
/// total stay below 2^31, respectively 2^52; bounds, year to date and usage stay below 2^30 (2^53 scaled), so that their sums and
/// differences do not wrap. What lies between, step times volume and their partial sums, may wrap: it is a sum modulo 2^32 or 2^64
/// whose true value is the amount's numerator.
/// </remarks>
internal sealed class ColumnProgram
{
    private readonly ColumnCharge<int>[]? _narrow;
    private readonly ColumnCharge<long>[] _wide;
    private readonly BatchKey[] _keys;
    private readonly (int Low, int High) _persons;

    public ColumnProgram(IReadOnlyList<ColumnCharge> charges, BatchKey[] keys, int numbers, (int Low, int High) persons)
    {
        (_keys, _persons) = (keys, persons);
        var limits = new ColumnLimits(charges);
        (Limit32, Limit64, YearLimit, NumberLimit, Numbers) = (limits.Usage32, limits.Usage64, limits.Year, limits.Number, numbers);
        _narrow = Limit32 < 0 ? null : charges.Select(c => new ColumnCharge<int>(c, Divisor<int>.TryOf(c.Divisor)!.Value)).ToArray();
        _wide = charges.Select(c => new ColumnCharge<long>(c, Divisor<long>.TryOf(c.Divisor)!.Value)).ToArray();
        ReadsYear = charges.Any(c => c.Running);
        ReadsPersons = persons.High >= 0;
    }

    /// <summary>The highest usage that 32-bit columns are proven for; below zero when none is.</summary>
    public int Limit32 { get; }

    /// <summary>The highest usage that 64-bit columns are proven for.</summary>
    public int Limit64 { get; }

    public int YearLimit { get; }

    public long NumberLimit { get; }

    public int Numbers { get; }

    public bool ReadsYear { get; }

    public bool ReadsPersons { get; }

    public int KeyCount => _keys.Length;

    /// <summary>Makes the keys of some rows.</summary>
    public void FillKeys(in BillingColumns columns, int at, int count, Span<byte> keys, int stride)
    {
        for (var k = 0; k < _keys.Length; k++)
        {
            var key = _keys[k];
            var to = keys.Slice(k * stride, count);
            columns.Codes.Slice(key.Attributes[0] * columns.Usage.Length + at, count).CopyTo(to);
            for (var a = 1; a < key.Attributes.Length; a++)
            {
                var codes = columns.Codes.Slice(key.Attributes[a] * columns.Usage.Length + at, count);
                for (var i = 0; i < count; i++) to[i] = unchecked((byte)(to[i] * key.Sizes[a] + codes[i]));
            }
        }
    }

    /// <summary>Whether some rows are within a usage limit and every other bound.</summary>
    public bool AreWithin(int limit, in BillingColumns columns, int at, int count, ReadOnlySpan<byte> keys, int stride)
    {
        if (columns.Usage.Slice(at, count).IndexOfAnyExceptInRange(0, limit) >= 0) return false;
        if (ReadsYear && columns.YearToDate.Slice(at, count).IndexOfAnyExceptInRange(0, YearLimit) >= 0) return false;
        if (ReadsPersons && columns.Persons.Slice(at, count).IndexOfAnyExceptInRange((byte)_persons.Low, (byte)_persons.High) >= 0) return false;
        for (var n = 0; n < Numbers; n++)
            if (columns.Numbers.Slice(n * columns.Usage.Length + at, count).IndexOfAnyExceptInRange(0, NumberLimit) >= 0) return false;
        for (var k = 0; k < _keys.Length; k++)
        {
            var key = _keys[k];
            for (var a = 0; a < key.Attributes.Length; a++)
                if (columns.Codes.Slice(key.Attributes[a] * columns.Usage.Length + at, count).IndexOfAnyExceptInRange((byte)1, (byte)(key.Sizes[a] - 1)) >= 0) return false;
            if (!key.HasHoles) continue;
            foreach (var value in keys.Slice(k * stride, count))
                if (key.Missing[value]) return false;
        }
        return true;
    }

    /// <summary>Works 32-bit columns out for rows that are within <see cref="Limit32"/>.</summary>
    public void Run(in ColumnStretch rows, Span<int> output, int stride, BatchVectors vectors)
    {
        var done = vectors switch
        {
            BatchVectors.Vector512 => ColumnKernels.Run<Wide512Of32, System.Runtime.Intrinsics.Vector512<int>, int>(_narrow!, rows, output, stride, 0),
            BatchVectors.Vector256 => ColumnKernels.Run<Wide256Of32, System.Runtime.Intrinsics.Vector256<int>, int>(_narrow!, rows, output, stride, 0),
            _ => 0,
        };
        ColumnKernels.Run<Scalar32, int, int>(_narrow!, rows, output, stride, done);
    }

    /// <summary>Works 64-bit columns out for rows that are within <see cref="Limit64"/>.</summary>
    public void Run(in ColumnStretch rows, Span<long> output, int stride, BatchVectors vectors)
    {
        var done = vectors switch
        {
            BatchVectors.Vector512 => ColumnKernels.Run<Wide512Of64, System.Runtime.Intrinsics.Vector512<long>, long>(_wide, rows, output, stride, 0),
            BatchVectors.Vector256 => ColumnKernels.Run<Wide256Of64, System.Runtime.Intrinsics.Vector256<long>, long>(_wide, rows, output, stride, 0),
            _ => 0,
        };
        ColumnKernels.Run<Scalar64, long, long>(_wide, rows, output, stride, done);
    }
}

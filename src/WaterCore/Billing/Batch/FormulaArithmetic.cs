using System.Numerics;
using System.Runtime.CompilerServices;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Whole-number arithmetic of compiled formulas in 64 bits, without branches on the data.</summary>
internal static class FormulaArithmetic
{
    /// <summary>The floor of (2^64 - 1) over a divisor that 64 bits hold; else zero.</summary>
    public static ulong Reciprocal<T>(T divisor)
        where T : INumberBase<T> => divisor is long d and > 0 ? ulong.MaxValue / (ulong)d : 0;

    /// <summary>Whether a number is 2^62 or more, or below -2^62: two such may not be subtracted.</summary>
    public static bool IsHuge(long value) => (value ^ unchecked(value << 1)) < 0;

    /// <summary>The smaller of two that are not huge, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Least(long a, long b)
    {
        var less = unchecked(a - b);
        return unchecked(b + (less & (less >> 63)));
    }

    /// <summary>A quotient and its rest for a numerator of zero or more. The reciprocal r is floor((2^64 - 1) / d): 2^64 / d - r is below 2, so for n below 2^63
    /// the high half of n r is the quotient or one less, and the rest tells which.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (long Quotient, long Left) DivRem(ulong size, long d, ulong reciprocal)
    {
        unchecked
        {
            var q = (long)Math.BigMul(size, reciprocal, out _);
            var rest = (long)(size - (ulong)q * (ulong)d);
            var more = (d - 1 - rest) >> 63;   // minus one where the rest is the divisor or more
            return (q - more, rest - (d & more));
        }
    }

    /// <summary>A numerator over a divisor above zero to a whole number, without a branch on the data.</summary>
    public static long Divide(long n, long d, ulong reciprocal, RoundingMode mode)
    {
        unchecked
        {
            var sign = n >> 63;
            var (q, rest) = DivRem((ulong)((n ^ sign) - sign), d, reciprocal);
            var left = d - rest - rest;   // below zero where the rest is more than half
            var away = mode switch
            {
                RoundingMode.HalfUp => (left - 1) >> 63,
                RoundingMode.HalfEven => (left - (q & 1)) >> 63,
                RoundingMode.Up => -rest >> 63,
                _ => 0L,
            };
            return ((q - away) ^ sign) - sign;
        }
    }

    /// <summary>A numerator over a divisor, rounded down, and the rest of zero or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (long Floor, long Left) Floor(long n, long d, ulong reciprocal)
    {
        unchecked
        {
            var sign = n >> 63;
            var (q, rest) = DivRem((ulong)((n ^ sign) - sign), d, reciprocal);
            // Below zero: -q - 1 and d - rest, unless nothing is left over.
            var part = sign & (-rest >> 63);
            return (((q ^ sign) - sign) + part, ((rest ^ part) - part) + (d & part));
        }
    }
}

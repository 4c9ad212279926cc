using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>A step of a compiled formula. Registers hold numerators, the inputs first; each has a denominator that was fixed when compiled.</summary>
internal enum FormulaStepKind
{
    /// <summary>A times <c>Ka</c> plus B times <c>Kb</c>.</summary>
    Sum,

    /// <summary>A times B.</summary>
    Product,

    /// <summary>A times <c>Ka</c> plus the constant <c>Kb</c>.</summary>
    Linear,

    /// <summary>A times <c>Kc</c> plus the constant <c>Kb</c>, over the denominator <c>Ka</c>, to a whole number, halves to even.</summary>
    Whole,

    /// <summary>A times <c>Ka</c> in blocks: ends and prices from <see cref="FormulaBlock{T}"/>.</summary>
    Blocks,
}

/// <summary>A block of <see cref="FormulaStepKind.Blocks"/>: its end and price, each a register times a factor plus a constant; a register of -1 gives the constant alone.</summary>
internal readonly record struct FormulaBlock<T>(int End, T EndFactor, T EndConstant, int Price, T PriceFactor, T PriceConstant);

/// <summary>A step; see <see cref="FormulaStepKind"/>.</summary>
internal readonly record struct FormulaStep<T>(FormulaStepKind Kind, int To, int A, T Ka, int B, T Kb, T Kc, FormulaBlock<T>[] Blocks)
    where T : INumberBase<T>
{
    /// <summary>For <see cref="FormulaStepKind.Whole"/> in 64 bits, what stands in for dividing.</summary>
    public ulong Reciprocal { get; } = FormulaArithmetic.Reciprocal(Kind == FormulaStepKind.Whole ? Ka : T.One);
}

/// <summary>
/// A line's exact numerator: a register times a factor, or a constant where the register is -1. All lines and the whole share one denominator,
/// in minor units.
/// </summary>
internal readonly record struct FormulaLine<T>(int Register, T Factor, T Constant);

/// <summary>The bill of one combination of attribute texts as steps over whole numbers, in one word size.</summary>
/// <remarks>
/// In 64 bits every product and sum is looked at for overflow without throwing, and a row that leaves the range is worked out again in
/// 128 bits; in 128 bits what does not fit throws, and the row goes to the single path.
/// </remarks>
internal sealed class FormulaPlan<T>(int[] inputs, int firstStep, FormulaStep<T>[] steps, FormulaLine<T>[] lines, FormulaLine<T>? whole, T denominator)
    where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>
{
    private readonly ulong _reciprocal = FormulaArithmetic.Reciprocal(denominator);

    /// <summary>Works a row out.</summary>
    /// <param name="registers">Room for <see cref="Registers"/> numbers; the inputs stand in it already, as numerators.</param>
    /// <param name="amounts">A whole amount per line, and one for the rest when there is a bill formula.</param>
    /// <param name="rounding">How.</param>
    /// <param name="total">The total.</param>
    /// <returns>False when 64 bits do not hold a number on the way.</returns>
    public bool Run(Span<T> registers, Span<T> amounts, Rounding rounding, out T total)
    {
        var beyond = false;
        foreach (ref readonly var step in steps.AsSpan())
            registers[step.To] = step.Kind switch
            {
                FormulaStepKind.Sum => Add(Multiply(registers[step.A], step.Ka, ref beyond), Multiply(registers[step.B], step.Kb, ref beyond), ref beyond),
                FormulaStepKind.Product => Multiply(registers[step.A], registers[step.B], ref beyond),
                FormulaStepKind.Linear => Add(Multiply(registers[step.A], step.Ka, ref beyond), step.Kb, ref beyond),
                FormulaStepKind.Whole => Divide(Add(Multiply(registers[step.A], step.Kc, ref beyond), step.Kb, ref beyond), step.Ka, step.Reciprocal, RoundingMode.HalfEven),
                _ => Blocks(step, registers, ref beyond),
            };
        var parts = registers[(firstStep + steps.Length)..];
        var sum = T.Zero;
        for (var i = 0; i < lines.Length; i++) sum = Add(sum, parts[i] = Exact(lines[i], registers, ref beyond), ref beyond);
        total = T.Zero;
        if (rounding.Scope == RoundingScope.Line)
        {
            if (beyond) return false;
            for (var i = 0; i < lines.Length; i++) total = Add(total, amounts[i] = Divide(parts[i], denominator, _reciprocal, rounding.Mode), ref beyond);
            return !beyond;
        }
        var exact = sum;
        if (whole is { } formula)
        {
            exact = Exact(formula, registers, ref beyond);
            parts[lines.Length] = Add(exact, Multiply(sum, -T.One, ref beyond), ref beyond);
        }
        if (beyond) return false;
        total = Share(exact, parts[..(lines.Length + (whole is null ? 0 : 1))], amounts, rounding.Mode);
        return true;
    }

    /// <summary>The inputs that it reads.</summary>
    public int[] Inputs { get; } = inputs;

    /// <summary>How many registers a run needs.</summary>
    public int Registers { get; } = firstStep + steps.Length + lines.Length + 1;

    // The whole is rounded, and its units go to the largest remainders, the earlier line first.
    private T Share(T exact, Span<T> parts, Span<T> amounts, RoundingMode mode)
    {
        var total = Divide(exact, denominator, _reciprocal, mode);
        var left = total;
        for (var i = 0; i < parts.Length; i++)
        {
            var (floor, rest) = Floor(parts[i], denominator, _reciprocal);
            (amounts[i], parts[i]) = (floor, rest);
            left -= floor;
        }
        for (; left > T.Zero; left -= T.One)
        {
            var best = 0;
            for (var i = 1; i < parts.Length; i++)
                if (parts[i] > parts[best]) best = i;
            amounts[best] += T.One;
            parts[best] = -T.One;
        }
        return total;
    }

    private static T Exact(in FormulaLine<T> line, ReadOnlySpan<T> registers, ref bool beyond) =>
        line.Register < 0 ? line.Constant : Add(Multiply(registers[line.Register], line.Factor, ref beyond), line.Constant, ref beyond);

    // In 64 bits without a branch on the data: where a usage lies is anybody's guess, and a wrong guess costs more than a block.
    private static long Blocks64(in FormulaStep<long> step, ReadOnlySpan<long> registers, ref bool beyond)
    {
        long total = 0, below = 0;
        var usage = FormulaPlan<long>.Multiply(registers[step.A], step.Ka, ref beyond);
        beyond |= FormulaArithmetic.IsHuge(usage);
        var blocks = step.Blocks;
        for (var i = 0; i < blocks.Length; i++)
        {
            ref readonly var block = ref blocks[i];
            var end = usage;
            if (i < blocks.Length - 1)
            {
                var own = block.End < 0 ? block.EndConstant : FormulaPlan<long>.Add(FormulaPlan<long>.Multiply(registers[block.End], block.EndFactor, ref beyond), block.EndConstant, ref beyond);
                beyond |= FormulaArithmetic.IsHuge(own);
                end = FormulaArithmetic.Least(usage, own);
            }
            var price = block.Price < 0 ? block.PriceConstant : FormulaPlan<long>.Add(FormulaPlan<long>.Multiply(registers[block.Price], block.PriceFactor, ref beyond), block.PriceConstant, ref beyond);
            var width = FormulaArithmetic.Least(0, unchecked(below - end));   // minus what is in the block, or zero
            total = FormulaPlan<long>.Add(total, FormulaPlan<long>.Multiply(unchecked(-width), price, ref beyond), ref beyond);
            below = unchecked(below - width);
        }
        return total;
    }

    private static T Blocks(in FormulaStep<T> step, Span<T> registers, ref bool beyond)
    {
        if (typeof(T) == typeof(long))
            return Unsafe.BitCast<long, T>(Blocks64(in Unsafe.As<FormulaStep<T>, FormulaStep<long>>(ref Unsafe.AsRef(in step)), MemoryMarshal.Cast<T, long>(registers), ref beyond));
        T total = T.Zero, below = T.Zero;
        var usage = Multiply(registers[step.A], step.Ka, ref beyond);
        var blocks = step.Blocks;
        for (var i = 0; i < blocks.Length; i++)
        {
            ref readonly var block = ref blocks[i];
            var end = usage;
            if (i < blocks.Length - 1)
            {
                var own = block.End < 0 ? block.EndConstant : Add(Multiply(registers[block.End], block.EndFactor, ref beyond), block.EndConstant, ref beyond);
                if (own < end) end = own;
            }
            if (end <= below) continue;
            var price = block.Price < 0 ? block.PriceConstant : Add(Multiply(registers[block.Price], block.PriceFactor, ref beyond), block.PriceConstant, ref beyond);
            // Both are zero or more here, so their difference is in range.
            total = Add(total, Multiply(end - below, price, ref beyond), ref beyond);
            below = end;
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Multiply(T a, T b, ref bool beyond)
    {
        if (typeof(T) != typeof(long)) return checked(a * b);
        var high = Math.BigMul(Unsafe.BitCast<T, long>(a), Unsafe.BitCast<T, long>(b), out var low);
        beyond |= high != low >> 63;
        return Unsafe.BitCast<long, T>(low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Add(T a, T b, ref bool beyond)
    {
        if (typeof(T) != typeof(long)) return checked(a + b);
        long x = Unsafe.BitCast<T, long>(a), y = Unsafe.BitCast<T, long>(b), sum = unchecked(x + y);
        beyond |= ((x ^ sum) & (y ^ sum)) < 0;
        return Unsafe.BitCast<long, T>(sum);
    }

    private static T Divide(T numerator, T denominator, ulong reciprocal, RoundingMode mode)
    {
        if (typeof(T) == typeof(long))
            return Unsafe.BitCast<long, T>(FormulaArithmetic.Divide(Unsafe.BitCast<T, long>(numerator), Unsafe.BitCast<T, long>(denominator), reciprocal, mode));
        var (quotient, signed) = T.DivRem(numerator, denominator);
        if (signed == T.Zero) return quotient;
        var rest = T.Abs(signed);
        var other = denominator - rest;
        var away = mode switch
        {
            RoundingMode.HalfUp => rest >= other,
            RoundingMode.HalfEven => rest > other || (rest == other && T.IsOddInteger(quotient)),
            RoundingMode.Up => true,
            _ => false,
        };
        return !away ? quotient : T.IsNegative(numerator) ? quotient - T.One : quotient + T.One;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Floor, T Left) Floor(T numerator, T denominator, ulong reciprocal)
    {
        if (typeof(T) == typeof(long))
        {
            var (q, r) = FormulaArithmetic.Floor(Unsafe.BitCast<T, long>(numerator), Unsafe.BitCast<T, long>(denominator), reciprocal);
            return (Unsafe.BitCast<long, T>(q), Unsafe.BitCast<long, T>(r));
        }
        var (floor, rest) = T.DivRem(numerator, denominator);
        return T.IsNegative(rest) ? (floor - T.One, rest + denominator) : (floor, rest);
    }
}

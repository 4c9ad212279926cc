using System.Numerics;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>A step of a compiled formula. Registers hold numerators; each has a denominator that was fixed when compiled.</summary>
internal enum FormulaStepKind
{
    /// <summary>Input <c>A</c>.</summary>
    Input,

    /// <summary>A times <c>Ka</c> plus B times <c>Kb</c>.</summary>
    Sum,

    /// <summary>A times B.</summary>
    Product,

    /// <summary>A times <c>Ka</c> plus the constant <c>Kb</c>.</summary>
    Linear,

    /// <summary>A over the denominator <c>Ka</c> to a whole number, halves to even.</summary>
    Whole,

    /// <summary>A times <c>Ka</c> in blocks: ends and prices from <see cref="FormulaBlock{T}"/>.</summary>
    Blocks,
}

/// <summary>A block of <see cref="FormulaStepKind.Blocks"/>: its end and price, each a register times a factor plus a constant; a register of -1 gives the constant alone.</summary>
internal readonly record struct FormulaBlock<T>(int End, T EndFactor, T EndConstant, int Price, T PriceFactor, T PriceConstant);

/// <summary>A step; see <see cref="FormulaStepKind"/>.</summary>
internal readonly record struct FormulaStep<T>(FormulaStepKind Kind, int To, int A, T Ka, int B, T Kb, FormulaBlock<T>[] Blocks);

/// <summary>
/// A line's exact numerator: a register times a factor, or a constant where the register is -1. All lines and the whole share one denominator,
/// in minor units.
/// </summary>
internal readonly record struct FormulaLine<T>(int Register, T Factor, T Constant);

/// <summary>The bill of one combination of attribute texts as steps over whole numbers, in one word size.</summary>
/// <remarks>
/// In 64 bits every step was proven to stay below 2^62 for every input within <see cref="ColumnLimits.MostNumber"/> thousandths either way;
/// in 128 bits what does not fit throws, and the row goes to the single path.
/// </remarks>
internal sealed class FormulaPlan<T>(FormulaStep<T>[] steps, FormulaLine<T>[] lines, FormulaLine<T>? whole, T denominator)
    where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>
{
    /// <summary>Works a row out.</summary>
    /// <param name="inputs">The inputs, numerators.</param>
    /// <param name="registers">Room for <see cref="Registers"/> numbers.</param>
    /// <param name="amounts">A whole amount per line, and one for the rest when there is a bill formula.</param>
    /// <param name="rounding">How.</param>
    /// <returns>The total.</returns>
    public T Run(ReadOnlySpan<T> inputs, Span<T> registers, Span<T> amounts, Rounding rounding)
    {
        foreach (ref readonly var step in steps.AsSpan())
            registers[step.To] = step.Kind switch
            {
                FormulaStepKind.Input => inputs[step.A],
                FormulaStepKind.Sum => checked(registers[step.A] * step.Ka + registers[step.B] * step.Kb),
                FormulaStepKind.Product => checked(registers[step.A] * registers[step.B]),
                FormulaStepKind.Linear => checked(registers[step.A] * step.Ka + step.Kb),
                FormulaStepKind.Whole => Divide(registers[step.A], step.Ka, RoundingMode.HalfEven),
                _ => Blocks(step, registers),
            };
        var parts = registers[steps.Length..];
        var sum = T.Zero;
        for (var i = 0; i < lines.Length; i++) sum = checked(sum + (parts[i] = Exact(lines[i], registers)));
        if (rounding.Scope == RoundingScope.Line)
        {
            var total = T.Zero;
            for (var i = 0; i < lines.Length; i++) total = checked(total + (amounts[i] = Divide(parts[i], denominator, rounding.Mode)));
            return total;
        }
        var exact = sum;
        if (whole is { } formula)
        {
            exact = Exact(formula, registers);
            parts[lines.Length] = checked(exact - sum);
        }
        return Share(exact, parts[..(lines.Length + (whole is null ? 0 : 1))], amounts, rounding.Mode);
    }

    /// <summary>The inputs that it reads.</summary>
    public int[] Inputs { get; } = steps.Where(s => s.Kind == FormulaStepKind.Input).Select(s => s.A).ToArray();

    /// <summary>How many registers a run needs.</summary>
    public int Registers { get; } = steps.Length + lines.Length + 1;

    // The whole is rounded, and its units go to the largest remainders, the earlier line first.
    private T Share(T exact, Span<T> parts, Span<T> amounts, RoundingMode mode)
    {
        var total = Divide(exact, denominator, mode);
        var left = total;
        for (var i = 0; i < parts.Length; i++)
        {
            var (floor, rest) = T.DivRem(parts[i], denominator);
            if (T.IsNegative(rest)) (floor, rest) = (floor - T.One, rest + denominator);
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

    private static T Exact(in FormulaLine<T> line, ReadOnlySpan<T> registers) =>
        line.Register < 0 ? line.Constant : checked(registers[line.Register] * line.Factor + line.Constant);

    private static T Blocks(in FormulaStep<T> step, Span<T> registers)
    {
        T total = T.Zero, below = T.Zero;
        var usage = checked(registers[step.A] * step.Ka);
        var blocks = step.Blocks;
        for (var i = 0; i < blocks.Length; i++)
        {
            ref readonly var block = ref blocks[i];
            var end = usage;
            if (i < blocks.Length - 1)
            {
                var own = block.End < 0 ? block.EndConstant : checked(registers[block.End] * block.EndFactor + block.EndConstant);
                if (own < end) end = own;
            }
            if (end <= below) continue;
            var price = block.Price < 0 ? block.PriceConstant : checked(registers[block.Price] * block.PriceFactor + block.PriceConstant);
            total = checked(total + (end - below) * price);
            below = end;
        }
        return total;
    }

    private static T Divide(T numerator, T denominator, RoundingMode mode)
    {
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
}

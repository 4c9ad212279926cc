using System.Globalization;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>
/// A formula of the tariff language, parsed: numbers, names, <c>+ - * / ( )</c>, look-ups by attribute and blocks.
/// It is data; working it out is bounded in steps and depth (see <see cref="FormulaEvaluation"/>).
/// </summary>
/// <param name="Line">The line of the tariff file it stands on.</param>
public abstract record Formula(int Line)
{
    /// <summary>The names it reads directly.</summary>
    public virtual IEnumerable<string> Names => [];
}

/// <summary>A number, exact.</summary>
public sealed record NumberFormula(int Line, Rational Value) : Formula(Line)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>A name: an input of the case, or another part of the class.</summary>
public sealed record NameFormula(int Line, string Name) : Formula(Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Names => [Name];

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Two formulas joined by <c>+ - *</c> or <c>/</c>.</summary>
public sealed record BinaryFormula(int Line, char Operator, Formula Left, Formula Right) : Formula(Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Names => Left.Names.Concat(Right.Names);

    /// <inheritdoc/>
    public override string ToString() => $"{Inner(Left, false)} {Operator} {Inner(Right, true)}";

    private string Inner(Formula inner, bool right) =>
        inner is BinaryFormula b && (Weight(b.Operator) < Weight(Operator) || (right && Weight(b.Operator) == Weight(Operator) && Operator is '-' or '/'))
            ? $"({b})"
            : inner.ToString()!;

    private static int Weight(char op) => op is '*' or '/' ? 2 : 1;
}

/// <summary>The opposite of a formula.</summary>
public sealed record NegateFormula(int Line, Formula Inner) : Formula(Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Names => Inner.Names;

    /// <inheritdoc/>
    public override string ToString() => $"-({Inner})";
}

/// <summary>Several formulas in order: starts or prices of blocks.</summary>
public sealed record ListFormula(int Line, IReadOnlyList<Formula> Items) : Formula(Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Names => Items.SelectMany(i => i.Names);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

/// <summary>A share of a budget, as a block start: <c>40%</c>.</summary>
public sealed record PercentFormula(int Line, Rational Percent) : Formula(Line)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Percent}%";
}

/// <summary>A value chosen by one or several attributes of the case.</summary>
/// <param name="Line">The line.</param>
/// <param name="By">The attributes, in order; their values joined by <c>|</c> are the key.</param>
/// <param name="Values">A formula per key.</param>
public sealed record LookupFormula(int Line, IReadOnlyList<string> By, IReadOnlyDictionary<string, Formula> Values) : Formula(Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Names => By.Concat(Values.Values.SelectMany(v => v.Names));

    /// <inheritdoc/>
    public override string ToString() => $"by {string.Join(", ", By)}";
}

/// <summary>How blocks are cut.</summary>
public enum BlockCut
{
    /// <summary>A start is the first unit of its block: with starts 0 and 15, the first block holds 14 units.</summary>
    FirstUnit,

    /// <summary>A start is where the block before it ends: with starts 0 and 15, the first block holds 15 units.</summary>
    Bound,
}

/// <summary>Usage charged by blocks whose starts and prices are parts of the class.</summary>
/// <param name="Line">The line.</param>
/// <param name="Cut">How starts are meant.</param>
/// <param name="Usage">The name of the usage.</param>
/// <param name="Starts">The part with the starts.</param>
/// <param name="Prices">The part with the prices.</param>
/// <param name="Budget">The part with the budget that percentages are of.</param>
public sealed record BlocksFormula(int Line, BlockCut Cut, string Usage, string Starts, string Prices, string Budget) : Formula(Line)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Names => Cut == BlockCut.Bound ? [Usage, Starts, Prices, Budget] : [Usage, Starts, Prices];

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Usage} in blocks {Starts} at {Prices}");
}

/// <summary>A part of a file that could not be understood: refused when a bill needs it, and only then.</summary>
/// <param name="Line">The line.</param>
/// <param name="Fault">Why.</param>
public sealed record BrokenFormula(int Line, TariffFault Fault) : Formula(Line)
{
    /// <inheritdoc/>
    public override string ToString() => "(broken)";
}

using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>The inputs of one case, by name: usage, meter size, household size and so on.</summary>
public interface ICaseInputs
{
    /// <summary>The text of an input, or null when the case does not have it.</summary>
    string? Find(string name);
}

/// <summary>Inputs from a dictionary.</summary>
/// <param name="values">Texts by name.</param>
public sealed class CaseInputs(IReadOnlyDictionary<string, string> values) : ICaseInputs
{
    /// <inheritdoc/>
    public string? Find(string name) => values.TryGetValue(name, out var text) ? text : null;
}

/// <summary>The part of a block that a usage filled.</summary>
/// <param name="Number">1 for the first block.</param>
/// <param name="Quantity">Units in the block; above zero.</param>
/// <param name="Price">Currency units per unit.</param>
public readonly record struct BlockShare(int Number, Rational Quantity, Rational Price)
{
    /// <summary>The exact amount.</summary>
    public Rational Amount => Quantity * Price;
}

/// <summary>
/// Works formulas out for one case, exactly. A name is looked up among the case's inputs, then the class's parts,
/// then the parts with <c>_commodity</c> added. Bounded: 10,000 steps, 64 deep; what goes round in circles is refused.
/// </summary>
internal struct FormulaEvaluation(string tariff, string useClass, IReadOnlyDictionary<string, Formula> parts, ICaseInputs inputs)
{
    private const int MaxSteps = 10_000;
    private const int MaxDepth = 64;

    private int _steps;
    private int _depth;

    /// <summary>When set, each block filled by a <see cref="BlocksFormula"/> is added.</summary>
    public List<BlockShare>? Blocks { get; set; }

    /// <exception cref="TariffFaultException">The formula cannot be worked out for this case.</exception>
    public Rational Number(Formula formula, string field)
    {
        Step(field);
        _depth++;
        try
        {
            return formula switch
            {
                NumberFormula n => n.Value,
                NameFormula n => Named(n.Name, field),
                BinaryFormula b => Binary(b, field),
                NegateFormula n => -Number(n.Inner, field),
                LookupFormula l => Number(Choose(l, field), field),
                ListFormula { Items.Count: 1 } one => Number(one.Items[0], field),
                ListFormula list => throw Refuse(field, $"a list of {list.Items.Count} numbers stands where one number is needed", "write one number"),
                BlocksFormula b => Charge(b, field),
                BrokenFormula broken => throw new TariffFaultException(broken.Fault),
                PercentFormula => throw Refuse(field, "a percentage stands where a number is needed", "write a number"),
                _ => throw new InvalidOperationException(formula.GetType().Name),
            };
        }
        catch (DivideByZeroException)
        {
            throw Refuse(field, "a division by zero", "give the inputs other values or mend the formula");
        }
        catch (OverflowException)
        {
            throw Refuse(field, "a number too large to be exact", "check the inputs");
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>A name's value: an input wins over a part of the file.</summary>
    private Rational Named(string name, string field)
    {
        if (inputs.Find(name) is { } text)
            return Rational.TryParse(text, out var number) ? number : throw Refuse(field, $"{name} is '{text}', which is not a number", $"give {name} as a plain decimal number");
        if (Part(name) is not { } part)
            throw Refuse(field, $"nobody defines '{name}'", $"give {name} as an input, or define it in the class");
        var (partName, formula) = part;
        return partName.Contains("budget", StringComparison.Ordinal) ? Budget(formula, partName) : Number(formula, partName);
    }

    private readonly (string Name, Formula Formula)? Part(string name)
    {
        if (parts.TryGetValue(name, out var formula)) return (name, formula);
        var commodity = name + "_commodity";
        return parts.TryGetValue(commodity, out formula) ? (commodity, formula) : null;
    }

    // Rate files round each term of a budget's sum or product to a whole unit before it is combined.
    private Rational Budget(Formula formula, string field) => formula switch
    {
        BinaryFormula { Operator: '+' or '-' or '*' or '/' } b => Apply(b.Operator, Budget(b.Left, field), Budget(b.Right, field)),
        LookupFormula l => Budget(Choose(l, field), field),
        _ => WholeHalfEven(Number(formula, field)),
    };

    private Rational Binary(BinaryFormula b, string field) => Apply(b.Operator, Number(b.Left, field), Number(b.Right, field));

    private static Rational Apply(char op, Rational left, Rational right) => op switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        _ => left / right,
    };

    private readonly Formula Choose(LookupFormula lookup, string field)
    {
        var keys = new string[lookup.By.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var by = lookup.By[i];
            keys[i] = inputs.Find(by)?.Trim() ?? TextPart(by) ??
                throw Refuse(field, $"the look-up asks for '{by}', which the case does not have", $"give {by} as one of: {Some(lookup.Values.Keys, i, lookup.By.Count)}");
        }
        var key = keys.Length == 1 ? keys[0] : string.Join('|', keys);
        return lookup.Values.TryGetValue(key, out var formula)
            ? formula
            : throw Refuse(field, $"the look-up by {string.Join(", ", lookup.By)} has no key '{key}'", $"use one of: {Some(lookup.Values.Keys)}");
    }

    // A look-up may hang on another part that is a plain number.
    private readonly string? TextPart(string name) => Part(name)?.Formula is NumberFormula n ? n.Value.ToString() : null;

    private static string Some(IEnumerable<string> keys, int at = 0, int of = 1) =>
        string.Join(", ", (of == 1 ? keys : keys.Select(k => k.Split('|') is var p && p.Length > at ? p[at] : k).Distinct()).Take(12));

    private Rational Charge(BlocksFormula blocks, string field)
    {
        var usage = Named(blocks.Usage, field);
        if (usage.IsNegative) throw Refuse(field, $"{blocks.Usage} is below zero", "give a usage of zero or more");
        var (prices, starts) = Lists(blocks, field);
        Rational total = default, below = default;
        for (var i = 0; i < prices.Items.Count; i++)
        {
            var last = i == prices.Items.Count - 1;
            var end = last ? usage : Rational.Min(usage, End(starts.Items[i + 1], blocks));
            if (end > below)
            {
                var share = new BlockShare(i + 1, end - below, Number(prices.Items[i], blocks.Prices));
                Blocks?.Add(share);
                total += share.Amount;
                below = end;
            }
        }
        return total;
    }

    private (ListFormula Prices, ListFormula Starts) Lists(BlocksFormula blocks, string field)
    {
        var prices = List(blocks.Prices, field);
        var starts = List(blocks.Starts, field);
        if (prices.Items.Count == 0) throw Refuse(blocks.Prices, "there is no price", "write one price per block");
        if (prices.Items.Count != starts.Items.Count)
            throw Refuse(blocks.Starts, $"{starts.Items.Count} starts stand against {prices.Items.Count} prices", "write one start and one price per block");
        return (prices, starts);
    }

    /// <summary>The ends of all blocks but the last, and the price of each, for one who follows the usage itself.</summary>
    public (List<Rational> Ends, IReadOnlyList<Formula> Prices) BlocksOf(BlocksFormula blocks, string field)
    {
        var (prices, starts) = Lists(blocks, field);
        var ends = new List<Rational>();
        foreach (var start in starts.Items.Skip(1)) ends.Add(End(start, blocks));
        return (ends, prices.Items);
    }

    /// <summary>The formula that a look-up comes to for the case.</summary>
    public readonly Formula Chosen(LookupFormula lookup, string field) => Choose(lookup, field);

    private Rational End(Formula nextStart, BlocksFormula blocks) => Start(nextStart, blocks) - (blocks.Cut == BlockCut.FirstUnit ? Rational.One : Rational.Zero);

    private Rational Start(Formula start, BlocksFormula blocks) => start switch
    {
        PercentFormula p => WholeHalfEven(p.Percent * Named(blocks.Budget, blocks.Starts) / Rational.Of(100)),
        NameFormula when blocks.Cut == BlockCut.Bound => WholeHalfEven(Number(start, blocks.Starts)),
        _ => Number(start, blocks.Starts),
    };

    private ListFormula List(string name, string field)
    {
        Step(field);
        if (Part(name) is not { } part) throw Refuse(field, $"nobody defines '{name}'", $"define {name} in the class");
        var formula = part.Formula;
        while (formula is LookupFormula lookup) formula = Choose(lookup, part.Name);
        if (formula is BrokenFormula broken) throw new TariffFaultException(broken.Fault);
        return formula as ListFormula ?? new ListFormula(formula.Line, [formula]);
    }

    private void Step(string field)
    {
        if (++_steps > MaxSteps) throw Refuse(field, $"more than {MaxSteps} steps", "make the formula simpler");
        if (_depth > MaxDepth) throw Refuse(field, "the parts go round in a circle, or are nested more than 64 deep", "make each part stand on other parts than itself");
    }

    private static Rational WholeHalfEven(Rational value) => Rational.Of(Rounding.Divide(value.Numerator, value.Denominator, RoundingMode.HalfEven));

    private readonly TariffFaultException Refuse(string field, string problem, string remedy) =>
        new(new RateRefused(tariff, useClass, field, problem, remedy));
}

using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Works a formula out for the verifier, by the rules of the specification, from the last block back.</summary>
internal sealed class FormulaProof(IReadOnlyDictionary<string, Formula> parts, Func<string, string?> find)
{
    private int _deep;

    public Rational Number(Formula formula) => Deeper(() => formula switch
    {
        NumberFormula n => n.Value,
        NameFormula n => Name(n.Name),
        NegateFormula n => -Number(n.Inner),
        BinaryFormula b => Join(b.Operator, Number(b.Left), Number(b.Right)),
        LookupFormula l => Number(Choose(l)),
        ListFormula { Items: [var only] } => Number(only),
        BlocksFormula b => Blocks(b),
        _ => throw new ContradictionException($"the tariff's line {formula.Line} is no formula"),
    });

    private T Deeper<T>(Func<T> work)
    {
        if (++_deep > 200) throw new ContradictionException("the tariff's parts go round in a circle");
        var value = work();
        _deep--;
        return value;
    }

    private Rational Name(string name)
    {
        if (find(name) is { } text) return Rational.TryParse(text, out var number) ? number : throw new ContradictionException($"{name} is '{text}', which is no number");
        var part = PartOf(name) ?? throw new ContradictionException($"nobody defines '{name}'");
        return part.Contains("budget", StringComparison.Ordinal) ? Terms(parts[part]) : Number(parts[part]);
    }

    // Each term of a budget is a whole number before it is combined.
    private Rational Terms(Formula formula) => Deeper(() => formula switch
    {
        BinaryFormula b => Join(b.Operator, Terms(b.Left), Terms(b.Right)),
        LookupFormula l => Terms(Choose(l)),
        _ => Whole(Number(formula)),
    });

    private string? PartOf(string name) => parts.ContainsKey(name) ? name : parts.ContainsKey(name + "_commodity") ? name + "_commodity" : null;

    private static Rational Join(char op, Rational a, Rational b) => op switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => a / b };

    private static Rational Whole(Rational value) => Rational.Of(BillVerifier.Rounded(value, RoundingMode.HalfEven));

    private Formula Choose(LookupFormula lookup)
    {
        var key = string.Join('|', lookup.By.Select(by => find(by)?.Trim() ?? (PartOf(by) is { } part && parts[part] is NumberFormula n ? n.Value.ToString() : throw new ContradictionException($"nobody gives '{by}'"))));
        return lookup.Values.TryGetValue(key, out var chosen) ? chosen : throw new ContradictionException($"the tariff has no '{key}' by {string.Join(", ", lookup.By)}");
    }

    private Rational Blocks(BlocksFormula blocks)
    {
        var usage = Name(blocks.Usage);
        IReadOnlyList<Formula> prices = List(blocks.Prices), starts = List(blocks.Starts);
        if (prices.Count == 0 || prices.Count != starts.Count) throw new ContradictionException("the tariff's starts and prices do not go together");
        Rational amount = Rational.Zero, reached = Rational.Zero;
        for (var i = 0; i < prices.Count; i++)
        {
            var end = i + 1 < prices.Count ? Rational.Min(usage, End(starts[i + 1], blocks)) : usage;
            if (end <= reached) continue;
            amount += Number(prices[i]) * (end - reached);
            reached = end;
        }
        return amount;
    }

    private Rational End(Formula start, BlocksFormula blocks)
    {
        var next = start switch
        {
            PercentFormula p => Whole(Name(blocks.Budget) * p.Percent / Rational.Of(100)),
            NameFormula n when blocks.Cut == BlockCut.Bound => Whole(Number(n)),
            var other => Number(other),
        };
        return blocks.Cut == BlockCut.FirstUnit ? next - Rational.One : next;
    }

    private IReadOnlyList<Formula> List(string name)
    {
        var formula = parts[PartOf(name) ?? throw new ContradictionException($"nobody defines '{name}'")];
        while (formula is LookupFormula lookup) formula = Choose(lookup);
        return formula is ListFormula list ? list.Items : [formula];
    }
}

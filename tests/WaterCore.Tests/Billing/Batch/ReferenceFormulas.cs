using WaterCore.Tariffs;

namespace WaterCore.Tests.Billing.Batch;

/// <summary>Formulas of rate files by the rules of the specification's reference, in fractions of the reference's own.</summary>
internal sealed class ReferenceFormulas(IReadOnlyDictionary<string, Formula> parts, Func<string, string?> text, Func<Exception> refuse)
{
    private int _deep;

    public Fraction Number(Formula formula)
    {
        if (_deep > 60) throw refuse();
        _deep++;
        var value = formula switch
        {
            NumberFormula n => Fraction.Of(n.Value),
            NameFormula n => Name(n.Name),
            NegateFormula n => 0 - Number(n.Inner),
            BinaryFormula b => Join(b.Operator, Number(b.Left), Number(b.Right)),
            LookupFormula l => Number(Choose(l)),
            ListFormula { Items: [var only] } => Number(only),
            BlocksFormula b => Blocks(b),
            _ => throw refuse(),
        };
        _deep--;
        return value;
    }

    private Fraction Name(string name)
    {
        if (text(name) is { } given) return Fraction.Of(given) ?? throw refuse();
        var part = PartOf(name) ?? throw refuse();
        return part.Contains("budget", StringComparison.Ordinal) ? Terms(parts[part]) : Number(parts[part]);
    }

    private string? PartOf(string name) => parts.ContainsKey(name) ? name : parts.ContainsKey(name + "_commodity") ? name + "_commodity" : null;

    private static Fraction Join(char op, Fraction a, Fraction b) => op == '+' ? a + b : op == '-' ? a - b : op == '*' ? a * b : a / b;

    private Fraction Terms(Formula formula)
    {
        if (_deep > 60) throw refuse();
        _deep++;
        var value = formula switch
        {
            BinaryFormula b => Join(b.Operator, Terms(b.Left), Terms(b.Right)),
            LookupFormula l => Terms(Choose(l)),
            _ => Whole(Number(formula)),
        };
        _deep--;
        return value;
    }

    private static Fraction Whole(Fraction value) => new(value.Nearest(true), 1);

    private Formula Choose(LookupFormula lookup)
    {
        var key = string.Join('|', lookup.By.Select(by => text(by)?.Trim() ?? (PartOf(by) is { } part && parts[part] is NumberFormula n ? n.Value.ToString() : throw refuse())));
        return lookup.Values.TryGetValue(key, out var chosen) ? chosen : throw refuse();
    }

    // The usage that lies in each block, from the last block back.
    private Fraction Blocks(BlocksFormula blocks)
    {
        var usage = Name(blocks.Usage);
        var (prices, starts) = (List(blocks.Prices), List(blocks.Starts));
        if (usage < 0 || prices.Count == 0 || prices.Count != starts.Count) throw refuse();
        Fraction amount = 0, reached = 0;
        for (var i = 0; i < prices.Count; i++)
        {
            var end = usage;
            if (i + 1 < prices.Count)
            {
                var next = starts[i + 1] switch
                {
                    PercentFormula p => Whole(Name(blocks.Budget) * Fraction.Of(p.Percent) / 100),
                    NameFormula n when blocks.Cut == BlockCut.Bound => Whole(Number(n)),
                    var other => Number(other),
                };
                var bound = blocks.Cut == BlockCut.FirstUnit ? next - 1 : next;
                if (bound < usage) end = bound;
            }
            if (end > reached) (amount, reached) = (amount + Number(prices[i]) * (end - reached), end);
        }
        return amount;
    }

    private IReadOnlyList<Formula> List(string name)
    {
        var formula = parts[PartOf(name) ?? throw refuse()];
        while (formula is LookupFormula lookup) formula = Choose(lookup);
        return formula is ListFormula list ? list.Items : [formula];
    }
}

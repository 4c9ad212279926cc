using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>
/// A formula just above a usage, as a value and what each further unit adds to it, and up to where that holds. Lookups and names as in
/// <see cref="FormulaEvaluation"/>, which works the constant parts out; only what depends on the usage is followed here.
/// </summary>
internal sealed class FormulaRay(string tariff, TariffClass useClass, CaseView inputs, Rational at)
{
    private const int MaxDepth = 64;
    private int _depth;

    /// <summary>The nearest usage above at which a block begins; null when there is none.</summary>
    public Rational? Changes { get; private set; }

    public (Rational Value, Rational PerUnit) Number(Formula formula, string field)
    {
        if (_depth > MaxDepth) throw Refuse(field, "the parts go round in a circle, or are nested more than 64 deep", "make each part stand on other parts than itself");
        _depth++;
        var ray = formula switch
        {
            NameFormula n => Named(n.Name, field),
            BinaryFormula b => Join(b.Operator, Number(b.Left, field), Number(b.Right, field), field),
            NegateFormula n => Number(n.Inner, field) is var (v, p) ? (-v, -p) : default,
            LookupFormula l when l.By.Any(IsUsage) => throw NotStraight(field),
            LookupFormula l => Number(Evaluation().Chosen(l, field), field),
            ListFormula { Items: [var one] } => Number(one, field),
            BlocksFormula b => Blocks(b, field),
            _ => (Evaluation().Number(formula, field), Rational.Zero),
        };
        _depth--;
        return ray;
    }

    private (Rational, Rational) Named(string name, string field)
    {
        if (IsUsage(name)) return (at, Rational.One);
        if (inputs.Find(name) is not null || Part(name) is not { } part || part.Name.Contains("budget", StringComparison.Ordinal)) return Constant(new NameFormula(0, name), field);
        return Number(part.Formula, part.Name);
    }

    private bool IsUsage(string name) => inputs.IsUsage(name);

    private (Rational, Rational) Join(char op, (Rational Value, Rational PerUnit) a, (Rational Value, Rational PerUnit) b, string field)
    {
        switch (op)
        {
            case '+': return (a.Value + b.Value, a.PerUnit + b.PerUnit);
            case '-': return (a.Value - b.Value, a.PerUnit - b.PerUnit);
            case '*' when a.PerUnit.IsZero || b.PerUnit.IsZero: return (a.Value * b.Value, a.PerUnit * b.Value + a.Value * b.PerUnit);
            case '/' when b.PerUnit.IsZero:
                if (b.Value.IsZero) throw Refuse(field, "a division by zero", "give the inputs other values or mend the formula");
                return (a.Value / b.Value, a.PerUnit / b.Value);
            default: throw NotStraight(field);
        }
    }

    private (Rational, Rational) Blocks(BlocksFormula blocks, string field)
    {
        var (usage, perUnit) = Named(blocks.Usage, field);
        if (perUnit.IsNegative) throw NotStraight(field);
        if (perUnit.IsZero) return Constant(blocks, field);
        if (Reads(new NameFormula(0, blocks.Starts), 0) || Reads(new NameFormula(0, blocks.Budget), 0)) throw NotStraight(field);
        var (ends, prices) = Evaluation().BlocksOf(blocks, field);
        var (amount, slope) = (Rational.Zero, Rational.Zero);
        var below = Rational.Zero;
        for (var i = 0; i < prices.Count; i++)
        {
            if (i < ends.Count && ends[i] <= below) continue;
            var (price, priceSlope) = Number(prices[i], blocks.Prices);
            if (!priceSlope.IsZero) throw NotStraight(field);
            if (i < ends.Count && ends[i] <= usage)
            {
                amount += (ends[i] - below) * price;
                below = ends[i];
                continue;
            }
            amount += (usage - below) * price;
            slope = perUnit * price;
            if (i < ends.Count && at + (ends[i] - usage) / perUnit is var change && (Changes is not { } nearest || change < nearest)) Changes = change;
            break;
        }
        return (amount, slope);
    }

    // What the usage has no part in; that it has none is held by following the names.
    private (Rational, Rational) Constant(Formula formula, string field)
    {
        if (Reads(formula, 0)) throw NotStraight(field);
        return (Evaluation().Number(formula, field), Rational.Zero);
    }

    private bool Reads(Formula formula, int depth) => depth < MaxDepth && formula.Names.Any(n => IsUsage(n) || (inputs.Find(n) is null && Part(n) is { } part && Reads(part.Formula, depth + 1)));

    private (string Name, Formula Formula)? Part(string name) =>
        useClass.Parts.TryGetValue(name, out var part) ? (name, part) : useClass.Parts.TryGetValue(name + "_commodity", out part) ? (name + "_commodity", part) : null;

    private FormulaEvaluation Evaluation() => new(tariff, useClass.Code, useClass.Parts, inputs);

    private TariffFaultException NotStraight(string field) => Refuse(field, "it is no chain of straight lines over the usage", "compare bills of single usages instead");

    private TariffFaultException Refuse(string field, string problem, string remedy) => new(new RateRefused(tariff, useClass.Code, field, problem, remedy));
}

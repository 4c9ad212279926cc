using System.Numerics;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>
/// A formula's value on its way: a constant, or a register times <paramref name="Factor"/> plus <paramref name="Add"/>, over the denominator.
/// Factors and constants wait in it, and cost no step until something asks for the number itself.
/// </summary>
internal readonly record struct FormulaValue(int Register, BigInteger Factor, BigInteger Add, BigInteger Denominator, Rational Constant)
{
    public bool IsConstant => Register < 0;

    public static FormulaValue Of(Rational constant) => new(-1, 0, 0, 1, constant.Reduced());

    public static FormulaValue Of(int register, BigInteger factor, BigInteger add, BigInteger denominator)
    {
        if (factor.IsZero) return Of(Rational.Of((Int128)add, (Int128)denominator));
        var common = BigInteger.GreatestCommonDivisor(BigInteger.GreatestCommonDivisor(factor, add), denominator);
        return new(register, factor / common, add / common, denominator / common, default);
    }
}

/// <summary>
/// Compiles the formulas of a class for one combination of attribute texts: look-ups are resolved, what is constant is worked out, and
/// the rest becomes steps over whole numbers. The rules are those of <see cref="FormulaEvaluation"/>; what cannot be said is refused, and
/// the rows of that combination go to the single path.
/// </summary>
internal sealed class FormulaCompiler(TariffClass useClass, ICaseInputs attributes, int months, IReadOnlyList<string> numbers)
{
    private const int MaxSteps = 1000;
    private const int MaxDepth = 64;
    private static readonly Rational Thousand = Rational.Of(1000);

    private readonly List<FormulaStep<BigInteger>> _steps = [];
    private readonly SortedSet<int> _inputs = [0];
    private readonly Dictionary<string, FormulaValue> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<FormulaValue, FormulaValue> _wholes = [];
    private readonly int _firstStep = 1 + numbers.Count;
    private int _depth, _count;

    /// <summary>Inputs: usage first, then the numbers.</summary>
    public (FormulaPlan<long>? Narrow, FormulaPlan<Int128>? Wide) Compile(IReadOnlyList<FormulaCharge> charges, Tariff tariff)
    {
        var lines = charges.Select(c => Number(c.Formula)).ToList();
        FormulaValue? whole = useClass.Bill is { } bill && tariff.Rounding.Scope == RoundingScope.Total ? Number(bill) : null;
        if (whole is { } w) lines.Add(w);

        var minor = tariff.Currency.MinorPerUnit;
        var common = lines.Aggregate(BigInteger.One, (d, v) => Lcm(d, v.IsConstant ? (BigInteger)v.Constant.Denominator : v.Denominator));
        var made = lines.Select(v => v.IsConstant
            ? new FormulaLine<BigInteger>(-1, 0, (BigInteger)v.Constant.Numerator * (common / (BigInteger)v.Constant.Denominator) * minor)
            : new FormulaLine<BigInteger>(v.Register, v.Factor * (common / v.Denominator) * minor, v.Add * (common / v.Denominator) * minor)).ToList();
        var last = whole is null ? (FormulaLine<BigInteger>?)null : made[^1];
        if (whole is not null) made.RemoveAt(made.Count - 1);
        return (Plan<long>(long.MaxValue), Plan<Int128>((BigInteger)Int128.MaxValue));

        FormulaPlan<T>? Plan<T>(BigInteger limit)
            where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>
        {
            // Steps are checked as they run; what is fixed has to fit.
            var highest = _steps.SelectMany(Fixed).Concat(made.SelectMany(l => (BigInteger[])[l.Factor, l.Constant])).Concat(last is { } w ? [w.Factor, w.Constant] : []).Append(common).Max(BigInteger.Abs);
            if (highest >= limit) return null;
            return new FormulaPlan<T>([.. _inputs], _firstStep, _steps.Select(Step<T>).ToArray(), made.Select(Line<T>).ToArray(), last is { } l ? Line<T>(l) : null, T.CreateChecked(common));
        }
    }

    private static IEnumerable<BigInteger> Fixed(FormulaStep<BigInteger> step) =>
        step.Blocks.SelectMany(b => (BigInteger[])[b.EndFactor, b.EndConstant, b.PriceFactor, b.PriceConstant]).Append(step.Ka).Append(step.Kb).Append(step.Kc);

    private static FormulaLine<T> Line<T>(FormulaLine<BigInteger> line)
        where T : INumberBase<T> => new(line.Register, T.CreateChecked(line.Factor), T.CreateChecked(line.Constant));

    private static FormulaStep<T> Step<T>(FormulaStep<BigInteger> s)
        where T : INumberBase<T> => new(s.Kind, s.To, s.A, T.CreateChecked(s.Ka), s.B, T.CreateChecked(s.Kb), T.CreateChecked(s.Kc), s.Blocks.Select(b => new FormulaBlock<T>(
            b.End, T.CreateChecked(b.EndFactor), T.CreateChecked(b.EndConstant), b.Price, T.CreateChecked(b.PriceFactor), T.CreateChecked(b.PriceConstant))).ToArray());

    private FormulaValue Number(Formula formula)
    {
        if (++_count > MaxSteps) throw Refuse("its formula is too long");
        if (++_depth > MaxDepth) throw Refuse("its parts go round in a circle");
        try
        {
            return formula switch
            {
                NumberFormula n => FormulaValue.Of(n.Value),
                NameFormula n => Named(n.Name),
                BinaryFormula b => Apply(b.Operator, Number(b.Left), Number(b.Right)),
                NegateFormula n => Times(Number(n.Inner), Rational.Of(-1)),
                LookupFormula l => Number(Choose(l)),
                ListFormula { Items.Count: 1 } one => Number(one.Items[0]),
                BlocksFormula b => Blocks(b),
                _ => throw Refuse("a part of it has no value here"),
            };
        }
        finally
        {
            _depth--;
        }
    }

    private FormulaValue Named(string name)
    {
        if (name is "usage" or "usage_ccf") return Input(0);
        if (name == "months") return FormulaValue.Of(Rational.Of(months));
        if (FormulaNames.Part(useClass, name) is var (part, formula))
            return _parts.TryGetValue(part, out var known) ? known : _parts[part] = part.Contains("budget", StringComparison.Ordinal) ? Budget(formula) : Number(formula);
        var at = numbers.ToList().IndexOf(name);
        return at >= 0 ? Input(at + 1) : throw Refuse($"nobody defines '{name}'");
    }

    // As the evaluation does: each term of a budget's sum or product to a whole unit before it is combined.
    private FormulaValue Budget(Formula formula)
    {
        if (++_depth > MaxDepth) throw Refuse("its parts go round in a circle");
        var value = formula switch
        {
            BinaryFormula b => Apply(b.Operator, Budget(b.Left), Budget(b.Right)),
            LookupFormula l => Budget(Choose(l)),
            _ => Whole(Number(formula)),
        };
        _depth--;
        return value;
    }

    private Formula Choose(LookupFormula lookup)
    {
        var keys = lookup.By.Select(by => by == "months" ? $"{months}" : attributes.Find(by) ?? FormulaNames.TextPart(useClass, by) ?? throw Refuse($"the look-up by '{by}' has no text"));
        return lookup.Values.TryGetValue(string.Join('|', keys), out var formula) ? formula : throw Refuse("a look-up has no such key");
    }

    private FormulaValue Blocks(BlocksFormula blocks)
    {
        var usage = Named(blocks.Usage);
        if (usage != Input(0)) throw Refuse("its blocks cut something else than the usage");
        var prices = List(blocks.Prices).Items.Select(Number).ToList();
        var starts = List(blocks.Starts).Items;
        if (prices.Count == 0 || prices.Count != starts.Count) throw Refuse("its blocks have not as many starts as prices");
        var less = FormulaValue.Of(Rational.Of(blocks.Cut == BlockCut.FirstUnit ? -1 : 0));
        var ends = starts.Skip(1).Select(s => Plus(Start(s, blocks), less)).ToList();

        var d = ends.Append(usage).Aggregate(BigInteger.One, (m, v) => Lcm(m, DenominatorOf(v)));
        var dp = prices.Aggregate(BigInteger.One, (m, v) => Lcm(m, DenominatorOf(v)));
        var made = new FormulaBlock<BigInteger>[prices.Count];
        for (var i = 0; i < made.Length; i++)
        {
            var end = i < ends.Count ? ends[i] : FormulaValue.Of(Rational.Zero);
            var (ef, ec) = Over(end, d);
            var (pf, pc) = Over(prices[i], dp);
            made[i] = new(end.Register, ef, ec, prices[i].Register, pf, pc);
        }
        return Emit(FormulaStepKind.Blocks, usage.Register, d / usage.Denominator, -1, 0, 0, d * dp, made);
    }

    private FormulaValue Start(Formula start, BlocksFormula blocks) => start switch
    {
        PercentFormula p => Whole(Times(Named(blocks.Budget), p.Percent / Rational.Of(100))),
        NameFormula when blocks.Cut == BlockCut.Bound => Whole(Number(start)),
        _ => Number(start),
    };

    private ListFormula List(string name)
    {
        var formula = FormulaNames.Part(useClass, name)?.Formula ?? throw Refuse($"nobody defines '{name}'");
        while (formula is LookupFormula lookup) formula = Choose(lookup);
        return formula as ListFormula ?? new ListFormula(formula.Line, [formula]);
    }

    private FormulaValue Apply(char op, FormulaValue left, FormulaValue right) => op switch
    {
        '+' => Plus(left, right),
        '-' => Plus(left, Times(right, Rational.Of(-1))),
        '*' when right.IsConstant => Times(left, right.Constant),
        '*' when left.IsConstant => Times(right, left.Constant),
        '*' => Product(Number(left), Number(right)),
        _ when right.IsConstant && !right.Constant.IsZero => Times(left, Rational.One / right.Constant),
        _ => throw Refuse("it divides by what is not fixed"),
    };

    private FormulaValue Product(FormulaValue a, FormulaValue b)
    {
        var made = Emit(FormulaStepKind.Product, a.Register, 0, b.Register, 0, 0, 1);
        return FormulaValue.Of(made.Register, a.Factor * b.Factor, 0, a.Denominator * b.Denominator);
    }

    // A product takes registers alone: what is added to one is added first.
    private FormulaValue Number(FormulaValue a) => a.Add.IsZero ? a : Emit(FormulaStepKind.Linear, a.Register, a.Factor, -1, a.Add, 0, a.Denominator);

    private FormulaValue Plus(FormulaValue a, FormulaValue b)
    {
        if (a.IsConstant && b.IsConstant) return FormulaValue.Of(a.Constant + b.Constant);
        if (a.IsConstant) (a, b) = (b, a);
        var d = Lcm(DenominatorOf(a), DenominatorOf(b));
        var (fa, ka) = Over(a, d);
        var (fb, kb) = Over(b, d);
        if (b.IsConstant || a.Register == b.Register) return FormulaValue.Of(a.Register, fa + fb, ka + kb, d);
        var sum = Emit(FormulaStepKind.Sum, a.Register, fa, b.Register, fb, 0, d);
        return FormulaValue.Of(sum.Register, 1, ka + kb, d);
    }

    private static FormulaValue Times(FormulaValue a, Rational by) => a.IsConstant
        ? FormulaValue.Of(a.Constant * by)
        : FormulaValue.Of(a.Register, a.Factor * (BigInteger)by.Numerator, a.Add * (BigInteger)by.Numerator, a.Denominator * (BigInteger)by.Denominator);

    private FormulaValue Whole(FormulaValue a)
    {
        if (a.IsConstant) return FormulaValue.Of(Rational.Of(Rounding.Divide(a.Constant.Numerator, a.Constant.Denominator, RoundingMode.HalfEven)));
        if (a.Denominator.IsOne) return a;
        return _wholes.TryGetValue(a, out var known) ? known : _wholes[a] = Emit(FormulaStepKind.Whole, a.Register, a.Denominator, -1, a.Add, a.Factor, 1);
    }

    // Inputs are thousandths and stand in the first registers.
    private FormulaValue Input(int at)
    {
        _inputs.Add(at);
        return FormulaValue.Of(at, 1, 0, (BigInteger)Thousand.Numerator);
    }

    private FormulaValue Emit(FormulaStepKind kind, int a, BigInteger ka, int b, BigInteger kb, BigInteger kc, BigInteger denominator, FormulaBlock<BigInteger>[]? blocks = null)
    {
        var to = _firstStep + _steps.Count;
        _steps.Add(new(kind, to, a, ka, b, kb, kc, blocks ?? []));
        return FormulaValue.Of(to, 1, 0, denominator);
    }

    private static BigInteger DenominatorOf(FormulaValue value) => value.IsConstant ? (BigInteger)value.Constant.Denominator : value.Denominator;

    private static (BigInteger Factor, BigInteger Constant) Over(FormulaValue value, BigInteger denominator) => value.IsConstant
        ? (0, (BigInteger)value.Constant.Numerator * (denominator / (BigInteger)value.Constant.Denominator))
        : (value.Factor * (denominator / value.Denominator), value.Add * (denominator / value.Denominator));

    private static BigInteger Lcm(BigInteger a, BigInteger b) => a / BigInteger.GreatestCommonDivisor(a, b) * b;

    private BatchRefusedException Refuse(string reason) => new(useClass.Code, reason);
}

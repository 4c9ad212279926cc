using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>
/// Works a bill out: usage and tariff in, lines with their derivation out. Pure: no clock, no I/O, and the same answer every time.
/// Safe for use by several threads.
/// </summary>
/// <param name="tariff">The tariff to bill by.</param>
public sealed class BillingCalculator(Tariff tariff)
{
    private const int MaxMonths = 120;

    /// <summary>The tariff.</summary>
    public Tariff Tariff { get; } = tariff;

    /// <summary>Works out one bill.</summary>
    /// <param name="billingCase">The case; its usage is in the tariff's unit.</param>
    /// <returns>The bill, or a <see cref="RateRefused"/> that names the class and field.</returns>
    /// <exception cref="InvalidOperationException">The usage is in another unit than the tariff.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Usage or persons are below zero, or months outside 0 to 120.</exception>
    public Result<CalculatedBill> Calculate(BillingCase billingCase)
    {
        if (billingCase.Usage.Unit != Tariff.Unit)
            throw new InvalidOperationException($"The usage is in {billingCase.Usage.Unit}, tariff {Tariff.Code} is in {Tariff.Unit}; convert by an explicit call first.");
        ArgumentOutOfRangeException.ThrowIfNegative(billingCase.Usage.Thousandths, nameof(billingCase));
        ArgumentOutOfRangeException.ThrowIfNegative(billingCase.Persons ?? 0, nameof(billingCase));
        if (billingCase.Months is < 0 or > MaxMonths) throw new ArgumentOutOfRangeException(nameof(billingCase), $"Months are 0 to {MaxMonths}; {billingCase.Months} is not.");
        if (!Tariff.Classes.TryGetValue(billingCase.UseClass, out var useClass))
            return new RateRefused(Tariff.Code, billingCase.UseClass, "class", "the tariff has no such class", $"use one of: {string.Join(", ", Tariff.Classes.Keys.Take(12))}");
        try
        {
            return new Calculation(Tariff, useClass, billingCase).Bill();
        }
        catch (TariffFaultException e)
        {
            return e.Fault;
        }
        catch (OverflowException)
        {
            return new RateRefused(Tariff.Code, billingCase.UseClass, "bill", "an amount is too large to be exact", "check the usage and the inputs");
        }
    }
}

/// <summary>One bill on its way.</summary>
internal sealed class Calculation
{
    private readonly Tariff _tariff;
    private readonly TariffClass _class;
    private readonly BillingCase _case;
    private readonly int _months;
    private readonly CaseView _inputs;
    private readonly List<(Charge Charge, List<DerivationStep> Steps, Rational Exact, Formula? Formula)> _drafts = [];

    public Calculation(Tariff tariff, TariffClass useClass, BillingCase billingCase)
    {
        (_tariff, _class, _case) = (tariff, useClass, billingCase);
        _months = billingCase.Months == 0 ? tariff.CycleMonths : billingCase.Months;
        _inputs = new CaseView(billingCase, _months);
    }

    public CalculatedBill Bill()
    {
        var charges = _case.On is { } day ? _class.On(day) : _class.Charges.Where(c => c.To is null);
        foreach (var charge in charges) Draft(charge);
        if (_drafts.Count == 0)
            throw Refuse("charges", _case.On is { } on ? $"no charge is in force on {NodaTime.Text.LocalDatePattern.Iso.Format(on)}" : "the class has no charge", "give a day on which the tariff holds, or complete the tariff");
        return _tariff.Rounding.Scope == RoundingScope.Line ? RoundedByLine() : RoundedByTotal();
    }

    private void Draft(Charge charge)
    {
        var steps = new List<DerivationStep>(4);
        Formula? formula = null;
        switch (charge)
        {
            case FlatCharge flat:
                steps.Add(new(StepKind.Flat, 0, _case.Usage.ToRational() * flat.Share, Get(flat.Price, charge).ToRational()));
                break;
            case BlockCharge blocks:
                Blocks(blocks, steps);
                break;
            case FixedCharge { Times: { } times } perUnit:
                steps.Add(new(StepKind.Units, 0, Input(times, charge) * Rational.Of(perUnit.PerMonth ? _months : 1), Get(perUnit.Amount, charge)));
                break;
            case FixedCharge fixedCharge:
                steps.Add(new(fixedCharge.PerMonth ? StepKind.Months : StepKind.Once, 0, Rational.Of(fixedCharge.PerMonth ? _months : 1), Get(fixedCharge.Amount, charge)));
                break;
            case PercentCharge percent:
                steps.Add(new(StepKind.Percent, 0, AmountOf(percent), percent.Percent / Rational.Of(100)));
                break;
            case FormulaCharge f:
                formula = Evaluate(f, steps);
                break;
            case UnknownCharge:
                throw Refuse(charge.Code, "its price is not known to the tariff", "complete the tariff before billing this class");
            default:
                throw new InvalidOperationException(charge.GetType().Name);
        }
        var exact = Rational.Zero;
        foreach (var step in steps) exact += step.Amount;
        _drafts.Add((charge, steps, exact, formula));
    }

    private void Blocks(BlockCharge charge, List<DerivationStep> steps)
    {
        var usage = _case.Usage.ToRational();
        var below = Rational.Zero;
        for (var i = 0; i < charge.Prices.Count && below < usage; i++)
        {
            var end = i < charge.Bounds.Count ? Rational.Min(usage, Bound(charge, charge.Bounds[i])) : usage;
            if (end <= below) continue;
            steps.Add(new(StepKind.Block, i + 1, (end - below) * charge.Share, Get(charge.Prices[i], charge).ToRational()));
            below = end;
        }
    }

    // Bounds are given for a month or a cycle and grow with the months billed; so does what each further person adds.
    private Rational Bound(BlockCharge charge, Volume bound)
    {
        var result = Spans(bound, charge.Span);
        if (charge.Household is { } household && _case.Persons is { } persons && persons > household.Above)
        {
            var extra = Math.Min(persons - household.Above, household.MaxExtra ?? int.MaxValue);
            result += Spans(household.Add, household.Per) * Rational.Of(extra);
        }
        return result;
    }

    private Rational Spans(Volume perSpan, BlockSpan span) => span == BlockSpan.Month
        ? perSpan.ToRational() * Rational.Of(_months)
        : _months == _tariff.CycleMonths ? perSpan.ToRational() : perSpan.ToRational() * Rational.Of(_months, _tariff.CycleMonths);

    private Formula Evaluate(FormulaCharge charge, List<DerivationStep> steps)
    {
        var evaluation = new FormulaEvaluation(_tariff.Code, _class.Code, _class.Parts, _inputs) { Blocks = [] };
        var value = evaluation.Number(charge.Formula, charge.Code);
        // Where the blocks alone make the amount they are its steps; else the formula's result is.
        var ofBlocks = Rational.Zero;
        foreach (var block in evaluation.Blocks) ofBlocks += block.Amount;
        if (evaluation.Blocks.Count > 0 && ofBlocks == value)
            foreach (var block in evaluation.Blocks) steps.Add(new(StepKind.Block, block.Number, block.Quantity, block.Price));
        else
            steps.Add(new(StepKind.Formula, 0, Rational.One, value));
        var formula = charge.Formula;
        for (var hops = 0; formula is NameFormula name && hops < 8; hops++)
        {
            if (!_class.Parts.TryGetValue(name.Name, out var part) && !_class.Parts.TryGetValue(name.Name + "_commodity", out part)) break;
            formula = part;
        }
        return formula;
    }

    private CalculatedBill RoundedByLine()
    {
        var lines = new List<BillLine>(_drafts.Count);
        var total = Money.Zero(_tariff.Currency);
        foreach (var (charge, steps, exact, formula) in _drafts)
        {
            var amount = _tariff.Rounding.Round(exact, _tariff.Currency);
            lines.Add(Line(charge.Code, charge.Name, amount, steps, exact, charge, formula));
            total += amount;
        }
        return new CalculatedBill { Tariff = _tariff, Case = _case, Months = _months, Lines = lines, Total = total };
    }

    private CalculatedBill RoundedByTotal()
    {
        var sum = Rational.Zero;
        foreach (var draft in _drafts) sum += draft.Exact;
        var whole = _class.Bill is { } bill
            ? new FormulaEvaluation(_tariff.Code, _class.Code, _class.Parts, _inputs).Number(bill, "bill")
            : sum;
        var total = _tariff.Rounding.Round(whole, _tariff.Currency);
        var hasRest = whole != sum;
        var exact = new Rational[_drafts.Count + (hasRest ? 1 : 0)];
        var perUnit = Rational.Of(_tariff.Currency.MinorPerUnit);
        for (var i = 0; i < _drafts.Count; i++) exact[i] = _drafts[i].Exact * perUnit;
        if (hasRest) exact[^1] = (whole - sum) * perUnit;
        var shares = Rounding.Share(total.Minor, exact);

        var lines = new List<BillLine>(exact.Length);
        for (var i = 0; i < _drafts.Count; i++)
        {
            var (charge, steps, amount, formula) = _drafts[i];
            lines.Add(Line(charge.Code, charge.Name, new Money(shares[i], _tariff.Currency), steps, amount, charge, formula));
        }
        if (hasRest)
            lines.Add(Line("rest", new Wording("按公式调整", "rest by the bill's formula"), new Money(shares[^1], _tariff.Currency),
                [new(StepKind.Formula, 0, Rational.One, whole - sum)], whole - sum, null, _class.Bill));
        return new CalculatedBill { Tariff = _tariff, Case = _case, Months = _months, Lines = lines, Total = total };
    }

    private BillLine Line(string code, Wording name, Money amount, List<DerivationStep> steps, Rational exact, Charge? charge, Formula? formula) => new()
    {
        Code = code,
        Name = name,
        Amount = amount,
        Derivation = new Derivation
        {
            Steps = steps,
            Exact = exact,
            Rounding = _tariff.Rounding,
            Clause = charge?.Clause ?? "",
            TariffLine = charge?.Line ?? _class.Bill?.Line ?? 0,
            Formula = formula,
        },
    };

    private Rational AmountOf(PercentCharge percent)
    {
        var sum = Rational.Zero;
        foreach (var (charge, _, exact, _) in _drafts)
            if (percent.Of.Contains(charge.Code))
                sum += Rational.Of(_tariff.Rounding.Round(exact, _tariff.Currency).Minor, _tariff.Currency.MinorPerUnit);
        return sum;
    }

    private T Get<T>(ByAttribute<T> table, Charge charge) =>
        table.TryGet(_inputs, out var value, out var missing) ? value : throw Refuse(charge.Code, missing.Problem, missing.Remedy);

    private Rational Input(string name, Charge charge) => _inputs.Find(name) is not { } text
        ? throw Refuse(charge.Code, $"the charge counts '{name}', which the case does not have", $"give {name}")
        : Rational.TryParse(text, out var number) && !number.IsNegative ? number : throw Refuse(charge.Code, $"{name} is '{text}', which is not a number of zero or more", $"give {name} as a plain decimal number");

    private TariffFaultException Refuse(string field, string problem, string remedy) =>
        new(new RateRefused(_tariff.Code, _class.Code, field, problem, remedy));
}

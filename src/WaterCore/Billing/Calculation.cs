using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>A charge on its way to a line.</summary>
internal sealed record Draft(TariffClass Class, Charge Charge, List<DerivationStep> Steps, Rational Exact, Formula? Formula);

/// <summary>One bill on its way: classes are added, then lines are made and rounded.</summary>
internal sealed class Calculation
{
    private readonly Tariff _tariff;
    private readonly BillingCase _case;
    private readonly int _months;
    private readonly CaseView _inputs;
    private readonly List<Draft> _drafts = [];
    private TariffClass? _class;
    private CarriedOver _carried;

    public Calculation(Tariff tariff, BillingCase billingCase)
    {
        (_tariff, _case) = (tariff, billingCase);
        _months = billingCase.Months == 0 ? tariff.CycleMonths : billingCase.Months;
        _inputs = new CaseView(billingCase, _months);
        (Billed, var fraction) = Whole(tariff, billingCase);
        _carried = new(null, 0, fraction);
    }

    /// <summary>What a bill of one class hands to the next, without the bill.</summary>
    public static CarriedOver After(Tariff tariff, TariffClass useClass, BillingCase billingCase)
    {
        var (billed, fraction) = Whole(tariff, billingCase);
        var (yearFrom, yearToDate) = new UsageSlices(tariff, useClass, billingCase, billed).After();
        return new(yearFrom, yearToDate, fraction);
    }

    /// <summary>The volume to charge, in thousandths: the usage, or the whole units of it and what was carried in.</summary>
    public long Billed { get; }

    /// <summary>Adds what a class pays for a volume.</summary>
    /// <param name="useClass">The class.</param>
    /// <param name="billed">Its part of <see cref="Billed"/>.</param>
    /// <param name="yearToDate">Its part of the running total that was carried in.</param>
    public void Add(TariffClass useClass, long billed, long yearToDate)
    {
        var slices = new UsageSlices(_tariff, useClass, _case with { Carried = _case.Carried with { YearToDate = yearToDate } }, billed);
        var after = slices.After();
        _carried = _carried with { YearFrom = after.YearFrom, YearToDate = _carried.YearToDate + after.YearToDate };

        var first = _class is null;
        _class = useClass;
        var drafting = new ChargeDraft(_tariff, useClass, _case, _months, _inputs, slices, _drafts);
        var any = false;
        foreach (var charge in useClass.Charges)
        {
            if (!first && charge is FixedCharge or MinimumCharge && _drafts.Exists(d => d.Class != useClass && d.Charge.Code == charge.Code)) continue;
            any |= drafting.Add(charge);
        }
        if (!any)
            throw new TariffFaultException(new RateRefused(_tariff.Code, useClass.Code, "charges",
                (_case.On ?? _case.Days?.To) is { } on ? $"no charge is in force on {NodaTime.Text.LocalDatePattern.Iso.Format(on)}" : "the class has no charge",
                "give a day on which the tariff holds, or complete the tariff"));
    }

    private static (long Billed, long Fraction) Whole(Tariff tariff, BillingCase billingCase)
    {
        var used = billingCase.Usage.Thousandths;
        if (!tariff.WholeUnits) return (used, 0);
        var with = checked(used + billingCase.Carried.Fraction);
        return (with / 1000 * 1000, with % 1000);
    }

    public CalculatedBill Bill() => _tariff.Rounding.Scope == RoundingScope.Line ? RoundedByLine() : RoundedByTotal();

    private CalculatedBill RoundedByLine()
    {
        var lines = new List<BillLine>(_drafts.Count);
        var total = Money.Zero(_tariff.Currency);
        foreach (var draft in _drafts)
        {
            var amount = _tariff.Rounding.Round(draft.Exact, _tariff.Currency);
            lines.Add(Line(draft, amount));
            total += amount;
        }
        return Made(lines, total);
    }

    private CalculatedBill RoundedByTotal()
    {
        var sum = Rational.Zero;
        foreach (var draft in _drafts) sum += draft.Exact;
        var whole = _class!.Bill is { } bill
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
        for (var i = 0; i < _drafts.Count; i++) lines.Add(Line(_drafts[i], new Money(shares[i], _tariff.Currency)));
        if (hasRest)
            lines.Add(new BillLine
            {
                Code = "rest",
                Name = new Wording("按公式调整", "rest by the bill's formula"),
                UseClass = _class.Code,
                Amount = new Money(shares[^1], _tariff.Currency),
                Derivation = new Derivation
                {
                    Steps = [new(StepKind.Formula, 0, Rational.One, whole - sum)], Exact = whole - sum, Rounding = _tariff.Rounding,
                    TariffLine = _class.Bill!.Line, Formula = _class.Bill,
                },
            });
        return Made(lines, total);
    }

    private CalculatedBill Made(List<BillLine> lines, Money total) => new()
    {
        Tariff = _tariff, Case = _case, Months = _months, Billed = new Volume(Billed, _tariff.Unit), Carried = _carried, Lines = lines, Total = total,
    };

    private BillLine Line(Draft draft, Money amount) => new()
    {
        Code = draft.Charge.Code,
        Name = draft.Charge.Name,
        UseClass = draft.Class.Code,
        Amount = amount,
        Derivation = new Derivation
        {
            Steps = draft.Steps, Exact = draft.Exact, Rounding = _tariff.Rounding,
            Clause = draft.Charge.Clause, TariffLine = draft.Charge.Line, Formula = draft.Formula,
        },
    };
}

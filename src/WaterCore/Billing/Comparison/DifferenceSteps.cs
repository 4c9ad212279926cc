using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>From one bill to the next in steps: what each changes, and what the bill comes to then.</summary>
internal sealed class DifferenceSteps
{
    private readonly CalculatedBill _before, _after;
    private readonly List<DifferencePart> _parts = [];
    private readonly List<Wording> _open = [];
    private Tariff _tariff;
    private BillingCase _case;
    private CalculatedBill _bill;

    public DifferenceSteps(CalculatedBill before, CalculatedBill after)
    {
        (_before, _after, _tariff) = (before, after, before.Tariff);
        // The running year as a bare number, so that other days do not forget it before the blocks' own turn.
        _case = before.Case with { Months = before.Months, Carried = before.Case.Carried with { YearFrom = null, YearToDate = Brought(before) } };
        _bill = before;
    }

    public IReadOnlyList<DifferencePart> Parts()
    {
        BillingCase before = _before.Case, after = _after.Case;
        if (before.UseClass != after.UseClass || !before.Uses.SequenceEqual(after.Uses))
            Move(DifferenceReason.UseClass, _tariff, _case with { UseClass = after.UseClass, Uses = after.Uses }, DifferenceText.UseClass(_before, _after));
        if (before.Persons != after.Persons || !before.Households.SequenceEqual(after.Households))
            Move(DifferenceReason.Household, _tariff, _case with { Persons = after.Persons, Households = after.Households }, DifferenceText.Household(before, after));
        Move(DifferenceReason.OneOff, _tariff, _case with { Attributes = after.Attributes }, DifferenceText.OneOff(_before, _after));
        Move(DifferenceReason.Price, _after.Tariff, _case with { Days = SameLengthEndingAt(after.Days), On = after.On }, DifferenceText.Price(_before, _after));
        Move(DifferenceReason.Days, _tariff, _case with { Days = after.Days, Months = _after.Months, Usage = AtSameDailyUse() }, DifferenceText.Days(_before, _after));
        VolumeAndBlock();
        return _parts;
    }

    private void Move(DifferenceReason reason, Tariff tariff, BillingCase to, Wording fact)
    {
        (_tariff, _case) = (tariff, to);
        var bill = Calculate(tariff, to);
        _open.Add(fact);
        if (bill is null) return;   // told with the next step that can be billed
        Part(reason, bill.Total - _bill.Total);
        _bill = bill;
    }

    // What a state in between cannot be billed for, by a refusal or because it asks for what no bill has, goes on to the next.
    private static CalculatedBill? Calculate(Tariff tariff, BillingCase billingCase)
    {
        if (billingCase.Usage.Unit != tariff.Unit) return null;
        var bill = new BillingCalculator(tariff).Calculate(billingCase);
        return bill.IsOk ? bill.Value : null;
    }

    private void Part(DifferenceReason reason, Money amount)
    {
        if (amount.Minor != 0) _parts.Add(new(reason, amount, DifferenceText.Sentence(_open, amount)));
        _open.Clear();
    }

    // The rest of the way, shared: the further volume at the price of the first block, and what is left, which the blocks make.
    private void VolumeAndBlock()
    {
        var left = _after.Total - _bill.Total;
        var (at, to) = (FirstBlock(_bill), FirstBlock(_after));
        // Within the first block nothing is dearer, and the rounding of lines is the volume's.
        var beyond = DifferenceText.Highest(_bill) > 1 || DifferenceText.Highest(_after) > 1;
        var volume = beyond && at is { } a && to is { } b ? _tariff.Rounding.Round(b - a, _tariff.Currency) : left;
        _open.Add(DifferenceText.Volume(_bill, _after, _before.Billed));
        Part(DifferenceReason.Volume, volume);
        _open.Add(DifferenceText.Block(_before, _after));
        Part(DifferenceReason.Block, left - volume);
    }

    // What the bill's volume comes to at first prices; null where no charge has blocks, so that the volume makes all of the difference.
    private static Rational? FirstBlock(CalculatedBill bill)
    {
        var view = new CaseView(bill.Case, bill.Months);
        var sum = Rational.Zero;
        var dearer = false;
        foreach (var line in bill.Lines)
        {
            var charge = bill.Tariff.Classes[line.UseClass].Charges.First(c => c.Code == line.Code && c.Line == line.Derivation.TariffLine || line.Code == "rest");
            var quantity = line.Derivation.Steps.Aggregate(Rational.Zero, (q, s) => q + s.Quantity);
            switch (charge)
            {
                case BlockCharge blocks when blocks.Prices[0].TryGet(view, out var first, out _):
                    dearer = true;
                    sum += quantity * first.ToRational();
                    break;
                case FlatCharge:
                    sum += line.Derivation.Exact;
                    break;
                case QuotaCharge or MinimumCharge:
                    dearer = true;
                    break;
                case FormulaCharge when line.Derivation.Steps is [{ Kind: StepKind.Block, Block: 1 } one, ..]:
                    dearer = true;
                    sum += quantity * one.Price;
                    break;
                case FormulaCharge or PercentCharge:
                    sum += line.Derivation.Exact;
                    break;
            }
        }
        return dearer ? sum : null;
    }

    private Values.Period? SameLengthEndingAt(Values.Period? days) =>
        days is { } after && _case.Days is { } before ? new Values.Period(after.To.PlusDays(-before.Days), after.To) : days;

    private Volume AtSameDailyUse()
    {
        var (over, under) = _before.Case.Days is { } before && _after.Case.Days is { } after ? (after.Days, before.Days) : (_after.Months, _before.Months);
        return under == 0 ? _case.Usage : _case.Usage with { Thousandths = Rounding.Divide((Int128)_case.Usage.Thousandths * over, under, RoundingMode.HalfUp) };
    }

    private static long Brought(CalculatedBill bill)
    {
        var carried = bill.Case.Carried;
        LocalDate? last = (bill.Case.Days?.To ?? bill.Case.On)?.PlusDays(-1);
        var year = last is { } day ? bill.Tariff.TierYear?.StartOf(day) : null;
        return carried.YearFrom is not { } from || year is not { } y || from == y ? carried.YearToDate : 0;
    }
}

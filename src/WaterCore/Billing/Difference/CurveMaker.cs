using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Makes the curve of one class: each charge as straight pieces over the volume, then their sum.</summary>
internal sealed class CurveMaker
{
    private readonly Tariff _tariff;
    private readonly TariffClass _class;
    private readonly BillingCase _case;
    private readonly CaseView _inputs;
    private readonly UsageSlices _slices;
    private readonly ChargeDraft _drafting;
    private readonly List<(string Code, BillCurve Curve)> _curves = [];

    // Drafts of no usage: what does not depend on it is right in them, and a surcharge finds its base price.
    private readonly List<Draft> _drafts = [];

    public CurveMaker(Tariff tariff, TariffClass useClass, BillingCase billingCase)
    {
        (_tariff, _class) = (tariff, useClass);
        _case = billingCase with { Usage = Volume.Zero(tariff.Unit), Uses = [] };
        var months = _case.Months == 0 ? tariff.CycleMonths : _case.Months;
        _inputs = new CaseView(_case, months);
        _slices = new UsageSlices(tariff, useClass, _case, 0);
        _drafting = new ChargeDraft(tariff, useClass, _case, months, _inputs, _slices, _drafts);
    }

    public BillCurve Make()
    {
        foreach (var charge in _class.Charges)
        {
            var slices = _slices.Of(charge);
            if (slices.Count == 0) continue;
            if (slices.Count > 1 || slices[0].Share != Rational.One)
                throw _drafting.Refuse(charge.Code, "its price or its year changes within the days billed, so its volume is shared over them", "give days on which the prices are the same, or a day alone");
            _curves.Add((charge.Code, Of(charge, slices[0])));
        }
        if (_curves.Count == 0) throw _drafting.Refuse("charges", "no charge is in force on the day", "give a day on which the tariff holds");
        return _class.Bill is { } bill ? Formula(bill, "bill") : Sum(_curves.Select(c => c.Curve));
    }

    private static BillCurve Sum(IEnumerable<BillCurve> curves) => curves.Aggregate(BillCurve.Constant(Rational.Zero), (sum, c) => sum.Plus(c, Rational.One));

    private BillCurve Of(Charge charge, UsageSlice slice)
    {
        switch (charge)
        {
            case VolumeCharge volume:
                _drafting.Add(volume);
                return OfVolume(volume, slice);
            case QuotaCharge quota:
                return _inputs.Find(quota.Quota) is null && quota.IsSurcharge ? BillCurve.Constant(Rational.Zero) : Quota(quota, _drafting.QuotaEnds(quota, Rational.One), _drafting.QuotaPrices(quota));
            case PercentCharge percent:
                return BillCurve.Constant(Rational.Zero).Plus(Sum(_curves.Where(c => percent.Of.Contains(c.Code)).Select(c => c.Curve)), percent.Percent / Rational.Of(100));
            case MinimumCharge minimum:
                return BillCurve.Constant(_drafting.Least(minimum, Rational.One)).Plus(Sum(_curves.Where(c => minimum.Of.Contains(c.Code)).Select(c => c.Curve)), -Rational.One).NotBelowZero();
            case FormulaCharge formula:
                return Formula(formula.Formula, formula.Code);
            default:
                _drafting.Add(charge);
                return BillCurve.Constant(_drafts[^1].Exact);
        }
    }

    private BillCurve OfVolume(VolumeCharge charge, UsageSlice slice)
    {
        var plan = _drafting.Plan(charge, slice, null);
        var pieces = new List<CurvePiece>();
        var amount = Rational.Zero;
        var cuts = plan.Ends.Concat(plan.ReliefEnds).Where(c => c > Rational.Zero).Append(Rational.Zero).Distinct().Order().ToList();
        for (var i = 0; i < cuts.Count; i++)
        {
            if (i > 0) amount = pieces[^1].At(cuts[i]);
            int block = plan.Ends.Count(e => e <= cuts[i]), relief = plan.ReliefEnds.Count(e => e <= cuts[i]);
            var price = plan.Prices[Math.Min(block, plan.Prices.Length - 1)] * charge.Share;
            pieces.Add(new(cuts[i], amount, relief < plan.Factors.Length ? price * plan.Factors[relief] : price));
        }
        var least = _drafting.Charged(charge, Rational.One, Rational.Zero);
        if (least.IsZero) return new(Rational.Zero, pieces);
        var atLeast = new BillCurve(Rational.Zero, pieces).At(least);
        var last = pieces.Last(p => p.From <= least);
        return new(atLeast, [new(Rational.Zero, atLeast, Rational.Zero), new(least, atLeast, last.PerUnit), .. pieces.Where(p => p.From > least)]);
    }

    private static BillCurve Quota(QuotaCharge charge, Rational[] ends, Rational[] prices)
    {
        var pieces = new List<CurvePiece>();
        var amount = Rational.Zero;
        var from = Rational.Zero;
        for (var i = 0; i < prices.Length; i++)
        {
            if (i < ends.Length && ends[i] <= from) continue;   // a quota of zero: nobody is in this band
            pieces.Add(new(from, charge.OnWhole ? from * prices[i] : amount, prices[i]));
            if (i == ends.Length) break;
            amount = pieces[^1].At(ends[i]);
            from = ends[i];
        }
        return new(Rational.Zero, pieces);
    }

    private BillCurve Formula(Formula formula, string field)
    {
        const int MostPieces = 1000;
        var pieces = new List<CurvePiece>();
        var from = Rational.Zero;
        while (pieces.Count < MostPieces)
        {
            var ray = new FormulaRay(_tariff.Code, _class, _inputs, from);
            var (value, slope) = ray.Number(formula, field);
            pieces.Add(new(from, value, slope));
            if (ray.Changes is not { } next) return new(pieces[0].Amount, pieces);
            from = next;
        }
        throw _drafting.Refuse(field, $"it has more than {MostPieces} pieces", "make the formula simpler");
    }
}

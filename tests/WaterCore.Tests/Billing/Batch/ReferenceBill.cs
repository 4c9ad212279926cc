using System.Numerics;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Tests.Billing.Batch;

/// <summary>
/// Bills worked out from the tariff's data by arithmetic and rules of its own, slowly: nothing of Billing, no Rational, no evaluation.
/// For cases without days, several uses or registrations by date.
/// </summary>
internal sealed class ReferenceBill
{
    private readonly Tariff _tariff;
    private readonly TariffClass _class;
    private readonly BillingCase _case;
    private readonly Dictionary<string, string> _texts;
    private readonly int _months;
    private readonly List<(string Code, Charge? Charge, Fraction Exact)> _lines = [];

    private ReferenceBill(Tariff tariff, BillingCase billingCase, Dictionary<string, string> texts)
    {
        (_tariff, _case, _texts) = (tariff, billingCase, texts);
        _class = tariff.Classes[billingCase.UseClass];
        _months = billingCase.Months > 0 ? billingCase.Months : tariff.CycleMonths;
    }

    /// <summary>The amounts by code, in minor units, and their sum; null when the case cannot be billed.</summary>
    public static (Dictionary<string, long> Lines, long Total)? Of(Tariff tariff, BillingCase billingCase, Dictionary<string, string> texts)
    {
        try
        {
            return new ReferenceBill(tariff, billingCase, texts).Bill();
        }
        catch (Exception e) when (e is NotBillable or DivideByZeroException)
        {
            return null;
        }
    }

    private sealed class NotBillable : Exception;

    private (Dictionary<string, long> Lines, long Total) Bill()
    {
        var charges = _class.Charges.Where(InForce).ToList();
        if (charges.Count == 0) throw new NotBillable();
        foreach (var charge in charges)
            if (Amount(charge) is { } exact) _lines.Add((charge.Code, charge, exact));
        Fraction minor = _tariff.Currency.MinorPerUnit;
        var result = new Dictionary<string, long>();
        if (_tariff.Rounding.Scope == RoundingScope.Line)
        {
            foreach (var (code, _, exact) in _lines) result[code] = result.GetValueOrDefault(code) + (long)(exact * minor).Nearest(false);
            return (result, result.Values.Sum());
        }
        Fraction sum = 0;
        foreach (var line in _lines) sum += line.Exact;
        var whole = _class.Bill is { } bill ? Formulas().Number(bill) : sum;
        if (whole != sum) _lines.Add(("rest", null, whole - sum));
        var total = (whole * minor).Nearest(false);
        var left = total - _lines.Aggregate(BigInteger.Zero, (s, l) => s + (l.Exact * minor).Floor());
        var extra = _lines.Select((l, i) => (Remainder: l.Exact * minor - new Fraction((l.Exact * minor).Floor(), 1), i)).OrderByDescending(r => r.Remainder).ThenBy(r => r.i).Take((int)left).Select(r => r.i).ToHashSet();
        for (var i = 0; i < _lines.Count; i++) result[_lines[i].Code] = result.GetValueOrDefault(_lines[i].Code) + (long)(_lines[i].Exact * minor).Floor() + (extra.Contains(i) ? 1 : 0);
        return (result, (long)total);
    }

    private bool InForce(Charge charge)
    {
        if (_case.On is { } on) return !(charge.From > on) && !(charge.To <= on);
        var open = _class.Charges.Any(c => c.To is null);
        return open ? charge.To is null : charge.To == _class.Charges.Max(c => c.To);
    }

    private Fraction? Amount(Charge charge) => charge switch
    {
        VolumeCharge volume => OfVolume(volume),
        QuotaCharge quota => OfQuota(quota),
        FixedCharge fee => Value(fee.Amount, Fraction.Of) * Count(fee.Per) * (fee.Times is { } times ? Input(times) : 1),
        PercentCharge percent => Rounded(percent.Of) * Fraction.Of(percent.Percent) / 100,
        MinimumCharge minimum => Value(minimum.Amount, Fraction.Of) * Count(minimum.Per) - Rounded(minimum.Of) is var lacking && lacking > 0 ? lacking : null,
        FormulaCharge formula => Formulas().Number(formula.Formula),
        _ => throw new NotBillable(),
    };

    // The price at each point, integrated from zero to the volume charged.
    private Fraction OfVolume(VolumeCharge charge)
    {
        var usage = _tariff.WholeUnits ? (Fraction)((_case.Usage.Thousandths + _case.Carried.Fraction) / 1000) : Fraction.Of(_case.Usage);
        var charged = charge.MinimumVolume is { } least && Fraction.Of(least) * _months > usage ? Fraction.Of(least) * _months : usage;
        Waiver? waiver = null;
        if (Text("waiver") is { Length: > 0 } code && !charge.Waivers.TryGetValue(code, out waiver) && !_class.Charges.OfType<VolumeCharge>().Any(c => c.Waivers.ContainsKey(code))) throw new NotBillable();

        List<Fraction> bounds = [];
        Func<int, Fraction> price;
        Fraction before = 0;
        if (waiver is OwnPrice own) price = _ => Value(own.Price, Fraction.Of);
        else if (charge is FlatCharge flat) price = _ => Value(flat.Price, Fraction.Of);
        else
        {
            var blocks = (BlockCharge)charge;
            price = i => Value(blocks.Prices[i], Fraction.Of);
            if (waiver is not AllAtFirstBlock)
            {
                bounds = Bounds(blocks);
                if (blocks.Span == BlockSpan.Year) before = new Fraction(_case.Carried.YearToDate, 1000);
            }
        }
        List<Fraction> reliefs = [], factors = [];
        if (waiver is ReducedVolume reduced) (reliefs, factors) = (reduced.Bounds.Select(b => Fraction.Of(b) * _months).ToList(), reduced.Factors.Select(Fraction.Of).ToList());
        var cuts = bounds.Select(b => b - before).Concat(reliefs).Append(0).Append(charged).Where(c => c >= 0 && c <= charged).Distinct().Order().ToList();
        if (charge is FlatCharge) price(0);
        Fraction amount = 0;
        for (var i = 1; i < cuts.Count; i++)
        {
            var from = cuts[i - 1];
            var part = reliefs.Count(r => r <= from) is var r && r < factors.Count ? factors[r] : 1;
            amount += (cuts[i] - from) * price(bounds.Count(b => b <= from + before)) * part;
        }
        return amount * Fraction.Of(charge.Share);
    }

    private List<Fraction> Bounds(BlockCharge blocks)
    {
        if (blocks.BoundsUnknown || blocks.Span == BlockSpan.Days) throw new NotBillable();
        Fraction cycle = _tariff.CycleMonths;
        Fraction spanMonths = blocks.Span switch { BlockSpan.Month => 1, BlockSpan.Year => 12, _ => cycle };
        var billed = blocks.Span == BlockSpan.Year ? (Fraction)12 : _months;
        return Enumerable.Range(0, blocks.Bounds.Count).Select(i =>
        {
            var one = Fraction.Of(blocks.Bounds[i]);
            if (blocks.Household is HouseholdExtension extension && _case.Persons is { } many && many > extension.Above)
            {
                if (extension.Add is not { } add) throw new NotBillable();
                Fraction addMonths = extension.Per switch { BlockSpan.Month => 1, BlockSpan.Year => 12, _ => cycle };
                one += Fraction.Of(add) * Math.Min(many - extension.Above, extension.MaxExtra ?? 1000) / addMonths * spanMonths;
            }
            else if (blocks.Household is PerCapitaBlocks heads && _case.Persons is { } n && n >= heads.AtLeast) one = Fraction.Of(heads.Bounds[i]) * n;
            return one * billed / spanMonths;
        }).ToList();
    }

    private Fraction? OfQuota(QuotaCharge charge)
    {
        var surcharge = charge.IsSurcharge;
        if (Text(charge.Quota) is null && surcharge) return null;
        var quota = Input(charge.Quota) * (charge.Per == FeeSpan.Month ? _months : 1);
        var usage = _tariff.WholeUnits ? (Fraction)((_case.Usage.Thousandths + _case.Carried.Fraction) / 1000) : Fraction.Of(_case.Usage);
        var ends = charge.Percents.Select(p => quota * Fraction.Of(p) / 100).ToList();
        var band = ends.Count(e => e < usage);
        if (surcharge && band == 0) return null;
        if (charge.BaseUnknown) throw new NotBillable();
        var unit = charge.Base is { } own ? Value(own, Fraction.Of)
            : charge.BaseOf is not { } code ? 1
            : _lines.LastOrDefault(l => l.Code == code).Charge is FlatCharge flat ? Value(flat.Price, Fraction.Of) : throw new NotBillable();
        Fraction amount = 0, below = 0;
        if (charge.OnWhole) amount = usage * Fraction.Of(charge.Steps[band]);
        else
            for (var i = 0; i <= ends.Count; i++)
            {
                var end = i < ends.Count && ends[i] < usage ? ends[i] : usage;
                if (end > below) (amount, below) = (amount + (end - below) * Fraction.Of(charge.Steps[i]), end);
            }
        return amount * unit;
    }

    private Fraction Rounded(IReadOnlyList<string> codes)
    {
        Fraction minor = _tariff.Currency.MinorPerUnit, sum = 0;
        foreach (var line in _lines.Where(l => codes.Contains(l.Code))) sum += new Fraction((line.Exact * minor).Nearest(false), 1) / minor;
        return sum;
    }

    private Fraction Count(FeeSpan per) => per switch { FeeSpan.Month => _months, FeeSpan.Bill => 1, _ => throw new NotBillable() };

    private Fraction Value<T>(ByAttribute<T> table, Func<T, Fraction> of)
    {
        if (table.By.Count == 0) return of(table.All.Single());
        var key = string.Join('|', table.By.Select(b => Text(b)?.Trim() ?? throw new NotBillable()));
        var at = table.Keys.ToList().IndexOf(key);
        return at >= 0 ? of(table.All.ElementAt(at)) : throw new NotBillable();
    }

    private Fraction Input(string name) => Text(name) is { } text && Fraction.Of(text) is { } number && number >= 0 ? number : throw new NotBillable();

    private string? Text(string name) => _texts.TryGetValue(name, out var text) ? text : name switch
    {
        "usage" or "usage_ccf" => ((decimal)_case.Usage.Thousandths / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture),
        "persons" => _case.Persons?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "months" => _months.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    private ReferenceFormulas Formulas() => new(_class.Parts, Text, () => new NotBillable());
}

using System.Globalization;
using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Proves the lines of one class, charge by charge, from what is claimed of each.</summary>
internal sealed class ClassProof
{
    private readonly Tariff _tariff;
    private readonly TariffClass _class;
    private readonly BillingCase _case;
    private readonly int _months;
    private readonly DayProof _days;
    private readonly Dictionary<string, Rational> _rounded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlatCharge> _flat = new(StringComparer.Ordinal);

    public ClassProof(Tariff tariff, TariffClass useClass, BillingCase inputs, long billed, long yearToDate)
    {
        (_tariff, _class, _case) = (tariff, useClass, inputs);
        _months = inputs.Months == 0 ? tariff.CycleMonths : inputs.Months;
        _days = new DayProof(tariff, useClass, inputs, billed, yearToDate);
    }

    /// <summary>The running year after the bill.</summary>
    public (LocalDate? YearFrom, long YearToDate) After => _days.After;

    /// <summary>What the bill's formula comes to, or null where the bill is the sum of its charges.</summary>
    public Rational? Bill() => _class.Bill is { } bill ? Formulas().Number(bill) : null;

    /// <summary>Holds a charge against the line that is claimed for it, or against there being none.</summary>
    public void Check(Charge charge, BillLine? line)
    {
        var slices = _days.Of(charge).ToList();
        if (line is null)
        {
            Need(slices.Count == 0 || MayBeMissing(charge, slices), charge, "it is in force and has no line");
            return;
        }
        Need(slices.Count > 0, charge, "it is not in force");
        var d = line.Derivation;
        var sum = Rational.Zero;
        foreach (var step in d.Steps) sum += step.Quantity * step.Price;
        Need(sum == d.Exact, charge, $"its steps come to {sum} and not to {d.Exact}");
        var share = Rational.Zero;
        foreach (var slice in slices) share += slice.Share;
        switch (charge)
        {
            case VolumeCharge volume:
                new VolumeProof(_tariff, _class, _case, _months, this).Check(volume, slices, d.Steps);
                if (charge is FlatCharge flat) _flat[charge.Code] = flat;
                break;
            case QuotaCharge quota:
                Quota(quota, slices, d.Steps);
                break;
            case FixedCharge fee:
                Only(charge, d.Steps, Count(fee.Per, share) * (fee.Times is { } times ? Input(times, charge) : Rational.One), Price(fee.Amount, charge));
                break;
            case PercentCharge percent:
                Only(charge, d.Steps, RoundedOf(percent.Of) * share, percent.Percent / Rational.Of(100));
                break;
            case MinimumCharge minimum:
                Only(charge, d.Steps, Rational.One, Price(minimum.Amount, charge) * Count(minimum.Per, share) - RoundedOf(minimum.Of));
                Need(d.Exact > Rational.Zero, charge, "nothing lacks to the least amount");
                break;
            case FormulaCharge formula:
                Need(share == Rational.One && Formulas().Number(formula.Formula) == d.Exact, charge, $"its formula does not come to {d.Exact}");
                break;
            default:
                throw new ContradictionException($"{charge.Code}: the tariff does not know its price");
        }
        _rounded[charge.Code] = _rounded.GetValueOrDefault(charge.Code) + Rational.Of(BillVerifier.Rounded(d.Exact * Rational.Of(_tariff.Currency.MinorPerUnit), _tariff.Rounding.Mode), _tariff.Currency.MinorPerUnit);
    }

    public string? Find(string name) => _case.Attributes.Find(name) ?? name switch
    {
        "usage" or "usage_ccf" => _case.Usage.ToNumberString(),
        "persons" => _case.Persons?.ToString(CultureInfo.InvariantCulture),
        "months" => _months.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A price of the tariff, by the attributes it is listed by.</summary>
    public T Price<T>(ByAttribute<T> table, Charge charge)
    {
        if (table.By.Count == 0) return table.All.First();
        var key = string.Join('|', table.By.Select(by => Find(by)?.Trim()));
        var at = table.Keys.ToList().IndexOf(key);
        Need(at >= 0, charge, $"there is no price for {string.Join(", ", table.By)} '{key}'");
        return table.All.ElementAt(at);
    }

    public static void Need(bool holds, Charge charge, string otherwise)
    {
        if (!holds) throw new ContradictionException($"{charge.Code}: {otherwise}");
    }

    private bool MayBeMissing(Charge charge, List<DaySlice> slices)
    {
        var share = Rational.Zero;
        foreach (var slice in slices) share += slice.Share;
        return charge switch
        {
            MinimumCharge minimum => Price(minimum.Amount, charge) * Count(minimum.Per, share) <= RoundedOf(minimum.Of),
            QuotaCharge { IsSurcharge: true } quota => Find(quota.Quota) is null || slices.TrueForAll(s => Rational.Of(s.Usage, 1000) <= End(quota, s, 0)),
            _ => false,
        };
    }

    private static void Only(Charge charge, IReadOnlyList<DerivationStep> steps, Rational quantity, Rational price) =>
        Need(steps.Count == 1 && steps[0].Quantity == quantity && steps[0].Price == price, charge, $"it should be {quantity} at {price} and is {string.Join(" + ", steps.Select(s => $"{s.Quantity} at {s.Price}"))}");

    private Rational Count(FeeSpan per, Rational share) => per switch { FeeSpan.Month => Rational.Of(_months) * share, FeeSpan.Day => Rational.Of(_case.Days?.Days ?? 0) * share, _ => share };

    private Rational RoundedOf(IReadOnlyList<string> codes)
    {
        var sum = Rational.Zero;
        foreach (var code in codes.Distinct()) sum += _rounded.GetValueOrDefault(code);
        return sum;
    }

    private Rational Input(string name, Charge charge)
    {
        var text = Find(name);
        Need(Rational.TryParse(text, out var number) && !number.IsNegative, charge, $"{name} is '{text}', which is no number");
        return number;
    }

    private Rational End(QuotaCharge quota, DaySlice slice, int band) =>
        Input(quota.Quota, quota) * slice.Share * (quota.Per == FeeSpan.Month ? Rational.Of(_months) : Rational.One) * quota.Percents[band] / Rational.Of(100);

    // The bands that are claimed, one after the other; a surcharge tells none for what is within the quota.
    private void Quota(QuotaCharge charge, List<DaySlice> slices, IReadOnlyList<DerivationStep> steps)
    {
        var unit = charge.Base is { } own ? Price(own, charge).ToRational() : charge.BaseOf is { } code && _flat.TryGetValue(code, out var flat) ? Price(flat.Price, charge).ToRational() : Rational.One;
        Need(charge.BaseOf is null || _flat.ContainsKey(charge.BaseOf), charge, $"the price of {charge.BaseOf} is its base, and there is none");
        var at = 0;
        foreach (var slice in slices)
        {
            Rational used = Rational.Of(slice.Usage, 1000), below = Rational.Zero;
            for (var band = 0; band < charge.Steps.Count; band++)
            {
                var last = band == charge.Percents.Count || used <= End(charge, slice, band);
                var end = last ? used : End(charge, slice, band);
                var price = charge.Steps[band] * unit;
                var quantity = charge.OnWhole ? (last ? used : Rational.Zero) : end - below;
                below = Rational.Max(below, end);
                if (quantity > Rational.Zero && !(charge.IsSurcharge && price.IsZero))
                {
                    Need(at < steps.Count && steps[at].Block == band + 1 && steps[at].Quantity == quantity && steps[at].Price == price, charge, $"band {band + 1} should be {quantity} at {price}");
                    at++;
                }
                if (last) break;
            }
        }
        Need(at == steps.Count, charge, "it has a band that the usage does not reach");
    }

    private FormulaProof Formulas() => new(_class.Parts, Find);
}

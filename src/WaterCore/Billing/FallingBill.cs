using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Looks for a bill that falls when usage rises, by billing on both sides of every bound for the keys of every look-up.</summary>
/// <remarks>Between bounds a bill is a straight line, so its ends tell whether it falls; the look-ups are tried one after the other, not in all their combinations.</remarks>
internal static class FallingBill
{
    private const int MaxUsages = 96;
    private const int MaxCases = 16;

    public static TariffFinding? Find(Tariff tariff, TariffClass useClass, string file)
    {
        var calculator = new BillingCalculator(tariff);
        var usages = Usages(useClass);
        foreach (var inputs in Cases(useClass).Take(MaxCases))
        {
            CalculatedBill? before = null;
            foreach (var usage in usages)
            {
                var all = new Dictionary<string, string>(inputs, StringComparer.Ordinal);
                if (useClass.Parts.Count > 0) all["usage_ccf"] = usage.ToNumberString();
                var bill = calculator.Calculate(new BillingCase { UseClass = useClass.Code, Usage = new Volume(usage.Thousandths, tariff.Unit), Attributes = new CaseInputs(all) });
                if (!bill.IsOk) break;
                if (before is not null && bill.Value.Total < before.Total)
                {
                    var line = bill.Value.Lines.FirstOrDefault(l => before.Lines.FirstOrDefault(b => b.Code == l.Code)?.Amount is { } was && l.Amount < was);
                    return TariffFinding.Error(file, line?.Derivation.TariffLine ?? useClass.Line, $"{useClass.Code}.{line?.Code ?? "bill"}",
                        $"the bill falls from {before.Total} to {bill.Value.Total} when usage rises to {usage.ToNumberString()}{Shown(inputs)}", "write prices that do not take back what was charged below");
                }
                before = bill.Value;
            }
        }
        return null;
    }

    private static string Shown(Dictionary<string, string> inputs) =>
        inputs.Count == 0 ? "" : $" ({string.Join(", ", inputs.OrderBy(i => i.Key, StringComparer.Ordinal).Take(6).Select(i => $"{i.Key} {i.Value}"))})";

    private static List<Volume> Usages(TariffClass useClass)
    {
        var points = new SortedSet<long> { 0, 1000, 10_000, 100_000 };
        void Around(Rational bound)
        {
            if (bound.IsNegative || bound > Rational.Of(1_000_000)) return;
            var at = Rounding.Divide(bound.Numerator * 1000, bound.Denominator, RoundingMode.Down);
            foreach (var point in new[] { at - 1000, at, at + 1000 }) if (point >= 0) points.Add(point);
        }
        foreach (var charge in useClass.Charges)
        {
            if (charge is BlockCharge blocks) foreach (var bound in blocks.Bounds) Around(bound.ToRational());
            if (charge is QuotaCharge quota) foreach (var percent in quota.Percents) Around(percent / Rational.Of(2));
        }
        foreach (var number in useClass.Parts.Values.SelectMany(Lists).SelectMany(l => l.Items).OfType<NumberFormula>()) Around(number.Value);
        points.Add(points.Max + 100_000);
        return points.Take(MaxUsages).Select(p => new Volume(p, VolumeUnit.CubicMetre)).ToList();
    }

    private static IEnumerable<ListFormula> Lists(Formula formula) => formula switch
    {
        ListFormula list => [list],
        LookupFormula lookup => lookup.Values.Values.SelectMany(Lists),
        _ => [],
    };

    // One case per key of each look-up; what else a formula reads is one, and a quota is fifty.
    private static IEnumerable<Dictionary<string, string>> Cases(TariffClass useClass)
    {
        var tables = new List<(IReadOnlyList<string> By, IReadOnlyList<string> Keys)>();
        var common = new Dictionary<string, string>(StringComparer.Ordinal);
        void Walk(Formula formula)
        {
            if (formula is LookupFormula lookup)
            {
                tables.Add((lookup.By, lookup.Values.Keys.ToList()));
                foreach (var value in lookup.Values.Values) Walk(value);
            }
            else
                foreach (var name in formula.Names)
                    if (!useClass.Parts.ContainsKey(name) && !useClass.Parts.ContainsKey(name + "_commodity")) common.TryAdd(name, "1");
        }
        foreach (var part in useClass.Parts.Values) Walk(part);
        foreach (var charge in useClass.Charges)
        {
            if (charge is FormulaCharge formula) Walk(formula.Formula);
            if (charge is FixedCharge { Times: { } times }) common.TryAdd(times, "1");
            if (charge is QuotaCharge quota) common[quota.Quota] = "50";
            foreach (var table in charge.Tables) if (table.By.Count > 0) tables.Add(table);
        }
        foreach (var (by, keys) in tables) if (keys.Count > 0) Put(common, by, keys[0]);
        yield return common;
        foreach (var (by, keys) in tables)
        foreach (var key in keys)
        {
            var one = new Dictionary<string, string>(common, StringComparer.Ordinal);
            Put(one, by, key);
            yield return one;
        }
    }

    private static void Put(Dictionary<string, string> inputs, IReadOnlyList<string> by, string key)
    {
        var values = by.Count == 1 ? [key] : key.Split('|');
        for (var i = 0; i < Math.Min(by.Count, values.Length); i++) inputs[by[i]] = values[i];
    }
}

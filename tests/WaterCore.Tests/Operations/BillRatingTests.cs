using NodaTime;
using WaterCore.Billing;
using WaterCore.Operations;
using WaterCore.Tests.Billing.Batch;
using WaterCore.Values;

namespace WaterCore.Tests.Operations;

/// <summary>What a run stores of a bill is what the calculator with its derivations comes to, byte for byte, whether columns made it or not.</summary>
public sealed class BillRatingTests
{
    private static readonly LocalDate First = new(2024, 1, 1);

    [Fact]
    public void Rate_OfRandomCasesOfEveryShippedClass_IsTheCalculators()
    {
        var misses = new List<string>();
        int rated = 0, refused = 0, withYear = 0;
        foreach (var (useClass, seed) in RandomCases.All(null).Select((c, i) => (c, i)))
        {
            var random = new Random(seed);
            var cases = Enumerable.Range(0, 200).Select(_ => OnSomeDays(useClass.Next(random, useClass.Tariff.CycleMonths).Case, random)).ToList();
            var calculator = new BillingCalculator(useClass.Tariff);
            var rating = new BillRating(calculator);
            var found = rating.Rate(cases);
            var revenue = new Dictionary<string, long>();
            for (var i = 0; i < cases.Count; i++)
            {
                var bill = calculator.Calculate(cases[i]);
                if (bill.IsOk != found[i].IsOk) misses.Add($"{useClass.Tariff.Code} {useClass.Class.Code}: {bill} against {found[i]}");
                if (!bill.IsOk) { refused++; continue; }
                rated++;
                if (bill.Value.Carried.YearToDate > 0) withYear++;
                foreach (var line in bill.Value.Lines) revenue[line.Code] = revenue.GetValueOrDefault(line.Code) + line.Amount.Minor;
                if (!found[i].IsOk) continue;
                var one = found[i].Value;
                var same = one.Total == bill.Value.Total && one.Months == bill.Value.Months && one.Carried == bill.Value.Carried && one.Lines.AsSpan().SequenceEqual(BillPacking.PackLines(bill.Value));
                if (!same) misses.Add($"{useClass.Tariff.Code} {useClass.Class.Code} {cases[i].Usage} {cases[i].Days}: {one} against {bill.Value.Total} {bill.Value.Carried}");
            }
            if (!revenue.OrderBy(r => r.Key, StringComparer.Ordinal).SequenceEqual(rating.Revenue.OrderBy(r => r.Key, StringComparer.Ordinal))) misses.Add($"{useClass.Tariff.Code} {useClass.Class.Code}: the revenue differs");
        }
        Assert.True(misses.Count == 0, string.Join('\n', misses.Take(10)));
        Assert.True(rated > 3 * refused && withYear > 1_000, $"{rated} rated, {refused} refused, {withYear} in a tier year");
    }

    // A third without days, as a case of a calculator page; the others as a run makes them.
    private static BillingCase OnSomeDays(BillingCase billingCase, Random random)
    {
        if (random.Next(3) == 0) return billingCase;
        var from = First.PlusDays(random.Next(700));
        var to = from.PlusDays(random.Next(20, 70));
        return billingCase with { On = to, Days = new Period(from, to) };
    }
}

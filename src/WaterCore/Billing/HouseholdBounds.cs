using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>The ends of a charge's blocks for one slice of a bill, with what the household adds.</summary>
/// <remarks>
/// Where the household changed, each month has the bounds of its own household and a year's bound is the mean of its months
/// (source of the rule: the annual block over twelve, times months). A month counts with the household of its first day.
/// </remarks>
internal static class HouseholdBounds
{
    /// <summary>Cumulative ends of all blocks but the last, in units, counted from the start of the slice's span.</summary>
    /// <returns>Null with a clause and a remedy when the tariff does not know, or the case does not say.</returns>
    public static Rational[]? Of(BlockCharge charge, UsageSlice slice, BillingCase billingCase, int months, Tariff tariff, out (string Problem, string Remedy) missing)
    {
        missing = default;
        var cycleMonths = tariff.CycleMonths;
        if (charge.BoundsUnknown)
        {
            missing = ("the bounds of its blocks are not known to the tariff", "complete the tariff before billing this class");
            return null;
        }
        if (charge.Span == BlockSpan.Days && slice.Days is null)
        {
            missing = ("its blocks count days, and the case does not say which were billed", "give the first and the last day");
            return null;
        }
        var first = charge.Span == BlockSpan.Year ? slice.YearFrom : billingCase.Days?.From;
        var count = charge.Span == BlockSpan.Year ? YearMonths(slice, tariff) : months;
        var households = Households(charge.Household, billingCase, first, count);
        var bounds = new Rational[charge.Bounds.Count];
        foreach (var (persons, held) in households)
            for (var i = 0; i < bounds.Length; i++)
            {
                if (One(charge, i, persons, cycleMonths) is not { } one)
                {
                    missing = ($"what each person above {((HouseholdExtension)charge.Household!).Above} adds is not known to the tariff", "complete the tariff before billing larger households");
                    return null;
                }
                bounds[i] += held == count ? one : one * Rational.Of(held, count);
            }
        var spans = Spans(charge, slice, months, cycleMonths);
        if (spans != Rational.One)
            for (var i = 0; i < bounds.Length; i++) bounds[i] *= spans;
        return bounds;
    }

    /// <summary>How many of the charge's spans the slice has.</summary>
    private static Rational Spans(BlockCharge charge, UsageSlice slice, int months, int cycleMonths) => charge.Span switch
    {
        BlockSpan.Year => Rational.One,
        BlockSpan.Days => Rational.Of(slice.Days!.Value.Days) / charge.SpanDays,
        BlockSpan.Cycle when months == cycleMonths => slice.Share,
        BlockSpan.Cycle => slice.Share * Rational.Of(months, cycleMonths),
        _ => slice.Share * Rational.Of(months),
    };

    // A year that was cut short by a restart has the bounds that the tariff gives for it, over its own months.
    private static int YearMonths(UsageSlice slice, Tariff tariff) => slice.YearFrom is { } from && tariff.TierYear is { } year
        ? Math.Max(1, NodaTime.Period.Between(from, year.NextAfter(from), PeriodUnits.Months).Months)
        : 12;

    private static Rational? One(BlockCharge charge, int block, int? persons, int cycleMonths)
    {
        var bound = charge.Bounds[block].ToRational();
        switch (charge.Household)
        {
            case HouseholdExtension extension when persons > extension.Above:
                if (extension.Add is not { } add) return null;
                var extra = Math.Min(persons.Value - extension.Above, extension.MaxExtra ?? int.MaxValue);
                return bound + add.ToRational() * Rational.Of(extra) * Rational.Of(MonthsOf(charge.Span, cycleMonths), MonthsOf(extension.Per, cycleMonths));
            case PerCapitaBlocks perCapita when persons >= perCapita.AtLeast:
                return perCapita.Bounds[block].ToRational() * Rational.Of(persons.Value);
            default:
                return bound;
        }
    }

    private static int MonthsOf(BlockSpan span, int cycleMonths) => span switch { BlockSpan.Month => 1, BlockSpan.Year => 12, _ => cycleMonths };

    private static List<(int? Persons, int Months)> Households(HouseholdRule? rule, BillingCase billingCase, LocalDate? first, int months)
    {
        if (rule is null || billingCase.Households.Count == 0) return [(billingCase.Persons, months)];
        if (first is not { } from) return [(billingCase.Households.MaxBy(h => h.RegisteredOn).Persons, months)];
        var result = new List<(int?, int)>();
        for (var m = 0; m < months; m++)
        {
            var persons = On(rule, billingCase.Households, from.PlusMonths(m));
            var at = result.FindIndex(r => r.Item1 == persons);
            if (at < 0) result.Add((persons, 1));
            else result[at] = (persons, result[at].Item2 + 1);
        }
        return result;
    }

    private static int? On(HouseholdRule rule, IReadOnlyList<HouseholdRegistration> households, LocalDate day)
    {
        int? persons = null;
        var latest = LocalDate.MinIsoValue;
        foreach (var household in households)
        {
            var (from, to) = rule.Counts(household.RegisteredOn);
            if (from > day || from < latest) continue;
            latest = from;
            persons = to is { } end && day >= end ? null : household.Persons;
        }
        return persons;
    }
}

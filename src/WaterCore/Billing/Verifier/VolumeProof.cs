using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>Follows the steps of a charge on volume: each must lie in one block and one relief and have their price, and together they must be the volume.</summary>
internal sealed class VolumeProof(Tariff tariff, TariffClass useClass, BillingCase inputs, int months, ClassProof proof)
{
    public void Check(VolumeCharge charge, List<DaySlice> slices, IReadOnlyList<DerivationStep> steps)
    {
        var next = 0;
        var relief = Relief(charge);
        foreach (var slice in slices)
        {
            var used = Rational.Of(slice.Usage, 1000);
            var charged = charge.MinimumVolume is { } least ? Rational.Max(used, least.ToRational() * Rational.Of(months) * slice.Share) : used;
            var bounds = charge is BlockCharge blocks && relief is not (OwnPrice or AllAtFirstBlock) ? Bounds(blocks, slice) : [];
            var parts = relief is ReducedVolume r ? r.Bounds.Select(b => b.ToRational() * Rational.Of(months) * slice.Share).ToList() : [];
            for (var at = Rational.Zero; at < charged;)
            {
                Need(next < steps.Count, charge, $"its steps end at {at} of {charged}");
                var step = steps[next++];
                var end = at + step.Quantity / charge.Share;
                var block = bounds.Count(b => b <= at);
                var part = parts.Count(p => p <= at);
                Need(end > at && end <= charged && !bounds.Any(b => b > at && b < end) && !parts.Any(p => p > at && p < end), charge, $"the step of {step.Quantity} from {at} is not within one block");
                Need(!(at < used && end > used), charge, "a step mixes what was used with what was not");
                Need(step.Block == (charge is BlockCharge && relief is not OwnPrice ? block + 1 : 0), charge, $"the step from {at} is told as block {step.Block}");
                var factor = relief is ReducedVolume reduced && part < reduced.Factors.Count ? reduced.Factors[part] : Rational.One;
                var price = Price(charge, relief, block) * factor;
                Need(step.Price == price, charge, $"block {block + 1} costs {price} and not {step.Price}");
                var kind = at >= used ? StepKind.LeastVolume : factor != Rational.One ? StepKind.Reduced : step.Block == 0 ? StepKind.Flat : StepKind.Block;
                Need(step.Kind == kind, charge, $"the step from {at} is told as {step.Kind} and is {kind}");
                at = end;
            }
        }
        Need(next == steps.Count, charge, "it has steps beyond the volume");
    }

    private static void Need(bool holds, Charge charge, string otherwise) => ClassProof.Need(holds, charge, otherwise);

    private Rational Price(VolumeCharge charge, Waiver? relief, int block) => (charge, relief) switch
    {
        (_, OwnPrice own) => proof.Price(own.Price, charge).ToRational(),
        (FlatCharge flat, _) => proof.Price(flat.Price, charge).ToRational(),
        (BlockCharge blocks, AllAtFirstBlock) => proof.Price(blocks.Prices[0], charge).ToRational(),
        (BlockCharge blocks, _) => proof.Price(blocks.Prices[block], charge).ToRational(),
        _ => throw new ContradictionException($"{charge.Code}: it is no charge on volume"),
    };

    private Waiver? Relief(VolumeCharge charge)
    {
        if (proof.Find("waiver") is not { Length: > 0 } code) return null;
        if (charge.Waivers.TryGetValue(code, out var relief)) return relief;
        Need(useClass.Charges.OfType<VolumeCharge>().Any(c => c.Waivers.ContainsKey(code)), charge, $"the class has no relief '{code}'");
        return null;
    }

    // The ends of blocks from the start of the slice: the mean of the bounds that each month's household has, over the span.
    private List<Rational> Bounds(BlockCharge blocks, DaySlice slice)
    {
        Need(!blocks.BoundsUnknown, blocks, "the tariff does not know its bounds");
        var year = blocks.Span == BlockSpan.Year;
        var from = year ? slice.YearFrom : inputs.Days?.From;
        var count = year ? YearMonths(slice.YearFrom) : months;
        var spans = blocks.Span switch
        {
            BlockSpan.Year => Rational.One,
            BlockSpan.Days => Rational.Of(slice.Days) / blocks.SpanDays,
            BlockSpan.Cycle => slice.Share * Rational.Of(months, tariff.CycleMonths),
            _ => slice.Share * Rational.Of(months),
        };
        var counted = year ? Rational.Of(slice.YearToDate, 1000) : Rational.Zero;
        return Enumerable.Range(0, blocks.Bounds.Count).Select(i =>
        {
            var sum = Rational.Zero;
            for (var m = 0; m < count; m++) sum += OfHousehold(blocks, i, Persons(blocks.Household, from?.PlusMonths(m)));
            return sum / Rational.Of(count) * spans - counted;
        }).ToList();
    }

    private int YearMonths(LocalDate? from)
    {
        if (from is not { } start || tariff.TierYear is not { } year) return 12;
        var next = new LocalDate(start.Year, year.Month, year.Day);
        if (next <= start) next = next.PlusYears(1);
        next = year.Restarts.Where(r => r > start && r < next).Append(next).Min();
        return Math.Max(1, NodaTime.Period.Between(start, next, PeriodUnits.Months).Months);
    }

    private Rational OfHousehold(BlockCharge blocks, int i, int? persons)
    {
        int Months(BlockSpan span) => span == BlockSpan.Month ? 1 : span == BlockSpan.Year ? 12 : tariff.CycleMonths;
        var bound = blocks.Bounds[i].ToRational();
        if (blocks.Household is HouseholdExtension larger && persons > larger.Above)
        {
            Need(larger.Add is not null, blocks, "the tariff does not know what a further person adds");
            var further = Math.Min(persons.Value - larger.Above, larger.MaxExtra ?? int.MaxValue);
            return bound + larger.Add!.Value.ToRational() * Rational.Of(further * Months(blocks.Span), Months(larger.Per));
        }
        return blocks.Household is PerCapitaBlocks heads && persons >= heads.AtLeast ? heads.Bounds[i].ToRational() * Rational.Of(persons.Value) : bound;
    }

    private int? Persons(HouseholdRule? rule, LocalDate? day)
    {
        if (rule is null || inputs.Households.Count == 0) return inputs.Persons;
        if (day is not { } on) return inputs.Households.MaxBy(h => h.RegisteredOn).Persons;
        var counting = inputs.Households.Select(h => (Begins: rule.BeginsNextMonth ? h.RegisteredOn.With(DateAdjusters.StartOfMonth).PlusMonths(1) : h.RegisteredOn, h.Persons)).Where(h => h.Begins <= on).ToList();
        if (counting.Count == 0) return null;
        var latest = counting.Max(h => h.Begins);
        return rule.ValidYears is { } years && on >= latest.PlusYears(years) ? null : counting.Last(h => h.Begins == latest).Persons;
    }
}

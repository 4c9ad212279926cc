using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>What each part of a volume costs: the ends of blocks and of reliefs from its start, a price per block, and what is paid of it.</summary>
internal readonly record struct VolumePlan(StepKind Kind, Rational[] Ends, Rational[] Prices, Rational[] ReliefEnds, Rational[] Factors);

/// <summary>Works the charges of one class out, exactly, one draft each; rounding comes later.</summary>
internal sealed class ChargeDraft(Tariff tariff, TariffClass useClass, BillingCase billingCase, int months, CaseView inputs, UsageSlices usage, List<Draft> drafts)
{
    /// <summary>Adds a charge's draft.</summary>
    /// <returns>False when the charge is not in force.</returns>
    /// <exception cref="TariffFaultException">It cannot be worked out for this case.</exception>
    public bool Add(Charge charge)
    {
        var slices = usage.Of(charge);
        if (slices.Count == 0) return false;
        var share = Rational.Zero;
        foreach (var slice in slices) share += slice.Share;

        var steps = new List<DerivationStep>(4);
        Formula? formula = null;
        switch (charge)
        {
            case VolumeCharge volume:
                foreach (var slice in slices) Volume(volume, slice, steps);
                break;
            case QuotaCharge quota:
                foreach (var slice in slices) Quota(quota, slice, steps);
                if (steps.Count == 0 && quota.IsSurcharge) return true;
                break;
            case FixedCharge fee:
                steps.Add(Fee(fee, share));
                break;
            case PercentCharge percent:
                steps.Add(new(StepKind.Percent, 0, AmountOf(percent.Of) * share, percent.Percent / Rational.Of(100)));
                break;
            case MinimumCharge minimum:
                var lacking = Least(minimum, share) - AmountOf(minimum.Of);
                if (lacking <= Rational.Zero) return true;
                steps.Add(new(StepKind.Lacking, 0, Rational.One, lacking));
                break;
            case FormulaCharge f:
                if (share != Rational.One) throw Refuse(charge.Code, "a formula cannot be shared over days, and it holds for some of them only", "bill the days before and after the change apart");
                formula = Evaluate(f, steps);
                break;
            case UnknownCharge:
                throw Refuse(charge.Code, "its price is not known to the tariff", "complete the tariff before billing this class");
            default:
                throw new InvalidOperationException(charge.GetType().Name);
        }
        var exact = Rational.Zero;
        foreach (var step in steps) exact += step.Amount;
        drafts.Add(new Draft(useClass, charge, steps, exact, formula));
        return true;
    }

    private void Volume(VolumeCharge charge, UsageSlice slice, List<DerivationStep> steps)
    {
        var used = Rational.Of(slice.Usage, 1000);
        var charged = Charged(charge, slice.Share, used);
        var (kind, ends, prices, reliefEnds, factors) = Plan(charge, slice, charged);
        VolumeCut.Add(steps, kind, used, charge.Share, ends, prices, reliefEnds, factors);
        var lacking = charged - used;
        if (lacking.IsZero) return;
        for (var i = 0; i < ends.Length; i++) ends[i] -= used;
        for (var i = 0; i < reliefEnds.Length; i++) reliefEnds[i] -= used;
        var from = steps.Count;
        VolumeCut.Add(steps, kind, lacking, charge.Share, ends, prices, reliefEnds, factors);
        for (var i = from; i < steps.Count; i++) steps[i] = steps[i] with { Kind = StepKind.LeastVolume };
    }

    /// <summary>What each part of a slice's volume costs.</summary>
    /// <param name="charge">The charge.</param>
    /// <param name="slice">The slice.</param>
    /// <param name="upTo">The volume up to which prices are wanted; null for all of them. A price that is not asked for is not looked up.</param>
    internal VolumePlan Plan(VolumeCharge charge, UsageSlice slice, Rational? upTo)
    {
        var waiver = Waiver(charge);
        var kind = StepKind.Block;
        Rational[] ends = [], prices;
        switch (charge, waiver)
        {
            case (_, OwnPrice own):
                (kind, prices) = (StepKind.Flat, [Get(own.Price, charge).ToRational()]);
                break;
            case (FlatCharge flat, _):
                (kind, prices) = (StepKind.Flat, [Get(flat.Price, charge).ToRational()]);
                break;
            case (BlockCharge blocks, AllAtFirstBlock):
                prices = [Get(blocks.Prices[0], charge).ToRational()];
                break;
            case (BlockCharge blocks, _):
                ends = HouseholdBounds.Of(blocks, slice, billingCase, months, tariff, out var missing) ?? throw Refuse(charge.Code, missing.Problem, missing.Remedy);
                if (blocks.Span == BlockSpan.Year && slice.YearToDate > 0)
                    for (var i = 0; i < ends.Length; i++) ends[i] -= Rational.Of(slice.YearToDate, 1000);
                var reached = 1;
                while (reached <= ends.Length && (upTo is not { } most || ends[reached - 1] < most)) reached++;
                prices = new Rational[blocks.Prices.Count];
                for (var i = 0; i < reached; i++) prices[i] = Get(blocks.Prices[i], charge).ToRational();
                break;
            default:
                throw new InvalidOperationException(charge.GetType().Name);
        }
        Rational[] reliefEnds = [], factors = [];
        if (waiver is ReducedVolume reduced)
        {
            factors = reduced.Factors.ToArray();
            reliefEnds = reduced.Bounds.Select(b => b.ToRational() * Rational.Of(months) * slice.Share).ToArray();
        }
        return new(kind, ends, prices, reliefEnds, factors);
    }

    internal Rational Charged(VolumeCharge charge, Rational share, Rational used) =>
        charge.MinimumVolume is { } least ? Rational.Max(used, least.ToRational() * Rational.Of(months) * share) : used;

    private Waiver? Waiver(VolumeCharge charge)
    {
        if (inputs.Find("waiver") is not { Length: > 0 } code) return null;
        if (charge.Waivers.TryGetValue(code, out var waiver)) return waiver;
        var known = useClass.Charges.OfType<VolumeCharge>().SelectMany(c => c.Waivers.Keys).Distinct().ToList();
        return known.Contains(code)
            ? null
            : throw Refuse("waiver", $"the class has no relief '{code}'", known.Count == 0 ? "give none for this class" : $"use one of: {string.Join(", ", known)}");
    }

    private void Quota(QuotaCharge charge, UsageSlice slice, List<DerivationStep> steps)
    {
        if (inputs.Find(charge.Quota) is null && charge.IsSurcharge) return;
        var used = Rational.Of(slice.Usage, 1000);
        var ends = QuotaEnds(charge, slice.Share);
        var reached = 0;
        while (reached < ends.Length && ends[reached] < used) reached++;
        if (charge.IsSurcharge && reached == 0) return;
        var prices = QuotaPrices(charge);
        if (charge.OnWhole)
        {
            if (!used.IsZero) steps.Add(new(StepKind.Band, reached + 1, used, prices[reached]));
            return;
        }
        VolumeCut.Add(steps, StepKind.Band, used, Rational.One, ends, prices, [], []);
        if (charge.IsSurcharge) steps.RemoveAll(s => s.Price.IsZero);
    }

    internal Rational[] QuotaEnds(QuotaCharge charge, Rational share)
    {
        var quota = Input(charge.Quota, charge) * share * (charge.Per == FeeSpan.Month ? Rational.Of(months) : Rational.One);
        return charge.Percents.Select(p => quota * p / Rational.Of(100)).ToArray();
    }

    internal Rational[] QuotaPrices(QuotaCharge charge)
    {
        var unit = Base(charge);
        return charge.Steps.Select(s => s * unit).ToArray();
    }

    internal Rational Least(MinimumCharge minimum, Rational share) => Get(minimum.Amount, minimum) * Count(minimum.Per, minimum, share);

    private Rational Base(QuotaCharge charge)
    {
        if (charge.BaseUnknown) throw Refuse(charge.Code, "the base price of its surcharge is not known to the tariff", "complete the tariff before billing over the quota");
        if (charge.Base is { } own) return Get(own, charge).ToRational();
        if (charge.BaseOf is not { } code) return Rational.One;
        var flat = drafts.FindLast(d => d.Class == useClass && d.Charge.Code == code)?.Charge as FlatCharge;
        return flat is null ? throw Refuse(charge.Code, $"its base is the price of '{code}', which is not in force or not flat", $"let {code} stand before it with one price") : Get(flat.Price, charge).ToRational();
    }

    private DerivationStep Fee(FixedCharge fee, Rational share)
    {
        var count = Count(fee.Per, fee, share);
        var amount = Get(fee.Amount, fee);
        if (fee.Times is { } times) return new(StepKind.Units, 0, Input(times, fee) * count, amount);
        return new(fee.Per switch { FeeSpan.Month => StepKind.Months, FeeSpan.Day => StepKind.Days, _ => StepKind.Once }, 0, count, amount);
    }

    private Rational Count(FeeSpan per, Charge charge, Rational share) => per switch
    {
        FeeSpan.Month => Rational.Of(months) * share,
        FeeSpan.Day => Rational.Of((billingCase.Days ?? throw Refuse(charge.Code, "it is taken for each day, and the case does not say which days were billed", "give the first and the last day")).Days) * share,
        _ => share,
    };

    private Formula Evaluate(FormulaCharge charge, List<DerivationStep> steps)
    {
        var evaluation = new FormulaEvaluation(tariff.Code, useClass.Code, useClass.Parts, inputs) { Blocks = [] };
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
            if (!useClass.Parts.TryGetValue(name.Name, out var part) && !useClass.Parts.TryGetValue(name.Name + "_commodity", out part)) break;
            formula = part;
        }
        return formula;
    }

    private Rational AmountOf(IReadOnlyList<string> codes)
    {
        var sum = Rational.Zero;
        foreach (var draft in drafts)
            if (draft.Class == useClass && codes.Contains(draft.Charge.Code))
                sum += Rational.Of(tariff.Rounding.Round(draft.Exact, tariff.Currency).Minor, tariff.Currency.MinorPerUnit);
        return sum;
    }

    private T Get<T>(ByAttribute<T> table, Charge charge) =>
        table.TryGet(inputs, out var value, out var missing) ? value : throw Refuse(charge.Code, missing.Problem, missing.Remedy);

    private Rational Input(string name, Charge charge) => inputs.Find(name) is not { } text
        ? throw Refuse(charge.Code, $"the charge counts '{name}', which the case does not have", $"give {name}")
        : Rational.TryParse(text, out var number) && !number.IsNegative ? number : throw Refuse(charge.Code, $"{name} is '{text}', which is not a number of zero or more", $"give {name} as a plain decimal number");

    internal TariffFaultException Refuse(string field, string problem, string remedy) => new(new RateRefused(tariff.Code, useClass.Code, field, problem, remedy));
}

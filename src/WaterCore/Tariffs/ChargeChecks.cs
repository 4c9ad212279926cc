using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Tariffs;

/// <summary>Checks the charges of a class and their dates: gaps, overlaps, blocks that no usage reaches, prices that are not there.</summary>
internal static class ChargeChecks
{
    public static IEnumerable<TariffFinding> Of(Tariff tariff, TariffClass useClass, string file)
    {
        if (useClass.Charges.Count == 0)
            yield return TariffFinding.Error(file, useClass.Line, useClass.Code, "the class has no charge", "give it one under charges:, or take the class out");
        foreach (var versions in useClass.Charges.GroupBy(c => c.Code))
        foreach (var finding in Dates(tariff, versions.ToList(), $"{useClass.Code}.{versions.Key}", file))
            yield return finding;
        foreach (var charge in useClass.Charges)
        foreach (var finding in One(tariff, useClass, charge, $"{useClass.Code}.{charge.Code}", file))
            yield return finding;
    }

    private static IEnumerable<TariffFinding> Dates(Tariff tariff, List<Charge> versions, string field, string file)
    {
        var ordered = versions.OrderBy(c => c.From ?? LocalDate.MinIsoValue).ToList();
        for (var i = 1; i < ordered.Count; i++)
        {
            Charge before = ordered[i - 1], after = ordered[i];
            var from = after.From ?? LocalDate.MinIsoValue;
            if (before.To is not { } to || to > from)
                yield return TariffFinding.Error(file, after.Line, field, $"it holds on the same days as the one on line {before.Line}", "let the earlier end on the day the later begins");
            else if (to < from)
                yield return TariffFinding.Error(file, after.Line, field, $"nothing holds from {Iso(to)} to {Iso(from)}", "let the earlier end on the day the later begins, or write what holds between");
        }
        if (versions.Count > 1 && tariff.PriceChange is null)
            yield return TariffFinding.Error(file, ordered[1].Line, field, "its price changes, and price_change: does not say which price holds for a bill across the change", "write price_change: by-reading-date, by-day or by-day-whole-units");
    }

    private static IEnumerable<TariffFinding> One(Tariff tariff, TariffClass useClass, Charge charge, string field, string file)
    {
        if (charge.From is { } from && charge.To is { } to && to <= from)
            yield return TariffFinding.Error(file, charge.Line, field, "it ends before it begins", "write the day after the last as to:");
        switch (charge)
        {
            case UnknownCharge:
                yield return TariffFinding.Warning(file, charge.Line, field, "its price is unknown, so this class cannot be billed", "find the price, or leave it so: nothing is guessed");
                break;
            case BlockCharge { BoundsUnknown: true }:
                yield return TariffFinding.Warning(file, charge.Line, field, "the bounds of its blocks are unknown, so this class cannot be billed", "find the bounds, or leave it so: nothing is guessed");
                break;
            case BlockCharge blocks:
                foreach (var finding in Blocks(tariff, blocks, field, file)) yield return finding;
                break;
            case QuotaCharge quota:
                if (quota.BaseUnknown)
                    yield return TariffFinding.Warning(file, charge.Line, field, "its base price is unknown, so nobody over the quota can be billed", "find the price, or leave it so: nothing is guessed");
                if (quota.BaseOf is { } code && !useClass.Charges.Any(c => c.Code == code && c is FlatCharge))
                    yield return TariffFinding.Error(file, charge.Line, field, $"its base is the price of '{code}', which has no one price", "write a price as base:, or the code of a flat charge");
                break;
        }
    }

    private static IEnumerable<TariffFinding> Blocks(Tariff tariff, BlockCharge blocks, string field, string file)
    {
        if (blocks.Span == BlockSpan.Year && tariff.TierYear is null)
            yield return TariffFinding.Error(file, blocks.Line, field, "its blocks count over a year, and tier_year: does not say when that begins", "write tier_year: with month and day, such as 01-01");
        for (var i = 0; i < blocks.Bounds.Count; i++)
            if (blocks.Bounds[i].Thousandths <= (i == 0 ? 0 : blocks.Bounds[i - 1].Thousandths))
                yield return TariffFinding.Error(file, blocks.Line, field, $"no usage reaches block {i + 1}: its end is not above its beginning", "write rising bounds");
        for (var i = 1; i < blocks.Prices.Count; i++)
            if (blocks.Prices[i].By.Count == 0 && blocks.Prices[i - 1].By.Count == 0 && blocks.Prices[i].All.First().Millionths < blocks.Prices[i - 1].All.First().Millionths)
                yield return TariffFinding.Warning(file, blocks.Line, field, $"block {i + 1} is cheaper than block {i}", "check that it is meant so");
        if (blocks.Household is HouseholdExtension { Add: null } extension)
            yield return TariffFinding.Warning(file, blocks.Line, field, $"what each person above {extension.Above} adds is unknown, so larger households cannot be billed", "find the volume, or leave it so: nothing is guessed");
    }

    private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);
}

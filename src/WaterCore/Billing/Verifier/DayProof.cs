using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>A stretch of days with one price and one tier year, as the verifier sees it.</summary>
/// <param name="Share">Of the days billed.</param>
/// <param name="Usage">In thousandths.</param>
/// <param name="Days">How many; 0 where the case has none.</param>
/// <param name="YearFrom">Where its tier year began.</param>
/// <param name="YearToDate">Counted in that year before it, in thousandths.</param>
internal readonly record struct DaySlice(Rational Share, long Usage, int Days, LocalDate? YearFrom, long YearToDate);

/// <summary>Which days a charge holds on, day by day, and the volume on them.</summary>
internal sealed class DayProof(Tariff tariff, TariffClass useClass, BillingCase inputs, long billed, long yearToDate)
{
    private bool Shared => inputs.Days is not null && tariff.PriceChange is PriceChange.ByDay or PriceChange.ByDayWholeUnits;

    private LocalDate? On => inputs.On ?? inputs.Days?.To;

    private LocalDate? LastDay => inputs.Days?.To.PlusDays(-1) ?? inputs.On?.PlusDays(-1);

    /// <summary>The running year after the bill.</summary>
    public (LocalDate? YearFrom, long YearToDate) After
    {
        get
        {
            if (tariff.TierYear is null) return (null, 0);
            var year = Year(LastDay);
            return (year, Shared ? CountedBefore(year, inputs.Days!.Value.To) : Brought(year) + billed);
        }
    }

    public IEnumerable<DaySlice> Of(Charge charge)
    {
        if (!Shared)
        {
            var holds = On is { } day ? !(charge.From > day) && !(charge.To <= day)
                : charge.To is null ? true : useClass.Charges.All(c => c.To is not null) && charge.To == useClass.Charges.Max(c => c.To);
            if (holds) yield return new(Rational.One, billed, inputs.Days?.Days ?? 0, Year(LastDay), Brought(Year(LastDay)));
            yield break;
        }
        // Day by day: a stretch ends with the charge, and for a running year with the year.
        var days = inputs.Days!.Value;
        LocalDate? start = null;
        for (var day = days.From; day <= days.To; day = day.PlusDays(1))
        {
            var holds = day < days.To && !(charge.From > day) && !(charge.To <= day);
            var turns = start is { } s && charge is BlockCharge { Span: BlockSpan.Year } && day < days.To && Year(day) != Year(s);
            if (start is { } from && (!holds || turns))
            {
                yield return new(Rational.Of(Days(from, day), days.Days), Before(day) - Before(from), Days(from, day), Year(from), CountedBefore(Year(from), from));
                start = null;
            }
            if (holds) start ??= day;
        }
    }

    private static int Days(LocalDate from, LocalDate to) => NodaTime.Period.DaysBetween(from, to);

    private LocalDate? Year(LocalDate? day)
    {
        if (day is not { } d || tariff.TierYear is not { } year) return null;
        var begins = new LocalDate(d.Year, year.Month, year.Day);
        if (begins > d) begins = begins.PlusYears(-1);
        return year.Restarts.Where(r => r <= d && r > begins).Append(begins).Max();
    }

    private long Brought(LocalDate? year) => inputs.Carried.YearFrom is { } from && year is { } y && from != y ? 0 : yearToDate;

    // The volume of all days before one, evenly shared and rounded as the tariff says.
    private long Before(LocalDate day)
    {
        var days = inputs.Days!.Value;
        if (day >= days.To) return billed;
        var unit = tariff.PriceChange == PriceChange.ByDayWholeUnits ? 1000 : 1;
        return BillVerifier.Rounded(Rational.Of(billed) * Rational.Of(Days(days.From, day), days.Days) / Rational.Of(unit), RoundingMode.HalfUp) * unit;
    }

    private long CountedBefore(LocalDate? year, LocalDate day) =>
        year is { } y && y > inputs.Days!.Value.From ? Before(day) - Before(y) : Brought(year) + Before(day);
}

using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>The part of a bill that falls to one version of a charge and one tier year.</summary>
/// <param name="Share">Its share of the days billed; one for the whole bill.</param>
/// <param name="Usage">Its volume in thousandths.</param>
/// <param name="Days">Its days; null where the case has none.</param>
/// <param name="YearFrom">The first day of its tier year, where that is known.</param>
/// <param name="YearToDate">Volume counted in that year before it, in thousandths.</param>
internal readonly record struct UsageSlice(Rational Share, long Usage, Period? Days, LocalDate? YearFrom, long YearToDate);

/// <summary>Shares the volume of a bill over days: which version of a charge gets how much, and from where a running year counts.</summary>
/// <remarks>
/// By day, the volume up to a day is the usage times the days so far over all days, rounded half up to a thousandth
/// (or to a whole unit, where the tariff says so); slices are differences of it, so they add up to the usage whatever the cuts.
/// </remarks>
internal sealed class UsageSlices
{
    private readonly Tariff _tariff;
    private readonly BillingCase _case;
    private readonly long _usage;
    private readonly LocalDate? _on, _end;

    /// <param name="tariff">The tariff.</param>
    /// <param name="useClass">The class whose charges are asked for.</param>
    /// <param name="billingCase">The case.</param>
    /// <param name="usage">The volume to be billed, in thousandths.</param>
    public UsageSlices(Tariff tariff, TariffClass useClass, BillingCase billingCase, long usage)
    {
        (_tariff, _case, _usage) = (tariff, billingCase, usage);
        _on = billingCase.On ?? billingCase.Days?.To;
        // Without a day the latest prices hold: those without an end, or those that ended last when all have.
        if (_on is null && useClass.Charges.All(c => c.To is not null)) _end = useClass.Charges.Max(c => c.To);
    }

    private bool ByDay => _tariff.PriceChange is PriceChange.ByDay or PriceChange.ByDayWholeUnits && _case.Days is not null;

    /// <summary>The slices of a charge; none when it is not in force.</summary>
    public List<UsageSlice> Of(Charge charge)
    {
        var slices = new List<UsageSlice>(1);
        if (!ByDay)
        {
            if (_on is { } day ? charge.HoldsOn(day) : charge.To == _end)
            {
                var year = YearOf(LastDay);
                slices.Add(new(Rational.One, _usage, _case.Days, year, Carried(year)));
            }
            return slices;
        }
        var days = _case.Days!.Value;
        var from = charge.From is { } f && f > days.From ? f : days.From;
        var to = charge.To is { } t && t < days.To ? t : days.To;
        var running = charge is BlockCharge { Span: BlockSpan.Year };
        while (from < to)
        {
            var end = running && _tariff.TierYear is { } year && year.NextAfter(from) < to ? year.NextAfter(from) : to;
            var start = YearOf(from);
            slices.Add(new(Rational.Of(NodaTime.Period.DaysBetween(from, end), days.Days), UpTo(end) - UpTo(from), new Period(from, end), start, Counted(start, from)));
            from = end;
        }
        return slices;
    }

    /// <summary>The running total after the bill.</summary>
    public (LocalDate? YearFrom, long YearToDate) After()
    {
        if (_tariff.TierYear is null) return (null, 0);
        var year = YearOf(LastDay);
        return (year, ByDay ? Counted(year, _case.Days!.Value.To) : checked(Carried(year) + _usage));
    }

    // A reading on the first day of a year closes the days before it: the last day billed says which year it is.
    private LocalDate? LastDay => (_case.Days?.To ?? _on)?.PlusDays(-1);

    private LocalDate? YearOf(LocalDate? day) => day is { } d ? _tariff.TierYear?.StartOf(d) : null;

    // What a bill before this one counted belongs to a year; it is of no account in another.
    private long Carried(LocalDate? year) =>
        _case.Carried.YearFrom is not { } from || year is not { } y || from == y ? _case.Carried.YearToDate : 0;

    private long Counted(LocalDate? year, LocalDate day)
    {
        var days = _case.Days!.Value;
        return year is { } y && y > days.From ? UpTo(day) - UpTo(y) : checked(Carried(year) + UpTo(day));
    }

    private long UpTo(LocalDate day)
    {
        var days = _case.Days!.Value;
        if (day >= days.To) return _usage;
        var step = _tariff.PriceChange == PriceChange.ByDayWholeUnits ? 1000 : 1;
        return Rounding.Divide((Int128)_usage * NodaTime.Period.DaysBetween(days.From, day), (Int128)days.Days * step, RoundingMode.HalfUp) * step;
    }
}

using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Ports;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>
/// Flat-rate users (包费户、无表户): a service point without a dial is billed by an agreed volume. In the place of the meter stands one of the kind
/// <see cref="ReadingSourceKind.Agreed"/>, and its index goes up by what the terms say; so bills, corrections and checks are those of every other account.
/// </summary>
/// <remarks>
/// The terms say <c>agreed_volume</c>, units of volume a month, zero for fixed charges alone; and if wanted <c>agreed_for</c>: what it is multiplied by,
/// <c>persons</c> or the name of another attribute that holds a number, such as <c>taps</c>. A month that is agreed only in part counts by its days.
/// </remarks>
internal static class AgreedVolumes
{
    /// <summary>Units of volume a month by the terms, or the attribute that does not say.</summary>
    public static Result<Rational> AMonth(ServiceAgreement terms)
    {
        if (!terms.Attributes.TryGetValue("agreed_volume", out var text)) return Refuse(terms, "agreed_volume", "the terms do not state it", "write the volume of a month, such as 6; 0 for fixed charges alone");
        if (!Rational.TryParse(text, out var volume) || volume.IsNegative) return Refuse(terms, "agreed_volume", $"'{text}' is not a volume", "write the volume of a month, such as 6 or 4.5");
        if (!terms.Attributes.TryGetValue("agreed_for", out var per)) return volume;
        var times = per == "persons" ? terms.Persons?.ToString(System.Globalization.CultureInfo.InvariantCulture) : terms.Attributes.GetValueOrDefault(per);
        return times is not null && Rational.TryParse(times, out var count) && !count.IsNegative
            ? volume * count
            : Refuse(terms, "agreed_for", $"the terms have no number of {per}", $"write how many {per} there are");
    }

    /// <summary>
    /// Brings the index of all agreed meters up to the first day of a cycle, which so bills the months before it, and to each day before its end on which somebody moves out. Again, it adds nothing.
    /// Terms that cannot be read stop at that, and the run says so of the account.
    /// </summary>
    public static async Task ReadAsync(IUnitOfWork unit, Period cycle, CancellationToken cancellationToken)
    {
        var agreed = await unit.Metering.AgreedAsync(cycle, cancellationToken).ConfigureAwait(false);
        if (agreed.Count == 0) return;
        var before = (await unit.Metering.ReadingsOfAsync(agreed.Select(a => a.Meter.Id).Distinct().ToList(), agreed.Min(a => a.Place.InstalledOn), cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Meter);
        List<Reading> made = [];
        foreach (var group in agreed.GroupBy(a => (a.Meter.Id, a.Place.InstalledOn)))
        {
            var (meter, place, _) = group.First();
            var terms = group.Select(a => a.Terms).ToList();
            // Where terms go on for the same account, the bill does too.
            var days = terms.Where(t => t.To < cycle.To && !terms.Exists(n => n.Account == t.Account && n.From == t.To)).Select(t => t.To!.Value).Append(cycle.From);
            made.AddRange(Readings(meter, place, terms, before[meter.Id], days));
        }
        await AddAsync(unit, made, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings the index of an agreed meter that is taken out up to that day.</summary>
    /// <returns>The index then, in thousandths.</returns>
    public static async Task<long> ReadUpToAsync(IUnitOfWork unit, Meter meter, MeterInstallation place, LocalDate day, CancellationToken cancellationToken)
    {
        var terms = (await unit.Metering.AgreedAsync(new Period(place.InstalledOn, day.PlusDays(1)), cancellationToken).ConfigureAwait(false)).Where(a => a.Meter.Id == meter.Id).Select(a => a.Terms).ToList();
        var before = await unit.Metering.ReadingsOfAsync([meter.Id], place.InstalledOn, cancellationToken).ConfigureAwait(false);
        var made = Readings(meter, place, terms, before, terms.Where(t => t.To < day).Select(t => t.To!.Value).Append(day)).ToList();
        await AddAsync(unit, made, cancellationToken).ConfigureAwait(false);
        return made.Count > 0 ? made[^1].Index : before.Count > 0 ? before[^1].CountedIndex : place.FirstIndex;
    }

    private static IEnumerable<Reading> Readings(Meter meter, MeterInstallation place, List<ServiceAgreement> terms, IEnumerable<Reading> before, IEnumerable<LocalDate> days)
    {
        var (from, index) = before.LastOrDefault(r => r.Day >= place.InstalledOn) is { } last ? (last.Day, last.CountedIndex) : (place.InstalledOn, place.FirstIndex);
        foreach (var day in days.Distinct().Where(d => !(d > place.RemovedOn)).Order())
        {
            if (day <= from || Volume(terms, from, day) is not { } volume) continue;
            index += volume / meter.Multiplier;
            var turn = index >= meter.FullTurn ? IndexTurn.Rollover : IndexTurn.None;
            index %= meter.FullTurn;
            yield return new Reading { Id = default, Meter = meter.Id, Day = day, Index = index, Status = ReadStatus.Agreed, Turn = turn, Source = "agreed volume" };
            from = day;
        }
    }

    // In thousandths, rounded once; null when terms of some of the days cannot be read. Days without terms use nothing.
    private static long? Volume(List<ServiceAgreement> terms, LocalDate from, LocalDate to)
    {
        var sum = Rational.Zero;
        for (var day = from; day < to;)
        {
            var month = day.With(DateAdjusters.StartOfMonth).PlusMonths(1);
            var next = terms.SelectMany(t => (LocalDate?[])[t.From, t.To]).OfType<LocalDate>().Where(d => d > day).Append(month).Append(to).Min();
            if (terms.FindLast(t => t.From <= day && !(t.To <= day)) is { } own)
            {
                var monthly = AMonth(own);
                if (!monthly.IsOk) return null;
                sum += monthly.Value * Rational.Of(NodaTime.Period.DaysBetween(day, next)) / Rational.Of(day.Calendar.GetDaysInMonth(day.Year, day.Month));
            }
            day = next;
        }
        sum *= Rational.Of(1000);
        return Rounding.Divide(sum.Numerator, sum.Denominator, RoundingMode.HalfUp);
    }

    private static async Task AddAsync(IUnitOfWork unit, List<Reading> made, CancellationToken cancellationToken)
    {
        if (made.Count == 0) return;
        var ids = await unit.Customers.TakeIdsAsync(made.Count, cancellationToken).ConfigureAwait(false);
        await unit.Metering.AddAsync(made.ConvertAll(r => r with { Id = new(ids.Next()) }), cancellationToken).ConfigureAwait(false);
    }

    private static RateRefused Refuse(ServiceAgreement terms, string attribute, string problem, string remedy) => new(terms.Tariff, terms.UseClass, attribute, problem, remedy);
}

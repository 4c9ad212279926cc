using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What an estimation of a book did.</summary>
/// <param name="Estimated">Readings estimated and accepted.</param>
/// <param name="Held">Estimates that wait in the tray, for being too many in a row.</param>
/// <param name="AlreadyRead">Meters that have a reading of the month, or one that waits.</param>
/// <param name="NotEstimated">Meters that could not be estimated, and why.</param>
public sealed record EstimationResult(int Estimated, int Held, int AlreadyRead, IReadOnlyList<Fault> NotEstimated);

/// <summary>Estimates the meters of a book that were not read in a month. When a true reading comes, the next bill corrects what was estimated, by the register.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="utility">The utility: nothing is estimated for a day that has not begun in its zone.</param>
/// <param name="rules">The rules; those with default thresholds when null.</param>
public sealed class EstimateDesk(IStorage storage, IClock clock, Utility utility, ReadingRules? rules = null)
{
    private readonly ReadingRules _rules = rules ?? new();

    /// <summary>Estimates. Done again, it finds nothing more to do.</summary>
    /// <param name="book">The book's code.</param>
    /// <param name="month">The first day of the month.</param>
    /// <param name="day">The day that the estimates are for, in that month.</param>
    /// <param name="policy">How.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<EstimationResult>> EstimateAsync(
        string book, LocalDate month, LocalDate day, EstimationPolicy policy, Actor actor, CancellationToken cancellationToken = default)
    {
        var cycle = new Period(month, month.PlusMonths(1));
        if (!cycle.Contains(day)) return new BookNotRead(book, $"{LocalDatePattern.Iso.Format(day)} is not in {cycle}", "give a day of the month");
        var now = clock.GetCurrentInstant();
        if (day > utility.DayOf(now)) return new BookNotRead(book, $"{LocalDatePattern.Iso.Format(day)} has not come yet", $"give a day up to today, {LocalDatePattern.Iso.Format(utility.DayOf(now))}");
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.ReadingWork.FindBookAsync(book, cancellationToken).ConfigureAwait(false) is not { } found) return new BookNotRead(book, "it is not known", "import it first, or correct the code");
        if (!found.IsReadIn(month)) return new BookNotRead(book, $"it is not read in month {month.Month}", "give another month, or change the book's cycle");

        var stops = (await unit.ReadingWork.StopsAsync(book, month, cancellationToken).ConfigureAwait(false)).DistinctBy(s => s.Meter.Id).ToList();
        var readings = (await unit.Metering.ReadingsOfAsync(stops.ConvertAll(s => s.Meter.Id), month.PlusYears(-ReadingCases.HistoryYears), cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Meter);
        var waiting = (await unit.ReadingWork.WaitingAsync(cancellationToken).ConfigureAwait(false)).Where(w => cycle.Contains(w.Held.Day)).Select(w => w.Held.Meter).ToHashSet();
        var ids = await unit.Customers.TakeIdsAsync(1 + 2L * stops.Count, cancellationToken).ConfigureAwait(false);
        List<Reading> estimated = [];
        List<HeldReading> held = [];
        List<ReadingVisit> visits = [];
        List<Fault> faults = [];
        var already = 0;
        foreach (var stop in stops)
        {
            var own = readings[stop.Meter.Id].ToList();
            if (waiting.Contains(stop.Meter.Id) || own.Exists(r => r.Day >= cycle.From) || day <= stop.Installation.InstalledOn) { already++; continue; }
            var history = MeterHistory.Of(stop.Meter, stop.Installation, own, day);
            var estimate = Estimation.Of(policy, stop.Meter, history.Periods, NodaTime.Period.DaysBetween(history.PreviousDay, day), history.EstimatesInARow);
            if (!estimate.IsOk) { faults.Add(estimate.Fault); continue; }
            var index = history.PreviousIndex + estimate.Value.Volume.Thousandths / stop.Meter.Multiplier;
            var turn = index >= stop.Meter.FullTurn ? IndexTurn.Rollover : IndexTurn.None;
            index %= stop.Meter.FullTurn;
            var source = $"estimate {policy.Code}: {estimate.Value.Why.En}";
            var reading = ReadingCases.Of(stop.Meter, stop.Installation, own, day, index, ReadStatus.Estimated, turn);
            if (ReadingCases.Verdicts(_rules, reading) is { } verdicts)
            {
                held.Add(new HeldReading { Id = new(ids.Next()), Meter = stop.Meter.Id, Day = day, Index = index, Status = ReadStatus.Estimated, Turn = turn, Reader = actor.Name, Source = source, HeldAt = now, Verdicts = StoredVerdict.Write(verdicts) });
                continue;
            }
            var accepted = new Reading { Id = new(ids.Next()), Meter = stop.Meter.Id, Day = day, Index = index, Status = ReadStatus.Estimated, Turn = turn, Source = source };
            estimated.Add(accepted);
            visits.Add(new ReadingVisit { Id = new(ids.Next()), Meter = stop.Meter.Id, Day = day, Status = VisitStatus.Estimated, Reader = actor.Name, NotedAt = now, Source = source, Reading = accepted.Id });
        }
        await unit.Metering.AddAsync(estimated, cancellationToken).ConfigureAwait(false);
        await unit.ReadingWork.AddAsync(visits, cancellationToken).ConfigureAwait(false);
        await unit.ReadingWork.AddAsync(held, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "readings.estimate", Subject = $"book {book}", After = $"{cycle}, {policy.Code}: {estimated.Count} estimated, {held.Count} held" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new EstimationResult(estimated.Count, held.Count, already, faults);
    }
}

using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A held reading that cannot be decided as asked.</summary>
/// <param name="Held">Its number.</param>
/// <param name="Problem">What is in the way.</param>
/// <param name="Remedy">What to do.</param>
public sealed record HeldNotDecided(long Held, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "metering.held-not-decided";

    /// <inheritdoc/>
    public override string Message => $"Held reading {Held}: {Problem}; {Remedy}.";
}

/// <summary>The desk where held readings are accepted or rejected, each with a reason (异常读数复核).</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="utility">The utility: no reading is of a day that has not begun in its zone.</param>
public sealed class HeldDesk(IStorage storage, IClock clock, Utility utility)
{
    /// <summary>The readings that wait, oldest first.</summary>
    public async Task<IReadOnlyList<(HeldReading Held, Meter Meter)>> ListAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.ReadingWork.WaitingAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Accepts a held reading: it becomes a reading. A lower index needs its explanation, here or from the reader.</summary>
    /// <param name="id">The held reading.</param>
    /// <param name="reason">Why it is right.</param>
    /// <param name="turn">What explains a lower index; null for what the reader said.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<HeldReading>> AcceptAsync(Id<HeldReading> id, string reason, IndexTurn? turn, Actor actor, CancellationToken cancellationToken = default) =>
        DecideAsync(id, HeldDecision.Accepted, reason, actor, async (unit, held, meter, now) =>
        {
            var places = await unit.Metering.InstallationsOfAsync([meter.Id], cancellationToken).ConfigureAwait(false);
            if (!places.TryGetValue(meter.Id, out var place) || held.Day < place.InstalledOn) return new HeldNotDecided(id.Value, $"meter {meter.Number} is not in place any more", "reject it");
            if (held.Day > utility.DayOf(now)) return new HeldNotDecided(id.Value, $"{LocalDatePattern.Iso.Format(held.Day)} has not come yet", "reject it, and enter the reading when it has been read");
            if (!ReadingCases.FitsDial(held.Index, meter)) return new HeldNotDecided(id.Value, $"the index does not fit the {meter.Dials} dials of meter {meter.Number}", "reject it, and enter the right one");
            var readings = await unit.Metering.ReadingsOfAsync([meter.Id], place.InstalledOn, cancellationToken).ConfigureAwait(false);
            if (readings.FirstOrDefault(r => r.Day >= held.Day) is { } later)
                return new HeldNotDecided(id.Value, $"meter {meter.Number} has a reading of {LocalDatePattern.Iso.Format(later.Day)} already", "reject it");
            var history = MeterHistory.Of(meter, place, readings, held.Day);
            var explained = turn ?? held.Turn;
            var lower = held.Index < history.PreviousIndex;
            if (lower && explained == IndexTurn.None && !(history.PreviousEstimated && held.Index >= history.LastTrueIndex))
                return new HeldNotDecided(id.Value, "the index is lower than the reading before", "say with the acceptance whether it rolled over or ran backwards, or reject it");
            if (!lower && explained != IndexTurn.None) return new HeldNotDecided(id.Value, "the index is not lower than the reading before", "accept it without a turn, or reject it");

            var ids = await unit.Customers.TakeIdsAsync(2, cancellationToken).ConfigureAwait(false);
            var reading = new Reading { Id = new(ids.Next()), Meter = meter.Id, Day = held.Day, Index = held.Index, Status = held.Status, Turn = explained, Source = held.Source };
            await unit.Metering.AddAsync([reading], cancellationToken).ConfigureAwait(false);
            var sheets = await unit.ReadingWork.SheetsOfAsync([meter.Id], cancellationToken).ConfigureAwait(false);
            var sheet = held.Sheet is { } on && sheets.TryGetValue(meter.Id, out var of) ? of.FirstOrDefault(s => s.Id == on) : null;
            await unit.ReadingWork.AddAsync(
            [
                new ReadingVisit
                {
                    Id = new(ids.Next()), Meter = meter.Id, Day = held.Day, Status = (VisitStatus)held.Status, Reader = held.Reader, NotedAt = now, Photo = held.Photo, Source = held.Source,
                    Sheet = held.Sheet, Reading = reading.Id, EntrySeconds = ReadingCases.EntrySeconds(sheet, now),
                },
            ], cancellationToken).ConfigureAwait(false);
            return held with { Reading = reading.Id };
        }, cancellationToken);

    /// <summary>Rejects a held reading: it stays in the tray's history and never becomes a reading.</summary>
    public Task<Result<HeldReading>> RejectAsync(Id<HeldReading> id, string reason, Actor actor, CancellationToken cancellationToken = default) =>
        DecideAsync(id, HeldDecision.Rejected, reason, actor, (_, held, _, _) => Task.FromResult<Result<HeldReading>>(held), cancellationToken);

    private Task<Result<HeldReading>> DecideAsync(
        Id<HeldReading> id, HeldDecision decision, string reason, Actor actor,
        Func<IUnitOfWork, HeldReading, Meter, Instant, Task<Result<HeldReading>>> act, CancellationToken cancellationToken) =>
        Again.IfOtherCameFirstAsync(() => DecideOnceAsync(id, decision, reason, actor, act, cancellationToken));

    private async Task<Result<HeldReading>> DecideOnceAsync(
        Id<HeldReading> id, HeldDecision decision, string reason, Actor actor, Func<IUnitOfWork, HeldReading, Meter, Instant, Task<Result<HeldReading>>> act, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason)) return new HeldNotDecided(id.Value, "there is no reason", "say why");
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.ReadingWork.FindHeldAsync(id, cancellationToken).ConfigureAwait(false) is not { } found) return new HeldNotDecided(id.Value, "there is none of that number", "list those that wait");
        // The same decision again is answered as it was; another one comes too late.
        if (found.Held.Decision == decision) return found.Held;
        if (found.Held.Decision != HeldDecision.Open) return new HeldNotDecided(id.Value, $"it was {(found.Held.Decision == HeldDecision.Accepted ? "accepted" : "rejected")} by {found.Held.DecidedBy}", "enter a reading of another day if it was wrong");
        var now = clock.GetCurrentInstant();
        var done = await act(unit, found.Held, found.Meter, now).ConfigureAwait(false);
        if (!done.IsOk) return done.Fault;
        var decided = done.Value with { Decision = decision, DecidedAt = now, DecidedBy = actor.Name, Reason = reason };
        await unit.ReadingWork.DecideAsync(decided, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = now, Actor = actor, Action = decision == HeldDecision.Accepted ? "held.accept" : "held.reject", Subject = $"held reading {id}, meter {found.Meter.Number}",
            After = $"{LocalDatePattern.Iso.Format(decided.Day)} {new Volume(decided.Index, found.Meter.Unit).ToNumberString()}", Reason = reason,
        }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return decided;
    }
}

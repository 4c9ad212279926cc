using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A sub-meter's part of the loss.</summary>
/// <param name="Meter">The number of the sub-meter.</param>
/// <param name="Account">The number of the account that is served through it, or null.</param>
/// <param name="Used">What it counted in the month.</param>
/// <param name="Share">Its part of what the master meter counted beyond all of them.</param>
/// <param name="Bill">The number of the live bill that its reading closed, or null when it was not billed yet.</param>
/// <param name="IsBilled">Whether that bill has the part in it already.</param>
public sealed record LossShare(string Meter, string? Account, Volume Used, Volume Share, string? Bill, bool IsBilled);

/// <summary>What a master meter counted in a month and its sub-meters did not.</summary>
/// <param name="Master">The number of the master meter.</param>
/// <param name="Counted">What it counted.</param>
/// <param name="Loss">What of it no sub-meter counted.</param>
/// <param name="Shares">The parts, in order of meter; they add up to the loss.</param>
public sealed record MasterLoss(string Master, Volume Counted, Volume Loss, IReadOnlyList<LossShare> Shares);

/// <summary>Master meters (总表) and their sub-meters: which belong together, and the loss between them shared out over the bills (水损分摊).</summary>
/// <param name="context">What it works with.</param>
public sealed class MasterMeterDesk(MoneyContext context)
{
    /// <summary>Says through which master meter a meter's water goes first; null: through none.</summary>
    public async Task<Result<Meter>> SetAsync(string meter, string? master, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var known = await unit.Metering.FindMetersAsync(master is null ? [meter] : [meter, master], cancellationToken).ConfigureAwait(false);
        if (!known.TryGetValue(meter, out var sub)) return new MeterActRefused(meter, "it is not known", "correct the number");
        Meter? above = null;
        if (master is not null)
        {
            if (!known.TryGetValue(master, out above)) return new MeterActRefused(master, "it is not known", "correct the number");
            if (above.Id == sub.Id || above.Master is not null) return new MeterActRefused(meter, above.Id == sub.Id ? "it would be its own master" : $"meter {master} is a sub-meter itself", "name the master meter of all of them");
            if (above.Unit != sub.Unit) return new MeterActRefused(meter, $"it counts {sub.Unit} and meter {master} counts {above.Unit}", "share by hand");
            if ((await unit.Metering.SubMetersAsync(sub.Id, context.Today, cancellationToken).ConfigureAwait(false)).Count > 0) return new MeterActRefused(meter, "it is a master meter itself", "take its sub-meters away first");
        }
        await unit.Metering.SetMasterAsync(sub.Id, above?.Id, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = context.Clock.GetCurrentInstant(), Actor = actor, Action = "meter.master", Subject = $"meter {meter}", After = master ?? "none" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return sub with { Master = above?.Id };
    }

    /// <summary>Works out the loss of a month and how it is shared. Changes nothing.</summary>
    /// <param name="master">The number of the master meter.</param>
    /// <param name="month">The first day of the month; all meters are to be read in it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<MasterLoss>> LossAsync(string master, LocalDate month, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (!(await unit.Metering.FindMetersAsync([master], cancellationToken).ConfigureAwait(false)).TryGetValue(master, out var above)) return new MeterActRefused(master, "it is not known", "correct the number");
        var cycle = new Period(month, month.PlusMonths(1));
        var subs = await unit.Metering.SubMetersAsync(above.Id, cycle.To.PlusDays(-1), cancellationToken).ConfigureAwait(false);
        if (subs.Count == 0) return new MeterActRefused(master, "it has no sub-meters", "name it as their master first");
        var counted = await UsedAsync(unit, above, cycle, cancellationToken).ConfigureAwait(false);
        if (!counted.IsOk) return counted.Fault;
        var used = new List<(Volume Volume, Id<Reading> Closing)>();
        foreach (var (meter, _) in subs)
        {
            var own = await UsedAsync(unit, meter, cycle, cancellationToken).ConfigureAwait(false);
            if (!own.IsOk) return own.Fault;
            used.Add(own.Value);
        }
        var shares = MasterMeter.ShareLoss(counted.Value.Volume, used.ConvertAll(u => u.Volume));
        if (!shares.IsOk) return shares.Fault;
        var lines = new List<LossShare>();
        for (var i = 0; i < subs.Count; i++)
        {
            var (bill, has) = await BillAsync(unit, subs[i].Account, used[i].Closing, Reason(master, month), cancellationToken).ConfigureAwait(false);
            lines.Add(new LossShare(subs[i].Meter.Number, subs[i].Account, used[i].Volume, shares.Value[i], bill, has));
        }
        return new MasterLoss(master, counted.Value.Volume, shares.Value.Aggregate(Volume.Zero(above.Unit), (a, v) => a + v), lines);
    }

    /// <summary>Bills the parts: each bill of the month is made again with its part by decision, once. Done again, it goes on with what is left.</summary>
    /// <returns>The corrections; or the first fault, with what came before it done.</returns>
    public async Task<Result<IReadOnlyList<CorrectionMade>>> BillAsync(string master, LocalDate month, Actor actor, string? approver = null, CancellationToken cancellationToken = default)
    {
        var loss = await LossAsync(master, month, cancellationToken).ConfigureAwait(false);
        if (!loss.IsOk) return loss.Fault;
        if (loss.Value.Shares.FirstOrDefault(s => s.Bill is null) is { } unbilled) return new MeterActRefused(unbilled.Meter, "its reading of the month was not billed yet", "run billing first");
        var made = new List<CorrectionMade>();
        foreach (var share in loss.Value.Shares.Where(s => !s.IsBilled && s.Share.Thousandths > 0))
        {
            var done = await new CancelRebill(context).CorrectAsync(new RebillRequest { Bill = share.Bill!, Usage = share.Used + share.Share, Reason = Reason(master, month) }, actor, approver, cancellationToken).ConfigureAwait(false);
            if (!done.IsOk) return done.Fault;
            made.Add(done.Value);
        }
        return made;
    }

    private static string Reason(string master, LocalDate month) => $"水损分摊 {master} {LocalDatePattern.CreateWithInvariantCulture("uuuu-MM").Format(month)}";

    private static async Task<Result<(Volume Volume, Id<Reading> Closing)>> UsedAsync(IUnitOfWork unit, Meter meter, Period cycle, CancellationToken cancellationToken)
    {
        if (!(await unit.Metering.InstallationsOfAsync([meter.Id], cancellationToken).ConfigureAwait(false)).TryGetValue(meter.Id, out var place)) return new MeterActRefused(meter.Number, "it stands nowhere", "correct which meters belong together");
        var readings = (await unit.Metering.ReadingsOfAsync([meter.Id], place.InstalledOn, cancellationToken).ConfigureAwait(false)).Where(r => r.Day < cycle.To).ToList();
        if (readings.FindLast(r => r.Day >= cycle.From) is not { } closing) return new MeterActRefused(meter.Number, $"it was not read in {cycle}", "read all of them in the same days");
        var opening = readings.FindLast(r => r.Day < cycle.From);
        var (from, index) = opening is null ? (place.InstalledOn, place.FirstIndex) : (opening.Day, opening.CountedIndex);
        var used = Consumption.Registered(meter, index, closing.CountedIndex, readings.Count(r => r.Day > from && r.Turn == IndexTurn.Rollover));
        // What its further registers counted in the same days counts too.
        foreach (var register in (await unit.Metering.RegistersAtAsync([place.ServicePoint], cancellationToken).ConfigureAwait(false)).Where(r => r.Main == meter.Id && r.Place.RemovedOn is null))
        {
            var own = await unit.Metering.ReadingsOfAsync([register.Dial.Id], from, cancellationToken).ConfigureAwait(false);
            var begins = opening is null ? register.Place.FirstIndex : own.FirstOrDefault(r => r.Day == from)?.Index;
            if (begins is not { } first || own.FirstOrDefault(r => r.Day == closing.Day) is not { } last) return new MeterActRefused(register.Dial.Number, "it was not read when its meter was", "read all registers on the same day");
            used += Consumption.Registered(register.Dial, first, last.Index, own.Count(r => r.Day > from && r.Day <= last.Day && r.Turn == IndexTurn.Rollover));
        }
        return (used, closing.Id);
    }

    private async Task<(string? Bill, bool HasShare)> BillAsync(IUnitOfWork unit, string? number, Id<Reading> closing, string reason, CancellationToken cancellationToken)
    {
        if (number is null || await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return (null, false);
        var live = (await unit.Accounts.HistoriesAsync([account.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0].Bills.Where(b => b.CancelledOn is null).Select(b => b.Key).ToHashSet();
        if ((await unit.Bills.OfAccountAsync(account.Id, cancellationToken).ConfigureAwait(false)).FirstOrDefault(b => b.ClosingReading == closing && live.Contains(b.Key)) is not { } bill) return (null, false);
        return (BillDesk.NumberOf(bill, account), (await unit.Accounts.FindCorrectionAsync(bill.Key, cancellationToken).ConfigureAwait(false))?.Reason == reason);
    }
}

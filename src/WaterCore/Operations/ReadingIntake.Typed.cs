using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>One reading that somebody typed in: at the desk, in the portal, through the API.</summary>
public sealed record TypedReading
{
    /// <summary>The meter's number.</summary>
    public required string Meter { get; init; }

    /// <summary>The day of the visit; not after today.</summary>
    public required LocalDate Day { get; init; }

    /// <summary>The index in thousandths of the meter's unit; null when the visit brought none.</summary>
    public long? Index { get; init; }

    /// <summary>What came of the visit; with an index it is <see cref="VisitStatus.Read"/>, without one blocked or not read.</summary>
    public VisitStatus Status { get; init; }

    /// <summary>What explains a lower index.</summary>
    public IndexTurn Turn { get; init; }

    /// <summary>Who read it; empty when not stated.</summary>
    public string Reader { get; init; } = "";

    /// <summary>Where the photo is kept, or null.</summary>
    public string? Photo { get; init; }

    /// <summary>Where it came in: <c>desk</c>, <c>portal</c>, <c>api</c>.</summary>
    public required string Source { get; init; }
}

/// <summary>What became of a typed reading: exactly one of the three, or none when a visit without an index was noted.</summary>
/// <param name="Reading">The reading, when it was accepted or was there already.</param>
/// <param name="Held">The reading that waits in the tray.</param>
/// <param name="Used">What was used since the reading before, when it was accepted.</param>
/// <param name="Repeated">True when it was there already and nothing was done now.</param>
public sealed record ReadingTaken(Reading? Reading, HeldReading? Held, Volume? Used, bool Repeated)
{
    /// <summary>The reading of the same day that waited in the tray, when this one took its place.</summary>
    public HeldReading? Replaced { get; init; }
}

/// <summary>A typed reading that cannot be taken.</summary>
/// <param name="Meter">The meter's number.</param>
/// <param name="Text">What is in the way and what to do, in both languages.</param>
public sealed record ReadingNotTaken(string Meter, Wording Text) : Fault
{
    /// <inheritdoc/>
    public override string Code => "metering.reading-not-taken";

    /// <inheritdoc/>
    public override string Message => $"Meter {Meter}: {Text.En}";
}

public sealed partial class ReadingIntake
{
    /// <summary>How the reader of a customer's own reading begins, such as <c>customer by telephone</c>.</summary>
    public const string Customer = "customer";

    /// <summary>
    /// Takes one reading. It goes through the same rules as a file's: what they hold waits in the tray. The same reading again changes nothing; another one of the same day takes the place of
    /// one that waits, which stays on record as rejected. A customer's takes the place of a customer's only.
    /// </summary>
    /// <param name="typed">The reading.</param>
    /// <param name="actor">Who typed it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<ReadingTaken>> EnterAsync(TypedReading typed, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => EnterOnceAsync(typed, actor, cancellationToken));

    private async Task<Result<ReadingTaken>> EnterOnceAsync(TypedReading typed, Actor actor, CancellationToken cancellationToken)
    {
        var hasIndex = typed.Status is VisitStatus.Read or VisitStatus.Estimated;
        if (hasIndex != typed.Index is not null) return new ReadingNotTaken(typed.Meter, hasIndex ? new("没有读数，请填写。", "There is no index; give one.") : new("该状态不应有读数，请去掉读数或更正状态。", "The status says that there is no index; leave it out, or correct the status."));
        var row = new Row(1, typed.Meter.Trim(), typed.Day, typed.Index, typed.Status, typed.Turn, typed.Reader, typed.Photo, null, null);
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var known = await Known.OfAsync(unit, [row], false, cancellationToken).ConfigureAwait(false);
        var now = clock.GetCurrentInstant();
        var table = new SourceTable(typed.Source, "", Needed, []);
        var taken = new Taken(table, now, utility, await unit.Customers.TakeIdsAsync(2, cancellationToken).ConfigureAwait(false)) { Replaces = true };
        if (NotTaken(row, known, taken) is { } fault) return fault;
        if (Take(row, known, taken, false) is { } refused) return new ReadingNotTaken(typed.Meter, Wording.Same($"{refused.Problem}; {refused.Remedy}."));
        var meter = known.Meters[row.Meter];
        if (taken.Unchanged > 0)
            return new ReadingTaken(known.ReadingsOf(meter.Id).Find(r => r.Day == row.Day), known.Waiting.GetValueOrDefault((meter.Id, row.Day)), null, true);

        await taken.KeepAsync(unit, actor, cancellationToken).ConfigureAwait(false);
        var replaced = taken.Replaced.Count > 0 ? taken.Replaced[0].Held : null;
        var what = taken.Held.Count > 0 ? "held" : typed.Index is null ? typed.Status.ToString() : "accepted";
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = now, Actor = actor, Action = "reading.entered", Subject = $"meter {row.Meter}",
            After = $"{LocalDatePattern.Iso.Format(row.Day)} {(typed.Index is { } i ? new Volume(i, meter.Unit).ToNumberString() : "-")} {what}, {typed.Source}{(replaced is null ? "" : $", in place of held reading {replaced.Id}")}",
        }, cancellationToken).ConfigureAwait(false);
        // A visit without an index has no natural key; the instant tells two of a day apart, and the index two of an instant.
        var told = new JsonObject
        {
            ["meter"] = row.Meter, ["day"] = LocalDatePattern.Iso.Format(row.Day), ["index"] = typed.Index, ["status"] = typed.Status.ToString(), ["turn"] = typed.Turn.ToString(), ["reader"] = typed.Reader,
            ["photo"] = typed.Photo, ["source"] = typed.Source, ["held"] = taken.Held.Count > 0,
        };
        await unit.Outbox.AddAsync([new OutboxMessage($"reading.entered {row.Meter} {LocalDatePattern.Iso.Format(row.Day)} {now.ToUnixTimeTicks()} {typed.Index}", "reading.entered", told.ToJsonString(), now)], cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        var accepted = taken.Readings.FirstOrDefault();
        return new ReadingTaken(accepted, taken.Held.FirstOrDefault(), accepted is null ? null : Used(meter, known, accepted), false) { Replaced = replaced };
    }

    private static Volume? Used(Meter meter, Known known, Reading accepted)
    {
        var history = MeterHistory.Of(meter, known.Places[meter.Id], known.ReadingsOf(meter.Id), accepted.Day);
        // Where the index before was an estimate, a lower one is the truth and no use of these days.
        return history.PreviousEstimated && accepted.Index < history.PreviousIndex ? null
            : Consumption.Registered(meter, history.PreviousIndex, accepted.Index, accepted.Turn == IndexTurn.Rollover ? 1 : 0);
    }

    private static ReadingNotTaken? NotTaken(Row row, Known known, Taken taken)
    {
        if (!known.Meters.TryGetValue(row.Meter, out var meter)) return Not("没有这块水表，请核对表号。", "It is not known; check the number.");
        if (!known.Places.TryGetValue(meter.Id, out var place)) return Not("该表未安装，请核对表号或先装表。", "It is not in place anywhere; check the number, or install it.");
        if (row.Day < place.InstalledOn) return Not($"该表 {Iso(place.InstalledOn)} 才安装，请更正日期。", $"It was installed later, on {Iso(place.InstalledOn)}; correct the day.");
        if (row.Day > taken.Today) return Not($"{Iso(row.Day)} 还没有到，请更正日期。", $"{Iso(row.Day)} has not come yet; correct the day.");
        if (row.Index is not { } index) return null;
        if (known.ReadingsOf(meter.Id).Find(r => r.Day == row.Day) is { } before && (before.Index != index || before.Status != (ReadStatus)row.Status))
            return Not($"当日已有读数 {Number(before.Index, meter)}，不可覆盖；如有误请换日重抄。", $"It has another reading of that day, {Number(before.Index, meter)}, which is never overwritten; read it again on another day if that was wrong.");
        return known.Waiting.TryGetValue((meter.Id, row.Day), out var waiting) && waiting.Index != index && !taken.MayReplace(row, waiting)
            ? Not($"当日读数 {Number(waiting.Index, meter)} 待复核，请先复核（{waiting.Id} 号）。", $"A reading of that day, {Number(waiting.Index, meter)}, waits in the tray; decide held reading {waiting.Id} first.")
            : null;

        ReadingNotTaken Not(string chinese, string english) => new(row.Meter, new(chinese, english));
    }

    private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);

    private static string Number(long index, Meter meter) => new Volume(index, meter.Unit).ToNumberString();
}

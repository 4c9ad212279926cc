using System.Text.Json;
using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What the storage knows of the meters of a file.</summary>
internal sealed class Known
{
    private readonly Dictionary<Id<Meter>, List<Reading>> _readings = [];
    private IReadOnlyDictionary<Id<Meter>, IReadOnlyList<ReadingSheet>> _sheets = new Dictionary<Id<Meter>, IReadOnlyList<ReadingSheet>>();

    private ILookup<Id<Meter>, Meter> _subs = Array.Empty<Meter>().ToLookup(m => m.Id);

    public required IReadOnlyDictionary<string, Meter> Meters { get; init; }

    public required IReadOnlyDictionary<Id<Meter>, MeterInstallation> Places { get; init; }

    public Dictionary<(Id<Meter>, LocalDate), HeldReading> Waiting { get; } = [];

    /// <summary>The service points of each account that the file names.</summary>
    public Dictionary<string, HashSet<Id<ServicePoint>>> AccountsAt { get; } = new(StringComparer.Ordinal);

    public static async Task<Known> OfAsync(IUnitOfWork unit, List<ReadingIntake.Row> rows, bool trusted, CancellationToken cancellationToken)
    {
        var meters = await unit.Metering.FindMetersAsync(rows.Select(r => r.Meter).Distinct().ToList(), cancellationToken).ConfigureAwait(false);
        var ids = meters.Values.Select(m => m.Id).ToList();
        var subs = trusted ? [] : await unit.Metering.SubMetersOfAsync(ids, cancellationToken).ConfigureAwait(false);
        ids = [.. ids.Union(subs.Select(s => s.Id))];
        var known = new Known { Meters = meters, _subs = subs.ToLookup(s => s.Master!.Value), Places = await unit.Metering.InstallationsOfAsync(ids, cancellationToken).ConfigureAwait(false) };
        if (rows.Count == 0) return known;
        var from = trusted ? rows.Min(r => r.Day) : rows.Min(r => r.Day).PlusYears(-ReadingCases.HistoryYears);
        foreach (var reading in await unit.Metering.ReadingsOfAsync(ids, from, cancellationToken).ConfigureAwait(false)) known.ReadingsOf(reading.Meter).Add(reading);
        foreach (var (held, _) in await unit.ReadingWork.WaitingAsync(cancellationToken).ConfigureAwait(false)) known.Waiting[(held.Meter, held.Day)] = held;
        known._sheets = await unit.ReadingWork.SheetsOfAsync(ids, cancellationToken).ConfigureAwait(false);
        foreach (var number in rows.Select(r => r.Account).OfType<string>().Distinct())
            if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is { } account)
                known.AccountsAt[number] = (await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken).ConfigureAwait(false)).Select(a => a.Agreement.ServicePoint).ToHashSet();
        return known;
    }

    public List<Reading> ReadingsOf(Id<Meter> meter)
    {
        if (!_readings.TryGetValue(meter, out var list)) _readings[meter] = list = [];
        return list;
    }

    /// <summary>Whether other meters are under it, which are looked at first.</summary>
    public bool IsMaster(string number) => Meters.TryGetValue(number, out var meter) && _subs.Contains(meter.Id);

    /// <summary>
    /// What the meters under a master meter counted at least in some days, by the true readings that lie in them: never more than they did, on whatever days each was read. Null when it is no master.
    /// </summary>
    public long? SubMetersUsed(Meter master, LocalDate from, LocalDate to)
    {
        if (!_subs.Contains(master.Id)) return null;
        long sum = 0;
        foreach (var sub in _subs[master.Id])
        {
            if (!Places.TryGetValue(sub.Id, out var place)) continue;
            var own = ReadingsOf(sub.Id).FindAll(r => r.Status == ReadStatus.Read && r.Day >= place.InstalledOn && r.Day >= from && r.Day <= to);
            if (own.Count == 0) continue;
            var (day, opening) = place.InstalledOn >= from ? (place.InstalledOn, place.FirstIndex) : (own[0].Day, own[0].CountedIndex);
            sum += Consumption.Registered(sub, opening, own[^1].CountedIndex, ReadingsOf(sub.Id).Count(r => r.Turn == IndexTurn.Rollover && r.Day > day && r.Day <= own[^1].Day)).Thousandths;
        }
        return sum;
    }

    /// <summary>The newest sheet that the meter was on for the day, or null.</summary>
    public ReadingSheet? SheetOf(Meter meter, LocalDate day) =>
        _sheets.TryGetValue(meter.Id, out var sheets) ? sheets.FirstOrDefault(s => s.Cycle.Contains(day)) : null;
}

/// <summary>What a file brings.</summary>
internal sealed class Taken(SourceTable table, Instant now, Utility utility, IdBlock ids)
{
    public LocalDate Today { get; } = utility.DayOf(now);

    public SourceTable Table { get; } = table;

    public List<Reading> Readings { get; } = [];

    public List<ReadingVisit> Visits { get; } = [];

    public List<HeldReading> Held { get; } = [];

    /// <summary>What waited in the tray, each with the row that takes its place.</summary>
    public List<(HeldReading Held, ReadingIntake.Row By)> Replaced { get; } = [];

    /// <summary>Whether a reading may take the place of one that waits; of a file none does.</summary>
    public bool Replaces { get; init; }

    public int Unchanged { get; set; }

    public int NoIndex { get; private set; }

    public Reading Accept(Meter meter, ReadingIntake.Row row, long index, ReadingSheet? sheet)
    {
        var reading = new Reading { Id = new(ids.Next()), Meter = meter.Id, Day = row.Day, Index = index, Status = (ReadStatus)row.Status, Turn = row.Turn, Source = $"{Table.Name}:{row.Line}" };
        Readings.Add(reading);
        // A bare list of readings has no visits: who, when and photo are what a visit is.
        if (sheet is not null || row.Reader.Length > 0 || row.Photo is not null) Visit(meter, row, sheet, reading.Id);
        return reading;
    }

    public void Note(Meter meter, ReadingIntake.Row row, ReadingSheet? sheet, Id<Reading>? reading)
    {
        NoIndex++;
        Visit(meter, row, sheet, reading);
    }

    public HeldReading Hold(Meter meter, ReadingIntake.Row row, long index, ReadingSheet? sheet, IReadOnlyList<ReadingVerdict> verdicts)
    {
        var held = new HeldReading
        {
            Id = new(ids.Next()), Meter = meter.Id, Day = row.Day, Index = index, Status = (ReadStatus)row.Status, Turn = row.Turn, Reader = row.Reader, Photo = row.Photo,
            Source = $"{Table.Name}:{row.Line}", Sheet = sheet?.Id, HeldAt = now, Verdicts = StoredVerdict.Write(verdicts),
        };
        Held.Add(held);
        return held;
    }

    /// <summary>Whether a reading may take the place of one of the same day that waits. What a reader brought, no customer takes away.</summary>
    public bool MayReplace(ReadingIntake.Row row, HeldReading waiting)
    {
        return Replaces && (!IsCustomer(row.Reader) || IsCustomer(waiting.Reader));

        static bool IsCustomer(string reader) => reader.StartsWith(ReadingIntake.Customer, StringComparison.Ordinal);
    }

    /// <summary>Writes all of it; what gave way stays on record as rejected, with what took its place.</summary>
    public async Task KeepAsync(IUnitOfWork unit, Actor actor, CancellationToken cancellationToken)
    {
        foreach (var (held, by) in Replaced)
        {
            var index = new Volume(by.Index!.Value, VolumeUnit.CubicMetre).ToNumberString();
            await unit.ReadingWork.DecideAsync(
                held with { Decision = HeldDecision.Rejected, DecidedAt = now, DecidedBy = actor.Name, Reason = $"同日重报 {index} / entered again as {index}, {Table.Name}" }, cancellationToken).ConfigureAwait(false);
        }
        await unit.Metering.AddAsync(Readings, cancellationToken).ConfigureAwait(false);
        if (Visits.Count > 0) await unit.ReadingWork.AddAsync(Visits, cancellationToken).ConfigureAwait(false);
        if (Held.Count > 0) await unit.ReadingWork.AddAsync(Held, cancellationToken).ConfigureAwait(false);
    }

    private void Visit(Meter meter, ReadingIntake.Row row, ReadingSheet? sheet, Id<Reading>? reading) => Visits.Add(new ReadingVisit
    {
        Id = new(ids.Next()), Meter = meter.Id, Day = row.Day, Status = row.Status, Reader = row.Reader, NotedAt = now, Photo = row.Photo, Source = $"{Table.Name}:{row.Line}",
        Sheet = sheet?.Id, Reading = reading, EntrySeconds = reading is null ? null : ReadingCases.EntrySeconds(sheet, now),
    });
}

/// <summary>Makes cases for the rules out of what is stored.</summary>
internal static class ReadingCases
{
    public const int HistoryYears = 3;

    public static ReadingCase Of(Meter meter, MeterInstallation place, IEnumerable<Reading> readings, LocalDate day, long index, ReadStatus status, IndexTurn turn)
    {
        var history = MeterHistory.Of(meter, place, readings, day);
        return new ReadingCase
        {
            Meter = meter, Day = day, Index = index, Status = status, Turn = turn, PreviousDay = history.PreviousDay, PreviousIndex = history.PreviousIndex,
            PreviousEstimated = history.PreviousEstimated, LastTrueIndex = history.LastTrueIndex, LastTrueDay = history.LastTrueDay, History = history.Periods, EstimatesBefore = history.EstimatesInARow,
        };
    }

    /// <summary>The verdicts, or null when nothing holds it: remarks alone are not kept.</summary>
    public static IReadOnlyList<ReadingVerdict>? Verdicts(ReadingRules rules, ReadingCase reading) => rules.Holds(reading) ? rules.Check(reading) : null;

    public static bool FitsDial(long index, Meter meter) => index >= 0 && index < meter.FullTurn;

    // A clock that was set back must not make a negative time.
    public static long? EntrySeconds(ReadingSheet? sheet, Instant now) => sheet is null ? null : Math.Max(0, (now - sheet.OutAt).ToInt64Nanoseconds() / 1_000_000_000);
}

/// <summary>A verdict as the tray keeps it.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Holds">Whether it holds the reading.</param>
/// <param name="Low">The least volume expected, in thousandths, or null.</param>
/// <param name="High">The greatest, or null.</param>
/// <param name="Evidence">What was seen.</param>
/// <param name="Action">What to do first.</param>
public sealed record StoredVerdict(string Rule, bool Holds, long? Low, long? High, Wording Evidence, Wording Action)
{
    /// <summary>Writes verdicts as JSON.</summary>
    public static string Write(IReadOnlyList<ReadingVerdict> verdicts) => JsonSerializer.Serialize(
        verdicts.Select(v => new StoredVerdict(v.Rule.ToString(), v.Holds, v.Low?.Thousandths, v.High?.Thousandths, v.Evidence, v.Action)).ToArray(), VerdictJson.Default.StoredVerdictArray);

    /// <summary>Reads verdicts back.</summary>
    public static IReadOnlyList<StoredVerdict> Read(string json) => JsonSerializer.Deserialize(json, VerdictJson.Default.StoredVerdictArray) ?? [];
}

[System.Text.Json.Serialization.JsonSerializable(typeof(StoredVerdict[]))]
internal sealed partial class VerdictJson : System.Text.Json.Serialization.JsonSerializerContext;

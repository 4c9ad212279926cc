using NodaTime;
using NodaTime.Text;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Imports readings. Columns: meter, day, index; if wanted status (read or estimated).</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class ReadingIntake(IStorage storage, IClock clock)
{
    private static readonly string[] Needed = ["meter", "day", "index"];
    private static readonly string[] Allowed = ["status"];

    /// <summary>Imports a table: all of it, or with a refused row nothing.</summary>
    public Task<IntakeResult> ImportAsync(SourceTable table, SourceFormat format, Actor actor, CancellationToken cancellationToken = default) =>
        FileIntake.OnceAsync(storage, clock, actor, "import.readings", table, unit => TakeAsync(unit, table, format, cancellationToken), cancellationToken);

    private static async Task<IntakeResult> TakeAsync(IUnitOfWork unit, SourceTable table, SourceFormat format, CancellationToken cancellationToken)
    {
        if (FileIntake.Heading(table, Needed, Allowed) is { } heading) return new IntakeResult(table.Rows.Count, 0, 0, [heading], false);
        var refused = new List<RowRefused>();
        var rows = Parse(table, format, refused);
        var meters = await unit.Metering.FindMetersAsync(rows.Select(r => r.Meter).Distinct().ToList(), cancellationToken).ConfigureAwait(false);
        var ids = meters.Values.Select(m => m.Id).ToList();
        var installed = await unit.Metering.InstallationsOfAsync(ids, cancellationToken).ConfigureAwait(false);
        var known = rows.Count == 0
            ? []
            : (await unit.Metering.ReadingsOfAsync(ids, rows.Min(r => r.Day), cancellationToken).ConfigureAwait(false)).ToDictionary(r => (r.Meter, r.Day));

        var unchanged = 0;
        var fresh = new List<Reading>(rows.Count);
        var next = new SequentialIds(await unit.Customers.LastIdAsync(cancellationToken).ConfigureAwait(false) + 1);
        foreach (var row in rows)
        {
            if (Check(table, row, meters, installed) is { } fault) { refused.Add(fault); continue; }
            var meter = meters[row.Meter];
            if (known.TryGetValue((meter.Id, row.Day), out var before))
            {
                if (before.Index == row.Index && before.Status == row.Status) { unchanged++; continue; }
                refused.Add(new RowRefused(table.Name, row.Line, "index",
                    $"meter {row.Meter} has another reading of that day, {new Volume(before.Index, meter.Unit).ToNumberString()} from {before.Source}", "correct one of the two; a reading is never overwritten"));
                continue;
            }
            var reading = new Reading { Id = new(next.Next()), Meter = meter.Id, Day = row.Day, Index = row.Index, Status = row.Status, Source = $"{table.Name}:{row.Line}" };
            known[(meter.Id, row.Day)] = reading;
            fresh.Add(reading);
        }
        if (refused.Count > 0) return new IntakeResult(table.Rows.Count, 0, unchanged, refused.OrderBy(r => r.Line).ToList(), false);
        await unit.Metering.AddAsync(fresh, cancellationToken).ConfigureAwait(false);
        return new IntakeResult(table.Rows.Count, fresh.Count, unchanged, [], false);
    }

    private static List<Row> Parse(SourceTable table, SourceFormat format, List<RowRefused> refused)
    {
        var rows = new List<Row>(table.Rows.Count);
        foreach (var source in table.Rows)
        {
            var reader = new RowReader(table, source, format);
            if (source.Cells.Count != table.Columns.Count)
                reader.Refuse("", $"the row has {source.Cells.Count} cells and the heading {table.Columns.Count}", "write one cell per column; a decimal comma makes two of one");
            var status = ReadStatus.Read;
            switch (reader.Optional("status"))
            {
                case null or "read": break;
                case "estimated": status = ReadStatus.Estimated; break;
                case var other: reader.Refuse("status", $"'{other}' is not known", "write read or estimated"); break;
            }
            var row = new Row(source.Line, reader.Text("meter"), reader.Date("day"), reader.Index("index"), status);
            if (reader.Fault is { } fault) refused.Add(fault);
            else rows.Add(row);
        }
        return rows;
    }

    private static RowRefused? Check(SourceTable table, Row row, IReadOnlyDictionary<string, Meter> meters, IReadOnlyDictionary<Id<Meter>, MeterInstallation> installed)
    {
        if (!meters.TryGetValue(row.Meter, out var meter))
            return new RowRefused(table.Name, row.Line, "meter", $"meter {row.Meter} is not known", "import the customer first, or correct the number");
        if (!installed.TryGetValue(meter.Id, out var installation))
            return new RowRefused(table.Name, row.Line, "meter", $"meter {row.Meter} is not in place anywhere", "correct the number, or install the meter");
        if (row.Day < installation.InstalledOn)
            return new RowRefused(table.Name, row.Line, "day", $"meter {row.Meter} was installed later, on {LocalDatePattern.Iso.Format(installation.InstalledOn)}", "correct the day");
        return CustomerIntake.IndexFits(row.Index, meter.Dials)
            ? null
            : new RowRefused(table.Name, row.Line, "index", $"the index does not fit the {meter.Dials} dials of meter {row.Meter}", "correct the index");
    }

    private sealed record Row(int Line, string Meter, LocalDate Day, long Index, ReadStatus Status);
}

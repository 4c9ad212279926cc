using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>
/// Imports readings. Columns: meter, day, index; if wanted status (read, estimated, blocked, not-read), turn (rollover, reversed), reader, photo,
/// register (2 and so on, of a meter that has several; its number METER/2 as the meter does as well), previous (the index before, as the reader has it), account (where the reader stood), and the other columns of a reading sheet.
/// </summary>
/// <remarks>Every reading goes through the rules; what they hold waits in the tray and is not a reading yet. A file with a refused row is refused whole.</remarks>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="utility">The utility: no reading is of a day that has not begun in its zone.</param>
/// <param name="rules">The rules; those with default thresholds when null.</param>
public sealed partial class ReadingIntake(IStorage storage, IClock clock, Utility utility, ReadingRules? rules = null)
{
    private static readonly string[] Needed = ["meter", "day", "index"];
    private static readonly string[] Allowed = ["status", "turn", "reader", "photo", "previous", "account", "walk", "address", "previous_day", "low", "high", "register"];

    private readonly ReadingRules _rules = rules ?? new();

    /// <summary>Imports a table: all of it, or with a refused row nothing.</summary>
    public Task<IntakeResult> ImportAsync(SourceTable table, SourceFormat format, Actor actor, CancellationToken cancellationToken = default) =>
        FileIntake.OnceAsync(storage, clock, actor, "import.readings", table, unit => TakeAsync(unit, table, format, actor, cancellationToken), cancellationToken);

    /// <summary>What <see cref="ImportAsync"/> would do with a table, without doing it.</summary>
    public async Task<IntakeResult> TryAsync(SourceTable table, SourceFormat format, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return (await DecideAsync(unit, table, format, keeps: false, cancellationToken).ConfigureAwait(false)).Result;
    }

    private async Task<IntakeResult> TakeAsync(IUnitOfWork unit, SourceTable table, SourceFormat format, Actor actor, CancellationToken cancellationToken)
    {
        var (result, taken) = await DecideAsync(unit, table, format, keeps: true, cancellationToken).ConfigureAwait(false);
        if (taken is not null) await taken.KeepAsync(unit, actor, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async Task<(IntakeResult Result, Taken? Taken)> DecideAsync(IUnitOfWork unit, SourceTable table, SourceFormat format, bool keeps, CancellationToken cancellationToken)
    {
        if (FileIntake.Heading(table, Needed, Allowed) is { } heading) return (new IntakeResult(table.Rows.Count, 0, 0, [heading], false), null);
        var refused = new List<RowRefused>();
        var rows = Parse(table, format, refused);
        var known = await Known.OfAsync(unit, rows, format.Trusted, cancellationToken).ConfigureAwait(false);
        // What is only tried is read in a unit that may take no ids.
        var ids = keeps ? await unit.Customers.TakeIdsAsync(1 + 2L * rows.Count, cancellationToken).ConfigureAwait(false) : new IdBlock(1, long.MaxValue);
        var taken = new Taken(table, clock.GetCurrentInstant(), utility, ids) { Replaces = format.Replaces };
        // A file may have several readings of a meter: they are looked at in order of day, each after those before it.
        foreach (var row in rows.OrderBy(r => known.IsMaster(r.Meter)).ThenBy(r => r.Meter, StringComparer.Ordinal).ThenBy(r => r.Day).ThenBy(r => r.Line))
            if (Take(row, known, taken, format.Trusted) is { } fault) refused.Add(fault);
        if (refused.Count > 0) return (new IntakeResult(table.Rows.Count, 0, taken.Unchanged, refused.OrderBy(r => r.Line).ToList(), false), null);
        return (new IntakeResult(table.Rows.Count, taken.Readings.Count, taken.Unchanged, [], false) { Held = taken.Held.Count, NoIndex = taken.NoIndex }, taken);
    }

    private RowRefused? Take(Row row, Known known, Taken taken, bool trusted)
    {
        if (Check(taken, row, known) is { } fault) return fault;
        var meter = known.Meters[row.Meter];
        var sheet = known.SheetOf(meter, row.Day);
        if (row.Index is not { } index)
        {
            taken.Note(meter, row, sheet, null);
            return null;
        }
        var readings = known.ReadingsOf(meter.Id);
        if (readings.Find(r => r.Day == row.Day) is { } before)
        {
            if (before.Index == index && before.Status == (ReadStatus)row.Status) { taken.Unchanged++; return null; }
            return new RowRefused(taken.Table.Name, row.Line, "index",
                new($"水表 {row.Meter} 当日已有读数 {new Volume(before.Index, meter.Unit).ToNumberString()}，来自 {before.Source}", $"meter {row.Meter} has another reading of that day, {new Volume(before.Index, meter.Unit).ToNumberString()} from {before.Source}"),
                new("请更正其一；读数从不覆盖", "correct one of the two; a reading is never overwritten"));
        }
        if (known.Waiting.TryGetValue((meter.Id, row.Day), out var waiting))
        {
            if (waiting.Index == index) { taken.Unchanged++; return null; }
            if (!taken.MayReplace(row, waiting))
                return new RowRefused(taken.Table.Name, row.Line, "index",
                    new($"水表 {row.Meter} 当日有待审读数 {new Volume(waiting.Index, meter.Unit).ToNumberString()}", $"meter {row.Meter} has a held reading of that day, {new Volume(waiting.Index, meter.Unit).ToNumberString()}"),
                    new($"请先采纳或退回待审读数 {waiting.Id}", $"accept or reject held reading {waiting.Id} first"));
            taken.Replaced.Add((waiting, row));
            known.Waiting.Remove((meter.Id, row.Day));
        }
        if (!trusted && ReadingCases.Verdicts(_rules, Case(row, index, meter, known)) is { Count: > 0 } verdicts && verdicts[0].Holds)
        {
            known.Waiting[(meter.Id, row.Day)] = taken.Hold(meter, row, index, sheet, verdicts);
            return null;
        }
        if (!ReadingCases.FitsDial(index, meter))
            return new RowRefused(taken.Table.Name, row.Line, "index", new($"表码超出水表 {row.Meter} 的 {meter.Dials} 位字轮", $"the index does not fit the {meter.Dials} dials of meter {row.Meter}"), new("请更正表码", "correct the index"));
        var reading = taken.Accept(meter, row, index, sheet);
        readings.Insert(readings.FindLastIndex(r => r.Day < row.Day) + 1, reading);
        return null;
    }

    private static ReadingCase Case(Row row, long index, Meter meter, Known known)
    {
        var reading = ReadingCases.Of(meter, known.Places[meter.Id], known.ReadingsOf(meter.Id), row.Day, index, (ReadStatus)row.Status, row.Turn);
        return reading with
        {
            SubMetersUsed = known.SubMetersUsed(meter, reading.PreviousDay, row.Day),
            StatedPrevious = row.Previous,
            AtStatedPlace = row.Account is null || !known.AccountsAt.TryGetValue(row.Account, out var points) || points.Contains(known.Places[meter.Id].ServicePoint),
        };
    }

    private static List<Row> Parse(SourceTable table, SourceFormat format, List<RowRefused> refused)
    {
        var rows = new List<Row>(table.Rows.Count);
        foreach (var source in table.Rows)
        {
            var reader = new RowReader(table, source, format);
            if (source.Cells.Count != table.Columns.Count)
                reader.Refuse("", new($"此行有 {source.Cells.Count} 格，标题行有 {table.Columns.Count} 列", $"the row has {source.Cells.Count} cells and the heading {table.Columns.Count}"),
                    new("每列一格；小数逗号会把一格变成两格", "write one cell per column; a decimal comma makes two of one"));
            var status = VisitStatus.Read;
            switch (reader.Optional("status"))
            {
                case null or "read": break;
                case "estimated": status = VisitStatus.Estimated; break;
                case "blocked": status = VisitStatus.Blocked; break;
                case "not-read": status = VisitStatus.NotRead; break;
                case var other: reader.Refuse("status", new($"没有“{other}”", $"'{other}' is not known"), new("可写 read、estimated、blocked 或 not-read", "write read, estimated, blocked or not-read")); break;
            }
            var turn = IndexTurn.None;
            switch (reader.Optional("turn"))
            {
                case null: break;
                case "rollover": turn = IndexTurn.Rollover; break;
                case "reversed": turn = IndexTurn.Reversed; break;
                case var other: reader.Refuse("turn", new($"没有“{other}”", $"'{other}' is not known"), new("可写 rollover 或 reversed，或留空", "write rollover or reversed, or leave it empty")); break;
            }
            var hasIndex = status is VisitStatus.Read or VisitStatus.Estimated;
            if (!hasIndex && reader.Optional("index") is not null) reader.Refuse("index", new("填有表码，而状态表示没有", "there is one, and the status says that there is none"), new("请留空，或更正状态", "leave the index empty, or correct the status"));
            var register = 1;
            if (reader.Optional("register") is { } named && (!int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out register) || register is < 1 or > 9))
                reader.Refuse("register", new($"“{named}”不是计数器编号", $"'{named}' is not the number of a register"), new("可写 1 至 9，或留空", "write 1 to 9, or leave it empty"));
            var row = new Row(source.Line, register == 1 ? reader.Text("meter") : MeterRegister.NumberOf(reader.Text("meter"), register), reader.Date("day"), hasIndex ? reader.Index("index") : null, status, turn,
                reader.Optional("reader") ?? "", reader.Optional("photo"), reader.Optional("previous") is null ? null : reader.Index("previous"), reader.Optional("account"));
            if (reader.Fault is { } fault) refused.Add(fault);
            else rows.Add(row);
        }
        return rows;
    }

    // Every reading passes here, whatever door it came in by.
    private static RowRefused? Check(Taken taken, Row row, Known known)
    {
        var table = taken.Table;
        if (!known.Meters.TryGetValue(row.Meter, out var meter))
            return new RowRefused(table.Name, row.Line, "meter", new($"没有水表 {row.Meter}", $"meter {row.Meter} is not known"), new("请先导入客户，或更正表号", "import the customer first, or correct the number"));
        if (!known.Places.TryGetValue(meter.Id, out var installation))
            return new RowRefused(table.Name, row.Line, "meter", new($"水表 {row.Meter} 不在任何用水点", $"meter {row.Meter} is not in place anywhere"), new("请更正表号，或先装表", "correct the number, or install the meter"));
        if (row.Day < installation.InstalledOn)
            return new RowRefused(table.Name, row.Line, "day", new($"水表 {row.Meter} 装得更晚，在 {LocalDatePattern.Iso.Format(installation.InstalledOn)}", $"meter {row.Meter} was installed later, on {LocalDatePattern.Iso.Format(installation.InstalledOn)}"), new("请更正日期", "correct the day"));
        if (row.Day > taken.Today)
            return new RowRefused(table.Name, row.Line, "day", new($"{LocalDatePattern.Iso.Format(row.Day)} 还没有到，今天是 {LocalDatePattern.Iso.Format(taken.Today)}", $"{LocalDatePattern.Iso.Format(row.Day)} has not come yet; today is {LocalDatePattern.Iso.Format(taken.Today)}"),
                new("请更正日期，或抄表后再导入", "correct the day, or bring the reading when it has been read"));
        if (meter.SourceKind == ReadingSourceKind.Agreed)
            return new RowRefused(table.Name, row.Line, "meter", new($"水表 {row.Meter} 没有字轮，水量为约定", $"meter {row.Meter} has no dial, its volume is agreed"), new("请去掉此行，或换成须抄的水表", "leave the row out, or exchange it for a meter that is read"));
        return row.Account is null || known.AccountsAt.ContainsKey(row.Account)
            ? null
            : new RowRefused(table.Name, row.Line, "account", new($"没有户号 {row.Account}", $"account {row.Account} is not known"), new("请更正户号，或留空", "correct the number, or leave it empty"));
    }

    internal sealed record Row(
        int Line, string Meter, LocalDate Day, long? Index, VisitStatus Status, IndexTurn Turn, string Reader, string? Photo, long? Previous, string? Account);
}

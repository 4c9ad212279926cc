using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A line of a reading sheet.</summary>
/// <param name="Stop">The stop.</param>
/// <param name="PreviousDay">The day of the reading before.</param>
/// <param name="PreviousIndex">Its index, in thousandths.</param>
/// <param name="Low">The least index expected, in thousandths, or null without history; past the end of the dial it starts again.</param>
/// <param name="High">The greatest index expected, or null.</param>
public sealed record SheetLine(BookStop Stop, LocalDate PreviousDay, long PreviousIndex, long? Low, long? High);

/// <summary>A sheet that went out, with its lines in the order of the walk.</summary>
/// <param name="Sheet">The sheet.</param>
/// <param name="Lines">The lines.</param>
public sealed record SheetOut(ReadingSheet Sheet, IReadOnlyList<SheetLine> Lines);

/// <summary>A stop as the desk types it in.</summary>
/// <param name="Line">What the sheet says of it.</param>
/// <param name="Read">The reading accepted in the month, or null.</param>
/// <param name="Held">The reading that waits in the tray, or null.</param>
/// <param name="Visit">The visit without a reading, or null.</param>
public sealed record DeskLine(SheetLine Line, Reading? Read, HeldReading? Held, ReadingVisit? Visit);

/// <summary>A book that cannot be read in the cycle asked for.</summary>
/// <param name="Book">The book's code.</param>
/// <param name="Problem">What is in the way.</param>
/// <param name="Remedy">What to do.</param>
public sealed record BookNotRead(string Book, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "metering.book-not-read";

    /// <inheritdoc/>
    public override string Message => $"Book {Book}: {Problem}; {Remedy}.";
}

/// <summary>Keeps reading books and sends reading sheets out.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="rules">The rules whose band is printed; those with default thresholds when null.</param>
public sealed class BookDesk(IStorage storage, IClock clock, ReadingRules? rules = null)
{
    private static readonly string[] Needed = ["book", "cycle", "walk", "meter"];
    private readonly ReadingRules _rules = rules ?? new();

    /// <summary>Imports books. Columns: book, cycle (monthly, odd or even), walk, meter. A service point that is in a book already moves.</summary>
    public Task<IntakeResult> ImportAsync(SourceTable table, Actor actor, CancellationToken cancellationToken = default) =>
        FileIntake.OnceAsync(storage, clock, actor, "import.books", table, unit => TakeAsync(unit, table, cancellationToken), cancellationToken);

    /// <summary>All books with how many service points stand in each.</summary>
    public async Task<IReadOnlyList<(ReadingBook Book, int Places)>> ListAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.ReadingWork.BooksAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A book as the desk types it in: each stop with what came of it in the month so far. Reads only; no sheet goes out.</summary>
    /// <param name="book">The book's code.</param>
    /// <param name="month">The first day of the month in which it is read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<IReadOnlyList<DeskLine>>> LookAsync(string book, LocalDate month, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var stops = await StopsAsync(unit, book, month, cancellationToken).ConfigureAwait(false);
        if (!stops.IsOk) return stops.Fault;
        var cycle = new Period(month, month.PlusMonths(1));
        var readings = (await unit.Metering.ReadingsOfAsync(stops.Value.Select(s => s.Meter.Id).ToList(), month.PlusYears(-ReadingCases.HistoryYears), cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Meter);
        var waiting = (await unit.ReadingWork.WaitingAsync(cancellationToken).ConfigureAwait(false)).Where(w => cycle.Contains(w.Held.Day)).ToLookup(w => w.Held.Meter, w => w.Held);
        var lines = new List<DeskLine>(stops.Value.Count);
        foreach (var stop in stops.Value)
        {
            var own = readings[stop.Meter.Id].ToList();
            var visit = own.Exists(r => cycle.Contains(r.Day)) ? null : (await unit.ReadingWork.VisitsOfAsync(stop.Meter.Id, cancellationToken).ConfigureAwait(false)).LastOrDefault(v => cycle.Contains(v.Day));
            lines.Add(new DeskLine(Line(stop, own.Where(r => r.Day < cycle.From), cycle), own.LastOrDefault(r => cycle.Contains(r.Day)), waiting[stop.Meter.Id].LastOrDefault(), visit));
        }
        return lines;
    }

    /// <summary>Sends a sheet out: entry time runs from now.</summary>
    /// <param name="book">The book's code.</param>
    /// <param name="month">The first day of the month in which it is read.</param>
    /// <param name="actor">Who takes it out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<SheetOut>> SendOutAsync(string book, LocalDate month, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => SendOutOnceAsync(book, month, actor, cancellationToken));

    private async Task<Result<SheetOut>> SendOutOnceAsync(
        string book, LocalDate month, Actor actor, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var found = await StopsAsync(unit, book, month, cancellationToken).ConfigureAwait(false);
        if (!found.IsOk) return found.Fault;
        var stops = found.Value;
        var sheet = new ReadingSheet
        {
            Id = new((await unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).First), Book = book, Cycle = new Period(month, month.PlusMonths(1)), OutAt = clock.GetCurrentInstant(), Actor = actor.Name,
        };
        var readings = (await unit.Metering.ReadingsOfAsync(stops.Select(s => s.Meter.Id).ToList(), month.PlusYears(-ReadingCases.HistoryYears), cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Meter);
        await unit.ReadingWork.AddAsync(sheet, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = sheet.OutAt, Actor = actor, Action = "sheet.out", Subject = $"book {book}", After = $"{sheet.Cycle}, {stops.Count} stops" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new SheetOut(sheet, stops.Select(s => Line(s, readings[s.Meter.Id], sheet.Cycle)).ToList());
    }

    private static async Task<Result<List<BookStop>>> StopsAsync(IUnitOfWork unit, string book, LocalDate month, CancellationToken cancellationToken)
    {
        if (await unit.ReadingWork.FindBookAsync(book, cancellationToken).ConfigureAwait(false) is not { } found) return new BookNotRead(book, "it is not known", "import it first, or correct the code");
        if (!found.IsReadIn(month)) return new BookNotRead(book, $"it is read in {(found.Cycle == BookCycle.OddMonths ? "odd" : "even")} months, and {month.Month} is none", "give another month, or change the book's cycle");
        var stops = await unit.ReadingWork.StopsAsync(book, month, cancellationToken).ConfigureAwait(false);
        return stops.Count > 0 ? stops.ToList() : new BookNotRead(book, "no account is served at any of its stops in that month", "put service points into it");
    }

    // The band is for the last day of the month, which is the most that may have been used by the day of the visit.
    private SheetLine Line(BookStop stop, IEnumerable<Reading> readings, Period cycle)
    {
        var reading = ReadingCases.Of(stop.Meter, stop.Installation, readings, cycle.To, 0, ReadStatus.Read, IndexTurn.None);
        if (reading.PreviousEstimated) reading = reading with { PreviousDay = reading.LastTrueDay!.Value };
        var from = reading.PreviousEstimated ? reading.LastTrueIndex!.Value : reading.PreviousIndex;
        var expected = _rules.Expect(reading);
        long? Index(long? volume) => volume is { } v ? (from + v / stop.Meter.Multiplier) % stop.Meter.FullTurn : null;
        return new SheetLine(stop, reading.PreviousDay, from, Index(expected?.Low), Index(expected?.High));
    }

    private static async Task<IntakeResult> TakeAsync(IUnitOfWork unit, SourceTable table, CancellationToken cancellationToken)
    {
        if (FileIntake.Heading(table, Needed, []) is { } heading) return new IntakeResult(table.Rows.Count, 0, 0, [heading], false);
        var refused = new List<RowRefused>();
        var books = new Dictionary<string, ReadingBook>(StringComparer.Ordinal);
        var rows = new List<(int Line, string Book, int Walk, string Meter)>();
        var walks = new HashSet<(string, int)>();
        foreach (var source in table.Rows)
        {
            var reader = new RowReader(table, source, new SourceFormat());
            var row = (source.Line, Book: reader.Text("book"), Walk: reader.Whole("walk", 1, 1_000_000), Meter: reader.Text("meter"));
            var cycle = reader.Optional("cycle") switch { "monthly" => BookCycle.Monthly, "odd" => BookCycle.OddMonths, "even" => BookCycle.EvenMonths, _ => default };
            if (cycle == default) reader.Refuse("cycle", new("没有这种周期", "it is not known"), new("可写 monthly、odd 或 even", "write monthly, odd or even"));
            else if (books.TryGetValue(row.Book, out var known) && known.Cycle != cycle) reader.Refuse("cycle", new($"抄表册 {row.Book} 上文另有周期", $"book {row.Book} has another cycle above"), new("一册只写一种周期", "write one cycle for a book"));
            if (!walks.Add((row.Book, row.Walk))) reader.Refuse("walk", new($"抄表册 {row.Book} 上文已有第 {row.Walk} 户", $"book {row.Book} has a stop {row.Walk} above"), new("请逐户编号", "number the stops one by one"));
            if (reader.Fault is { } fault) { refused.Add(fault); continue; }
            books[row.Book] = new ReadingBook(row.Book, cycle);
            rows.Add(row);
        }
        var meters = await unit.Metering.FindMetersAsync(rows.Select(r => r.Meter).Distinct().ToList(), cancellationToken).ConfigureAwait(false);
        var installed = await unit.Metering.InstallationsOfAsync(meters.Values.Select(m => m.Id).ToList(), cancellationToken).ConfigureAwait(false);
        var places = new List<BookPlace>();
        foreach (var row in rows)
        {
            if (meters.TryGetValue(row.Meter, out var meter) && installed.TryGetValue(meter.Id, out var place)) places.Add(new BookPlace(place.ServicePoint, row.Book, row.Walk));
            else refused.Add(new RowRefused(table.Name, row.Line, "meter", new($"水表 {row.Meter} 不在任何用水点", $"meter {row.Meter} is not in place anywhere"), new("请更正表号，或先装表", "correct the number, or install the meter")));
        }
        if (refused.Count > 0) return new IntakeResult(table.Rows.Count, 0, 0, refused.OrderBy(r => r.Line).ToList(), false);
        await unit.ReadingWork.PutAsync([.. books.Values], cancellationToken).ConfigureAwait(false);
        await unit.ReadingWork.PutAsync(places, cancellationToken).ConfigureAwait(false);
        return new IntakeResult(table.Rows.Count, places.Count, 0, [], false);
    }
}

using NodaTime;
using WaterCore.Metering;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class ReadingWorkStore(SqlUnit unit) : IReadingWorkStore
{
    private const string HeldColumns =
        "h.id, h.meter, h.day, h.index_value, h.status, h.turn, h.reader, h.photo, h.source, h.sheet, h.held_at, h.verdicts, h.decision, h.decided_at, h.decided_by, h.reason, h.reading";

    private const string VisitColumns = "id, meter, day, status, reader, noted_at, photo, source, sheet, reading, entry_seconds";

    // What is read: meters where they stand now, and their further registers.
    private const string InPlace =
        """
        (select meter, service_point, installed_on, first_index, removed_on, last_index, 0 as register from installation where removed_on is null
         union all select register, service_point, installed_on, first_index, removed_on, last_index, 1 from meter_register where removed_on is null)
        """;

    public ValueTask PutAsync(IReadOnlyList<ReadingBook> books, CancellationToken cancellationToken = default) => unit.AddAsync(
        "reading_book", ["code", "cycle"], books, static (row, b) => row.Add(b.Code).Add((long)b.Cycle), cancellationToken,
        "on conflict (code) do update set cycle = excluded.cycle");

    public ValueTask PutAsync(IReadOnlyList<BookPlace> places, CancellationToken cancellationToken = default) => unit.AddAsync(
        "book_place", ["service_point", "book", "walk"], places, static (row, p) => row.Add(p.ServicePoint.Value).Add(p.Book).Add(p.Walk), cancellationToken,
        "on conflict (service_point) do update set book = excluded.book, walk = excluded.walk");

    public ValueTask<ReadingBook?> FindBookAsync(string code, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select code, cycle from reading_book where code = @code", new { code }, static row => new ReadingBook(row.Text(), (BookCycle)row.Int()), cancellationToken);

    public ValueTask<IReadOnlyList<(ReadingBook Book, int Places)>> BooksAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select b.code, b.cycle, (select count(*) from book_place p where p.book = b.code) from reading_book b order by b.code", new { },
        static row => (new ReadingBook(row.Text(), (BookCycle)row.Int()), row.Int()), cancellationToken);

    public ValueTask<IReadOnlyList<BookStop>> StopsAsync(string book, LocalDate day, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select b.walk, {MeteringStore.MeterColumns}, {MeteringStore.InstallationColumns}, a.number, p.address
        from book_place b
        join {InPlace} i on i.service_point = b.service_point
        join meter m on m.id = i.meter
        join agreement g on g.service_point = b.service_point and g.from_day <= @day and (g.to_day is null or g.to_day > @day)
        join account a on a.id = g.account
        join service_point s on s.id = b.service_point
        join premise p on p.id = s.premise
        where b.book = @book and m.source_kind <> 3
        order by b.walk, a.number, i.register, m.number
        """, new { book, day },
        static row => new BookStop(row.Int(), MeteringStore.ReadMeter(row), MeteringStore.ReadInstallation(row), row.Text(), row.Text()), cancellationToken);

    public ValueTask<IReadOnlyList<NeighbourAccount>> NeighboursAsync(
        IReadOnlyCollection<Id<Customers.ServicePoint>> servicePoints, int places, int limit, LocalDate day, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select a.number, p.address, min(n.places), max(n.master)
        from (
            select b.service_point, abs(b.walk - o.walk) as places, cast(null as text) as master
            from book_place o join book_place b on b.book = o.book and b.walk between o.walk - @places and o.walk + @places
            where {unit.IsIn("o.service_point", "points")}
            union all
            select i.service_point, cast(null as bigint), k.number
            from installation o join meter m on m.id = o.meter join meter k on k.id = m.master join meter x on x.master = k.id join installation i on i.meter = x.id and i.removed_on is null
            where o.removed_on is null and {unit.IsIn("o.service_point", "points")}) n
        join agreement g on g.service_point = n.service_point and g.from_day <= @day and (g.to_day is null or g.to_day > @day)
        join account a on a.id = g.account
        join service_point s on s.id = n.service_point
        join premise p on p.id = s.premise
        where not ({unit.IsIn("n.service_point", "points")}){unit.And("a.branch")}
        group by a.number, p.address
        order by coalesce(min(n.places), 1000000), a.number limit @limit
        """, new { points = unit.List(servicePoints.Select(s => s.Value)), places = (long)places, limit = (long)limit, day },
        static row => new NeighbourAccount(row.Text(), row.Text(), row.IntOrNull(), row.TextOrNull()), cancellationToken);

    public ValueTask AddAsync(ReadingSheet sheet, CancellationToken cancellationToken = default) => unit.AddAsync(
        "reading_sheet", ["id", "book", "cycle_from", "cycle_to", "out_at", "actor"], [sheet],
        static (row, s) => row.Add(s.Id.Value).Add(s.Book).Add(s.Cycle.From).Add(s.Cycle.To).Add(s.OutAt).Add(s.Actor), cancellationToken);

    public async ValueTask<IReadOnlyDictionary<Id<Meter>, IReadOnlyList<ReadingSheet>>> SheetsOfAsync(IReadOnlyCollection<Id<Meter>> meters, CancellationToken cancellationToken = default)
    {
        var rows = await unit.QueryAsync(
            $"""
            select i.meter, s.id, s.book, s.cycle_from, s.cycle_to, s.out_at, s.actor
            from {InPlace} i
            join book_place b on b.service_point = i.service_point
            join reading_sheet s on s.book = b.book
            where {unit.IsIn("i.meter", "meters")}
            order by i.meter, s.out_at desc, s.id desc
            """, new { meters = unit.List(meters.Select(m => m.Value)) },
            static row => (Meter: new Id<Meter>(row.Long()), Sheet: new ReadingSheet { Id = new(row.Long()), Book = row.Text(), Cycle = new Period(row.Day(), row.Day()), OutAt = row.At(), Actor = row.Text() }),
            cancellationToken).ConfigureAwait(false);
        return rows.GroupBy(r => r.Meter).ToDictionary(g => g.Key, g => (IReadOnlyList<ReadingSheet>)g.Select(r => r.Sheet).ToList());
    }

    public ValueTask AddAsync(IReadOnlyList<ReadingVisit> visits, CancellationToken cancellationToken = default) => unit.AddAsync(
        "reading_visit", VisitColumns.Split(", "), visits,
        static (row, v) => row.Add(v.Id.Value).Add(v.Meter.Value).Add(v.Day).Add((long)v.Status).Add(v.Reader).Add(v.NotedAt).AddOrNull(v.Photo).Add(v.Source)
            .Add(v.Sheet?.Value).Add(v.Reading?.Value).Add(v.EntrySeconds), cancellationToken);

    public ValueTask<IReadOnlyList<ReadingVisit>> VisitsOfAsync(Id<Meter> meter, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {VisitColumns} from reading_visit where meter = @meter order by day, id", new { meter = meter.Value },
        static row => new ReadingVisit
        {
            Id = new(row.Long()), Meter = new(row.Long()), Day = row.Day(), Status = (VisitStatus)row.Int(), Reader = row.Text(), NotedAt = row.At(), Photo = row.TextOrNull(), Source = row.Text(),
            Sheet = row.LongOrNull() is { } sheet ? new Id<ReadingSheet>(sheet) : null, Reading = row.LongOrNull() is { } reading ? new Id<Reading>(reading) : null, EntrySeconds = row.LongOrNull(),
        }, cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<HeldReading> held, CancellationToken cancellationToken = default) => unit.AddAsync(
        "held_reading", ["id", "meter", "day", "index_value", "status", "turn", "reader", "photo", "source", "sheet", "held_at", "verdicts"], held,
        static (row, h) => row.Add(h.Id.Value).Add(h.Meter.Value).Add(h.Day).Add(h.Index).Add((long)h.Status).Add((long)h.Turn).Add(h.Reader).AddOrNull(h.Photo).Add(h.Source)
            .Add(h.Sheet?.Value).Add(h.HeldAt).Add(h.Verdicts), cancellationToken);

    public ValueTask<IReadOnlyList<(HeldReading Held, Meter Meter)>> WaitingAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {HeldColumns}, {MeteringStore.MeterColumns} from held_reading h join meter m on m.id = h.meter where h.decision = 0 order by h.id", null, ReadHeld, cancellationToken);

    public async ValueTask<(HeldReading Held, Meter Meter)?> FindHeldAsync(Id<HeldReading> id, CancellationToken cancellationToken = default)
    {
        var rows = await unit.QueryAsync(
            $"select {HeldColumns}, {MeteringStore.MeterColumns} from held_reading h join meter m on m.id = h.meter where h.id = @id", new { id = id.Value }, ReadHeld, cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : rows[0];
    }

    public async ValueTask DecideAsync(HeldReading decided, CancellationToken cancellationToken = default)
    {
        var changed = await unit.ChangeAsync(
            "update held_reading set decision = @decision, decided_at = @at, decided_by = @who, reason = @reason, reading = @reading where id = @id and decision = 0",
            new
            {
                decision = (int)decided.Decision, at = NodaTime.Text.InstantPattern.ExtendedIso.Format(decided.DecidedAt!.Value), who = decided.DecidedBy, reason = decided.Reason,
                reading = decided.Reading?.Value, id = decided.Id.Value,
            }, cancellationToken).ConfigureAwait(false);
        if (changed == 0) throw unit.Conflict($"Held reading {decided.Id} is decided already.");
    }

    private static (HeldReading, Meter) ReadHeld(RowReader row) => (new HeldReading
    {
        Id = new(row.Long()), Meter = new(row.Long()), Day = row.Day(), Index = row.Long(), Status = (ReadStatus)row.Int(), Turn = (IndexTurn)row.Int(), Reader = row.Text(), Photo = row.TextOrNull(),
        Source = row.Text(), Sheet = row.LongOrNull() is { } sheet ? new Id<ReadingSheet>(sheet) : null, HeldAt = row.At(), Verdicts = row.Text(), Decision = (HeldDecision)row.Int(),
        DecidedAt = row.AtOrNull(), DecidedBy = row.TextOrNull(), Reason = row.TextOrNull(), Reading = row.LongOrNull() is { } reading ? new Id<Reading>(reading) : null,
    }, MeteringStore.ReadMeter(row));
}

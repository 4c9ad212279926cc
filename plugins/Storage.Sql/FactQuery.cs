using NodaTime;
using NodaTime.Text;
using WaterCore.Metering;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>Rows for statistics. What counts is said in the library; here stands only where the rows are.</summary>
internal static class FactQuery
{
    private static string MetersDue(SqlUnit unit) =>
        $"""
        select a.id, a.number, g.service_point, m.number, r.day, r.status
        from agreement g
        join account a on a.id = g.account
        join installation i on i.service_point = g.service_point
        join meter m on m.id = i.meter
        left join reading r on r.id = (
            select x.id from reading x where x.meter = m.id and x.day >= @from and x.day < @to order by x.day desc limit 1)
        where m.source_kind <> 3 and g.from_day <= @last and (g.to_day is null or g.to_day > @last)
          and a.opened_on <= @last and (a.closed_on is null or a.closed_on > @last)
          and i.installed_on <= @last and (i.removed_on is null or i.removed_on > @last){unit.And("a.branch")}
        order by a.id, g.service_point
        """;

    private static string Bills(SqlUnit unit) =>
        $"""
        select a.id, a.number, b.service_point, m.number, r.day, r.status, b.period_from, b.usage
        from bill b
        join account a on a.id = b.account
        join reading r on r.id = b.closing_reading
        join meter m on m.id = r.meter
        where b.revision = 0 and b.cycle >= @from and b.cycle < @to{unit.And("a.branch")}
        order by b.account, b.service_point, b.period_from
        """;

    private static string Accounts(SqlUnit unit) =>
        $"""
        select a.id, a.number, coalesce(g.service_point, 0), a.opened_on, a.closed_on, g.use_class, g.tariff, p.zone, a.branch
        from account a
        left join agreement g on g.account = a.id and g.from_day = (select max(x.from_day) from agreement x where x.account = a.id and x.from_day <= @last)
        left join service_point s on s.id = g.service_point
        left join premise p on p.id = s.premise
        where a.opened_on <= @last{unit.And("a.branch")}
        order by a.id, g.service_point
        """;

    // Who was served where a meter stood on a day.
    private static string Served(string day) =>
        $"""
        left join installation i on i.meter = m.id and i.installed_on <= {day} and (i.removed_on is null or i.removed_on >= {day})
        left join agreement g on g.service_point = i.service_point and g.from_day <= {day} and (g.to_day is null or g.to_day > {day})
        left join account a on a.id = g.account
        """;

    private static string Tested(SqlUnit unit) =>
        $"""
        select a.id, a.number, i.service_point, m.number, r.day,
            cast(case when n.index_value < r.index_value and n.turn = 0 then 3
                 when exists (select 1 from bill b join bill_cancellation c on c.account = b.account and c.service_point = b.service_point and c.period_from = b.period_from and c.revision = b.revision
                              where b.closing_reading = r.id and c.cancelled_at < @until)
                  and not exists (select 1 from bill b where b.closing_reading = r.id and not exists (
                              select 1 from bill_cancellation c where c.account = b.account and c.service_point = b.service_point and c.period_from = b.period_from and c.revision = b.revision
                                and c.cancelled_at < @until))
                 then 4 else 0 end as bigint)
        from reading n
        join meter m on m.id = n.meter
        join reading r on r.id = (select x.id from reading x where x.meter = n.meter and x.day < n.day and x.status = 0 order by x.day desc limit 1)
        {Served("r.day")}
        where n.day >= @from and n.day < @to and n.status = 0{unit.And("a.branch")}
        order by a.id, m.id, r.day, i.installed_on
        """;

    private static string Entries(SqlUnit unit) =>
        $"""
        select a.id, a.number, i.service_point, m.number, e.day, e.found, e.reader, e.settled, e.seconds
        from (
            select v.meter, v.day, cast(case when h.id is null then 0 else 1 end as bigint) as found, v.reader, v.noted_at as settled, v.entry_seconds as seconds
            from reading_visit v
            left join held_reading h on h.reading = v.reading
            where v.noted_at >= @start and v.noted_at < @until and v.reading is not null and v.status = 0
            union all
            select h.meter, h.day, cast(2 as bigint), h.reader, h.decided_at, cast(null as bigint)
            from held_reading h
            where h.decision = 2 and h.status = 0 and h.decided_at >= @start and h.decided_at < @until) e
        join meter m on m.id = e.meter
        {Served("e.day")}
        where 1 = 1{unit.And("a.branch")}
        order by a.id, m.id, e.settled, e.day, e.found, i.installed_on
        """;

    // Only districts of which everything is in the scope: what is lost of a part says nothing.
    private static string Districts(SqlUnit unit) =>
        $"""
        select d.district, d.part, d.zone, m.number, m.size, m.dials, m.multiplier, m.unit, r.day, r.status, r.index_value, r.turn
        from (
            select k.id as master, k.number as district, k.id as meter, cast(1 as bigint) as part, p.zone
            from meter k
            left join installation i on i.meter = k.id and i.installed_on <= @last and (i.removed_on is null or i.removed_on > @last)
            left join service_point s on s.id = i.service_point
            left join premise p on p.id = s.premise
            where exists (select 1 from meter x where x.master = k.id)
            union all
            select k.id, k.number, x.id, cast(0 as bigint), cast(null as text)
            from meter x join meter k on k.id = x.master) d
        join meter m on m.id = d.meter
        join reading r on r.meter = m.id and r.day < @to
            and r.day >= coalesce((select max(x.day) from reading x where x.meter = m.id and x.day < @from), @from)
        where 1 = 1{Whole(unit)}
        order by d.master, d.part desc, m.id, r.day
        """;

    private static string Whole(SqlUnit unit) => unit.Scope.IsAll ? "" :
        $"""
         and not exists (
            select 1 from meter y join installation i on i.meter = y.id join agreement g on g.service_point = i.service_point join account a on a.id = g.account
            where y.master = d.master and not (1 = 1{unit.And("a.branch")}))
        """;

    public static IAsyncEnumerable<FactRow> RunAsync(SqlUnit unit, FactTable table, Period period, DateTimeZone zone, CancellationToken cancellationToken) => unit.StreamAsync(
        table switch
        {
            FactTable.MetersDue => MetersDue(unit),
            FactTable.Bills => Bills(unit),
            FactTable.Accounts => Accounts(unit),
            FactTable.TestedReadings => Tested(unit),
            FactTable.Entries => Entries(unit),
            FactTable.DistrictReadings => Districts(unit),
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, "The table of facts is not known."),
        },
        row => Read(table, row), cancellationToken,
        new { from = period.From, to = period.To, last = period.To.PlusDays(-1), start = Bound(period.From, zone), until = Bound(period.To, zone) });

    // Instants are kept with as many decimals as they have, and end in Z: a whole second without it is below all of that second.
    private static string Bound(LocalDate day, DateTimeZone zone) => InstantPattern.General.Format(day.AtStartOfDayInZone(zone).ToInstant()).TrimEnd('Z');

    private static FactRow Read(FactTable table, RowReader row) => table switch
    {
        FactTable.DistrictReadings => District(row),
        FactTable.TestedReadings => ReadServed(table, row) with { ReadOn = row.Day(), Reading = ReadStatus.Read, Finding = (FactFinding)row.Int() },
        FactTable.Entries => ReadServed(table, row) with { ReadOn = row.Day(), Reading = ReadStatus.Read, Finding = (FactFinding)row.Int(), Reader = row.Text(), At = row.At(), Seconds = row.LongOrNull() },
        FactTable.Accounts => new FactRow
        {
            Table = table, Account = new(row.Long()), AccountNumber = row.Text(), ServicePoint = new(row.Long()), Meter = "",
            OpenedOn = row.Day(), ClosedOn = row.DayOrNull(), UseClass = row.TextOrNull(), Tariff = row.TextOrNull(), Zone = row.TextOrNull(), Branch = row.TextOrNull(),
        },
        _ => Due(table, row),
    };

    private static FactRow Due(FactTable table, RowReader row)
    {
        var fact = new FactRow
        {
            Table = table, Account = new(row.Long()), AccountNumber = row.Text(), ServicePoint = new(row.Long()), Meter = row.Text(),
            ReadOn = row.DayOrNull(), Reading = (ReadStatus?)row.IntOrNull(),
        };
        return table == FactTable.Bills ? fact with { BillFrom = row.Day(), VolumeThousandths = row.Long() } : fact;
    }

    private static FactRow ReadServed(FactTable table, RowReader row) => new()
    {
        Table = table, Account = new(row.LongOrNull() ?? 0), AccountNumber = row.TextOrNull() ?? "", ServicePoint = new(row.LongOrNull() ?? 0), Meter = row.Text(),
    };

    private static FactRow District(RowReader row)
    {
        var (district, part, zone) = (row.Text(), row.Int(), row.TextOrNull());
        var device = new Meter { Id = default, Number = row.Text(), Size = row.Text(), Dials = row.Int(), Multiplier = row.Int(), Unit = Codes.Unit(row.Text()) };
        return new FactRow
        {
            Table = FactTable.DistrictReadings, Account = default, AccountNumber = "", ServicePoint = default, Meter = device.Number, Device = device, District = district, IsMaster = part == 1, Zone = zone,
            ReadOn = row.Day(), Reading = (ReadStatus)row.Int(), Index = row.Long(), Turn = (IndexTurn)row.Int(),
        };
    }
}

using WaterCore.Metering;
using WaterCore.Statistics;

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
        where g.from_day <= @last and (g.to_day is null or g.to_day > @last)
          and a.opened_on <= @last and (a.closed_on is null or a.closed_on > @last)
          and i.installed_on <= @last and (i.removed_on is null or i.removed_on > @last){unit.And("a.branch")}
        order by a.id, g.service_point
        """;

    private static string Bills(SqlUnit unit) =>
        $"""
        select a.id, a.number, b.service_point, m.number, r.day, r.status, b.period_from, b.usage
        from live_bill b
        join account a on a.id = b.account
        join reading r on r.id = b.closing_reading
        join meter m on m.id = r.meter
        where b.cycle >= @from and b.cycle < @to{unit.And("a.branch")}
        order by b.account, b.service_point, b.period_from
        """;

    public static IAsyncEnumerable<FactRow> RunAsync(SqlUnit unit, FactTable table, Period period, CancellationToken cancellationToken) => unit.StreamAsync(
        table switch
        {
            FactTable.MetersDue => MetersDue(unit),
            FactTable.Bills => Bills(unit),
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, "The table of facts is not known."),
        },
        row => Read(table, row), cancellationToken, new { from = period.From, to = period.To, last = period.To.PlusDays(-1) });

    private static FactRow Read(FactTable table, RowReader row)
    {
        var fact = new FactRow
        {
            Table = table, Account = new(row.Long()), AccountNumber = row.Text(), ServicePoint = new(row.Long()), Meter = row.Text(),
            ReadOn = row.DayOrNull(), Reading = (ReadStatus?)row.IntOrNull(),
        };
        return table == FactTable.Bills ? fact with { BillFrom = row.Day(), VolumeThousandths = row.Long() } : fact;
    }
}

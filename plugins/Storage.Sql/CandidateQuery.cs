using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>Candidates of a cycle, a page at a time in order of account and service point; a few index look-ups each.</summary>
internal static class CandidateQuery
{
    private const int MeterFields = 6, BillFields = 18, ReadingFields = 3;

    private static readonly string s_sql =
        $"""
        with page as (
            select distinct g.account, g.service_point
            from agreement g cross join account a
            where (g.account, g.service_point) > (@account, @servicePoint)
              and g.from_day < @to and (g.to_day is null or g.to_day > @from)
              and a.id = g.account and (a.closed_on is null or a.closed_on > @from)
            order by g.account, g.service_point
            limit @limit),
        opened as (
            select p.account, p.service_point,
                   (select min(x.from_day) from agreement x where x.account = p.account and x.service_point = p.service_point) as first_day,
                   (select case when count(*) = count(x.to_day) then max(x.to_day) end
                    from agreement x where x.account = p.account and x.service_point = p.service_point) as end_day,
                   i.meter, i.installed_on, i.first_index,
                   (select l.period_from from live_bill l
                    where l.account = p.account and l.service_point = p.service_point
                    order by l.period_from desc limit 1) as last_from
            from page p
            left join installation i on i.service_point = p.service_point and i.removed_on is null),
        joined as (
            select o.*, lb.revision as last_revision, lr.meter as last_meter, f.id as handover, f.day as handover_day, f.index_value as handover_index,
                   case when lr.meter = o.meter then lb.period_to when f.id is not null then f.day else o.installed_on end as opening_day
            from opened o
            left join live_bill lb on lb.account = o.account and lb.service_point = o.service_point and lb.period_from = o.last_from
            left join reading lr on lr.id = lb.closing_reading
            left join reading f on f.id = (
                select r.id from reading r
                where o.last_from is null and r.meter = o.meter and r.day >= o.installed_on and r.day <= o.first_day
                order by r.day desc limit 1))
        select {CustomerStore.AccountColumns},
               {CustomerStore.AgreementColumns},
               {MeteringStore.MeterColumns},
               j.installed_on, j.first_index, j.last_meter, j.handover, j.handover_day, j.handover_index,
               c.id, c.day, c.index_value,
               {BillStore.Columns}
        from joined j
        cross join account a
        left join meter m on m.id = j.meter
        left join reading c on c.id = (
            select r.id from reading r
            where r.meter = j.meter and r.day >= @from and r.day < @to and r.day > j.opening_day
              and (j.end_day is null or r.day <= j.end_day) and (a.closed_on is null or r.day <= a.closed_on)
            order by r.day desc limit 1)
        left join bill b on b.account = j.account and b.service_point = j.service_point and b.period_from = j.last_from and b.revision = j.last_revision
        cross join agreement g
        where a.id = j.account and g.account = j.account and g.service_point = j.service_point
          and g.from_day = coalesce(
              (select max(x.from_day) from agreement x
               where x.account = j.account and x.service_point = j.service_point
                 and x.from_day <= coalesce(c.day, @last) and (x.to_day is null or x.to_day > @from)),
              (select min(x.from_day) from agreement x
               where x.account = j.account and x.service_point = j.service_point
                 and x.from_day < @to and (x.to_day is null or x.to_day > @from)))
        order by j.account, j.service_point
        """;

    public static ValueTask<IReadOnlyList<BillingCandidate>> RunAsync(
        SqlUnit unit, Period cycle, (Id<Account> Account, Id<ServicePoint> ServicePoint)? after, int limit, CancellationToken cancellationToken) =>
        unit.QueryAsync(
            s_sql,
            new
            {
                account = after?.Account.Value ?? 0, servicePoint = after?.ServicePoint.Value ?? 0,
                from = cycle.From, to = cycle.To, last = cycle.To.PlusDays(-1), limit,
            },
            Read, cancellationToken);

    private static BillingCandidate Read(RowReader row)
    {
        var account = CustomerStore.ReadAccount(row);
        var agreement = CustomerStore.ReadAgreement(row);
        var meter = row.Missing(MeterFields) ? null : MeteringStore.ReadMeter(row);
        var (installedOn, firstIndex, lastMeter) = (row.DayOrNull(), row.LongOrNull(), row.LongOrNull());
        var handover = Point(row);
        var closing = Point(row);
        var last = row.Missing(BillFields) ? null : BillStore.ReadBill(row);
        return new BillingCandidate
        {
            Account = account, Agreement = agreement, Meter = meter, Closing = closing, LastBill = last,
            Opening = meter is null ? null
                : last is not null && lastMeter == meter.Id.Value ? new IndexPoint(last.ClosingReading, last.To, last.ClosingIndex)
                : handover ?? new IndexPoint(null, installedOn!.Value, firstIndex!.Value),
        };
    }

    private static IndexPoint? Point(RowReader row) =>
        row.Missing(ReadingFields) ? null : new IndexPoint(new Id<Reading>(row.Long()), row.Day(), row.Long());
}

using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>Candidates of a cycle, a page at a time in order of account and service point; a few index look-ups each.</summary>
internal static class CandidateQuery
{
    private const int BillFields = 18, PointFields = 4;

    private static readonly string s_sql =
        $"""
        with page as materialized (
            select distinct g.account, g.service_point
            from agreement g cross join account a
            where (g.account, g.service_point) > (@account, @servicePoint) and g.account <= @through
              and g.from_day < @to and (g.to_day is null or g.to_day > @from)
              and a.id = g.account and (a.closed_on is null or a.closed_on > @from)
            order by g.account, g.service_point
            limit @limit),
        opened as materialized (
            select p.account, p.service_point,
                   (select min(x.from_day) from agreement x where x.account = p.account and x.service_point = p.service_point) as first_day,
                   (select case when count(*) = count(x.to_day) then max(x.to_day) end
                    from agreement x where x.account = p.account and x.service_point = p.service_point) as end_day,
                   i.meter, i.installed_on, i.first_index, i.removed_on,
                   (select l.period_from from live_bill l
                    where l.account = p.account and l.service_point = p.service_point
                    order by l.period_from desc limit 1) as last_from
            from page p
            left join installation i on i.service_point = p.service_point and i.installed_on = (
                select max(x.installed_on) from installation x where x.service_point = p.service_point and x.installed_on < @to)),
        joined as materialized (
            select o.account, o.service_point, o.first_day, o.end_day, o.last_from, o.installed_on, o.first_index, o.removed_on,
                   -- A meter that was taken out is there until its last days are billed.
                   case when o.removed_on is null or (o.removed_on >= @from and o.removed_on > coalesce(lb.period_to, o.first_day)) then o.meter end as meter,
                   lb.revision as last_revision, lr.meter as last_meter, lr.status as last_status,
                   f.id as handover, f.day as handover_day, f.index_value as handover_index, f.status as handover_status,
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
               j.first_day, j.installed_on, j.first_index, j.last_meter, j.last_status, j.handover, j.handover_day, j.handover_index, j.handover_status,
               c.id, c.day, c.index_value, c.status,
               (select count(*) from reading r where r.turn <> 0 and r.meter = j.meter and r.day > j.opening_day and r.day <= c.day and r.turn = 1),
               (select count(*) from reading r where r.turn <> 0 and r.meter = j.meter and r.day > j.opening_day and r.day <= c.day and r.turn = 2),
               {BillStore.Columns}
        from joined j
        cross join account a
        left join meter m on m.id = j.meter
        left join reading c on c.id = (
            select r.id from reading r
            where r.meter = j.meter and r.day >= @from and r.day < @to and r.day > j.opening_day
              and (j.end_day is null or r.day <= j.end_day) and (a.closed_on is null or r.day <= a.closed_on) and (j.removed_on is null or r.day <= j.removed_on)
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

    public static async ValueTask<IReadOnlyList<BillingCandidate>> RunAsync(
        SqlUnit unit, Period cycle, (Id<Account> Account, Id<ServicePoint> ServicePoint)? after, Id<Account> through, int limit, CancellationToken cancellationToken)
    {
        await unit.PreferIndexesAsync(cancellationToken).ConfigureAwait(false);
        var page = await unit.QueryAsync(
            s_sql,
            new
            {
                account = after?.Account.Value ?? 0, servicePoint = after?.ServicePoint.Value ?? 0, through = through.Value,
                from = cycle.From, to = cycle.To, last = cycle.To.PlusDays(-1), limit,
            },
            Read, cancellationToken).ConfigureAwait(false);
        var exchanged = page.Where(p => p.SpansFrom is not null).ToList();
        var spans = exchanged.Count == 0 ? [] : await SpanQuery.RunAsync(unit, exchanged, cancellationToken).ConfigureAwait(false);
        var candidates = new BillingCandidate[page.Count];
        for (var i = 0; i < candidates.Length; i++)
        {
            var c = page[i].Candidate;
            candidates[i] = page[i].SpansFrom is null ? c : c with { Spans = spans[(c.Account.Id, c.Agreement.ServicePoint)] };
        }
        return candidates;
    }

    private static CandidateRow Read(RowReader row)
    {
        var account = CustomerStore.ReadAccount(row);
        var agreement = CustomerStore.ReadAgreement(row);
        var meter = row.Missing(MeteringStore.MeterFields) ? null : MeteringStore.ReadMeter(row);
        var firstDay = row.Day();
        var (installedOn, firstIndex, lastMeter, lastStatus) = (row.DayOrNull(), row.LongOrNull(), row.LongOrNull(), row.LongOrNull());
        var handover = Point(row);
        var closing = Point(row);
        var (rollovers, reversed) = (row.Int(), row.Int());
        if (closing is not null && (rollovers | reversed) != 0) closing = closing with { Rollovers = rollovers, Reversed = reversed > 0 };
        var last = row.Missing(BillFields) ? null : BillStore.ReadBill(row);
        var goesOn = last is not null && lastMeter == meter?.Id.Value;
        var candidate = new BillingCandidate
        {
            Account = account, Agreement = agreement, Meter = meter, Closing = closing, LastBill = last,
            Opening = meter is null ? null
                : goesOn ? LastPoint(last!, lastStatus)
                : handover ?? new IndexPoint(null, installedOn!.Value, firstIndex!.Value),
        };
        var opensNew = meter is not null && !goesOn && handover is null && installedOn > (last?.To ?? firstDay);
        return new CandidateRow(candidate, opensNew ? last?.To ?? firstDay : null, lastMeter, last is null ? null : LastPoint(last, lastStatus));
    }

    private static IndexPoint LastPoint(Bill last, long? status) => new(last.ClosingReading, last.To, last.ClosingIndex) { Estimated = status == (long)ReadStatus.Estimated };

    private static IndexPoint? Point(RowReader row) => row.Missing(PointFields)
        ? null
        : new IndexPoint(new Id<Reading>(row.Long()), row.Day(), row.Long()) { Estimated = row.Int() == (int)ReadStatus.Estimated };
}

/// <summary>A candidate, and from when on meters before its own are to be billed; null when there are none.</summary>
internal sealed record CandidateRow(BillingCandidate Candidate, LocalDate? SpansFrom, long? LastMeter, IndexPoint? LastPoint);

/// <summary>The spans of meters that were exchanged within the days billed; asked only for the few service points that had one.</summary>
internal static class SpanQuery
{
    public static async ValueTask<Dictionary<(Id<Account>, Id<ServicePoint>), IReadOnlyList<MeterSpan>>> RunAsync(
        SqlUnit unit, List<CandidateRow> exchanged, CancellationToken cancellationToken)
    {
        var places = (await unit.Metering.InstallationsAtAsync(exchanged.ConvertAll(e => e.Candidate.Agreement.ServicePoint), cancellationToken).ConfigureAwait(false))
            .ToLookup(p => p.Installation.ServicePoint);
        var gone = places.SelectMany(p => p).Where(p => p.Installation.RemovedOn is not null).Select(p => p.Meter.Id).Distinct().ToList();
        var readings = (await unit.Metering.ReadingsOfAsync(gone, new LocalDate(1, 1, 1), cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Meter);
        var spans = new Dictionary<(Id<Account>, Id<ServicePoint>), IReadOnlyList<MeterSpan>>();
        foreach (var row in exchanged)
        {
            var from = row.SpansFrom!.Value;
            spans[(row.Candidate.Account.Id, row.Candidate.Agreement.ServicePoint)] = places[row.Candidate.Agreement.ServicePoint]
                .Where(p => p.Installation.RemovedOn > from && p.Meter.Id != row.Candidate.Meter!.Id)
                .Select(p => Span(p.Installation, p.Meter, row, from, readings[p.Meter.Id])).ToList();
        }
        return spans;
    }

    private static MeterSpan Span(MeterInstallation place, Meter meter, CandidateRow row, LocalDate from, IEnumerable<Reading> readings)
    {
        var own = readings.Where(r => r.Day >= place.InstalledOn && r.Day <= place.RemovedOn).ToList();
        var handover = row.LastPoint is null ? own.LastOrDefault(r => r.Day <= from) : null;
        var opening = row.LastMeter == meter.Id.Value && row.LastPoint is { } last ? last
            : handover is not null ? new IndexPoint(handover.Id, handover.Day, handover.Index) { Estimated = handover.Status == ReadStatus.Estimated }
            : new IndexPoint(null, place.InstalledOn, place.FirstIndex);
        var between = own.Where(r => r.Day > opening.Day).ToList();
        return new MeterSpan(meter, opening, new IndexPoint(own.LastOrDefault(r => r.Day == place.RemovedOn)?.Id, place.RemovedOn!.Value, place.LastIndex!.Value)
        {
            Rollovers = between.Count(r => r.Turn == IndexTurn.Rollover), Reversed = between.Any(r => r.Turn == IndexTurn.Reversed),
        });
    }
}

using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>
/// Candidates of a cycle, a page at a time in order of account and service point. A few queries a page, each of which goes along the agreements of the page once;
/// what belongs together is put together here, which costs less than having the database look it up again and again.
/// </summary>
internal static class CandidateQuery
{
    // Terms beyond the asked number of candidates that are read in one go: of those whose terms changed, and of those who moved out.
    private const int Slack = 64;

    private const string Range = "(g.account, g.service_point) > (@account, @servicePoint) and (g.account, g.service_point) <= (@lastAccount, @lastServicePoint)";

    private static readonly string s_terms =
        $"""
        select {CustomerStore.AgreementColumns}, {CustomerStore.AccountColumns}
        from agreement g cross join account a
        where (g.account, g.service_point) > (@account, @servicePoint) and g.account <= @through and a.id = g.account
        order by g.account, g.service_point, g.from_day
        limit @rows
        """;

    private static readonly string s_places =
        $"""
        select p.account, p.service_point, i.installed_on, i.first_index, i.removed_on, {MeteringStore.MeterColumns}, r.id, r.day, r.index_value, r.status
        from (select distinct g.account, g.service_point from agreement g where {Range}) p
        cross join installation i
        cross join meter m
        left join reading r on r.meter = i.meter and r.day >= @from and r.day < @to
        where i.service_point = p.service_point and i.installed_on < @to and m.id = i.meter
        """;

    private static readonly string s_lastBills =
        $"""
        select {BillStore.Columns}, r.meter, r.status
        from (select distinct g.account, g.service_point from agreement g where {Range}) p
        cross join live_bill b
        cross join reading r
        where b.account = p.account and b.service_point = p.service_point and r.id = b.closing_reading
          and b.period_from = (select l.period_from from live_bill l where l.account = p.account and l.service_point = p.service_point order by l.period_from desc limit 1)
        """;

    // Who has no bill yet begins at what the household before left, on the meter that is there now.
    private static readonly string s_handovers =
        $"""
        select p.account, p.service_point, r.id, r.day, r.index_value, r.status
        from (select g.account, g.service_point, min(g.from_day) as first_day from agreement g where {Range} group by g.account, g.service_point) p
        cross join installation i
        cross join reading r
        where i.service_point = p.service_point
          and i.installed_on = (select max(x.installed_on) from installation x where x.service_point = p.service_point and x.installed_on < @to)
          and r.id = (select f.id from reading f where f.meter = i.meter and f.day >= i.installed_on and f.day <= p.first_day order by f.day desc limit 1)
        """;

    // Few, and over all of the time since the first opening of the page.
    private const string Turned =
        "select r.meter, r.day, r.turn from reading r where r.turn <> 0 and r.meter between @least and @most and r.day > @earliest and r.day < @to";

    public static async ValueTask<IReadOnlyList<BillingCandidate>> RunAsync(
        SqlUnit unit, Period cycle, (Id<Account> Account, Id<ServicePoint> ServicePoint)? after, Id<Account> through, int limit, CancellationToken cancellationToken)
    {
        await unit.PreferIndexesAsync(cancellationToken).ConfigureAwait(false);
        var (account, servicePoint) = (after?.Account.Value ?? 0, after?.ServicePoint.Value ?? 0);
        List<CandidatePair> page = [];
        for (var rows = limit + Slack; page.Count < limit;)
        {
            var terms = await unit.QueryAsync(s_terms, new { account, servicePoint, through = through.Value, rows }, CandidatePair.Read, cancellationToken).ConfigureAwait(false);
            var (pairs, end) = CandidatePair.Group(terms, complete: terms.Count < rows);
            if (pairs.Count == 0 && !end)
            {
                // All of them are terms of one account at one place.
                rows *= 2;
                continue;
            }
            page.AddRange(pairs.Where(p => p.IsIn(cycle)).Take(limit - page.Count));
            if (end) break;
            (account, servicePoint) = (pairs[^1].Account.Id.Value, pairs[^1].ServicePoint.Value);
        }
        if (page.Count == 0) return [];
        await FillAsync(unit, cycle, after, page, cancellationToken).ConfigureAwait(false);
        var rowsOfPage = page.ConvertAll(p => p.ToRow(cycle));
        var exchanged = rowsOfPage.FindAll(p => p.SpansFrom is not null);
        if (exchanged.Count == 0) return await RegisterQuery.AddToAsync(unit, rowsOfPage.ConvertAll(p => p.Candidate), cancellationToken).ConfigureAwait(false);
        var spans = await SpanQuery.RunAsync(unit, exchanged, cancellationToken).ConfigureAwait(false);
        return await RegisterQuery.AddToAsync(
            unit, rowsOfPage.ConvertAll(p => p.SpansFrom is null ? p.Candidate : p.Candidate with { Spans = spans[(p.Candidate.Account.Id, p.Candidate.Agreement.ServicePoint)] }), cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask FillAsync(
        SqlUnit unit, Period cycle, (Id<Account> Account, Id<ServicePoint> ServicePoint)? after, List<CandidatePair> page, CancellationToken cancellationToken)
    {
        var index = page.ToDictionary(p => (p.Account.Id.Value, p.ServicePoint.Value));
        var range = new
        {
            account = after?.Account.Value ?? 0, servicePoint = after?.ServicePoint.Value ?? 0,
            lastAccount = page[^1].Account.Id.Value, lastServicePoint = page[^1].ServicePoint.Value, from = cycle.From, to = cycle.To,
        };
        // Rows of pairs that are not in the page come too, and are passed over.
        await unit.QueryAsync(s_places, range, row => index.GetValueOrDefault((row.Long(), row.Long()))?.AddPlace(row), cancellationToken).ConfigureAwait(false);
        await unit.QueryAsync(s_lastBills, range, row => AddLastBill(index, row), cancellationToken).ConfigureAwait(false);
        if (page.Exists(p => p.LastBill is null))
            await unit.QueryAsync(s_handovers, range, row => index.GetValueOrDefault((row.Long(), row.Long()))?.AddHandover(row), cancellationToken).ConfigureAwait(false);
        foreach (var pair in page) pair.FindClosing(cycle);
        var closed = page.FindAll(p => p.Closing is not null);
        if (closed.Count == 0) return;
        var turned = (await unit.QueryAsync(
            Turned, new { least = closed.Min(p => p.Meter!.Id.Value), most = closed.Max(p => p.Meter!.Id.Value), earliest = closed.Min(p => p.OpeningDay), to = cycle.To },
            static row => (Meter: row.Long(), Day: row.Day(), Turn: (IndexTurn)row.Int()), cancellationToken).ConfigureAwait(false)).ToLookup(t => t.Meter);
        if (turned.Count == 0) return;
        foreach (var pair in closed) pair.AddTurned(turned[pair.Meter!.Id.Value]);
    }

    private static int AddLastBill(Dictionary<(long, long), CandidatePair> index, RowReader row)
    {
        var bill = BillStore.ReadBill(row);
        if (index.TryGetValue((bill.Key.Account.Value, bill.Key.ServicePoint.Value), out var pair)) pair.AddLastBill(bill, row);
        return 0;
    }
}

using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class DeliveryStore(SqlUnit unit) : IDeliveryStore
{
    private static readonly string[] s_columns =
    [
        "id", "key", "purpose", "template", "person", "customer", "account", "notice", "language", "subject", "body", "routes", "failed", "valid_until", "state", "attempts",
        "next_at", "created_at", "sent_at", "channel", "reference", "reason",
    ];

    private static readonly string s_select = $"select {string.Join(", ", s_columns)} from delivery";

    private static readonly string[] s_noticeColumns = ["id", "template", "area", "fields", "valid_until", "at", "by_whom", "cursor_id", "made", "recipients", "unreachable", "shared"];

    private static readonly string s_selectNotice = $"select {string.Join(", ", s_noticeColumns)} from notice";

    public async ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default) => 1 + await unit.NumberAsync(
        "select coalesce(max(last), 0) from (select max(id) as last from delivery union all select max(id) from notice) ids", cancellationToken).ConfigureAwait(false);

    public async ValueTask<int> AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken = default)
    {
        var there = (await unit.QueryAsync(
            $"select key from delivery where {unit.IsIn("key", "keys")}", new { keys = unit.List(deliveries.Select(d => d.Key)) }, static row => row.Text(), cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        var added = deliveries.Where(d => there.Add(d.Key)).ToList();
        await unit.AddAsync("delivery", s_columns, added, Write, cancellationToken).ConfigureAwait(false);
        return added.Count;
    }

    public ValueTask<IReadOnlyList<Delivery>> DueAsync(Instant now, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        s_select + " where state in (0, 1) and next_at <= @now order by next_at, id limit @limit", new { now = Text(now), limit }, Read, cancellationToken);

    public ValueTask UpdateAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken = default) => unit.AddAsync(
        "delivery", s_columns, deliveries, Write, cancellationToken,
        """
        on conflict (id) do update set state = excluded.state, attempts = excluded.attempts, next_at = excluded.next_at, sent_at = excluded.sent_at, channel = excluded.channel,
            reference = excluded.reference, reason = excluded.reason, body = excluded.body, failed = excluded.failed
        """);

    public ValueTask<int> ReleaseAsync(Instant now, CancellationToken cancellationToken = default) => unit.ChangeAsync(
        "update delivery set next_at = @now where state = 1", new { now = Text(now) }, cancellationToken);

    public ValueTask<Delivery?> FindAsync(Id<Delivery> id, CancellationToken cancellationToken = default) => unit.FindAsync(s_select + " where id = @id", new { id = id.Value }, Read, cancellationToken);

    public ValueTask<Delivery?> FindAsync(string channel, string reference, CancellationToken cancellationToken = default) => unit.FindAsync(
        s_select + " where channel = @channel and reference = @reference order by id desc", new { channel, reference }, Read, cancellationToken);

    public ValueTask<IReadOnlyList<Delivery>> InStateAsync(DeliveryState state, int take, CancellationToken cancellationToken = default) => unit.QueryAsync(
        s_select + " where state = @state order by id desc limit @take", new { state = (long)state, take }, Read, cancellationToken);

    public async ValueTask<ILookup<string, Instant>> SentToAsync(IReadOnlyCollection<string> persons, IReadOnlyCollection<string> purposes, Instant since, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        $"select person, sent_at from delivery where {unit.IsIn("person", "persons")} and sent_at >= @since and {unit.IsIn("purpose", "purposes")}",
        new { persons = unit.List(persons), purposes = unit.List(purposes), since = Text(since) }, static row => (Person: row.Text(), At: row.At()), cancellationToken).ConfigureAwait(false))
        .ToLookup(s => s.Person, s => s.At, StringComparer.Ordinal);

    public ValueTask<IReadOnlyList<DeliveryFigure>> FiguresAsync(Id<Notice>? notice, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select coalesce(channel, ''), template, state, case when state in (4, 5) then coalesce(reason, '') else '' end, count(*) from delivery {(notice is null ? "" : "where notice = @notice")}
        group by 1, 2, 3, 4 order by 1, 2, 3, 4
        """, new { notice = notice?.Value ?? 0 }, static row => new DeliveryFigure(row.Text(), row.Text(), (DeliveryState)row.Int(), row.Text(), row.Long()), cancellationToken);

    public ValueTask AddAsync(Notice notice, CancellationToken cancellationToken = default) => unit.AddAsync("notice", s_noticeColumns, [notice], Write, cancellationToken);

    public ValueTask UpdateAsync(Notice notice, CancellationToken cancellationToken = default) => unit.ExecuteAsync(
        "update notice set cursor_id = @cursor, made = @made, recipients = @recipients, unreachable = @unreachable, shared = @shared where id = @id",
        new { id = notice.Id.Value, cursor = notice.Cursor, made = notice.IsMade ? 1L : 0L, recipients = notice.Recipients, unreachable = notice.Unreachable, shared = notice.Shared }, cancellationToken);

    public ValueTask<Notice?> FindNoticeAsync(Id<Notice> id, CancellationToken cancellationToken = default) => unit.FindAsync(s_selectNotice + " where id = @id", new { id = id.Value }, ReadNotice, cancellationToken);

    public ValueTask<IReadOnlyList<Notice>> NoticesAsync(int take, CancellationToken cancellationToken = default) => unit.QueryAsync(
        s_selectNotice + " order by id desc limit @take", new { take }, ReadNotice, cancellationToken);

    public ValueTask<IReadOnlyList<NoticeCandidate>> CandidatesAsync(long after, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select {CustomerStore.AccountColumns}, c.id, c.name, c.phone, coalesce(p.address, ''), p.zone
        from account a
        join customer c on c.id = a.customer
        left join agreement g on g.account = a.id and not exists (
            select 1 from agreement l where l.account = a.id and (l.from_day > g.from_day or (l.from_day = g.from_day and l.service_point > g.service_point)))
        left join service_point s on s.id = g.service_point
        left join premise p on p.id = s.premise
        where a.id > @after and a.closed_on is null{unit.And("a.branch")}
        order by a.id limit @limit
        """, new { after, limit },
        static row => new NoticeCandidate(
            CustomerStore.ReadAccount(row), new Customer { Id = new(row.Long()), Name = row.Text(), Phone = row.TextOrNull() }, row.Text(), row.TextOrNull()), cancellationToken);

    private static void Write(RowWriter row, Delivery d) => row.Add(d.Id.Value).Add(d.Key).Add(d.Purpose).Add(d.Template).Add(d.Person).Add(d.Customer?.Value).Add(d.Account?.Value).Add(d.Notice?.Value)
        .Add((long)d.Language).Add(d.Subject).Add(d.Body).Add(Json(d.Routes)).Add(Json(d.Failed)).Add(d.ValidUntil).Add((long)d.State).Add(d.Attempts).Add(d.NextAt).Add(d.CreatedAt).Add(d.SentAt)
        .AddOrNull(d.Channel).AddOrNull(d.Reference).AddOrNull(d.Reason);

    private static Delivery Read(RowReader row) => new()
    {
        Id = new(row.Long()), Key = row.Text(), Purpose = row.Text(), Template = row.Text(), Person = row.Text(), Customer = Id<Customer>(row), Account = Id<Account>(row), Notice = Id<Notice>(row),
        Language = (Language)row.Int(), Subject = row.Text(), Body = row.Text(), Routes = Routes(row.Text()), Failed = Routes(row.Text()), ValidUntil = row.AtOrNull(), State = (DeliveryState)row.Int(),
        Attempts = row.Int(), NextAt = row.At(), CreatedAt = row.At(), SentAt = row.AtOrNull(), Channel = row.TextOrNull(), Reference = row.TextOrNull(), Reason = row.TextOrNull(),
    };

    private static void Write(RowWriter row, Notice n) => row.Add(n.Id.Value).Add(n.Template).Add(JsonSerializer.Serialize(n.Area)).Add(JsonSerializer.Serialize(n.Values)).Add(n.ValidUntil).Add(n.At)
        .Add(n.By).Add(n.Cursor).Add(n.IsMade ? 1L : 0L).Add(n.Recipients).Add(n.Unreachable).Add(n.Shared);

    private static Notice ReadNotice(RowReader row) => new()
    {
        Id = new(row.Long()), Template = row.Text(), Area = JsonSerializer.Deserialize<NoticeArea>(row.Text())!, Values = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Text())!,
        ValidUntil = row.AtOrNull(), At = row.At(), By = row.Text(), Cursor = row.Long(), IsMade = row.Long() == 1, Recipients = row.Long(), Unreachable = row.Long(), Shared = row.Long(),
    };

    private static string Json(IReadOnlyList<ContactRoute> routes) => routes.Count == 0 ? "[]" : JsonSerializer.Serialize(routes.Select(r => (string[])[r.Channel, ((int)r.Address.Kind).ToString(System.Globalization.CultureInfo.InvariantCulture), r.Address.Value]));

    private static IReadOnlyList<ContactRoute> Routes(string json) => json == "[]" ? [] :
        [.. JsonSerializer.Deserialize<string[][]>(json)!.Select(r => new ContactRoute(r[0], new MessageAddress((AddressKind)int.Parse(r[1], System.Globalization.CultureInfo.InvariantCulture), r[2])))];

    private static Id<T>? Id<T>(RowReader row) => row.LongOrNull() is { } id ? new Id<T>(id) : null;

    private static string Text(Instant at) => InstantPattern.ExtendedIso.Format(at);
}

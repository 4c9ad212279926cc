using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>Contacts and cases; see the other part for how people want to be reached.</summary>
internal sealed partial class ServiceStore(SqlUnit unit) : IServiceStore
{
    private const string InteractionColumns = "id, at, channel, direction, reference, customer, account, address_kind, address_value, subject, text, owner, owner_position, outcome, case_id, thread";

    private static readonly string[] s_caseColumns =
    [
        "id", "category", "state", "subject", "text", "customer", "account", "place", "zone", "channel", "opened_at", "owner", "owner_position", "position", "due", "work",
        "answered_at", "answer", "callback_kind", "callback_value", "closed_at", "rating", "reopened", "merged_into", "revision", "incident",
    ];

    private static readonly string s_caseSelect = $"select {string.Join(", ", s_caseColumns)} from service_case";

    public ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default) => Plus(unit.NumberInTurnAsync(
        "service", "select coalesce(max(last), 0) from (select max(id) as last from interaction union all select max(id) from service_case) ids", cancellationToken));

    public ValueTask AddAsync(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken = default) => unit.AddAsync(
        "interaction", InteractionColumns.Split(", "), interactions,
        static (row, i) => row.Add(i.Id.Value).AddSorted(i.At).Add(i.Channel).Add((long)i.Direction).AddOrNull(i.Reference).Add(i.Customer?.Value).Add(i.Account?.Value)
            .Add((long?)i.Address?.Kind).AddOrNull(i.Address?.Value).Add(i.Subject).AddOrNull(i.Text).Add(i.Owner).Add(i.OwnerPosition).Add((long)i.Outcome).Add(i.Case?.Value).AddOrNull(i.Thread), cancellationToken);

    public ValueTask<Interaction?> FindInteractionAsync(string channel, string reference, CancellationToken cancellationToken = default) => unit.FindAsync(
        $"select {InteractionColumns} from interaction where channel = @channel and reference = @reference", new { channel, reference }, ReadInteraction, cancellationToken);

    public ValueTask<IReadOnlyList<Interaction>> InteractionsOfAsync(Id<Customer> customer, int take, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {InteractionColumns} from interaction where customer = @customer order by id desc limit @take", new { customer = customer.Value, take }, ReadInteraction, cancellationToken);

    public ValueTask<IReadOnlyList<Interaction>> InteractionsOfAsync(Id<ServiceCase> serviceCase, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {InteractionColumns} from interaction where case_id = @id order by id", new { id = serviceCase.Value }, ReadInteraction, cancellationToken);

    public IAsyncEnumerable<Interaction> InteractionsAsync(Instant from, Instant to, CancellationToken cancellationToken = default) => unit.StreamAsync(
        $"select {InteractionColumns} from interaction where at >= @from and at < @to order by id", ReadInteraction, cancellationToken, new { from = Text(from), to = Text(to) });

    public async ValueTask<int> CountFromAsync(MessageAddress address, Instant since, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        "select count(*) from interaction where address_value = @value and at >= @since and direction = 0", new { value = address.Value, since = Text(since) }, static row => row.Int(), cancellationToken).ConfigureAwait(false))[0];

    public ValueTask AddAsync(ServiceCase serviceCase, CancellationToken cancellationToken = default) => unit.AddAsync("service_case", s_caseColumns, [serviceCase], Write, cancellationToken);

    public async ValueTask UpdateAsync(ServiceCase serviceCase, CancellationToken cancellationToken = default)
    {
        var c = serviceCase;
        var changed = await unit.ChangeAsync(
            """
            update service_case set category = @category, state = @state, subject = @subject, text = @text, customer = @customer, account = @account, place = @place, zone = @zone,
                position = @position, due = @due, work = @work, answered_at = @answered, answer = @answer, callback_kind = @kind, callback_value = @value, closed_at = @closed,
                rating = @rating, reopened = @reopened, merged_into = @merged, revision = @revision, incident = @incident
            where id = @id and revision = @revision - 1
            """, new
            {
                id = c.Id.Value, category = c.Category, state = (long)c.State, subject = c.Subject, text = c.Text, customer = c.Customer?.Value, account = c.Account?.Value, place = c.Place, zone = c.Zone,
                position = c.Position, due = Text(c.Due), work = c.Work?.Value, answered = Text(c.AnsweredAt), answer = c.Answer, kind = (long?)c.CallBack?.Kind, value = c.CallBack?.Value,
                closed = Text(c.ClosedAt), rating = (long?)c.Rating, reopened = (long)c.Reopened, merged = c.MergedInto?.Value, revision = c.Revision, incident = c.Incident?.Value,
            }, cancellationToken).ConfigureAwait(false);
        if (changed != 1) throw unit.Conflict($"Case {c.Id} is not stored with revision {c.Revision - 1}: somebody else acted first.");
    }

    public ValueTask<ServiceCase?> FindCaseAsync(Id<ServiceCase> id, CancellationToken cancellationToken = default) =>
        unit.FindAsync(s_caseSelect + " where id = @id", new { id = id.Value }, ReadCase, cancellationToken);

    public ValueTask<IReadOnlyList<ServiceCase>> CasesAsync(CaseQuery query, CancellationToken cancellationToken = default)
    {
        var conditions = new List<string>();
        if (query.Category is not null) conditions.Add("(category = @category or substr(category, 1, length(@category) + 1) = @category || '.')");
        if (query.State is not null) conditions.Add("state = @state");
        if (query.Position is not null) conditions.Add("position = @position");
        if (query.Customer is not null) conditions.Add("customer = @customer");
        if (query.Zone is not null) conditions.Add("zone = @zone");
        if (query.Incident is not null) conditions.Add("incident = @incident");
        if (query.Live) conditions.Add("state in (0, 1)");
        if (query.Loose) conditions.Add("incident is null");
        if (query.From is not null) conditions.Add("opened_at >= @from");
        if (query.Until is not null) conditions.Add("opened_at < @until");
        if (query.Before is not null) conditions.Add("id < @before");
        var where = conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions);
        return unit.QueryAsync(s_caseSelect + where + " order by id desc limit @take", new
        {
            category = query.Category, state = (long?)query.State, position = query.Position, customer = query.Customer?.Value, zone = query.Zone,
            from = query.From is { } f ? Text(f) : null, until = query.Until is { } u ? Text(u) : null, before = query.Before?.Value, incident = query.Incident?.Value, take = query.Take,
        }, ReadCase, cancellationToken);
    }

    public ValueTask AppendAsync(CaseEvent caseEvent, CancellationToken cancellationToken = default) => unit.AddAsync(
        "case_event", ["case_id", "revision", "at", "actor", "actor_position", "act", "note"], [caseEvent],
        static (row, e) => row.Add(e.Case.Value).Add(e.Revision).AddSorted(e.At).Add(e.Actor).Add(e.Position).Add((long)e.Act).AddOrNull(e.Note), cancellationToken);

    public ValueTask<IReadOnlyList<CaseEvent>> EventsOfAsync(Id<ServiceCase> serviceCase, CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select case_id, revision, at, actor, actor_position, act, note from case_event where case_id = @id order by revision", new { id = serviceCase.Value }, ReadEvent, cancellationToken);

    // The bounds are a second wide in text, so what is read is looked at once more.
    public IAsyncEnumerable<CaseEvent> EventsAsync(Instant from, Instant to, CancellationToken cancellationToken = default) => unit.StreamAsync(
        "select case_id, revision, at, actor, actor_position, act, note from case_event where at >= @from and at < @to order by case_id, revision", ReadEvent, cancellationToken,
        new { from = Text(from - Duration.FromSeconds(1)), to = Text(to + Duration.FromSeconds(1)) }).Where(e => e.At >= from && e.At < to);

    private static CaseEvent ReadEvent(RowReader row) => new(new(row.Long()), row.Long(), row.At(), row.Text(), row.Text(), (CaseAct)row.Int(), row.TextOrNull());

    private static void Write(RowWriter row, ServiceCase c) => row.Add(c.Id.Value).Add(c.Category).Add((long)c.State).Add(c.Subject).AddOrNull(c.Text).Add(c.Customer?.Value).Add(c.Account?.Value)
        .AddOrNull(c.Place).AddOrNull(c.Zone).Add(c.Channel).AddSorted(c.OpenedAt).Add(c.Owner).Add(c.OwnerPosition).Add(c.Position).AddSorted(c.Due).Add(c.Work?.Value)
        .AddSorted(c.AnsweredAt).AddOrNull(c.Answer).Add((long?)c.CallBack?.Kind).AddOrNull(c.CallBack?.Value).AddSorted(c.ClosedAt).Add((long?)c.Rating).Add(c.Reopened).Add(c.MergedInto?.Value).Add(c.Revision).Add(c.Incident?.Value);

    private static ServiceCase ReadCase(RowReader row) => new()
    {
        Id = new(row.Long()), Category = row.Text(), State = (CaseState)row.Int(), Subject = row.Text(), Text = row.TextOrNull(), Customer = Id<Customer>(row), Account = Id<Account>(row),
        Place = row.TextOrNull(), Zone = row.TextOrNull(), Channel = row.Text(), OpenedAt = row.At(), Owner = row.Text(), OwnerPosition = row.Text(), Position = row.Text(), Due = row.AtOrNull(),
        Work = Id<Workflows.WorkItem>(row), AnsweredAt = row.AtOrNull(), Answer = row.TextOrNull(), CallBack = Address(row), ClosedAt = row.AtOrNull(), Rating = row.IntOrNull(),
        Reopened = row.Int(), MergedInto = Id<ServiceCase>(row), Revision = row.Long(), Incident = Id<Incident>(row),
    };

    private static Interaction ReadInteraction(RowReader row) => new()
    {
        Id = new(row.Long()), At = row.At(), Channel = row.Text(), Direction = (ContactDirection)row.Int(), Reference = row.TextOrNull(), Customer = Id<Customer>(row), Account = Id<Account>(row),
        Address = Address(row), Subject = row.Text(), Text = row.TextOrNull(), Owner = row.Text(), OwnerPosition = row.Text(), Outcome = (ContactOutcome)row.Int(), Case = Id<ServiceCase>(row), Thread = row.TextOrNull(),
    };

    private static Id<T>? Id<T>(RowReader row) => row.LongOrNull() is { } id ? new Id<T>(id) : null;

    private static MessageAddress? Address(RowReader row)
    {
        var (kind, value) = (row.IntOrNull(), row.TextOrNull());
        return kind is { } k && value is not null ? new MessageAddress((AddressKind)k, value) : null;
    }

    private static async ValueTask<long> Plus(ValueTask<long> last) => 1 + await last.ConfigureAwait(false);

    private static string Text(Instant at) => SortedInstant.Bound(at);

    private static string? Text(Instant? at) => SortedInstant.Text(at);
}

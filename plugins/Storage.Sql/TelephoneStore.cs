using NodaTime;
using NodaTime.Text;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class TelephoneStore(SqlUnit unit) : ITelephoneStore
{
    private const string CallColumns = "id, from_number, to_number, arrived_at, ended_at, ending, language, account, path, waited_from, connected_at, desk";
    private const string RecordingColumns = "name, call, account, agent, from_at, until_at, bytes, sha256, erased_at";

    public ValueTask<AccountPin?> FindPinAsync(Id<Account> account, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select salt, hash, iterations, set_at from account_pin where account = @account", new { account = account.Value },
        row => new AccountPin(account, new PinHash(row.Bytes(), row.Bytes(), row.Int()), row.At()), cancellationToken);

    public ValueTask PutAsync(AccountPin pin, CancellationToken cancellationToken = default) => unit.AddAsync(
        "account_pin", ["account", "salt", "hash", "iterations", "set_at"], [pin],
        static (row, p) => row.Add(p.Account.Value).Add(p.Hash.Salt).Add(p.Hash.Hash).Add((long)p.Hash.Iterations).Add(p.SetAt), cancellationToken,
        "on conflict (account) do update set salt = excluded.salt, hash = excluded.hash, iterations = excluded.iterations, set_at = excluded.set_at");

    public ValueTask AddAsync(CallRecord call, CancellationToken cancellationToken = default) => unit.AddAsync(
        "hotline_call", CallColumns.Split(", "), [call],
        static (row, c) => row.Add(c.Id).Add(c.From).Add(c.To).Add(Sortable(c.ArrivedAt)).Add(Sortable(c.EndedAt)).Add((long)c.Ending).Add((long)c.Language).AddOrNull(c.Account)
            .Add(string.Join(' ', c.Path)).Add(c.WaitedFrom).Add(c.ConnectedAt).AddOrNull(c.Desk), cancellationToken);

    public ValueTask<IReadOnlyList<CallRecord>> CallsAsync(Instant from, Instant to, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {CallColumns} from hotline_call where arrived_at >= @from and arrived_at < @to order by arrived_at desc, id desc limit @limit",
        new { from = Sortable(from), to = Sortable(to), limit = (long)limit }, Read, cancellationToken);

    public ValueTask<IReadOnlyList<CallRecord>> CallsOfAsync(string? number, string? account, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select {CallColumns} from hotline_call
        where {(number is null ? "1 = 1" : "from_number = @number")} and {(account is null ? "1 = 1" : "account = @account")}
        order by arrived_at desc, id desc limit @limit
        """,
        new { number, account, limit = (long)limit }, Read, cancellationToken);

    public async ValueTask<bool> CountAsync(LocalDate day, IdentificationCount count, CancellationToken cancellationToken = default) => await unit.ChangeAsync(
        """
        insert into identification_count (day, scope, key, count) values (@day, @scope, @key, 1)
        on conflict (day, scope, key) do update set count = identification_count.count + 1 where identification_count.count < @limit
        """, new { day, scope = (long)count.Scope, key = count.Key, limit = (long)count.Limit }, cancellationToken).ConfigureAwait(false) == 1;

    public ValueTask GiveBackAsync(LocalDate day, IdentificationCount count, CancellationToken cancellationToken = default) => unit.ExecuteAsync(
        "update identification_count set count = count - 1 where day = @day and scope = @scope and key = @key and count > 0", new { day, scope = (long)count.Scope, key = count.Key }, cancellationToken);

    public ValueTask ForgetCountsAsync(LocalDate before, CancellationToken cancellationToken = default) =>
        unit.ExecuteAsync("delete from identification_count where day < @before", new { before }, cancellationToken);

    public async ValueTask<bool> TollAsync(CallId call, Instant at, CancellationToken cancellationToken = default)
    {
        await unit.ExecuteAsync("insert into toll_turn (id, turns) values (@id, 1) on conflict (id) do update set turns = toll_turn.turns + 1", new { id = 1L }, cancellationToken).ConfigureAwait(false);
        return await unit.ChangeAsync("insert into toll_call (call, at) values (@call, @at) on conflict (call) do nothing", new { call = call.Value, at = Sortable(at) }, cancellationToken).ConfigureAwait(false) == 1;
    }

    public async ValueTask<int> TollsAsync(Instant after, CancellationToken cancellationToken = default) =>
        (await unit.QueryAsync("select count(*) from toll_call where at > @after", new { after = Sortable(after) }, static row => row.Int(), cancellationToken).ConfigureAwait(false))[0];

    public ValueTask ForgetTollsAsync(Instant until, CancellationToken cancellationToken = default) =>
        unit.ExecuteAsync("delete from toll_call where at <= @until", new { until = Sortable(until) }, cancellationToken);

    public ValueTask AddAsync(CallBack back, CancellationToken cancellationToken = default) => unit.AddAsync(
        "call_back", ["id", "phone", "skill", "since", "case_number"], [back],
        static (row, b) => row.Add(b.Id).Add(b.Phone).Add(b.Group).Add(Sortable(b.Since)).AddOrNull(b.Case), cancellationToken);

    public async ValueTask<bool> TakeCallBackAsync(string id, CancellationToken cancellationToken = default) =>
        await unit.ChangeAsync("delete from call_back where id = @id", new { id }, cancellationToken).ConfigureAwait(false) == 1;

    public ValueTask<IReadOnlyList<CallBack>> CallBacksAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select id, phone, skill, since, case_number from call_back order by since, id", null,
        static row => new CallBack(row.Text(), row.Text(), row.Text(), row.At(), row.TextOrNull()), cancellationToken);

    public ValueTask<IReadOnlyList<AgentSeat>> SeatsAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select number, name, skills, wish, revision, changed_at from agent_seat order by number", null,
        static row => new AgentSeat(row.Text(), row.Text(), row.Text().Split(' ', StringSplitOptions.RemoveEmptyEntries), (SeatWish)row.Int(), row.Int(), row.At()), cancellationToken);

    public async ValueTask PutAsync(AgentSeat seat, CancellationToken cancellationToken = default)
    {
        var changed = await unit.ChangeAsync(
            seat.Revision == 1
                ? "insert into agent_seat (number, name, skills, wish, revision, changed_at) values (@number, @name, @skills, @wish, 1, @at) on conflict (number) do nothing"
                : "update agent_seat set name = @name, skills = @skills, wish = @wish, revision = @revision, changed_at = @at where number = @number and revision = @revision - 1",
            new { number = seat.Number, name = seat.Name, skills = string.Join(' ', seat.Skills), wish = (long)seat.Wish, revision = (long)seat.Revision, at = Sortable(seat.ChangedAt) }, cancellationToken).ConfigureAwait(false);
        if (changed != 1) throw new StorageConflictException($"Somebody else changed seat {seat.Number} first.");
    }

    public ValueTask<HotlineNow?> NowAsync(CancellationToken cancellationToken = default) =>
        unit.FindAsync("select at, content from hotline_now where id = @id", new { id = 1L }, static row => new HotlineNow(row.At(), row.Text()), cancellationToken);

    public ValueTask PutAsync(HotlineNow now, CancellationToken cancellationToken = default) => unit.ExecuteAsync(
        "insert into hotline_now (id, at, content) values (1, @at, @content) on conflict (id) do update set at = excluded.at, content = excluded.content",
        new { at = Sortable(now.At), content = now.Content }, cancellationToken);

    public ValueTask AddAsync(CallRecording recording, CancellationToken cancellationToken = default) => unit.AddAsync(
        "call_recording", RecordingColumns.Split(", "), [recording],
        static (row, r) => row.Add(r.Name).Add(r.Call).AddOrNull(r.Account).Add(r.Agent).Add(Sortable(r.From)).Add(Sortable(r.Until)).Add(r.Bytes).Add(r.Sha256).Add(r.ErasedAt), cancellationToken);

    public ValueTask<CallRecording?> FindRecordingAsync(string name, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {RecordingColumns} from call_recording where name = @name", new { name }, ReadRecording, cancellationToken);

    public ValueTask<IReadOnlyList<CallRecording>> RecordingsAsync(Instant from, Instant to, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {RecordingColumns} from call_recording where from_at >= @from and from_at < @to order by from_at desc, name desc limit @limit",
        new { from = Sortable(from), to = Sortable(to), limit = (long)limit }, ReadRecording, cancellationToken);

    public ValueTask<IReadOnlyList<CallRecording>> RecordingsBeforeAsync(Instant before, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {RecordingColumns} from call_recording where erased_at is null and from_at < @before order by from_at, name limit @limit",
        new { before = Sortable(before), limit = (long)limit }, ReadRecording, cancellationToken);

    public ValueTask ErasedAsync(string name, Instant at, CancellationToken cancellationToken = default) =>
        unit.ExecuteAsync("update call_recording set erased_at = @at where name = @name", new { name, at = Sortable(at) }, cancellationToken);

    private static CallRecording ReadRecording(RowReader row) => new()
    {
        Name = row.Text(), Call = row.Text(), Account = row.TextOrNull(), Agent = row.Text(), From = row.At(), Until = row.At(), Bytes = row.Long(), Sha256 = row.Text(), ErasedAt = row.AtOrNull(),
    };

    private static CallRecord Read(RowReader row) => new()
    {
        Id = row.Text(), From = row.Text(), To = row.Text(), ArrivedAt = row.At(), EndedAt = row.At(), Ending = (CallEnding)row.Int(), Language = (Language)row.Int(),
        Account = row.TextOrNull(), Path = row.Text().Split(' ', StringSplitOptions.RemoveEmptyEntries), WaitedFrom = row.AtOrNull(), ConnectedAt = row.AtOrNull(), Desk = row.TextOrNull(),
    };

    // Always as many digits, so that the order of the text is that of the time.
    private static readonly InstantPattern s_sortable = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fff'Z'");

    internal static string Sortable(Instant at) => s_sortable.Format(at);
}

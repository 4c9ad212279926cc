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

    private static CallRecord Read(RowReader row) => new()
    {
        Id = row.Text(), From = row.Text(), To = row.Text(), ArrivedAt = row.At(), EndedAt = row.At(), Ending = (CallEnding)row.Int(), Language = (Language)row.Int(),
        Account = row.TextOrNull(), Path = row.Text().Split(' ', StringSplitOptions.RemoveEmptyEntries), WaitedFrom = row.AtOrNull(), ConnectedAt = row.AtOrNull(), Desk = row.TextOrNull(),
    };

    // Always as many digits, so that the order of the text is that of the time.
    private static readonly InstantPattern s_sortable = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fff'Z'");

    internal static string Sortable(Instant at) => s_sortable.Format(at);
}

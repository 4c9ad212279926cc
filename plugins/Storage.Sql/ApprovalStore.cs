using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;
using static WaterCore.Storage.Sql.TelephoneStore;

namespace WaterCore.Storage.Sql;

internal sealed class ApprovalStore(SqlUnit unit) : IApprovalStore
{
    private const string Columns = "id, key, act, account, currency, amount, entry, to_account, kind, reason, asker, asker_position, asked_at, state, decider, decider_position, decided_at, note";

    public async ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default) =>
        await unit.NumberInTurnAsync("approval", "select coalesce(max(id), 0) + 1 from approval", cancellationToken).ConfigureAwait(false);

    public ValueTask AddAsync(Approval approval, CancellationToken cancellationToken = default) => unit.AddAsync(
        "approval", Columns.Split(", "), [approval],
        static (row, a) => row.Add(a.Id.Value).Add(a.Key).Add((long)a.Act).Add(a.Account.Value).Add(a.Amount.Currency.Code).Add(a.Amount.Minor).Add(a.Entry.Value).Add(a.To?.Value).AddOrNull(a.Kind).Add(a.Reason)
            .Add(a.Asker.Name).Add(a.Asker.Position).Add(Sortable(a.AskedAt)).Add((long)a.State).AddNull().AddNull().AddNull().AddNull(), cancellationToken);

    public async ValueTask DecideAsync(Approval approval, CancellationToken cancellationToken = default)
    {
        var changed = await unit.ChangeAsync(
            "update approval set state = @state, decider = @decider, decider_position = @position, decided_at = @at, note = @note where id = @id and state = 0",
            new { id = approval.Id.Value, state = (long)approval.State, decider = approval.Decider!.Name, position = approval.Decider.Position, at = Sortable(approval.DecidedAt!.Value), note = approval.Note }, cancellationToken).ConfigureAwait(false);
        if (changed != 1) throw new StorageConflictException($"Approval {approval.Id} does not wait any more.");
    }

    public ValueTask<Approval?> FindAsync(Id<Approval> id, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {Columns} from approval where id = @id{unit.AndOf("approval.account")}", new { id = id.Value }, Read, cancellationToken);

    public ValueTask<Approval?> FindAsync(string asker, string key, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {Columns} from approval where asker = @asker and key = @key", new { asker, key }, Read, cancellationToken);

    public ValueTask<IReadOnlyList<Approval>> InStateAsync(ApprovalState state, int take, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {Columns} from approval where state = @state{unit.AndOf("approval.account")} order by id desc limit @take", new { state = (long)state, take = (long)take }, Read, cancellationToken);

    private static Approval Read(RowReader row)
    {
        var (id, key, act, account, currency, amount) = (row.Long(), row.Text(), (ApprovalAct)row.Int(), row.Long(), Codes.Currency(row.Text()), row.Long());
        var (entry, to, kind, reason) = (row.Long(), row.LongOrNull(), row.TextOrNull(), row.Text());
        var approval = new Approval(new(id), key, act, new(account), new Money(amount, currency), reason, new(row.Text(), row.Text()), row.At())
        {
            Entry = new(entry), To = to is { } other ? new Id<Account>(other) : null, Kind = kind, State = (ApprovalState)row.Int(),
        };
        var (decider, position, at, note) = (row.TextOrNull(), row.TextOrNull(), row.AtOrNull(), row.TextOrNull());
        return decider is null ? approval : approval with { Decider = new(decider, position ?? ""), DecidedAt = at, Note = note };
    }
}

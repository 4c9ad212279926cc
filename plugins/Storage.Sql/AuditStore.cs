using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal sealed class AuditStore(SqlUnit unit) : IAuditStore
{
    private const string Columns = "sequence, at, actor, actor_position, action, subject, before_state, after_state, reason, hash";

    public async ValueTask AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        if (unit.CallLater("audit_append", row => Write(row, entry).Add(AuditChain.Fields(entry)))) return;
        var last = await unit.QueryInTurnAsync(
            SqlUnit.InOrder, "select sequence, hash from audit order by sequence desc limit 1", static row => (Sequence: row.Long(), Hash: row.Text()), cancellationToken).ConfigureAwait(false);
        var next = last.Count == 0 ? AuditChain.Next(1, AuditChain.Start, entry) : AuditChain.Next(last[0].Sequence + 1, last[0].Hash, entry);
        await unit.AddAsync(
            "audit", ["sequence", "at", "actor", "actor_position", "action", "subject", "before_state", "after_state", "reason", "hash"], [next],
            static (row, a) => Write(row.Add(a.Sequence), a.Entry).Add(a.Hash), cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<ChainedAuditEntry> StreamAsync(CancellationToken cancellationToken = default) => unit.StreamAsync($"select {Columns} from audit order by sequence", Read, cancellationToken);

    public ValueTask<IReadOnlyList<ChainedAuditEntry>> LastAsync(long? before, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {Columns} from audit where sequence < @before order by sequence desc limit @limit", new { before = before ?? long.MaxValue, limit }, Read, cancellationToken);

    private static RowWriter Write(RowWriter row, AuditEntry entry) => row.Add(entry.At).Add(entry.Actor.Name).Add(entry.Actor.Position).Add(entry.Action).Add(entry.Subject)
        .AddOrNull(entry.Before).AddOrNull(entry.After).AddOrNull(entry.Reason);

    private static ChainedAuditEntry Read(RowReader row) => new(
        row.Long(),
        new AuditEntry
        {
            At = row.At(), Actor = new Actor(row.Text(), row.Text()), Action = row.Text(), Subject = row.Text(),
            Before = row.TextOrNull(), After = row.TextOrNull(), Reason = row.TextOrNull(),
        },
        row.Text());
}

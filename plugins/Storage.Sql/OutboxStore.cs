using NodaTime;
using NodaTime.Text;
using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal sealed class OutboxStore(SqlUnit unit) : IOutboxStore
{
    public async ValueTask AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default)
    {
        if (messages.Count == 0) return;
        if (messages.All(m => unit.CallLater("outbox_append", row => Write(row, m)))) return;
        var next = 1 + await unit.NumberInTurnAsync(SqlUnit.InOrder, "select coalesce(max(sequence), 0) from outbox", cancellationToken).ConfigureAwait(false);
        await unit.AddAsync(
            "outbox", ["sequence", "key", "topic", "body", "at"], messages.Select((m, i) => m with { Sequence = next + i }).ToList(),
            static (row, m) => Write(row.Add(m.Sequence), m), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<OutboxMessage>> PendingAsync(int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select sequence, key, topic, body, at from outbox where delivered_at is null order by sequence limit @limit", new { limit }, Read, cancellationToken);

    public ValueTask DeliveredAsync(long sequence, Instant at, CancellationToken cancellationToken = default) => unit.ExecuteAsync(
        "update outbox set delivered_at = @at where sequence = @sequence and delivered_at is null", new { sequence, at = InstantPattern.ExtendedIso.Format(at) }, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxMessage>> UnreadAsync(string reader, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        """
        select sequence, key, topic, body, at from outbox
        where sequence > coalesce((select r.sequence from outbox_reader r where r.name = @reader), 0)
        order by sequence limit @limit
        """, new { reader, limit }, Read, cancellationToken);

    public ValueTask ReadAsync(string reader, long? sequence, CancellationToken cancellationToken = default) => unit.ExecuteAsync(
        $"""
        insert into outbox_reader (name, sequence) select @reader, {(sequence is null ? "coalesce(max(sequence), 0) from outbox" : "@sequence")} {(sequence is null ? "where true" : "where @sequence >= 0")}
        on conflict (name) do update set sequence = excluded.sequence where excluded.sequence > outbox_reader.sequence
        """, new { reader, sequence }, cancellationToken);

    private static RowWriter Write(RowWriter row, OutboxMessage message) => row.Add(message.Key).Add(message.Topic).Add(message.Body).Add(message.At);

    private static OutboxMessage Read(RowReader row)
    {
        var sequence = row.Long();
        return new OutboxMessage(row.Text(), row.Text(), row.Text(), row.At()) { Sequence = sequence };
    }
}

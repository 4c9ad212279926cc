using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;
using static WaterCore.Storage.Sql.TelephoneStore;

namespace WaterCore.Storage.Sql;

internal sealed class NoticeStore(SqlUnit unit) : INoticeStore
{
    private const string Columns = "id, zone, from_at, until_at, zh, en, published_at, published_by";

    public ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default) => unit.NumberInTurnAsync("supply_notice", "select coalesce(max(id), 0) + 1 from supply_notice", cancellationToken);

    public ValueTask AddAsync(SupplyNotice notice, CancellationToken cancellationToken = default) => unit.AddAsync(
        "supply_notice", Columns.Split(", "), [notice],
        static (row, n) => row.Add(n.Id.Value).AddOrNull(n.Zone).Add(Sortable(n.From)).Add(Sortable(n.Until)).Add(n.Text.Zh).Add(n.Text.En).Add(n.PublishedAt).Add(n.PublishedBy), cancellationToken);

    public async ValueTask<bool> MoveEndAsync(Id<SupplyNotice> notice, Instant until, Instant now, CancellationToken cancellationToken = default) => await unit.ChangeAsync(
        "update supply_notice set until_at = @until where id = @id and until_at > @now", new { id = notice.Value, until = Sortable(until), now = Sortable(now) }, cancellationToken).ConfigureAwait(false) == 1;

    public ValueTask<IReadOnlyList<SupplyNotice>> CurrentAsync(Instant at, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {Columns} from supply_notice where until_at > @at order by from_at, id", new { at = Sortable(at) },
        static row => new SupplyNotice
        {
            Id = new(row.Long()), Zone = row.TextOrNull(), From = row.At(), Until = row.At(), Text = new Wording(row.Text(), row.Text()), PublishedAt = row.At(), PublishedBy = row.Text(),
        }, cancellationToken);
}

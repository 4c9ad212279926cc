using WaterCore.Ports;
using WaterCore.Tariffs;

namespace WaterCore.Storage.Sql;

internal sealed class TariffStore(SqlUnit unit) : ITariffStore
{
    private const string Columns = "t.code, t.revision, t.document, t.digest, t.published_at";

    public ValueTask AddAsync(PublishedTariff tariff, CancellationToken cancellationToken = default) => unit.AddAsync(
        "tariff", ["code", "revision", "document", "digest", "published_at"], [tariff],
        static (row, t) => row.Add(t.Code).Add(t.Revision).Add(t.Document).Add(t.Digest).Add(t.PublishedAt), cancellationToken);

    public ValueTask<IReadOnlyList<PublishedTariff>> LatestAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select {Columns} from tariff t
        where t.revision = (select max(n.revision) from tariff n where n.code = t.code)
        order by t.code
        """, null, Read, cancellationToken);

    public ValueTask<PublishedTariff?> FindAsync(string code, int revision, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {Columns} from tariff t where t.code = @code and t.revision = @revision", new { code, revision }, Read, cancellationToken);

    private static PublishedTariff Read(RowReader row) => new(row.Text(), row.Int(), row.Text(), row.Text(), row.At());
}

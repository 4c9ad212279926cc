using NodaTime;
using WaterCore.Applications;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Storage.Sql;

internal sealed class ApplicationStore(SqlUnit unit) : IApplicationStore
{
    private const string Columns = "item, kind, account, customer, phone, address, made_at";

    public ValueTask AddAsync(Application application, CancellationToken cancellationToken = default) => unit.AddAsync(
        "application", Columns.Split(", "), [application],
        static (row, a) => row.Add(a.Item.Value).Add(a.Kind).Add(a.Account?.Value).Add(a.Customer).AddOrNull(a.Phone).AddOrNull(a.Address).AddSorted(a.MadeAt), cancellationToken);

    public async ValueTask SetAccountAsync(Id<WorkItem> item, Id<Account> account, CancellationToken cancellationToken = default)
    {
        var changed = await unit.ChangeAsync(
            "update application set account = @account where item = @item and account is null", new { item = item.Value, account = account.Value }, cancellationToken).ConfigureAwait(false);
        if (changed == 0) throw unit.Conflict($"Application {item} has an account already.");
    }

    public ValueTask<Application?> FindAsync(Id<WorkItem> item, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {Columns} from application where item = @item", new { item = item.Value }, Read, cancellationToken);

    public ValueTask<IReadOnlyList<Application>> SearchAsync(Id<Account>? account, string? text, int limit, CancellationToken cancellationToken = default)
    {
        var where = (account is null ? "" : " and account = @account")
            + (text is null ? "" : " and (lower(customer) like lower(@text) escape '!' or phone like @text escape '!' or lower(address) like lower(@text) escape '!')");
        return unit.QueryAsync(
            $"select {Columns} from application where item > 0{where} order by item desc limit @limit",
            new { account = account?.Value, text = text is null ? null : WorkStore.Contains(text), limit }, Read, cancellationToken);
    }

    public ValueTask AddAsync(ApplicationFee fee, CancellationToken cancellationToken = default) => unit.AddAsync(
        "application_fee", ["item", "line", "name", "amount", "currency", "entry"], [fee],
        static (row, f) => row.Add(f.Item.Value).Add(f.Line).Add(f.Name).Add(f.Amount.Minor).Add(f.Amount.Currency.Code).Add(f.Entry), cancellationToken);

    public ValueTask<IReadOnlyList<ApplicationFee>> FeesOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select item, line, name, amount, currency, entry from application_fee where item = @item order by line", new { item = item.Value },
        static row =>
        {
            var (of, line, name, minor) = (new Id<WorkItem>(row.Long()), row.Int(), row.Text(), row.Long());
            return new ApplicationFee(of, line, name, new Money(minor, Codes.Currency(row.Text())), row.Long());
        }, cancellationToken);

    public async ValueTask AddAsync(AttachedDocument document, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await unit.AddAsync(
            "document_content", ["sha256", "content"], [(document.Sha256, content)], static (row, c) => row.Add(c.Sha256).Add(c.content), cancellationToken, "on conflict (sha256) do nothing").ConfigureAwait(false);
        await unit.AddAsync(
            "document", ["item", "line", "name", "file_name", "media_type", "sha256", "bytes", "at", "attached_by"], [document],
            static (row, d) => row.Add(d.Item.Value).Add(d.Line).Add(d.Name).Add(d.FileName).Add(d.MediaType).Add(d.Sha256).Add(d.Bytes).AddSorted(d.At).Add(d.By), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<AttachedDocument>> DocumentsOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select item, line, name, file_name, media_type, sha256, bytes, at, attached_by from document where item = @item order by line", new { item = item.Value },
        static row => new AttachedDocument(new(row.Long()), row.Int(), row.Text(), row.Text(), row.Text(), row.Text(), row.Long(), row.At(), row.Text()), cancellationToken);

    public ValueTask<byte[]?> ContentAsync(string sha256, CancellationToken cancellationToken = default) =>
        unit.FindAsync("select content from document_content where sha256 = @sha256", new { sha256 }, static row => row.Bytes(), cancellationToken);

    public ValueTask AddAsync(Material material, CancellationToken cancellationToken = default) => unit.AddAsync(
        "material", ["code", "name", "unit"], [material], static (row, m) => row.Add(m.Code).Add(m.Name).Add(m.Unit), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<MaterialMove> moves, CancellationToken cancellationToken = default) => unit.AddAsync(
        "material_move", ["id", "material", "item", "quantity", "at", "moved_by", "note"], moves,
        static (row, m) => row.Add(m.Id.Value).Add(m.Material).Add(m.Item?.Value).Add(m.Quantity).AddSorted(m.At).Add(m.By).Add(m.Note), cancellationToken);

    public ValueTask<long> LastMoveIdAsync(CancellationToken cancellationToken = default) => unit.NumberInTurnAsync("material_move", "select coalesce(max(id), 0) from material_move", cancellationToken);

    public ValueTask<IReadOnlyList<MaterialStock>> StockAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select m.code, m.name, m.unit, cast(coalesce((select sum(v.quantity) from material_move v where v.material = m.code), 0) as bigint) from material m order by m.code", null,
        static row => new MaterialStock(new Material(row.Text(), row.Text(), row.Text()), row.Long()), cancellationToken);

    public ValueTask<IReadOnlyList<MaterialMove>> MovesOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select id, material, item, quantity, at, moved_by, note from material_move where item = @item order by id", new { item = item.Value },
        static row => new MaterialMove(new(row.Long()), row.Text(), row.LongOrNull() is { } of ? new Id<WorkItem>(of) : null, row.Long(), row.At(), row.Text(), row.Text()), cancellationToken);

    public ValueTask AddAsync(SupplyChange change, CancellationToken cancellationToken = default) => unit.AddAsync(
        "supply_change", ["service_point", "sequence", "day", "supplied", "item"], [change],
        static (row, c) => row.Add(c.ServicePoint.Value).Add(c.Sequence).Add(c.Day).Add(c.Supplied ? 1L : 0L).Add(c.Item.Value), cancellationToken);

    public ValueTask<IReadOnlyList<SupplyChange>> SupplyOfAsync(Id<ServicePoint> servicePoint, CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select service_point, sequence, day, supplied, item from supply_change where service_point = @point order by sequence", new { point = servicePoint.Value },
        static row => new SupplyChange(new(row.Long()), row.Int(), row.Day(), row.Int() == 1, new(row.Long())), cancellationToken);

    private static Application Read(RowReader row) => new()
    {
        Item = new(row.Long()), Kind = row.Text(), Account = row.LongOrNull() is { } account ? new Id<Account>(account) : null, Customer = row.Text(),
        Phone = row.TextOrNull(), Address = row.TextOrNull(), MadeAt = row.At(),
    };
}

using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class BillStore(SqlUnit unit) : IBillStore
{
    private const string RunColumns = "id, cycle_from, cycle_to, started_at, finished_at, kind";

    public const string Columns =
        "b.account, b.service_point, b.period_from, b.revision, b.period_to, b.cycle, b.tariff, b.tariff_revision, b.usage, b.unit, " +
        "b.total, b.currency, b.closing_reading, b.closing_index, b.inputs, b.lines, b.issued_on, b.run";

    private static readonly string[] s_columns = Columns.Replace("b.", "", StringComparison.Ordinal).Split(", ");

    public ValueTask<IReadOnlyList<BillingCandidate>> CandidatesAsync(
        Period cycle, (Id<Account> Account, Id<ServicePoint> ServicePoint)? after, int limit, CancellationToken cancellationToken = default) =>
        CandidateQuery.RunAsync(unit, cycle, after, new(long.MaxValue), limit, cancellationToken);

    public ValueTask<IReadOnlyList<BillingCandidate>> CandidatesAsync(
        Period cycle, (Id<Account> Account, Id<ServicePoint> ServicePoint)? after, Id<Account> through, int limit, CancellationToken cancellationToken = default) =>
        CandidateQuery.RunAsync(unit, cycle, after, through, limit, cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<Bill> bills, CancellationToken cancellationToken = default) => unit.AddAsync(
        "bill", s_columns, bills,
        static (row, b) => row.Add(b.Key.Account.Value).Add(b.Key.ServicePoint.Value).Add(b.Key.From).Add(b.Key.Revision).Add(b.To).Add(b.Cycle)
            .Add(b.Tariff).Add(b.TariffRevision).Add(b.Usage.Thousandths).Add(b.Usage.Unit.Code).Add(b.Total.Minor).Add(b.Total.Currency.Code)
            .Add(b.ClosingReading.Value).Add(b.ClosingIndex).Add(b.Inputs).Add(b.Lines).Add(b.IssuedOn).Add(b.Run.Value), cancellationToken);

    public ValueTask PutAsync(IReadOnlyList<BillingOutcome> outcomes, CancellationToken cancellationToken = default) => unit.AddAsync(
        "billing_outcome", ["cycle", "account", "service_point", "kind", "code", "reason"], outcomes,
        static (row, o) => row.Add(o.Cycle).Add(o.Account.Value).Add(o.ServicePoint.Value).Add((long)o.Kind).Add(o.Code).Add(o.Reason), cancellationToken,
        "on conflict (cycle, account, service_point) do update set kind = excluded.kind, code = excluded.code, reason = excluded.reason");

    public async ValueTask ClearOutcomesAsync(LocalDate cycle, IReadOnlyList<(Id<Account> Account, Id<ServicePoint> ServicePoint)> billed, CancellationToken cancellationToken = default)
    {
        if (billed.Count == 0) return;
        // In the common case there is nothing to forget, and one look tells.
        var noted = await unit.QueryAsync(
            "select account, service_point from billing_outcome where cycle = @cycle and account between @least and @most",
            new { cycle, least = billed.Min(b => b.Account.Value), most = billed.Max(b => b.Account.Value) }, static row => (Account: row.Long(), ServicePoint: row.Long()), cancellationToken).ConfigureAwait(false);
        if (noted.Count == 0) return;
        var wanted = billed.Select(b => (b.Account.Value, b.ServicePoint.Value)).ToHashSet();
        foreach (var (account, servicePoint) in noted.Where(wanted.Contains))
            await unit.ExecuteAsync(
                "delete from billing_outcome where cycle = @cycle and account = @account and service_point = @servicePoint",
                new { cycle, account, servicePoint }, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<BillingOutcome>> OutcomesOfAsync(LocalDate cycle, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select cycle, account, service_point, kind, code, reason from billing_outcome o where cycle = @cycle{unit.AndOf("o.account")} order by account, service_point", new { cycle },
        static row => new BillingOutcome(row.Day(), new(row.Long()), new(row.Long()), (NotBilled)row.Int(), row.Text(), row.Text()), cancellationToken);

    public ValueTask<Bill?> FindAsync(BillKey key, CancellationToken cancellationToken = default) => unit.FindAsync(
        $"select {Columns} from bill b where b.account = @account and b.service_point = @servicePoint and b.period_from = @from and b.revision = @revision{unit.AndOf("b.account")}",
        new { account = key.Account.Value, servicePoint = key.ServicePoint.Value, from = key.From, revision = key.Revision }, ReadBill, cancellationToken);

    public ValueTask<IReadOnlyList<Bill>> OfAccountAsync(Id<Account> account, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {Columns} from bill b where b.account = @account{unit.AndOf("b.account")} order by b.period_from desc, b.service_point, b.revision desc",
        new { account = account.Value }, ReadBill, cancellationToken);

    public IAsyncEnumerable<Bill> StreamAsync(CancellationToken cancellationToken = default) =>
        unit.StreamAsync($"select {Columns} from bill b where b.account > 0{unit.AndOf("b.account")} order by b.account, b.service_point, b.period_from, b.revision", ReadBill, cancellationToken);

    public IAsyncEnumerable<Bill> IssuedAsync(Period days, CancellationToken cancellationToken = default) => unit.StreamAsync(
        $"select {Columns} from bill b where b.issued_on >= @from and b.issued_on < @to{unit.AndOf("b.account")} order by b.account, b.service_point, b.period_from, b.revision",
        ReadBill, cancellationToken, new { from = days.From, to = days.To });

    public ValueTask PutAsync(BillingRunRecord run, CancellationToken cancellationToken = default) => unit.AddAsync(
        "billing_run", RunColumns.Split(", "), [run],
        static (row, r) => row.Add(r.Id.Value).Add(r.Cycle.From).Add(r.Cycle.To).Add(r.StartedAt).Add(r.FinishedAt).Add((long)r.Kind), cancellationToken,
        "on conflict (id) do update set finished_at = excluded.finished_at");

    public ValueTask<IReadOnlyList<BillingRunRecord>> RunsAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {RunColumns} from billing_run order by id desc", null, ReadRun, cancellationToken);

    public ValueTask<IReadOnlyList<BillingRunRecord>> RunsAsync(BillingRunKind kind, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {RunColumns} from billing_run where kind = @kind order by id desc limit @limit", new { kind = (long)kind, limit = (long)limit }, ReadRun, cancellationToken);

    private static BillingRunRecord ReadRun(RowReader row) => new()
    {
        Id = new(row.Long()), Cycle = new Period(row.Day(), row.Day()), StartedAt = row.At(), FinishedAt = row.AtOrNull(), Kind = (BillingRunKind)row.Int(),
    };

    /// <summary>Reads <see cref="Columns"/>.</summary>
    public static Bill ReadBill(RowReader row) => new()
    {
        Key = new BillKey(new(row.Long()), new(row.Long()), row.Day(), row.Int()),
        To = row.Day(),
        Cycle = row.Day(),
        Tariff = row.Text(),
        TariffRevision = row.Int(),
        Usage = new Volume(row.Long(), Codes.Unit(row.Text())),
        Total = new Money(row.Long(), Codes.Currency(row.Text())),
        ClosingReading = new(row.Long()),
        ClosingIndex = row.Long(),
        Inputs = row.Bytes(),
        Lines = row.Bytes(),
        IssuedOn = row.Day(),
        Run = new(row.Long()),
    };
}

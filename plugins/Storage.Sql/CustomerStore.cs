using System.Text.Json;
using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class CustomerStore(SqlUnit unit) : ICustomerStore
{
    public const string AccountColumns = "a.id, a.number, a.customer, a.opened_on, a.closed_on, a.branch";

    public const string AgreementColumns = "g.account, g.service_point, g.from_day, g.to_day, g.tariff, g.use_class, g.persons, g.attributes";

    private const string LastId =
        """
        select coalesce(max(last), 0) from (
            select max(id) as last from customer union all select max(id) from premise union all select max(id) from service_point
            union all select max(id) from account union all select max(id) from meter union all select max(id) from reading
            union all select max(id) from reading_sheet union all select max(id) from reading_visit union all select max(id) from held_reading
            union all select max(id) from billing_run union all select max(id) from journal) ids
        """;

    public ValueTask<long> LastIdAsync(CancellationToken cancellationToken = default) => unit.NumberAsync(LastId, cancellationToken);

    public ValueTask<IdBlock> TakeIdsAsync(long count, CancellationToken cancellationToken = default) => unit.TakeIdsAsync(LastId, count, cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default) => unit.AddAsync(
        "customer", ["id", "name", "phone"], customers,
        static (row, c) => row.Add(c.Id.Value).Add(c.Name).AddOrNull(c.Phone), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<Premise> premises, CancellationToken cancellationToken = default) => unit.AddAsync(
        "premise", ["id", "address", "zone"], premises,
        static (row, p) => row.Add(p.Id.Value).Add(p.Address).AddOrNull(p.Zone), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<ServicePoint> servicePoints, CancellationToken cancellationToken = default) => unit.AddAsync(
        "service_point", ["id", "premise"], servicePoints,
        static (row, s) => row.Add(s.Id.Value).Add(s.Premise.Value), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<Account> accounts, CancellationToken cancellationToken = default) => unit.AddAsync(
        "account", ["id", "number", "customer", "opened_on", "closed_on", "branch"], accounts,
        static (row, a) => row.Add(a.Id.Value).Add(a.Number).Add(a.Customer.Value).Add(a.OpenedOn).Add(a.ClosedOn).AddOrNull(a.Branch), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<ServiceAgreement> agreements, CancellationToken cancellationToken = default) => unit.AddAsync(
        "agreement", ["account", "service_point", "from_day", "to_day", "tariff", "use_class", "persons", "attributes"], agreements,
        static (row, g) => row.Add(g.Account.Value).Add(g.ServicePoint.Value).Add(g.From).Add(g.To)
            .Add(g.Tariff).Add(g.UseClass).Add((long?)g.Persons).Add(Json(g.Attributes)), cancellationToken);

    public async ValueTask EndAsync(ServiceAgreement agreement, CancellationToken cancellationToken = default)
    {
        var changed = await unit.ChangeAsync(
            "update agreement set to_day = @to where account = @account and service_point = @point and from_day = @from and (to_day is null or to_day > @to)",
            new { account = agreement.Account.Value, point = agreement.ServicePoint.Value, from = agreement.From, to = agreement.To }, cancellationToken).ConfigureAwait(false);
        if (changed == 0) throw unit.Conflict($"The terms of account id {agreement.Account} end on that day or before already.");
    }

    public async ValueTask CloseAsync(Id<Account> account, LocalDate closedOn, CancellationToken cancellationToken = default)
    {
        var changed = await unit.ChangeAsync(
            "update account set closed_on = @closedOn where id = @account and closed_on is null", new { account = account.Value, closedOn }, cancellationToken).ConfigureAwait(false);
        if (changed == 0) throw unit.Conflict($"Account id {account} is closed already.");
    }

    public async ValueTask MoveAsync(Id<Account> account, string? branch, CancellationToken cancellationToken = default)
    {
        var changed = await unit.ChangeAsync(
            $"update account set branch = @branch where id = @account{unit.AndOf("id")}", new { account = account.Value, branch }, cancellationToken).ConfigureAwait(false);
        if (changed == 0) throw unit.Conflict($"Account id {account} is not there.");
    }

    public ValueTask<Account?> FindAccountAsync(string number, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {AccountColumns} from account a where a.number = @number{unit.And("a.branch")}", new { number }, ReadAccount, cancellationToken);

    public ValueTask<Account?> FindAccountAsync(Id<Account> id, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {AccountColumns} from account a where a.id = @id{unit.And("a.branch")}", new { id = id.Value }, ReadAccount, cancellationToken);

    public ValueTask<Customer?> FindCustomerAsync(Id<Customer> id, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select id, name, phone from customer where id = @id", new { id = id.Value },
        static row => new Customer { Id = new(row.Long()), Name = row.Text(), Phone = row.TextOrNull() }, cancellationToken);

    public ValueTask<IReadOnlyList<(ServiceAgreement Agreement, Premise Premise)>> AgreementsOfAsync(Id<Account> account, CancellationToken cancellationToken = default) =>
        unit.QueryAsync(
            $"""
            select {AgreementColumns}, p.id, p.address, p.zone
            from agreement g
            join service_point s on s.id = g.service_point
            join premise p on p.id = s.premise
            where g.account = @account{unit.AndOf("g.account")}
            order by g.from_day, g.service_point
            """, new { account = account.Value },
            static row => (ReadAgreement(row), new Premise { Id = new(row.Long()), Address = row.Text(), Zone = row.TextOrNull() }), cancellationToken);

    public ValueTask<long> CountAccountsAsync(CancellationToken cancellationToken = default) =>
        unit.NumberAsync($"select count(*) from account a where a.id > 0{unit.And("a.branch")}", cancellationToken);

    /// <summary>Reads <see cref="AccountColumns"/>.</summary>
    public static Account ReadAccount(RowReader row) => new()
    {
        Id = new(row.Long()), Number = row.Text(), Customer = new(row.Long()), OpenedOn = row.Day(), ClosedOn = row.DayOrNull(), Branch = row.TextOrNull(),
    };

    /// <summary>Reads <see cref="AgreementColumns"/>.</summary>
    public static ServiceAgreement ReadAgreement(RowReader row) => new()
    {
        Account = new(row.Long()), ServicePoint = new(row.Long()), From = row.Day(), To = row.DayOrNull(),
        Tariff = row.Text(), UseClass = row.Text(), Persons = row.IntOrNull(), Attributes = Attributes(row.Text()),
    };

    // Names in ordinal order, so that the same attributes are the same text.
    private static string Json(IReadOnlyDictionary<string, string> attributes) =>
        attributes.Count == 0 ? "{}" : JsonSerializer.Serialize(new SortedDictionary<string, string>(attributes.ToDictionary(), StringComparer.Ordinal));

    private static IReadOnlyDictionary<string, string> Attributes(string json) =>
        json == "{}" ? ServiceAgreement.NoAttributes : JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
}

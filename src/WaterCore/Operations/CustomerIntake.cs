using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>
/// Imports customers with their accounts, premises and meters, one row each. Columns: account, name, address, tariff, class, opened,
/// meter, size, dials, installed, first_index; if wanted phone, zone, persons, multiplier, branch, and <c>fact.NAME</c> for what a tariff asks for.
/// </summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class CustomerIntake(IStorage storage, IClock clock)
{
    private const string FactPrefix = "fact.";
    private static readonly string[] Needed = ["account", "name", "address", "tariff", "class", "opened", "meter", "size", "dials", "installed", "first_index"];
    private static readonly string[] Allowed = ["phone", "zone", "persons", "multiplier", "branch"];

    /// <summary>Imports a table: all of it, or with a refused row nothing.</summary>
    public Task<IntakeResult> ImportAsync(SourceTable table, SourceFormat format, Actor actor, CancellationToken cancellationToken = default) =>
        FileIntake.OnceAsync(storage, clock, actor, "import.customers", table, unit => TakeAsync(unit, table, format, cancellationToken), cancellationToken);

    private static async Task<IntakeResult> TakeAsync(IUnitOfWork unit, SourceTable table, SourceFormat format, CancellationToken cancellationToken)
    {
        if (FileIntake.Heading(table, Needed, Allowed, FactPrefix) is { } heading) return new IntakeResult(table.Rows.Count, 0, 0, [heading], false);
        var tariffs = (await unit.Tariffs.LatestAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(t => t.Code, t => TariffFile.ReadAny(t.Document, t.Code).Value, StringComparer.Ordinal);
        var branches = (await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false)).Data.Branches.Select(b => b.Code).ToHashSet(StringComparer.Ordinal);
        var refused = new List<RowRefused>();
        var rows = Parse(table, format, tariffs, branches, refused);
        var known = await unit.Metering.FindMetersAsync(rows.ConvertAll(r => r.Meter.Number), cancellationToken).ConfigureAwait(false);

        var unchanged = 0;
        var fresh = new List<Row>();
        foreach (var row in rows)
        {
            var account = await unit.Customers.FindAccountAsync(row.Account.Number, cancellationToken).ConfigureAwait(false);
            if (account is null && !known.ContainsKey(row.Meter.Number)) { fresh.Add(row); continue; }
            if (account is not null && known.TryGetValue(row.Meter.Number, out var meter) && await SameAsync(unit, row, account, meter, cancellationToken).ConfigureAwait(false)) { unchanged++; continue; }
            refused.Add(new RowRefused(table.Name, row.Line, account is null ? "meter" : "account",
                account is null
                    ? new($"水表 {row.Meter.Number} 装在另一户", $"meter {row.Meter.Number} is installed for another account")
                    : new($"户号 {row.Account.Number} 已有，资料不同", $"account {row.Account.Number} is known with other facts"),
                new("请用相应业务变更，如换表、过户，不用导入", "change what is known by the act for it, such as a meter exchange or a change of owner, not by import")));
        }
        if (refused.Count > 0) return new IntakeResult(table.Rows.Count, 0, unchanged, refused.OrderBy(r => r.Line).ToList(), false);
        await AddAsync(unit, fresh, cancellationToken).ConfigureAwait(false);
        return new IntakeResult(table.Rows.Count, fresh.Count, unchanged, [], false);
    }

    private static List<Row> Parse(SourceTable table, SourceFormat format, Dictionary<string, Tariff> tariffs, HashSet<string> branches, List<RowRefused> refused)
    {
        var rows = new List<Row>(table.Rows.Count);
        var facts = table.Columns.Where(c => c.StartsWith(FactPrefix, StringComparison.Ordinal)).ToList();
        HashSet<string> accounts = new(StringComparer.Ordinal), meters = new(StringComparer.Ordinal);
        foreach (var source in table.Rows)
        {
            var reader = new RowReader(table, source, format);
            if (source.Cells.Count != table.Columns.Count)
                reader.Refuse("", new($"此行有 {source.Cells.Count} 格，标题行有 {table.Columns.Count} 列", $"the row has {source.Cells.Count} cells and the heading {table.Columns.Count}"), new("每列一格", "write one cell per column"));
            var opened = reader.Date("opened");
            var installed = reader.Date("installed");
            var row = new Row(source.Line,
                new Customer { Id = default, Name = reader.Text("name"), Phone = reader.Optional("phone") },
                new Premise { Id = default, Address = reader.Text("address"), Zone = reader.Optional("zone") },
                new Account { Id = default, Number = reader.Text("account"), Customer = default, OpenedOn = opened, Branch = reader.Optional("branch") },
                new ServiceAgreement
                {
                    Account = default, ServicePoint = default, From = opened, Tariff = reader.Text("tariff"), UseClass = reader.Text("class"),
                    Persons = reader.Optional("persons") is null ? null : reader.Whole("persons", 1, 999),
                    Attributes = Facts(ref reader, facts),
                },
                new Meter
                {
                    Id = default, Number = reader.Text("meter"), Size = reader.Text("size"), Dials = reader.Whole("dials", 3, 9),
                    Multiplier = reader.Whole("multiplier", 1, 10_000, 1), Unit = format.Unit,
                },
                new MeterInstallation { Meter = default, ServicePoint = default, InstalledOn = installed, FirstIndex = reader.Index("first_index") });
            if (reader.Fault is null) Check(ref reader, row, tariffs, accounts, meters);
            if (reader.Fault is null && row.Account.Branch is { } branch && !branches.Contains(branch))
                reader.Refuse("branch", new($"没有分支机构“{branch}”", $"there is no branch '{branch}'"), OrganizationFault.UseBranch(branches.Order(StringComparer.Ordinal)));
            if (reader.Fault is { } fault) refused.Add(fault);
            else rows.Add(row);
        }
        return rows;
    }

    private static void Check(ref RowReader reader, Row row, Dictionary<string, Tariff> tariffs, HashSet<string> accounts, HashSet<string> meters)
    {
        if (!tariffs.TryGetValue(row.Agreement.Tariff, out var tariff))
            reader.Refuse("tariff", new($"水价“{row.Agreement.Tariff}”未发布", $"'{row.Agreement.Tariff}' is not published"), tariffs.Count == 0 ? new("请先发布水价", "publish a tariff first") : Wording.UseOneOf(tariffs.Keys));
        else if (!tariff.Classes.ContainsKey(row.Agreement.UseClass))
            reader.Refuse("class", new($"水价 {tariff.Code} 没有用水类别“{row.Agreement.UseClass}”", $"tariff {tariff.Code} has no class '{row.Agreement.UseClass}'"), Wording.UseOneOf(tariff.Classes.Keys));
        else if (tariff.Unit != row.Meter.Unit)
            reader.Refuse("meter", new($"声明的单位是 {row.Meter.Unit}，水价 {tariff.Code} 按 {tariff.Unit} 计费", $"the declared unit is {row.Meter.Unit} and tariff {tariff.Code} charges {tariff.Unit}"), new("请声明水表的计量单位", "declare the unit that the meters count"));
        if (!accounts.Add(row.Account.Number)) reader.Refuse("account", new($"户号 {row.Account.Number} 在文件中出现两次", $"account {row.Account.Number} stands in the file twice"), new("请只留一行", "keep one row"));
        if (!meters.Add(row.Meter.Number)) reader.Refuse("meter", new($"水表 {row.Meter.Number} 在文件中出现两次", $"meter {row.Meter.Number} stands in the file twice"), new("请只留一行", "keep one row"));
        if (!IndexFits(row.Installation.FirstIndex, row.Meter.Dials)) reader.Refuse("first_index", new($"表码超出 {row.Meter.Dials} 位字轮", $"the index does not fit {row.Meter.Dials} dials"), new("请更正表码或字轮位数", "correct the index or the number of dials"));
        if (row.Installation.InstalledOn > row.Account.OpenedOn) reader.Refuse("installed", new("水表在开户之后安装", "the meter is installed after the account opens"), new("请填写不晚于开户的装表日", "write the day it was installed, on or before the opening"));
    }

    internal static bool IndexFits(long index, int dials)
    {
        var full = 1000L;
        for (var i = 0; i < dials; i++) full *= 10;
        return index < full;
    }

    private static Dictionary<string, string> Facts(ref RowReader reader, List<string> columns)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in columns)
            if (reader.Optional(column) is { } value) facts[column[FactPrefix.Length..]] = value;
        return facts;
    }

    private static async Task<bool> SameAsync(IUnitOfWork unit, Row row, Account account, Meter meter, CancellationToken cancellationToken)
    {
        var customer = await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false);
        var agreements = await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken).ConfigureAwait(false);
        var installations = await unit.Metering.InstallationsOfAsync([meter.Id], cancellationToken).ConfigureAwait(false);
        return customer is not null && agreements.Count > 0 && agreements[0] is var (first, premise)
            && (row.Customer with { Id = customer.Id }) == customer
            && (row.Account with { Id = account.Id, Customer = customer.Id }) == account
            && premise.Address == row.Premise.Address && premise.Zone == row.Premise.Zone
            && (first.From, first.Tariff, first.UseClass, first.Persons) == (row.Agreement.From, row.Agreement.Tariff, row.Agreement.UseClass, row.Agreement.Persons)
            && first.Attributes.OrderBy(a => a.Key).SequenceEqual(row.Agreement.Attributes.OrderBy(a => a.Key))
            && (row.Meter with { Id = meter.Id }) == meter
            && installations.TryGetValue(meter.Id, out var installation) && installation.ServicePoint == first.ServicePoint
            && (installation.InstalledOn, installation.FirstIndex) == (row.Installation.InstalledOn, row.Installation.FirstIndex);
    }

    private static async Task AddAsync(IUnitOfWork unit, List<Row> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;
        var ids = await unit.Customers.TakeIdsAsync(5L * rows.Count, cancellationToken).ConfigureAwait(false);
        var placed = rows.ConvertAll(row =>
        {
            Id<Customer> customer = new(ids.Next());
            Id<Premise> premise = new(ids.Next());
            Id<ServicePoint> point = new(ids.Next());
            Id<Account> account = new(ids.Next());
            Id<Meter> meter = new(ids.Next());
            return (
                Customer: row.Customer with { Id = customer }, Premise: row.Premise with { Id = premise },
                Point: new ServicePoint { Id = point, Premise = premise }, Account: row.Account with { Id = account, Customer = customer },
                Agreement: row.Agreement with { Account = account, ServicePoint = point }, Meter: row.Meter with { Id = meter },
                Installation: row.Installation with { Meter = meter, ServicePoint = point });
        });
        await unit.Customers.AddAsync(placed.ConvertAll(p => p.Customer), cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync(placed.ConvertAll(p => p.Premise), cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync(placed.ConvertAll(p => p.Point), cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync(placed.ConvertAll(p => p.Account), cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync(placed.ConvertAll(p => p.Agreement), cancellationToken).ConfigureAwait(false);
        await unit.Metering.AddAsync(placed.ConvertAll(p => p.Meter), cancellationToken).ConfigureAwait(false);
        await unit.Metering.AddAsync(placed.ConvertAll(p => p.Installation), cancellationToken).ConfigureAwait(false);
        await unit.Search.PutAsync(placed.ConvertAll(p => AnyClueSearch.Record(p.Account, p.Customer, [p.Premise], [p.Meter])), cancellationToken).ConfigureAwait(false);
    }

    private sealed record Row(int Line, Customer Customer, Premise Premise, Account Account, ServiceAgreement Agreement, Meter Meter, MeterInstallation Installation);
}

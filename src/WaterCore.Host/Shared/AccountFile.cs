using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Shared;

/// <summary>What a page about an account shows, read in one state of the database.</summary>
/// <param name="Account">The account.</param>
/// <param name="Customer">Who pays.</param>
/// <param name="Agreements">Its terms with the premise of each, oldest first.</param>
/// <param name="Bills">Its bills that stand, newest first.</param>
/// <param name="Cancelled">Those that were cancelled, newest first.</param>
public sealed record AccountFile(Account Account, Customer Customer, IReadOnlyList<(ServiceAgreement Agreement, Premise Premise)> Agreements, IReadOnlyList<Bill> Bills, IReadOnlyList<Bill> Cancelled)
{
    /// <summary>Where the water goes now, or went last.</summary>
    public string Address => Agreements.Count > 0 ? Agreements[^1].Premise.Address : "";

    /// <summary>The account with its bills, newest first; null when there is none of this number.</summary>
    public static async Task<AccountFile?> LoadAsync(IUnitOfWork unit, string number, CancellationToken cancellationToken)
    {
        if (await unit.Customers.FindAccountAsync(number, cancellationToken) is not { } account) return null;
        var customer = await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken);
        var agreements = await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken);
        var bills = await unit.Bills.OfAccountAsync(account.Id, cancellationToken);
        var cancelled = new HashSet<BillKey>();
        foreach (var currency in bills.Select(b => b.Total.Currency).Distinct())
            cancelled.UnionWith((await unit.Accounts.HistoriesAsync([account.Id], currency, cancellationToken))[0].Bills.Where(b => b.CancelledOn is not null).Select(b => b.Key));
        return new AccountFile(account, customer!, agreements, [.. bills.Where(b => !cancelled.Contains(b.Key))], [.. bills.Where(b => cancelled.Contains(b.Key))]);
    }

    /// <summary>The meters at the account's service points, newest first, and their readings since the account opened, newest first.</summary>
    public async Task<(IReadOnlyList<(MeterInstallation Installation, Meter Meter)> Meters, IReadOnlyList<Reading> Readings)> MetersAsync(IUnitOfWork unit, CancellationToken cancellationToken)
    {
        var points = Agreements.Select(a => a.Agreement.ServicePoint).Distinct().ToList();
        var registers = (await unit.Metering.RegistersAtAsync(points, cancellationToken)).Select(r => (Installation: r.Place, Meter: r.Dial));
        var meters = (await unit.Metering.InstallationsAtAsync(points, cancellationToken)).Concat(registers).Reverse().ToList();
        var readings = await unit.Metering.ReadingsOfAsync([.. meters.Select(m => m.Meter.Id).Distinct()], Account.OpenedOn, cancellationToken);
        return (meters, [.. readings.OrderByDescending(r => r.Day)]);
    }

    /// <summary>The number of a bill of this account.</summary>
    public string NumberOf(Bill bill) => BillDesk.NumberOf(bill, Account);
}

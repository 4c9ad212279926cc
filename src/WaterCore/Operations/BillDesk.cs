using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A stored bill with all that a person wants to know of it; the derivation is rebuilt from the stored inputs.</summary>
/// <param name="Number">The number that customers quote.</param>
/// <param name="Bill">As stored.</param>
/// <param name="Account">The account.</param>
/// <param name="Customer">Who pays.</param>
/// <param name="Address">Where the water went.</param>
/// <param name="Calculated">The lines with their derivation.</param>
public sealed record BillView(string Number, Bill Bill, Account Account, Customer Customer, string Address, CalculatedBill Calculated)
{
    /// <summary>When it was cancelled; null where it stands, and where nobody looked.</summary>
    public LocalDate? CancelledOn { get; init; }
}

/// <summary>A bill that was asked for is not there.</summary>
public sealed record BillNotFound(string Asked) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.bill-not-found";

    /// <inheritdoc/>
    public override string Message => $"There is no bill '{Asked}'; give an account number for its latest bill, or a bill number such as 6200017-20260101.";
}

/// <summary>A stored bill does not come out the same when worked out again.</summary>
public sealed record BillDiffers(string Number, string What) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.bill-differs";

    /// <inheritdoc/>
    public override string Message => $"Bill {Number} does not come out the same when worked out again: {What}; run verify and ask who changed the database.";
}

/// <summary>Why a bill differs from the one before.</summary>
/// <param name="Before">The earlier bill.</param>
/// <param name="After">The bill that was asked for.</param>
/// <param name="Comparison">The parts of the difference.</param>
public sealed record BillWhy(BillView Before, BillView After, BillComparison Comparison);

/// <summary>A bill is its service point's first, so there is nothing to compare it with.</summary>
public sealed record NoBillBefore(string Number) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.no-bill-before";

    /// <inheritdoc/>
    public override string Message => $"Bill {Number} is the first of its service point; there is none before to compare it with.";
}

/// <summary>Finds bills and rebuilds their derivation.</summary>
/// <param name="storage">Where everything is kept.</param>
public sealed class BillDesk(IStorage storage)
{
    /// <summary>The number of a bill: account number, first day, and the revision when it is not the first.</summary>
    public static string NumberOf(Bill bill, Account account) => NumberOf(bill.Key, account);

    /// <summary>The number of the bill of a key.</summary>
    public static string NumberOf(BillKey key, Account account) =>
        string.Create(CultureInfo.InvariantCulture, $"{account.Number}-{key.From:yyyyMMdd}{(key.Revision > 0 ? $"r{key.Revision}" : "")}");

    /// <summary>Why a bill is higher or lower than the one before it: the live bill of the same service point that ends where it begins, or the last before.</summary>
    /// <param name="asked">A bill's number, or an account's number for its latest bill.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Both bills and the parts of their difference; a fault when either is not there or does not come out the same.</returns>
    public async Task<Result<BillWhy>> WhyAsync(string asked, CancellationToken cancellationToken = default)
    {
        var shown = await ShowAsync(asked, cancellationToken).ConfigureAwait(false);
        return shown.IsOk ? await WhyAsync(shown.Value, cancellationToken).ConfigureAwait(false) : shown.Fault;
    }

    /// <summary>As <see cref="WhyAsync(string, CancellationToken)"/>, of a bill that is shown already.</summary>
    /// <param name="shown">The bill.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<BillWhy>> WhyAsync(BillView shown, CancellationToken cancellationToken = default)
    {
        var (bill, account) = (shown.Bill, shown.Account);
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var history = (await unit.Accounts.HistoriesAsync([account.Id], bill.Total.Currency, cancellationToken).ConfigureAwait(false))[0];
        var cancelled = history.Bills.Where(b => b.CancelledOn is not null).Select(b => b.Key).ToHashSet();
        var before = (await unit.Bills.OfAccountAsync(account.Id, cancellationToken).ConfigureAwait(false))
            .Where(b => b.Key.ServicePoint == bill.Key.ServicePoint && b.Key.From < bill.Key.From && !cancelled.Contains(b.Key)).MaxBy(b => (b.Key.From, b.Key.Revision));
        if (before is null) return new NoBillBefore(shown.Number);
        var earlier = await ViewAsync(unit, before, account, [], cancellationToken).ConfigureAwait(false);
        if (!earlier.IsOk) return earlier.Fault;
        var comparison = BillComparison.Of(earlier.Value.Calculated, shown.Calculated);
        return comparison.IsOk ? new BillWhy(earlier.Value, shown, comparison.Value) : comparison.Fault;
    }

    /// <summary>A bill by its number, or the latest bill of an account by the account's number.</summary>
    public async Task<Result<BillView>> ShowAsync(string asked, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var account = await unit.Customers.FindAccountAsync(asked, cancellationToken).ConfigureAwait(false);
        var dash = asked.LastIndexOf('-');
        if (account is null && dash > 0) account = await unit.Customers.FindAccountAsync(asked[..dash], cancellationToken).ConfigureAwait(false);
        if (account is null) return new BillNotFound(asked);
        var bills = await unit.Bills.OfAccountAsync(account.Id, cancellationToken).ConfigureAwait(false);
        if (bills.Count == 0) return new BillNotFound(asked);
        var history = (await unit.Accounts.HistoriesAsync([account.Id], bills[0].Total.Currency, cancellationToken).ConfigureAwait(false))[0];
        var cancelled = history.Bills.Where(b => b.CancelledOn is not null).ToDictionary(b => b.Key, b => b.CancelledOn);
        // The latest that stands; where all were cancelled, the latest of these.
        var bill = account.Number == asked ? bills.FirstOrDefault(b => !cancelled.ContainsKey(b.Key)) ?? bills[0] : bills.FirstOrDefault(b => NumberOf(b, account) == asked);
        if (bill is null) return new BillNotFound(asked);
        var view = await ViewAsync(unit, bill, account, [], cancellationToken).ConfigureAwait(false);
        return view.IsOk ? view.Value with { CancelledOn = cancelled.GetValueOrDefault(bill.Key) } : view.Fault;
    }

    /// <summary>A bill with its derivation; calculators that were made are kept for the next bill.</summary>
    internal static async Task<Result<BillView>> ViewAsync(IUnitOfWork unit, Bill bill, Account account, Dictionary<(string, int), PublishedCalculator> calculators, CancellationToken cancellationToken)
    {
        var number = NumberOf(bill, account);
        if (!calculators.TryGetValue((bill.Tariff, bill.TariffRevision), out var calculator))
        {
            var published = await unit.Tariffs.FindAsync(bill.Tariff, bill.TariffRevision, cancellationToken).ConfigureAwait(false);
            if (published is null) return new BillDiffers(number, $"tariff {bill.Tariff} revision {bill.TariffRevision} is gone");
            calculators[(bill.Tariff, bill.TariffRevision)] = calculator = PublishedCalculator.Of(published);
        }
        var again = Recalculation.Of(bill, calculator, number);
        if (!again.IsOk) return again.Fault;
        var customer = await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false);
        var agreements = await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken).ConfigureAwait(false);
        var address = agreements.LastOrDefault(a => a.Agreement.ServicePoint == bill.Key.ServicePoint).Premise?.Address ?? "";
        return new BillView(number, bill, account, customer!, address, again.Value);
    }
}

/// <summary>Works a stored bill out again and compares.</summary>
internal static class Recalculation
{
    public static Result<CalculatedBill> Of(Bill bill, PublishedCalculator published, string number)
    {
        var again = published.Calculator.Calculate(BillPacking.UnpackInputs(bill.Inputs.Span, bill.Usage));
        if (!again.IsOk) return new BillDiffers(number, again.Fault.Message.TrimEnd('.'));
        if (again.Value.Total != bill.Total) return new BillDiffers(number, $"the total is stored as {bill.Total} and comes out as {again.Value.Total}");
        if (BillPacking.UnpackCarried(bill.Inputs.Span) != again.Value.Carried) return new BillDiffers(number, "what it hands to the next bill is not what its inputs give");
        return bill.Lines.Span.SequenceEqual(BillPacking.PackLines(again.Value))
            ? again
            : new BillDiffers(number, "its lines are not those that the tariff gives");
    }
}

using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A receipt with all that is printed on it.</summary>
/// <param name="Payment">What came in, and how.</param>
/// <param name="Entry">The payment's entry.</param>
/// <param name="Account">The account.</param>
/// <param name="Customer">Who pays.</param>
/// <param name="Address">Where the water goes.</param>
/// <param name="Paid">What it paid at once and has not lost since, in order.</param>
/// <param name="Waits">What of it waits as credit or was paid out again.</param>
/// <param name="Reversal">The entry that undid it, or null.</param>
public sealed record ReceiptView(
    Payment Payment, AccountEntry Entry, Account Account, Customer Customer, string Address, IReadOnlyList<(ChargeRef Charge, Money Amount)> Paid, Money Waits, AccountEntry? Reversal)
{
    /// <summary>What came in; above zero.</summary>
    public Money Amount => -Entry.Amount;
}

/// <summary>A drawer on a day.</summary>
/// <param name="Drawer">The drawer.</param>
/// <param name="Day">The business day.</param>
/// <param name="Expected">What the entries say lies in it.</param>
/// <param name="Payments">The payments at the counter into this drawer, newest first; reversed ones left out.</param>
/// <param name="Close">The count, or null while it is open.</param>
public sealed record DrawerView(string Drawer, LocalDate Day, Money Expected, IReadOnlyList<(Payment Payment, Money Amount)> Payments, DrawerClose? Close);

/// <summary>What a cashier looks at: receipts and the own drawer. Reads only.</summary>
/// <param name="context">What it works with.</param>
public sealed class CounterDesk(MoneyContext context)
{
    /// <summary>The channel of payments that a cashier takes.</summary>
    public const string Channel = "counter";

    /// <summary>A receipt by its payment entry.</summary>
    public async Task<Result<ReceiptView>> ReceiptAsync(Id<AccountEntry> entry, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Accounts.FindPaymentAsync(entry, cancellationToken).ConfigureAwait(false) is not { } payment) return new EntryNotFound(entry.ToString(), "payment");
        var found = (await unit.Accounts.FindEntryAsync(entry, cancellationToken).ConfigureAwait(false))!;
        var account = (await unit.Customers.FindAccountAsync(found.Account, cancellationToken).ConfigureAwait(false))!;
        var customer = (await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false))!;
        var agreements = await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken).ConfigureAwait(false);
        var history = (await unit.Accounts.HistoriesAsync([account.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0];
        var paid = history.Standing().Where(a => a.Credit == entry).Select(a => (a.Charge, a.Amount)).ToList();
        return new ReceiptView(
            payment, found, account, customer, agreements.Count > 0 ? agreements[^1].Premise.Address : "", paid,
            new Money(-found.Amount.Minor - paid.Sum(p => p.Amount.Minor), found.Amount.Currency), history.Entries.FirstOrDefault(e => e.Kind == EntryKind.Reversal && e.Corrects == entry));
    }

    /// <summary>A drawer today.</summary>
    public async Task<DrawerView> DrawerAsync(string drawer, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var day = context.Today;
        var expected = await unit.Cash.ExpectedMinorAsync(drawer, day, cancellationToken).ConfigureAwait(false);
        var payments = await unit.Cash.PaymentsOfAsync(Channel, day, cancellationToken).ConfigureAwait(false);
        return new DrawerView(
            drawer, day, new Money(expected, context.Utility.Currency), [.. payments.Where(p => p.Payment.Drawer == drawer).OrderByDescending(p => p.Payment.Entry.Value)],
            await unit.Cash.FindCloseAsync(drawer, day, cancellationToken).ConfigureAwait(false));
    }
}

using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>An account's money in some days.</summary>
/// <param name="Account">The account.</param>
/// <param name="Customer">Who pays.</param>
/// <param name="Days">The days.</param>
/// <param name="Opening">The balance before them.</param>
/// <param name="Lines">What happened.</param>
/// <param name="Balance">The balance after them.</param>
/// <param name="Open">What is open at their end, with the day it is due.</param>
/// <param name="Advance">Credit that waits at their end.</param>
/// <param name="Payments">What is known of payments among the lines.</param>
public sealed record AccountStatement(
    Account Account, Customer Customer, Period Days, Money Opening, IReadOnlyList<StatementLine> Lines, Money Balance,
    IReadOnlyList<(OpenCharge Charge, LocalDate Due)> Open, Money Advance, IReadOnlyDictionary<Id<AccountEntry>, Payment> Payments)
{
    /// <summary>What is held as a deposit at their end; it is not in the balance.</summary>
    public Money Deposit { get; init; } = Money.Zero(Balance.Currency);
}

/// <summary>What is owed by age.</summary>
/// <param name="Day">The day looked at.</param>
/// <param name="Bands">Accounts and minor units by band.</param>
/// <param name="Accounts">Accounts that owe something that is overdue.</param>
/// <param name="Overdue">What is overdue.</param>
/// <param name="Owed">All that is open.</param>
public sealed record Arrears(LocalDate Day, IReadOnlyList<(string Band, long Accounts, long Minor)> Bands, long Accounts, Money Overdue, Money Owed);

/// <summary>Statements, balances, ageing. Reads only.</summary>
/// <param name="context">What it works with.</param>
public sealed class AccountDesk(MoneyContext context)
{
    private const int PageSize = 500;

    /// <summary>The statement of an account.</summary>
    /// <param name="number">The account's number.</param>
    /// <param name="from">The first day, or null for the first day of the account.</param>
    /// <param name="until">The last day, or null for today.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<AccountStatement>> StatementAsync(string number, LocalDate? from = null, LocalDate? until = null, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        var customer = await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false);
        var history = (await unit.Accounts.HistoriesAsync([account.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0];
        var last = until ?? context.Today;
        var first = from ?? (account.OpenedOn <= last ? account.OpenedOn : last);
        var days = new Period(first, last.PlusDays(1));
        var (opening, lines) = history.Statement(days);
        var payments = new Dictionary<Id<AccountEntry>, Payment>();
        foreach (var entry in lines.Where(l => l.Entry?.Kind == EntryKind.Payment).Select(l => l.Entry!.Id))
            payments[entry] = (await unit.Accounts.FindPaymentAsync(entry, cancellationToken).ConfigureAwait(false))!;
        return new AccountStatement(
            account, customer!, days, opening, lines, history.BalanceOn(last), [.. history.OpenOn(last).Select(c => (c, context.Policy.DueOn(c)))], history.AdvanceOn(last), payments) { Deposit = history.DepositOn(last) };
    }

    /// <summary>What all accounts owe on a day, by age.</summary>
    public async Task<Arrears> ArrearsAsync(LocalDate? on = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var day = on ?? context.Today;
        var ageing = context.Policy.Ageing;
        var (minor, accounts) = (new long[ageing.Bands], new long[ageing.Bands]);
        long owing = 0, done = 0;
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await foreach (var (_, history) in HistoriesAsync(unit, cancellationToken).ConfigureAwait(false))
        {
            var bands = ageing.Of(history.OpenOn(day), context.Policy.DueOn, day);
            for (var i = 0; i < bands.Length; i++)
            {
                minor[i] = checked(minor[i] + bands[i]);
                if (bands[i] != 0) accounts[i]++;
            }
            if (bands.Skip(1).Any(b => b > 0)) owing++;
            if (++done % 1000 == 0) progress?.Report(done);
        }
        var currency = context.Utility.Currency;
        return new Arrears(
            day, [.. Enumerable.Range(0, ageing.Bands).Select(i => (ageing.Name(i), accounts[i], minor[i]))], owing, new Money(minor.Skip(1).Sum(), currency), new Money(minor.Sum(), currency));
    }

    /// <summary>All accounts with their histories, a page at a time.</summary>
    internal async IAsyncEnumerable<(Account Account, AccountHistory History)> HistoriesAsync(
        IUnitOfWork unit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long after = 0; ;)
        {
            var page = await unit.Accounts.PageAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) yield break;
            var histories = await unit.Accounts.HistoriesAsync([.. page.Select(a => a.Id)], context.Utility.Currency, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < page.Count; i++) yield return (page[i], histories[i]);
            after = page[^1].Id.Value;
        }
    }
}

using NodaTime;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Search;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>An account that a caller may be calling about.</summary>
/// <param name="Number">The account's number.</param>
/// <param name="Name">Who pays.</param>
/// <param name="Address">Where the water is used.</param>
/// <param name="Identified">Whether the caller identified for it; otherwise only the number shown leads to it, which proves nothing.</param>
/// <param name="Balance">What is owed; below zero is credit.</param>
/// <param name="Overdue">What of it is overdue.</param>
public sealed record CallerAccount(string Number, string Name, string Address, bool Identified, Money Balance, Money Overdue);

/// <summary>What an agent sees before picking up.</summary>
/// <param name="From">The number shown.</param>
/// <param name="Accounts">Accounts, the one identified for first, at most five.</param>
/// <param name="Calls">The last calls from the number or of the account, newest first.</param>
public sealed record CallerCard(string From, IReadOnlyList<CallerAccount> Accounts, IReadOnlyList<CallRecord> Calls)
{
    /// <summary>Open cases of the customers, newest first, at most five.</summary>
    public IReadOnlyList<ServiceCase> Cases { get; init; } = [];

    /// <summary>The last contacts with the customers by any door, newest first, at most five.</summary>
    public IReadOnlyList<Interaction> Contacts { get; init; } = [];
}

/// <summary>Finds who calls by the number shown and by what the caller identified for. Who looked is in the audit trail.</summary>
/// <param name="context">Where everything is kept, the utility, the time, the terms.</param>
public sealed class CallerCards(MoneyContext context)
{
    private const int Most = 5;

    /// <summary>The card of a caller.</summary>
    /// <param name="from">The number shown, possibly empty.</param>
    /// <param name="account">The number of the account the caller identified for, or null.</param>
    /// <param name="actor">Who looks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CallerCard> LookAsync(string from, string? account, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var numbers = new List<string>();
        if (account is not null) numbers.Add(account);
        // Fewer digits than this would be half the town's.
        if (from.Count(char.IsAsciiDigit) >= 7 && unit.Search.IsKept && Clue.Read(from) is { IsOk: true, Value: var clue })
            numbers.AddRange((await AnyClueSearch.FindAsync(unit, clue, Most, cancellationToken).ConfigureAwait(false)).Hits.Select(h => h.Record.First(SearchFieldKind.Account)).OfType<string>());
        var (accounts, customers) = (new List<CallerAccount>(), new List<Id<Customer>>());
        foreach (var number in numbers.Distinct().Take(Most))
            if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is { } found)
            {
                accounts.Add(await CardAsync(unit, found, number == account, cancellationToken).ConfigureAwait(false));
                if (!customers.Contains(found.Customer)) customers.Add(found.Customer);
            }
        var (cases, contacts) = (new List<ServiceCase>(), new List<Interaction>());
        foreach (var customer in customers)
        {
            cases.AddRange(await unit.Service.CasesAsync(new CaseQuery { Customer = customer, State = CaseState.Open, Take = Most }, cancellationToken).ConfigureAwait(false));
            contacts.AddRange(await unit.Service.InteractionsOfAsync(customer, Most, cancellationToken).ConfigureAwait(false));
        }
        var calls = await unit.Telephone.CallsOfAsync(from.Length > 0 ? from : null, from.Length > 0 ? null : account, Most, cancellationToken).ConfigureAwait(false);
        if (accounts.Count > 0)
        {
            await unit.Audit.AppendAsync(new AuditEntry
            {
                At = context.Clock.GetCurrentInstant(), Actor = actor, Action = "hotline.caller-shown", Subject = $"accounts {string.Join(' ', accounts.Select(a => a.Number))}", Reason = "a call",
            }, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        return new CallerCard(from, accounts, calls) { Cases = [.. cases.OrderByDescending(c => c.OpenedAt).Take(Most)], Contacts = [.. contacts.OrderByDescending(c => c.At).Take(Most)] };
    }

    private async Task<CallerAccount> CardAsync(IUnitOfWork unit, Account account, bool identified, CancellationToken cancellationToken)
    {
        var customer = await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false);
        var agreements = await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken).ConfigureAwait(false);
        var history = (await unit.Accounts.HistoriesAsync([account.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0];
        var today = context.Today;
        var overdue = history.OpenOn(today).Where(c => c.Open.Minor > 0 && context.Policy.DueOn(c) < today).Sum(c => c.Open.Minor);
        return new CallerAccount(account.Number, customer?.Name ?? "", agreements.Count == 0 ? "" : agreements[^1].Premise.Address, identified, history.BalanceOn(today), new Money(overdue, history.Currency));
    }
}

using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Checks that the accounts add up, each and all together, and tie to the general ledger.</summary>
internal static class AccountVerification
{
    private const int PageSize = 500;

    public static async Task CheckAsync(IUnitOfWork unit, Action<string, string, string> find, CancellationToken cancellationToken)
    {
        var ledger = await unit.Receivables.TrialBalanceAsync(cancellationToken).ConfigureAwait(false);
        var totals = await unit.Accounts.TotalsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var currency in ledger.Select(l => l.Amount.Currency).Union(totals.Select(t => t.Currency)))
        {
            var total = totals.FirstOrDefault(t => t.Currency == currency) ?? new AccountTotals(currency, Money.Zero(currency), Money.Zero(currency));
            Ties("receivable", total.OpenCharges, "open bills and charges");
            Ties("advance", -total.OpenCredits, "credits not used up");

            void Ties(string name, Money expected, string what)
            {
                var stands = ledger.Where(l => l.Ledger == name && l.Amount.Currency == currency).Aggregate(Money.Zero(currency), (sum, l) => sum + l.Amount);
                if (stands != expected) find("ledger ties to the accounts", $"{name} in {currency}", $"the ledger says {stands}, the {what} come to {expected}");
            }
        }

        for (long after = 0; ;)
        {
            var page = await unit.Accounts.PageAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return;
            foreach (var history in await unit.Accounts.HistoriesAsync([.. page.Select(a => a.Id)], Currency.Cny, cancellationToken).ConfigureAwait(false))
                Account(history, find);
            after = page[^1].Id.Value;
        }
    }

    private static void Account(AccountHistory history, Action<string, string, string> find)
    {
        if (history.Entries.Count == 0 && history.Allocations.Count == 0) return;
        var subject = $"account id {history.Account}";
        var day = NodaTime.LocalDate.MaxIsoValue;
        var open = history.OpenOn(day);
        var credits = history.CreditsOn(day);
        var balance = history.BalanceOn(day);
        var parts = new Money(open.Sum(c => c.Open.Minor) - credits.Sum(c => c.Left.Minor), history.Currency);
        if (balance != parts) find("account adds up", subject, $"its balance is {balance}, its open charges less its credits come to {parts}");
        if (open.Any(c => c.Open.Minor < 0 && c.Total.Minor > 0)) find("no charge is paid twice", subject, "more is allocated to a charge than it is");
        if (credits.Any(c => c.Left.Minor < 0)) find("no credit is used twice", subject, "more is allocated, refunded or reversed than came in");
        foreach (var bill in history.LateWindows.GroupBy(w => w.Bill))
        {
            var windows = bill.OrderBy(w => w.Days.From).ToList();
            for (var i = 1; i < windows.Count; i++)
                if (windows[i].Days.From < windows[i - 1].Days.To) find("no day is charged late twice", subject, $"{windows[i].Days} and {windows[i - 1].Days} share days");
        }
    }
}

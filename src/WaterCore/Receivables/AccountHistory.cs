using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>A charge with what is still owed of it.</summary>
/// <param name="Charge">Which.</param>
/// <param name="IssuedOn">The day it was issued.</param>
/// <param name="Total">What it came to.</param>
/// <param name="Open">What is still owed.</param>
/// <param name="Tariff">The tariff of the bill, or of the bill a late charge is on; empty for other charges.</param>
public sealed record OpenCharge(ChargeRef Charge, LocalDate IssuedOn, Money Total, Money Open, string Tariff);

/// <summary>A credit with what is left of it.</summary>
/// <param name="Entry">Which.</param>
/// <param name="Left">What can still be allocated or paid out.</param>
public sealed record OpenCredit(AccountEntry Entry, Money Left);

/// <summary>A line of a statement.</summary>
/// <param name="Day">The business day.</param>
/// <param name="What">The kind: <c>bill</c>, <c>bill-cancelled</c>, or the entry's kind in lower case.</param>
/// <param name="Bill">The bill of a bill line or late charge, or null.</param>
/// <param name="Entry">The entry, or null for bills.</param>
/// <param name="Amount">Above zero the customer owes more.</param>
/// <param name="Balance">The balance after it.</param>
public sealed record StatementLine(LocalDate Day, string What, BillKey? Bill, AccountEntry? Entry, Money Amount, Money Balance);

/// <summary>All that happened on an account's money. Pure: what was owed on any day follows from it.</summary>
/// <remarks>"On a day" is the state at the day's end.</remarks>
public sealed record AccountHistory
{
    /// <summary>The account.</summary>
    public required Id<Account> Account { get; init; }

    /// <summary>The currency, when nothing has happened yet.</summary>
    public required Currency Currency { get; init; }

    /// <summary>All bills, cancelled ones too.</summary>
    public IReadOnlyList<BillPosting> Bills { get; init; } = [];

    /// <summary>All entries in order.</summary>
    public IReadOnlyList<AccountEntry> Entries { get; init; } = [];

    /// <summary>All allocations in order.</summary>
    public IReadOnlyList<Allocation> Allocations { get; init; } = [];

    /// <summary>The days for which late charges were made.</summary>
    public IReadOnlyList<LateWindow> LateWindows { get; init; } = [];

    /// <summary>All holds.</summary>
    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>What is owed in all, less what was paid: above zero the customer owes.</summary>
    public Money BalanceOn(LocalDate day) => new(
        Bills.Where(b => Lives(b, day)).Sum(b => b.Total.Minor) + Entries.Where(e => e.Day <= day).Sum(e => e.Amount.Minor), Currency);

    /// <summary>Charges that are not paid in full, oldest first; charges of one day in order of bill, then entry.</summary>
    public IReadOnlyList<OpenCharge> OpenOn(LocalDate day)
    {
        var paid = Paid(day);
        var reversed = Reversed(day);
        var tariffs = Bills.ToDictionary(b => b.Key, b => b.Tariff);
        var open = new List<OpenCharge>();
        foreach (var bill in Bills.Where(b => Lives(b, day)))
            Add(new ChargeRef(bill.Key), bill.IssuedOn, bill.Total, bill.Tariff);
        foreach (var entry in Entries.Where(e => e.IsCharge && e.Day <= day && !reversed.Contains(e.Id)))
            Add(new ChargeRef(entry.Id), entry.Day, entry.Amount, entry.Bill is { } bill ? tariffs.GetValueOrDefault(bill, "") : "");
        return [.. open.OrderBy(c => c.IssuedOn).ThenBy(c => c.Charge.Entry?.Value ?? 0).ThenBy(c => c.Charge.Bill?.From).ThenBy(c => c.Charge.Bill?.ServicePoint.Value)];

        void Add(ChargeRef charge, LocalDate issued, Money total, string tariff)
        {
            var left = total - new Money(paid.GetValueOrDefault(charge), total.Currency);
            if (left.Minor != 0) open.Add(new OpenCharge(charge, issued, total, left, tariff));
        }
    }

    /// <summary>Credits that are not used up, oldest first.</summary>
    public IReadOnlyList<OpenCredit> CreditsOn(LocalDate day)
    {
        var used = new Dictionary<Id<AccountEntry>, long>();
        foreach (var a in Allocations.Where(a => a.Day <= day)) used[a.Credit] = used.GetValueOrDefault(a.Credit) + a.Amount.Minor;
        foreach (var e in Entries.Where(e => e.Kind == EntryKind.Refund && e.Day <= day)) used[e.Corrects!.Value] = used.GetValueOrDefault(e.Corrects.Value) + e.Amount.Minor;
        var reversed = Reversed(day);
        return [.. Entries.Where(e => e.IsCredit && e.Day <= day && !reversed.Contains(e.Id))
            .Select(e => new OpenCredit(e, new Money(-e.Amount.Minor - used.GetValueOrDefault(e.Id), Currency))).Where(c => c.Left.Minor != 0)];
    }

    /// <summary>Credit that waits for charges (预存).</summary>
    public Money AdvanceOn(LocalDate day) => new(CreditsOn(day).Sum(c => c.Left.Minor), Currency);

    /// <summary>What is held as a deposit (押金): taken, and neither returned nor used yet. It pays nothing by itself.</summary>
    public Money DepositOn(LocalDate day) => new(Entries.Where(e => e.Ledger == DepositLedger && e.Day <= day).Sum(e => e.Amount.Minor), Currency);

    /// <summary>The ledger account of deposits: what goes there leaves the account's credit, what comes from there is credit again.</summary>
    public const string DepositLedger = "deposit";

    /// <summary>What was paid in some days, less payments that were reversed in them.</summary>
    public Money PaidIn(Period days)
    {
        var payments = Entries.Where(e => e.Kind == EntryKind.Payment).Select(e => e.Id).ToHashSet();
        return new(-Entries.Where(e => days.Contains(e.Day) && (e.Kind == EntryKind.Payment || (e.Kind == EntryKind.Reversal && payments.Contains(e.Corrects!.Value)))).Sum(e => e.Amount.Minor), Currency);
    }

    /// <summary>Holds for instalments of which one was missed before a day; they hold no more, until what was due is paid.</summary>
    public IReadOnlyList<Hold> BrokenOn(LocalDate day) =>
        [.. Holds.Where(h => h.HoldsOn(day) && h.Plan is { } plan && !plan.IsKept(day.PlusDays(-1), PaidIn(new Period(h.From, day.PlusDays(1)))))];

    /// <summary>What happened in some days, with the balance before the first and after each.</summary>
    public (Money Opening, IReadOnlyList<StatementLine> Lines) Statement(Period days)
    {
        var happened = Bills.Select(b => (Day: b.IssuedOn, Order: b.Key.Revision * 2L, What: "bill", Bill: (BillKey?)b.Key, Entry: (AccountEntry?)null, Amount: b.Total))
            .Concat(Bills.Where(b => b.CancelledOn is not null).Select(b => (Day: b.CancelledOn!.Value, Order: b.Key.Revision * 2L + 1, What: "bill-cancelled", Bill: (BillKey?)b.Key, Entry: (AccountEntry?)null, Amount: -b.Total)))
            .Concat(Entries.Select(e => (e.Day, Order: 1_000_000 + e.Id.Value, What: Code(e.Kind), e.Bill, Entry: (AccountEntry?)e, e.Amount)))
            .OrderBy(l => l.Day).ThenBy(l => l.Order);
        var opening = BalanceOn(days.From.PlusDays(-1));
        var balance = opening;
        var lines = new List<StatementLine>();
        foreach (var (day, _, what, bill, entry, amount) in happened.Where(l => days.Contains(l.Day)))
            lines.Add(new StatementLine(day, what, bill, entry, amount, balance += amount));
        return (opening, lines);
    }

    /// <summary>What was owed of a bill from day to day: each step holds until the next; days before the first step owe nothing.</summary>
    /// <remarks>With disputed amounts taken off: the base of late charges.</remarks>
    public IReadOnlyList<(LocalDate From, long Minor)> UndisputedSteps(BillPosting bill)
    {
        var disputes = Holds.Where(h => h.Kind == HoldKind.Dispute && (h.Bill is null || h.Bill == bill.Key)).ToList();
        var paid = Allocations.Where(a => a.Charge.Bill == bill.Key).ToList();
        var days = new SortedSet<LocalDate> { bill.IssuedOn };
        if (bill.CancelledOn is { } cancelled) days.Add(cancelled);
        foreach (var a in paid) days.Add(a.Day);
        foreach (var d in disputes)
        {
            days.Add(d.From);
            days.Add(d.End);
        }
        return [.. days.Where(d => d >= bill.IssuedOn).Select(d => (d, Owed(d)))];

        long Owed(LocalDate day)
        {
            if (!Lives(bill, day)) return 0;
            var open = bill.Total.Minor - paid.Where(a => a.Day <= day).Sum(a => a.Amount.Minor);
            foreach (var d in disputes.Where(d => d.HoldsOn(day))) open -= d.Amount is { } some ? some.Minor : open;
            return Math.Max(0, open);
        }
    }

    /// <summary>The allocations that stand, not undone by another.</summary>
    public IReadOnlyList<Allocation> Standing()
    {
        var undone = Allocations.Where(a => a.Releases is not null).Select(a => a.Releases!.Value).ToHashSet();
        return [.. Allocations.Where(a => a.Releases is null && !undone.Contains(a.Id))];
    }

    /// <summary>The code of a kind of entry, such as <c>late-charge</c>.</summary>
    public static string Code(EntryKind kind) => kind switch
    {
        EntryKind.Payment => "payment", EntryKind.LateCharge => "late-charge", EntryKind.Adjustment => "adjustment",
        EntryKind.Refund => "refund", EntryKind.Reversal => "reversal", EntryKind.WriteOff => "write-off",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static bool Lives(BillPosting bill, LocalDate day) => bill.IssuedOn <= day && (bill.CancelledOn is not { } cancelled || cancelled > day);

    private Dictionary<ChargeRef, long> Paid(LocalDate day)
    {
        var paid = new Dictionary<ChargeRef, long>();
        foreach (var a in Allocations.Where(a => a.Day <= day)) paid[a.Charge] = paid.GetValueOrDefault(a.Charge) + a.Amount.Minor;
        return paid;
    }

    private HashSet<Id<AccountEntry>> Reversed(LocalDate day) =>
        [.. Entries.Where(e => e.Kind == EntryKind.Reversal && e.Day <= day).Select(e => e.Corrects!.Value)];
}

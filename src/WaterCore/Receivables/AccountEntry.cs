using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>What an entry on an account is. Bills are their own postings and no entries.</summary>
public enum EntryKind
{
    /// <summary>Money that came in (缴费); below zero.</summary>
    Payment = 1,

    /// <summary>A late-payment charge (违约金); above zero.</summary>
    LateCharge = 2,

    /// <summary>A charge or credit by decision (调整); either sign.</summary>
    Adjustment = 3,

    /// <summary>Credit paid out again (退款); above zero, names the credit it is paid from.</summary>
    Refund = 4,

    /// <summary>The exact opposite of another entry (冲正), which it names; each entry is reversed at most once.</summary>
    Reversal = 5,

    /// <summary>A charge given up (坏账核销); below zero, and all of it is allocated to charges.</summary>
    WriteOff = 6,
}

/// <summary>A signed entry on an account: above zero the customer owes more. Never changed, never deleted.</summary>
public sealed record AccountEntry
{
    /// <summary>The identity; rises in the order of entry.</summary>
    public required Id<AccountEntry> Id { get; init; }

    /// <summary>The account.</summary>
    public required Id<Account> Account { get; init; }

    /// <summary>What it is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>The amount; above zero the customer owes more.</summary>
    public required Money Amount { get; init; }

    /// <summary>The business day; never in a closed period.</summary>
    public required LocalDate Day { get; init; }

    /// <summary>When it was entered.</summary>
    public required Instant At { get; init; }

    /// <summary>The general-ledger account on its other side, such as <c>cash.1</c>, <c>bank</c> or <c>revenue.late-charge</c>.</summary>
    public required string Ledger { get; init; }

    /// <summary>The entry that a reversal undoes, or the credit that a refund is paid from; else null.</summary>
    public Id<AccountEntry>? Corrects { get; init; }

    /// <summary>The bill that a late charge is on; else null.</summary>
    public BillKey? Bill { get; init; }

    /// <summary>Why, in the maker's words; or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Who entered it.</summary>
    public required string Maker { get; init; }

    /// <summary>Who approved it, never the maker; null where nobody had to.</summary>
    public string? Approver { get; init; }

    /// <summary>Whether money or a credit comes with it that can be allocated to charges.</summary>
    public bool IsCredit => Kind is EntryKind.Payment or EntryKind.WriteOff or EntryKind.Adjustment && Amount.Minor < 0;

    /// <summary>Whether it is owed on its own, as a late charge is.</summary>
    public bool IsCharge => Kind is EntryKind.LateCharge or EntryKind.Adjustment && Amount.Minor > 0;
}

/// <summary>What came in with a payment entry (缴费).</summary>
public sealed record Payment
{
    /// <summary>The entry that carries account, amount and day.</summary>
    public required Id<AccountEntry> Entry { get; init; }

    /// <summary>Where it came from: <c>counter</c>, <c>bank-debit</c>, <c>web</c> ...</summary>
    public required string Channel { get; init; }

    /// <summary>The channel's own number of it. Channel and reference are unique for ever: the same payment counts once.</summary>
    public required string Reference { get; init; }

    /// <summary>How it was paid (收款方式): <c>cash</c>, <c>card</c>, <c>transfer</c> ...</summary>
    public required string Tender { get; init; }

    /// <summary>The cash drawer it lies in, or null.</summary>
    public string? Drawer { get; init; }

    /// <summary>The receipt: its branch, year and number, which has no gaps.</summary>
    public required Receipt Receipt { get; init; }
}

/// <summary>The number of a receipt (收据号).</summary>
/// <param name="Branch">The branch that gave it.</param>
/// <param name="Year">The calendar year.</param>
/// <param name="Number">1 for the first of the branch and year; without gaps.</param>
public readonly record struct Receipt(string Branch, int Year, int Number)
{
    /// <summary><c>main-2026-000017</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Branch}-{Year:0000}-{Number:000000}");
}

/// <summary>Something that is owed: a bill, or an entry such as a late charge. Exactly one of the two is set.</summary>
public readonly record struct ChargeRef
{
    /// <summary>A bill.</summary>
    public ChargeRef(BillKey bill) => Bill = bill;

    /// <summary>An entry.</summary>
    public ChargeRef(Id<AccountEntry> entry) => Entry = entry;

    /// <summary>The bill, or null.</summary>
    public BillKey? Bill { get; }

    /// <summary>The entry, or null.</summary>
    public Id<AccountEntry>? Entry { get; }
}

/// <summary>A part of a credit that pays a part of a charge (销账). Undone by a further row with the opposite amount.</summary>
public sealed record Allocation
{
    /// <summary>The identity.</summary>
    public required Id<Allocation> Id { get; init; }

    /// <summary>The account of both.</summary>
    public required Id<Account> Account { get; init; }

    /// <summary>The credit.</summary>
    public required Id<AccountEntry> Credit { get; init; }

    /// <summary>What it pays.</summary>
    public required ChargeRef Charge { get; init; }

    /// <summary>How much; below zero when it undoes another.</summary>
    public required Money Amount { get; init; }

    /// <summary>The business day.</summary>
    public required LocalDate Day { get; init; }

    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>The allocation that this one undoes, at most once each; else null.</summary>
    public Id<Allocation>? Releases { get; init; }
}

/// <summary>What an account's history needs of a bill.</summary>
public sealed record BillPosting
{
    /// <summary>Which bill.</summary>
    public required BillKey Key { get; init; }

    /// <summary>The day after the last day billed.</summary>
    public required LocalDate To { get; init; }

    /// <summary>The tariff's code, by which the contract's late rule is found.</summary>
    public required string Tariff { get; init; }

    /// <summary>The day it was issued.</summary>
    public required LocalDate IssuedOn { get; init; }

    /// <summary>What it comes to.</summary>
    public required Money Total { get; init; }

    /// <summary>The business day it was cancelled, or null while it lives.</summary>
    public LocalDate? CancelledOn { get; init; }
}

/// <summary>Days of a bill for which a late charge was made; the days of one bill and rule never overlap.</summary>
/// <param name="Entry">The charge.</param>
/// <param name="Bill">The bill.</param>
/// <param name="Rule">The code of the rule.</param>
/// <param name="Days">The days charged.</param>
public sealed record LateWindow(Id<AccountEntry> Entry, BillKey Bill, string Rule, Period Days);

using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>A drawer counted at the end of a day (日结). Nothing goes into or out of it on that day afterwards.</summary>
/// <param name="Drawer">The drawer.</param>
/// <param name="Day">The business day.</param>
/// <param name="Expected">What the entries say lies in it.</param>
/// <param name="Counted">What was counted.</param>
/// <param name="At">When.</param>
/// <param name="Cashier">Who counted.</param>
public sealed record DrawerClose(string Drawer, LocalDate Day, Money Expected, Money Counted, Instant At, string Cashier)
{
    /// <summary>Counted less expected: below zero when money is missing.</summary>
    public Money Difference => Counted - Expected;
}

/// <summary>An account's order to its bank to pay what is billed (代扣协议).</summary>
/// <param name="Account">The account.</param>
/// <param name="Agreement">The number of the agreement at the bank.</param>
/// <param name="From">The first day it holds.</param>
public sealed record DebitMandate(Id<Account> Account, string Agreement, LocalDate From);

/// <summary>A batch of debits sent to a bank (送盘).</summary>
/// <param name="Number">The batch's number, at most 50 characters; unique for ever.</param>
/// <param name="Day">The business day it was made.</param>
/// <param name="At">When.</param>
/// <param name="Lines">The debits; 1 to 1000.</param>
public sealed record BankBatch(string Number, LocalDate Day, Instant At, IReadOnlyList<BankBatchLine> Lines)
{
    /// <summary>How many debits a batch may have (one integrator's document of a deployment in Fujian).</summary>
    public const int MaxLines = 1000;
}

/// <summary>One debit of a batch: what is open of one bill, all or nothing.</summary>
/// <param name="Line">1 for the first.</param>
/// <param name="Bill">The bill.</param>
/// <param name="Agreement">The number of the agreement at the bank.</param>
/// <param name="Amount">What to debit.</param>
public sealed record BankBatchLine(int Line, BillKey Bill, string Agreement, Money Amount);

/// <summary>What became of one debit (回盘).</summary>
/// <param name="Line">The line of the batch.</param>
/// <param name="Code">The bank's code; <c>0</c> when the money came.</param>
/// <param name="Message">The bank's words.</param>
public sealed record BankReturnLine(int Line, string Code, string Message)
{
    /// <summary>Whether the money came.</summary>
    public bool Paid => Code == "0";
}

/// <summary>A bill cancelled, and the bill in its place (作废重开). The line of revisions never branches.</summary>
public sealed record BillCorrection
{
    /// <summary>The bill cancelled.</summary>
    public required BillKey Cancelled { get; init; }

    /// <summary>The revision in its place, or null when there is none.</summary>
    public int? Revision { get; init; }

    /// <summary>New less old.</summary>
    public required Money Difference { get; init; }

    /// <summary>What the closing index should have been, in thousandths, when the reading was wrong; else null.</summary>
    public long? ClosingIndex { get; init; }

    /// <summary>What the bill in its place bills above what the registers counted, in thousandths, by decision; below zero after a leak.</summary>
    public long VolumeByDecision { get; init; }

    /// <summary>The business day.</summary>
    public required LocalDate Day { get; init; }

    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who did it.</summary>
    public required string Maker { get; init; }

    /// <summary>Who approved it, never the maker; null where nobody had to.</summary>
    public string? Approver { get; init; }
}

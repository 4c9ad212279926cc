using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>What is asked for.</summary>
public enum ApprovalAct
{
    /// <summary>A payment, late charge, adjustment or write-off is undone (冲正).</summary>
    Reverse,

    /// <summary>Credit is paid out (退款).</summary>
    Refund,

    /// <summary>An account is credited or charged by decision (调整).</summary>
    Adjust,

    /// <summary>What is open is given up (坏账核销).</summary>
    WriteOff,

    /// <summary>Credit is moved to another account (转账).</summary>
    Transfer,
}

/// <summary>How an approval stands.</summary>
public enum ApprovalState
{
    /// <summary>Nobody has decided.</summary>
    Waiting,

    /// <summary>A second person agreed, and it was done.</summary>
    Granted,

    /// <summary>A second person said no; nothing was done.</summary>
    Refused,
}

/// <summary>An act on money that one person asks for and another decides on (四眼复核), each at a place and time of their own.</summary>
/// <param name="Id">The identity.</param>
/// <param name="Key">The asker's own number of it; the same number again is the same request.</param>
/// <param name="Act">What is to be done.</param>
/// <param name="Account">The account.</param>
/// <param name="Amount">How much; above zero, but for an adjustment: below zero a credit. Of a reversal: the entry's.</param>
/// <param name="Reason">Why.</param>
/// <param name="Asker">Who asks.</param>
/// <param name="AskedAt">When.</param>
public sealed record Approval(Id<Approval> Id, string Key, ApprovalAct Act, Id<Account> Account, Money Amount, string Reason, Actor Asker, Instant AskedAt)
{
    /// <summary>The entry that is to be reversed; 0 for the other acts.</summary>
    public Id<AccountEntry> Entry { get; init; }

    /// <summary>The account that gets a transfer, or null.</summary>
    public Id<Account>? To { get; init; }

    /// <summary>What an adjustment is, such as <c>goodwill</c>; null for the other acts.</summary>
    public string? Kind { get; init; }

    /// <summary>How it stands.</summary>
    public ApprovalState State { get; init; }

    /// <summary>Who decided, or null.</summary>
    public Actor? Decider { get; init; }

    /// <summary>When, or null.</summary>
    public Instant? DecidedAt { get; init; }

    /// <summary>What the decider said, or null.</summary>
    public string? Note { get; init; }
}

/// <summary>There is no such approval to decide on.</summary>
/// <param name="Asked">What was asked for.</param>
public sealed record ApprovalNotWaiting(string Asked) : Fault
{
    /// <inheritdoc/>
    public override string Code => "money.approval-not-waiting";

    /// <inheritdoc/>
    public override string Message => $"Approval {Asked} does not wait for a decision; see how it was decided in the list of approvals.";
}

/// <summary>Nobody decides on what they asked for themselves.</summary>
public sealed record ApprovalOfOneself : Fault
{
    /// <inheritdoc/>
    public override string Code => "money.approval-of-oneself";

    /// <inheritdoc/>
    public override string Message => "Nobody decides on what they asked for themselves; let another person with the right to approve do it.";
}

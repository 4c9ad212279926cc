using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>What made the bills of a run.</summary>
public enum BillingRunKind
{
    /// <summary>A cycle, over all accounts (周期出账).</summary>
    Cycle = 0,

    /// <summary>A correction: bills cancelled and made again (更正).</summary>
    Correction = 1,
}

/// <summary>A billing run over a cycle (出账批次).</summary>
public sealed record BillingRunRecord
{
    /// <summary>The identity.</summary>
    public required Id<BillingRunRecord> Id { get; init; }

    /// <summary>The cycle: closing readings of these days are billed.</summary>
    public required Period Cycle { get; init; }

    /// <summary>When it began.</summary>
    public required Instant StartedAt { get; init; }

    /// <summary>When it came to its end, or null when it is running or was cut off.</summary>
    public Instant? FinishedAt { get; init; }

    /// <summary>What made its bills; never changes.</summary>
    public BillingRunKind Kind { get; init; }
}

/// <summary>Why an account has no bill of a cycle.</summary>
public enum NotBilled
{
    /// <summary>There is nothing to bill, for a stated reason; nobody needs to act.</summary>
    Skipped = 1,

    /// <summary>Something is wrong; a person must act.</summary>
    Parked = 2,
}

/// <summary>An account and service point that a run did not bill, and why.</summary>
/// <param name="Cycle">The first day of the cycle.</param>
/// <param name="Account">The account.</param>
/// <param name="ServicePoint">The service point.</param>
/// <param name="Kind">Skipped or parked.</param>
/// <param name="Code">The fault's code.</param>
/// <param name="Reason">The fault's sentence.</param>
public sealed record BillingOutcome(
    LocalDate Cycle, Id<Account> Account, Id<ServicePoint> ServicePoint, NotBilled Kind, string Code, string Reason);

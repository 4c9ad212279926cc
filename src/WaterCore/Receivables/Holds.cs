using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>Why an account or a bill is spared for a time.</summary>
public enum HoldKind
{
    /// <summary>No dunning (停催).</summary>
    DunningLock = 1,

    /// <summary>The customer disputes an amount: no dunning for it, no late charge on it.</summary>
    Dispute = 2,

    /// <summary>The customer promised to pay by a day (承诺缴费): no dunning until then.</summary>
    Promise = 3,

    /// <summary>Instalments were agreed (分期协议): no dunning while they are kept.</summary>
    Instalments = 4,
}

/// <summary>A hold on an account, with a reason and an end.</summary>
public sealed record Hold
{
    /// <summary>The identity.</summary>
    public required Id<Hold> Id { get; init; }

    /// <summary>The account.</summary>
    public required Id<Account> Account { get; init; }

    /// <summary>What kind.</summary>
    public required HoldKind Kind { get; init; }

    /// <summary>From this day on.</summary>
    public required LocalDate From { get; init; }

    /// <summary>The day it ends by itself; every hold has one.</summary>
    public required LocalDate Until { get; init; }

    /// <summary>The day it was ended early, or null.</summary>
    public LocalDate? EndedOn { get; init; }

    /// <summary>The bill in dispute; null for the whole account.</summary>
    public BillKey? Bill { get; init; }

    /// <summary>The amount disputed, promised or agreed; null for all.</summary>
    public Money? Amount { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who set it.</summary>
    public required string Maker { get; init; }

    /// <summary>What was agreed, of a hold for instalments; else null.</summary>
    public InstalmentPlan? Plan { get; init; }

    /// <summary>The first day on which it no longer holds.</summary>
    public LocalDate End => EndedOn is { } ended && ended < Until ? ended : Until;

    /// <summary>Whether it holds on a day.</summary>
    public bool HoldsOn(LocalDate day) => day >= From && day < End;
}

/// <summary>Instalments of an arrears (分期).</summary>
/// <remarks>A hold for instalments holds while they are kept: from the day after one is missed on, the account is pursued again.</remarks>
/// <param name="Parts">Day and amount of each, in order of day.</param>
public sealed record InstalmentPlan(IReadOnlyList<(LocalDate Due, Money Amount)> Parts)
{
    /// <summary>Splits an amount into equal monthly parts; the cents that do not divide go to the first ones, one each.</summary>
    /// <param name="amount">Above zero.</param>
    /// <param name="parts">1 to 60.</param>
    /// <param name="first">The day the first is due; the others on the same day of the following months, or its last.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static InstalmentPlan Equal(Money amount, int parts, LocalDate first)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amount.Minor, nameof(amount));
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, 60);
        var (each, rest) = (amount.Minor / parts, amount.Minor % parts);
        return new([.. Enumerable.Range(0, parts).Select(i => (first.PlusMonths(i), new Money(each + (i < rest ? 1 : 0), amount.Currency)))]);
    }

    /// <summary>What should have been paid by the end of a day.</summary>
    public Money DueBy(LocalDate day) => Parts.Where(p => p.Due <= day).Aggregate(Money.Zero(Parts[0].Amount.Currency), (sum, p) => sum + p.Amount);

    /// <summary>Whether what was paid since the agreement is enough on a day.</summary>
    public bool IsKept(LocalDate day, Money paid) => paid >= DueBy(day);
}

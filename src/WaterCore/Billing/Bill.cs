using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>What identifies a bill: one per account, service point, start day and revision.</summary>
/// <param name="Account">The account.</param>
/// <param name="ServicePoint">The service point.</param>
/// <param name="From">The first day billed.</param>
/// <param name="Revision">0 for the first; one more each time the period is cancelled and billed again.</param>
public readonly record struct BillKey(Id<Account> Account, Id<ServicePoint> ServicePoint, LocalDate From, int Revision);

/// <summary>A bill as it is stored: packed lines, the inputs they came from and the tariff revision. It is itself the account's posting.</summary>
/// <remarks>Never changed once stored. The derivation of each line is rebuilt from the inputs on demand.</remarks>
public sealed record Bill
{
    /// <summary>What identifies it.</summary>
    public required BillKey Key { get; init; }

    /// <summary>The day after the last day billed.</summary>
    public required LocalDate To { get; init; }

    /// <summary>The first day of the billing cycle it belongs to.</summary>
    public required LocalDate Cycle { get; init; }

    /// <summary>The tariff's code.</summary>
    public required string Tariff { get; init; }

    /// <summary>The published revision of the tariff that was used, from 1.</summary>
    public required int TariffRevision { get; init; }

    /// <summary>The volume billed, before what the tariff makes of it: whole units with the fraction carried, or a least volume.</summary>
    public required Volume Usage { get; init; }

    /// <summary>The sum of the lines, which is what the account owes for it.</summary>
    public required Money Total { get; init; }

    /// <summary>The reading that closes it; closes at most one live bill.</summary>
    public required Id<Reading> ClosingReading { get; init; }

    /// <summary>The closing index in thousandths: where the next bill opens.</summary>
    public required long ClosingIndex { get; init; }

    /// <summary>The inputs of the calculation, packed by <see cref="BillPacking"/>.</summary>
    public required ReadOnlyMemory<byte> Inputs { get; init; }

    /// <summary>The lines, packed by <see cref="BillPacking"/>.</summary>
    public required ReadOnlyMemory<byte> Lines { get; init; }

    /// <summary>The day it was issued.</summary>
    public required LocalDate IssuedOn { get; init; }

    /// <summary>The run that made it.</summary>
    public required Id<BillingRunRecord> Run { get; init; }

    /// <summary>The days billed.</summary>
    public Period Period => new(Key.From, To);
}

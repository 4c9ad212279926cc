using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>An index on a day: where a bill opens or closes.</summary>
/// <param name="Reading">The reading, or null when it is the first index of an installation.</param>
/// <param name="Day">The day.</param>
/// <param name="Index">The index in thousandths of the meter's unit.</param>
public sealed record IndexPoint(Id<Reading>? Reading, LocalDate Day, long Index)
{
    /// <summary>Whether the reading is an estimate.</summary>
    public bool Estimated { get; init; }

    /// <summary>As a closing point: how many times the dial ran over since the opening, as the readings between say.</summary>
    public int Rollovers { get; init; }

    /// <summary>As a closing point: whether a reading since the opening says that water ran backwards.</summary>
    public bool Reversed { get; init; }
}

/// <summary>The time of a meter that was exchanged or removed within the days billed (换表).</summary>
/// <param name="Meter">The meter that is gone.</param>
/// <param name="Opening">Where its days to bill begin.</param>
/// <param name="Closing">Its last index, on the day it was taken out.</param>
public sealed record MeterSpan(Meter Meter, IndexPoint Opening, IndexPoint Closing);

/// <summary>A further register without a reading on a day on which its meter was read.</summary>
/// <param name="Number">The number under which it is read.</param>
/// <param name="Day">The day.</param>
public sealed record UnreadRegister(string Number, LocalDate Day);

/// <summary>All that a billing run has to know of one account at one service point in one cycle.</summary>
public sealed record BillingCandidate
{
    /// <summary>The account.</summary>
    public required Account Account { get; init; }

    /// <summary>The terms in force on the day of the closing index, or on the last day of the cycle when there is none.</summary>
    public required ServiceAgreement Agreement { get; init; }

    /// <summary>The meter at the service point, or null when none is installed.</summary>
    public Meter? Meter { get; init; }

    /// <summary>Where the next bill opens, always an index of <see cref="Meter"/>; null without a meter.</summary>
    /// <remarks>
    /// Where the last live bill closed, if it closed on this meter. If the meter was exchanged since, the first index of the installation, on a day
    /// that is not the end of the last bill. If there was no bill: the meter's latest reading on or before the first day of the terms
    /// (the household before used the water up to there), or else the first index of the installation.
    /// </remarks>
    public IndexPoint? Opening { get; init; }

    /// <summary>
    /// The latest accepted reading of the meter on a day of the cycle, after the opening, and not after the terms or the account ended; null when there is none.
    /// </summary>
    public IndexPoint? Closing { get; init; }

    /// <summary>The meters before <see cref="Meter"/> whose water is not billed yet, in order; empty unless there was an exchange.</summary>
    public IReadOnlyList<MeterSpan> Spans { get; init; } = [];

    /// <summary>What the further registers of the meters counted in the same days, in order; empty unless a meter has several. See <see cref="MeterRegister"/>.</summary>
    public IReadOnlyList<MeterSpan> Registers { get; init; } = [];

    /// <summary>A further register that was not read with its meter, so that nothing can be billed yet; null when all were.</summary>
    public UnreadRegister? UnreadRegister { get; init; }

    /// <summary>The last live bill of this account and service point, or null.</summary>
    public Bill? LastBill { get; init; }
}

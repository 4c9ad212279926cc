using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>The kinds of facts that are counted.</summary>
public enum FactTable
{
    /// <summary>
    /// One row for each meter that is due: in place, at a service point with an agreement in force, on the last day of the period;
    /// with the last reading of the period, if there is one.
    /// </summary>
    MetersDue,

    /// <summary>One row for each live bill of the cycles that begin in the period.</summary>
    Bills,
}

/// <summary>One row that an indicator may count. Storages give rows; what they mean for a figure is said here and nowhere else.</summary>
public sealed record FactRow
{
    /// <summary>Which kind of fact.</summary>
    public required FactTable Table { get; init; }

    /// <summary>The account.</summary>
    public required Id<Account> Account { get; init; }

    /// <summary>The account's number.</summary>
    public required string AccountNumber { get; init; }

    /// <summary>The service point.</summary>
    public required Id<ServicePoint> ServicePoint { get; init; }

    /// <summary>The number of the meter due, or of the meter whose reading closes the bill.</summary>
    public required string Meter { get; init; }

    /// <summary>The day of the reading, or null when there is none.</summary>
    public LocalDate? ReadOn { get; init; }

    /// <summary>How the reading came to be, or null when there is none.</summary>
    public ReadStatus? Reading { get; init; }

    /// <summary>The first day of a bill, or null for another fact.</summary>
    public LocalDate? BillFrom { get; init; }

    /// <summary>The billed volume in thousandths of the bill's unit; 0 for another fact.</summary>
    public long VolumeThousandths { get; init; }
}

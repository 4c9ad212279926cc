using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Statistics;

/// <summary>The kinds of facts that a storage gives as rows; the others it gives through its stores.</summary>
public enum FactTable
{
    /// <summary>
    /// One row for each meter that is due: in place, at a service point with an agreement in force, on the last day of the period;
    /// with the last reading of the period, if there is one.
    /// </summary>
    MetersDue,

    /// <summary>One row for each live bill of the cycles that begin in the period.</summary>
    Bills,

    /// <summary>One row for each account opened by the end of the period, with its latest terms by then.</summary>
    Accounts,

    /// <summary>One row for each dial reading whose next dial reading of the same meter is of the period.</summary>
    TestedReadings,

    /// <summary>One row for each reading read on the dial that was accepted or rejected in the period.</summary>
    Entries,

    /// <summary>
    /// Of each meter that is a master or has one: the readings of the period and the last before it, in order of district, part, meter and day.
    /// A meter that is both stands in two districts.
    /// </summary>
    DistrictReadings,
}

/// <summary>One row of facts. Storages give rows; what they mean for a figure is said in this room and nowhere else. What a table does not have is null or 0.</summary>
public sealed record FactRow
{
    /// <summary>Which kind of fact.</summary>
    public required FactTable Table { get; init; }

    /// <summary>The account; the default value when nobody is served there.</summary>
    public required Id<Account> Account { get; init; }

    /// <summary>The account's number; empty when nobody is served there.</summary>
    public required string AccountNumber { get; init; }

    /// <summary>The service point.</summary>
    public required Id<ServicePoint> ServicePoint { get; init; }

    /// <summary>The number of the meter due, of the meter whose reading closes the bill, or of the meter read.</summary>
    public required string Meter { get; init; }

    /// <summary>The day of the reading, or null when there is none.</summary>
    public LocalDate? ReadOn { get; init; }

    /// <summary>How the reading came to be, or null when there is none.</summary>
    public ReadStatus? Reading { get; init; }

    /// <summary>The first day of a bill, or null for another fact.</summary>
    public LocalDate? BillFrom { get; init; }

    /// <summary>The billed volume in thousandths of the bill's unit; 0 for another fact.</summary>
    public long VolumeThousandths { get; init; }

    /// <summary>The first day of service of an account.</summary>
    public LocalDate? OpenedOn { get; init; }

    /// <summary>The day after an account's last day of service, or null while it runs.</summary>
    public LocalDate? ClosedOn { get; init; }

    /// <summary>The use class of an account's latest terms.</summary>
    public string? UseClass { get; init; }

    /// <summary>The tariff of an account's latest terms.</summary>
    public string? Tariff { get; init; }

    /// <summary>The supply zone.</summary>
    public string? Zone { get; init; }

    /// <summary>The branch that serves an account.</summary>
    public string? Branch { get; init; }

    /// <summary>What was found of a reading: of an entry that it was accepted at once, after a look, or rejected; of a tested one that it was right, or why not.</summary>
    public FactFinding Finding { get; init; }

    /// <summary>Who read.</summary>
    public string? Reader { get; init; }

    /// <summary>When an entry was settled.</summary>
    public Instant? At { get; init; }

    /// <summary>Seconds that an entry took, or null when its sheet is not known.</summary>
    public long? Seconds { get; init; }

    /// <summary>The number of the master meter of a district.</summary>
    public string? District { get; init; }

    /// <summary>Whether the meter is the master of the district.</summary>
    public bool IsMaster { get; init; }

    /// <summary>The meter itself, where its dials matter.</summary>
    public Meter? Device { get; init; }

    /// <summary>The index read, in thousandths.</summary>
    public long Index { get; init; }

    /// <summary>What explains a lower index.</summary>
    public IndexTurn Turn { get; init; }
}

/// <summary>What was found of a reading.</summary>
public enum FactFinding
{
    /// <summary>It was right, and nobody had to look.</summary>
    Right = 0,

    /// <summary>It was right, and somebody had to look.</summary>
    RightAfterLook = 1,

    /// <summary>It was wrong, and was found out before it became a reading.</summary>
    Rejected = 2,

    /// <summary>It was wrong: the next dial reading is lower, and nothing explains it.</summary>
    NextIsLower = 3,

    /// <summary>It was wrong: the bill that it closed was cancelled, and none that it closes is live.</summary>
    BillCancelled = 4,
}

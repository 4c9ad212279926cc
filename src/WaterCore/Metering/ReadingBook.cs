using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>In which months a book is read (抄表周期).</summary>
public enum BookCycle
{
    /// <summary>Every month (单月抄).</summary>
    Monthly = 1,

    /// <summary>January, March, May and so on (双月抄，单数月).</summary>
    OddMonths = 2,

    /// <summary>February, April, June and so on (双月抄，双数月).</summary>
    EvenMonths = 3,
}

/// <summary>A reading book (抄表册): meters that one reader walks in one round.</summary>
/// <param name="Code">Its code; unique.</param>
/// <param name="Cycle">In which months it is read.</param>
public sealed record ReadingBook(string Code, BookCycle Cycle)
{
    /// <summary>Whether it is read in a month.</summary>
    public bool IsReadIn(LocalDate day) => Cycle == BookCycle.Monthly || day.Month % 2 == (Cycle == BookCycle.OddMonths ? 1 : 0);
}

/// <summary>Where a service point stands in the round; one book each.</summary>
/// <param name="ServicePoint">The service point.</param>
/// <param name="Book">The book's code.</param>
/// <param name="Walk">Its number in the order of the walk, from 1; unique in the book.</param>
public sealed record BookPlace(Id<ServicePoint> ServicePoint, string Book, int Walk);

/// <summary>A stop of the round with what the reader has to know.</summary>
/// <param name="Walk">Its number in the order of the walk.</param>
/// <param name="Meter">The meter that stands there.</param>
/// <param name="Installation">Since when, and from which index.</param>
/// <param name="Account">The number of the account that is served there.</param>
/// <param name="Address">Where it is.</param>
public sealed record BookStop(int Walk, Meter Meter, MeterInstallation Installation, string Account, string Address);

/// <summary>A sheet that went out to be read (抄表单). Entry time runs from here to the reading accepted.</summary>
public sealed record ReadingSheet
{
    /// <summary>The identity.</summary>
    public required Id<ReadingSheet> Id { get; init; }

    /// <summary>The book's code.</summary>
    public required string Book { get; init; }

    /// <summary>The days in which it is read.</summary>
    public required Period Cycle { get; init; }

    /// <summary>When it went out.</summary>
    public required Instant OutAt { get; init; }

    /// <summary>Who took it out.</summary>
    public required string Actor { get; init; }
}

/// <summary>What came of a visit (抄见状态).</summary>
public enum VisitStatus
{
    /// <summary>Read on the dial (实抄).</summary>
    Read = 0,

    /// <summary>Estimated (估抄).</summary>
    Estimated = 1,

    /// <summary>The meter could not be reached: locked, buried, parked over (堵表).</summary>
    Blocked = 2,

    /// <summary>Nobody went, or came back without an index (未抄).</summary>
    NotRead = 3,
}

/// <summary>A visit to a meter, with or without a reading. Never changed.</summary>
public sealed record ReadingVisit
{
    /// <summary>The identity.</summary>
    public required Id<ReadingVisit> Id { get; init; }

    /// <summary>The meter.</summary>
    public required Id<Meter> Meter { get; init; }

    /// <summary>The day.</summary>
    public required LocalDate Day { get; init; }

    /// <summary>What came of it.</summary>
    public VisitStatus Status { get; init; }

    /// <summary>Who went; empty when not stated.</summary>
    public string Reader { get; init; } = "";

    /// <summary>When it was entered here.</summary>
    public required Instant NotedAt { get; init; }

    /// <summary>Where the photo is kept, or null.</summary>
    public string? Photo { get; init; }

    /// <summary>Where it came from: the file and line, the desk.</summary>
    public string Source { get; init; } = "";

    /// <summary>The sheet it was on, or null.</summary>
    public Id<ReadingSheet>? Sheet { get; init; }

    /// <summary>The accepted reading, or null.</summary>
    public Id<Reading>? Reading { get; init; }

    /// <summary>Seconds from the sheet going out to the reading accepted; null without a sheet or a reading.</summary>
    public long? EntrySeconds { get; init; }
}

/// <summary>What became of a held reading.</summary>
public enum HeldDecision
{
    /// <summary>It waits.</summary>
    Open = 0,

    /// <summary>It was right, and is a reading now.</summary>
    Accepted = 1,

    /// <summary>It was wrong.</summary>
    Rejected = 2,
}

/// <summary>A reading in the tray (异常读数): not a reading yet, so nothing can bill it. Decided once.</summary>
public sealed record HeldReading
{
    /// <summary>The identity.</summary>
    public required Id<HeldReading> Id { get; init; }

    /// <summary>The meter.</summary>
    public required Id<Meter> Meter { get; init; }

    /// <summary>The day.</summary>
    public required LocalDate Day { get; init; }

    /// <summary>The index in thousandths; it may not even fit the dial.</summary>
    public required long Index { get; init; }

    /// <summary>How it came to be.</summary>
    public ReadStatus Status { get; init; }

    /// <summary>What explains a lower index, as the reader says.</summary>
    public IndexTurn Turn { get; init; }

    /// <summary>Who read it; empty when not stated.</summary>
    public string Reader { get; init; } = "";

    /// <summary>Where the photo is kept, or null.</summary>
    public string? Photo { get; init; }

    /// <summary>Where it came from.</summary>
    public string Source { get; init; } = "";

    /// <summary>The sheet it was on, or null.</summary>
    public Id<ReadingSheet>? Sheet { get; init; }

    /// <summary>When it was held.</summary>
    public required Instant HeldAt { get; init; }

    /// <summary>Why, as JSON: the verdicts with their evidence in both languages.</summary>
    public required string Verdicts { get; init; }

    /// <summary>What became of it.</summary>
    public HeldDecision Decision { get; init; }

    /// <summary>When it was decided, or null.</summary>
    public Instant? DecidedAt { get; init; }

    /// <summary>Who decided, or null.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Why it was decided so, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The reading that it became, or null.</summary>
    public Id<Reading>? Reading { get; init; }
}

using NodaTime;
using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>How a reading came to be (抄见状态).</summary>
public enum ReadStatus
{
    /// <summary>Read on the dial (实抄).</summary>
    Read = 0,

    /// <summary>Estimated by rule (估抄).</summary>
    Estimated = 1,

    /// <summary>Agreed by the terms, where there is no dial (包费).</summary>
    Agreed = 2,
}

/// <summary>What explains an index that is lower than the one before. Stated by a person, never guessed (I-10).</summary>
public enum IndexTurn
{
    /// <summary>Nothing to explain.</summary>
    None = 0,

    /// <summary>The dial ran over once since the reading before (过圈).</summary>
    Rollover = 1,

    /// <summary>Water ran backwards through the meter, so the index is truly lower (倒流).</summary>
    Reversed = 2,
}

/// <summary>What stood, or is reckoned to have stood, on a meter on a day (抄表读数). Never changed; a wrong one is superseded.</summary>
public sealed record Reading
{
    /// <summary>The identity.</summary>
    public required Id<Reading> Id { get; init; }

    /// <summary>The meter.</summary>
    public required Id<Meter> Meter { get; init; }

    /// <summary>The day; one accepted reading per meter and day.</summary>
    public required LocalDate Day { get; init; }

    /// <summary>The index in thousandths of the meter's unit, 0 to below ten to the power of its dials.</summary>
    public required long Index { get; init; }

    /// <summary>What a correction of the bill that it closes says instead, in thousandths; null when none does.</summary>
    public long? Corrected { get; init; }

    /// <summary>The index that counts now: bills, rules and estimates go on from it.</summary>
    public long CountedIndex => Corrected ?? Index;

    /// <summary>How it came to be.</summary>
    public ReadStatus Status { get; init; }

    /// <summary>What explains an index lower than the one before.</summary>
    public IndexTurn Turn { get; init; }

    /// <summary>Where it came from: the file and line, the handheld, the desk.</summary>
    public string Source { get; init; } = "";
}

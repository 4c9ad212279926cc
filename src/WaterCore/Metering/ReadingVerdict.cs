using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>The checks that a reading goes through.</summary>
public enum ReadingRule
{
    /// <summary>Lower than the reading before, and nothing explains it.</summary>
    Negative,

    /// <summary>Said to be a rollover, and so it is: the dial ran over, with a plausible volume.</summary>
    Rollover,

    /// <summary>Said to have run backwards; a person looks at every one.</summary>
    ReversedFlow,

    /// <summary>The index has more digits than the dial.</summary>
    DoesNotFit,

    /// <summary>More than the pipe can pass in the days.</summary>
    AbovePipe,

    /// <summary>Nothing used, where there always was use.</summary>
    Zero,

    /// <summary>Nothing used for some periods, after use: the meter may be stuck.</summary>
    Stuck,

    /// <summary>Above the band of its own history and season.</summary>
    High,

    /// <summary>Below the band of its own history and season.</summary>
    Low,

    /// <summary>Far above anything it ever used.</summary>
    Spike,

    /// <summary>Read already a day or two before.</summary>
    Duplicate,

    /// <summary>The index before, as the reader has it, is not the accepted one.</summary>
    PreviousMismatch,

    /// <summary>The meter does not stand where the reader says.</summary>
    NotAtThisPoint,

    /// <summary>Estimated too many times in a row.</summary>
    EstimatedTooLong,

    /// <summary>The sub-meters come to more than their master meter.</summary>
    SubMeters,

    /// <summary>With two neighbouring digits changed round it would be as expected.</summary>
    DigitSwap,

    /// <summary>With one digit put in it would be as expected.</summary>
    DigitDropped,

    /// <summary>With one digit left out it would be as expected.</summary>
    DigitAdded,

    /// <summary>With the decimal mark one place further it would be as expected.</summary>
    DecimalSlip,
}

/// <summary>What a rule says of a reading, so that a person can see why and knows what to do first.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Holds">Whether it keeps the reading in the tray; else it is a remark.</param>
/// <param name="Low">The least volume expected, or null when the rule has no band.</param>
/// <param name="High">The greatest volume expected, or null.</param>
/// <param name="Evidence">What was seen.</param>
/// <param name="Action">The cheapest thing to do next.</param>
public sealed record ReadingVerdict(ReadingRule Rule, bool Holds, Volume? Low, Volume? High, Wording Evidence, Wording Action);

/// <summary>What a meter used in a period that is past.</summary>
/// <param name="To">The day of the reading that closed it.</param>
/// <param name="Days">Its days, 1 or more.</param>
/// <param name="Thousandths">The volume, in thousandths of the meter's unit.</param>
/// <param name="Estimated">Whether one of its two readings is an estimate.</param>
public readonly record struct PastUse(NodaTime.LocalDate To, int Days, long Thousandths, bool Estimated);

/// <summary>A reading that came in, and all that the rules look at.</summary>
public sealed record ReadingCase
{
    /// <summary>The meter.</summary>
    public required Meter Meter { get; init; }

    /// <summary>The day of the reading.</summary>
    public required NodaTime.LocalDate Day { get; init; }

    /// <summary>The index, in thousandths.</summary>
    public required long Index { get; init; }

    /// <summary>How it came to be.</summary>
    public ReadStatus Status { get; init; }

    /// <summary>What explains an index lower than the one before, as the reader says.</summary>
    public IndexTurn Turn { get; init; }

    /// <summary>The day of the accepted reading, or of the installation, before.</summary>
    public required NodaTime.LocalDate PreviousDay { get; init; }

    /// <summary>The accepted index before, in thousandths.</summary>
    public required long PreviousIndex { get; init; }

    /// <summary>Whether the index before is an estimate; then a lower one may be the truth.</summary>
    public bool PreviousEstimated { get; init; }

    /// <summary>The last index that was truly read; null when it is <see cref="PreviousIndex"/>.</summary>
    public long? LastTrueIndex { get; init; }

    /// <summary>The day of <see cref="LastTrueIndex"/>.</summary>
    public NodaTime.LocalDate? LastTrueDay { get; init; }

    /// <summary>Past periods, oldest first.</summary>
    public IReadOnlyList<PastUse> History { get; init; } = [];

    /// <summary>Estimates just before, in a row.</summary>
    public int EstimatesBefore { get; init; }

    /// <summary>The index before as the reader has it, or null when not stated.</summary>
    public long? StatedPrevious { get; init; }

    /// <summary>False when the reader names another place than the meter's.</summary>
    public bool AtStatedPlace { get; init; } = true;

    /// <summary>What the sub-meters of this master meter used in the same days, in thousandths; null when it is none.</summary>
    public long? SubMetersUsed { get; init; }
}

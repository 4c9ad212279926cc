namespace WaterCore.Metering;

/// <summary>The thresholds of <see cref="ReadingRules"/>. The defaults are those measured in <c>benchmarks/results/reading-rules.md</c>.</summary>
/// <remarks>"Spread" is the larger of the robust spread of a meter's own history (1.4826 times the median absolute deviation) and the floors below.</remarks>
public sealed record ReadingRuleSettings
{
    /// <summary>Periods of history looked at, the newest; 1 or more.</summary>
    public int HistoryPeriods { get; init; } = 12;

    /// <summary>Of these, how many make the recent median; 1 or more.</summary>
    public int RecentPeriods { get; init; } = 5;

    /// <summary>With fewer true periods than this, the band is <see cref="ThinHistoryFactor"/> times as wide.</summary>
    public int EnoughPeriods { get; init; } = 4;

    /// <summary>How much wider the band is on thin history, in thousandths; 2000 is twice.</summary>
    public int ThinHistoryFactor { get; init; } = 2000;

    /// <summary>How many spreads above the highest expectation a volume may lie, in thousandths; 3500 is three and a half.</summary>
    public int HighWidth { get; init; } = 3500;

    /// <summary>How many spreads below the lowest expectation a volume may lie, in thousandths.</summary>
    public int LowWidth { get; init; } = 3500;

    /// <summary>The least spread, in thousandths of the expected volume.</summary>
    public int SpreadFloor { get; init; } = 150;

    /// <summary>The least spread, in thousandths of the unit, for a period of 60 days.</summary>
    public int SpreadLeast { get; init; } = 1500;

    /// <summary>A volume above this many times the highest of the history is a spike, in thousandths; 3000 is three times.</summary>
    public int SpikeFactor { get; init; } = 3000;

    /// <summary>Digits are swapped, perhaps, if the volume lies at least this many spreads from what is expected, in thousandths ...</summary>
    public int SwapFar { get; init; } = 1500;

    /// <summary>... and with the digits changed back at most this many.</summary>
    public int SwapNear { get; init; } = 500;

    /// <summary>So many zero periods in a row, this one included, after use before, and the meter may be stuck.</summary>
    public int StuckPeriods { get; init; } = 2;

    /// <summary>So many estimates in a row, this one included, and somebody must look.</summary>
    public int EstimatesInARow { get; init; } = 3;

    /// <summary>Another reading so few days before is taken for the same visit twice.</summary>
    public int DuplicateDays { get; init; } = 2;

    /// <summary>How far the sub-meters may come to more than their master meter, in thousandths of it.</summary>
    public int SubMeterTolerance { get; init; } = 30;
}

using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>The volume that went through a meter between two readings.</summary>
public static class Consumption
{
    /// <summary>Closing less opening index, times the multiplier.</summary>
    /// <param name="meter">The meter both were read on.</param>
    /// <param name="openingIndex">The earlier index, in thousandths.</param>
    /// <param name="closingIndex">The later index, in thousandths.</param>
    /// <returns>The volume; <see cref="IndexRanBack"/> when the later index is lower, which is never guessed to be a roll-over.</returns>
    public static Result<Volume> Between(Meter meter, long openingIndex, long closingIndex) =>
        closingIndex < openingIndex
            ? new IndexRanBack(meter.Number, openingIndex, closingIndex)
            : new Volume((closingIndex - openingIndex) * meter.Multiplier, meter.Unit);

    /// <summary>What the register itself counted: closing less opening index plus the turns of the dial, times the multiplier.</summary>
    /// <param name="meter">The meter both were read on.</param>
    /// <param name="openingIndex">The earlier index, in thousandths.</param>
    /// <param name="closingIndex">The later index, in thousandths.</param>
    /// <param name="rollovers">How many times the dial ran over between them, 0 or more.</param>
    /// <returns>The volume; below zero where the opening was estimated too high, or water ran backwards.</returns>
    public static Volume Registered(Meter meter, long openingIndex, long closingIndex, int rollovers) =>
        new((closingIndex - openingIndex + rollovers * meter.FullTurn) * meter.Multiplier, meter.Unit);
}

/// <summary>The later index is lower than the earlier: roll-over, exchange, reverse flow or error; a person must say which.</summary>
/// <param name="Meter">The meter's number.</param>
/// <param name="OpeningIndex">The earlier index, in thousandths.</param>
/// <param name="ClosingIndex">The later index, in thousandths.</param>
public sealed record IndexRanBack(string Meter, long OpeningIndex, long ClosingIndex) : Fault
{
    /// <inheritdoc/>
    public override string Code => "metering.index-ran-back";

    /// <inheritdoc/>
    public override string Message =>
        $"Meter {Meter} reads {Thousandths(ClosingIndex)} after {Thousandths(OpeningIndex)}; say whether it rolled over, was exchanged, ran backwards or was misread.";

    private static string Thousandths(long value) => new Volume(value, VolumeUnit.CubicMetre).ToNumberString();
}

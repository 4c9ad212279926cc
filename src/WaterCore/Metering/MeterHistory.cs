using NodaTime;
using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>What is known of a meter at its place before a day, as the rules and the estimates need it.</summary>
public sealed record MeterHistory
{
    /// <summary>The day of the accepted reading before, or of the installation.</summary>
    public required LocalDate PreviousDay { get; init; }

    /// <summary>Its index, in thousandths.</summary>
    public required long PreviousIndex { get; init; }

    /// <summary>Whether it is an estimate.</summary>
    public bool PreviousEstimated { get; init; }

    /// <summary>The last index that was truly read, or of the installation.</summary>
    public required long LastTrueIndex { get; init; }

    /// <summary>Its day.</summary>
    public required LocalDate LastTrueDay { get; init; }

    /// <summary>Estimates since then.</summary>
    public int EstimatesInARow { get; init; }

    /// <summary>Periods between true readings, oldest first. A missed visit, or an estimate in between, makes one longer period, whose volume its days share.</summary>
    public IReadOnlyList<PastUse> Periods { get; init; } = [];

    /// <summary>Goes through the readings of an installation before a day.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="installation">Where its time at the place began.</param>
    /// <param name="readings">Its accepted readings in order of day.</param>
    /// <param name="before">Readings on this day and later are left out.</param>
    public static MeterHistory Of(Meter meter, MeterInstallation installation, IEnumerable<Reading> readings, LocalDate before)
    {
        var (day, index, estimated) = (installation.InstalledOn, installation.FirstIndex, false);
        var (trueDay, trueIndex, rollovers, inARow) = (day, index, 0, 0);
        var periods = new List<PastUse>();
        foreach (var reading in readings)
        {
            if (reading.Day >= before || reading.Day < installation.InstalledOn) continue;
            (day, index, estimated) = (reading.Day, reading.CountedIndex, reading.Status == ReadStatus.Estimated);
            if (reading.Turn == IndexTurn.Rollover) rollovers++;
            if (estimated) { inARow++; continue; }
            var days = NodaTime.Period.DaysBetween(trueDay, day);
            if (days > 0) periods.Add(new PastUse(day, days, Consumption.Registered(meter, trueIndex, index, rollovers).Thousandths, false));
            (trueDay, trueIndex, rollovers, inARow) = (day, index, 0, 0);
        }
        return new MeterHistory
        {
            PreviousDay = day, PreviousIndex = index, PreviousEstimated = estimated, LastTrueDay = trueDay, LastTrueIndex = trueIndex, EstimatesInARow = inARow, Periods = periods,
        };
    }
}

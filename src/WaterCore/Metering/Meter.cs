using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>A water meter (水表).</summary>
public sealed record Meter
{
    /// <summary>The identity.</summary>
    public required Id<Meter> Id { get; init; }

    /// <summary>The number on its face; unique.</summary>
    public required string Number { get; init; }

    /// <summary>The calibre as the tariff names it, such as <c>DN20</c> (口径).</summary>
    public required string Size { get; init; }

    /// <summary>Digits left of the mark on the dial, 3 to 9; the index runs over at ten to this power.</summary>
    public required int Dials { get; init; }

    /// <summary>Units of volume per unit of index; 1 on most meters.</summary>
    public int Multiplier { get; init; } = 1;

    /// <summary>The unit of the index.</summary>
    public VolumeUnit Unit { get; init; } = VolumeUnit.CubicMetre;

    /// <summary>The number of its seal (铅封), or null when it has none or nobody noted it.</summary>
    public string? Seal { get; init; }

    /// <summary>The day by which it must be verified again or replaced (检定到期), or null when nobody noted it.</summary>
    public LocalDate? VerificationDue { get; init; }

    /// <summary>How its index comes in.</summary>
    public ReadingSourceKind SourceKind { get; init; }

    /// <summary>The master meter (总表) that this meter's water goes through first, or null.</summary>
    public Id<Meter>? Master { get; init; }

    /// <summary>What the index counts up to before it starts at zero again, in thousandths: ten to the power of the dials.</summary>
    public long FullTurn
    {
        get
        {
            var full = 1000L;
            for (var i = 0; i < Dials; i++) full *= 10;
            return full;
        }
    }
}

/// <summary>How a meter's index comes in.</summary>
public enum ReadingSourceKind
{
    /// <summary>Somebody reads the dial (人工抄表).</summary>
    Manual = 0,

    /// <summary>A prepaid card meter, read when the card is (IC 卡表).</summary>
    Card = 1,

    /// <summary>It sends its index (远传表).</summary>
    Remote = 2,

    /// <summary>There is no dial: the volume is agreed (包费户、无表户), and its index goes up by what the terms say.</summary>
    Agreed = 3,
}

/// <summary>A meter's time at a service point (装表记录).</summary>
public sealed record MeterInstallation
{
    /// <summary>The meter.</summary>
    public required Id<Meter> Meter { get; init; }

    /// <summary>The service point.</summary>
    public required Id<ServicePoint> ServicePoint { get; init; }

    /// <summary>The day it was installed.</summary>
    public required LocalDate InstalledOn { get; init; }

    /// <summary>The index on that day, in thousandths of the meter's unit.</summary>
    public required long FirstIndex { get; init; }

    /// <summary>The day it was removed, or null.</summary>
    public LocalDate? RemovedOn { get; init; }

    /// <summary>The index on the day of removal, in thousandths, or null.</summary>
    public long? LastIndex { get; init; }
}

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

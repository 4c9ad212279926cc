using System.Globalization;

namespace WaterCore.Values;

/// <summary>A volume of water: a whole number of thousandths of its unit (litres, where the unit is the cubic metre).</summary>
/// <remarks>Arithmetic is checked. Units do not mix: adding CCF to m³ throws <see cref="InvalidOperationException"/>.</remarks>
/// <param name="Thousandths">Thousandths of the unit; may be negative in corrections.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct Volume(long Thousandths, VolumeUnit Unit) : IComparable<Volume>
{
    /// <summary>No volume.</summary>
    public static Volume Zero(VolumeUnit unit) => new(0, unit);

    /// <summary>Whole cubic metres.</summary>
    public static Volume CubicMetres(long whole) => new(checked(whole * 1000), VolumeUnit.CubicMetre);

    /// <summary>Whole units.</summary>
    public static Volume Whole(long units, VolumeUnit unit) => new(checked(units * 1000), unit);

    /// <summary>The sum.</summary>
    public static Volume operator +(Volume a, Volume b) => new(checked(a.Thousandths + b.Thousandths), a.Same(b));

    /// <summary>The difference.</summary>
    public static Volume operator -(Volume a, Volume b) => new(checked(a.Thousandths - b.Thousandths), a.Same(b));

    /// <summary>Less than.</summary>
    public static bool operator <(Volume a, Volume b) => a.CompareTo(b) < 0;

    /// <summary>Greater than.</summary>
    public static bool operator >(Volume a, Volume b) => a.CompareTo(b) > 0;

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(Volume a, Volume b) => a.CompareTo(b) <= 0;

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(Volume a, Volume b) => a.CompareTo(b) >= 0;

    /// <summary>Orders volumes of one unit.</summary>
    public int CompareTo(Volume other)
    {
        Same(other);
        return Thousandths.CompareTo(other.Thousandths);
    }

    /// <summary>The exact volume in units.</summary>
    public Rational ToRational() => Rational.Of(Thousandths, 1000);

    /// <summary>The bare number without trailing zeros: <c>12.5</c>.</summary>
    public string ToNumberString() => ((decimal)Thousandths / 1000).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The number and the unit as a screen shows it: <c>12.5 m³</c>.</summary>
    public override string ToString() => $"{ToNumberString()} {Unit.Display}";

    private VolumeUnit Same(Volume other) => Unit == other.Unit
        ? Unit
        : throw new InvalidOperationException($"{Unit} and {other.Unit} do not mix; convert one by an explicit call first.");
}

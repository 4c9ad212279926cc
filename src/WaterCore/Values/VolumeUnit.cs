namespace WaterCore.Values;

/// <summary>A unit of water volume. Units never convert by themselves: converting a tariff moves bills by a cent.</summary>
/// <remarks>Equal when the codes are. US and Imperial gallons are different units.</remarks>
public readonly record struct VolumeUnit
{
    private readonly string? _code;

    private VolumeUnit(string code, string display, Rational litres) => (_code, Display, Litres) = (code, display, litres);

    /// <summary>Cubic metre, the unit of Chinese bills (立方米, "ton").</summary>
    public static VolumeUnit CubicMetre { get; } = new("m3", "m³", Rational.Of(1000));

    /// <summary>Kilolitre, as Australian bills say; the same volume as a cubic metre, another word.</summary>
    public static VolumeUnit Kilolitre { get; } = new("kl", "kL", Rational.Of(1000));

    /// <summary>A hundred cubic feet; a cubic foot is exactly 28.316846592 litres.</summary>
    public static VolumeUnit HundredCubicFeet { get; } = new("ccf", "CCF", Rational.Of(2831684659200, 1_000_000_000));

    /// <summary>A thousand US gallons; a US gallon is exactly 3.785411784 litres.</summary>
    public static VolumeUnit ThousandGallons { get; } = new("kgal", "kgal", Rational.Of(3785411784, 1_000_000));

    /// <summary>
    /// The tariff file's own billing unit, where the file does not say which: usable to rate rows,
    /// refused when a tariff is published or imported.
    /// </summary>
    public static VolumeUnit Unstated { get; } = new("unit", "units", Rational.Of(0));

    /// <summary>The code used in files: m3, kl, ccf, kgal or unit.</summary>
    public string Code => _code ?? throw new InvalidOperationException("This VolumeUnit was never set; use VolumeUnit.CubicMetre.");

    /// <summary>What a screen shows: m³, CCF.</summary>
    public string Display { get; }

    /// <summary>Exact litres in one unit; zero for <see cref="Unstated"/>.</summary>
    public Rational Litres { get; }

    /// <summary>The unit of a code, or null.</summary>
    public static VolumeUnit? TryOf(string? code) => code == CubicMetre.Code ? CubicMetre : code?.Trim().ToUpperInvariant() switch
    {
        "M3" or "M³" => CubicMetre,
        "KL" => Kilolitre,
        "CCF" or "HCF" => HundredCubicFeet,
        "KGAL" or "TGAL" => ThousandGallons,
        "UNIT" => Unstated,
        _ => null,
    };

    /// <summary>Equal when the codes are.</summary>
    public bool Equals(VolumeUnit other) => _code == other._code;

    /// <inheritdoc/>
    public override int GetHashCode() => _code?.GetHashCode(StringComparison.Ordinal) ?? 0;

    /// <summary>The code.</summary>
    public override string ToString() => _code ?? "(no unit)";
}

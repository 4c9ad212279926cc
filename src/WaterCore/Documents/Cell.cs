using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Documents;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Words, or nothing.</summary>
    Text,

    /// <summary>A number with a fixed count of decimals.</summary>
    Number,

    /// <summary>A share, shown as a percentage.</summary>
    Share,

    /// <summary>A day.</summary>
    Day,
}

/// <summary>One value of a table: shown with groups to people, bare to programs, as a number to spreadsheets. Nothing in it is ever a formula.</summary>
public readonly record struct Cell
{
    private readonly string? _text;
    private readonly long _value;
    private readonly byte _decimals;
    private readonly bool _has;

    private Cell(CellKind kind, string? text, long value, int decimals, bool has) => (Kind, _text, _value, _decimals, _has) = (kind, text, value, (byte)decimals, has);

    /// <summary>What it holds.</summary>
    public CellKind Kind { get; }

    /// <summary>No value: shown as nothing.</summary>
    public static Cell Empty => default;

    /// <summary>Words.</summary>
    public static Cell Of(string? text) => new(CellKind.Text, text, 0, 0, !string.IsNullOrEmpty(text));

    /// <summary>A whole number.</summary>
    public static Cell Of(long number) => new(CellKind.Number, null, number, 0, true);

    /// <summary>An amount, without its currency: that stands in the column's title.</summary>
    public static Cell Of(Money amount) => new(CellKind.Number, null, amount.Minor, amount.Currency.MinorDigits, true);

    /// <summary>A volume, without its unit: that stands in the column's title.</summary>
    public static Cell Of(Volume volume) => new(CellKind.Number, null, volume.Thousandths, 3, true);

    /// <summary>A day, or nothing.</summary>
    public static Cell Of(LocalDate? day) => day is { } d ? new(CellKind.Day, LocalDatePattern.Iso.Format(d), 0, 0, true) : Empty;

    /// <summary>A number of so many decimals: 125 with one decimal is 12.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The decimals are not 0 to 6.</exception>
    public static Cell Fixed(long scaled, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decimals, 6);
        return new(CellKind.Number, null, scaled, decimals, true);
    }

    /// <summary>A share in hundredths of a percent, rounded half up; a dash when it is a share of nothing, which is not zero.</summary>
    public static Cell Share(long part, long whole) => whole == 0
        ? new(CellKind.Share, "–", 0, 2, false)
        : new(CellKind.Share, null, checked((long)FloorHalfUp(part, whole)), 2, true);

    /// <summary>Whether there is a number in it.</summary>
    public bool IsNumber => _has && Kind is CellKind.Number or CellKind.Share && _text is null;

    /// <summary>The exact number; a share as a fraction of 1. Null when there is none.</summary>
    public decimal? Exact => !IsNumber ? null : new decimal(_value) / Scale / (Kind == CellKind.Share ? 100 : 1);

    /// <summary>How many decimals a number has.</summary>
    public int Decimals => _decimals;

    /// <summary>As people read it: 1,234.50, 98.25 %, 2026-01-31.</summary>
    public string Shown => Kind switch
    {
        _ when _text is not null => _text,
        CellKind.Number when _has => (new decimal(_value) / Scale).ToString("N" + Digits, CultureInfo.InvariantCulture),
        CellKind.Share when _has => (new decimal(_value) / Scale).ToString("N2", CultureInfo.InvariantCulture) + " %",
        _ => "",
    };

    /// <summary>As a program reads it: 1234.50, 0.9825, 2026-01-31.</summary>
    public string Plain => Kind switch
    {
        CellKind.Number when _has => (new decimal(_value) / Scale).ToString("F" + Digits, CultureInfo.InvariantCulture),
        CellKind.Share when _has => (new decimal(_value) / 10_000).ToString("0.0000", CultureInfo.InvariantCulture),
        CellKind.Share => "",
        _ => _text ?? "",
    };

    private string Digits => _decimals.ToString(CultureInfo.InvariantCulture);

    private long Scale
    {
        get
        {
            long scale = 1;
            for (var i = 0; i < _decimals; i++) scale *= 10;
            return scale;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Shown;

    // Half up means towards the greater number, below zero too.
    private static Int128 FloorHalfUp(long part, long whole)
    {
        var (top, bottom) = ((Int128)part * 20_000 + whole, (Int128)whole * 2);
        var floor = top / bottom;
        return top % bottom != 0 && (top < 0) != (bottom < 0) ? floor - 1 : floor;
    }
}

using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace WaterCore.Conformance;

/// <summary>A house of a scripted utility: what happens to it in a month follows from the seed, its number and the month alone.</summary>
internal sealed class House(int n, ulong seed)
{
    private const int Full = 10_000;   // four dials, so that some turn over within two years

    private int _meters;
    private long _index = (long)(Mix(seed, (ulong)n, 0, 0) % Full);

    /// <summary>The account's number.</summary>
    public string Number { get; } = string.Create(CultureInfo.InvariantCulture, $"70{n:0000000}");

    /// <summary>The account's id in the storage; 0 until it was asked for.</summary>
    public long Id { get; set; }

    /// <summary>Whether the index passed zero since the last reading.</summary>
    public bool TurnedOver { get; private set; }

    /// <summary>Whether the last reading was misread.</summary>
    public bool Misread { get; private set; }

    /// <summary>The number of the meter in place.</summary>
    public string Meter => string.Create(CultureInfo.InvariantCulture, $"S{n:0000000}-{_meters}");

    private bool IsLarge => n % 50 == 0;

    /// <summary>A number for a purpose in a month.</summary>
    public ulong Roll(int month, uint purpose) => Mix(seed, (ulong)n, (ulong)month, purpose);

    /// <summary>Every second month, every quarter, now and then, or never.</summary>
    public bool PaysIn(int month) => (n % 20) switch
    {
        < 8 => month % 2 == n / 20 % 2,
        < 16 => month % 3 == n / 20 % 3,
        < 19 => Roll(month, 3) % 7 == 0,
        _ => false,
    };

    public bool HasTroubleIn(int month) => Roll(month, 9) % 120 == 0;

    public string[] Join(LocalDate day) =>
    [
        Number, $"用户{n}", string.Create(CultureInfo.InvariantCulture, $"138{n:00000000}"), $"凤凰北路{n % 400 + 1}号{n % 30 + 1}房", "zhuhai-main", "residential", (n % 6 + 1).ToString(CultureInfo.InvariantCulture),
        LocalDatePattern.Iso.Format(day), Meter, "DN15", "4", LocalDatePattern.Iso.Format(day), _index.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>A row of the reading file: the index after a month's use, once in a while misread.</summary>
    public string[] Read(int month, LocalDate day)
    {
        Use(month, 100);
        Misread = month > 3 && Roll(month, 20) % 500 == 0;
        var read = Misread ? (_index + 900) % Full : _index;
        string[] row = [Meter, LocalDatePattern.Iso.Format(day), read.ToString(CultureInfo.InvariantCulture), TurnedOver ? "rollover" : ""];
        TurnedOver = false;
        return row;
    }

    /// <summary>Another meter after a third of the month: the old one, its last index in thousandths and whether it turned over, the new one.</summary>
    public (string Old, long Last, bool TurnedOver, string Next) Exchange(int month)
    {
        Use(month, 33);
        var (old, last, turned) = (Meter, _index * 1000, TurnedOver);
        _meters++;
        (_index, TurnedOver) = (0, false);
        return (old, last, turned, Meter);
    }

    private void Use(int month, int percent)
    {
        var usual = IsLarge ? 180 + Roll(month, 21) % 60 : 8 + (ulong)(n % 7) + Roll(month, 21) % 6;
        _index += (long)usual * percent / 100;
        if (_index < Full) return;
        _index -= Full;
        TurnedOver = true;
    }

    // SplitMix64's last steps (Steele, Lea and Flood, 2014) over the four numbers: the same on every machine.
    private static ulong Mix(ulong a, ulong b, ulong c, ulong d)
    {
        unchecked
        {
            var z = a + 0x9E3779B97F4A7C15 * (b + 1) + 0xC2B2AE3D27D4EB4F * (c + 1) + 0x165667B19E3779F9 * (d + 1);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}

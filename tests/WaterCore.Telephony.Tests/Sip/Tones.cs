using System.Text;

namespace WaterCore.Telephony.Tests.Sip;

/// <summary>Codes in two-tone digits: each number is three of sixteen symbols, and can be told apart in what a telephone heard.</summary>
internal static class Tones
{
    public const int Rate = 8000;
    private const int Frame = Rate / 50;
    private const string Symbols = "123A456B789C*0#D";
    private static readonly double[] Rows = [697, 770, 852, 941], Columns = [1209, 1336, 1477, 1633];

    /// <summary>60 ms for each symbol with 40 ms between, and 120 ms after the last.</summary>
    public static short[] Of(int code)
    {
        var sound = new List<short>();
        for (var digit = 8; digit >= 0; digit -= 4)
        {
            var symbol = (code >> digit) & 15;
            for (var i = 0; i < Frame * 3; i++)
                sound.Add((short)(6000 * (Math.Sin(2 * Math.PI * Rows[symbol / 4] * i / Rate) + Math.Sin(2 * Math.PI * Columns[symbol % 4] * i / Rate))));
            sound.AddRange(new short[Frame * (digit == 0 ? 6 : 2)]);
        }
        return [.. sound];
    }

    /// <summary>The codes heard, in order. One that was cut short is left out.</summary>
    public static IReadOnlyList<int> Codes(ReadOnlySpan<short> sound)
    {
        var reader = new Reader();
        reader.Read(sound);
        return reader.Codes;
    }

    /// <summary>Reads codes out of a sound that grows, each piece once: hundreds of callers listen at the same time.</summary>
    public sealed class Reader
    {
        private const int Cut = 10;
        private readonly List<int> _codes = [], _group = [];
        private int _at, _last = -1, _run, _quiet;

        public IReadOnlyList<int> Codes => _codes;

        /// <summary>Reads on to the last whole frame.</summary>
        /// <param name="sound">All of it, from its beginning.</param>
        public void Read(ReadOnlySpan<short> sound)
        {
            for (; _at + Frame <= sound.Length; _at += Frame)
            {
                var symbol = Symbol(sound.Slice(_at, Frame));
                _quiet = symbol < 0 ? _quiet + 1 : 0;
                _run = symbol == _last ? _run + 1 : 1;
                _last = symbol;
                if (symbol >= 0 && _run == 2) _group.Add(symbol);
                // A hole in the sound, where the machine stood still for a moment, is shorter than the silence after a code that was cut short.
                if (_quiet == 4 && _group.Count == 3) _codes.Add((_group[0] << 8) | (_group[1] << 4) | _group[2]);
                if ((_quiet == 4 && _group.Count >= 3) || _quiet == Cut) _group.Clear();
            }
        }
    }

    /// <summary>The keys heard as tones, such as <c>601</c> spoken by a desk that has no other voice.</summary>
    public static string Keys(ReadOnlySpan<short> sound)
    {
        var keys = new StringBuilder();
        foreach (var code in Codes(sound)) foreach (var digit in new[] { 8, 4, 0 }) keys.Append(Symbols[(code >> digit) & 15]);
        return keys.ToString();
    }

    private static int Symbol(ReadOnlySpan<short> frame)
    {
        var energy = 0.0;
        foreach (var s in frame) energy += (double)s * s;
        if (energy / frame.Length < 20_000) return -1;
        var (row, rowPower) = Strongest(frame, Rows);
        var (column, columnPower) = Strongest(frame, Columns);
        return 2 * (rowPower + columnPower) > 0.8 * energy ? (row * 4) + column : -1;
    }

    private static (int Index, double Power) Strongest(ReadOnlySpan<short> frame, double[] frequencies)
    {
        var best = (Index: -1, Power: 0.0);
        for (var i = 0; i < frequencies.Length; i++)
        {
            // Goertzel: the power of one frequency, without a whole transform.
            var factor = 2 * Math.Cos(2 * Math.PI * frequencies[i] / Rate);
            var (a, b) = (0.0, 0.0);
            foreach (var s in frame) (a, b) = (s + (factor * a) - b, a);
            var power = ((a * a) + (b * b) - (factor * a * b)) / frame.Length;
            if (power > best.Power) best = (i, power);
        }
        return best;
    }
}

using System.Text;
using NodaTime;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>One stored line: the place of its charge in the class, and its amount.</summary>
/// <param name="Charge">The index of the charge among all charges of the class in the tariff revision; their number for the rest line.</param>
/// <param name="Minor">The amount in minor units.</param>
public readonly record struct PackedLine(int Charge, long Minor);

/// <summary>Packs the inputs and the lines of a bill into few bytes, and unpacks them: varints, text as UTF-8 with its length.</summary>
/// <remarks>The first byte is the format's number, 1. Equal inputs give equal bytes.</remarks>
public static class BillPacking
{
    private const byte Format = 1;
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>Packs the lines of a calculated bill.</summary>
    public static byte[] PackLines(CalculatedBill bill)
    {
        var writer = new Writer();
        var charges = bill.Tariff.Classes[bill.Case.UseClass].Charges;
        writer.Unsigned((ulong)bill.Lines.Count);
        var next = 0;
        foreach (var line in bill.Lines)
        {
            // Lines stand in the order of the charges, of which some do not hold on the day.
            while (next < charges.Count && !(charges[next].Code == line.Code && charges[next].Line == line.Derivation.TariffLine)) next++;
            writer.Unsigned((ulong)next);
            writer.Signed(line.Amount.Minor);
            if (next < charges.Count) next++;
        }
        return writer.ToArray();
    }

    /// <summary>Unpacks lines.</summary>
    /// <exception cref="FormatException">The bytes are not packed lines.</exception>
    public static IReadOnlyList<PackedLine> UnpackLines(ReadOnlySpan<byte> bytes)
    {
        var reader = new Reader(bytes);
        var lines = new PackedLine[reader.Count()];
        for (var i = 0; i < lines.Length; i++) lines[i] = new PackedLine(checked((int)reader.Unsigned()), reader.Signed());
        reader.End();
        return lines;
    }

    /// <summary>Packs a case. Its attributes are given apart, since only they can be listed.</summary>
    public static byte[] PackInputs(BillingCase billingCase, int months, IReadOnlyDictionary<string, string> attributes)
    {
        var writer = new Writer();
        writer.Text(billingCase.UseClass);
        writer.Unsigned((ulong)months);
        writer.Unsigned(billingCase.Persons is { } persons ? (ulong)persons + 1 : 0);
        writer.Signed(billingCase.On is { } on ? NodaTime.Period.DaysBetween(Epoch, on) : long.MinValue);
        writer.Unsigned((ulong)attributes.Count);
        foreach (var (name, value) in attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            writer.Text(name);
            writer.Text(value);
        }
        return writer.ToArray();
    }

    /// <summary>Unpacks a case.</summary>
    /// <param name="bytes">The packed inputs.</param>
    /// <param name="usage">The bill's usage, which is stored beside them.</param>
    /// <exception cref="FormatException">The bytes are not packed inputs.</exception>
    public static BillingCase UnpackInputs(ReadOnlySpan<byte> bytes, Volume usage)
    {
        var reader = new Reader(bytes);
        var useClass = reader.Text();
        var months = checked((int)reader.Unsigned());
        var persons = reader.Unsigned();
        var on = reader.Signed();
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = reader.Count(); left > 0; left--) attributes.Add(reader.Text(), reader.Text());
        reader.End();
        return new BillingCase
        {
            UseClass = useClass,
            Usage = usage,
            Months = months,
            Persons = persons == 0 ? null : checked((int)(persons - 1)),
            On = on == long.MinValue ? null : Epoch.PlusDays(checked((int)on)),
            Attributes = new CaseInputs(attributes),
        };
    }

    private sealed class Writer
    {
        private readonly List<byte> _bytes = new(48);

        public Writer() => _bytes.Add(Format);

        public void Unsigned(ulong value)
        {
            for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value & 0x7F | 0x80));
            _bytes.Add((byte)value);
        }

        public void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

        public void Text(string text)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            Unsigned((ulong)utf8.Length);
            _bytes.AddRange(utf8);
        }

        public byte[] ToArray() => _bytes.ToArray();
    }

    private ref struct Reader
    {
        private readonly ReadOnlySpan<byte> _bytes;
        private int _at;

        public Reader(ReadOnlySpan<byte> bytes)
        {
            _bytes = bytes;
            if (bytes.Length == 0 || bytes[0] != Format) throw new FormatException("The packed bytes are of no known format.");
            _at = 1;
        }

        public ulong Unsigned()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                if (_at >= _bytes.Length) break;
                var b = _bytes[_at++];
                value |= unchecked((ulong)(b & 0x7F) << shift);
                if (b < 0x80) return value;
            }
            throw new FormatException("The packed bytes end in the middle of a number.");
        }

        public long Signed()
        {
            var value = Unsigned();
            return unchecked((long)(value >> 1) ^ -(long)(value & 1));
        }

        public int Count()
        {
            var count = Unsigned();
            return count <= (ulong)_bytes.Length ? (int)count : throw new FormatException("The packed bytes claim more entries than they hold.");
        }

        public string Text()
        {
            var length = Count();
            if (_at + length > _bytes.Length) throw new FormatException("The packed bytes end in the middle of a text.");
            var text = Encoding.UTF8.GetString(_bytes.Slice(_at, length));
            _at += length;
            return text;
        }

        public readonly void End()
        {
            if (_at != _bytes.Length) throw new FormatException("The packed bytes go on after their end.");
        }
    }
}

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
/// <remarks>The first byte is the format's number, 2. Equal inputs give equal bytes.</remarks>
public static class BillPacking
{
    private const byte Format = 2;

    // Bytes that hold nearly every bill's.
    private const int Usual = 256;

    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>Packs the lines of a calculated bill.</summary>
    public static byte[] PackLines(CalculatedBill bill)
    {
        var charges = Charges(bill);
        var packed = new PackedLine[bill.Lines.Count];
        var next = 0;
        for (var i = 0; i < packed.Length; i++)
        {
            // Lines stand in the order of the charges, of which some do not hold on the day.
            var line = bill.Lines[i];
            while (next < charges.Count && !(charges[next].Class == line.UseClass && charges[next].Charge.Code == line.Code && charges[next].Charge.Line == line.Derivation.TariffLine)) next++;
            packed[i] = new(next, line.Amount.Minor);
            if (next < charges.Count) next++;
        }
        return PackLines(packed);
    }

    /// <summary>Packs lines.</summary>
    internal static byte[] PackLines(ReadOnlySpan<PackedLine> lines)
    {
        var writer = new Writer(stackalloc byte[Usual]);
        writer.Unsigned((ulong)lines.Length);
        foreach (var line in lines)
        {
            writer.Unsigned((ulong)line.Charge);
            writer.Signed(line.Minor);
        }
        return writer.ToArray();
    }

    // Of a meter that serves several uses: the charges of all of them, one class after another.
    private static List<(string Class, Charge Charge)> Charges(CalculatedBill bill)
    {
        var classes = bill.Case.Uses.Count == 0 ? [bill.Case.UseClass] : bill.Case.Uses.Select(u => u.UseClass);
        return classes.SelectMany(c => bill.Tariff.Classes[c].Charges, (c, charge) => (c, charge)).ToList();
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

    /// <summary>Packs the case of a calculated bill, and what the bill hands to the next. Attributes are given apart, since only they can be listed.</summary>
    public static byte[] PackInputs(CalculatedBill bill, IReadOnlyDictionary<string, string> attributes) => PackInputs(bill.Case, bill.Months, bill.Carried, attributes);

    /// <summary>Packs a case, the months it came to, what its bill hands to the next, and the attributes.</summary>
    internal static byte[] PackInputs(BillingCase billingCase, int months, CarriedOver after, IReadOnlyDictionary<string, string> attributes)
    {
        var writer = new Writer(stackalloc byte[Usual]);
        writer.Text(billingCase.UseClass);
        writer.Unsigned((ulong)months);
        writer.Unsigned(billingCase.Persons is { } persons ? (ulong)persons + 1 : 0);
        writer.Day(billingCase.On);
        writer.Day(billingCase.Days?.From);
        if (billingCase.Days is { } days) writer.Unsigned((ulong)days.Days);
        writer.Carried(billingCase.Carried);
        writer.Carried(after);
        writer.Unsigned((ulong)billingCase.Households.Count);
        foreach (var household in billingCase.Households)
        {
            writer.Day(household.RegisteredOn);
            writer.Unsigned((ulong)household.Persons);
        }
        writer.Unsigned((ulong)billingCase.Uses.Count);
        foreach (var use in billingCase.Uses)
        {
            var share = use.Share.Reduced();
            writer.Text(use.UseClass);
            writer.Unsigned(checked((ulong)share.Numerator));
            writer.Unsigned(checked((ulong)share.Denominator));
        }
        writer.Unsigned((ulong)attributes.Count);
        foreach (var (name, value) in attributes.Count < 2 ? attributes : attributes.OrderBy(a => a.Key, StringComparer.Ordinal).AsEnumerable())
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
    public static BillingCase UnpackInputs(ReadOnlySpan<byte> bytes, Volume usage) => Unpack(bytes, usage).Case;

    /// <summary>What the bill with these packed inputs hands to the next: the running total of its tier year and the fraction not billed.</summary>
    /// <exception cref="FormatException">The bytes are not packed inputs.</exception>
    public static CarriedOver UnpackCarried(ReadOnlySpan<byte> bytes)
    {
        // Only up to there: a run asks it of each bill before.
        var reader = new Reader(bytes);
        reader.Head();
        reader.Carried();
        return reader.Carried();
    }

    /// <summary>The attributes among packed inputs, by name.</summary>
    /// <exception cref="FormatException">The bytes are not packed inputs.</exception>
    public static IReadOnlyDictionary<string, string> UnpackAttributes(ReadOnlySpan<byte> bytes) => Unpack(bytes, default).Attributes;

    private static (BillingCase Case, CarriedOver After, Dictionary<string, string> Attributes) Unpack(ReadOnlySpan<byte> bytes, Volume usage)
    {
        var reader = new Reader(bytes);
        var (useClass, months, persons, on, days) = reader.Head();
        CarriedOver before = reader.Carried(), after = reader.Carried();
        var households = new HouseholdRegistration[reader.Count()];
        for (var i = 0; i < households.Length; i++)
            households[i] = new(reader.Day() ?? throw new FormatException("The packed bytes have a registration without a day."), checked((int)reader.Unsigned()));
        var uses = new UseShare[reader.Count()];
        for (var i = 0; i < uses.Length; i++) uses[i] = new(reader.Text(), Rational.Of(reader.Unsigned(), reader.Unsigned()));
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = reader.Count(); left > 0; left--) attributes.Add(reader.Text(), reader.Text());
        reader.End();
        return (new BillingCase
        {
            UseClass = useClass,
            Usage = usage,
            Months = months,
            Persons = persons == 0 ? null : checked((int)(persons - 1)),
            Households = households,
            On = on,
            Days = days,
            Carried = before,
            Uses = uses,
            Attributes = new CaseInputs(attributes),
        }, after, attributes);
    }

    private ref struct Writer
    {
        private Span<byte> _bytes;
        private int _at;

        /// <param name="space">Where it writes as long as it is enough.</param>
        public Writer(Span<byte> space)
        {
            _bytes = space;
            Add(Format);
        }

        public void Unsigned(ulong value)
        {
            for (; value >= 0x80; value >>= 7) Add((byte)(value & 0x7F | 0x80));
            Add((byte)value);
        }

        public void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

        public void Text(string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            Unsigned((ulong)length);
            Need(length);
            _at += Encoding.UTF8.GetBytes(text, _bytes[_at..]);
        }

        // Zero is no day; days are counted from 1970, from one up and from minus one down.
        public void Day(LocalDate? day) => Signed(day is { } d ? NodaTime.Period.DaysBetween(Epoch, d) is var n && n >= 0 ? n + 1 : n : 0);

        public void Carried(CarriedOver carried)
        {
            Day(carried.YearFrom);
            Unsigned((ulong)carried.YearToDate);
            Unsigned((ulong)carried.Fraction);
        }

        public readonly byte[] ToArray() => _bytes[.._at].ToArray();

        private void Add(byte value)
        {
            Need(1);
            _bytes[_at++] = value;
        }

        private void Need(int more)
        {
            if (_at + more <= _bytes.Length) return;
            var larger = new byte[Math.Max(2 * _bytes.Length, _at + more)];
            _bytes[.._at].CopyTo(larger);
            _bytes = larger;
        }
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

        public LocalDate? Day() => Signed() is var n && n == 0 ? null : Epoch.PlusDays(checked((int)(n > 0 ? n - 1 : n)));

        public CarriedOver Carried() => new(Day(), checked((long)Unsigned()), checked((long)Unsigned()));

        /// <summary>What stands first: class, months, persons and one more, day, days billed.</summary>
        public (string UseClass, int Months, ulong Persons, LocalDate? On, Period? Days) Head()
        {
            var useClass = Text();
            var months = checked((int)Unsigned());
            var persons = Unsigned();
            var on = Day();
            return (useClass, months, persons, on, Day() is { } first ? new Period(first, first.PlusDays(checked((int)Unsigned()))) : null);
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

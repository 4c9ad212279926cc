using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NodaTime;

namespace WaterCore.Speech.Espeak;

/// <summary>Reads, resamples and writes sound: WAV, mono, 16 bit.</summary>
internal static class Wave
{
    /// <summary>What telephone exchanges play.</summary>
    public const int Rate = 8000;

    private const int Head = 44;

    /// <summary>The rate and samples of a WAV. The lengths in its head are not trusted: in a pipe nobody knows them beforehand.</summary>
    public static (int Rate, short[] Samples) Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < Head || !file[..4].SequenceEqual("RIFF"u8) || !file[8..16].SequenceEqual("WAVEfmt "u8)) throw new InvalidDataException("it gave no WAV");
        var rate = BinaryPrimitives.ReadInt32LittleEndian(file[24..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(file[20..]) != 0x10001 || BinaryPrimitives.ReadInt16LittleEndian(file[34..]) != 16) throw new InvalidDataException("its WAV is not mono with 16 bits");
        for (var at = 20 + BinaryPrimitives.ReadInt32LittleEndian(file[16..]); at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            var body = file[(at + 8)..];
            if (file.Slice(at, 4).SequenceEqual("data"u8)) return (rate, MemoryMarshal.Cast<byte, short>(body[..(int)(Math.Min(length, body.Length) & ~1L)]).ToArray());
            if (length > body.Length) break;
            at += 8 + (int)length;
        }
        throw new InvalidDataException("its WAV has no sound");
    }

    /// <summary>Brings sound to <see cref="Rate"/> by a low pass of windowed sinc; what lies above 3.6 kHz would else fold back as noise.</summary>
    public static short[] Resample(short[] sound, int from)
    {
        if (from == Rate) return sound;
        const int Half = 32;
        var (step, cut) = ((double)from / Rate, 0.45 * Math.Min(from, Rate) / from);
        var result = new short[(int)((long)sound.Length * Rate / from)];
        for (var i = 0; i < result.Length; i++)
        {
            var centre = i * step;
            var (sum, weight) = (0.0, 0.0);
            for (var k = (int)centre - Half + 1; k <= (int)centre + Half; k++)
            {
                var t = k - centre;
                var sinc = Math.Abs(t) < 1e-9 ? 2 * cut : Math.Sin(2 * Math.PI * cut * t) / (Math.PI * t);
                var w = sinc * (0.5 + (0.5 * Math.Cos(Math.PI * t / Half)));
                weight += w;
                if (k >= 0 && k < sound.Length) sum += w * sound[k];
            }
            result[i] = (short)Math.Clamp(Math.Round(sum / weight), short.MinValue, short.MaxValue);
        }
        return result;
    }

    /// <summary>Without the silence before and after, but for 30 ms: parts are joined.</summary>
    public static short[] Trim(short[] sound)
    {
        const int Loud = 150, Keep = Rate * 30 / 1000;
        var first = Array.FindIndex(sound, s => Math.Abs((int)s) > Loud);
        if (first < 0) throw new InvalidDataException("the sound is silent; the text has nothing to say in this language");
        var last = Array.FindLastIndex(sound, s => Math.Abs((int)s) > Loud);
        var (from, to) = (Math.Max(0, first - Keep), Math.Min(sound.Length, last + 1 + Keep));
        return sound[from..to];
    }

    public static void Write(string path, short[] sound)
    {
        Span<byte> head = stackalloc byte[Head];
        "RIFF"u8.CopyTo(head);
        "WAVEfmt "u8.CopyTo(head[8..]);
        "data"u8.CopyTo(head[36..]);
        foreach (var (at, value) in new[] { (4, Head - 8 + (sound.Length * 2)), (16, 16), (20, 0x10001), (24, Rate), (28, Rate * 2), (32, 0x100002), (40, sound.Length * 2) })
            BinaryPrimitives.WriteInt32LittleEndian(head[at..], value);
        using var file = File.Create(path);
        file.Write(head);
        file.Write(MemoryMarshal.AsBytes(sound.AsSpan()));
        file.Flush(flushToDisk: true);
    }

    public static Duration LengthOf(string path) => Duration.FromMilliseconds((new FileInfo(path).Length - Head) / 2 * 1000 / Rate);
}

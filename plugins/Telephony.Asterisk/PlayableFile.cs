using System.Buffers.Binary;
using WaterCore.Ports;

namespace WaterCore.Telephony.Asterisk;

/// <summary>Looks at a sound file before Asterisk gets it: Asterisk accepts every request, skips what it cannot play, and says "done".</summary>
internal static class PlayableFile
{
    /// <summary>Null when Asterisk can play it, or the fault.</summary>
    public static MediaRefused? Check(string path)
    {
        if (!Path.IsPathFullyQualified(path) || !path.EndsWith(".wav", StringComparison.Ordinal)) return new(path, "it is not an absolute path that ends in .wav");
        if (path.Any(char.IsControl)) return new(path, "its path has control characters");
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[44];
            if (file.ReadAtLeast(head, 44, throwOnEndOfStream: false) < 44 || !head[..4].SequenceEqual("RIFF"u8) || !head[8..16].SequenceEqual("WAVEfmt "u8)) return new(path, "it is not a WAV file");
            var (format, channels, rate, bits) = (BinaryPrimitives.ReadInt16LittleEndian(head[20..]), BinaryPrimitives.ReadInt16LittleEndian(head[22..]),
                BinaryPrimitives.ReadInt32LittleEndian(head[24..]), BinaryPrimitives.ReadInt16LittleEndian(head[34..]));
            return (format, channels, rate, bits) == (1, 1, 8000, 16) ? null : new(path, $"it has format {format}, {channels} channels, {rate} Hz, {bits} bits");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(path, e is FileNotFoundException or DirectoryNotFoundException ? "it is not there" : e.Message);
        }
    }
}

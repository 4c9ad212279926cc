namespace WaterCore.Metering;

/// <summary>How a photo of a meter is named, wherever it is kept: the digest of its bytes, and what it is (<c>.jpg</c>, <c>.png</c>).</summary>
public static class MeterPhoto
{
    private const int DigestLength = 64;

    /// <summary>The name of a photo; null when the bytes are no JPEG or PNG. What the sender says that they are is not looked at.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="digest">Their SHA-256, 64 small hexadecimal digits.</param>
    public static string? NameOf(ReadOnlySpan<byte> content, string digest) =>
        content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? digest + ".jpg" : content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? digest + ".png" : null;

    /// <summary>Whether a text is the name of a photo.</summary>
    public static bool IsName(string? name) => name is { Length: DigestLength + 4 } && name[..DigestLength].All(char.IsAsciiHexDigitLower) && name[DigestLength..] is ".jpg" or ".png";

    /// <summary>The digest in the name of a photo.</summary>
    public static string DigestOf(string name) => name[..DigestLength];

    /// <summary>The media type of a photo.</summary>
    public static string TypeOf(string name) => name.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg";
}

using System.Security.Cryptography;

namespace WaterCore.Host.Service;

/// <summary>Photos of meters beside the database, each named by the digest of its bytes: the same photo is kept once, and none is ever changed.</summary>
/// <param name="folder">The folder; made when it is not there.</param>
internal sealed class PhotoStore(string folder)
{
    /// <summary>The most bytes of a photo.</summary>
    public const int Most = 6 * 1024 * 1024;

    /// <summary>Keeps a photo and gives its name; null when it is no JPEG or PNG, or too large. What it is called and said to be by the sender is not looked at.</summary>
    public async Task<string?> KeepAsync(Stream photo, CancellationToken cancellationToken = default)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await photo.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (bytes.Length + read > Most) return null;
            bytes.Write(buffer, 0, read);
        }
        var content = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        if (Kind(content.Span) is not { } kind) return null;
        var name = Convert.ToHexStringLower(SHA256.HashData(content.Span)) + kind;
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        if (File.Exists(path)) return name;
        await File.WriteAllBytesAsync(path + ".part", content, cancellationToken).ConfigureAwait(false);
        File.Move(path + ".part", path, overwrite: true);
        return name;
    }

    /// <summary>The file of a photo, or null when there is none of that name.</summary>
    public string? Find(string name) => IsName(name) && Path.Combine(Path.GetFullPath(folder), name) is var path && File.Exists(path) ? path : null;

    /// <summary>Whether a text is a name that this store gave.</summary>
    public static bool IsName(string? name) => name is { Length: 68 } && name[..64].All(char.IsAsciiHexDigitLower) && name[64..] is ".jpg" or ".png";

    /// <summary>The media type of a photo.</summary>
    public static string TypeOf(string name) => name.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg";

    private static string? Kind(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ".jpg" : bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? ".png" : null;
}

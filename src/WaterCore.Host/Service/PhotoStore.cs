using System.Security.Cryptography;
using WaterCore.Metering;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>Photos of meters beside the database, each named by the digest of its bytes: the same photo is kept once, and none is ever changed.</summary>
/// <param name="folder">The folder; made when it is not there.</param>
/// <param name="contacts">What came with contacts; null where nothing is kept of it.</param>
internal sealed class PhotoStore(string folder, IContactFiles? contacts = null)
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
        if (MeterPhoto.NameOf(content.Span, Convert.ToHexStringLower(SHA256.HashData(content.Span))) is not { } name) return null;
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        if (File.Exists(path)) return name;
        await File.WriteAllBytesAsync(path + ".part", content, cancellationToken).ConfigureAwait(false);
        File.Move(path + ".part", path, overwrite: true);
        return name;
    }

    /// <summary>A photo to read, or null when there is none of that name. What came by a channel lies with its contact.</summary>
    public Stream? Open(string name)
    {
        if (!MeterPhoto.IsName(name)) return null;
        var path = Path.Combine(Path.GetFullPath(folder), name);
        if (File.Exists(path)) return File.OpenRead(path);
        if (contacts?.Open(MeterPhoto.DigestOf(name)) is not { } file) return null;
        // Anything may come with a contact, and only photos are shown here.
        var head = new byte[8];
        if (MeterPhoto.NameOf(head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)), MeterPhoto.DigestOf(name)) == name)
        {
            file.Position = 0;
            return file;
        }
        file.Dispose();
        return null;
    }
}

using System.Security.Cryptography;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>What came with contacts, in a folder beside the database: each file under the digest of its bytes, in a folder by the first two digits.</summary>
/// <param name="folder">The folder; made when it is needed.</param>
internal sealed class ContactFolder(string folder) : IContactFiles
{
    public async ValueTask<string> KeepAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var path = PathOf(digest);
        if (File.Exists(path)) return digest;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Under another name first: a file of that name is whole.
        var part = $"{path}.{Environment.ProcessId}.part";
        await File.WriteAllBytesAsync(part, content, cancellationToken).ConfigureAwait(false);
        File.Move(part, path, overwrite: true);
        return digest;
    }

    public Stream? Open(string digest) => digest.Length == 64 && digest.All(char.IsAsciiHexDigitLower) && File.Exists(PathOf(digest)) ? File.OpenRead(PathOf(digest)) : null;

    private string PathOf(string digest) => Path.Combine(folder, digest[..2], digest);
}

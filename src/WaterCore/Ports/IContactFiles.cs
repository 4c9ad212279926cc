namespace WaterCore.Ports;

/// <summary>Keeps the bytes of what came with contacts, each under the digest of its bytes: the same file is kept once, and none is ever changed.</summary>
public interface IContactFiles
{
    /// <summary>Keeps a file and gives its digest: SHA-256, 64 small hexadecimal digits.</summary>
    ValueTask<string> KeepAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>A file to read, or null when there is none of that digest.</summary>
    Stream? Open(string digest);
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace WaterCore.Audit;

/// <summary>A signed note of how far the audit chain went, sent off the machine: whoever rewrites the chain afterwards contradicts it.</summary>
/// <param name="Sequence">The last entry that it covers.</param>
/// <param name="Hash">That entry's hash.</param>
/// <param name="At">When it was made.</param>
/// <param name="Key">The first sixteen hexadecimal digits of the SHA-256 of the public key (SubjectPublicKeyInfo).</param>
/// <param name="Signature">ECDSA over P-256 with SHA-256 of what <see cref="Signed"/> says, base 64.</param>
public sealed record AuditCheckpoint(long Sequence, string Hash, Instant At, string Key, string Signature)
{
    /// <summary>Signs the head of a chain.</summary>
    public static AuditCheckpoint Sign(ECDsa key, long sequence, string hash, Instant at)
    {
        var signature = key.SignData(Signed(sequence, hash, at), HashAlgorithmName.SHA256);
        return new AuditCheckpoint(sequence, hash, at, KeyId(key), Convert.ToBase64String(signature));
    }

    /// <summary>Whether the signature is of this key and this content.</summary>
    public bool IsSignedBy(ECDsa publicKey)
    {
        var signature = new byte[Signature.Length];
        return Key == KeyId(publicKey) && Convert.TryFromBase64String(Signature, signature, out var length)
            && publicKey.VerifyData(Signed(Sequence, Hash, At), signature.AsSpan(0, length), HashAlgorithmName.SHA256);
    }

    /// <summary>The name of a key.</summary>
    public static string KeyId(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    /// <summary>One line of JSON.</summary>
    public string ToLine() => new JsonObject
    {
        ["sequence"] = Sequence, ["hash"] = Hash, ["at"] = InstantPattern.ExtendedIso.Format(At), ["key"] = Key, ["signature"] = Signature,
    }.ToJsonString();

    /// <summary>Reads a line; null when it is none.</summary>
    public static AuditCheckpoint? FromLine(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject o && (string?)o["at"] is { } at && InstantPattern.ExtendedIso.Parse(at) is { Success: true, Value: var instant }
                   && (string?)o["hash"] is { } hash && (string?)o["key"] is { } key && (string?)o["signature"] is { } signature
                ? new AuditCheckpoint((long)o["sequence"]!, hash, instant, key, signature)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            return null;
        }
    }

    private static byte[] Signed(long sequence, string hash, Instant at) => Encoding.UTF8.GetBytes($"watercore audit checkpoint\n{sequence}\n{hash}\n{InstantPattern.ExtendedIso.Format(at)}\n");
}

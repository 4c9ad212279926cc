using System.Security.Cryptography;
using System.Text;

namespace WaterCore.Channel.Email;

/// <summary>
/// The names of our own mails: <c>d12.9f3a…@example.org</c>. The middle part is a keyed digest of the first, so that nobody who counts up can say of a message that it came back, or write into another's thread.
/// </summary>
internal sealed class MailNames
{
    private const int DigestBytes = 10;
    private readonly byte[] _key;
    private readonly string _domain;

    public MailNames(EmailSettings settings)
    {
        _domain = settings.From.Domain.ToLowerInvariant();
        _key = SHA256.HashData(Encoding.UTF8.GetBytes($"names of mails\n{settings.Mailbox?.Password ?? settings.Password}\n{_domain}"));
    }

    /// <summary>The name of the mail that carries a message.</summary>
    public string Of(string message) => $"{Local(message)}@{_domain}";

    /// <summary>Its part before the @, which also goes along as the envelope's number.</summary>
    public string Local(string message) => $"{message}.{Digest(message)}";

    /// <summary>The name when it is one of ours, with or without its domain; otherwise null.</summary>
    public string? Known(string? text)
    {
        if (text?.Trim().Trim('<', '>') is not { Length: > 2 and < 200 } name) return null;
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0 && !string.Equals(name[(at + 1)..], _domain, StringComparison.OrdinalIgnoreCase)) return null;
        var local = at < 0 ? name : name[..at];
        if (local.LastIndexOf('.') is not (> 0 and var dot)) return null;
        var message = local[..dot];
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(local[(dot + 1)..]), Encoding.UTF8.GetBytes(Digest(message))) ? Of(message) : null;
    }

    private string Digest(string message) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(message)).AsSpan(0, DigestBytes));
}

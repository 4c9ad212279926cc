using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;

namespace WaterCore.Audit;

/// <summary>What was done: one per interactive change, one per committed batch of a run.</summary>
public sealed record AuditEntry
{
    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>Who, in which position.</summary>
    public required Actor Actor { get; init; }

    /// <summary>What was done, such as <c>billing.batch</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The thing it was done to, such as <c>account 6200017</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>What stood before, or null.</summary>
    public string? Before { get; init; }

    /// <summary>What stands now, or the digest of a batch; or null.</summary>
    public string? After { get; init; }

    /// <summary>Why, in the actor's words; or null.</summary>
    public string? Reason { get; init; }
}

/// <summary>An audit entry with its place in the chain.</summary>
/// <param name="Sequence">1 for the first; without gaps.</param>
/// <param name="Entry">What was done.</param>
/// <param name="Hash">SHA-256 over the hash before and the entry, lower-case hexadecimal.</param>
public sealed record ChainedAuditEntry(long Sequence, AuditEntry Entry, string Hash);

/// <summary>The rule by which audit entries are chained: each hash covers the one before, so that no entry can be changed alone.</summary>
public static class AuditChain
{
    /// <summary>What stands before the first entry.</summary>
    public const string Start = "";

    /// <summary>The entry that follows a hash.</summary>
    public static ChainedAuditEntry Next(long sequence, string previousHash, AuditEntry entry) =>
        new(sequence, entry, Hash(sequence, previousHash, entry));

    /// <summary>SHA-256 over length-prefixed fields, so that no two different entries give the same bytes.</summary>
    public static string Hash(long sequence, string previousHash, AuditEntry entry) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Fields(previousHash, sequence.ToString(CultureInfo.InvariantCulture)), .. Fields(entry)]));

    /// <summary>What is hashed of an entry after the hash before and the sequence number, for a database that knows those two only at the last moment.</summary>
    public static byte[] Fields(AuditEntry entry) => Fields(
        InstantPattern.ExtendedIso.Format(entry.At), entry.Actor.Name, entry.Actor.Position, entry.Action, entry.Subject, entry.Before, entry.After, entry.Reason);

    private static byte[] Fields(params ReadOnlySpan<string?> fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields) text.Append(CultureInfo.InvariantCulture, $"{(field is null ? "-" : field.Length)}:{field}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Checks that entries in order form an unbroken chain.</summary>
    /// <returns>The sequence number of the first entry that does not fit, or null when all do.</returns>
    public static async ValueTask<long?> FirstBreakAsync(IAsyncEnumerable<ChainedAuditEntry> entries, CancellationToken cancellationToken = default)
    {
        var previous = Start;
        long expected = 1;
        await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (entry.Sequence != expected || entry.Hash != Hash(entry.Sequence, previous, entry.Entry)) return entry.Sequence;
            previous = entry.Hash;
            expected++;
        }
        return null;
    }
}

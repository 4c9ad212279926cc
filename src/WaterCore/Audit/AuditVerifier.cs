using System.Security.Cryptography;

namespace WaterCore.Audit;

/// <summary>What an audit trail was found to be.</summary>
/// <param name="Entries">Entries followed.</param>
/// <param name="Checkpoints">Checkpoints held against them.</param>
/// <param name="Covered">The last entry that a checkpoint covers; what comes after it is chained but not yet attested.</param>
/// <param name="Findings">What does not hold; none, if the trail is sound.</param>
public sealed record AuditVerdict(long Entries, int Checkpoints, long Covered, IReadOnlyList<string> Findings);

/// <summary>Holds a trail against its own chain and against signed checkpoints. Needs the trail, the checkpoints and the public key, and no database.</summary>
/// <remarks>
/// The chain alone finds whatever is changed, taken out or put in singly. Who rewrites the chain from some entry on contradicts every checkpoint after
/// it. What no verifier can find is what was cut off, or rewritten whole, after the last checkpoint: keep checkpoints close together, and elsewhere.
/// Without any checkpoint that is the whole trail.
/// </remarks>
public static class AuditVerifier
{
    /// <summary>Verifies.</summary>
    /// <param name="entries">The trail, in order.</param>
    /// <param name="checkpoints">All checkpoints that were sent; none to follow the chain alone.</param>
    /// <param name="publicKey">The key that they must be signed by; null only when there is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentNullException">There are checkpoints and no key.</exception>
    public static async Task<AuditVerdict> VerifyAsync(
        IAsyncEnumerable<ChainedAuditEntry> entries, IReadOnlyList<AuditCheckpoint> checkpoints, ECDsa? publicKey, CancellationToken cancellationToken = default)
    {
        if (checkpoints.Count > 0) ArgumentNullException.ThrowIfNull(publicKey);
        var findings = new List<string>();
        var good = new List<AuditCheckpoint>();
        foreach (var checkpoint in checkpoints)
        {
            if (checkpoint.IsSignedBy(publicKey!)) good.Add(checkpoint);
            else findings.Add($"The checkpoint of entry {checkpoint.Sequence} is not signed by key {AuditCheckpoint.KeyId(publicKey!)}.");
        }
        var attested = good.ToLookup(c => c.Sequence);
        var covered = good.Count == 0 ? 0 : good.Max(c => c.Sequence);
        var (previous, expected, broken) = (AuditChain.Start, 1L, false);
        await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!broken && entry.Sequence != expected) (broken, _) = (true, Note($"Entry {expected} is missing; entry {entry.Sequence} stands in its place."));
            else if (!broken && entry.Hash != AuditChain.Hash(entry.Sequence, previous, entry.Entry)) (broken, _) = (true, Note($"Entry {entry.Sequence} is not what was chained: it, or one before it, was changed."));
            foreach (var checkpoint in attested[entry.Sequence])
                if (checkpoint.Hash != entry.Hash) Note($"Entry {entry.Sequence} has another hash than the checkpoint of {checkpoint.At} says: the chain was rewritten up to there.");
            previous = entry.Hash;
            expected = entry.Sequence + 1;
        }
        if (covered >= expected) findings.Add($"The trail ends at entry {expected - 1}, and a checkpoint covers entry {covered}: it was cut off.");
        return new AuditVerdict(expected - 1, good.Count, covered, findings);

        bool Note(string finding)
        {
            if (findings.Count < 100) findings.Add(finding);
            return true;
        }
    }
}

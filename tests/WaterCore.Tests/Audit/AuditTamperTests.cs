using System.Security.Cryptography;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Tests.Audit;

/// <summary>Somebody with all rights over the database manipulates the trail; the checkpoints lie elsewhere.</summary>
public sealed class AuditTamperTests : IDisposable
{
    private const int Entries = 120, Covered = 100;
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 1, 0);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<ChainedAuditEntry> _trail = Chain(Enumerable.Range(1, Entries).Select(Entry));
    private readonly List<AuditCheckpoint> _checkpoints;

    public AuditTamperTests() => _checkpoints = [.. new[] { 20, 55, Covered }.Select(s => AuditCheckpoint.Sign(_key, s, _trail[s - 1].Hash, _trail[s - 1].Entry.At))];

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task Trail_AsItWas_IsSound()
    {
        var verdict = await VerifyAsync(_trail);
        Assert.Empty(verdict.Findings);
        Assert.Equal((Entries, 3, Covered), (verdict.Entries, verdict.Checkpoints, verdict.Covered));
    }

    [Fact]
    public async Task Trail_ManipulatedTenThousandTimes_IsFoundOutEachTime()
    {
        var random = new SeededSource(20260301);
        var missed = new List<string>();
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var n = 0; n < 10_000; n++)
        {
            var (kind, trail) = Manipulate(random);
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            if ((await VerifyAsync(trail)).Findings.Count == 0) missed.Add($"{n}: {kind}");
        }
        Assert.Empty(missed);
        // Each kind was tried, and often.
        Assert.Equal(7, kinds.Count);
        Assert.All(kinds.Values, count => Assert.True(count > 1000));
    }

    [Fact]
    public async Task Trail_CutOffAfterTheLastCheckpoint_CannotBeFoundOut_AndTheVerdictSaysHowFarItIsAttested()
    {
        var verdict = await VerifyAsync(_trail[..(Covered + 3)]);
        Assert.Empty(verdict.Findings);
        Assert.Equal((Covered + 3, Covered), (verdict.Entries, verdict.Covered));
    }

    [Fact]
    public async Task Chain_WithoutCheckpoints_ShowsWhatWasDoneSingly_AndNotACutAtTheEnd()
    {
        Task<AuditVerdict> Alone(IReadOnlyList<ChainedAuditEntry> trail) => AuditVerifier.VerifyAsync(Stream(trail), [], null);
        var whole = await Alone(_trail);
        Assert.Empty(whole.Findings);
        Assert.Equal((Entries, 0, 0), (whole.Entries, whole.Checkpoints, whole.Covered));
        Assert.Equal("Entry 41 is not what was chained: it, or one before it, was changed.", Assert.Single((await Alone([.. _trail[..40], _trail[40] with { Entry = Changed(_trail[40].Entry, 3, 1) }, .. _trail[41..]])).Findings));
        Assert.Equal("Entry 41 is missing; entry 42 stands in its place.", Assert.Single((await Alone([.. _trail[..40], .. _trail[41..]])).Findings));
        Assert.Empty((await Alone(_trail[..40])).Findings);
        await Assert.ThrowsAsync<ArgumentNullException>(() => AuditVerifier.VerifyAsync(Stream(_trail), _checkpoints, null));
    }

    [Fact]
    public async Task Checkpoint_ForgedOrOfAnotherKey_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rewritten = Chain(_trail.Select((e, i) => i == 60 ? e.Entry with { After = "nothing" } : e.Entry));
        foreach (var forged in new[] { AuditCheckpoint.Sign(other, Covered, rewritten[Covered - 1].Hash, Start), _checkpoints[^1] with { Hash = rewritten[Covered - 1].Hash }, _checkpoints[^1] with { Sequence = 60 }, _checkpoints[^1] with { Signature = "AAAA" }, _checkpoints[^1] with { Signature = "%" } })
            Assert.NotEmpty((await AuditVerifier.VerifyAsync(Stream(rewritten), [forged], _key)).Findings);
        Assert.Equal(_checkpoints[0], AuditCheckpoint.FromLine(_checkpoints[0].ToLine()));
        foreach (var line in new[] { "", "{", "[]", "{\"sequence\":1}", "null" }) Assert.Null(AuditCheckpoint.FromLine(line));
    }

    [Fact]
    public void Entry_AsALine_ReadsBackAsItWas()
    {
        foreach (var entry in _trail) Assert.Equal(entry, AuditFile.FromLine(AuditFile.ToLine(entry)));
        var odd = _trail[0] with { Entry = _trail[0].Entry with { Reason = "\"quoted\"\n\\ 中文 \u202e \u0000", Before = "" } };
        Assert.Equal(odd, AuditFile.FromLine(AuditFile.ToLine(odd)));
    }

    private (string Kind, List<ChainedAuditEntry> Trail) Manipulate(SeededSource random)
    {
        int Below(int limit) => random.Below(limit);
        var trail = _trail.ToList();
        var at = Below(Entries);
        switch (Below(7))
        {
            case 0:
                trail[at] = trail[at] with { Entry = Changed(trail[at].Entry, Below(6), Below(1000)) };
                return ("a field changed", trail);
            case 1:
                trail.RemoveAt(Below(Entries - 1));
                return ("an entry taken out", trail);
            case 2:
                var other = (at + 1 + Below(Entries - 1)) % Entries;
                (trail[at], trail[other]) = (trail[other], trail[at]);
                return ("two entries exchanged", trail);
            case 3:
                trail.Insert(at, trail[at] with { Entry = Changed(trail[at].Entry, 2, Below(1000)) });
                return ("an entry put in", trail);
            case 4:
                // With the whole chain worked out again from there: only the checkpoints tell.
                at = Below(Covered);
                return ("the chain rewritten", Chain(trail.Select((e, i) => i == at ? Changed(e.Entry, Below(6), Below(1000)) : e.Entry)));
            case 5:
                at = Below(Covered);
                return ("an entry taken out and the chain rewritten", Chain(trail.Where((_, i) => i != at).Select(e => e.Entry)));
            default:
                return ("cut off before a checkpoint", trail[..Below(Covered)]);
        }
    }

    private static AuditEntry Changed(AuditEntry e, int field, int number) => field switch
    {
        0 => e with { At = e.At + Duration.FromMilliseconds(1 + number) }, 1 => e with { Actor = e.Actor with { Name = $"x{number}" } }, 2 => e with { Subject = $"account x{number}" },
        3 => e with { After = $"x{number}" }, 4 => e with { Reason = $"x{number}" }, _ => e with { Actor = e.Actor with { Position = $"x{number}" } },
    };

    private static AuditEntry Entry(int n) => new()
    {
        At = Start + Duration.FromSeconds(n), Actor = new Actor($"p{n % 7}", "cashier"), Action = "payment.taken", Subject = $"account {6_200_000 + n}", After = $"{n}.00", Reason = n % 5 == 0 ? "顾客要求" : null,
    };

    private static List<ChainedAuditEntry> Chain(IEnumerable<AuditEntry> entries)
    {
        var (chain, hash) = (new List<ChainedAuditEntry>(), AuditChain.Start);
        foreach (var entry in entries)
        {
            chain.Add(AuditChain.Next(chain.Count + 1, hash, entry));
            hash = chain[^1].Hash;
        }
        return chain;
    }

    private Task<AuditVerdict> VerifyAsync(IReadOnlyList<ChainedAuditEntry> trail) => AuditVerifier.VerifyAsync(Stream(trail), _checkpoints, _key);

    private static async IAsyncEnumerable<ChainedAuditEntry> Stream(IEnumerable<ChainedAuditEntry> trail)
    {
        await Task.CompletedTask;
        foreach (var entry in trail) yield return entry;
    }
}

using System.Security.Cryptography;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;

namespace WaterCore.Host.Tests.Commands;

/// <summary><c>audit verify</c> as an auditor uses it: with what was taken out, and no database.</summary>
public sealed class AuditVerifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ChainedAuditEntry> _trail = [];

    public AuditVerifyTests()
    {
        for (var n = 1; n <= 5; n++)
            _trail.Add(AuditChain.Next(n, n == 1 ? AuditChain.Start : _trail[^1].Hash, new AuditEntry { At = Instant.FromUtc(2026, 3, 2, 1, n), Actor = new Actor("wang", "cashier"), Action = "payment.taken", Subject = $"account {n}" }));
        Write("trail.jsonl", _trail);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Trail_WithoutCheckpoints_IsFollowedByItsChain_AndTheAnswerSaysWhatThatCannotNotice()
    {
        var sound = await VerifyAsync("trail.jsonl");
        Assert.True(sound.ExitCode == 0, sound.Error);
        Assert.Matches("entries +5", sound.Output);
        Assert.Contains("Without checkpoints nobody can notice that the end of the trail was cut off", sound.Output);
        // As the sentence says.
        Write("cut.jsonl", _trail[..3]);
        Assert.Equal(0, (await VerifyAsync("cut.jsonl")).ExitCode);
        Write("changed.jsonl", [.. _trail[..2], _trail[2] with { Entry = _trail[2].Entry with { Subject = "account 99" } }, .. _trail[3..]]);
        var changed = await VerifyAsync("changed.jsonl");
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("Entry 3 is not what was chained", changed.Error);
    }

    [Fact]
    public async Task Checkpoints_WithTheirKey_NoticeTheCut_AndOneWithoutTheOtherIsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _folder.Write("key.pub", key.ExportSubjectPublicKeyInfoPem());
        _folder.Write("points.jsonl", AuditCheckpoint.Sign(key, 5, _trail[4].Hash, Instant.FromUtc(2026, 3, 2, 2, 0)).ToLine() + "\n");
        var sound = await VerifyAsync("trail.jsonl", "--checkpoints", "points.jsonl", "--key", "key.pub");
        Assert.True(sound.ExitCode == 0, sound.Error);
        Assert.DoesNotContain("Without checkpoints", sound.Output);
        Write("cut.jsonl", _trail[..3]);
        Assert.Contains("it was cut off", (await VerifyAsync("cut.jsonl", "--checkpoints", "points.jsonl", "--key", "key.pub")).Error);
        Assert.Contains("--checkpoints needs --key", (await VerifyAsync("trail.jsonl", "--checkpoints", "points.jsonl")).Error);
        Assert.Contains("--key needs --checkpoints", (await VerifyAsync("trail.jsonl", "--key", "key.pub")).Error);
    }

    private void Write(string name, IEnumerable<ChainedAuditEntry> trail) => _folder.Write(name, string.Concat(trail.Select(e => AuditFile.ToLine(e) + "\n")));

    private Task<HostRun> VerifyAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, ["audit", "verify", .. arguments]);
}

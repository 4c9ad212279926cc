using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using WaterCore.Audit;
using WaterCore.Host.Accounts;
using WaterCore.Host.Service;
using WaterCore.Host.Tests.Commands;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

public sealed class CheckpointTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Checkpoints_SentOffTheMachine_AttestTheTrail_AndARewrittenTrailContradictsThem()
    {
        using var away = new TemporaryFolder();
        host.Get<IConfiguration>()["WaterCore:CheckpointFolder"] = away.Path;
        var service = host.Get<AuditCheckpoints>();
        var first = (await service.SendAsync())!;
        Assert.Null(await service.SendAsync());
        await host.AddLoginAsync("after.checkpoint", ["clerk"]);
        Assert.True((await service.SendAsync())!.Sequence > first.Sequence);

        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(host.Get<AuditKeyFolder>().Folder, AuditKey.PublicFile)));
        var sent = (await File.ReadAllLinesAsync(Path.Combine(away.Path, AuditCheckpoints.File))).Select(l => AuditCheckpoint.FromLine(l)!).ToList();
        Assert.Equal(2, sent.Count);
        await using var unit = await host.Get<IStorage>().ReadAsync();
        var verdict = await AuditVerifier.VerifyAsync(unit.Audit.StreamAsync(), sent, key);
        Assert.Empty(verdict.Findings);
        Assert.Equal(sent[^1].Sequence, verdict.Covered);
        Assert.NotEmpty((await AuditVerifier.VerifyAsync(RewrittenAsync(unit), sent, key)).Findings);
        var last = await unit.Audit.LastAsync(null, 3);
        Assert.Equal(verdict.Entries, last[0].Sequence);
        Assert.Equal([last[0].Sequence, last[0].Sequence - 1, last[0].Sequence - 2], last.Select(e => e.Sequence));
        Assert.Equal(last[1].Sequence, (await unit.Audit.LastAsync(last[0].Sequence, 1))[0].Sequence);
    }

    [Fact]
    public async Task Positions_HeldToday_BringTheirRights_AndTakeThemAwayAgain()
    {
        await host.AddLoginAsync("post.holder", []);
        using var client = await host.ClientAsync("post.holder");
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await client.GetAsync("/api/v1/work/tray")).StatusCode);
        var desk = host.Get<Operations.OrganizationDesk>();
        var day = host.Get<Utility>().DayOf(host.Get<NodaTime.IClock>().GetCurrentInstant());
        var sample = SampleOrganization.Create(day);
        sample = sample with { Operators = [.. sample.Operators, new Operator("post.holder", "x")], Holdings = [.. sample.Holdings, new Holding("cashier.1", "post.holder", day)] };
        Assert.True((await desk.StoreAsync(sample, Actor.System)).IsOk);

        // Without another sign-in: the same cookie, other rights.
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync("/api/v1/work/tray")).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync("/console/counter")).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await client.GetAsync("/console/arrears")).StatusCode);
        Assert.True((await desk.LeaveAsync("post.holder", day, null, Actor.System)).IsOk);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await client.GetAsync("/console/counter")).StatusCode);
    }

    [Fact]
    public void Rights_OfPositions_NeverBringWhatAdministratorsHave()
    {
        Assert.Equal([Permissions.ReadingEnter], PositionRights.PermissionsOf(new Permission(Permissions.ReadingEnter)));
        foreach (var never in new[] { Permissions.LoginManage, Permissions.KeyManage, Permissions.AuditRead, Permissions.PluginsRead })
            Assert.DoesNotContain(never, PositionRights.PermissionsOf(new Permission(never)));
    }

    private static async IAsyncEnumerable<ChainedAuditEntry> RewrittenAsync(IUnitOfWork unit)
    {
        var hash = AuditChain.Start;
        await foreach (var entry in unit.Audit.StreamAsync())
        {
            var next = AuditChain.Next(entry.Sequence, hash, entry.Sequence == 3 ? entry.Entry with { Actor = new Actor("somebody.else", "clerk") } : entry.Entry);
            hash = next.Hash;
            yield return next;
        }
    }
}

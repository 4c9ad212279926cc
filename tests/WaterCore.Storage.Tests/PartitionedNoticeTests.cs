using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using WaterCore.Conformance;
using WaterCore.Customers;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.PostgreSql;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>Notices are made in partitions, by as many hosts as there are: nobody gets one twice, nobody is left out, and they go to whom the one who orders them may see.</summary>
public sealed class PartitionedNoticeTests
{
    private const int Houses = 2_500;

    private static readonly Utility s_utility = new("t", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny);

    [SkippableFact]
    public async Task Notice_EveryPartitionDoneByTwoHostsAtOnce_ReachesEachPersonOnce()
    {
        PostgresServer.SkipWithout();
        var connection = PostgresServer.Shared.Create(PostgresServer.Shared.NewName());
        await using var storage = await OpenAsync(connection);
        await using var other = await OpenAsync(connection);
        await using (var unit = await storage.WriteAsync())
        {
            await Town.BuildAsync(unit, Houses);
            await unit.CommitAsync();
        }
        using var second = Services(other, null);
        // House 2400 is in another partition than house 1, and has the same telephone.
        await second.GetRequiredService<ContactDesk>().AddressAsync(Town.Account(2_400).Number, "0756-1", remove: false, Actor.System);
        var twice = new Twice(second.GetRequiredService<PartitionedRuns>());
        using var first = Services(storage, twice);

        var notice = (await first.GetRequiredService<NoticeDesk>().SendAsync(new("restored", new(), new Dictionary<string, string>()), Actor.System)).Value;
        Assert.Equal((3, 3), (twice.Partitions, twice.Effects));
        Assert.True(notice.IsMade);
        // Every second house has no telephone; one of those has its neighbour's.
        Assert.Equal((Houses - 1L, 1L, Houses / 2 - 1L), (notice.Recipients, notice.Shared, notice.Unreachable));
        Assert.Equal(Houses - 1L, (await first.GetRequiredService<DeliveryRun>().FiguresAsync(notice.Id)).Sum(f => f.Count));
        Assert.Equal(notice.Recipients, (await first.GetRequiredService<NoticeDesk>().ResumeAsync(notice.Id)).Value.Recipients);
    }

    [SkippableFact]
    public async Task Notice_OfABranch_StaysInTheBranchOnAHostThatKnowsNothingOfWhoOrderedIt()
    {
        PostgresServer.SkipWithout();
        var connection = PostgresServer.Shared.Create(PostgresServer.Shared.NewName());
        await using var storage = await OpenAsync(connection);
        await using var other = await OpenAsync(connection);
        await using (var unit = await storage.WriteAsync())
        {
            await Town.BuildAsync(unit, 10);
            for (var house = 1; house <= 10; house++) await unit.Customers.MoveAsync(new(house), house <= 4 ? "east" : "west");
            await unit.CommitAsync();
        }
        using var second = Services(other, null);
        using var first = Services(new BranchScopedStorage(storage, () => DataScope.Of(["east"])), new Elsewhere(second.GetRequiredService<PartitionedRuns>()));
        var notice = (await first.GetRequiredService<NoticeDesk>().SendAsync(new("restored", new(), new Dictionary<string, string>()), Actor.System)).Value;
        Assert.Equal(4, notice.Recipients);
    }

    private static async Task<IStorage> OpenAsync(string connection)
    {
        var storage = new PostgreSqlStorage(connection, TimeSpan.FromSeconds(30));
        await storage.OpenAsync();
        return storage;
    }

    private static ServiceProvider Services(IStorage storage, IPartitionSpread? spread)
    {
        var services = new ServiceCollection().AddWaterCore(s_utility).AddSingleton(storage);
        if (spread is not null) services.AddSingleton(spread);
        services.AddSingleton<IChannel, Sms>();
        return services.BuildServiceProvider();
    }

    /// <summary>A cluster in which every grain is active twice.</summary>
    private sealed class Twice(PartitionedRuns other) : IPartitionSpread
    {
        private int _effects;

        public int Partitions { get; private set; }

        public int Effects => _effects;

        public async Task DoAllAsync(PartitionedRuns runs, PartitionedRun run, IProgress<RunProgress>? progress, CancellationToken cancellationToken = default)
        {
            foreach (var number in await runs.UndoneAsync(run.Id, 100, cancellationToken))
            {
                Partitions++;
                foreach (var did in await Task.WhenAll(new[] { runs, other }.Select(r => Task.Run(() => r.DoAsync(run.Id, number, cancellationToken), cancellationToken)))) _effects += did ? 1 : 0;
            }
        }
    }

    /// <summary>A cluster that does everything on another host.</summary>
    private sealed class Elsewhere(PartitionedRuns other) : IPartitionSpread
    {
        public Task DoAllAsync(PartitionedRuns runs, PartitionedRun run, IProgress<RunProgress>? progress, CancellationToken cancellationToken = default) => PartitionedRuns.HereAsync(other, run, progress, cancellationToken);
    }

    private sealed class Sms : IChannel
    {
        public string Name => "Sms";

        public bool Takes(AddressKind kind) => kind == AddressKind.Phone;

        public ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default) => new("sent");
    }
}

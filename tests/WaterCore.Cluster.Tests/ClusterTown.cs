using NodaTime;
using WaterCore.Conformance;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.PostgreSql;
using WaterCore.Storage.Tests;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Cluster.Tests;

/// <summary>A town in a PostgreSQL database: houses with a reading each, but for every fiftieth, which nobody read.</summary>
public static class ClusterTown
{
    public static readonly Utility Utility = new("t", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny);

    public static readonly IClock Clock = new Fixed();

    public static int Billed(int houses) => houses - houses / 50;

    public static async Task<IStorage> OpenAsync(string connection)
    {
        var storage = new PostgreSqlStorage(connection, TimeSpan.FromSeconds(30));
        await storage.OpenAsync();
        return storage;
    }

    public static async Task BuildAsync(string connection, int houses)
    {
        await using var storage = await OpenAsync(connection);
        await new TariffDesk(storage, Clock).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Actor.System);
        foreach (var part in Enumerable.Range(1, houses).Chunk(25_000))
        {
            var some = part.ToList();
            await using var unit = await storage.WriteAsync();
            await unit.Customers.AddAsync(some.ConvertAll(Town.Customer));
            await unit.Customers.AddAsync(some.ConvertAll(Town.Premise));
            await unit.Customers.AddAsync(some.ConvertAll(Town.ServicePoint));
            await unit.Customers.AddAsync(some.ConvertAll(Town.Account));
            await unit.Customers.AddAsync(some.ConvertAll(Town.Agreement));
            await unit.Metering.AddAsync(some.ConvertAll(Town.Meter));
            await unit.Metering.AddAsync(some.ConvertAll(Town.Installation));
            await unit.Metering.AddAsync(some.Where(h => h % 50 != 0).Select(h => Town.Reading(10_000_000 + h, h, new(2026, 1, 31), 130_000 + h % 20 * 1_000)).ToList());
            await unit.CommitAsync();
        }
    }

    public static BillingRun Run(IStorage storage) => new(storage, Utility, Clock);

    public static async Task<PartitionedRun> BeginAsync(IStorage storage, int size)
    {
        var run = await Run(storage).BeginAsync(Town.January, Actor.System, size);
        return run;
    }

    /// <summary>The digest of all bills, which hold every rule; each house has one or a reason.</summary>
    public static async Task<string> DigestAsync(IStorage storage, int houses)
    {
        var verified = await new Verification(storage).VerifyAsync();
        Assert.Empty(verified.Findings);
        Assert.Equal(Billed(houses), verified.Bills);
        await using var unit = await storage.ReadAsync();
        Assert.Equal(houses - Billed(houses), (await unit.Bills.OutcomesOfAsync(Town.January.From)).Count);
        return verified.Digest;
    }

    /// <summary>Bills the same town in one process.</summary>
    public static async Task<string> DigestOfOneProcessAsync(string connection, int houses)
    {
        await using var storage = await OpenAsync(connection);
        Assert.Equal(Billed(houses), (await Run(storage).BillAsync(Town.January, Actor.System)).Billed);
        return await DigestAsync(storage, houses);
    }

    /// <summary>Waits until a run has so many partitions done, or is at its end.</summary>
    public static async Task<RunProgress> UntilAsync(IStorage storage, PartitionedRun run, int done, TimeSpan most)
    {
        var until = DateTime.UtcNow + most;
        while (true)
        {
            try
            {
                await using var unit = await storage.ReadAsync();
                var now = await unit.Partitions.ProgressAsync(run.Id);
                if (now.Done >= Math.Min(done, now.Partitions)) return now;
                if (DateTime.UtcNow > until) Assert.Fail($"The run stands at {now.Done} of {now.Partitions} partitions; {done} were waited for.");
            }
            catch (StorageUnavailableException) when (DateTime.UtcNow < until)
            {
            }
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until a run is at its end.</summary>
    public static async Task FinishedAsync(IStorage storage, PartitionedRun run)
    {
        var until = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            await using (var unit = await storage.ReadAsync())
                if ((await unit.Partitions.FindAsync(run.Id))!.FinishedAt is not null) return;
            if (DateTime.UtcNow > until) Assert.Fail("Every partition is done, and the run is not at its end.");
            await Task.Delay(50);
        }
    }

    private sealed class Fixed : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromUtc(2026, 2, 2, 1, 0);
    }
}

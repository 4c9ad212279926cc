using NodaTime;
using WaterCore.Conformance;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>Runs in partitions, and duties, on a real database in one process.</summary>
public sealed class PartitionedRunTests : IDisposable
{
    private const int Houses = 230;

    private static readonly Utility s_utility = new("t", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny);
    private readonly TemporaryDirectory _directory = new();
    private readonly Fixed _clock = new();

    [Fact]
    public async Task BillingRun_CutIntoPartitionsOfAnySize_BillsTheSame()
    {
        var found = new List<(string Digest, long Billed, long Candidates, Money Amount, string Skipped)>();
        foreach (var size in new[] { 1, 7, 100, 5_000 })
        {
            await using var storage = await TownAsync($"{size}.db");
            var run = new BillingRun(storage, s_utility, _clock);
            await run.BeginAsync(Town.January, Actor.System, size);
            var result = await run.BillAsync(Town.January, Actor.System);
            var verified = await new Verification(storage).VerifyAsync();
            Assert.Empty(verified.Findings);
            found.Add((verified.Digest, result.Billed, result.Candidates, result.Amount[Currency.Cny], string.Join(' ', result.Skipped)));
        }
        Assert.Single(found.Distinct());
        Assert.Equal((Houses - 23, Houses), (found[0].Billed, found[0].Candidates));
    }

    [Fact]
    public async Task BillingRun_CutOff_GoesOnWhereItWasAndTellsOfTheWhole()
    {
        await using var storage = await TownAsync("cut.db");
        var run = new BillingRun(storage, s_utility, _clock);
        var begun = await run.BeginAsync(Town.January, Actor.System, 5);
        using var stop = new CancellationTokenSource();
        var seen = new List<long>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.BillAsync(Town.January, Actor.System, new Told(p =>
        {
            seen.Add(p.Done);
            if (seen.Count == 3) stop.Cancel();
        }), stop.Token));
        // Told after each change, which is of one partition or of several.
        Assert.Equal(3, seen.Count);
        Assert.Equal(seen.Order().Distinct(), seen);
        Assert.All(seen, done => Assert.True(done % 5 == 0 && done < Houses, $"{done} accounts"));

        var result = await run.BillAsync(Town.January, Actor.System);
        Assert.Equal((Houses - 23, Houses), (result.Billed, result.Candidates));
        await using var unit = await storage.ReadAsync();
        Assert.NotNull((await unit.Partitions.FindAsync(begun.Id))!.FinishedAt);
        Assert.Single(await unit.Bills.RunsAsync());

        // Again over the same cycle is another run, and bills nothing twice.
        var again = await run.BillAsync(Town.January, Actor.System);
        Assert.Equal((0, Houses - 23), (again.Billed, again.Skipped["billing.already-billed"]));
        Assert.Empty((await new Verification(storage).VerifyAsync()).Findings);
    }

    [Fact]
    public async Task BillingRun_TariffPublishedAfterItWasCutOff_BeginsAnewByTheNewOne()
    {
        await using var storage = await TownAsync("tariff.db");
        var run = new BillingRun(storage, s_utility, _clock);
        var first = await run.BeginAsync(Town.January, Actor.System, 20);
        await new TariffDesk(storage, _clock).PublishAsync(ShippedTariffs.Text("zhuhai-main") + "\n# again\n", "zhuhai-main.yaml", Actor.System);
        var second = await run.BeginAsync(Town.January, Actor.System, 20);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(second, await run.BeginAsync(Town.January, Actor.System, 20));
    }

    [Fact]
    public async Task Duty_WantedByThree_IsHeldByOneAndGoesOnWithAnother()
    {
        await using var storage = await TownAsync("duty.db");
        int holding = 0, most = 0;
        var epochs = new System.Collections.Concurrent.ConcurrentQueue<long>();
        var stops = Enumerable.Range(0, 3).Select(_ => new CancellationTokenSource()).ToList();
        var current = -1;
        var holders = stops.Select((stop, i) => new DutyRoster(storage, new DutySettings($"p{i}", TimeSpan.FromMilliseconds(800)), TimeProvider.System).HoldAsync("line", async (epoch, token) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref holding));
            current = i;
            epochs.Enqueue(epoch);
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref holding);
        }, stop.Token)).ToList();
        for (var n = 1; n <= 3; n++)
        {
            var deadline = DateTime.UtcNow.AddSeconds(30);
            while (epochs.Count < n && DateTime.UtcNow < deadline) await Task.Delay(20);
            Assert.Equal(n, epochs.Count);
            await stops[current].CancelAsync();
            await holders[current];
        }
        Assert.Equal(1, most);
        Assert.Equal([1L, 2L, 3L], epochs);
        foreach (var stop in stops) stop.Dispose();
    }

    [Fact]
    public async Task Duty_WhoseHolderDied_IsTakenWhenItHasBeenStill()
    {
        await using var storage = await TownAsync("dead.db");
        await using (var unit = await storage.WriteAsync())
        {
            await unit.Duties.ReplaceAsync(null, new Duty("line", "dead", 4, 17));
            await unit.CommitAsync();
        }
        long epoch = 0;
        await new DutyRoster(storage, new DutySettings("living", TimeSpan.FromMilliseconds(400)), TimeProvider.System).HoldAsync("line", (e, _) =>
        {
            epoch = e;
            return Task.CompletedTask;
        });
        Assert.Equal(5, epoch);
        await using var look = await storage.ReadAsync();
        Assert.Equal("", (await look.Duties.FindAsync("line"))!.Holder);
    }

    public void Dispose() => _directory.Dispose();

    // Every tenth house was not read.
    private async Task<IStorage> TownAsync(string file)
    {
        var storage = new SqliteStorage(_directory.File(file), TimeSpan.FromSeconds(30));
        await storage.OpenAsync();
        await new TariffDesk(storage, _clock).PublishAsync(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml", Actor.System);
        await using var unit = await storage.WriteAsync();
        var all = Enumerable.Range(1, Houses).ToList();
        await unit.Customers.AddAsync(all.ConvertAll(Town.Customer));
        await unit.Customers.AddAsync(all.ConvertAll(Town.Premise));
        await unit.Customers.AddAsync(all.ConvertAll(Town.ServicePoint));
        await unit.Customers.AddAsync(all.ConvertAll(Town.Account));
        await unit.Customers.AddAsync(all.ConvertAll(Town.Agreement));
        await unit.Metering.AddAsync(all.ConvertAll(Town.Meter));
        await unit.Metering.AddAsync(all.ConvertAll(Town.Installation));
        await unit.Metering.AddAsync(all.Where(h => h % 10 != 0).Select(h => Town.Reading(10_000 + h, h, new(2026, 1, 31), 130_000 + h % 20 * 1_000)).ToList());
        await unit.CommitAsync();
        return storage;
    }

    private sealed class Fixed : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromUtc(2026, 2, 2, 1, 0);
    }

    private sealed class Told(Action<BillingProgress> tell) : IProgress<BillingProgress>
    {
        public void Report(BillingProgress value) => tell(value);
    }
}

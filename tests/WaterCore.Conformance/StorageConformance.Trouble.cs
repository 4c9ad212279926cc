using System.Reflection;
using WaterCore.Ports;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    // Beyond what an impatient storage waits, and below what anybody would.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>A further storage on this test's own place, which waits about a second for what another change holds.</summary>
    protected abstract ValueTask<IStorage> CreateImpatientAsync();

    /// <summary>Lets the place of the open storage be full, until what is returned is disposed: what it holds stays readable, and nothing that needs room is taken.</summary>
    protected abstract ValueTask<IAsyncDisposable> FillAsync();

    /// <summary>Notes in the place, as a newer version of the storage would, that its tables were brought further than this version knows.</summary>
    protected abstract ValueTask MarkAsNewerAsync();

    [SkippableFact]
    public async Task Change_ThatHangsOnAnother_GivesUpInTime_LeavesNothing_AndCanBeMadeAfterwards()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 2));
        await using var impatient = await CreateImpatientAsync();
        await impatient.OpenAsync();
        await using (var holder = await Storage.WriteAsync())
        {
            await holder.Accounts.LockAsync([new(1)]);
            var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => MoveAsync(impatient).WaitAsync(s_patience));
            Assert.Contains("try again", error.Message, StringComparison.Ordinal);
            // Who looks waits for nobody.
            await using var look = await impatient.ReadAsync();
            Assert.Null((await look.Customers.FindAccountAsync(new Values.Id<Customers.Account>(1)))!.Branch);
            await holder.CommitAsync();
        }
        await MoveAsync(impatient).WaitAsync(s_patience);
        Assert.Equal("doumen", (await LookAsync(unit => unit.Customers.FindAccountAsync(new Values.Id<Customers.Account>(1))))!.Branch);

        static async Task MoveAsync(IStorage storage)
        {
            await using var unit = await storage.WriteAsync();
            await unit.Accounts.LockAsync([new(1)]);
            await unit.Customers.MoveAsync(new(1), "doumen");
            await unit.CommitAsync();
        }
    }

    [SkippableFact]
    public async Task Change_WhereTheDiskIsFull_IsKeptWhole_OrNotAtAll_AndSaysSo()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 1));
        var name = new string('水', 300);
        var fresh = Enumerable.Range(2, 20_000).Select(n => Town.Customer(n) with { Name = name }).ToList();
        await using (await FillAsync())
        {
            var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => ChangeAsync(unit => unit.Customers.AddAsync(fresh)));
            Assert.Contains("full", error.Message, StringComparison.Ordinal);
            Assert.Equal(1, await LookAsync(unit => unit.Customers.CountAccountsAsync()));
            Assert.Null(await LookAsync(unit => unit.Customers.FindCustomerAsync(new(2))));
        }
        await ChangeAsync(unit => unit.Customers.AddAsync(fresh));
        Assert.NotNull(await LookAsync(unit => unit.Customers.FindCustomerAsync(new(20_001))));
    }

    [SkippableFact]
    public async Task Place_ThatANewerVersionWroteTo_IsRefused_AndLeftAsItIs()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 1));
        await MarkAsNewerAsync();
        await using var again = await CreateAsync();
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await again.OpenAsync());
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await LookAsync(unit => unit.Customers.CountAccountsAsync()));
    }

    [SkippableFact]
    public void Plugin_AsksForNoNewerSharedPackage_ThanItRunsWith()
    {
        // What the host shares with its plugins, and refuses to load a plugin for that wants a newer one.
        string[] shared = ["WaterCore", "NodaTime", "Microsoft.Extensions.DependencyInjection.Abstractions"];
        var asked = Storage.GetType().Assembly.GetReferencedAssemblies().Where(a => shared.Contains(a.Name)).ToList();
        Assert.Contains(asked, a => a.Name == "WaterCore");
        foreach (var wanted in asked)
        {
            var there = Assembly.Load(new AssemblyName(wanted.Name!)).GetName();
            Assert.True(wanted.Version <= there.Version, $"{Storage.GetType().Assembly.GetName().Name} wants {wanted.Name} {wanted.Version} and {there.Version} is here; build it with that version.");
        }
    }
}

using WaterCore.Ports;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableFact]
    public async Task Unit_Committed_IsThereAfterReopening()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 3));
        await Storage.DisposeAsync();
        _storage = await CreateAsync();
        await Storage.OpenAsync();
        Assert.Equal(3, await LookAsync(unit => unit.Customers.CountAccountsAsync()));
        Assert.Equal(Town.Account(2), await LookAsync(unit => unit.Customers.FindAccountAsync("6200002")));
    }

    [SkippableFact]
    public async Task Unit_DisposedWithoutCommit_LeavesNothing()
    {
        await using (var unit = await Storage.WriteAsync())
        {
            await Town.BuildAsync(unit, 3);
            Assert.Equal(3, await unit.Customers.CountAccountsAsync());
        }
        Assert.Equal(0, await LookAsync(unit => unit.Customers.CountAccountsAsync()));
        Assert.Equal(0, await LookAsync(unit => unit.Customers.LastIdAsync()));
    }

    [SkippableFact]
    public async Task Unit_LastOfManyStepsRefused_KeepsNothing()
    {
        await ChangeAsync(unit => unit.Customers.AddAsync([Town.Customer(9)]));
        await RefusesAsync(async unit =>
        {
            await unit.Customers.AddAsync([Town.Customer(1)]);
            await unit.Customers.AddAsync([Town.Customer(2), Town.Customer(9)]);
        });
        Assert.Null(await LookAsync(unit => unit.Customers.FindCustomerAsync(new(1))));
        Assert.Null(await LookAsync(unit => unit.Customers.FindCustomerAsync(new(2))));
    }

    [SkippableFact]
    public async Task Unit_StepRefusedAndCaught_CannotBeCommitted()
    {
        await ChangeAsync(unit => unit.Customers.AddAsync([Town.Customer(9)]));
        await using (var unit = await Storage.WriteAsync())
        {
            await unit.Customers.AddAsync([Town.Customer(1)]);
            await Assert.ThrowsAsync<StorageConflictException>(() => unit.Customers.AddAsync([Town.Customer(9)]).AsTask());
            await Assert.ThrowsAsync<StorageConflictException>(() => unit.CommitAsync().AsTask());
        }
        Assert.Null(await LookAsync(unit => unit.Customers.FindCustomerAsync(new(1))));
    }

    [SkippableFact]
    public async Task Reader_ChangeCommittedMeanwhile_SeesTheStateOfItsStart()
    {
        await ChangeAsync(unit => Town.BuildAsync(unit, 2));
        await using var reader = await Storage.ReadAsync();
        await ChangeAsync(unit => unit.Customers.AddAsync([Town.Customer(3)]));
        Assert.Null(await reader.Customers.FindCustomerAsync(new(3)));
        Assert.NotNull(await LookAsync(unit => unit.Customers.FindCustomerAsync(new(3))));
    }

    [SkippableFact]
    public async Task Reader_ChangeUnderWay_DoesNotSeeIt()
    {
        await using var change = await Storage.WriteAsync();
        await change.Customers.AddAsync([Town.Customer(1)]);
        Assert.Null(await LookAsync(unit => unit.Customers.FindCustomerAsync(new(1))));
        await change.CommitAsync();
        Assert.NotNull(await LookAsync(unit => unit.Customers.FindCustomerAsync(new(1))));
    }

    [SkippableFact]
    public async Task Reader_AskedToWrite_IsACallersBug()
    {
        await using var reader = await Storage.ReadAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.Customers.AddAsync([Town.Customer(1)]).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.CommitAsync().AsTask());
    }

    [SkippableFact]
    public async Task Unit_UsedAfterCommit_IsACallersBug()
    {
        await using var unit = await Storage.WriteAsync();
        await unit.Customers.AddAsync([Town.Customer(1)]);
        await unit.CommitAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => unit.Customers.AddAsync([Town.Customer(2)]).AsTask());
    }

    [SkippableFact]
    public async Task Storage_UsedBeforeOpening_IsACallersBug()
    {
        await using var other = await CreateAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => other.ReadAsync().AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => other.WriteAsync().AsTask());
    }

    [SkippableFact]
    public async Task LastId_AnyTable_IsTheHighest()
    {
        Assert.Equal(0, await LookAsync(unit => unit.Customers.LastIdAsync()));
        await ChangeAsync(unit => Town.BuildAsync(unit, 3));
        Assert.Equal(3, await LookAsync(unit => unit.Customers.LastIdAsync()));
        await ChangeAsync(unit => unit.Metering.AddAsync([Town.Reading(70, 1, Day(1, 31), 110_000)]));
        Assert.Equal(70, await LookAsync(unit => unit.Customers.LastIdAsync()));
        await ChangeAsync(unit => unit.Receivables.PostAsync(Town.Journal(71, "x")));
        Assert.Equal(71, await LookAsync(unit => unit.Customers.LastIdAsync()));
        await ChangeAsync(unit => unit.Bills.PutAsync(Town.RunRecord(Town.January) with { Id = new(72) }));
        Assert.Equal(72, await LookAsync(unit => unit.Customers.LastIdAsync()));
    }
}

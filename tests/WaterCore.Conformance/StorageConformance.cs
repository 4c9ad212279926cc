using NodaTime;
using WaterCore.Ports;

namespace WaterCore.Conformance;

/// <summary>What every storage must hold. Derive a class for a storage, and each rule runs against it.</summary>
public abstract partial class StorageConformance : IAsyncLifetime
{
    private IStorage? _storage;

    /// <summary>A storage on this test's own place, not opened. The place is empty at the first call; each further call is for the same place. A derived class that is <see cref="IDisposable"/> removes it.</summary>
    protected abstract ValueTask<IStorage> CreateAsync();

    /// <summary>The storage under test, open.</summary>
    protected IStorage Storage => _storage!;

    public async Task InitializeAsync()
    {
        _storage = await CreateAsync();
        await _storage.OpenAsync();
    }

    public async Task DisposeAsync() => await Storage.DisposeAsync();

    /// <summary>One committed change.</summary>
    protected async Task ChangeAsync(Func<IUnitOfWork, ValueTask> change)
    {
        await using var unit = await Storage.WriteAsync();
        await change(unit);
        await unit.CommitAsync();
    }

    /// <summary>A change that the storage must refuse, in the step or in the commit, leaving nothing behind.</summary>
    protected async Task<StorageConflictException> RefusesAsync(Func<IUnitOfWork, ValueTask> change)
    {
        var conflict = await Assert.ThrowsAsync<StorageConflictException>(() => ChangeAsync(change));
        Assert.NotEmpty(conflict.Message);
        return conflict;
    }

    /// <summary>What one look at the storage says.</summary>
    protected async Task<T> LookAsync<T>(Func<IUnitOfWork, ValueTask<T>> look)
    {
        await using var unit = await Storage.ReadAsync();
        return await look(unit);
    }

    protected static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items) list.Add(item);
        return list;
    }

    protected static LocalDate Day(int month, int day) => new(2026, month, day);
}

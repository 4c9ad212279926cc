using WaterCore.Conformance;
using WaterCore.Ports;

namespace MyStore.Tests;

/// <summary>Every rule of a storage, held by MyStore.</summary>
public sealed class ConformanceTests : StorageConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mystore-").FullName;

    private string File => Path.Combine(_folder, "mystore.db");

    protected override ValueTask<IStorage> CreateAsync() => new(new Storage(File, TimeSpan.FromSeconds(30)));

    protected override ValueTask<IStorage> CreateImpatientAsync() => new(new Storage(File, TimeSpan.FromSeconds(1)));

    protected override async ValueTask<IAsyncDisposable> FillAsync()
    {
        await LimitAsync(1);
        return new Room(() => LimitAsync(1_000_000));
    }

    protected override async ValueTask MarkAsNewerAsync()
    {
        await using var unit = (Unit)await Storage.WriteAsync();
        await unit.ExecuteAsync("insert into script (name) values ('9999_next_year.sql')", new { }, CancellationToken.None);
        await unit.CommitAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // SQLite takes no page beyond this number, and says what it says of a disk that is full.
    private async ValueTask LimitAsync(int pages)
    {
        await using var unit = (Unit)await Storage.WriteAsync();
        await unit.QueryAsync($"pragma max_page_count = {pages}", null, static row => 0, CancellationToken.None);
    }

    private sealed class Room(Func<ValueTask> make) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => make();
    }
}

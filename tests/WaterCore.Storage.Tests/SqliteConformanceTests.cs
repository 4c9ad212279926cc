using Microsoft.Data.Sqlite;
using WaterCore.Conformance;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;

namespace WaterCore.Storage.Tests;

/// <summary>Every rule of a storage, held by SQLite.</summary>
public sealed class SqliteConformanceTests : StorageConformance, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected override ValueTask<IStorage> CreateAsync() => new(Open(30));

    protected override ValueTask<IStorage> CreateImpatientAsync() => new(Open(1));

    // SQLite takes no page beyond this number, and says what it says of a disk that is full.
    protected override async ValueTask<IAsyncDisposable> FillAsync()
    {
        await LimitAsync(1);
        return new Room(() => LimitAsync(1_000_000));
    }

    protected override ValueTask MarkAsNewerAsync()
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File("watercore.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "insert into schemaversions (ScriptName, Applied) values ('9999_next_year.sql', '2036-01-01')";
        command.ExecuteNonQuery();
        return ValueTask.CompletedTask;
    }

    private SqliteStorage Open(int waitSeconds) => new(_directory.File("watercore.db"), TimeSpan.FromSeconds(waitSeconds));

    // Never below what is there already.
    private async ValueTask LimitAsync(int pages)
    {
        await using var unit = (SqliteUnit)await Storage.WriteAsync();
        await unit.QueryAsync($"pragma max_page_count = {pages}", null, static row => 0, CancellationToken.None);
    }

    public void Dispose() => _directory.Dispose();
}

/// <summary>What is done when it is disposed.</summary>
internal sealed class Room(Func<ValueTask> make) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => make();
}

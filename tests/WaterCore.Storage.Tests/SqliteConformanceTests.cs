using WaterCore.Conformance;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;

namespace WaterCore.Storage.Tests;

/// <summary>Every rule of a storage, held by SQLite.</summary>
public sealed class SqliteConformanceTests : StorageConformance, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected override ValueTask<IStorage> CreateAsync() => new(new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(30)));

    public void Dispose() => _directory.Dispose();
}

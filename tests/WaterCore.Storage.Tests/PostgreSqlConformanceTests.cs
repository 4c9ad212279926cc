using WaterCore.Conformance;
using WaterCore.Ports;
using WaterCore.Storage.PostgreSql;

namespace WaterCore.Storage.Tests;

/// <summary>Every rule of a storage, held by PostgreSQL; each test on a database of its own.</summary>
public sealed class PostgreSqlConformanceTests : StorageConformance, IDisposable
{
    private string? _database;

    protected override ValueTask<IStorage> CreateAsync()
    {
        PostgresServer.SkipWithout();
        return new(PostgresDatabases.Open(_database ??= PostgresDatabases.New()));
    }

    public void Dispose()
    {
        if (_database is not null) PostgresServer.Shared.Drop(_database);
    }
}

/// <summary>Databases on the shared server, copied from one that has the tables already.</summary>
internal static class PostgresDatabases
{
    private static readonly Lazy<string> s_template = new(() =>
    {
        var server = PostgresServer.Shared;
        var name = server.NewName();
        server.Create(name);
        using var made = Task.Run(async () =>
        {
            await using var storage = Open(name);
            await storage.OpenAsync();
        });
        made.GetAwaiter().GetResult();
        return name;
    });

    public static string New()
    {
        var name = PostgresServer.Shared.NewName();
        PostgresServer.Shared.Create(name, s_template.Value);
        return name;
    }

    public static PostgreSqlStorage Open(string database, int waitSeconds = 30) =>
        new(PostgresServer.Shared.ConnectionString(database), TimeSpan.FromSeconds(waitSeconds));
}

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

    protected override ValueTask<IStorage> CreateImpatientAsync() => new(PostgresDatabases.Open(_database!, 1));

    // The server's own error of a full disk, made by a trigger: filling a disk for good would take one of its own, and the right to mount it.
    protected override ValueTask<IAsyncDisposable> FillAsync()
    {
        PostgresServer.Shared.Run(_database!, """
            create function watercore.no_room() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
            create trigger no_room after insert on watercore.customer execute function watercore.no_room()
            """);
        return new(new Room(() =>
        {
            PostgresServer.Shared.Run(_database!, "drop trigger no_room on watercore.customer");
            return ValueTask.CompletedTask;
        }));
    }

    protected override ValueTask MarkAsNewerAsync()
    {
        PostgresServer.Shared.Run(_database!, "insert into watercore.schemaversions (scriptname, applied) values ('9999_next_year.sql', now())");
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        if (_database is not null) PostgresServer.Shared.Drop(_database);
    }
}

/// <summary>Connections to PostgreSQL that are lost.</summary>
public sealed class PostgreSqlConnectionTests : ConnectionConformance, IDisposable
{
    private string? _database;

    protected override ValueTask<IStorage> CreateAsync()
    {
        PostgresServer.SkipWithout();
        return new(PostgresDatabases.Open(_database ??= PostgresDatabases.New()));
    }

    protected override ValueTask BreakAsync()
    {
        PostgresServer.Shared.Run("postgres", $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_database}'", "postgres");
        return ValueTask.CompletedTask;
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

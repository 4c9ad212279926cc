using System.Collections.Concurrent;
using WaterCore.Conformance;
using WaterCore.Organization;

namespace WaterCore.Storage.Tests;

/// <summary>What only a storage with several writers can get wrong.</summary>
public sealed class PostgreSqlWritersTests : IDisposable
{
    private const int Writers = 8, Rounds = 12;

    private string? _database;

    public void Dispose()
    {
        if (_database is not null) PostgresServer.Shared.Drop(_database);
    }

    [SkippableFact]
    public async Task Ids_TakenByManyAtOnce_AreNeverTheSame_AndTheAuditHasNoGap()
    {
        PostgresServer.SkipWithout();
        await using var storage = PostgresDatabases.Open(_database = PostgresDatabases.New());
        await storage.OpenAsync();
        var ids = new ConcurrentBag<long>();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await using var unit = await storage.WriteAsync();
                var block = await unit.Customers.TakeIdsAsync(3);
                foreach (var id in new[] { block.Next(), block.Next(), block.Next() }) ids.Add(id);
                var contact = await unit.Service.NextIdAsync();
                await unit.Service.AddAsync(
                [
                    new() { Id = new(contact), At = Town.Noon, Channel = "web", Direction = 0, Reference = $"{writer}/{round}", Subject = "s", Owner = "o", OwnerPosition = "p", Outcome = 0 },
                ]);
                await unit.Audit.AppendAsync(new() { At = Town.Noon, Actor = Actor.System, Action = "a", Subject = $"{writer}/{round}" });
                // A change that is given up takes its ids with it and leaves no gap in the audit.
                if (round % 4 != 3) await unit.CommitAsync();
            }
        })));
        Assert.Equal(Writers * Rounds * 3, ids.Distinct().Count());
        await using var look = await storage.ReadAsync();
        var sequences = new List<long>();
        await foreach (var entry in look.Audit.StreamAsync()) sequences.Add(entry.Sequence);
        Assert.Equal(Enumerable.Range(1, Writers * Rounds * 3 / 4).Select(n => (long)n), sequences);
    }

    [SkippableFact]
    public void Columns_OfEveryTable_AreOfTheTypesThatBulkWritingSends()
    {
        PostgresServer.SkipWithout();
        PostgresServer.Shared.Run(_database = PostgresDatabases.New(), """
            do $$
            declare
                wrong text;
            begin
                select string_agg(c.relname || '.' || a.attname || ' is ' || t.typname, ', ') into wrong
                from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
                where c.relnamespace = 'watercore'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relname <> 'schemaversions'
                  and not (t.typname in ('int8', 'date', 'bytea') or (t.typname = 'text' and a.attcollation = 'pg_catalog."C"'::regcollation)
                           or (c.relname = 'bill' and a.attname = 'cancelled'));
                if wrong is not null then
                    raise exception '%', wrong;
                end if;
            end $$
            """);
    }
}

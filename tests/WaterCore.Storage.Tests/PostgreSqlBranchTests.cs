using Npgsql;
using WaterCore.Conformance;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>The second net under the queries: what a session may see when nobody filters.</summary>
public sealed class PostgreSqlBranchTests : IAsyncLifetime
{
    private static readonly string[] s_tables = ["account", "agreement", "bill", "live_bill", "account_entry", "payment", "allocation", "account_version"];

    private string? _database;

    private static PostgresServer Server => PostgresServer.Shared;

    public async Task InitializeAsync()
    {
        if (!PostgresServer.IsInstalled) return;
        _database = PostgresDatabases.New();
        await using var storage = PostgresDatabases.Open(_database);
        await storage.OpenAsync();
        await using var unit = await storage.WriteAsync();
        await Town.BuildAsync(unit, 4);
        // Houses 1 and 2 are A's, 3 and 4 are B's.
        foreach (var house in Enumerable.Range(1, 4)) await unit.Customers.MoveAsync(new(house), house <= 2 ? "a" : "b");
        await unit.Metering.AddAsync([.. Enumerable.Range(1, 4).Select(h => Town.Reading(h, h, new(2026, 1, 31), 112_000))]);
        await unit.Bills.AddAsync([.. Enumerable.Range(1, 4).Select(h => Town.Bill(h, h, new(2026, 1, 1), new(2026, 1, 31)))]);
        await unit.CommitAsync();
        var money = new Operations.MoneyContext(storage, new Utility("珠海水务", NodaTime.DateTimeZone.Utc, Currency.Cny), new At(NodaTime.Instant.FromUtc(2026, 2, 10, 4, 0)), new Receivables.ReceivablePolicy());
        for (var house = 1; house <= 4; house++)
            await new Operations.PaymentDesk(money).TakeAsync(new() { Account = Town.Account(house).Number, Amount = Money.Cny(100), Channel = "web", Reference = $"{house}" }, Actor.System);
    }

    public Task DisposeAsync()
    {
        if (_database is not null) Server.Drop(_database);
        return Task.CompletedTask;
    }

    private long Count(string table, string before)
    {
        using var connection = new NpgsqlConnection($"{Server.ConnectionString(_database!)};Pooling=false;Search Path=watercore");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using (var first = new NpgsqlCommand(before, connection)) first.ExecuteNonQuery();
        using var count = new NpgsqlCommand($"select count(*) from {table}", connection);
        return (long)count.ExecuteScalar()!;
    }

    [SkippableFact]
    public void SessionOfABranch_ThatForgetsTheFilter_SeesNoRowOfAnother()
    {
        PostgresServer.SkipWithout();
        foreach (var table in s_tables)
        {
            Assert.Equal(4, Count(table, "select 1"));
            Assert.Equal(2, Count(table, "set local watercore.branches = 'a'; set local role watercore_branch"));
            Assert.Equal(4, Count(table, "set local watercore.branches = 'a,b'; set local role watercore_branch"));
            Assert.Equal(0, Count(table, "set local watercore.branches = ','; set local role watercore_branch"));
            // A role that declares nothing sees nothing; one that declares everything, everything.
            Assert.Equal(0, Count(table, "set local role watercore_branch"));
            Assert.Equal(4, Count(table, "set local watercore.branches = '*'; set local role watercore_branch"));
        }
    }

    [SkippableFact]
    public void EveryTableWithAnAccountInIt_IsBehindTheNet()
    {
        PostgresServer.SkipWithout();
        // Of other rooms, not held yet: who adds a table with an account says here whether it is held.
        string[] without =
        [
            "account_hold_end", "account_pin", "application", "bank_batch_line", "call_recording", "campaign_target", "clue_fresh", "contact_choice", "contact_point", "contact_preference", "delivery", "hotline_call", "interaction", "service_case",
            "sign_in_code", "supply_notice", "text_talk",
        ];
        using var connection = new NpgsqlConnection(Server.ConnectionString(_database!));
        connection.Open();
        using var command = new NpgsqlCommand(
            """
            select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'watercore'::regnamespace and c.relkind = 'r' and a.attname = 'account' and not c.relrowsecurity order by 1
            """, connection);
        using var reader = command.ExecuteReader();
        var open = new List<string>();
        while (reader.Read()) open.Add(reader.GetString(0));
        Assert.Empty(open.Except(without));
    }

    [SkippableFact]
    public async Task UnitOfABranch_CannotWriteOnAnAccountOfAnother()
    {
        PostgresServer.SkipWithout();
        await using var storage = PostgresDatabases.Open(_database!);
        await storage.OpenAsync();
        await using var unit = await storage.WriteAsync(DataScope.Of(["a"]));
        await Assert.ThrowsAnyAsync<Exception>(async () => await unit.Customers.AddAsync([Town.Agreement(3) with { From = new(2027, 1, 1) }]));
    }

    [SkippableFact]
    public async Task Database_WithoutTheRole_KeepsScopedWorkOut_AndSaysWhatToDo()
    {
        PostgresServer.SkipWithout();
        // A user of its own, which is no member of the role and may not make one.
        var name = Server.NewName();
        Server.Run("postgres", $"create role {name} login", "postgres");
        Server.Run("postgres", $"create database {name} owner {name}", "postgres");
        try
        {
            await using var storage = new PostgreSql.PostgreSqlStorage($"Host=127.0.0.1;Port={Server.Port};Database={name};Username={name}", TimeSpan.FromSeconds(10));
            await storage.OpenAsync();
            await using (await storage.ReadAsync()) { }
            var error = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await storage.ReadAsync(DataScope.Of(["a"])));
            Assert.Contains("create role watercore_branch nologin; grant watercore_branch to", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Server.Drop(name);
        }
    }

    private sealed class At(NodaTime.Instant now) : NodaTime.IClock
    {
        public NodaTime.Instant GetCurrentInstant() => now;
    }
}

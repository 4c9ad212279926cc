using Npgsql;
using WaterCore.Storage.PostgreSql;
using WaterCore.Storage.Tests;

namespace WaterCore.Cluster.Tests;

/// <summary>A newer version has brought the tables up to date while hosts of this version still work.</summary>
public sealed class RollingUpgradeTests
{
    private const int Houses = 600, Size = 30;

    [SkippableFact]
    public async Task Database_OneVersionAhead_TheHostGoesOn_AndOneThatStartsNowSaysWhichVersionItNeeds()
    {
        PostgresServer.SkipWithout();
        var connection = PostgresServer.Shared.Create(PostgresServer.Shared.NewName());
        await ClusterTown.BuildAsync(connection, Houses);
        using var older = new Node(connection, Node.FreePort(), more: Node.Quick);
        await older.ReadyAsync();
        await using var storage = await ClusterTown.OpenAsync(connection);
        await RunScriptOfTheNextVersionAsync(connection);

        var run = await ClusterTown.BeginAsync(storage, Size);
        await ClusterTown.UntilAsync(storage, run, int.MaxValue, TimeSpan.FromMinutes(1));
        await ClusterTown.FinishedAsync(storage, run);
        await ClusterTown.DigestAsync(storage, Houses);
        Assert.Equal(Houses / Size, older.Did);
        using var late = new Node(connection, Node.FreePort());
        Assert.Equal(78, await late.EndedAsync());
        Assert.Contains("was written by a newer version (9999_next.sql); use that version or a newer one", late.Output);
        Assert.True(older.Lives);
    }

    // As every script is to be: it adds, and what is there keeps its meaning.
    private static async Task RunScriptOfTheNextVersionAsync(string connection)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var script = new NpgsqlCommand(
            $"""
            set search_path to {PostgreSqlSchema.Name};
            alter table account add column next_version text;
            alter table bill add column next_version bigint not null default 7;
            alter table run_partition add column next_version text;
            create table next_version (id bigint primary key);
            insert into schemaversions (scriptname, applied) values ('9999_next.sql', now());
            """, open);
        await script.ExecuteNonQueryAsync();
    }
}

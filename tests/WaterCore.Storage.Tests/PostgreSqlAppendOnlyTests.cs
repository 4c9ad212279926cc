using Npgsql;
using WaterCore.Storage.PostgreSql;

namespace WaterCore.Storage.Tests;

/// <summary>What customers asked for stays: the tables themselves refuse, whoever asks, with no row in them too.</summary>
public sealed class PostgreSqlAppendOnlyTests
{
    [SkippableFact]
    public async Task ApplicationTables_RefuseUpdateDeleteAndTruncate()
    {
        PostgresServer.SkipWithout();
        var name = PostgresDatabases.New();
        await using (var storage = (PostgreSqlStorage)PostgresDatabases.Open(name))
        {
            await storage.OpenAsync();
            await using var connection = new NpgsqlConnection(PostgresServer.Shared.ConnectionString(name) + ";Search Path=" + PostgreSqlSchema.Name);
            await connection.OpenAsync();
            foreach (var (table, column) in new[] { ("application_fee", "line"), ("document_content", "sha256"), ("document", "line"), ("material_move", "id"), ("supply_change", "sequence") })
            {
                await RefusedAsync(connection, $"update {table} set {column} = {column}");
                await RefusedAsync(connection, $"delete from {table}");
                await RefusedAsync(connection, $"truncate {table} cascade");
            }
            await RefusedAsync(connection, "delete from application");
            await RefusedAsync(connection, "truncate application cascade");
        }
        PostgresServer.Shared.Drop(name);
    }

    private static async Task RefusedAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Contains("never", error.MessageText, StringComparison.Ordinal);
    }
}

using DbUp;
using Npgsql;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.PostgreSql;

/// <summary>The tables, in a schema of their own: checks that it is ours and not newer than this program, and runs the scripts it has not had.</summary>
internal static class PostgreSqlSchema
{
    public const string Name = "watercore";

    // "WCor", and which of our session locks.
    private const string OneAtATime = "(1463381618, 0)";

    /// <returns>Whether units of work can be held to some branches.</returns>
    /// <param name="connection">Open; holds the lock while the scripts run on another connection.</param>
    /// <param name="source">Where that one comes from.</param>
    /// <param name="place">For messages.</param>
    /// <param name="keep">Called with the name of the first script before a database that holds something is upgraded.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public static async ValueTask<bool> BringUpToDateAsync(NpgsqlConnection connection, NpgsqlDataSource source, string place, Func<string, ValueTask> keep, CancellationToken cancellationToken)
    {
        await RunAsync(connection, $"select pg_advisory_lock{OneAtATime}", cancellationToken).ConfigureAwait(false);
        try
        {
            if (EmbeddedScripts.FirstPending(await CheckOursAsync(connection, place, cancellationToken).ConfigureAwait(false)) is { } first) await keep(first).ConfigureAwait(false);
            await RunAsync(connection, $"create schema if not exists {Name}", cancellationToken).ConfigureAwait(false);
            Upgrade(source, place);
            return await PostgreSqlScope.PrepareAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await RunAsync(connection, $"select pg_advisory_unlock{OneAtATime}", CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <returns>The scripts it has had.</returns>
    private static async ValueTask<List<string>> CheckOursAsync(NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        var tables = await TextsAsync(connection, $"select tablename from pg_tables where schemaname = '{Name}'", cancellationToken).ConfigureAwait(false);
        if (tables.Count == 0) return [];
        if (!tables.Contains("schemaversions"))
            throw PostgreSqlErrors.Unavailable($"The schema {Name} of {place} belongs to another program; set 'ConnectionString' to another database.");
        var had = await TextsAsync(connection, $"select scriptname from {Name}.schemaversions", cancellationToken).ConfigureAwait(false);
        var newer = EmbeddedScripts.FirstUnknown(had);
        if (newer is not null)
            throw PostgreSqlErrors.Unavailable($"The database at {place} was written by a newer version ({newer}); use that version or a newer one.");
        return had;
    }

    private static void Upgrade(NpgsqlDataSource source, string place)
    {
        var result = DeployChanges.To.PostgresqlDatabase(new DbUp.Postgresql.PostgresqlConnectionManager(source))
            .JournalToPostgresqlTable(Name, "schemaversions")
            .WithScripts(EmbeddedScripts.All())
            .WithVariablesDisabled()
            .WithTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (result.Successful) return;
        if (result.Error is NpgsqlException error) throw PostgreSqlErrors.Translate(error, place);
        throw PostgreSqlErrors.Unavailable($"The tables at {place} could not be brought up to date ({result.Error.Message}); nothing was changed.", result.Error);
    }

    private static async ValueTask RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<List<string>> TextsAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var texts = new List<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) texts.Add(reader.GetString(0));
        return texts;
    }
}

using DbUp;
using Npgsql;
using WaterCore.Ports;
using WaterCore.Storage.Sql;

namespace WaterCore.Cluster.Orleans;

/// <summary>The tables of the membership: its own script, run by whichever host comes first.</summary>
internal static class MembershipSchema
{
    // Any number that nothing else in the database locks by: "WCcl".
    private const long Lock = 0x5743636c;

    /// <exception cref="StorageUnavailableException">The database cannot be reached, or the script fails.</exception>
    public static async Task BringUpToDateAsync(string text, CancellationToken cancellationToken)
    {
        var connectionString = ClusterSettings.Primary(text);
        try
        {
            // Several hosts start at once; dbup itself takes no lock between them.
            await using var holder = new NpgsqlConnection(connectionString);
            await holder.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var turn = new NpgsqlCommand($"select pg_advisory_lock({Lock})", holder);
            await turn.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            var result = DeployChanges.To.PostgresqlDatabase(connectionString)
                .JournalToPostgresqlTable("public", "cluster_schemaversions")
                .WithScripts(EmbeddedScripts.All())
                .WithVariablesDisabled()
                .WithTransaction()
                .LogToNowhere()
                .Build()
                .PerformUpgrade();
            if (!result.Successful) throw Unavailable($"The tables of the cluster could not be brought up to date: {result.Error.Message}", result.Error);
        }
        catch (NpgsqlException error)
        {
            throw Unavailable($"The cluster's database cannot be used: {error.Message.TrimEnd('.')}; look at WaterCore:Plugins:Orleans:ConnectionString.", error);
        }
    }

    private static StorageUnavailableException Unavailable(string message, Exception cause) => new(message, cause);
}

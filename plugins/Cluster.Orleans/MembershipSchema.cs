using System.Reflection;
using DbUp;
using DbUp.Engine;
using Npgsql;
using WaterCore.Ports;

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
                .WithScripts(Scripts())
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

    private static List<SqlScript> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(n => SqlScript.FromStream(n, assembly.GetManifestResourceStream(n)!))];
    }
}

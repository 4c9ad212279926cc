using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace WaterCore.Storage.PostgreSql;

/// <summary>PostgreSQL's own pg_dump and pg_restore, run as processes.</summary>
/// <param name="folder">Where they are; null for the search path, then the newest of the system's packages.</param>
internal sealed class PostgreSqlTools(string? folder)
{
    private const string Packages = "/usr/lib/postgresql";

    /// <summary>The folder that was named, or null.</summary>
    public string? Folder => folder;

    /// <summary>Runs a tool on a database. The password goes by the environment, where other users do not see it.</summary>
    /// <exception cref="WaterCore.Ports.StorageUnavailableException">It is not there, or says no.</exception>
    public async Task RunAsync(string tool, NpgsqlConnectionStringBuilder database, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find(tool), arguments) { RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["PGHOST"] = database.Host;
        start.Environment["PGPORT"] = database.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGDATABASE"] = database.Database ?? database.Username;
        start.Environment["PGUSER"] = database.Username;
        if (database.Password is { Length: > 0 } password) start.Environment["PGPASSWORD"] = password;
        if (database.Passfile is { Length: > 0 } passfile) start.Environment["PGPASSFILE"] = passfile;
        if (database.RootCertificate is { Length: > 0 } root) start.Environment["PGSSLROOTCERT"] = root;
        start.Environment["PGSSLMODE"] = database.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw PostgreSqlErrors.Unavailable($"{tool} cannot be run ({error.Message}); install PostgreSQL's client programs, or set 'ToolsPath' to their folder.", error);
        }
        using (process)
        {
            process.StandardInput.Close();
            var words = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw;
            }
            if (process.ExitCode != 0) throw PostgreSqlErrors.Unavailable($"{tool} ended with {process.ExitCode}: {(await words.ConfigureAwait(false)).Trim().ReplaceLineEndings(" ")}");
        }
    }

    private string Find(string tool)
    {
        if (folder is not null) return Path.Combine(folder, tool);
        var installed = Directory.Exists(Packages)
            ? Directory.GetDirectories(Packages).OrderByDescending(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var major) ? major : 0).Select(d => Path.Combine(d, "bin", tool)).FirstOrDefault(File.Exists)
            : null;
        return installed ?? tool;
    }
}

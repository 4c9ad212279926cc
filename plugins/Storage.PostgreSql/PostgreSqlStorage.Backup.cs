using Npgsql;
using WaterCore.Ports;

namespace WaterCore.Storage.PostgreSql;

internal sealed partial class PostgreSqlStorage
{
    // The database of a copy that is only looked through.
    private string? _goesWith;

    private NpgsqlConnectionStringBuilder Settings => new(_source!.ConnectionString);

    public async ValueTask BackUpAsync(string file, CancellationToken cancellationToken = default)
    {
        if (!_open) throw new InvalidOperationException("Call OpenAsync first.");
        if (File.Exists(file)) throw PostgreSqlErrors.Unavailable($"{file} is there already; give another name, or remove it.");
        await DumpAsync(file, cancellationToken).ConfigureAwait(false);
    }

    // Before an upgrade what is there is kept: restored to a new database, it is what the older program goes on with.
    private async ValueTask KeepWayBackAsync(string firstScript, CancellationToken cancellationToken)
    {
        if (_backups is null) return;
        var kept = Path.Combine(_backups, $"{Settings.Database}.before-{firstScript[..4]}");
        if (File.Exists(kept)) return;
        Directory.CreateDirectory(_backups);
        File.Delete(kept + ".part");
        await DumpAsync(kept + ".part", cancellationToken).ConfigureAwait(false);
        File.Move(kept + ".part", kept);
    }

    private Task DumpAsync(string file, CancellationToken cancellationToken) =>
        // One snapshot, while others go on; only what is ours, so that it can be restored beside other schemas.
        _tools.RunAsync("pg_dump", Dumped(), ["--format=custom", $"--schema={PostgreSqlSchema.Name}", "--extension=btree_gist", "--no-owner", "--no-privileges", $"--file={file}"], cancellationToken);

    public async ValueTask RestoreAsync(string file, CancellationToken cancellationToken = default)
    {
        if (_open) throw new InvalidOperationException("Restore before the storage is opened.");
        if (_refused is not null) throw PostgreSqlErrors.Unavailable(_refused);
        if (!File.Exists(file)) throw PostgreSqlErrors.Unavailable($"{file} could not be restored to {Place}: there is no such file.");
        try
        {
            var connection = await _source!.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            using var command = new NpgsqlCommand($"select exists (select from pg_namespace where nspname = '{PostgreSqlSchema.Name}')", connection);
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
                throw PostgreSqlErrors.Unavailable($"The database at {Place} holds a schema {PostgreSqlSchema.Name} already; restore to a new database, then name it in 'ConnectionString'.");
        }
        catch (NpgsqlException error)
        {
            throw PostgreSqlErrors.Translate(error, Place);
        }
        var settings = Dumped();
        await _tools.RunAsync("pg_restore", settings, ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", $"--dbname={settings.Database ?? settings.Username}", file], cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IStorage> OpenBackupAsync(string file, CancellationToken cancellationToken = default)
    {
        var name = "watercore_copy_" + Guid.NewGuid().ToString("N")[..12];
        var settings = Settings;
        (settings.Database, settings.Pooling) = (name, false);
        await RunHereAsync($"create database {name} encoding UTF8 template template0", cancellationToken).ConfigureAwait(false);
        var copy = new PostgreSqlStorage(settings.ConnectionString, _wait, _tools.Folder) { _goesWith = name };
        try
        {
            await copy.RestoreAsync(file, cancellationToken).ConfigureAwait(false);
            await copy.OpenAsync(cancellationToken).ConfigureAwait(false);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // From a database that is there for everybody; its owner may drop it.
    private async Task DropAsync(string name)
    {
        var settings = Settings;
        (settings.Database, settings.Pooling) = ("postgres", false);
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await using var _ = connection.ConfigureAwait(false);
        await connection.OpenAsync().ConfigureAwait(false);
        using var command = new NpgsqlCommand($"drop database if exists {name}", connection);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private async Task RunHereAsync(string sql, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _source!.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw PostgreSqlErrors.Unavailable($"The user of {Place} may not make a database to look through the backup; let it with: alter role ... createdb.", error);
        }
        catch (NpgsqlException error)
        {
            throw PostgreSqlErrors.Translate(error, Place);
        }
    }

    // Of several hosts the tools take the first that answers as primary only by their own words; one is named to them.
    private NpgsqlConnectionStringBuilder Dumped()
    {
        var settings = Settings;
        if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            using var connection = _source!.OpenConnection();
            (settings.Host, settings.Port) = (connection.Host, connection.Port);
        }
        return settings;
    }
}

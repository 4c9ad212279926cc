using Microsoft.Data.Sqlite;
using WaterCore.Ports;

namespace WaterCore.Storage.Sqlite;

internal sealed partial class SqliteStorage
{
    // The folder of a copy that is only looked through.
    private DirectoryInfo? _goesWith;

    public async ValueTask BackUpAsync(string file, CancellationToken cancellationToken = default)
    {
        CheckOpen();
        if (File.Exists(file)) throw SqliteErrors.Unavailable($"{file} is there already; give another name, or remove it.");
        try
        {
            // A reader's snapshot: writers go on, and the copy is of one state, without the holes of the original.
            await Task.Run(() =>
            {
                using var reader = Connect();
                using var command = reader.CreateCommand();
                command.CommandText = "vacuum into @file";
                command.Parameters.AddWithValue("@file", file);
                command.ExecuteNonQuery();
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Unavailable($"The copy {file} could not be written ({error.Message}); check the disk and its directory.", error);
        }
    }

    public async ValueTask RestoreAsync(string file, CancellationToken cancellationToken = default)
    {
        if (_writer is not null) throw new InvalidOperationException("Restore before the storage is opened.");
        if (File.Exists(path)) throw SqliteErrors.Unavailable($"{path} is there already; restore to a new file, then put it in place.");
        try
        {
            var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            await using (from.ConfigureAwait(false))
            {
                var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await using (to.ConfigureAwait(false))
                {
                    await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
                    to.Flush(flushToDisk: true);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw SqliteErrors.Unavailable($"{file} could not be restored to {path}: {error.Message.TrimEnd('.')}.", error);
        }
    }

    public async ValueTask<IStorage> OpenBackupAsync(string file, CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateTempSubdirectory("watercore-backup-");
        var copy = new SqliteStorage(System.IO.Path.Combine(folder.FullName, "copy.db"), wait) { _goesWith = folder };
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
}

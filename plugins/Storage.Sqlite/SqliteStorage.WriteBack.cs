using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WaterCore.Storage.Sqlite;

// The log is written back to the file beside the changes, by a connection and a thread of its own: the disk takes as long for it as for hundreds of changes, and nobody
// waits for them. What came meanwhile is little; the writer writes it back in its own turn, and the next change begins the log anew.
internal sealed partial class SqliteStorage
{
    // 16 MiB at 4 KiB a page: the log is written back before it grows beyond what is cheap to search.
    private const long CheckpointPages = 4096;

    // Changes that come faster than the disk takes them wait for it.
    private const long MostPages = 3 * CheckpointPages;

    private const int ChangesUnasked = 64, RowsUnasked = 1_000;

    // Touched by whoever has the turn only.
    private int _unasked, _changes;
    private Task? _writingBack;

    // To ask how long the log is costs as much as a small change: now and then is enough, and after a large one.
    private void Checkpoint(SqliteSession writer)
    {
        var changes = raw.sqlite3_total_changes(writer.Handle);
        if (++_unasked < ChangesUnasked && unchecked(changes - _changes) is >= 0 and < RowsUnasked) return; // SQLite's count begins anew after two billion
        (_unasked, _changes) = (0, changes);
        try
        {
            var pages = Pages(writer, "noop");
            if (_writingBack is { } under)
            {
                if (pages >= MostPages) under.Wait();
                if (!under.IsCompleted) return;
                _writingBack = null;
                pages = Pages(writer, "passive");
            }
            if (pages >= CheckpointPages) _writingBack = Task.Factory.StartNew(WriteBack, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (SqliteException)
        {
            // The commit is durable in the log. A disk that fails or is full is told by the next change.
        }
    }

    private void WriteBack()
    {
        try
        {
            using var connection = Connect();
            connection.Run("pragma wal_checkpoint(passive)");
        }
        catch (SqliteException)
        {
            // As above; the writer asks again.
        }
    }

    /// <summary>Pages of the log that are not in the file yet.</summary>
    private static long Pages(SqliteSession writer, string mode)
    {
        var command = writer.Take($"pragma wal_checkpoint({mode})");
        using var reader = command.ExecuteReader();
        reader.Read();
        var pages = reader.GetInt64(1) - reader.GetInt64(2);
        reader.Dispose();
        writer.Give(command);
        return pages;
    }
}

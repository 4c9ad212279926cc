using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WaterCore.Storage.Sqlite;

// Changes that share a transaction. While several wait for the writer, one that is done leaves the transaction open for the next, which goes on in a savepoint: the
// pages that all of them touch, and the disk, are written once. Nobody is told that his change is done before the common commit is on the disk.
internal sealed partial class SqliteStorage
{
    // With fewer who wait, a commit of one's own is as fast, and nobody waits for what another does after him.
    private const int ManyWait = 3;

    // A few milliseconds of changes.
    private const int LargestGroup = 64;

    // SQLITE_DBSTATUS_DEFERRED_FKS: zero when no deferred foreign key is open. SQLite itself looks at it only when it commits.
    private const int OpenReferences = 10;

    private const int ForeignKeyFailed = 787; // SQLITE_CONSTRAINT_FOREIGNKEY

    private const string Begin = "savepoint change", Keep = "release change", Undo = "rollback to change";

    // Touched by whoever has the turn only, but for the look whether there is one.
    private volatile Group? _group;

    /// <summary>Done and not committed yet.</summary>
    private sealed class Group
    {
        public TaskCompletionSource OnDisk { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count { get; set; }
    }

    /// <summary>Commits a change and gives the turn to the next one; then waits until it is on the disk, together with those that were committed meanwhile.</summary>
    internal async ValueTask CommitAsync(SqliteSession writer, SqliteUnit unit)
    {
        var goesOn = !unit.ChangedFacts && Volatile.Read(ref _waiting) >= ManyWait && (_group?.Count ?? 0) < LargestGroup;
        if ((goesOn || _group is not null) && raw.sqlite3_db_status(writer.Handle, OpenReferences, out var open, out _, 0) == raw.SQLITE_OK && open > 0)
            throw new SqliteException("FOREIGN KEY constraint failed", ForeignKeyFailed & 0xFF, ForeignKeyFailed);
        if (_group is not null) writer.Run(Keep);
        if (goesOn)
        {
            var group = _group ??= new Group();
            group.Count++;
            unit.End(kept: true);
            await group.OnDisk.Task.ConfigureAwait(false);
            return;
        }
        var common = _group;
        _group = null;
        try
        {
            Commit(writer);
        }
        catch (SqliteException error)
        {
            common?.OnDisk.SetException(SqliteErrors.Translate(error, path));
            throw;
        }
        // Before the next one has its turn.
        if (unit.ChangedFacts) FactsChanged();
        unit.End(kept: true);
        try
        {
            await _log.DurableAsync().ConfigureAwait(false);
            common?.OnDisk.SetResult();
        }
        catch (IOException error)
        {
            var lost = NotDurable(error);
            common?.OnDisk.SetException(lost);
            throw lost;
        }
    }

    /// <summary>What a change that began after others saw of them is on the disk from here on, or the change must not be believed.</summary>
    /// <param name="seen">What the change saw, or null.</param>
    internal async ValueTask SettleAsync(Task? seen)
    {
        try
        {
            if (seen is not null) await seen.ConfigureAwait(false);
            else await _log.SettleAsync().ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw NotDurable(error);
        }
    }

    /// <summary>Ends the common transaction before a change that takes long, if it has not begun: those before it need not wait for it.</summary>
    internal void Alone(SqliteSession writer, int changes)
    {
        if (_group is not { } group || changes != raw.sqlite3_total_changes(writer.Handle)) return;
        writer.Run(Keep);
        if (!CommitGroup(writer, group)) throw SqliteErrors.Unavailable($"What {path} had of other changes when this one began was not kept; try again.");
        writer.Run("begin immediate");
    }

    /// <summary>Called for a unit of work when it is over: undoes what it did not keep.</summary>
    internal void TakeBack(SqliteSession session, bool writes, bool kept)
    {
        if (!writes)
        {
            try
            {
                if (IsOpen(session)) session.Run("rollback");
            }
            finally
            {
                if (_disposed) session.Dispose();
                else _readers.Add(session);
            }
            return;
        }
        try
        {
            var open = IsOpen(session);
            if (open && !kept && _group is null) session.Run("rollback");
            else if (open && !kept) UndoOne(session);
            if (!open) Checkpoint(session);
        }
        finally
        {
            GiveTurn(session);
        }
    }

    private static void UndoOne(SqliteSession session)
    {
        try
        {
            session.Run(Undo);
            session.Run(Keep);
        }
        catch (SqliteException)
        {
            // Nothing of it may be kept; so those before it are not kept either, and are told.
            if (IsOpen(session)) session.Run("rollback");
        }
    }

    // Nobody is left waiting for a commit that nobody makes: where there is a group and no next one, it is committed here.
    private void GiveTurn(SqliteSession writer)
    {
        do
        {
            try
            {
                if (_group is { } group && (!IsOpen(writer) || !OthersWait || group.Count >= LargestGroup)) CommitGroup(writer, group);
            }
            finally
            {
                _turn.Release();
            }
        }
        while (_group is not null && !OthersWait && _turn.Wait(0));
    }

    /// <returns>Whether it is committed.</returns>
    private bool CommitGroup(SqliteSession writer, Group group)
    {
        _group = null;
        try
        {
            // A full or failing disk makes SQLite undo the whole transaction by itself, and with the change that met it those before it.
            if (!IsOpen(writer)) throw new SqliteException("The transaction was undone", raw.SQLITE_FULL);
            Commit(writer);
        }
        catch (SqliteException error)
        {
            if (IsOpen(writer)) writer.Run("rollback");
            group.OnDisk.SetException(SqliteErrors.Translate(error, path));
            return false;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Storage.FinishAsync(state.Group), (Storage: this, Group: group), preferLocal: false);
        return true;
    }

    private async Task FinishAsync(Group group)
    {
        try
        {
            await _log.DurableAsync().ConfigureAwait(false);
            group.OnDisk.SetResult();
        }
        catch (IOException error)
        {
            group.OnDisk.SetException(NotDurable(error));
        }
    }

    private void Commit(SqliteSession writer)
    {
        _log.Begin();
        try
        {
            writer.Run("commit");
        }
        finally
        {
            _log.End();
        }
    }

    private static bool IsOpen(SqliteSession session) => raw.sqlite3_get_autocommit(session.Handle) == 0;
}

using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Storage.Sqlite;

/// <summary>The storage in one SQLite file: one connection writes, others read, each reader sees one state until it is disposed.</summary>
/// <param name="path">The file, absolute; made when it is not there, its directory is not.</param>
/// <param name="wait">How long a change waits for its turn, and for locks of other programs.</param>
internal sealed partial class SqliteStorage(string path, TimeSpan wait) : IStorage
{
    // Below this size the whole file is checked at each start; it takes well under a second.
    private const long QuickCheckBytes = 64 << 20;

    // SQLITE_CONFIG_MULTITHREAD and SQLITE_CONFIG_MEMSTATUS.
    private const int SqliteMultiThread = 2, SqliteMemoryStatus = 9;

    private static readonly Version s_oldest = new(3, 51, 3);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly SqliteLog _log = new(path + "-wal");
    private SqliteSession? _writer;
    private bool _disposed;
    private int _waiting;

    // Counted up with every change of what bills are worked out from, of this program or another.
    private long _factsVersion, _foreignVersion;

    public string Path => path;

    public string Description => $"SQLite {LibraryVersion}, {path}";

    private static string LibraryVersion => raw.sqlite3_libversion().utf8_to_string();

    public async ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_writer is not null) throw new InvalidOperationException("The storage is open already.");
        // No connection is used by two threads at once, so the library need not lock for it; without the count of all memory, nothing is shared at all.
        // Once a process, before anything else uses the library; where something did, it goes on as it was.
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        _ = raw.sqlite3_config(SqliteMultiThread);
        _ = raw.sqlite3_config(SqliteMemoryStatus, 0);
        Batteries_V2.Init();
        CheckVersion(LibraryVersion);
        if (System.IO.Path.GetDirectoryName(path) is { } directory && !Directory.Exists(directory))
            throw SqliteErrors.Unavailable($"The directory {directory} of the database does not exist; create it, or set 'Path' to a file elsewhere.");
        if (Directory.Exists(path))
            throw SqliteErrors.Unavailable($"{path} is a directory; set 'Path' to a file in it.");
        SqliteConnection? writer = null;
        try
        {
            writer = Connect();
            Prepare(writer);
            writer.Run("pragma synchronous = normal"); // the log waits for the disk, for several commits at once
            _writer = new SqliteSession(writer);
        }
        catch (SqliteException error)
        {
            writer?.Dispose();
            throw SqliteErrors.Translate(error, path);
        }
        catch
        {
            writer?.Dispose();
            throw;
        }
        await SqliteSearchStore.BringUpToDateAsync(this, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IUnitOfWork> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(DataScope.All, cancellationToken);

    public async ValueTask<IUnitOfWork> ReadAsync(DataScope scope, CancellationToken cancellationToken = default)
    {
        CheckOpen();
        cancellationToken.ThrowIfCancellationRequested();
        SqliteSession? reader = null;
        // Before the state is taken: a change in between is told once too often, and never not at all.
        var version = Interlocked.Read(ref _factsVersion);
        try
        {
            reader = _readers.TryTake(out var idle) ? idle : Reader();
            // A deferred transaction has no state of its own until it reads.
            reader.Run("begin deferred");
            reader.Run("select 1 from sqlite_schema limit 1");
            await _log.SettleAsync().ConfigureAwait(false);
            return new SqliteUnit(this, reader, writes: false, scope, version);
        }
        catch (SqliteException error)
        {
            reader?.Dispose();
            throw SqliteErrors.Translate(error, path);
        }
        catch (IOException error)
        {
            reader?.Dispose();
            throw NotDurable(error);
        }
    }

    public ValueTask<IUnitOfWork> WriteAsync(CancellationToken cancellationToken = default) => WriteAsync(DataScope.All, cancellationToken);

    public async ValueTask<IUnitOfWork> WriteAsync(DataScope scope, CancellationToken cancellationToken = default)
    {
        CheckOpen();
        Interlocked.Increment(ref _waiting);
        var mine = false;
        try
        {
            mine = await _turn.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            // Whoever gives up may have been the one for whom a group was left open.
            if (!mine && _group is not null && _turn.Wait(0, CancellationToken.None)) GiveTurn(_writer!);
        }
        if (!mine)
            throw SqliteErrors.Unavailable($"Another change to {path} has been under way for {wait.TotalSeconds:0} seconds; try again when it is done, or raise 'WaitSeconds'.");
        try
        {
            var writer = CheckOpen();
            var seen = _group?.OnDisk.Task;
            if (seen is not null) writer.Run(Begin);
            else
            {
                writer.Run("begin immediate");
                if (writer.Number("pragma data_version") is var foreign && foreign != _foreignVersion)
                {
                    _foreignVersion = foreign;
                    FactsChanged();
                }
            }
            return new SqliteUnit(this, writer, writes: true, scope, Interlocked.Read(ref _factsVersion), seen);
        }
        catch (SqliteException error)
        {
            GiveTurn(_writer!);
            throw SqliteErrors.Translate(error, path);
        }
        catch
        {
            if (_writer is null) _turn.Release();
            else GiveTurn(_writer);
            throw;
        }
    }

    /// <summary>Waits for a change under way, writes the log back to the file and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        var alone = await _turn.WaitAsync(wait).ConfigureAwait(false);
        _disposed = true;
        if (alone && _group is { } group)
        {
            CommitGroup(_writer!, group);
            await ((Task)group.OnDisk.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (_writingBack is { } under) await under.ConfigureAwait(false);
        while (_readers.TryTake(out var reader)) reader.Dispose();
        _log.Dispose();
        if (alone && _writer is not null)
        {
            try
            {
                _writer.Run("pragma wal_checkpoint(truncate)");
            }
            catch (SqliteException)
            {
                // What is committed stays in the log, and the next start reads it from there.
            }
        }
        _writer?.Dispose();
        if (alone) _turn.Release();
        _goesWith?.Delete(recursive: true);
    }

    /// <summary>Whether somebody of this program waits for the writer.</summary>
    internal bool OthersWait => Volatile.Read(ref _waiting) > 0;

    private void FactsChanged() => Interlocked.Increment(ref _factsVersion);

    private StorageUnavailableException NotDurable(IOException error) =>
        SqliteErrors.Unavailable($"The disk of {path} did not take the last changes ({error.Message.TrimEnd('.')}), which may be lost; check the disk, then start again.", error);

    private SqliteSession Reader()
    {
        var connection = Connect();
        // Who reads sees the pages of the file where the system has them, beyond its own cache; a search goes over more pages than that holds.
        connection.Run("pragma query_only = on; pragma mmap_size = 2147418112");
        return new SqliteSession(connection);
    }

    /// <summary>From 3.7.0 to 3.51.2 a write and two checkpoints at the same moment could damage the file ("WAL-reset bug", sqlite.org/wal.html).</summary>
    internal static void CheckVersion(string version)
    {
        if (Version.Parse(version) < s_oldest)
            throw SqliteErrors.Unavailable($"The SQLite library is {version}, which can damage the database; use {s_oldest} or newer, as shipped with the plugin.");
    }

    internal SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            ForeignKeys = true,
            RecursiveTriggers = true,   // else REPLACE deletes a row without its trigger
            DefaultTimeout = (int)wait.TotalSeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            connection.Run($"pragma busy_timeout = {(long)wait.TotalMilliseconds}; pragma synchronous = full; pragma wal_autocheckpoint = 0; pragma cache_size = -65536");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Prepare(SqliteConnection writer)
    {
        SqliteSchema.CheckOurs(writer, path);
        if (raw.sqlite3_db_readonly(writer.Handle, "main") == 1) throw SqliteErrors.ReadOnly(path);
        if (new FileInfo(path).Length <= QuickCheckBytes && writer.Texts("pragma quick_check(1)")[0] is var found and not "ok")
            throw SqliteErrors.Damaged(path, found);
        if (writer.Texts("pragma journal_mode = wal")[0] is var mode and not "wal")
            throw SqliteErrors.Unavailable($"The disk of {path} does not allow a write-ahead log ('{mode}'); put the database on a local disk.");
        SqliteSchema.BringUpToDate(writer, path);
        // A lock or a read-only directory shows itself now and not at the first change.
        writer.Run("begin immediate; rollback");
    }

    private SqliteSession CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _writer ?? throw new InvalidOperationException("Call OpenAsync first.");
    }
}

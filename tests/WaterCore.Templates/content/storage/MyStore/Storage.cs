using Microsoft.Data.Sqlite;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Storage.Sql;

namespace MyStore;

/// <summary>Everything in one file: one change at a time, and readers beside it, each of which sees one state.</summary>
/// <param name="file">The file; made when it is not there.</param>
/// <param name="wait">How long a change waits for the one before it.</param>
internal sealed class Storage(string file, TimeSpan wait) : IStorage
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteConnection? _writer;

    public string Description => $"MyStore, {file}";

    public ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            _writer = Connect();
            Run(_writer, "pragma journal_mode = wal");
            BringUpToDate(_writer);
            return ValueTask.CompletedTask;
        }
        catch (SqliteException error)
        {
            throw Unit.Error(error, file);
        }
    }

    public ValueTask<IUnitOfWork> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(DataScope.All, cancellationToken);

    public ValueTask<IUnitOfWork> WriteAsync(CancellationToken cancellationToken = default) => WriteAsync(DataScope.All, cancellationToken);

    public ValueTask<IUnitOfWork> ReadAsync(DataScope scope, CancellationToken cancellationToken = default)
    {
        Opened();
        var connection = Connect();
        // The state is taken by the first statement, so there is one at once.
        Run(connection, "pragma query_only = on; begin deferred; select 1 from sqlite_schema limit 1");
        return new(new Unit(connection, file, writes: false, scope, connection.Dispose));
    }

    public async ValueTask<IUnitOfWork> WriteAsync(DataScope scope, CancellationToken cancellationToken = default)
    {
        var writer = Opened();
        if (!await _turn.WaitAsync(wait, cancellationToken).ConfigureAwait(false))
            throw new StorageUnavailableException($"Another change to {file} has been under way for {wait.TotalSeconds:0} seconds; try again when it is done.");
        try
        {
            Run(writer, "begin immediate");
            return new Unit(writer, file, writes: true, scope, () => _turn.Release());
        }
        catch (SqliteException error)
        {
            _turn.Release();
            throw Unit.Error(error, file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(wait).ConfigureAwait(false);
        _writer?.Dispose();
        _turn.Dispose();
    }

    internal static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Opened() => _writer ?? throw new InvalidOperationException("Call OpenAsync first.");

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, ForeignKeys = true, RecursiveTriggers = true, DefaultTimeout = (int)wait.TotalSeconds }.ConnectionString);
        connection.Open();
        Run(connection, $"pragma busy_timeout = {(long)wait.TotalMilliseconds}; pragma synchronous = full");
        return connection;
    }

    // The scripts that this file has not had; a file that has had others is a newer version's.
    private void BringUpToDate(SqliteConnection connection)
    {
        Run(connection, "create table if not exists script (name text primary key)");
        var had = new HashSet<string>(StringComparer.Ordinal);
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "select name from script";
            using var reader = command.ExecuteReader();
            while (reader.Read()) had.Add(reader.GetString(0));
        }
        if (EmbeddedScripts.FirstUnknown(had) is { } newer) throw new StorageUnavailableException($"{file} was written by a newer version ({newer}); use that version or a newer one.");
        Run(connection, "begin immediate");
        foreach (var script in EmbeddedScripts.All().Where(s => had.Add(s.Name)))
        {
            Run(connection, script.Contents);
            using var note = connection.CreateCommand();
            note.CommandText = "insert into script (name) values ($name)";
            note.Parameters.AddWithValue("$name", script.Name);
            note.ExecuteNonQuery();
        }
        Run(connection, "create table if not exists gram (value integer not null, account integer not null, primary key (value, account)) strict, without rowid");
        Run(connection, "create index if not exists gram_account on gram (account)");
        Run(connection, "commit");
    }
}

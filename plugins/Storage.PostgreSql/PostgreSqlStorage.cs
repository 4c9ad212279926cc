using System.Data;
using Npgsql;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Storage.PostgreSql;

/// <summary>A PostgreSQL database. Every unit of work has a connection from the pool, so changes go on side by side; the tables' own rules keep them apart.</summary>
internal sealed partial class PostgreSqlStorage : IStorage
{
    private const int OldestMajor = 15;

    // Npgsql's own size of buffers in bytes, and the one in its place.
    private const int Buffer = 8192, LargeBuffer = 65536;

    private readonly NpgsqlDataSource? _source;
    private readonly TimeSpan _wait;
    private readonly PostgreSqlTools _tools;
    private readonly string? _backups;
    private readonly string? _refused;
    private bool _open, _disposed, _canScope;
    private int _writing, _aside;
    private long _short;
    private string _version = "";

    /// <param name="connectionString">Of Npgsql: Host, Port, Database, Username, Password and so on.</param>
    /// <param name="wait">How long a change waits for rows that another one holds.</param>
    /// <param name="tools">The folder of pg_dump and pg_restore; null to look for them.</param>
    /// <param name="backups">The folder for what was there before an upgrade; null to keep nothing.</param>
    public PostgreSqlStorage(string connectionString, TimeSpan wait, string? tools = null, string? backups = null)
    {
        (_wait, _backups) = (wait, backups);
        _tools = new PostgreSqlTools(tools);
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = PostgreSqlSchema.Name };
            settings.Options = $"{settings.Options} -c lock_timeout={(long)wait.TotalMilliseconds} -c jit=off".Trim();
            if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 200;
            // A page of a run is a megabyte; with buffers of eight thousand bytes whoever reads it goes to sleep and is woken a hundred times.
            if (settings.ReadBufferSize == Buffer) settings.ReadBufferSize = LargeBuffer;
            if (settings.WriteBufferSize == Buffer) settings.WriteBufferSize = LargeBuffer;
            // Nothing is set for longer than a transaction, so there is nothing to reset when a connection comes from the pool (PostgreSqlUnit.UndoAsync).
            settings.NoResetOnClose = true;
            settings.ApplicationName ??= "watercore";
            settings.IncludeErrorDetail = false;
            Place = $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";
            // Several hosts are a primary and its standbys: whichever is the primary at the time a connection is opened.
            var several = settings.Host?.Contains(',', StringComparison.Ordinal) == true;
            if (several) settings.TargetSessionAttributes = null;
            var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
            _source = several ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary) : builder.Build();
        }
        catch (ArgumentException error)
        {
            // Told when it is opened, as everything else that keeps the database from being used.
            (Place, _refused) = ("the configured place", $"'ConnectionString' cannot be read ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}); write it as Host=...;Database=...;Username=...;Password=...");
        }
    }

    public string Description => $"PostgreSQL{(_version.Length > 0 ? $" {_version}" : "")}, {Place}";

    public int Writers => Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Of commits that did not wait for the disk.</summary>
    internal PostgreSqlLog Log => field ??= new PostgreSqlLog(_source!, Place);

    /// <summary>Where it is, without user or password.</summary>
    internal string Place { get; }

    public async ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_open) throw new InvalidOperationException("The storage is open already.");
        if (_refused is not null) throw PostgreSqlErrors.Unavailable(_refused);
        try
        {
            var connection = await _source!.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            await CheckServerAsync(connection, cancellationToken).ConfigureAwait(false);
            _canScope = await PostgreSqlSchema.BringUpToDateAsync(connection, _source, Place, first => KeepWayBackAsync(first, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException error)
        {
            throw PostgreSqlErrors.Translate(error, Place);
        }
        _open = true;
        await PostgreSqlSearchStore.BringUpToDateAsync(this, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IUnitOfWork> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(DataScope.All, cancellationToken);

    public async ValueTask<IUnitOfWork> ReadAsync(DataScope scope, CancellationToken cancellationToken = default)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        // The state is taken by the first statement, so there is one at once.
        return await BeginAsync(connection, IsolationLevel.RepeatableRead, "set transaction read only; select 1", writes: false, scope, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IUnitOfWork> WriteAsync(CancellationToken cancellationToken = default) => WriteAsync(DataScope.All, cancellationToken);

    public async ValueTask<IUnitOfWork> WriteAsync(DataScope scope, CancellationToken cancellationToken = default)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await BeginAsync(connection, IsolationLevel.ReadCommitted, null, writes: true, scope, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether somebody else of this program changes something, so that commits may share a write to the disk.</summary>
    internal async ValueTask<bool> SharesAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _writing) < 2) return false;
        await Log.OpenAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Waits until what others committed is on the disk.</summary>
    internal ValueTask SettleAsync() => Log.SettleAsync();

    /// <summary>Counts accounts that search keeps beside its lists; whoever makes them many puts them into the lists, after its own commit.</summary>
    internal async ValueTask PutAsideAsync(int accounts)
    {
        if (Interlocked.Add(ref _aside, accounts) < PostgreSqlSearchStore.Many) return;
        var many = Interlocked.Exchange(ref _aside, 0);
        var done = false;
        try
        {
            done = await PostgreSqlSearchStore.FoldAsync(this, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is StorageUnavailableException or StorageConflictException)
        {
            // The commit stands and is found as it is; the next one tries again.
        }
        if (!done) Interlocked.Add(ref _aside, many);
    }

    /// <summary>Changes that were begun and do not take long, since the program started.</summary>
    internal long Short => Interlocked.Read(ref _short);

    /// <summary>One of those that were begun takes long after all.</summary>
    internal long NotShort() => Interlocked.Decrement(ref _short);

    internal void WriteOver() => Interlocked.Decrement(ref _writing);

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (_source is not null) await Log.DisposeAsync().ConfigureAwait(false);
        if (_source is not null) await _source.DisposeAsync().ConfigureAwait(false);
        if (_goesWith is not null) await DropAsync(_goesWith).ConfigureAwait(false);
    }

    private async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_open) throw new InvalidOperationException("Call OpenAsync first.");
        try
        {
            return await _source!.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException error)
        {
            throw PostgreSqlErrors.Translate(error, Place);
        }
    }

    private async ValueTask<IUnitOfWork> BeginAsync(NpgsqlConnection connection, IsolationLevel level, string? first, bool writes, DataScope scope, CancellationToken cancellationToken)
    {
        try
        {
            if (!scope.IsAll && !_canScope) throw PostgreSqlErrors.Unavailable(PostgreSqlScope.Missing(Place));
            var transaction = await connection.BeginTransactionAsync(level, cancellationToken).ConfigureAwait(false);
            if (first is not null)
            {
                using var command = new NpgsqlCommand(first, connection);
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            if (scope.Branches is { } branches) await PostgreSqlScope.BeginAsync(connection, branches, cancellationToken).ConfigureAwait(false);
            if (writes)
            {
                Interlocked.Increment(ref _writing);
                Interlocked.Increment(ref _short);
            }
            else await SettleAsync().ConfigureAwait(false);
            return new PostgreSqlUnit(this, connection, transaction, writes, scope);
        }
        catch (NpgsqlException error)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw PostgreSqlErrors.Translate(error, Place);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask CheckServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        _version = connection.PostgreSqlVersion.ToString();
        if (connection.PostgreSqlVersion.Major < OldestMajor)
            throw PostgreSqlErrors.Unavailable($"PostgreSQL at {Place} is {_version}; use {OldestMajor} or newer.");
        using var command = new NpgsqlCommand("select current_setting('server_encoding'), current_setting('synchronous_commit'), pg_is_in_recovery()", connection);
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (reader.GetString(0) is var encoding and not "UTF8")
            throw PostgreSqlErrors.Unavailable($"The database at {Place} is encoded as {encoding} and cannot keep every name; create one with encoding UTF8.");
        if (reader.GetString(1) == "off")
            throw PostgreSqlErrors.Unavailable($"The database at {Place} has synchronous_commit off, so a commit may be lost; set it to on for this database or user.");
        if (reader.GetBoolean(2))
            throw PostgreSqlErrors.Unavailable($"The database at {Place} is a standby, which can only be read; set 'ConnectionString' to the primary.");
    }
}

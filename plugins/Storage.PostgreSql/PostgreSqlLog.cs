using Npgsql;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.PostgreSql;

/// <summary>
/// The server's log, for commits that did not wait for it (<c>synchronous_commit = off</c>): a small commit that does wait takes all that came before to the disk,
/// and to a standby that commits wait for. (PostgreSQL 15 manual, 30.4 and <c>pg_logical_emit_message</c>.)
/// </summary>
internal sealed class PostgreSqlLog(NpgsqlDataSource source, string place) : CommitLog, IAsyncDisposable
{
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _command;

    /// <summary>Has a connection of its own, before anybody waits for it.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is not null) return;
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (Interlocked.CompareExchange(ref _connection, connection, null) is not null) await connection.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_command is not null) await _command.DisposeAsync().ConfigureAwait(false);
        if (_connection is not null) await _connection.DisposeAsync().ConfigureAwait(false);
    }

    protected override async ValueTask FlushAsync()
    {
        try
        {
            if (_connection!.State != System.Data.ConnectionState.Open)
            {
                // The server was away: what it has now is what it had written.
                await _connection.CloseAsync().ConfigureAwait(false);
                await _connection.OpenAsync().ConfigureAwait(false);
            }
            _command ??= new NpgsqlCommand("select 1 from pg_logical_emit_message(true, 'watercore', '')", _connection);
            await _command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException error)
        {
            throw PostgreSqlErrors.Translate(error, place);
        }
    }
}

using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WaterCore.Storage.Sqlite;

/// <summary>A connection with the statements that were prepared on it: what is asked again, and its triggers with it, is not compiled again. For one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    // Far more than there are different statements; lists are parameters, so their length makes no new one.
    private const int Most = 500;

    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, sqlite3_stmt> _inserts = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    public sqlite3 Handle => connection.Handle!;

    /// <summary>A command without parameters, given back by <see cref="Give(SqliteCommand)"/>; it is in nobody else's hand until then.</summary>
    public SqliteCommand Take(string sql)
    {
        if (_commands.Remove(sql, out var known)) return known;
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    public void Give(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (_commands.Count >= Most || !_commands.TryAdd(command.CommandText, command)) command.Dispose();
    }

    /// <summary>A statement of SQLite's own interface, given back by <see cref="Give(string, sqlite3_stmt)"/>.</summary>
    /// <returns>SQLite's result.</returns>
    public int Take(string sql, out sqlite3_stmt statement)
    {
        if (!_inserts.Remove(sql, out statement!)) return raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement);
        return raw.SQLITE_OK;
    }

    public void Give(string sql, sqlite3_stmt statement)
    {
        raw.sqlite3_reset(statement);
        raw.sqlite3_clear_bindings(statement);
        if (_inserts.Count >= Most || !_inserts.TryAdd(sql, statement)) statement.Dispose();
    }

    /// <summary>Runs a statement without parameters.</summary>
    public void Run(string sql)
    {
        var command = Take(sql);
        try
        {
            command.ExecuteNonQuery();
        }
        catch
        {
            command.Dispose();
            throw;
        }
        Give(command);
    }

    /// <summary>The one number that a statement gives.</summary>
    public long Number(string sql)
    {
        var command = Take(sql);
        var number = (long)command.ExecuteScalar()!;
        Give(command);
        return number;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        foreach (var insert in _inserts.Values) insert.Dispose();
        connection.Dispose();
    }
}

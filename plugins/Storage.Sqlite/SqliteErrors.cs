using Microsoft.Data.Sqlite;
using SQLitePCL;
using WaterCore.Ports;

namespace WaterCore.Storage.Sqlite;

/// <summary>SQLite's result codes in the port's two exceptions, each with one sentence: the thing, the place, the remedy.</summary>
internal static class SqliteErrors
{
    public static Exception Translate(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        raw.SQLITE_CONSTRAINT => new StorageConflictException(Constraint(error), error),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Unavailable($"The database {path} is locked by another program; end that program, or wait until it is done, and try again.", error),
        raw.SQLITE_READONLY => ReadOnly(path, error),
        raw.SQLITE_PERM or raw.SQLITE_AUTH => Unavailable($"The database {path} may not be used by this user; give the user the right to read and write the file.", error),
        raw.SQLITE_CANTOPEN => Unavailable($"The database {path} cannot be opened; check that it is a file, and that this user may read and write it and its directory.", error),
        raw.SQLITE_NOTADB => Unavailable($"The file {path} is not a SQLite database; set 'Path' to the right file, or restore it from a backup.", error),
        raw.SQLITE_CORRUPT => Damaged(path, error.Message, error),
        raw.SQLITE_FULL => Unavailable($"The disk of {path} is full, so the change was not kept; make room and try again.", error),
        raw.SQLITE_IOERR => Unavailable($"The disk of {path} failed ({error.Message}); check the disk before going on.", error),
        raw.SQLITE_NOMEM => Unavailable($"There is no memory left to use {path}; end other programs and try again.", error),
        _ => new InvalidOperationException($"SQLite refused a statement: {error.Message}", error),
    };

    public static StorageUnavailableException ReadOnly(string path, Exception? error = null) =>
        Unavailable($"The database {path} is read-only; let this user write to the file and to its directory.", error);

    public static StorageUnavailableException Damaged(string path, string found, Exception? error = null) =>
        Unavailable($"The database {path} is damaged ({found.ReplaceLineEndings(" ")}); restore it from a backup.", error);

    public static StorageUnavailableException Unavailable(string message, Exception? error = null) =>
        error is null ? new(message) : new(message, error);

    private static string Constraint(SqliteException error) => error.SqliteExtendedErrorCode switch
    {
        raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY or raw.SQLITE_CONSTRAINT_ROWID =>
            $"This key exists already: {After(error.Message, "failed: ")}.",
        raw.SQLITE_CONSTRAINT_FOREIGNKEY => "Something that is referred to does not exist.",
        raw.SQLITE_CONSTRAINT_TRIGGER => After(error.Message, "Error 19: '").TrimEnd('\'', '.') + ".",
        _ => $"The database refuses the value: {After(error.Message, "failed: ")}.",
    };

    private static string After(string message, string mark)
    {
        var at = message.IndexOf(mark, StringComparison.Ordinal);
        return (at < 0 ? message : message[(at + mark.Length)..]).TrimEnd('\'', '.');
    }
}

using System.Data.Common;
using Npgsql;
using WaterCore.Ports;

namespace WaterCore.Storage.PostgreSql;

/// <summary>PostgreSQL's error codes in the port's two exceptions, each with one sentence: the thing, the place, the remedy.</summary>
/// <remarks>Codes: PostgreSQL 15 manual, appendix A. Details are left out: they quote what people entered.</remarks>
internal static class PostgreSqlErrors
{
    public static Exception Translate(DbException error, string place) => error switch
    {
        PostgresException known => Translate(known, place),
        NpgsqlException { InnerException: TimeoutException } => Unavailable($"PostgreSQL at {place} did not answer in time; see whether it is overloaded, and try again.", error),
        NpgsqlException => Unavailable($"PostgreSQL at {place} cannot be reached ({Short(error)}); see whether it runs, and correct 'ConnectionString' if it is elsewhere.", error),
        _ => new InvalidOperationException($"PostgreSQL refused a statement: {error.Message}", error),
    };

    public static StorageUnavailableException Unavailable(string message, Exception? error = null) => error is null ? new(message) : new(message, error);

    private static Exception Translate(PostgresException error, string place) => error.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => Conflict($"This key exists already: {Constraint(error)}.", error),
        PostgresErrorCodes.ForeignKeyViolation => Conflict("Something that is referred to does not exist.", error),
        PostgresErrorCodes.ExclusionViolation or PostgresErrorCodes.CheckViolation or PostgresErrorCodes.NotNullViolation =>
            Conflict($"The database refuses the value: {Constraint(error)}.", error),
        PostgresErrorCodes.RaiseException => new StorageConflictException(error.MessageText, error),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
            new StorageConflictException("Another change of the same things came first; do it again.", error),
        PostgresErrorCodes.LockNotAvailable =>
            Unavailable($"Another change to the same things at {place} has been under way for too long; try again when it is done, or raise 'WaitSeconds'.", error),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            Unavailable($"PostgreSQL at {place} refuses the user or the password; correct 'ConnectionString'.", error),
        PostgresErrorCodes.InvalidCatalogName => Unavailable($"The database of {place} does not exist; create it, or correct 'ConnectionString'.", error),
        PostgresErrorCodes.InsufficientPrivilege =>
            Unavailable($"The user may not do this at {place} ({error.MessageText}); make the user the owner of the database, or give it the right.", error),
        PostgresErrorCodes.ReadOnlySqlTransaction => Unavailable($"The database at {place} is read-only, as a standby is; set 'ConnectionString' to the primary.", error),
        PostgresErrorCodes.DiskFull => Unavailable($"The disk of PostgreSQL at {place} is full, so the change was not kept; make room and try again.", error),
        PostgresErrorCodes.TooManyConnections => Unavailable($"PostgreSQL at {place} has no connection left; raise its max_connections, or lower 'Maximum Pool Size' in 'ConnectionString'.", error),
        PostgresErrorCodes.QueryCanceled => Unavailable($"PostgreSQL at {place} stopped a statement ({error.MessageText}); try again.", error),
        _ when error.SqlState.StartsWith("22", StringComparison.Ordinal) => new StorageConflictException($"The database refuses the value: {error.MessageText}.", error),
        _ when error.SqlState[..2] is "08" or "53" or "57" or "58" or "XX" => Unavailable($"PostgreSQL at {place} cannot go on ({error.MessageText}); see its log, and try again when it is mended.", error),
        _ => new InvalidOperationException($"PostgreSQL refused a statement: {error.SqlState} {error.MessageText}", error),
    };

    // A constraint that is named by a sentence is told by it; any other with its table.
    private static StorageConflictException Conflict(string message, PostgresException error) =>
        new(error.ConstraintName is { } name && name.Contains(' ', StringComparison.Ordinal) ? $"{name}." : message, error);

    private static string Constraint(PostgresException error) => $"{error.ConstraintName ?? error.ColumnName} (table {error.TableName})";

    private static string Short(Exception error) => (error.InnerException ?? error).Message.ReplaceLineEndings(" ").TrimEnd('.');
}

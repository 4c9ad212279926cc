using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.Sqlite;

/// <summary>The tables: checks that a file is ours and not newer than this program, and runs the scripts it has not had.</summary>
internal static class SqliteSchema
{
    /// <summary>"WCor" in the header of the file says whose it is.</summary>
    public const long ApplicationId = 0x57436f72;

    /// <summary>Reads only: a file of another program is refused without a trace.</summary>
    public static void CheckOurs(SqliteConnection connection, string path)
    {
        if (connection.Number("select count(*) from sqlite_schema") == 0) return;
        if (connection.Number("pragma application_id") != ApplicationId)
            throw SqliteErrors.Unavailable($"The database {path} belongs to another program; set 'Path' to another file.");
        if (connection.Number("select count(*) from sqlite_schema where name = 'schemaversions'") == 0) return;
        var newer = EmbeddedScripts.FirstUnknown(connection.Texts("select ScriptName from schemaversions"));
        if (newer is not null)
            throw SqliteErrors.Unavailable($"The database {path} was written by a newer version ({newer}); use that version or a newer one.");
    }

    public static void BringUpToDate(SqliteConnection connection, string path)
    {
        if (connection.Number("select count(*) from sqlite_schema") == 0) connection.Run($"pragma application_id = {ApplicationId}");
        KeepWayBack(connection, path);
        using var shared = new SharedConnection(connection);
        var result = DeployChanges.To.SqliteDatabase(shared)
            .JournalToSqliteTable("schemaversions")
            .WithScripts(EmbeddedScripts.All())
            .WithVariablesDisabled()
            .WithTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (result.Successful) return;
        if (result.Error is SqliteException error) throw SqliteErrors.Translate(error, path);
        throw SqliteErrors.Unavailable($"The tables of {path} could not be brought up to date ({result.Error.Message}); nothing was changed.", result.Error);
    }

    // Before an upgrade the file as it was is kept beside it: whoever wants the older program back puts it in place again.
    private static void KeepWayBack(SqliteConnection connection, string path)
    {
        if (connection.Number("select count(*) from sqlite_schema where name = 'schemaversions'") == 0) return;
        if (EmbeddedScripts.FirstPending(connection.Texts("select ScriptName from schemaversions").ToList()) is not { } first) return;
        var kept = $"{path}.before-{first[..4]}";
        if (File.Exists(kept)) return;
        try
        {
            // Whole under its name, or not there.
            var making = kept + ".part";
            File.Delete(making);
            connection.Run($"vacuum into '{making.Replace("'", "''", StringComparison.Ordinal)}'");
            File.Move(making, kept);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Unavailable($"The tables of {path} need an upgrade, and the file as it is could not be kept as {kept} ({error.Message}); make room, and start again.", error);
        }
    }
}

using System.Reflection;
using DbUp.Engine;

namespace WaterCore.Storage.Sql;

/// <summary>The schema scripts that are embedded in the plugin this file is compiled into, in the order of their numbers.</summary>
internal static class EmbeddedScripts
{
    public static IReadOnlyList<SqlScript> All()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. Names(assembly).Select(name => SqlScript.FromStream(name, assembly.GetManifestResourceStream(name)!))];
    }

    /// <summary>The first of the scripts a database has had that this program does not know: a newer program ran it.</summary>
    public static string? FirstUnknown(IEnumerable<string> had)
    {
        var known = Names(Assembly.GetExecutingAssembly()).ToHashSet(StringComparer.Ordinal);
        return had.FirstOrDefault(name => !known.Contains(name));
    }

    /// <summary>The first script that a database which has had some has not had yet: with it an upgrade begins. Null for a new database, and for one that is up to date.</summary>
    public static string? FirstPending(IReadOnlyCollection<string> had) => had.Count == 0 ? null : Names(Assembly.GetExecutingAssembly()).Except(had).FirstOrDefault();

    private static IEnumerable<string> Names(Assembly assembly) =>
        assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WaterCore.Host.Plugins;

/// <summary>A report as people and programs read it.</summary>
internal static class PluginTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // goes to a terminal or a program, never into a page
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The titles of the columns of <see cref="Rows"/>.</summary>
    public static IReadOnlyList<string> Titles { get; } = ["name", "kinds", "version", "built for", "required", "state", "reason"];

    /// <summary>One row of cells per plugin.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(PluginReport report) => report.Plugins.Select(plugin => (IReadOnlyList<string>)
    [
        plugin.Name, string.Join(", ", plugin.Kinds), plugin.Version ?? "", plugin.BuiltFor ?? "",
        plugin.Required ? "yes" : "no", plugin.State.ToString(), plugin.Reason ?? "",
    ]);

    /// <summary>Aligned text, a line per plugin, the reason last and never cut.</summary>
    public static void Write(PluginReport report, TextWriter to)
    {
        var rows = Rows(report).Prepend(Titles).ToList();
        var widths = Titles.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows) to.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>A JSON array of <see cref="PluginStatus"/>.</summary>
    public static void WriteJson(PluginReport report, TextWriter to) => to.WriteLine(JsonSerializer.Serialize(report.Plugins, Json));
}

using System.Text;

namespace WaterCore.Workflows;

/// <summary>The definitions that come with the package, to use or to copy and edit. Their limits are examples with their source, not advice.</summary>
public static class ShippedWorkflows
{
    private const string Prefix = "workflows/";

    /// <summary>The codes of the shipped definitions.</summary>
    public static IReadOnlyList<string> Codes { get; } = typeof(ShippedWorkflows).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..^".yaml".Length]).Order(StringComparer.Ordinal).ToList();

    /// <summary>The text of a shipped definition.</summary>
    /// <exception cref="ArgumentException">There is no such definition.</exception>
    public static string Text(string code)
    {
        using var stream = typeof(ShippedWorkflows).Assembly.GetManifestResourceStream(Prefix + code + ".yaml")
            ?? throw new ArgumentException($"There is no shipped workflow '{code}'; there are: {string.Join(", ", Codes)}.", nameof(code));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>A shipped definition, as version 1.</summary>
    /// <exception cref="ArgumentException">There is no such definition.</exception>
    public static WorkflowDefinition Load(string code) => WorkflowFile.Read(Text(code), code + ".yaml").Value with { Version = 1 };
}

namespace WaterCore.Host.Plugins;

/// <summary>The section <c>WaterCore:Plugins:Name</c> of one plugin.</summary>
/// <param name="Name">The key.</param>
/// <param name="Required">Whether the host refuses to start without it. Setting <c>Required</c>, by default true.</param>
/// <param name="Values">Its other settings, flat, nested keys joined by a colon.</param>
/// <param name="Problem">What is wrong with the section itself, or null.</param>
internal sealed record PluginSettings(string Name, bool Required, IReadOnlyDictionary<string, string> Values, Wording? Problem)
{
    /// <summary>The sections there are, by name without regard to case.</summary>
    public static IReadOnlyDictionary<string, PluginSettings> Read(IConfiguration configuration) =>
        configuration.GetSection("WaterCore:Plugins").GetChildren().Select(Read)
            .ToDictionary(plugin => plugin.Name, StringComparer.OrdinalIgnoreCase);

    private static PluginSettings Read(IConfigurationSection section)
    {
        const string required = "Required";
        var values = section.AsEnumerable(makePathsRelative: true)
            .Where(pair => pair.Key.Length > 0 && pair.Value is not null && !pair.Key.Equals(required, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.OrdinalIgnoreCase);
        var text = section[required];
        return string.IsNullOrEmpty(text) ? new(section.Key, true, values, null)
            : bool.TryParse(text, out var flag) ? new(section.Key, flag, values, null)
            : new(section.Key, true, values, new Wording($"设置“{required}”为“{text}”；请写 true 或 false", $"setting '{required}' is '{text}'; write true or false"));
    }
}

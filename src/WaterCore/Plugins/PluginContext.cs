namespace WaterCore.Plugins;

/// <summary>What the host tells a plugin: its name, its folder, where it may keep data, and its settings.</summary>
public sealed class PluginContext
{
    private readonly Dictionary<string, string> _settings;

    /// <summary>A context; hosts and tests make it.</summary>
    /// <param name="name">The plugin's name, which is its configuration key.</param>
    /// <param name="settings">The flat settings of its section; nested keys joined by a colon. Keys are compared without case.</param>
    public PluginContext(string name, IReadOnlyDictionary<string, string> settings)
    {
        Name = name;
        _settings = new Dictionary<string, string>(settings, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>The folder the plugin was loaded from; empty in tests.</summary>
    public string Directory { get; init; } = "";

    /// <summary>A folder the plugin may write to; relative paths in settings are meant from here.</summary>
    public string DataDirectory { get; init; } = ".";

    /// <summary>A setting, or null when it is not there or empty.</summary>
    public string? Find(string key) => _settings.TryGetValue(key, out var value) && value.Length > 0 ? value : null;

    /// <summary>A setting that must be there.</summary>
    /// <exception cref="PluginSettingException">It is missing or empty.</exception>
    public string Require(string key) => Find(key) ?? throw new PluginSettingException($"setting '{key}' is missing");

    /// <summary>A path setting, made absolute from <see cref="DataDirectory"/>.</summary>
    public string Path(string key, string fallback) => System.IO.Path.GetFullPath(Find(key) ?? fallback, System.IO.Path.GetFullPath(DataDirectory));
}

/// <summary>A setting of a plugin is missing or wrong. The host prints the message as one line and does not start.</summary>
public sealed class PluginSettingException : Exception
{
    /// <summary>An exception without a message.</summary>
    public PluginSettingException() { }

    /// <summary>What is wrong, as a clause: <c>setting 'Host' is missing</c>.</summary>
    public PluginSettingException(string message) : base(message) { }

    /// <summary>What is wrong, and what caused it.</summary>
    public PluginSettingException(string message, Exception inner) : base(message, inner) { }
}

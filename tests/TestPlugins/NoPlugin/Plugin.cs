using WaterCore.Plugins;

[assembly: Plugin("NoPlugin", "storage")]

namespace TestPlugins;

/// <summary>The interface is forgotten.</summary>
public sealed class NoPluginPlugin;

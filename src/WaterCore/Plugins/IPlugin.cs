using Microsoft.Extensions.DependencyInjection;

namespace WaterCore.Plugins;

/// <summary>How a plugin offers what it has: one public class with a public constructor without parameters.</summary>
/// <remarks>
/// The services go to a collection of their own first; when this method throws, none of them is registered and the plugin is
/// <c>Failed</c> with the message. Throw <see cref="PluginSettingException"/> for a setting that is missing or wrong.
/// A plugin runs in the host's process with all its rights; an assembly load context gives isolation of versions, not security.
/// </remarks>
public interface IPlugin
{
    /// <summary>Registers the plugin's services. Do no I/O here: a storage connects in its <c>OpenAsync</c>.</summary>
    void ConfigureServices(IServiceCollection services, PluginContext context);
}

/// <summary>What a plugin's assembly says of itself; read from its metadata before any of its code runs.</summary>
/// <param name="name">The staged folder and configuration key, such as <c>Sqlite</c>; letters and digits only.</param>
/// <param name="kinds">What it offers: <c>storage</c>, <c>telephony</c>, <c>channel</c>, <c>speech</c>, <c>documents</c>, <c>cluster</c>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PluginAttribute(string name, params string[] kinds) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The kinds of port it offers.</summary>
    public IReadOnlyList<string> Kinds { get; } = kinds;
}

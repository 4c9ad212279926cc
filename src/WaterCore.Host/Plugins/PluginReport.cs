using System.Collections.Immutable;

namespace WaterCore.Host.Plugins;

/// <summary>Every plugin and its state, from the start of the host to its end. Thread safe; <see cref="Plugins"/> is a snapshot.</summary>
/// <remarks><see cref="PluginHost.Load"/> registers it as a singleton, so that whatever opens a port's service can say how that went.</remarks>
internal sealed class PluginReport(IEnumerable<PluginStatus> plugins)
{
    private ImmutableSortedDictionary<string, PluginStatus> _plugins =
        plugins.ToImmutableSortedDictionary(plugin => plugin.Name, plugin => plugin, StringComparer.OrdinalIgnoreCase);

    /// <summary>The plugins by name.</summary>
    public IReadOnlyList<PluginStatus> Plugins => [.. Volatile.Read(ref _plugins).Values];

    /// <summary>One sentence for each required plugin that is broken. The host does not start unless this is empty.</summary>
    public IReadOnlyList<string> Blockers => [.. Plugins.Where(plugin => plugin is { IsBroken: true, Required: true }).Select(plugin => plugin.Problem)];

    /// <summary>One sentence for each optional plugin that is broken. The host runs degraded unless this is empty.</summary>
    public IReadOnlyList<string> Degradations => [.. Plugins.Where(plugin => plugin is { IsBroken: true, Required: false }).Select(plugin => plugin.Problem)];

    /// <summary>The plugins that registered a service of this type, by name.</summary>
    public IReadOnlyList<string> Offering(Type service) => [.. Plugins.Where(plugin => plugin.Services.Contains(service)).Select(plugin => plugin.Name)];

    /// <summary>The host has opened a service of the plugin, for the first time or again after a failure.</summary>
    /// <exception cref="InvalidOperationException">Its services were never registered.</exception>
    public void MarkOpen(string name) => Mark(name, plugin => plugin with { State = PluginState.Open, Because = null });

    /// <summary>The host has closed the plugin's services. A failed plugin stays failed, with its reason.</summary>
    /// <exception cref="InvalidOperationException">Its services were never registered.</exception>
    public void MarkClosed(string name) => Mark(name, plugin => plugin.IsBroken ? plugin : plugin with { State = PluginState.Closed, Because = null });

    /// <summary>A service of the plugin could not be opened, or broke in use.</summary>
    /// <param name="name">The plugin.</param>
    /// <param name="reason">Why, as a clause without a full stop.</param>
    /// <exception cref="InvalidOperationException">Its services were never registered.</exception>
    public void MarkFailed(string name, string reason) => Mark(name, plugin => plugin.Failed(Wording.Same(reason)));

    private void Mark(string name, Func<PluginStatus, PluginStatus> change) =>
        ImmutableInterlocked.Update(ref _plugins, plugins =>
            plugins.TryGetValue(name, out var plugin) && plugin.IsRegistered
                ? plugins.SetItem(plugin.Name, change(plugin))
                : throw new InvalidOperationException($"Plugin '{name}' has no registered services, so none of them can be opened, closed or fail."));
}

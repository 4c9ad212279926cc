using System.Reflection;
using McMaster.NETCore.Plugins;
using WaterCore.Plugins;

namespace WaterCore.Host.Plugins;

/// <summary>Finds, checks, loads and registers plugins, once, at start. The only file that names the loader's package.</summary>
/// <remarks>
/// A plugin's load context keeps its dependencies apart from the host's and from other plugins'; it gives no security, for the
/// plugin's code has all the rights of the process. Plugins are not unloaded: native libraries do not let go.
/// </remarks>
internal static class PluginHost
{
    /// <summary>Takes every plugin as far as it comes. Never throws for a plugin's sake: trouble is a state with a reason.</summary>
    /// <param name="configuration">
    /// <c>WaterCore:PluginPath</c> (by default <c>plugins</c>), <c>WaterCore:DataPath</c> (where plugins keep data, by default the
    /// working directory), <c>WaterCore:Storage</c> (which of several storages; the others are not loaded), and a section <c>WaterCore:Plugins:Name</c> for each plugin to load.
    /// </param>
    /// <param name="baseDirectory">What a relative plugin path is meant from: the host's own folder.</param>
    /// <param name="services">Gets the services of the plugins that registered without trouble, in order of name, and the report.</param>
    public static PluginReport Load(IConfiguration configuration, string baseDirectory, IServiceCollection services)
    {
        var root = Path.GetFullPath(Text(configuration, "WaterCore:PluginPath", "plugins"), Path.GetFullPath(baseDirectory));
        var data = Path.GetFullPath(Text(configuration, "WaterCore:DataPath", "."));
        var settings = PluginSettings.Read(configuration);
        var storage = Text(configuration, "WaterCore:Storage", "");
        var plugins = Folders(root).GroupBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase)
            .OrderBy(folders => folders.Key, StringComparer.OrdinalIgnoreCase)
            .Select(folders => Take(folders.Key!, [.. folders], settings.GetValueOrDefault(folders.Key!), storage, data, services)).ToList();
        var missing = settings.Values.Where(wanted => !plugins.Any(plugin => plugin.Name.Equals(wanted.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(wanted => new PluginStatus { Name = wanted.Name, Required = wanted.Required }.Refused(new($"没有文件夹“{Path.Combine(root, wanted.Name)}”", $"there is no folder '{Path.Combine(root, wanted.Name)}'")));
        var report = new PluginReport([.. plugins, .. missing]);
        services.AddSingleton(report);
        return report;
    }

    private static string[] Folders(string root) => Directory.Exists(root) ? Directory.GetDirectories(root) : [];

    private static string Text(IConfiguration configuration, string key, string fallback) =>
        configuration[key] is { Length: > 0 } text ? text : fallback;

    private static PluginStatus Take(string name, IReadOnlyList<string> folders, PluginSettings? settings, string storage, string data, IServiceCollection services)
    {
        var plugin = new PluginStatus { Name = name, Required = settings?.Required ?? false, State = PluginState.Found };
        try
        {
            if (folders.Count > 1) return plugin.Refused(new($"有 {folders.Count} 个同名文件夹，只有大小写不同；请只留一个", $"there are {folders.Count} folders of this name, which differ in case only; leave one"));
            var main = PluginMetadata.MainAssembly(folders[0]);
            var metadata = main.IsOk ? PluginMetadata.Read(main.Value) : main.Fault;
            if (metadata.IsOk) plugin = Described(plugin, metadata.Value);
            if (settings is null)
                return plugin with { Because = new($"未启用：配置中没有 WaterCore:Plugins:{name} 一节", $"not enabled: the configuration has no section WaterCore:Plugins:{name}") };
            if (storage.Length > 0 && plugin.Kinds.Contains("storage", StringComparer.Ordinal) && !name.Equals(storage, StringComparison.OrdinalIgnoreCase))
                return plugin with { Required = false, Because = new($"未启用：存储为 {storage}", $"not enabled: the storage is {storage}") };
            var refusal = settings.Problem ?? (metadata.Fault as PluginFault)?.Reason ?? PluginCheck.Refusal(metadata.Value, folders[0]);
            if (refusal is not null) return plugin.Refused(refusal);
            plugin = plugin with { State = PluginState.Checked };

            var loader = PluginLoader.CreateFromAssemblyFile(main.Value, config => config.PreferSharedTypes = true);
            var type = PluginCheck.PluginType(loader.LoadDefaultAssembly());
            if (!type.IsOk) return plugin.Refused(((PluginFault)type.Fault).Reason);
            plugin = plugin with { State = PluginState.Loaded };

            var context = new PluginContext(name, settings.Values) { Directory = folders[0], DataDirectory = data };
            return Registered(plugin, type.Value, context, services);
        }
        catch (Exception trouble)
        {
            // Whatever a folder holds, the host lives and says so.
            return settings is null ? plugin with { Because = new($"未启用，且无法读取：{trouble.Message}", $"not enabled, and it cannot be read: {trouble.Message}") }
                : plugin.Refused(new($"无法{(plugin.State == PluginState.Found ? "读取" : "加载")}：{trouble.Message}", $"it cannot be {(plugin.State == PluginState.Found ? "read" : "loaded")}: {trouble.Message}"));
        }
    }

    private static PluginStatus Described(PluginStatus plugin, PluginMetadata metadata) => plugin with
    {
        Kinds = metadata.Kinds,
        Version = metadata.Version,
        BuiltFor = metadata.BuiltFor?.ToString(),
    };

    private static PluginStatus Registered(PluginStatus plugin, Type type, PluginContext context, IServiceCollection services)
    {
        // A collection of its own: a plugin that throws half-way leaves nothing behind.
        var scratch = new ServiceCollection();
        try
        {
            ((IPlugin)Activator.CreateInstance(type)!).ConfigureServices(scratch, context);
        }
        catch (Exception trouble)
        {
            var cause = Cause(trouble);
            return plugin.Failed(cause is PluginSettingException ? Wording.Same(cause.Message)
                : new($"它在注册服务时抛出 {cause.GetType().Name}：{cause.Message}", $"it threw {cause.GetType().Name} when it registered its services: {cause.Message}"));
        }
        foreach (var service in scratch) services.Add(service);
        return plugin with { State = PluginState.Registered, IsRegistered = true, Services = [.. scratch.Select(service => service.ServiceType).Distinct()] };
    }

    // Reflection and static constructors wrap what the plugin threw.
    private static Exception Cause(Exception trouble) =>
        trouble is TargetInvocationException or TypeInitializationException && trouble.InnerException is { } inner ? Cause(inner) : trouble;
}

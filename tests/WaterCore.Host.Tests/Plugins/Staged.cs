using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Mono.Cecil;
using WaterCore.Host.Plugins;
using WaterCore.Plugins;

namespace WaterCore.Host.Tests.Plugins;

/// <summary>The test plugins as the build staged them, and a host's load over them.</summary>
internal static class Staged
{
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "testplugins");

    /// <summary>The WaterCore version of this host, as the sentences name it.</summary>
    public static Version Core { get; } = typeof(IPlugin).Assembly.GetName().Version!;

    /// <summary>Loads with the settings given as <c>Name:Key=value</c> below <c>WaterCore:Plugins</c>.</summary>
    public static (PluginReport Report, ServiceCollection Services) Load(string root, params string[] settings)
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings
            .Select(setting => setting.Split('=', 2))
            .Select(pair => KeyValuePair.Create("WaterCore:Plugins:" + pair[0], (string?)pair[1]))
            .Append(KeyValuePair.Create("WaterCore:PluginPath", (string?)root))).Build();
        return (PluginHost.Load(configuration, AppContext.BaseDirectory, services), services);
    }

    public static PluginStatus Of(this PluginReport report, string name) => Assert.Single(report.Plugins, plugin => plugin.Name == name);

    /// <summary>What plugins added; the host's own report is not theirs.</summary>
    public static IEnumerable<ServiceDescriptor> FromPlugins(this IServiceCollection services) =>
        services.Where(service => service.ServiceType != typeof(PluginReport));
}

/// <summary>A plugin folder of one's own, gone after the test.</summary>
internal sealed class PluginFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("watercore-plugins-").FullName;

    /// <summary>A copy of the staged plugin Good, its metadata changed; under another name when one is given.</summary>
    public string CopyGood(Action<AssemblyDefinition>? change = null, string name = "Good")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Staged.Root, "Good")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        if (change is null) return folder;
        using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(Staged.Root, "Good", "Good.dll"));
        change(assembly);
        assembly.Write(Path.Combine(folder, "Good.dll"));
        return folder;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

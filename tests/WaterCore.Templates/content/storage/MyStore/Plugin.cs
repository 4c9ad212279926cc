using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;
using WaterCore.Ports;

[assembly: Plugin("MyStore", "storage")]

namespace MyStore;

/// <summary>Offers the storage.</summary>
public sealed class Plugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var file = context.Path("Path", "mystore.db");
        services.AddSingleton<IStorage>(_ => new Storage(file, TimeSpan.FromSeconds(30)));
    }
}

using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;

[assembly: Plugin("ShipsOwnCore", "storage")]

namespace TestPlugins;

public sealed class ShipsOwnCorePlugin : IPlugin
{
    public void ConfigureServices(IServiceCollection services, PluginContext context) { }
}

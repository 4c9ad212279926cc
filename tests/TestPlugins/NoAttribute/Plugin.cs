using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;

namespace TestPlugins;

public sealed class NoAttributePlugin : IPlugin
{
    public void ConfigureServices(IServiceCollection services, PluginContext context) { }
}

using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;

[assembly: Plugin("NewerContract", "storage")]

namespace TestPlugins;

public sealed class NewerContractPlugin : IPlugin
{
    public void ConfigureServices(IServiceCollection services, PluginContext context) { }
}

using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;

[assembly: Plugin("MissingSetting", "storage")]

namespace TestPlugins;

public sealed class MissingSettingPlugin : IPlugin
{
    public void ConfigureServices(IServiceCollection services, PluginContext context)
        => services.AddSingleton(context.Require("ConnectionString"));
}

using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;

[assembly: Plugin("ThrowsOnRegister", "storage")]

namespace TestPlugins;

public sealed class ThrowsOnRegisterPlugin : IPlugin
{
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        services.AddSingleton<Func<string>>(() => "half a plugin");
        throw new InvalidOperationException("the pump is dry,\nand so is the well");
    }
}

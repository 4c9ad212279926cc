using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;

[assembly: Plugin("Second", "telephony")]

namespace TestPlugins;

public sealed class SecondPlugin : IPlugin
{
    public void ConfigureServices(IServiceCollection services, PluginContext context)
        => services.AddSingleton<Func<string>>(() => $"Second has {Ruler.Name}");
}

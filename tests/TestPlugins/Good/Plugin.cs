using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using WaterCore.Plugins;

[assembly: Plugin("Good", "storage", "channel")]

namespace TestPlugins;

public sealed class GoodPlugin : IPlugin
{
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        services.AddSingleton<Func<string>>(() => $"Good greets {context.Require("Whom")} with {Ruler.Name}");
        // A NodaTime type across the border: the host asks for its own Instant and gets it from here.
        services.AddSingleton<Func<Instant>>(() => Instant.FromUnixTimeSeconds(7));
        services.AddSingleton(context);
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;

[assembly: Plugin("NotEnabled", "speech")]

namespace TestPlugins;

public sealed class NotEnabledPlugin : IPlugin
{
    public void ConfigureServices(IServiceCollection services, PluginContext context) { }
}

internal static class Trace
{
#pragma warning disable CA2255   // the first code of an assembly that can run; the test looks whether it did
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Leave() => AppContext.SetData("TestPlugins.NotEnabled ran", true);
}

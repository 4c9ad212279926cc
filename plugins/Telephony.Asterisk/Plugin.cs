using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;
using WaterCore.Ports;

[assembly: Plugin("Asterisk", "telephony")]

namespace WaterCore.Telephony.Asterisk;

/// <summary>Offers <see cref="ITelephony"/> by an Asterisk that is set up already.</summary>
public sealed class AsteriskPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var settings = AsteriskSettings.Of(context);
        services.AddSingleton<ITelephony>(_ => new AsteriskTelephony(settings, TimeProvider.System));
    }
}

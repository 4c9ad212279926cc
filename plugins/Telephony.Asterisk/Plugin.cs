using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;
using WaterCore.Ports;

[assembly: Plugin("Asterisk", "telephony")]

namespace WaterCore.Telephony.Asterisk;

/// <summary>Offers <see cref="ITelephony"/> by an Asterisk that is set up already, or by a private one that it runs as a child.</summary>
public sealed class AsteriskPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        if (!AsteriskSettings.Bool(context, "Private"))
        {
            var settings = AsteriskSettings.Of(context);
            services.AddSingleton<ITelephony>(p => new AsteriskTelephony(settings, TimeProvider.System, p.GetService<ITollBook>()));
            return;
        }
        if (AsteriskProcess.Installed() is null) throw new PluginSettingException("setting 'Private' is true and Asterisk is not installed; install the package 'asterisk'");
        var own = AsteriskConfiguration.Of(context);
        var limited = AsteriskSettings.Of(context, own);
        services.AddSingleton<ITelephony>(p => new AsteriskTelephony(own, limited, TimeProvider.System, p.GetService<ITollBook>()));
    }
}

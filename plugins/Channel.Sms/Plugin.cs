using Microsoft.Extensions.DependencyInjection;
using WaterCore.Channel.Sms;
using WaterCore.Plugins;
using WaterCore.Ports;

[assembly: Plugin("Sms", "channel")]

namespace WaterCore.Channel.Sms;

/// <summary>Offers a channel that sends text messages through an HTTP gateway.</summary>
public sealed class SmsPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var settings = SmsSettings.Read(context);
        services.AddSingleton(_ => new SmsChannel(settings));
        services.AddSingleton<IChannel>(p => p.GetRequiredService<SmsChannel>());
        services.AddSingleton<IChannelHook>(p => p.GetRequiredService<SmsChannel>());
    }
}

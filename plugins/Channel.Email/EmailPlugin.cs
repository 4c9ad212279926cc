using Microsoft.Extensions.DependencyInjection;
using WaterCore.Channel.Email;
using WaterCore.Plugins;
using WaterCore.Ports;

[assembly: Plugin("Email", "channel")]

namespace WaterCore.Channel.Email;

/// <summary>Offers a channel that sends e-mail over SMTP and takes it in over IMAP.</summary>
public sealed class EmailPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var settings = EmailSettings.Read(context);
        services.AddSingleton<IChannel>(_ => new EmailChannel(settings));
        if (settings.Mailbox is { } mailbox) services.AddSingleton<IChannelInbox>(_ => new EmailInbox(settings, mailbox));
    }
}

using System.Globalization;
using MailKit.Security;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using WaterCore.Channel.Email;
using WaterCore.Plugins;
using WaterCore.Ports;

[assembly: Plugin("Email", "channel")]

namespace WaterCore.Channel.Email;

/// <summary>Offers a channel that sends e-mail over SMTP.</summary>
public sealed class EmailPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var settings = Read(context);
        services.AddSingleton<IChannel>(_ => new EmailChannel(settings));
    }

    internal static EmailSettings Read(PluginContext context)
    {
        if (!MailboxAddress.TryParse(context.Require("From"), out var from) || from.Domain.Length == 0) throw new PluginSettingException($"setting 'From' is '{context.Find("From")}'; write a mail address such as \"Water <service@example.org>\"");
        var port = context.Find("Port") is not { } text ? 587
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535 ? number
            : throw new PluginSettingException($"setting 'Port' is '{text}'; write 1 to 65535");
        var security = (context.Find("Security") ?? "StartTls").ToLowerInvariant() switch
        {
            "starttls" => SecureSocketOptions.StartTls,
            "tls" => SecureSocketOptions.SslOnConnect,
            "none" => SecureSocketOptions.None,
            var other => throw new PluginSettingException($"setting 'Security' is '{other}'; write StartTls, Tls or None"),
        };
        var user = context.Find("User");
        // A password over a line that anybody can read is worse than none.
        if (user is not null && security == SecureSocketOptions.None) throw new PluginSettingException("setting 'User' needs 'Security' to be StartTls or Tls");
        return new EmailSettings(context.Require("Host"), port, security, from, user, user is null ? null : context.Require("Password"));
    }
}

/// <summary>How mail goes out.</summary>
internal sealed record EmailSettings(string Host, int Port, SecureSocketOptions Security, MailboxAddress From, string? User, string? Password);

using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Channel.Email;

/// <summary>Sends each message over a connection of its own: few go out, and a server closes idle ones.</summary>
internal sealed class EmailChannel(EmailSettings settings) : IChannel
{
    private const int TimeoutMs = 20_000;

    public string Name => "Email";

    public bool Takes(AddressKind kind) => kind == AddressKind.Email;

    public async ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        if (!MailboxAddress.TryParse(message.To.Value, out var to) || to.Domain.Length == 0 || message.To.Value.AsSpan().IndexOfAny('\r', '\n') >= 0) return new MessageRefused(Name, "the mail address cannot be read", false);
        var mail = new MimeMessage();
        mail.From.Add(settings.From);
        mail.To.Add(to);
        // A line break in a header would begin another header.
        mail.Subject = string.Join(' ', message.Subject.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        mail.MessageId = $"{message.Id}@{settings.From.Domain}";
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Headers.Add(HeaderId.ContentLanguage, message.Language == Language.Chinese ? "zh-CN" : "en");
        mail.Body = new TextPart("plain") { Text = message.Body };
        try
        {
            using var client = new SmtpClient { Timeout = TimeoutMs };
            await client.ConnectAsync(settings.Host, settings.Port, settings.Security, cancellationToken).ConfigureAwait(false);
            if (settings.User is not null) await client.AuthenticateAsync(settings.User, settings.Password!, cancellationToken).ConfigureAwait(false);
            await client.SendAsync(mail, cancellationToken).ConfigureAwait(false);
            await client.DisconnectAsync(true, cancellationToken).ConfigureAwait(false);
            return mail.MessageId;
        }
        catch (SmtpCommandException e)
        {
            // 4xx: not now; 5xx: never.
            return new MessageRefused(Name, $"the mail server answered {(int)e.StatusCode}", (int)e.StatusCode is >= 400 and < 500);
        }
        catch (Exception e) when (e is ProtocolException or MailKit.Security.AuthenticationException or MailKit.Security.SslHandshakeException or SocketException or IOException or TimeoutException)
        {
            return new MessageRefused(Name, $"the mail server {settings.Host}:{settings.Port} cannot be used ({e.GetType().Name})", e is not MailKit.Security.AuthenticationException);
        }
    }
}

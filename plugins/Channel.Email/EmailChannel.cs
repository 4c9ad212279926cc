using MailKit.Net.Smtp;
using MimeKit;
using MimeKit.Utils;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Channel.Email;

/// <summary>Sends each message over a connection of its own: few go out, and a server closes idle ones.</summary>
internal sealed class EmailChannel(EmailSettings settings) : IChannel
{
    private readonly MailNames _names = new(settings);

    public string Name => "Email";

    public bool Takes(AddressKind kind) => kind == AddressKind.Email;

    public async ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        if (message.To.Value.AsSpan().IndexOfAny('\r', '\n') >= 0 || !MailboxAddress.TryParse(message.To.Value, out var to) || to.Domain.Length == 0) return new MessageRefused(Name, "the mail address cannot be read", false);
        var mail = MailOf(message, to);
        try
        {
            using var client = new ReportingSmtpClient(_names, settings.TellArrival);
            MailConnection.Prepare(client, settings);
            await client.ConnectAsync(settings.Host, settings.Port, settings.Security, cancellationToken).ConfigureAwait(false);
            if (settings.User is not null) await client.AuthenticateAsync(settings.User, settings.Password!, cancellationToken).ConfigureAwait(false);
            await client.SendAsync(mail, cancellationToken).ConfigureAwait(false);
            await client.DisconnectAsync(true, CancellationToken.None).ConfigureAwait(false);
            return mail.MessageId!;
        }
        catch (SmtpCommandException e)
        {
            // 4xx: not now; 5xx: never.
            return new MessageRefused(Name, $"the mail server answered {(int)e.StatusCode}", (int)e.StatusCode is >= 400 and < 500);
        }
        catch (Exception e) when (MailConnection.IsTrouble(e))
        {
            return new MessageRefused(Name, $"the mail server {settings.Host}:{settings.Port} cannot be used ({e.GetType().Name})", e is not MailKit.Security.AuthenticationException);
        }
    }

    internal MimeMessage MailOf(OutgoingMessage message, MailboxAddress to)
    {
        var mail = new MimeMessage { Subject = OneLine(message.Subject), MessageId = _names.Of(message.Id) };
        mail.From.Add(settings.From);
        mail.To.Add(to);
        mail.Headers.Add("Auto-Submitted", message.InReplyTo is null ? "auto-generated" : "auto-replied");
        mail.Headers.Add(HeaderId.ContentLanguage, message.Language == Language.Chinese ? "zh-CN" : "en");
        if (message.InReplyTo is { } before && MimeUtils.EnumerateReferences($"<{OneLine(before).Trim('<', '>', ' ')}>").FirstOrDefault() is { } name)
        {
            mail.InReplyTo = name;
            mail.References.Add(name);
        }
        var body = new BodyBuilder { TextBody = message.Body, HtmlBody = message.Html };
        foreach (var file in message.Attachments) body.Attachments.Add(file.Name, file.Content.ToArray(), ContentType.Parse(file.MediaType));
        mail.Body = body.ToMessageBody();
        return mail;
    }

    // A line break in a header would begin another header.
    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}

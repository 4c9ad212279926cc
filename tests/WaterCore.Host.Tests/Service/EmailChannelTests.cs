using MimeKit;
using MimeKit.Utils;
using WaterCore.Channel.Email;
using WaterCore.Customers;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

/// <summary>Mail over a real Postfix and a real Dovecot: out, in, and back.</summary>
[Collection(MailCollection.Name)]
public sealed class EmailChannelTests(MailServers servers)
{
    [SkippableFact]
    public async Task Mail_GoesOutAsTextAndAsPage_InTheThreadOfWhatItAnswers_AndNoValueBecomesAHeader()
    {
        Skip.IfNot(servers.Run, MailServers.Missing);
        var sent = await new EmailChannel(servers.Settings()).SendAsync(Message("t1", "li@people.example", "停水通知\r\nBcc: wang@people.example") with { Html = "<p>停水</p>", InReplyTo = "<their-own@people.example>" });
        Assert.True(sent.IsOk, sent.Fault?.Message);
        var mail = await servers.FindAsync("li", m => m.MessageId == sent.Value);
        Assert.Equal("停水通知 Bcc: wang@people.example", mail.Subject);
        Assert.Empty(mail.Bcc);
        Assert.Equal(("明天停水。", "<p>停水</p>"), (mail.TextBody!.Trim(), mail.HtmlBody!.Trim()));
        Assert.Equal("their-own@people.example", mail.InReplyTo);
        Assert.Equal("auto-replied", mail.Headers["Auto-Submitted"]);
        Assert.StartsWith("t1.", sent.Value);
    }

    [SkippableFact]
    public async Task Mail_ThatCannotArrive_ComesBackAndIsReported()
    {
        Skip.IfNot(servers.Run, MailServers.Missing);
        var sent = await new EmailChannel(servers.Settings()).SendAsync(Message("t2", "nobody@far.example", "s"));
        await servers.FindAsync("service", m => m.Body is MultipartReport);
        var report = Assert.Single((await FetchAsync()).SelectMany(i => i.Reports), r => r.Reference == sent.Value);
        Assert.Equal((false, "failed 5.7.1"), (report.Arrived, report.Words));
    }

    [SkippableFact]
    public async Task Mail_ToNobody_IsRefusedAtTheDoorForGood()
    {
        Skip.IfNot(servers.Run, MailServers.Missing);
        var refused = Assert.IsType<MessageRefused>((await new EmailChannel(servers.Settings()).SendAsync(Message("t3", "nobody@people.example", "s"))).Fault);
        Assert.False(refused.MayRetry);
        var untrusted = servers.Settings() with { Trusted = [] };
        Assert.Contains("SslHandshakeException", (await new EmailChannel(untrusted).SendAsync(Message("t3", "li@people.example", "s"))).Fault!.Message);
    }

    [SkippableFact]
    public async Task Mail_ComesInOnce_WithWhatCameWithIt_AndWhatItAnswers()
    {
        Skip.IfNot(servers.Run, MailServers.Missing);
        var ours = (await new EmailChannel(servers.Settings()).SendAsync(Message("t4", "li@people.example", "s"))).Value;
        var mail = MailOf("li@people.example", "表坏了");
        mail.InReplyTo = ours;
        var body = new BodyBuilder { TextBody = "水表不走了\r\n> 以前写的\r\n" };
        body.Attachments.Add("../../照片.png", (byte[])[0x89, 0x50, 0x4E, 0x47], ContentType.Parse("image/png"));
        mail.Body = body.ToMessageBody();
        await servers.SendAsync(mail);
        await servers.FindAsync("service", m => m.MessageId == mail.MessageId);
        // Who fails to take it gets it again.
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await FetchAsync(m => m.Subject == "表坏了" ? throw new InvalidOperationException() : 0));
        var message = Assert.Single((await FetchAsync()).SelectMany(i => i.Messages), m => m.Subject == "表坏了");
        Assert.Equal((AddressKind.Email, "li@people.example", "水表不走了"), (message.From.Kind, message.From.Value, message.Text));
        Assert.Equal(("照片.png", 4), (message.Attachments[0].Name, message.Attachments[0].Content.Length));
        Assert.Equal([ours], message.AnswerTo);
        Assert.Equal(mail.MessageId, message.Thread);
        Assert.DoesNotContain((await FetchAsync()).SelectMany(i => i.Messages), m => m.Subject == "表坏了");
    }

    [SkippableFact]
    public async Task Mail_OfThirtyMegabytes_IsNotFetched_AndItsSenderIsTold()
    {
        Skip.IfNot(servers.Run, MailServers.Missing);
        var mail = MailOf("wang@people.example", "30 MB");
        var body = new BodyBuilder { TextBody = "x" };
        body.Attachments.Add("big.bin", new byte[30 * 1024 * 1024]);
        mail.Body = body.ToMessageBody();
        await servers.SendAsync(mail);
        await servers.FindAsync("service", m => m.MessageId == mail.MessageId);
        var message = Assert.Single((await FetchAsync()).SelectMany(i => i.Messages), m => m.Subject == "30 MB");
        Assert.True(message.Refused);
        Assert.Empty(message.Attachments);
        Assert.Matches("the mail has 4[0-9] MB, more than 25 MB", Assert.Single(message.Problems));
    }

    internal static MimeMessage MailOf(string from, string subject)
    {
        var mail = new MimeMessage { Subject = subject, MessageId = MimeUtils.GenerateMessageId("people.example") };
        mail.From.Add(MailboxAddress.Parse(from));
        mail.To.Add(MailboxAddress.Parse("service@water.example"));
        mail.Body = new TextPart("plain") { Text = "x" };
        return mail;
    }

    internal static OutgoingMessage Message(string id, string to, string subject) => new() { Id = id, To = new MessageAddress(AddressKind.Email, to), Subject = subject, Body = "明天停水。", Language = WaterCore.Values.Language.Chinese };

    private async Task<List<ChannelIntake>> FetchAsync(Func<IncomingMessage, int>? look = null)
    {
        var taken = new List<ChannelIntake>();
        var settings = servers.Settings();
        var fetched = await new EmailInbox(settings, settings.Mailbox!).FetchAsync(100, (intake, _) =>
        {
            foreach (var message in intake.Messages) look?.Invoke(message);
            taken.Add(intake);
            return ValueTask.CompletedTask;
        });
        Assert.True(fetched.IsOk, fetched.Fault?.Message);
        return taken;
    }
}

using MimeKit;
using MimeKit.Text;
using WaterCore.Customers;
using WaterCore.Ports;

namespace WaterCore.Channel.Email;

/// <summary>Makes a message, or reports of delivery, of a mail. Whatever the mail is, this ends, and never throws but when it is told to stop.</summary>
internal sealed class MailReader(MailLimits limits, MailNames names)
{
    private const int LongestSubject = 150, LongestName = 100, MostReferences = 50;

    private readonly ParserOptions _options = new() { MaxMimeDepth = limits.Depth, AllowUnquotedCommasInAddresses = true, RespectContentLength = false };

    public async Task<ChannelIntake> ReadAsync(Stream stream, string reference, CancellationToken cancellationToken)
    {
        MimeMessage mail;
        try
        {
            mail = await MimeMessage.LoadAsync(_options, new LimitedStream(stream, limits.MessageBytes), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new ChannelIntake { Unreadable = [new UnreadableMessage(reference, $"it is no mail that can be read ({e.GetType().Name})")] };
        }
        using (mail)
            try
            {
                return Read(mail, reference, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return new ChannelIntake { Unreadable = [new UnreadableMessage(reference, $"a part of it cannot be read ({e.GetType().Name})")] };
            }
    }

    public ChannelIntake TooLarge(string reference, MailboxAddress? from, string? subject, string? id, uint size) =>
        AddressOf(from) is not { } sender ? new ChannelIntake { Unreadable = [new UnreadableMessage(reference, "it has no sender")] }
        : new ChannelIntake
        {
            Messages = [new IncomingMessage(reference, sender, "") { Subject = Line(subject, LongestSubject), Thread = Line(id, 200), Problems = [$"the mail has {size / 1024 / 1024} MB, more than {limits.MessageBytes / 1024 / 1024} MB"], Refused = true }],
        };

    private ChannelIntake Read(MimeMessage mail, string reference, CancellationToken cancellationToken)
    {
        if (mail.Body is MultipartReport { ReportType: not null } report && report.ReportType.Equals("delivery-status", StringComparison.OrdinalIgnoreCase) && Reports(report) is { Count: > 0 } reports)
            return new ChannelIntake { Reports = reports };
        if (AddressOf(mail.From.Mailboxes.FirstOrDefault()) is not { } from) return new ChannelIntake { Unreadable = [new UnreadableMessage(reference, "it has no sender")] };
        var (plain, html, attachments, problems) = ((TextPart?)null, (TextPart?)null, new List<IncomingAttachment>(), new List<string>());
        var iterator = new MimeIterator(mail);
        for (var parts = 0; iterator.MoveNext(); parts++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (parts >= limits.Parts || iterator.Depth > limits.Depth)
            {
                problems.Add($"the mail has more than {limits.Parts} parts, or parts more than {limits.Depth} deep; the rest was not read");
                break;
            }
            switch (iterator.Current)
            {
                case TextPart { IsAttachment: false, IsPlain: true } text when plain is null: plain = text; break;
                case TextPart { IsAttachment: false, IsHtml: true } text when html is null: html = text; break;
                case MimePart part when part.IsAttachment || part.ContentType.MediaType.Equals("image", StringComparison.OrdinalIgnoreCase): Attach(part, attachments, problems); break;
                case MessagePart: problems.Add("a mail within the mail was not read"); break;
            }
        }
        var words = plain is not null ? Text(plain) : html is not null ? Plain(Text(html)) : "";
        return new ChannelIntake
        {
            Messages =
            [
                new IncomingMessage(reference, from, WithoutQuotes(words))
                {
                    Subject = Line(mail.Subject, LongestSubject), Thread = Line(mail.MessageId, 200), Attachments = attachments, Problems = problems, IsAutomatic = IsAutomatic(mail),
                    AnswerTo = [.. mail.References.Append(mail.InReplyTo ?? "").Reverse().Take(MostReferences).Select(names.Known).OfType<string>().Distinct()],
                },
            ],
        };
    }

    // RFC 3464: groups of fields, the first about the message, each other about a recipient. We send to one.
    private List<DeliveryReport> Reports(MultipartReport report)
    {
        var found = new List<DeliveryReport>();
        foreach (var status in report.OfType<MessageDeliveryStatus>().Take(1))
        {
            var groups = status.StatusGroups.Take(limits.Parts).ToList();
            var name = groups.Select(g => names.Known(g["Original-Envelope-Id"])).FirstOrDefault(n => n is not null) ?? report.Select(Returned).FirstOrDefault(n => n is not null);
            if (name is null) continue;
            foreach (var group in groups)
                if (group["Action"]?.Trim().ToLowerInvariant() is "failed" or "delivered" && group["Action"]!.Trim() is var action)
                {
                    var code = Line(group["Status"], 20);
                    found.Add(new DeliveryReport(name, action.Equals("delivered", StringComparison.OrdinalIgnoreCase), $"{action.ToLowerInvariant()} {code}".Trim()));
                    break;
                }
        }
        return found;
    }

    // The message itself, or its headers alone, come back with the report.
    private string? Returned(MimeEntity part) => part is MessagePart { Message: { } message } ? names.Known(message.MessageId) : null;

    private void Attach(MimePart part, List<IncomingAttachment> attachments, List<string> problems)
    {
        var name = Path.GetFileName(Line(part.FileName, LongestName).Replace('\\', '/')) .Trim('.', ' ') is { Length: > 0 } given ? given : "attachment";
        if (attachments.Count >= limits.Attachments)
        {
            if (problems.Count < limits.Attachments) problems.Add($"{name}: there are more than {limits.Attachments} attachments");
            return;
        }
        using var bytes = new MemoryStream();
        try
        {
            using var limited = new LimitedStream(bytes, limits.AttachmentBytes);
            part.Content?.DecodeTo(limited);
        }
        catch (LimitedStream.LimitException)
        {
            problems.Add($"{name}: it has more than {limits.AttachmentBytes / 1024 / 1024} MB");
            return;
        }
        attachments.Add(new IncomingAttachment(name, Line(part.ContentType.MimeType, 100), bytes.ToArray()));
    }

    private string Text(TextPart part) => part.Text is { } text ? text.Length > limits.Characters * 4 ? text[..(limits.Characters * 4)] : text : "";

    private static string Plain(string html)
    {
        var text = new System.Text.StringBuilder();
        var hidden = 0;
        using var reader = new StringReader(html);
        var tokens = new HtmlTokenizer(reader) { DecodeCharacterReferences = true };
        while (tokens.ReadNextToken(out var token))
            if (token is HtmlTagToken tag)
            {
                if (tag.Id is HtmlTagId.Script or HtmlTagId.Style or HtmlTagId.Head or HtmlTagId.Title && !tag.IsEmptyElement) hidden = Math.Max(0, hidden + (tag.IsEndTag ? -1 : 1));
                else if (tag.Id is HtmlTagId.Br or HtmlTagId.P or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.LI) text.Append('\n');
            }
            else if (hidden == 0 && token is HtmlDataToken { Data: { } data }) text.Append(data);
        return text.ToString();
    }

    // What was said before is on record already.
    private string WithoutQuotes(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        var kept = string.Join('\n', lines.Where(l => !l.StartsWith('>'))).Trim();
        return kept.Length <= limits.Characters ? kept : kept[..(char.IsHighSurrogate(kept[limits.Characters - 1]) ? limits.Characters - 1 : limits.Characters)] + "…";
    }

    private static MessageAddress? AddressOf(MailboxAddress? from) => MessageAddress.Of(from?.Address) is { Kind: AddressKind.Email } address ? address : null;

    // RFC 3834: to what a machine sent, no machine answers.
    private static bool IsAutomatic(MimeMessage mail) =>
        (mail.Headers["Auto-Submitted"] is { } sent && !sent.Trim().Equals("no", StringComparison.OrdinalIgnoreCase)) || mail.Headers[HeaderId.ListId] is not null
        || mail.Headers["Precedence"]?.Trim().ToLowerInvariant() is "bulk" or "junk" or "list" || mail.Headers["Return-Path"]?.Trim() == "<>"
        || mail.From.Mailboxes.Any(m => m.Address.StartsWith("mailer-daemon@", StringComparison.OrdinalIgnoreCase) || m.Address.StartsWith("postmaster@", StringComparison.OrdinalIgnoreCase));

    private static string Line(string? text, int longest)
    {
        if (text is null) return "";
        var line = new string([.. text.Take(longest * 2).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return line.Length <= longest ? line : line[..(char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest)];
    }
}

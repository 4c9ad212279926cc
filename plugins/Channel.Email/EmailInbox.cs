using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MimeKit;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Channel.Email;

/// <summary>Takes mail in over IMAP: what is unread is read, handed over, and marked as read only when it was taken. Nothing is deleted.</summary>
internal sealed class EmailInbox(EmailSettings settings, MailboxSettings mailbox) : IChannelInbox
{
    private readonly MailReader _reader = new(settings.Limits, new MailNames(settings));

    public string Name => "Email";

    public async ValueTask<Result<int>> FetchAsync(int most, Func<ChannelIntake, CancellationToken, ValueTask> take, CancellationToken cancellationToken = default)
    {
        var taken = 0;
        try
        {
            using var client = new ImapClient();
            MailConnection.Prepare(client, settings);
            await client.ConnectAsync(mailbox.Host, mailbox.Port, mailbox.Security, cancellationToken).ConfigureAwait(false);
            await client.AuthenticateAsync(mailbox.User, mailbox.Password, cancellationToken).ConfigureAwait(false);
            var folder = await client.GetFolderAsync(mailbox.Folder, cancellationToken).ConfigureAwait(false);
            await folder.OpenAsync(FolderAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
            var unread = (await folder.SearchAsync(SearchQuery.NotSeen.And(SearchQuery.NotDeleted), cancellationToken).ConfigureAwait(false)).OrderBy(u => u.Id).Take(most).ToList();
            if (unread.Count > 0)
                foreach (var summary in await folder.FetchAsync(unread, MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.Envelope, cancellationToken).ConfigureAwait(false))
                {
                    await take(await ReadAsync(folder, summary, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                    // Until here a crash has it fetched again; the contact's number tells it apart from a new one.
                    await folder.AddFlagsAsync(summary.UniqueId, MessageFlags.Seen, true, cancellationToken).ConfigureAwait(false);
                    taken++;
                }
            await client.DisconnectAsync(true, CancellationToken.None).ConfigureAwait(false);
            return taken;
        }
        catch (Exception e) when (MailConnection.IsTrouble(e))
        {
            return new MessageRefused(Name, $"the mailbox {mailbox.User} at {mailbox.Host}:{mailbox.Port} cannot be read ({e.GetType().Name})", true);
        }
    }

    private async Task<ChannelIntake> ReadAsync(IMailFolder folder, IMessageSummary summary, CancellationToken cancellationToken)
    {
        var reference = $"{folder.UidValidity}.{summary.UniqueId.Id}";
        // Its size is known before it is fetched, and it is not fetched then.
        if (summary.Size > settings.Limits.MessageBytes)
            return _reader.TooLarge(reference, summary.Envelope?.From.Mailboxes.FirstOrDefault(), summary.Envelope?.Subject, summary.Envelope?.MessageId, summary.Size.Value);
        var stream = await folder.GetStreamAsync(summary.UniqueId, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false)) return await _reader.ReadAsync(stream, reference, cancellationToken).ConfigureAwait(false);
    }
}

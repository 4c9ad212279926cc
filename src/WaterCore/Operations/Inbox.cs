using System.Globalization;
using NodaTime;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What became of a message that came in.</summary>
/// <param name="Contact">Its record.</param>
/// <param name="Repeated">It was on record before.</param>
/// <param name="Told">What the sender is told, or null.</param>
public sealed record InboxTaken(Interaction Contact, bool Repeated, string? Told);

/// <summary>
/// Takes in what people write, by whatever channel: "stop" is done at once, words that a dialogue answers are answered, an answer to a message of ours goes to its case, and everything else becomes a case
/// that somebody answers. Facts of an account go only to an address on its customer's record.
/// </summary>
/// <param name="desk">Takes cases.</param>
/// <param name="contacts">Takes wishes.</param>
/// <param name="texts">Answers words.</param>
/// <param name="storage">Where everything is kept.</param>
/// <param name="run">Notes what became of what went out.</param>
/// <param name="files">Keeps what comes with messages; null keeps none.</param>
public sealed class Inbox(ServiceDesk desk, ContactDesk contacts, TextDesk texts, IStorage storage, DeliveryRun run, IContactFiles? files = null)
{
    private const int SubjectLength = 60, LongestText = 19_000;

    /// <summary>Takes what a channel brings in. What cannot be taken is told to <paramref name="problem"/> and does not keep the rest.</summary>
    public async Task TakeAsync(string channel, ChannelIntake intake, Action<string> problem, CancellationToken cancellationToken = default)
    {
        foreach (var report in intake.Reports)
            if (!await run.ReportAsync(channel, report.Reference, report.Arrived, report.Words, cancellationToken).ConfigureAwait(false)) problem($"a report speaks of message {report.Reference}, which is not on record");
        foreach (var unreadable in intake.Unreadable) problem($"message {unreadable.Reference} stays where it is: {unreadable.Problem}");
        foreach (var message in intake.Messages)
            if (await TakeAsync(channel, message, cancellationToken: cancellationToken).ConfigureAwait(false) is { IsOk: false, Fault: var fault }) problem(fault.Message.TrimEnd('.'));
    }

    /// <summary>Takes a message in; the same message again changes nothing.</summary>
    /// <param name="channel">The door.</param>
    /// <param name="message">The message.</param>
    /// <param name="inPlace">Whether what the sender is told goes back with the request itself, so that no message is made of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<InboxTaken>> TakeAsync(string channel, IncomingMessage message, bool inPlace = false, CancellationToken cancellationToken = default)
    {
        var known = await KnownAsync(channel, message, cancellationToken).ConfigureAwait(false);
        if (known is not null) return new InboxTaken(known, true, null);
        var text = message.Text.Trim();
        var line = Line(message.Subject.Length > 0 ? message.Subject : text, channel);
        var draft = new CaseDraft
        {
            Category = CaseWords.CategoryOf(message.Subject, text), Channel = channel, Reference = message.Reference, FromAddress = message.From, Subject = line, Text = Body(text, message.Problems), Thread = message.Thread,
            Files = await KeepAsync(message.Attachments, cancellationToken).ConfigureAwait(false), Acknowledge = !message.IsAutomatic && !inPlace,
        };
        if (message.IsAutomatic) return await ContinuesAsync(channel, message, cancellationToken).ConfigureAwait(false) is { } its
            ? Of(await desk.ContinueAsync(draft, its, false, Actor.System, cancellationToken).ConfigureAwait(false), null)
            : Of(await desk.NoteAsync(draft, ContactOutcome.Noted, Actor.System, cancellationToken).ConfigureAwait(false), null);
        if (message.Refused) return await ToldAsync(draft, ContactOutcome.Noted, await texts.RefusedAsync(message, cancellationToken).ConfigureAwait(false), inPlace, cancellationToken).ConfigureAwait(false);

        // In a mail the command may be the subject, with nothing below it but a greeting.
        var command = TextFront.Read(text.Length > 0 ? FirstLine(text) : message.Subject) ?? (message.Subject.Length > 0 ? TextFront.Read(message.Subject) : null);
        if (command is { Word: TextFront.Stop or TextFront.Start })
        {
            var taken = await ToldAsync(draft, ContactOutcome.Answered, null, inPlace, cancellationToken).ConfigureAwait(false);
            if (taken.IsOk && await contacts.ChooseAsync(message.From, ContactChoice.Any, command.Word == TextFront.Start, channel, Actor.System, cancellationToken).ConfigureAwait(false) is { } fault) return fault;
            return taken;
        }
        if (await ContinuesAsync(channel, message, cancellationToken).ConfigureAwait(false) is { } going && command is null)
            return Of(await desk.ContinueAsync(draft, going, true, Actor.System, cancellationToken).ConfigureAwait(false), null);
        var photo = files is null ? null : message.Attachments.Zip(draft.Files).Select(a => MeterPhoto.NameOf(a.First.Content.Span, a.Second.Digest)).FirstOrDefault(n => n is not null);
        if (await texts.AnswerAsync(channel, message, command, photo, cancellationToken).ConfigureAwait(false) is { } answer)
        {
            // A PIN is never on record.
            if (command?.Word == TextFront.Bind) draft = draft with { Subject = TextFront.Bind, Text = TextFront.Bind };
            return await ToldAsync(draft, answer.Asked ? ContactOutcome.Asked : ContactOutcome.Answered, answer.Text, inPlace, cancellationToken).ConfigureAwait(false);
        }
        // A photo that came before its words belongs to what they are about.
        if (draft.Files.Count == 0 && await texts.PhotoBeforeAsync(message.From, cancellationToken).ConfigureAwait(false) is { } before && KeptAs(before) is { } kept) draft = draft with { Files = [kept] };
        var opened = await desk.OpenAsync(draft, Actor.System, cancellationToken).ConfigureAwait(false);
        if (!opened.IsOk) return opened.Fault;
        return new InboxTaken(opened.Value.Contact, opened.Value.Repeated, inPlace ? await texts.TakenAsync(opened.Value, text, cancellationToken).ConfigureAwait(false) : null);
    }

    private async Task<Result<InboxTaken>> ToldAsync(CaseDraft draft, ContactOutcome outcome, string? told, bool inPlace, CancellationToken cancellationToken) =>
        Of(await desk.NoteAsync(draft with { Told = inPlace ? null : told, Acknowledge = false }, outcome, Actor.System, cancellationToken).ConfigureAwait(false), told);

    private static Result<InboxTaken> Of(Result<ContactTaken> taken, string? told) => taken.IsOk ? new InboxTaken(taken.Value.Contact, taken.Value.Repeated, told) : taken.Fault;

    private async Task<Interaction?> KnownAsync(string channel, IncomingMessage message, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Service.FindInteractionAsync(channel, message.Reference, cancellationToken).ConfigureAwait(false);
    }

    // The case of the message of ours that is answered, when the answer comes from where that went: knowing a name is not enough.
    private async Task<Id<ServiceCase>?> ContinuesAsync(string channel, IncomingMessage message, CancellationToken cancellationToken)
    {
        if (message.AnswerTo.Count == 0) return null;
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        foreach (var name in message.AnswerTo)
            if (await unit.Deliveries.FindAsync(channel, name, cancellationToken).ConfigureAwait(false) is { Case: { } its } sent && sent.Routes.Any(r => r.Address.Key == message.From.Key)) return its;
        return null;
    }

    private async Task<IReadOnlyList<KeptFile>> KeepAsync(IReadOnlyList<IncomingAttachment> attachments, CancellationToken cancellationToken)
    {
        if (files is null) return [];
        var kept = new List<KeptFile>(attachments.Count);
        foreach (var a in attachments) kept.Add(new KeptFile(a.Name, a.MediaType, a.Content.Length, await files.KeepAsync(a.Content, cancellationToken).ConfigureAwait(false)));
        return kept;
    }

    private KeptFile? KeptAs(string photo)
    {
        using var content = files?.Open(MeterPhoto.DigestOf(photo));
        return content is null ? null : new KeptFile(photo, MeterPhoto.TypeOf(photo), content.Length, MeterPhoto.DigestOf(photo));
    }

    private static string Body(string text, IReadOnlyList<string> problems)
    {
        var all = problems.Count == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}\n\n[{string.Join("; ", problems)}]").Trim();
        return all.Length <= LongestText ? all : all[..(char.IsHighSurrogate(all[LongestText - 1]) ? LongestText - 1 : LongestText)] + "…";
    }

    private static string FirstLine(string text) => text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end ? text[..end].Trim() : text;

    private static string Line(string text, string otherwise)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        if (line.Length == 0) return otherwise;
        if (line.Length <= SubjectLength) return line;
        return line[..(char.IsHighSurrogate(line[SubjectLength - 1]) ? SubjectLength - 1 : SubjectLength)] + "…";
    }
}

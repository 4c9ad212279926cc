using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Takes in what people write: "stop" and "start" are done at once, everything else becomes a case that somebody answers. Nothing is told to the sender.</summary>
/// <param name="desk">Takes cases.</param>
/// <param name="contacts">Takes wishes.</param>
public sealed class Inbox(ServiceDesk desk, ContactDesk contacts)
{
    private const int SubjectLength = 60;

    // As Chinese providers and carriers elsewhere know them.
    private static readonly HashSet<string> s_stop = new(StringComparer.OrdinalIgnoreCase) { "stop", "t", "td", "unsubscribe", "退订", "退" }, s_start = new(StringComparer.OrdinalIgnoreCase) { "start", "订阅", "恢复" };

    /// <summary>Takes a message in; the same message again changes nothing.</summary>
    /// <param name="channel">The door.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Interaction>> TakeAsync(string channel, IncomingMessage message, CancellationToken cancellationToken = default)
    {
        var text = message.Text.Trim();
        var draft = new CaseDraft { Category = "enquiry", Channel = channel, Reference = message.Reference, FromAddress = message.From, Subject = Subject(text, channel), Text = text };
        var (stop, start) = (s_stop.Contains(text), s_start.Contains(text));
        if (!stop && !start)
        {
            var opened = await desk.OpenAsync(draft, Actor.System, cancellationToken).ConfigureAwait(false);
            return opened.IsOk ? opened.Value.Contact : opened.Fault;
        }
        var taken = await desk.NoteAsync(draft, ContactOutcome.Answered, Actor.System, cancellationToken).ConfigureAwait(false);
        if (!taken.IsOk) return taken.Fault;
        if (!taken.Value.Repeated && await contacts.ChooseAsync(message.From, ContactChoice.Any, start, channel, Actor.System, cancellationToken).ConfigureAwait(false) is { } fault) return fault;
        return taken.Value.Contact;
    }

    private static string Subject(string text, string channel)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        if (line.Length == 0) return channel;
        if (line.Length <= SubjectLength) return line;
        return line[..(char.IsHighSurrogate(line[SubjectLength - 1]) ? SubjectLength - 1 : SubjectLength)] + "…";
    }
}

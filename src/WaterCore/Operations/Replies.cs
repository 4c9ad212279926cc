using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Messages to one person about one thing: answers, receipts, questions. Each is made in the unit of work of its cause, and once.</summary>
/// <param name="utility">The utility.</param>
/// <param name="shipped">The shipped templates.</param>
/// <param name="channels">The open channels.</param>
public sealed class Replies(Utility utility, MessageTemplates shipped, IEnumerable<IChannel> channels)
{
    private readonly IReadOnlyList<IChannel> _channels = [.. channels];

    /// <summary>The templates as they are now: the shipped ones, with the edited ones in their place.</summary>
    internal static async ValueTask<MessageTemplates> TemplatesAsync(IUnitOfWork unit, MessageTemplates shipped, CancellationToken cancellationToken) =>
        await unit.Desk.TemplatesAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { Count: > 0 } edited ? shipped.With(edited) : shipped;

    /// <summary>Makes a message from a template.</summary>
    /// <returns>Whether there is a channel to the address and the message is new.</returns>
    internal async Task<bool> AddAsync(IUnitOfWork unit, Reply reply, string template, IReadOnlyDictionary<string, string> values, Instant now, CancellationToken cancellationToken)
    {
        var found = (await TemplatesAsync(unit, shipped, cancellationToken).ConfigureAwait(false)).Find(template) ?? throw new InvalidOperationException($"The template '{template}' is not there.");
        var all = new Dictionary<string, string>(values, StringComparer.Ordinal) { ["utility"] = utility.Name };
        var filled = found.Fill(reply.Language, all);
        return filled.IsOk
            ? await AddAsync(unit, reply, found.Purpose, template, filled.Value.Subject, filled.Value.Body, now, null, cancellationToken).ConfigureAwait(false)
            : await AddAsync(unit, reply, found.Purpose, template, found.Subject.In(reply.Language), "", now, (filled.Fault.Message, all), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a message with a text of its own.</summary>
    internal Task<bool> AddTextAsync(IUnitOfWork unit, Reply reply, string subject, string body, Instant now, CancellationToken cancellationToken) =>
        AddAsync(unit, reply, ContactPurpose.Reply, "text", subject, body, now, null, cancellationToken);

    private async Task<bool> AddAsync(
        IUnitOfWork unit, Reply reply, ContactPurpose purpose, string template, string subject, string body, Instant now, (string Why, IReadOnlyDictionary<string, string> Values)? unfilled, CancellationToken cancellationToken)
    {
        // By the door it came in first; where that only takes, by any other to the same address.
        var routes = _channels.Where(c => c.Takes(reply.To.Kind)).OrderBy(c => string.Equals(c.Name, reply.Channel, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .Select(c => new ContactRoute(c.Name, reply.To)).ToList();
        if (routes.Count == 0) return false;
        var made = new Delivery
        {
            Id = new(await unit.Deliveries.NextIdAsync(cancellationToken).ConfigureAwait(false)), Key = reply.Key, Purpose = purpose.Code, Template = template, Person = reply.To.Key, Customer = reply.Customer,
            Case = reply.Case, Language = reply.Language, Subject = reply.About is { Length: > 0 } about ? Again(about) : subject, Body = body, Routes = routes, NextAt = now, CreatedAt = now, Thread = reply.Thread,
            State = unfilled is null ? DeliveryState.Waiting : DeliveryState.Dead, Reason = unfilled?.Why, Values = unfilled?.Values,
        };
        return await unit.Deliveries.AddAsync([made], cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>The language somebody writes in: that of the record, else by the looks of the text.</summary>
    internal static async ValueTask<Language> LanguageAsync(IUnitOfWork unit, Id<Customer>? customer, string text, CancellationToken cancellationToken)
    {
        if (customer is { } id && (await unit.Service.PreferencesOfAsync([id], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(id)?.Language is { } wanted) return wanted;
        return text.Any(char.IsAsciiLetter) && !text.Any(c => c is >= '\u4e00' and <= '\u9fff') ? Language.English : Language.Chinese;
    }

    private static string Again(string subject) => subject.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) ? subject : "Re: " + subject;
}

/// <summary>To whom and on what a message of <see cref="Replies"/> is.</summary>
/// <param name="Key">Its cause and its person; unique for ever.</param>
/// <param name="To">To whom.</param>
/// <param name="Channel">The door they used.</param>
internal sealed record Reply(string Key, MessageAddress To, string Channel)
{
    public Language Language { get; init; }

    public Id<Customer>? Customer { get; init; }

    public Id<ServiceCase>? Case { get; init; }

    /// <summary>The far end's name of what is answered.</summary>
    public string? Thread { get; init; }

    /// <summary>The subject of what is answered, where the door has subjects.</summary>
    public string? About { get; init; }
}

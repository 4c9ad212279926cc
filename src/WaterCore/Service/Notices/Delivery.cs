using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>How a message stands.</summary>
public enum DeliveryState
{
    /// <summary>It waits for its time.</summary>
    Waiting,

    /// <summary>A channel is being given it. Found so after a crash, it is given again under the same number.</summary>
    Sending,

    /// <summary>The channel took it.</summary>
    Sent,

    /// <summary>The far end said that it arrived.</summary>
    Delivered,

    /// <summary>It cannot be delivered; it lies in the tray for people (死信).</summary>
    Dead,

    /// <summary>It is not to go out: paid, refused, too late, or part of another.</summary>
    Dropped,
}

/// <summary>A message to one person on its way (消息).</summary>
public sealed record Delivery
{
    /// <summary>The identity.</summary>
    public required Id<Delivery> Id { get; init; }

    /// <summary>Its cause and its person; unique for ever, so that one cause makes one message to a person.</summary>
    public required string Key { get; init; }

    /// <summary>The code of its purpose.</summary>
    public required string Purpose { get; init; }

    /// <summary>The code of its template.</summary>
    public required string Template { get; init; }

    /// <summary>Whom the budget counts: the key of the first address, which all who share it have in common.</summary>
    public required string Person { get; init; }

    /// <summary>The customer, or null.</summary>
    public Id<Customer>? Customer { get; init; }

    /// <summary>The account, or null. For a debt it is looked at again at the last moment.</summary>
    public Id<Account>? Account { get; init; }

    /// <summary>The notice that it belongs to, or null.</summary>
    public Id<Notice>? Notice { get; init; }

    /// <summary>The language.</summary>
    public Language Language { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The text.</summary>
    public required string Body { get; init; }

    /// <summary>The addresses, the wanted one first, as doors and addresses.</summary>
    public IReadOnlyList<ContactRoute> Routes { get; init; } = [];

    /// <summary>Ways that failed for good.</summary>
    public IReadOnlyList<ContactRoute> Failed { get; init; } = [];

    /// <summary>From when on it makes no sense any more, or null.</summary>
    public Instant? ValidUntil { get; init; }

    /// <summary>How it stands.</summary>
    public DeliveryState State { get; init; }

    /// <summary>How often a channel was given it.</summary>
    public int Attempts { get; init; }

    /// <summary>When to look at it next.</summary>
    public required Instant NextAt { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When a channel took it, or null.</summary>
    public Instant? SentAt { get; init; }

    /// <summary>The door that took it, or was last tried.</summary>
    public string? Channel { get; init; }

    /// <summary>The far end's own number of it, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>The far end's name of the message that it answers, or null.</summary>
    public string? Thread { get; init; }

    /// <summary>The case that it is about, or null.</summary>
    public Id<ServiceCase>? Case { get; init; }

    /// <summary>The values that its template could not be filled with, so that it can be once the template is mended; else null.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>Why it stands as it does: a decision's code, or the channel's words.</summary>
    public string? Reason { get; init; }
}

/// <summary>How many messages stand how.</summary>
/// <param name="Channel">The door, or empty before one was chosen.</param>
/// <param name="Template">The template.</param>
/// <param name="State">How they stand.</param>
/// <param name="Reason">Why, for those that did not go out; else empty.</param>
/// <param name="Count">How many.</param>
public sealed record DeliveryFigure(string Channel, string Template, DeliveryState State, string Reason, long Count);

using WaterCore.Customers;

namespace WaterCore.Ports;

/// <summary>A request that a channel's far end made to the host: a report, or a message from a person.</summary>
/// <param name="What">The last part of its address, such as <c>report</c> or <c>in</c>.</param>
/// <param name="Fields">The fields of the query and of a form, by name.</param>
/// <param name="Body">The body as text, or empty.</param>
public sealed record HookRequest(string What, IReadOnlyDictionary<string, string> Fields, string Body);

/// <summary>What the far end says of a message that it took.</summary>
/// <param name="Reference">Its number, as <see cref="IChannel.SendAsync"/> gave it.</param>
/// <param name="Arrived">Whether it arrived; otherwise it never will.</param>
/// <param name="Words">The far end's own words.</param>
public sealed record DeliveryReport(string Reference, bool Arrived, string Words);

/// <summary>A message from a person.</summary>
/// <param name="Reference">The far end's number of it; the same number again is the same message.</param>
/// <param name="From">Who sent it.</param>
/// <param name="Text">What it says.</param>
public sealed record IncomingMessage(string Reference, MessageAddress From, string Text)
{
    /// <summary>Its subject, one line; or empty.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The far end's name of it, which an answer is to give; or null.</summary>
    public string? Thread { get; init; }

    /// <summary>What of ours it answers, as <see cref="IChannel.SendAsync"/> named it; the likeliest first.</summary>
    public IReadOnlyList<string> AnswerTo { get; init; } = [];

    /// <summary>What came with it.</summary>
    public IReadOnlyList<IncomingAttachment> Attachments { get; init; } = [];

    /// <summary>What of it was left out, and why, a clause each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether a machine sent it; then no machine answers.</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>Whether it was not read at all; the first of <see cref="Problems"/> says why.</summary>
    public bool Refused { get; init; }
}

/// <summary>Something that came with a message.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="MediaType">What the sender says that it is.</param>
/// <param name="Content">Its bytes.</param>
public sealed record IncomingAttachment(string Name, string MediaType, ReadOnlyMemory<byte> Content);

/// <summary>Something that came and cannot be read; it stays where it is.</summary>
/// <param name="Reference">The far end's number of it.</param>
/// <param name="Problem">Why, as a clause.</param>
public sealed record UnreadableMessage(string Reference, string Problem);

/// <summary>What a channel brings in.</summary>
public sealed record ChannelIntake
{
    /// <summary>Messages.</summary>
    public IReadOnlyList<IncomingMessage> Messages { get; init; } = [];

    /// <summary>Reports about what went out.</summary>
    public IReadOnlyList<DeliveryReport> Reports { get; init; } = [];

    /// <summary>What cannot be read.</summary>
    public IReadOnlyList<UnreadableMessage> Unreadable { get; init; } = [];
}

/// <summary>What a channel makes of a request; the host writes it.</summary>
/// <param name="Status">The HTTP status to answer with.</param>
/// <param name="Body">The text to answer with, or empty.</param>
public sealed record HookAnswer(int Status, string Body)
{
    /// <summary>Reports in it.</summary>
    public IReadOnlyList<DeliveryReport> Reports { get; init; } = [];

    /// <summary>Messages in it.</summary>
    public IReadOnlyList<IncomingMessage> Messages { get; init; } = [];

    /// <summary>The media type of the body.</summary>
    public string MediaType { get; init; } = "text/plain";

    /// <summary>Brings a message what belongs to it and did not come with the request, such as a picture; what cannot be had becomes one of its <see cref="IncomingMessage.Problems"/>. Null when there is nothing.</summary>
    public Func<IncomingMessage, CancellationToken, ValueTask<IncomingMessage>>? Complete { get; init; }

    /// <summary>Makes the body that answers at once out of what there is to say to the sender; null when the far end takes no answer so, and it goes out as a message of its own.</summary>
    public Func<string, string>? Reply { get; init; }
}

/// <summary>A channel whose far end calls back over HTTP, at <c>/hooks/NAME/…</c> of the service.</summary>
/// <remarks>Anybody can reach that address: the channel checks the token or signature first, and answers 403 without another word when it is wrong.</remarks>
public interface IChannelHook
{
    /// <summary>The channel's name.</summary>
    string Name { get; }

    /// <summary>Reads a request. Does nothing else.</summary>
    HookAnswer Read(HookRequest request);
}

using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Ports;

/// <summary>A message to one person.</summary>
public sealed record OutgoingMessage
{
    /// <summary>A number of the sender's own; the same number again is the same message.</summary>
    public required string Id { get; init; }

    /// <summary>To whom.</summary>
    public required MessageAddress To { get; init; }

    /// <summary>The subject, where the channel has one. One line.</summary>
    public required string Subject { get; init; }

    /// <summary>The text, plain.</summary>
    public required string Body { get; init; }

    /// <summary>The language it is written in.</summary>
    public Language Language { get; init; }

    /// <summary>The text as a page, for channels that show one; null for plain text only.</summary>
    public string? Html { get; init; }

    /// <summary>The far end's name of what this answers, as <see cref="IncomingMessage.Thread"/> gave it; null when it answers nothing.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>What goes with it, where the channel carries files; one that does not sends the text alone.</summary>
    public IReadOnlyList<OutgoingAttachment> Attachments { get; init; } = [];
}

/// <summary>A file that goes with a message.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="MediaType">What it is, such as <c>application/pdf</c>.</param>
/// <param name="Content">Its bytes.</param>
public sealed record OutgoingAttachment(string Name, string MediaType, ReadOnlyMemory<byte> Content);

/// <summary>A message was not taken by the channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Problem">What is wrong, without the message's text.</param>
/// <param name="MayRetry">Whether trying again later may help.</param>
public sealed record MessageRefused(string Channel, string Problem, bool MayRetry) : Fault
{
    /// <inheritdoc/>
    public override string Code => "channel.message-refused";

    /// <inheritdoc/>
    public override string Message => $"Channel {Channel} did not take the message: {Problem}.";

    /// <inheritdoc/>
    public override bool Transient => MayRetry;
}

/// <summary>A way to reach people: e-mail, SMS, a folder. A channel plugin implements this.</summary>
/// <remarks>Safe for use by several threads. What a far end says no to is a <see cref="MessageRefused"/>, never an exception.</remarks>
public interface IChannel
{
    /// <summary>The name, such as <c>Email</c>.</summary>
    string Name { get; }

    /// <summary>Whether it can reach addresses of a kind.</summary>
    bool Takes(AddressKind kind);

    /// <summary>Sends a message.</summary>
    /// <returns>The far end's own name for the message, or empty; or why it was not taken.</returns>
    ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default);
}

/// <summary>A channel that is asked now and then for what people wrote, such as a mailbox.</summary>
/// <remarks>What was handed over and not noted as taken, because the service ended, is handed over again under the same reference.</remarks>
public interface IChannelInbox
{
    /// <summary>The channel's name.</summary>
    string Name { get; }

    /// <summary>Hands over what is new, one at a time, and notes each as taken when that is done. Deletes nothing.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="take">Takes one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were; or why the far end cannot be asked.</returns>
    ValueTask<Result<int>> FetchAsync(int most, Func<ChannelIntake, CancellationToken, ValueTask> take, CancellationToken cancellationToken = default);
}

using WaterCore.Values;

namespace WaterCore.Ports;

/// <summary>What kind of address a message goes to.</summary>
public enum AddressKind
{
    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>An e-mail address.</summary>
    Email,
}

/// <summary>Where a message goes.</summary>
/// <param name="Kind">What kind of address it is.</param>
/// <param name="Value">The address as the customer gave it.</param>
public sealed record MessageAddress(AddressKind Kind, string Value)
{
    /// <summary>The address with all but its ends hidden, for screens and logs: <c>138****0017</c>, <c>l***@example.org</c>.</summary>
    public string Masked()
    {
        if (Kind == AddressKind.Email && Value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at) return Value[..1] + "***" + Value[at..];
        return Value.Length < 7 ? "****" : string.Concat(Value.AsSpan(0, 3), "****", Value.AsSpan(Value.Length - 2));
    }
}

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
}

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

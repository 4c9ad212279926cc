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
public sealed record IncomingMessage(string Reference, MessageAddress From, string Text);

/// <summary>What a channel makes of a request; the host writes it.</summary>
/// <param name="Status">The HTTP status to answer with.</param>
/// <param name="Body">The text to answer with, or empty.</param>
public sealed record HookAnswer(int Status, string Body)
{
    /// <summary>Reports in it.</summary>
    public IReadOnlyList<DeliveryReport> Reports { get; init; } = [];

    /// <summary>Messages in it.</summary>
    public IReadOnlyList<IncomingMessage> Messages { get; init; } = [];
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

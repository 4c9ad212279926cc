using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

/// <summary>A channel that keeps what it is given, and names it by its number.</summary>
/// <param name="name">Its name.</param>
/// <param name="kind">What it reaches.</param>
/// <param name="before">What stands before a message's number in the reference.</param>
internal sealed class KeptChannel(string name, AddressKind kind, string before = "") : IChannel
{
    private readonly Lock _gate = new();

    public string Name => name;

    public List<OutgoingMessage> Sent { get; } = [];

    public bool Takes(AddressKind asked) => asked == kind;

    public ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        lock (_gate) Sent.Add(message);
        return new(before + message.Id);
    }
}

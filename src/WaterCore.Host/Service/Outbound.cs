using System.Text;
using WaterCore.Customers;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>Sends a message by the first channel that can reach its address.</summary>
internal sealed class Outbound(IEnumerable<IChannel> channels)
{
    private readonly List<IChannel> _channels = [.. channels];

    /// <summary>Sends.</summary>
    public async ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default) =>
        _channels.FirstOrDefault(c => c.Takes(message.To.Kind)) is { } channel
            ? await channel.SendAsync(message, cancellationToken).ConfigureAwait(false)
            : new MessageRefused("none", $"no channel reaches a {(message.To.Kind == AddressKind.Email ? "mail address" : "telephone")}; configure one, such as WaterCore:Plugins:Email or WaterCore:FileChannel", false);
}

/// <summary>Writes messages to a folder, a file each: for demonstration, tests, and gateways that pick files up.</summary>
/// <param name="folder">The folder; made when it is not there.</param>
internal sealed class FileChannel(string folder) : IChannel
{
    public string Name => "File";

    public bool Takes(AddressKind kind) => true;

    public async ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        try
        {
            var root = Directory.CreateDirectory(folder).FullName;
            var name = message.Id + ".txt";
            if (message.Id.Any(c => !char.IsAsciiLetterOrDigit(c))) return new MessageRefused(Name, "its id is not letters and digits", false);
            // Under another name first, so that whoever watches the folder never sees half a message.
            var half = Path.Combine(root, name + ".part");
            await File.WriteAllTextAsync(half, $"To: {message.To.Value}\nSubject: {message.Subject}\n\n{message.Body}\n{string.Concat(message.Attachments.Select(a => $"[{a.Name}, {a.Content.Length} bytes]\n"))}", new UTF8Encoding(false), cancellationToken).ConfigureAwait(false);
            File.Move(half, Path.Combine(root, name), overwrite: true);
            return name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MessageRefused(Name, e.Message.TrimEnd('.'), true);
        }
    }
}

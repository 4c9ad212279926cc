using WaterCore.Customers;
using WaterCore.Host.Commands;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>The channels that come with the host, beside those of plugins.</summary>
internal static class Channels
{
    /// <summary>Adds those that the configuration names.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="configuration">The configuration: <c>WaterCore:FileChannel</c> names a folder, <c>WaterCore:NullChannel</c> a file, <c>WaterCore:PayLink</c> the address that people pay at.</param>
    /// <param name="dataPath">What relative paths are relative to.</param>
    /// <exception cref="CannotStartException">The address to pay at is none.</exception>
    public static void Add(IServiceCollection services, IConfiguration configuration, string dataPath)
    {
        services.AddSingleton<IContactFiles>(new ContactFolder(Path.Combine(Path.GetFullPath(dataPath), "contacts")));
        if (configuration["WaterCore:PayLink"] is { Length: > 0 } link)
            services.AddSingleton(new PayLink(Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address
                : throw new CannotStartException($"WaterCore:PayLink is '{link}', which is no web address; write for instance https://pay.example.org/.")));
        if (configuration["WaterCore:FileChannel"] is { Length: > 0 } folder) services.AddSingleton<IChannel>(new FileChannel(Path.GetFullPath(folder, Path.GetFullPath(dataPath))));
        if (configuration["WaterCore:NullChannel"] is { Length: > 0 } file) services.AddSingleton<IChannel>(_ => new NullChannel(Path.GetFullPath(file, Path.GetFullPath(dataPath))));
    }
}

/// <summary>Sends nothing: notes the number of each message in a file, once, as a gateway does that knows a number it had before. For trials and measurements.</summary>
internal sealed class NullChannel : IChannel, IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly StreamWriter _log;

    public NullChannel(string file)
    {
        // A line that a crash cut short is no message.
        if (File.Exists(file)) _known.UnionWith(File.ReadLines(file).Select(l => l.Split(' ')).Where(p => p.Length == 3).Select(p => p[0]));
        var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        stream.SetLength(File.Exists(file) ? WholeLines(stream) : 0);
        stream.Seek(0, SeekOrigin.End);
        _log = new StreamWriter(stream) { AutoFlush = true };
    }

    public string Name => "Null";

    public bool Takes(AddressKind kind) => true;

    public ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_known.Add(message.Id)) _log.WriteLine($"{message.Id} {message.To.Key} .");
        }
        return new((Result<string>)message.Id);
    }

    public void Dispose() => _log.Dispose();

    private static long WholeLines(FileStream stream)
    {
        long whole = 0;
        var buffer = new byte[1 << 16];
        long at = 0;
        for (int read; (read = stream.Read(buffer)) > 0; at += read)
            if (buffer.AsSpan(0, read).LastIndexOf((byte)'\n') is >= 0 and var last) whole = at + last + 1;
        return whole;
    }
}

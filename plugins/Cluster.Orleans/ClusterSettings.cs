using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using WaterCore.Plugins;

namespace WaterCore.Cluster.Orleans;

/// <summary>The settings of the section <c>WaterCore:Plugins:Orleans</c>.</summary>
internal sealed record ClusterSettings
{
    /// <summary>The database that all hosts of the cluster share.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Where the other hosts reach this one: loopback or a private address, for the port asks nobody who he is.</summary>
    public required IPAddress Address { get; init; }

    public required int Port { get; init; }

    public required string ClusterId { get; init; }

    /// <summary>Between two probes of a neighbour.</summary>
    public required TimeSpan Probe { get; init; }

    /// <summary>Probes that may stay without an answer before a host is called dead.</summary>
    public required int MissedProbes { get; init; }

    /// <summary>How long a host that was told to stop still answers, and says that it is not ready, so that whoever spreads the requests can take it out.</summary>
    public required TimeSpan Drain { get; init; }

    /// <exception cref="PluginSettingException">A setting is missing or wrong.</exception>
    public static ClusterSettings Read(PluginContext context) => new()
    {
        ConnectionString = Readable(context.Require("ConnectionString")),
        Address = Private(context.Find("Address") ?? "127.0.0.1"),
        Port = Whole(context, "Port", 11_111, 1, 65_535),
        ClusterId = context.Find("ClusterId") ?? "watercore",
        Probe = TimeSpan.FromSeconds(Whole(context, "ProbeSeconds", 2, 1, 60)),
        MissedProbes = Whole(context, "MissedProbes", 3, 1, 20),
        Drain = TimeSpan.FromSeconds(Whole(context, "DrainSeconds", 5, 0, 600)),
    };

    /// <summary>Of several hosts in a connection string, the one that is the primary.</summary>
    public static string Primary(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.Host?.Contains(',', StringComparison.Ordinal) == true) settings.TargetSessionAttributes = "primary";
        return settings.ConnectionString;
    }

    private static string Readable(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new PluginSettingException($"setting 'ConnectionString' cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}); write the same as for the storage: Host=...;Database=...;Username=...;Password=...");
        }
    }

    private static int Whole(PluginContext context, string key, int fallback, int least, int most) => context.Find(key) is not { } text
        ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new PluginSettingException($"setting '{key}' is '{text}'; write a whole number, {least} to {most}");

    private static IPAddress Private(string text)
    {
        if (!IPAddress.TryParse(text, out var address))
            throw new PluginSettingException($"setting 'Address' is '{text}'; write the IP address of this machine in the network of the cluster, such as 10.0.0.11");
        return IsPrivate(address)
            ? address
            : throw new PluginSettingException($"setting 'Address' is {text}, which is not a private address; whoever reaches the port is trusted, so use loopback, 10/8, 172.16/12, 192.168/16 or fc00::/7");
    }

    internal static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address)) return true;
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168)
            : (bytes[0] & 0xfe) == 0xfc;
    }
}

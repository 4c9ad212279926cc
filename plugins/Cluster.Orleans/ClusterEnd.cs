using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace WaterCore.Cluster.Orleans;

/// <summary>
/// Ends a host that the others take for dead, because it was suspended or cut off from them: they do its work already. It says so in a sentence and ends
/// at once, as after a power cut, which the database is safe against; whoever keeps the service starts it again.
/// </summary>
internal sealed partial class ClusterEnd(ClusterSettings settings, ILogger<ClusterEnd> log) : IFatalErrorHandler
{
    // The log is written by a thread of its own.
    private static readonly TimeSpan s_written = TimeSpan.FromMilliseconds(500);

    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        var why = context?.Split('\n')[0] ?? exception?.Message ?? "unknown";
        Ends(log, settings.ClusterId, settings.Probe.TotalSeconds * settings.MissedProbes, why.Length > 200 ? why[..200] : why);
        Thread.Sleep(s_written);
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The other hosts of the cluster '{Cluster}' cannot reach this one, or it did not answer for {Seconds} seconds, and took its work over; it ends now and is to be started again ({Why})")]
    private static partial void Ends(ILogger log, string cluster, double seconds, string why);
}

using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>Asks mailboxes for what people wrote while the service runs, in one process at a time.</summary>
internal sealed partial class InboxService(IEnumerable<IChannelInbox> inboxes, Inbox inbox, DutyRoster duties, TimeProvider time, ILogger<InboxService> log) : BackgroundService
{
    /// <summary>How many messages at a time.</summary>
    public const int AtOnce = 100;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(15);

    private readonly IReadOnlyList<IChannelInbox> _inboxes = [.. inboxes];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_inboxes.Count == 0) return;
        await Task.Delay(TimeSpan.FromSeconds(3), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await duties.HoldAsync("inbox", (_, token) => WorkAsync(token), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var box in _inboxes)
                try
                {
                    var taken = await box.FetchAsync(AtOnce, async (intake, token) => await inbox.TakeAsync(box.Name, intake, problem => Problem(log, box.Name, problem), token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                    if (!taken.IsOk) Problem(log, box.Name, taken.Fault.Message);
                }
                catch (Exception e) when (e is StorageUnavailableException or StorageConflictException)
                {
                    // Not noted as taken, so it comes again.
                    Problem(log, box.Name, e.Message);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Taking in by {Channel}: {Problem}")]
    private static partial void Problem(ILogger log, string channel, string problem);
}

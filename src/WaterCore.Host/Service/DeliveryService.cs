using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>Sends what is due while the service runs, in one process at a time. What goes wrong is written to the log and tried again.</summary>
internal sealed partial class DeliveryService(DeliveryRun run, DutyRoster duties, TimeProvider time, ILogger<DeliveryService> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The storage opens before the service starts; the pause lets the first pages come first.
        await Task.Delay(s_pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await duties.HoldAsync("delivery", (_, token) => WorkAsync(token), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var released = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!released) await run.ReleaseAsync(cancellationToken).ConfigureAwait(false);
                released = true;
                await run.DrainAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is StorageUnavailableException or StorageConflictException or InvalidOperationException)
            {
                Failed(log, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages could not be sent, and are tried again: {Problem}")]
    private static partial void Failed(ILogger log, string problem);
}

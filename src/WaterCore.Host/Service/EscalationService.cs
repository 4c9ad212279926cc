using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>Urges late work level by level while the service runs, in one process at a time. What goes wrong is written to the log and tried again.</summary>
internal sealed partial class EscalationService(WorkWatch watch, DutyRoster duties, TimeProvider time, ILogger<EscalationService> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(s_pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await duties.HoldAsync("escalation", (_, token) => WorkAsync(token), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var done = await watch.EscalateAsync(null, cancellationToken).ConfigureAwait(false);
                if (done.Count > 0) Urged(log, done.Count);
            }
            catch (Exception e) when (e is StorageUnavailableException or StorageConflictException)
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Late work was urged: {Count}")]
    private static partial void Urged(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Late work could not be looked for, which is tried again: {Problem}")]
    private static partial void Failed(ILogger log, string problem);
}

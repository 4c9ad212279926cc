using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>Does something again and again while the service runs, in one process at a time. What goes wrong with the storage is told and tried again.</summary>
/// <param name="duty">The duty that one process has.</param>
/// <param name="pause">Between one time and the next.</param>
/// <param name="duties">Which process has which duty.</param>
/// <param name="time">The time.</param>
internal abstract class DutyService(string duty, TimeSpan pause, DutyRoster duties, TimeProvider time) : BackgroundService
{
    /// <summary>Before the first time: the storage opens before the service starts, and the pause lets the first pages come first.</summary>
    protected virtual TimeSpan First => pause;

    /// <summary>Does it once.</summary>
    protected abstract Task OnceAsync(CancellationToken cancellationToken);

    /// <summary>Tells what went wrong.</summary>
    protected abstract void Tell(string problem);

    /// <summary>Whether a failure passes, so that the next time may do better.</summary>
    protected virtual bool Passes(Exception failure) => failure is StorageUnavailableException or StorageConflictException;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(First, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await duties.HoldAsync(duty, (_, token) => WorkAsync(token), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await OnceAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (Passes(e))
            {
                Tell(e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>When this process has just taken the duty.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

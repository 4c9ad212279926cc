using WaterCore.Operations;

namespace WaterCore.Host.Service;

/// <summary>Sends what is due while the service runs.</summary>
internal sealed partial class DeliveryService(DeliveryRun run, DutyRoster duties, TimeProvider time, ILogger<DeliveryService> log) : DutyService("delivery", TimeSpan.FromSeconds(2), duties, time)
{
    private bool _released;

    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _released = false;
        return Task.CompletedTask;
    }

    protected override async Task OnceAsync(CancellationToken cancellationToken)
    {
        if (!_released) await run.ReleaseAsync(cancellationToken).ConfigureAwait(false);
        _released = true;
        await run.DrainAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    protected override bool Passes(Exception failure) => base.Passes(failure) || failure is InvalidOperationException;

    protected override void Tell(string problem) => Failed(log, problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages could not be sent, and are tried again: {Problem}")]
    private static partial void Failed(ILogger log, string problem);
}

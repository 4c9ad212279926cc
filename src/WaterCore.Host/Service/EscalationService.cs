using WaterCore.Operations;

namespace WaterCore.Host.Service;

/// <summary>Urges late work level by level while the service runs.</summary>
internal sealed partial class EscalationService(WorkWatch watch, DutyRoster duties, TimeProvider time, ILogger<EscalationService> log) : DutyService("escalation", TimeSpan.FromMinutes(5), duties, time)
{
    protected override async Task OnceAsync(CancellationToken cancellationToken)
    {
        var done = await watch.EscalateAsync(null, cancellationToken).ConfigureAwait(false);
        if (done.Count > 0) Urged(log, done.Count);
    }

    protected override void Tell(string problem) => Failed(log, problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Late work was urged: {Count}")]
    private static partial void Urged(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Late work could not be looked for, which is tried again: {Problem}")]
    private static partial void Failed(ILogger log, string problem);
}

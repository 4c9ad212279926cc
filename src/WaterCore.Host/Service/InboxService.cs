using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>Asks mailboxes for what people wrote while the service runs.</summary>
internal sealed partial class InboxService(IEnumerable<IChannelInbox> inboxes, Inbox inbox, DutyRoster duties, TimeProvider time, ILogger<InboxService> log) : DutyService("inbox", TimeSpan.FromSeconds(15), duties, time)
{
    /// <summary>How many messages at a time.</summary>
    public const int AtOnce = 100;

    private readonly IReadOnlyList<IChannelInbox> _inboxes = [.. inboxes];

    protected override TimeSpan First => TimeSpan.FromSeconds(3);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _inboxes.Count == 0 ? Task.CompletedTask : base.ExecuteAsync(stoppingToken);

    protected override async Task OnceAsync(CancellationToken cancellationToken)
    {
        foreach (var box in _inboxes)
            try
            {
                var taken = await box.FetchAsync(AtOnce, async (intake, token) => await inbox.TakeAsync(box.Name, intake, problem => Problem(log, box.Name, problem), token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                if (!taken.IsOk) Problem(log, box.Name, taken.Fault.Message);
            }
            catch (Exception e) when (Passes(e))
            {
                // Not noted as taken, so it comes again; the next box is asked all the same.
                Problem(log, box.Name, e.Message);
            }
    }

    protected override void Tell(string problem) => Problem(log, "every door", problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Taking in by {Channel}: {Problem}")]
    private static partial void Problem(ILogger log, string channel, string problem);
}

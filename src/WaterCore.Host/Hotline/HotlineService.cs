using NodaTime;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Host.Hotline;

/// <summary>Answers the telephone as long as the service runs: gives every sentence a voice, links to the exchange, serves calls.</summary>
internal sealed partial class HotlineService(
    ITelephony telephony, ISpeech speech, IHotlineFacts facts, HotlineOptions options, IClock clock, ILogger<HotlineService> log) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    /// <summary>The desk, once it serves calls.</summary>
    public HotlineDesk? Desk { get; private set; }

    /// <summary>The groups that callers can ask for: those that have desks, and those that the dialogue transfers to.</summary>
    public IEnumerable<string> Groups => options.Desks.Keys.Union(options.Dialogue.Steps.Values.OfType<TransferStep>().Select(t => t.To));

    /// <summary>Why it does not serve calls, or null when it does.</summary>
    public string? Trouble { get; private set; } = "it is starting";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not on the thread that starts the service.
        await Task.Yield();
        try
        {
            var desk = new HotlineDesk(telephony, speech, facts, options.Dialogue, options.Settings(fault => Fault(log, fault.Code, fault.Message)), clock, TimeProvider.System);
            Preparing(log, speech.Description);
            while (await desk.PrepareAsync(cancellationToken: stoppingToken).ConfigureAwait(false) is { IsOk: false, Fault: var fault })
            {
                Trouble = fault.Message;
                Fault(log, fault.Code, fault.Message);
                await Task.Delay(Again, stoppingToken).ConfigureAwait(false);
            }
            await telephony.StartAsync(stoppingToken).ConfigureAwait(false);
            (Desk, Trouble) = (desk, null);
            Serving(log, options.Dialogue.Name);
            await desk.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            Trouble = "it was stopped";
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The hotline gives its sentences a voice by {Speech}; the first time takes a minute")]
    private static partial void Preparing(ILogger log, string speech);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hotline serves the dialogue {Dialogue}")]
    private static partial void Serving(ILogger log, string dialogue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hotline: {Code}: {Message}")]
    private static partial void Fault(ILogger log, string code, string message);
}

using NodaTime;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Host.Hotline;

/// <summary>Answers the telephone as long as the service runs: gives every sentence a voice, links to the exchange, serves calls.</summary>
internal sealed partial class HotlineService(
    ITelephony telephony, ISpeech speech, IHotlineFacts facts, HotlineOptions options, MoneyContext context, CampaignPlan plan, SupplyNoticeDesk notices, EventLag lag, IClock clock, ILogger<HotlineService> log) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30), Look = TimeSpan.FromSeconds(1);

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
            while (await desk.PrepareAsync(Scripts.Values.SelectMany(s => Enum.GetValues<Language>().SelectMany(s.FixedParts)), stoppingToken).ConfigureAwait(false) is { IsOk: false, Fault: var fault })
            {
                Trouble = fault.Message;
                Fault(log, fault.Code, fault.Message);
                await Task.Delay(Again, stoppingToken).ConfigureAwait(false);
            }
            await telephony.StartAsync(stoppingToken).ConfigureAwait(false);
            (Desk, Trouble) = (desk, null);
            Serving(log, options.Dialogue.Name);
            var runner = new CampaignRunner(context, desk, telephony, facts, plan, Scripts);
            await Task.WhenAll(desk.RunAsync(stoppingToken), CampaignsAsync(runner, stoppingToken), NoticesAsync(stoppingToken)).ConfigureAwait(false);
            await runner.SettleAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            Trouble = "it was stopped";
            var (events, p95) = lag.Look();
            Stopped(log, events, p95);
        }
    }

    // A campaign that meets trouble, such as a storage that is busy, is tried again at the next look.
    private async Task CampaignsAsync(CampaignRunner runner, CancellationToken stopping)
    {
        using var look = new PeriodicTimer(Look);
        var recovered = false;
        try
        {
            while (await look.WaitForNextTickAsync(stopping).ConfigureAwait(false))
                try
                {
                    if (!recovered && await runner.RecoverAsync(stopping).ConfigureAwait(false) is > 0 and var lost) Recovered(log, lost);
                    recovered = true;
                    await runner.StepAsync(stopping).ConfigureAwait(false);
                }
                catch (Exception e) when (e is StorageUnavailableException or StorageConflictException or NotSupportedException)
                {
                    Fault(log, "campaign", e.Message);
                }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    // A notice is given its voice when it is there; until then a caller who asks for it gets a person.
    private async Task NoticesAsync(CancellationToken stopping)
    {
        using var look = new PeriodicTimer(Look * 3);
        try
        {
            do
                try
                {
                    foreach (var notice in await notices.CurrentAsync(stopping).ConfigureAwait(false))
                        foreach (var language in Enum.GetValues<Language>())
                            if (!(await speech.PrepareAsync(new SpeechPart(language, notice.Text.In(language)), stopping).ConfigureAwait(false)).IsOk) Fault(log, "speech.failed", $"notice {notice.Id} has no voice");
                }
                catch (Exception e) when (e is StorageUnavailableException or NotSupportedException)
                {
                    Fault(log, "notices", e.Message);
                }
            while (await look.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private static Dictionary<string, Dialogue> Scripts { get; } = new() { ["reminder"] = DialogueFile.Shipped("reminder") };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Calls} calls of campaigns were under way when the service ended; they count as lost")]
    private static partial void Recovered(ILogger log, int calls);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hotline has stopped; {Events} events, 95 % within {P95:0.0} ms")]
    private static partial void Stopped(ILogger log, long events, double p95);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hotline gives its sentences a voice by {Speech}; the first time takes a minute")]
    private static partial void Preparing(ILogger log, string speech);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hotline serves the dialogue {Dialogue}")]
    private static partial void Serving(ILogger log, string dialogue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hotline: {Code}: {Message}")]
    private static partial void Fault(ILogger log, string code, string message);
}

using NodaTime;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Host.Hotline;

/// <summary>
/// Answers the telephone as long as the service runs: gives every sentence a voice, and, in one process at a time, links to the exchange, serves calls and
/// runs campaigns. The other processes show what that one does, and go on when it is gone.
/// </summary>
internal sealed partial class HotlineService(
    ITelephony telephony, ISpeech speech, IHotlineFacts facts, HotlineOptions options, MoneyContext context, CampaignPlan plan, ContactGovernor governor, SupplyNoticeDesk notices, SeatDesk seats,
    RecordingDesk recordings, IRecordingFiles files, DutyRoster duties, DutySettings alone, EventLag lag, IClock clock, ILogger<HotlineService> log) : BackgroundService
{
    /// <summary>The name of the duty.</summary>
    public const string Duty = "telephone";

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30), Look = TimeSpan.FromSeconds(1);

    private static readonly Duration Fresh = Duration.FromSeconds(10);

    private HotlineState? _elsewhere;

    /// <summary>The desk, while this process has the telephone.</summary>
    public HotlineDesk? Desk { get; private set; }

    /// <summary>Callers and agents as they are now, whichever process has the telephone; null when none has it.</summary>
    public HotlineState? State => Desk?.State() ?? (_elsewhere is { } state && clock.GetCurrentInstant() - state.At < Fresh ? state : null);

    /// <summary>The groups that callers can ask for: those that have desks, and those that the dialogue transfers to.</summary>
    public IEnumerable<string> Groups => options.Desks.Keys.Union(options.Dialogue.Steps.Values.OfType<TransferStep>().Select(t => t.To));

    /// <summary>Why it does not serve calls, or null when it does or another process does.</summary>
    public string? Trouble { get; private set; } = "it is starting";

    /// <summary>Follows what was wished at consoles at once, when the telephone is here.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken = default) => Desk?.Seat(await seats.ListAsync(cancellationToken).ConfigureAwait(false));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not on the thread that starts the service.
        await Task.Yield();
        try
        {
            Preparing(log, speech.Description);
            var parts = HotlineDesk.Parts(options.Dialogue).Concat(Scripts.Values.Append(DialogueFile.Shipped(DialogueFile.CallBack)).SelectMany(s => Enum.GetValues<Language>().SelectMany(s.FixedParts)));
            while (await HotlineDesk.PrepareAsync(speech, parts, stoppingToken).ConfigureAwait(false) is { IsOk: false, Fault: var fault })
            {
                Trouble = fault.Message;
                Fault(log, fault.Code, fault.Message);
                await Task.Delay(Again, stoppingToken).ConfigureAwait(false);
            }
            Trouble = null;
            await Task.WhenAll(HoldAsync(stoppingToken), NoticesAsync(stoppingToken), EachAsync(Look, WatchAsync, "hotline", stoppingToken)).ConfigureAwait(false);
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

    // Whoever lost the exchange to a host outside the roster gives the duty back, and takes it again later: of two that fight for it, none would serve anybody.
    private async Task HoldAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await duties.HoldAsync(Duty, ServeAsync, stopping).ConfigureAwait(false);
            await Task.Delay(Again, stopping).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(long epoch, CancellationToken held)
    {
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(held);
        // Where other processes could take the calls over, they are left to them.
        var desk = new HotlineDesk(telephony, speech, facts, options.Dialogue, options.Settings(files, alone.Holder.Length > 0, fault => Fault(log, fault.Code, fault.Message)), clock, TimeProvider.System);
        var runner = new CampaignRunner(context, desk, telephony, facts, plan, governor, Scripts);
        await telephony.StartAsync(held).ConfigureAwait(false);
        Desk = desk;
        Serving(log, options.Dialogue.Name, epoch);
        try
        {
            await Task.WhenAll(
                desk.RunAsync(serving.Token), CampaignsAsync(runner, serving.Token), ShownAsync(desk, serving.Token),
                EachAsync(TimeSpan.FromHours(1), EraseAsync, "recordings", serving.Token), LinkAsync(serving)).ConfigureAwait(false);
            await runner.SettleAsync().ConfigureAwait(false);
        }
        finally
        {
            Desk = null;
            await telephony.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Ends the serving when another host took the exchange over.
    private async Task LinkAsync(CancellationTokenSource serving)
    {
        while (!serving.IsCancellationRequested && telephony.Link != LinkState.Replaced)
            await Task.Delay(Look, serving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (serving.IsCancellationRequested) return;
        Trouble = "another host took the exchange over; it is tried again";
        Fault(log, "telephony.replaced", Trouble);
        await serving.CancelAsync().ConfigureAwait(false);
        Trouble = null;
    }

    // Places that a host before this one kept are taken over when the agents are seated.
    private Task ShownAsync(HotlineDesk desk, CancellationToken stopping)
    {
        var restored = false;
        return EachAsync(Look, async token =>
        {
            await FollowAsync(token).ConfigureAwait(false);
            if (!restored && await desk.RestoreAsync(token).ConfigureAwait(false) is > 0 and var waiting) Restored(log, waiting);
            restored = true;
            await ShowAsync(desk, token).ConfigureAwait(false);
        }, "hotline", stopping);
    }

    private string _shown = "";

    private async Task ShowAsync(HotlineDesk desk, CancellationToken cancellationToken)
    {
        // Alone, nobody reads it.
        if (alone.Holder.Length == 0) return;
        var state = desk.State();
        var (now, rest) = (state.At, state with { At = default });
        if (rest.ToJson() is var text && text == _shown && (int)now.ToUnixTimeSeconds() % 5 != 0) return;
        _shown = text;
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Telephone.PutAsync(new HotlineNow(now, state.ToJson()), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        if (Desk is not null || alone.Holder.Length == 0) return;
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        _elsewhere = await unit.Telephone.NowAsync(cancellationToken).ConfigureAwait(false) is { } now ? HotlineState.Read(now.Content) : null;
    }

    private async Task EraseAsync(CancellationToken cancellationToken)
    {
        if (await recordings.EraseAsync(options.KeepRecordingsDays, WaterCore.Organization.Actor.System, cancellationToken).ConfigureAwait(false) is > 0 and var erased) Erased(log, erased);
    }

    // Does something now and then; trouble with the storage is met again at the next time.
    private async Task EachAsync(TimeSpan every, Func<CancellationToken, Task> work, string what, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            do
                try
                {
                    await work(stopping).ConfigureAwait(false);
                }
                catch (Exception e) when (e is StorageUnavailableException or StorageConflictException or NotSupportedException or IOException)
                {
                    Fault(log, what, e.Message);
                }
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    // A campaign that meets trouble, such as a storage that is busy, is tried again at the next look.
    private Task CampaignsAsync(CampaignRunner runner, CancellationToken stopping)
    {
        var recovered = false;
        return EachAsync(Look, async token =>
        {
            if (!recovered && await runner.RecoverAsync(token).ConfigureAwait(false) is > 0 and var lost) Recovered(log, lost);
            recovered = true;
            await runner.StepAsync(token).ConfigureAwait(false);
        }, "campaign", stopping);
    }

    // A notice is given its voice when it is there; until then a caller who asks for it gets a person.
    private Task NoticesAsync(CancellationToken stopping) => EachAsync(Look * 3, async token =>
    {
        foreach (var text in (await notices.CurrentAsync(token).ConfigureAwait(false)).Select(n => n.Text).Concat(await facts.TextsAsync(token).ConfigureAwait(false)))
            foreach (var language in Enum.GetValues<Language>())
                if (new SpeechPart(language, text.In(language)) is var part && speech.Find(part) is null && !(await speech.PrepareAsync(part, token).ConfigureAwait(false)).IsOk)
                    Fault(log, "speech.failed", $"'{part.Text}' has no voice");
    }, "notices", stopping);

    private static Dictionary<string, Dialogue> Scripts { get; } = DialogueFile.ShippedScripts.ToDictionary(s => s, DialogueFile.Shipped);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Calls} calls of campaigns were under way when the service ended; they count as lost")]
    private static partial void Recovered(ILogger log, int calls);

    [LoggerMessage(Level = LogLevel.Information, Message = "{CallBacks} callers who wait to be called back keep their places")]
    private static partial void Restored(ILogger log, int callBacks);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hotline has stopped; {Events} events, 95 % within {P95:0.0} ms")]
    private static partial void Stopped(ILogger log, long events, double p95);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hotline gives its sentences a voice by {Speech}; the first time takes a minute")]
    private static partial void Preparing(ILogger log, string speech);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hotline serves the dialogue {Dialogue} (epoch {Epoch})")]
    private static partial void Serving(ILogger log, string dialogue, long epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Recordings} recordings of talks were erased after their time")]
    private static partial void Erased(ILogger log, int recordings);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hotline: {Code}: {Message}")]
    private static partial void Fault(ILogger log, string code, string message);
}

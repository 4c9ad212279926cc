using System.Collections.Concurrent;
using System.Globalization;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>How the hotline is run.</summary>
public sealed record HotlineSettings
{
    /// <summary>The desks of each group that a dialogue transfers to: telephones at which somebody sits without signing on.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Desks { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The group that gets a call when a sentence cannot be said.</summary>
    public string FallbackDesk { get; init; } = "front-desk";

    /// <summary>How long each desk is rung.</summary>
    public Duration RingDesk { get; init; } = Duration.FromSeconds(20);

    /// <summary>How long a call may last in the dialogue; time with a person does not count.</summary>
    public Duration MaxCall { get; init; } = Duration.FromMinutes(15);

    /// <summary>How the queue of those who wait is run.</summary>
    public AgentQueueSettings Queue { get; init; } = new();

    /// <summary>After how long somebody who waits is told about the place in the queue for the first time.</summary>
    public Duration FirstAnnouncement { get; init; } = Duration.FromSeconds(5);

    /// <summary>How often after that.</summary>
    public Duration AnnounceEvery { get; init; } = Duration.FromSeconds(45);

    /// <summary>From which estimated wait on somebody who waits is offered a call back.</summary>
    public Duration OfferCallBackFrom { get; init; } = Duration.FromMinutes(2);

    /// <summary>How long a place that a caller keeps for a call back outlives the host; longer ones are left to the staff.</summary>
    public Duration KeepsCallBacks { get; init; } = Duration.FromHours(2);

    /// <summary>
    /// The dialogue for those whom the hotline calls back when it is their turn; null to leave call backs to the staff, who have a case for each.
    /// </summary>
    public Dialogue? CallBack { get; init; }

    /// <summary>
    /// Where recordings of talks with agents go, or null to record none. Only talks whose caller heard the dialogue's notice of it to the end are recorded.
    /// </summary>
    public IRecordingFiles? Recordings { get; init; }

    /// <summary>Whether calls are left as they are when the desk stops, for the next host that links to the exchange; otherwise they are hung up.</summary>
    public bool LeavesCalls { get; init; }

    /// <summary>Told of every fault that a call runs into; null for nobody.</summary>
    public Action<Fault>? Report { get; init; }
}

/// <summary>What a call that is placed is led through.</summary>
internal sealed record OutboundScript(Dialogue Dialogue, IHotlineFacts Facts, Action<CallEnded> Ended, Action Machine)
{
    /// <summary>The place in the queue for which it is made and the agent who is kept free for it; or null.</summary>
    public (CallBack Back, Agent Agent)? Turn { get; init; }
}

/// <summary>Answers the telephone: one conversation of a dialogue for each call that arrives.</summary>
/// <param name="telephony">The exchange; this desk is the one reader of its events.</param>
/// <param name="speech">The voice.</param>
/// <param name="facts">The facts of the utility.</param>
/// <param name="dialogue">The dialogue.</param>
/// <param name="settings">How it is run.</param>
/// <param name="clock">The time; tells the ids of this run from those of the run before.</param>
/// <param name="timers">Timers, on the same time.</param>
public sealed class HotlineDesk(
    ITelephony telephony, ISpeech speech, IHotlineFacts facts, Dialogue dialogue, HotlineSettings settings, IClock clock, TimeProvider timers)
{
    private readonly string _run = clock.GetCurrentInstant().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
    private readonly ConcurrentDictionary<CallId, HotlineCall> _calls = new();
    private readonly ConcurrentDictionary<CallId, Task> _running = new();
    private readonly ConcurrentDictionary<string, CallBack> _callBacks = new();
    private readonly Dictionary<string, int> _seats = [];
    private long _lastId;

    /// <summary>Who waits and who answers. Agents sign on and off here; changes are noticed within a second.</summary>
    public AgentQueue Queue { get; } = new(settings.Queue);

    /// <summary>Something of what <see cref="Live"/> shows has changed; called on a thread of the desk's, and to be left at once.</summary>
    public event Action? Changed;

    internal ITelephony Telephony => telephony;

    internal ISpeech Speech => speech;

    internal IHotlineFacts Facts => facts;

    internal Dialogue Dialogue => dialogue;

    internal HotlineSettings Settings => settings;

    internal TimeProvider Timers => timers;

    internal Instant Now => clock.GetCurrentInstant();

    /// <summary>How many callers are being served.</summary>
    public int CallsNow => _calls.Values.Distinct().Count();

    /// <summary>The callers as they are now, longest first.</summary>
    public IReadOnlyList<LiveCall> Live() => [.. _calls.Values.Distinct().Select(c => c.Live()).Concat(_callBacks.Values.Select(Waits)).OrderBy(c => c.ArrivedAt)];

    private static LiveCall Waits(CallBack back) => new(back.Id, back.Phone, null, back.Since, DialogueFile.CallBack, Language.Chinese, CallStage.CallBack) { Group = back.Group, WaitedFrom = back.Since };

    /// <summary>Callers and agents as they are now, for those who watch.</summary>
    public HotlineState State() => new(Now, Live(), Queue.Agents);

    /// <summary>Brings the agents in line with what they wish at their consoles; seats that were not changed since the last time are left alone.</summary>
    public void Seat(IReadOnlyList<AgentSeat> seats)
    {
        lock (_seats)
            foreach (var seat in seats)
            {
                if (_seats.GetValueOrDefault(seat.Number) is var seen && seen == seat.Revision) continue;
                _seats[seat.Number] = seat.Revision;
                if (seat.Wish == SeatWish.Off)
                {
                    Queue.SignOff(seat.Number);
                    continue;
                }
                Queue.SignOn(seat.Number, seat.Name, seat.Skills, Now);
                if (seat.Wish == SeatWish.Paused) Queue.Pause(seat.Number, Now);
                else Queue.Ready(seat.Number, Now);
            }
        Assign();
        Tell();
    }

    /// <summary>Everything that a dialogue can say in either language but for texts of the day: its sentences, and the parts of every number, amount and date.</summary>
    public static IEnumerable<SpeechPart> Parts(Dialogue dialogue) => Enum.GetValues<Language>().SelectMany(l => dialogue.FixedParts(l).Concat(SpokenText.Vocabulary(l)));

    /// <summary>Gives parts their sound, so that no call has to.</summary>
    /// <returns>How many parts there are, or the first that could not be given a voice.</returns>
    public static async Task<Result<int>> PrepareAsync(ISpeech speech, IEnumerable<SpeechPart> parts, CancellationToken cancellationToken = default)
    {
        var all = parts.Distinct().ToList();
        foreach (var part in all)
            if ((await speech.PrepareAsync(part, cancellationToken).ConfigureAwait(false)).Fault is { } fault) return fault;
        return all.Count;
    }

    /// <summary>Gives every sentence and every number its sound. Do it before <see cref="RunAsync"/>.</summary>
    /// <param name="more">Texts of the day, such as notices, as they are published.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many parts there are, or the first that could not be given a voice.</returns>
    public Task<Result<int>> PrepareAsync(IEnumerable<SpeechPart>? more = null, CancellationToken cancellationToken = default) =>
        PrepareAsync(speech, Parts(dialogue).Concat(settings.CallBack is { } script ? Parts(script) : []).Concat(more ?? []), cancellationToken);

    /// <summary>Serves calls until cancelled, or until the exchange is disposed; then ends those that are still there.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        foreach (var number in settings.Desks.Values.SelectMany(d => d).Distinct())
            Queue.SignOn(number, number, [.. settings.Desks.Where(d => d.Value.Contains(number)).Select(d => d.Key)], Now);
        using var tick = timers.CreateTimer(_ => Assign(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        try
        {
            await foreach (var e in telephony.EventsAsync(cancellationToken).ConfigureAwait(false)) Take(e, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        foreach (var id in settings.LeavesCalls ? [] : _calls.Keys) await telephony.HangUpAsync(id, CancellationToken.None).ConfigureAwait(false);
        foreach (var call in _calls.Values.Distinct()) call.Post(new CallEnded(clock.GetCurrentInstant(), call.Id, CallOutcome.Lost));
        // Each is kept before this returns.
        await Task.WhenAll(_running.Values).ConfigureAwait(false);
    }

    private void Take(TelephonyEvent happened, CancellationToken cancellationToken)
    {
        switch (happened)
        {
            case CallArrived arrived when !_calls.ContainsKey(arrived.Call):
                var call = new HotlineCall(this, arrived, null, cancellationToken);
                Begin(call);
                break;
            case LinkUp up:
                // Calls to desks that a run before this one left behind; nobody waits for them any more.
                foreach (var left in up.Calls)
                    if (left is { Incoming: false, Connected: false } && !_calls.ContainsKey(left.Id)) _ = telephony.HangUpAsync(left.Id, cancellationToken).AsTask();
                break;
            case CallEvent e when _calls.TryGetValue(e.Call, out var its):
                its.Post(e);
                break;
        }
    }

    /// <summary>Calls somebody, and leads who answers through a dialogue. Whoever has prepared its sentences before may use it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="script">The dialogue.</param>
    /// <param name="answers">What the dialogue can ask.</param>
    /// <param name="ended">Told once, when the call is over; not when this returns a fault.</param>
    /// <param name="machine">Told before that when a machine answered: then nothing was said. Null to go on without asking.</param>
    /// <param name="cancellationToken">Cuts the dialogue off.</param>
    /// <returns>Null when it was placed, or the exchange's fault.</returns>
    public async ValueTask<Fault?> DialAsync(OutgoingCall call, Dialogue script, IHotlineFacts answers, Action<CallEnded> ended, Action? machine = null, CancellationToken cancellationToken = default) =>
        await DialAsync(call, new OutboundScript(script, answers, ended, machine ?? (() => { })), cancellationToken).ConfigureAwait(false);

    private async ValueTask<Fault?> DialAsync(OutgoingCall call, OutboundScript script, CancellationToken cancellationToken)
    {
        var served = new HotlineCall(this, new CallArrived(Now, call.Id, call.To, call.To), script, cancellationToken);
        // Before it is placed: its events come before the exchange's answer.
        Begin(served);
        if (await telephony.PlaceAsync(call, cancellationToken).ConfigureAwait(false) is not { } fault) return null;
        served.Post(new HotlineCall.Withdrawn());
        return fault;
    }

    internal void Report(Fault fault) => settings.Report?.Invoke(fault);

    private void Begin(HotlineCall call)
    {
        _calls[call.Id] = call;
        var serving = _running[call.Id] = ServeAsync(call);
        if (serving.IsCompleted) _running.TryRemove(call.Id, out _);
    }

    private async Task ServeAsync(HotlineCall call)
    {
        await Task.Yield();
        await call.RunAsync().ConfigureAwait(false);
        _running.TryRemove(call.Id, out _);
        Tell();
    }

    /// <summary>Brings those who wait to those who are ready, and tells those for whom nobody could come.</summary>
    internal void Assign()
    {
        foreach (var (agent, caller) in Queue.Assign(Now))
            if (_calls.TryGetValue(new CallId(caller.Call), out var call)) call.Post(new HotlineCall.YourTurn(agent));
            else if (_callBacks.TryRemove(caller.Call, out var back)) _ = CallBackAsync(back, agent);
            else Queue.Leave(caller.Call, Now);
        foreach (var caller in Queue.Forsaken())
            if (_calls.TryGetValue(new CallId(caller.Call), out var call)) call.Post(new HotlineCall.Forsaken());
            // Its case is left to the staff.
            else if (_callBacks.TryRemove(caller.Call, out var back)) _ = TakeAsync(back);
    }

    /// <summary>Keeps the place of a caller who hangs up; the caller is called when it is the turn. Nothing when call backs are left to the staff, who have a case for each.</summary>
    internal async Task KeepAsync(CallBack back)
    {
        if (settings.CallBack is null || !await DoneAsync(() => facts.KeepAsync(back)).ConfigureAwait(false)) return;
        if (await WaitAsync(back).ConfigureAwait(false)) Tell();
    }

    /// <summary>Takes over the places that desks before this one kept. Those who have waited too long, or for whom nobody can come, are left to the staff, who have their cases.</summary>
    /// <returns>How many wait on.</returns>
    public async Task<int> RestoreAsync(CancellationToken cancellationToken = default)
    {
        var restored = 0;
        foreach (var back in await facts.KeptAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_callBacks.ContainsKey(back.Id)) continue;
            if (settings.CallBack is null || Now - back.Since > settings.KeepsCallBacks) await TakeAsync(back).ConfigureAwait(false);
            else if (await WaitAsync(back).ConfigureAwait(false)) restored++;
        }
        Tell();
        return restored;
    }

    // Known before it is in the queue, which may have its turn at once.
    private async Task<bool> WaitAsync(CallBack back)
    {
        _callBacks[back.Id] = back;
        if (Queue.Enter(new WaitingCaller(back.Id, back.Group, back.Since))) return true;
        if (_callBacks.TryRemove(back.Id, out _)) await TakeAsync(back).ConfigureAwait(false);
        return false;
    }

    /// <summary>A caller who had booked a call back talks to somebody after all.</summary>
    internal void Drop(string callBack)
    {
        if (!_callBacks.TryRemove(callBack, out var back)) return;
        Queue.Leave(callBack, Now);
        // Both are talking already and wait for no disk.
        _ = TakeAsync(back);
    }

    // The agent is kept free until the caller answers and asks for a person, or does not.
    private async Task CallBackAsync(CallBack back, Agent agent)
    {
        if (!await TakeAsync(back).ConfigureAwait(false))
        {
            Queue.Leave(back.Id, Now);
            return;
        }
        var call = new OutgoingCall { Id = new CallId(back.Id), To = back.Phone };
        var script = new OutboundScript(settings.CallBack!, facts, _ => { }, () => { }) { Turn = (back, agent) };
        if (await DialAsync(call, script, CancellationToken.None).ConfigureAwait(false) is { } fault) Report(fault);
    }

    // Before the call: whoever is in doubt whether a place was taken does not call twice.
    private async Task<bool> TakeAsync(CallBack back)
    {
        var mine = false;
        return await DoneAsync(async () => mine = await facts.TakeAsync(back).ConfigureAwait(false)).ConfigureAwait(false) && mine;
    }

    private async Task<bool> DoneAsync(Func<ValueTask> act)
    {
        try
        {
            await act().ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // The hotline goes on, and the staff has the case.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(new HotlineFactsFailed("call-back", e.Message));
            return false;
        }
    }

    internal void Tell() => Changed?.Invoke();

    internal string NewId(string kind) => $"{kind}-{_run}-{Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture)}";

    internal void Also(CallId leg, HotlineCall call) => _calls[leg] = call;

    internal void Forget(CallId leg) => _calls.TryRemove(leg, out _);
}

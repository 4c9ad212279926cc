using System.Threading.Channels;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>One caller: carries events into the dialogue and its outputs out to the exchange, one at a time.</summary>
internal sealed class HotlineCall(HotlineDesk desk, CallArrived arrived, CancellationToken stopping)
{
    private readonly Channel<object> _inbox = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Conversation _conversation = new(arrived.Call.Value, arrived.From);
    private readonly Queue<string> _desksToRing = new();
    private DialogueState _state = null!;
    private PlayId? _playing;
    private CallId? _leg;
    private readonly List<string> _path = [];
    private Instant? _waitedFrom, _connectedAt;
    private string? _desk;
    private CallEnding _ending = CallEnding.Lost;
    private bool _connected, _handedOver, _over;
    private ITimer? _listening, _limit;

    // The timer that fires must be the last one set: one that fires while a key is on its way is out of date.
    private sealed record ListenedLongEnough(ITimer? Timer);

    private sealed record TooLong;

    public CallId Id => arrived.Call;

    public void Post(object happened) => _inbox.Writer.TryWrite(happened);

    /// <summary>Serves the call to its end. Never fails: whatever goes wrong is reported.</summary>
    public async Task RunAsync()
    {
        try
        {
            _limit = desk.Timers.CreateTimer(_ => Post(new TooLong()), null, desk.Settings.MaxCall.ToTimeSpan(), Timeout.InfiniteTimeSpan);
            if (await desk.Telephony.AnswerAsync(Id, stopping).ConfigureAwait(false) is { } fault) Report(fault);
            await foreach (var happened in _inbox.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                await TakeAsync(happened).ConfigureAwait(false);
                if (_over) break;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        finally
        {
            if (_limit is { } limit) await limit.DisposeAsync().ConfigureAwait(false);
            StopListening();
            desk.Forget(Id);
            if (_leg is { } leg)
            {
                desk.Forget(leg);
                if (!_connected) await desk.Telephony.HangUpAsync(leg, CancellationToken.None).ConfigureAwait(false);
            }
            await KeepAsync().ConfigureAwait(false);
        }
    }

    private async Task KeepAsync()
    {
        try
        {
            await desk.Facts.EndedAsync(new CallRecord
            {
                Id = Id.Value, From = arrived.From, To = arrived.To, ArrivedAt = arrived.At, EndedAt = Instant.Max(arrived.At, desk.Now), Ending = _connectedAt is null ? _ending : CallEnding.Talked,
                Language = _state?.Language ?? desk.Dialogue.Language, Account = _state?.Account, Path = _path, WaitedFrom = _waitedFrom, ConnectedAt = _connectedAt, Desk = _connectedAt is null ? null : _desk,
            }, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The call is over; that it cannot be kept must not end the hotline.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(new HotlineFactsFailed("ended", e.Message));
        }
    }

    private async ValueTask TakeAsync(object happened)
    {
        switch (happened)
        {
            case CallAnswered answered when answered.Call == Id && _state is null:
                (_state, var first) = DialogueEngine.Begin(desk.Dialogue);
                _path.Add(_state.Step);
                await DoAsync(first).ConfigureAwait(false);
                break;
            case CallAnswered answered when answered.Call == _leg:
                await ConnectAsync(answered.Call).ConfigureAwait(false);
                break;
            case KeyPressed key when key.Call == Id && !_handedOver:
                await NextAsync(new Key(key.Key)).ConfigureAwait(false);
                break;
            case PlayEnded ended when ended.Play == _playing:
                _playing = null;
                if (ended.Outcome == PlayOutcome.TimedOut) Report(new MediaRefused(ended.Play.Value, "the exchange never said that it was played"));
                await NextAsync(new SaidAll()).ConfigureAwait(false);
                break;
            case ListenedLongEnough silent when ReferenceEquals(silent.Timer, _listening):
                await NextAsync(new Silence()).ConfigureAwait(false);
                break;
            case DialogueInput input:
                await NextAsync(input).ConfigureAwait(false);
                break;
            case CallEnded ended when ended.Call == Id:
                _ending = EndingOf(ended);
                if (_state is not null) await NextAsync(new CallerGone()).ConfigureAwait(false);
                _over = true;
                break;
            case CallEnded ended when ended.Call == _leg:
                desk.Forget(ended.Call);
                _leg = null;
                // Once connected, the exchange ends the caller's call too, and says so.
                if (!_connected) await RingNextAsync().ConfigureAwait(false);
                break;
            case TooLong when !_connected:
                await HangUpAsync().ConfigureAwait(false);
                break;
        }
    }

    private CallEnding EndingOf(CallEnded ended) =>
        _connectedAt is not null ? CallEnding.Talked
        : ended.Outcome == CallOutcome.Lost || _state is null ? ended.ByFarEnd ? CallEnding.HungUp : CallEnding.Lost
        : _handedOver ? CallEnding.Abandoned
        : desk.Dialogue.Steps[_state.Step] is EndStep ? CallEnding.SelfService
        : ended.ByFarEnd ? CallEnding.HungUp : CallEnding.Lost;

    private async ValueTask NextAsync(DialogueInput input)
    {
        if (_state is null || (_handedOver && input is not (NobodyAnswered or CallerGone))) return;
        var held = _handedOver;
        (_state, var outputs) = DialogueEngine.Next(desk.Dialogue, _state, input);
        if (held && input is NobodyAnswered) _handedOver = false;
        if (_path[^1] != _state.Step) _path.Add(_state.Step);
        if (_state.Phase != DialoguePhase.Listening) StopListening();
        await DoAsync(outputs).ConfigureAwait(false);
    }

    private async ValueTask DoAsync(IReadOnlyList<DialogueOutput> outputs)
    {
        foreach (var output in outputs)
        {
            switch (output)
            {
                case Say say:
                    await SayAsync(say).ConfigureAwait(false);
                    break;
                case StopSaying when _playing is { } play:
                    _playing = null;
                    Report(await desk.Telephony.StopPlayAsync(play, stopping).ConfigureAwait(false));
                    break;
                case Listen listen:
                    StopListening();
                    ITimer? timer = null;
                    timer = desk.Timers.CreateTimer(_ => Post(new ListenedLongEnough(Volatile.Read(ref timer))), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    _listening = timer;
                    timer.Change(listen.For.ToTimeSpan(), Timeout.InfiniteTimeSpan);
                    break;
                case Ask ask:
                    _ = AskAsync(ask);
                    break;
                case Transfer transfer:
                    await HandOverAsync(transfer.To).ConfigureAwait(false);
                    break;
                case HangUp:
                    await HangUpAsync().ConfigureAwait(false);
                    break;
            }
        }
    }

    private async ValueTask SayAsync(Say say)
    {
        var clips = new List<AudioClip>(say.Parts.Count);
        foreach (var part in say.Parts)
        {
            if (desk.Speech.Find(part) is { } clip)
            {
                clips.Add(clip);
                continue;
            }
            // An amount with a digit left out would be another amount: better a person than half a sentence.
            Report(new SpeechFailed(part.Text, "it was not prepared before the call", "prepare it when it is published"));
            await HandOverAsync(desk.Settings.FallbackDesk).ConfigureAwait(false);
            return;
        }
        var play = new PlayId(desk.NewId("play"));
        _playing = play;
        if (await desk.Telephony.PlayAsync(Id, play, clips, stopping).ConfigureAwait(false) is not { } fault) return;
        Report(fault);
        _playing = null;
        if (fault is MediaRefused) await HandOverAsync(desk.Settings.FallbackDesk).ConfigureAwait(false);
        else if (fault is not CallGone) await HangUpAsync().ConfigureAwait(false);
    }

    private async Task AskAsync(Ask ask)
    {
        Answered answer;
        try
        {
            answer = await desk.Facts.AnswerAsync(ask, _conversation, stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever goes wrong behind the facts, the caller is told that they cannot be had, and gets a person.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(new HotlineFactsFailed(ask.Act.Name, e.Message));
            answer = new Answered(DialogueActs.Unavailable);
        }
        Post(answer);
    }

    private async ValueTask HandOverAsync(string group)
    {
        _handedOver = true;
        _waitedFrom ??= desk.Now;
        StopListening();
        _desksToRing.Clear();
        foreach (var number in desk.Settings.Desks.GetValueOrDefault(group) ?? []) _desksToRing.Enqueue(number);
        if (_desksToRing.Count > 0) Report(await desk.Telephony.HoldMusicAsync(Id, true, stopping).ConfigureAwait(false));
        await RingNextAsync().ConfigureAwait(false);
    }

    private async ValueTask RingNextAsync()
    {
        while (_desksToRing.TryDequeue(out var number))
        {
            var leg = new CallId(desk.NewId("desk"));
            _leg = leg;
            desk.Also(leg, this);
            _desk = number;
            var fault = await desk.Telephony.PlaceAsync(new OutgoingCall { Id = leg, To = number, RingFor = desk.Settings.RingDesk, ShownNumber = arrived.From }, stopping).ConfigureAwait(false);
            if (fault is null) return;
            Report(fault);
            desk.Forget(leg);
            _leg = null;
        }
        _desk = null;
        Report(await desk.Telephony.HoldMusicAsync(Id, false, stopping).ConfigureAwait(false));
        if (_state.Phase == DialoguePhase.Transferring) Post(new NobodyAnswered());
        else await HangUpAsync().ConfigureAwait(false);
    }

    private async ValueTask ConnectAsync(CallId leg)
    {
        Report(await desk.Telephony.HoldMusicAsync(Id, false, stopping).ConfigureAwait(false));
        var fault = await desk.Telephony.ConnectAsync(Id, leg, new ConnectionId(desk.NewId("join")), stopping).ConfigureAwait(false);
        Report(fault);
        _connected = fault is null;
        if (_connected) _connectedAt = desk.Now;
        // Whichever of the two is gone has its end on the way, and the call goes on from that.
        if (fault is null or CallGone) return;
        await desk.Telephony.HangUpAsync(leg, stopping).ConfigureAwait(false);
        await HangUpAsync().ConfigureAwait(false);
    }

    private async ValueTask HangUpAsync() => Report(await desk.Telephony.HangUpAsync(Id, stopping).ConfigureAwait(false));

    private void StopListening()
    {
        _listening?.Dispose();
        _listening = null;
    }

    // A call that is gone is no trouble: its end is on its way.
    private void Report(Fault? fault)
    {
        if (fault is not (null or CallGone)) desk.Settings.Report?.Invoke(fault);
    }
}

/// <summary>The facts behind the hotline failed.</summary>
/// <param name="Act">What was asked.</param>
/// <param name="Why">The error.</param>
public sealed record HotlineFactsFailed(string Act, string Why) : Fault
{
    /// <inheritdoc/>
    public override string Code => "operations.hotline-facts-failed";

    /// <inheritdoc/>
    public override string Message => $"The hotline could not answer '{Act}': {Why.TrimEnd('.')}; the caller was offered a person.";
}

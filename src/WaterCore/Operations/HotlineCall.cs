using System.Threading.Channels;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>One caller: carries events into the dialogue and its outputs out to the exchange, one at a time.</summary>
internal sealed partial class HotlineCall(HotlineDesk desk, CallArrived arrived, OutboundScript? outbound, CancellationToken stopping)
{
    private readonly Channel<object> _inbox = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Conversation _conversation = new(arrived.Call.Value, arrived.From);
    private DialogueState _state = null!;
    private PlayId? _playing;
    private readonly List<string> _path = [];
    private CallEnding _ending = CallEnding.Lost;
    private readonly Dialogue _dialogue = outbound?.Dialogue ?? desk.Dialogue;
    private readonly IHotlineFacts _facts = outbound?.Facts ?? desk.Facts;
    private CallEnded? _ended;
    private bool _over;
    private ITimer? _listening, _limit;

    // The timer that fires must be the last one set: one that fires while a key is on its way is out of date.
    private sealed record ListenedLongEnough(ITimer? Timer);

    private sealed record TooLong;

    /// <summary>The exchange did not take the call that was to be placed.</summary>
    internal sealed record Withdrawn;

    private bool _withdrawn;

    public CallId Id => arrived.Call;

    public void Post(object happened) => _inbox.Writer.TryWrite(happened);

    /// <summary>Serves the call to its end. Never fails: whatever goes wrong is reported.</summary>
    public async Task RunAsync()
    {
        try
        {
            _limit = desk.Timers.CreateTimer(_ => Post(new TooLong()), null, desk.Settings.MaxCall.ToTimeSpan(), Timeout.InfiniteTimeSpan);
            if (outbound is null && await desk.Telephony.AnswerAsync(Id, stopping).ConfigureAwait(false) is { } fault) Report(fault);
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
            await LeavePersonAsync().ConfigureAwait(false);
            desk.Forget(Id);
            if (await KeepAsync().ConfigureAwait(false)) await KeepTapeAsync().ConfigureAwait(false);
        }
    }

    // Whether it is on record.
    private async Task<bool> KeepAsync()
    {
        if (outbound is not null)
        {
            // A call that never began to be one has had its fault told.
            if (!_withdrawn) outbound.Ended(_ended ?? new CallEnded(desk.Now, Id, CallOutcome.Lost));
            if (outbound.Turn is null) return false;
        }
        try
        {
            if (outbound?.Turn is { } called)
            {
                await desk.Facts.CalledBackAsync(called.Back, _connectedAt is null ? null : _agent, CancellationToken.None).ConfigureAwait(false);
                return false;
            }
            await desk.Facts.EndedAsync(new CallRecord
            {
                Id = Id.Value, From = arrived.From, To = arrived.To, ArrivedAt = arrived.At, EndedAt = Instant.Max(arrived.At, desk.Now), Ending = _connectedAt is null ? _ending : CallEnding.Talked,
                Language = _state?.Language ?? _dialogue.Language, Account = _state?.Account, Path = _path, WaitedFrom = _waitedFrom, ConnectedAt = _connectedAt, Desk = _connectedAt is null ? null : _agent,
            }, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // The call is over; that it cannot be kept must not end the hotline.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(new HotlineFactsFailed("ended", e.Message));
            return false;
        }
    }

    private async ValueTask TakeAsync(object happened)
    {
        switch (happened)
        {
            case CallAnswered { By: AnsweredBy.Machine } machine when machine.Call == Id && outbound is not null:
                // Not a word to a machine: whoever listens to it later may be anybody.
                outbound.Machine();
                await HangUpAsync().ConfigureAwait(false);
                break;
            case CallAnswered answered when answered.Call == Id && _state is null:
                (_state, var first) = DialogueEngine.Begin(_dialogue);
                _path.Add(_state.Step);
                await DoAsync(first).ConfigureAwait(false);
                break;
            case KeyPressed { Key: '*' } star when star.Call == Id && _handedOver && !_connected:
                await NobodyAsync().ConfigureAwait(false);
                break;
            case KeyPressed key when key.Call == Id && !_handedOver:
                await NextAsync(new Key(key.Key)).ConfigureAwait(false);
                break;
            case PlayEnded ended when ended.Play == _playing:
                _playing = null;
                if (ended.Play == _notice)
                {
                    await NoticeOverAsync(ended.Outcome == PlayOutcome.Completed).ConfigureAwait(false);
                    break;
                }
                if (ended.Outcome == PlayOutcome.TimedOut) Report(new MediaRefused(ended.Play.Value, "the exchange never said that it was played"));
                if (_handedOver) await OnHoldAsync().ConfigureAwait(false);
                else await NextAsync(new SaidAll()).ConfigureAwait(false);
                break;
            case ListenedLongEnough silent when ReferenceEquals(silent.Timer, _listening):
                await NextAsync(new Silence()).ConfigureAwait(false);
                break;
            case DialogueInput input:
                await NextAsync(input).ConfigureAwait(false);
                break;
            case CallEnded ended when ended.Call == Id:
                (_ending, _ended) = (EndingOf(ended), ended);
                if (_state is not null) await NextAsync(new CallerGone()).ConfigureAwait(false);
                _over = true;
                break;
            case Withdrawn:
                (_withdrawn, _over) = (true, true);
                break;
            case TooLong when !_connected:
                await HangUpAsync().ConfigureAwait(false);
                break;
            default:
                await TakeOfPersonAsync(happened).ConfigureAwait(false);
                break;
        }
    }

    private CallEnding EndingOf(CallEnded ended) =>
        _connectedAt is not null ? CallEnding.Talked
        : ended.Outcome == CallOutcome.Lost || _state is null ? ended.ByFarEnd ? CallEnding.HungUp : CallEnding.Lost
        : _handedOver ? CallEnding.Abandoned
        : _dialogue.Steps[_state.Step] is EndStep ? CallEnding.SelfService
        : ended.ByFarEnd ? CallEnding.HungUp : CallEnding.Lost;

    private async ValueTask NextAsync(DialogueInput input)
    {
        if (_state is null || (_handedOver && input is not (NobodyAnswered or CallerGone))) return;
        if (input is NobodyAnswered) _handedOver = false;
        (_state, var outputs) = DialogueEngine.Next(_dialogue, _state, input);
        if (_path[^1] != _state.Step)
        {
            lock (_path) _path.Add(_state.Step);
            desk.Tell();
        }
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
            answer = await _facts.AnswerAsync(ask, _conversation, stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever goes wrong behind the facts, the caller is told that they cannot be had, and gets a person.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(new HotlineFactsFailed(ask.Act.Name, e.Message));
            answer = new Answered(DialogueActs.Unavailable);
        }
        // Before the answer: who hangs up on hearing it keeps the place.
        if (ask.Act.Name == DialogueActs.CallBack && answer.Outcome == "ok") Post(new BookedCallBack(ask.Entered["phone"], (answer.Values.GetValueOrDefault(DialogueActs.CaseNumber) as DigitsValue)?.Digits));
        Post(answer);
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

using System.Collections.Concurrent;
using System.Threading.Channels;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests.Fakes;

/// <summary>An exchange without telephones: the test is the far end. Playing ends at once.</summary>
internal sealed class InMemoryTelephony : ITelephony
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 4, 0);
    private readonly Channel<TelephonyEvent> _events = Channel.CreateUnbounded<TelephonyEvent>();
    private readonly ConcurrentDictionary<CallId, bool> _calls = new();
    private readonly ConcurrentDictionary<CallId, CallId> _connected = new();

    public string Description => "in memory";

    public LinkState Link => LinkState.Up;

    /// <summary>The files played to each call, in order.</summary>
    public ConcurrentQueue<(CallId Call, string Path)> Played { get; } = new();

    /// <summary>The calls that were placed and wait for the test to answer or end them.</summary>
    public ConcurrentQueue<OutgoingCall> Placed { get; } = new();

    public bool Talks(CallId call) => _connected.ContainsKey(call);

    public bool Lives(CallId call) => _calls.ContainsKey(call);

    public void Arrive(CallId call, string from = "13800000001")
    {
        _calls[call] = false;
        Tell(new CallArrived(Now, call, from, "95598"));
    }

    public void Press(CallId call, string keys)
    {
        foreach (var key in keys) Tell(new KeyPressed(Now, call, key));
    }

    public void FarAnswers(CallId call) => Tell(new CallAnswered(Now, call));

    /// <summary>The call is gone already when the desk reads that it was answered.</summary>
    public void FarEndsBeforeItsAnswerIsSeen(CallId call)
    {
        _calls.TryRemove(call, out _);
        Tell(new CallAnswered(Now, call));
        Tell(new CallEnded(Now, call, CallOutcome.Answered) { ByFarEnd = true });
    }

    public void FarEnds(CallId call, CallOutcome outcome = CallOutcome.Answered) => End(call, outcome, byFarEnd: true);

    public ValueTask StartAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public IAsyncEnumerable<TelephonyEvent> EventsAsync(CancellationToken cancellationToken = default) => _events.Reader.ReadAllAsync(cancellationToken);

    public ValueTask<Fault?> PlaceAsync(OutgoingCall call, CancellationToken cancellationToken = default)
    {
        _calls[call.Id] = false;
        Placed.Enqueue(call);
        return default;
    }

    public ValueTask<Fault?> AnswerAsync(CallId call, CancellationToken cancellationToken = default) => On(call, () => Tell(new CallAnswered(Now, call)));

    public ValueTask<Fault?> RejectAsync(CallId call, RejectReason reason, CancellationToken cancellationToken = default) => On(call, () => End(call, CallOutcome.Rejected, false));

    public ValueTask<Fault?> HangUpAsync(CallId call, CancellationToken cancellationToken = default)
    {
        End(call, CallOutcome.Answered, byFarEnd: false);
        return default;
    }

    public ValueTask<Fault?> PlayAsync(CallId call, PlayId play, IReadOnlyList<AudioClip> clips, CancellationToken cancellationToken = default) => On(call, () =>
    {
        foreach (var clip in clips) Played.Enqueue((call, clip.Path));
        Tell(new PlayEnded(Now, call, play, PlayOutcome.Completed));
    });

    public ValueTask<Fault?> StopPlayAsync(PlayId play, CancellationToken cancellationToken = default) => default;

    public ValueTask<Fault?> HoldMusicAsync(CallId call, bool on, CancellationToken cancellationToken = default) => On(call, () => { });

    public ValueTask<Fault?> ConnectAsync(CallId first, CallId second, ConnectionId connection, CancellationToken cancellationToken = default) => !Lives(second) ? ValueTask.FromResult<Fault?>(new CallGone(second)) : On(first, () =>
    {
        (_connected[first], _connected[second]) = (second, first);
        Tell(new CallsConnected(Now, first, second, connection));
    });

    public ValueTask<Result<IReadOnlyList<CallSnapshot>>> ListAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<Result<IReadOnlyList<CallSnapshot>>>(_calls.Keys.Select(c => new CallSnapshot(c, true, "", true)).ToList());

    public ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        return default;
    }

    private ValueTask<Fault?> On(CallId call, Action act)
    {
        if (!_calls.ContainsKey(call)) return ValueTask.FromResult<Fault?>(new CallGone(call));
        act();
        return default;
    }

    private void End(CallId call, CallOutcome outcome, bool byFarEnd)
    {
        if (!_calls.TryRemove(call, out _)) return;
        Tell(new CallEnded(Now, call, outcome) { ByFarEnd = byFarEnd });
        if (_connected.TryRemove(call, out var other)) End(other, outcome, byFarEnd: false);
    }

    private void Tell(TelephonyEvent happened) => _events.Writer.TryWrite(happened);
}

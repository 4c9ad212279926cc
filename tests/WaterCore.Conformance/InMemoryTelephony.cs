using System.Collections.Concurrent;
using System.Threading.Channels;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Conformance;

/// <summary>An exchange without telephones, for tests of what is above it: the test is the far end. It keeps the rules of <see cref="TelephonyConformance"/>.</summary>
/// <param name="now">The time of events; null for that of the machine.</param>
public sealed class InMemoryTelephony(Func<Instant>? now = null) : ITelephony
{
    private sealed class Call(bool incoming, string number)
    {
        public bool Incoming => incoming;

        public string Number => number;

        public Instant? AnsweredAt { get; set; }

        public CallId? Other { get; set; }
    }

    private readonly Channel<TelephonyEvent> _events = Channel.CreateUnbounded<TelephonyEvent>();
    private readonly Dictionary<CallId, Call> _calls = [];
    private readonly Dictionary<PlayId, CallId> _plays = [];
    private readonly Lock _lock = new();
    private bool _up = true;

    /// <inheritdoc/>
    public string Description => "in memory";

    /// <inheritdoc/>
    public LinkState Link => _up ? LinkState.Up : LinkState.Down;

    /// <summary>What becomes of a number that is dialled: an outcome, or null where the test answers or ends it itself.</summary>
    public Func<string, CallOutcome?> Plan { get; set; } = _ => null;

    /// <summary>What plays no longer than this ends at once; the rest plays until it is stopped.</summary>
    public Duration AtOnce { get; set; } = Duration.FromSeconds(30);

    /// <summary>The files played to each call, in order.</summary>
    public ConcurrentQueue<(CallId Call, string Path)> Played { get; } = new();

    /// <summary>The calls that were placed.</summary>
    public ConcurrentQueue<OutgoingCall> Placed { get; } = new();

    /// <summary>Whether a call talks to another.</summary>
    public bool Talks(CallId call)
    {
        lock (_lock) return _calls.TryGetValue(call, out var known) && known.Other is not null;
    }

    /// <summary>Whether a call lives.</summary>
    public bool Lives(CallId call)
    {
        lock (_lock) return _calls.ContainsKey(call);
    }

    /// <summary>Somebody calls in.</summary>
    public void Arrive(CallId call, string from = "13800000001")
    {
        lock (_lock)
        {
            _calls[call] = new Call(true, from);
            Tell(new CallArrived(Now, call, from, "95598"));
        }
    }

    /// <summary>The far end presses keys.</summary>
    public void Press(CallId call, string keys)
    {
        foreach (var key in keys) Tell(new KeyPressed(Now, call, key));
    }

    /// <summary>The far end of a call that was placed answers.</summary>
    public void FarAnswers(CallId call, AnsweredBy by = AnsweredBy.Unknown)
    {
        lock (_lock)
        {
            if (!_calls.TryGetValue(call, out var known)) return;
            known.AnsweredAt = Now;
            Tell(new CallAnswered(Now, call) { By = by });
        }
    }

    /// <summary>The call is gone already when whoever placed it reads that it was answered.</summary>
    public void FarEndsBeforeItsAnswerIsSeen(CallId call)
    {
        lock (_lock)
        {
            _calls.Remove(call);
            Tell(new CallAnswered(Now, call));
            Tell(new CallEnded(Now, call, CallOutcome.Answered) { ByFarEnd = true });
        }
    }

    /// <summary>The far end ends a call.</summary>
    public void FarEnds(CallId call, CallOutcome outcome = CallOutcome.Answered) => End(call, outcome, byFarEnd: true);

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken = default)
    {
        if (_up) return default;
        _up = true;
        Tell(new LinkUp(Now, []));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _up = false;
            foreach (var call in _calls.Keys.ToList()) End(call, CallOutcome.Lost, byFarEnd: false);
        }
        return default;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TelephonyEvent> EventsAsync(CancellationToken cancellationToken = default) => _events.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Fault?> PlaceAsync(OutgoingCall call, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (!_up) return new(new TelephonyUnavailable(Description, "it was stopped"));
            if (call.To.Length == 0 || !call.To.All(char.IsAsciiDigit)) return new(new CallRefused(call.Id, "the number is not digits", "correct the number"));
            if (!_calls.TryAdd(call.Id, new Call(false, call.To))) return new(new CallRefused(call.Id, "its id is in use", "choose another"));
            Placed.Enqueue(call);
        }
        if (Plan(call.To) is not { } outcome) return default;
        if (outcome == CallOutcome.Answered) FarAnswers(call.Id);
        else if (outcome == CallOutcome.NoAnswer) _ = RingOutAsync(call);
        else FarEnds(call.Id, outcome);
        return default;
    }

    private async Task RingOutAsync(OutgoingCall call)
    {
        Tell(new CallRinging(Now, call.Id));
        await Task.Delay(call.RingFor.ToTimeSpan()).ConfigureAwait(false);
        End(call.Id, CallOutcome.NoAnswer, byFarEnd: false);
    }

    /// <inheritdoc/>
    public ValueTask<Fault?> AnswerAsync(CallId call, CancellationToken cancellationToken = default) => On(call, known =>
    {
        known.AnsweredAt = Now;
        Tell(new CallAnswered(Now, call));
        return null;
    });

    /// <inheritdoc/>
    public ValueTask<Fault?> RejectAsync(CallId call, RejectReason reason, CancellationToken cancellationToken = default)
    {
        End(call, CallOutcome.Rejected, byFarEnd: false);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<Fault?> HangUpAsync(CallId call, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            if (_calls.TryGetValue(call, out var known)) End(call, known.AnsweredAt is null ? known.Incoming ? CallOutcome.Rejected : CallOutcome.Cancelled : CallOutcome.Answered, byFarEnd: false);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<Fault?> PlayAsync(CallId call, PlayId play, IReadOnlyList<AudioClip> clips, CancellationToken cancellationToken = default) => On(call, _ =>
    {
        if (clips.FirstOrDefault(c => c.Length <= Duration.Zero) is { Path: { } bad }) return new MediaRefused(bad, "it has no length");
        foreach (var clip in clips) Played.Enqueue((call, clip.Path));
        if (clips.Aggregate(Duration.Zero, (sum, c) => sum + c.Length) <= AtOnce) Tell(new PlayEnded(Now, call, play, PlayOutcome.Completed));
        else _plays[play] = call;
        return null;
    });

    /// <inheritdoc/>
    public ValueTask<Fault?> StopPlayAsync(PlayId play, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            if (_plays.Remove(play, out var call)) Tell(new PlayEnded(Now, call, play, PlayOutcome.Stopped));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<Fault?> HoldMusicAsync(CallId call, bool on, CancellationToken cancellationToken = default) => On(call, _ => null);

    /// <inheritdoc/>
    public ValueTask<Fault?> ConnectAsync(CallId first, CallId second, ConnectionId connection, CancellationToken cancellationToken = default) => On(first, one =>
    {
        if (!_calls.TryGetValue(second, out var other)) return new CallGone(second);
        (one.Other, other.Other) = (second, first);
        Tell(new CallsConnected(Now, first, second, connection));
        return null;
    });

    /// <inheritdoc/>
    public ValueTask<Result<IReadOnlyList<CallSnapshot>>> ListAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock) return ValueTask.FromResult<Result<IReadOnlyList<CallSnapshot>>>(_calls.Select(c => new CallSnapshot(c.Key, c.Value.Incoming, c.Value.Number, c.Value.AnsweredAt is not null) { Connected = c.Value.Other is not null }).ToList());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        return default;
    }

    private Instant Now => now?.Invoke() ?? SystemClock.Instance.GetCurrentInstant();

    private void Tell(TelephonyEvent happened) => _events.Writer.TryWrite(happened);

    private ValueTask<Fault?> On(CallId call, Func<Call, Fault?> act)
    {
        lock (_lock) return new(_calls.TryGetValue(call, out var known) ? act(known) : new CallGone(call));
    }

    // The one end of a call, with what ends with it.
    private void End(CallId call, CallOutcome outcome, bool byFarEnd)
    {
        lock (_lock)
        {
            if (!_calls.Remove(call, out var known)) return;
            foreach (var play in _plays.Where(p => p.Value == call).Select(p => p.Key).ToList())
            {
                _plays.Remove(play);
                Tell(new PlayEnded(Now, call, play, PlayOutcome.Failed));
            }
            Tell(new CallEnded(Now, call, outcome) { ByFarEnd = byFarEnd, AnsweredAt = known.AnsweredAt });
            if (known.Other is { } other) End(other, CallOutcome.Answered, byFarEnd: false);
        }
    }
}

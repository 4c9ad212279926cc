using System.Collections.Concurrent;
using System.Threading.Channels;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests.Fakes;

/// <summary>An exchange with a town behind it: what happens at a number is written in its last digit. Everything happens at once.</summary>
internal sealed class TownTelephony(IClock clock) : ITelephony
{
    private readonly Channel<TelephonyEvent> _events = Channel.CreateUnbounded<TelephonyEvent>();
    private readonly ConcurrentDictionary<CallId, (string Number, Instant At)> _calls = new();

    /// <summary>0 to 4 answer and listen, 5 and 6 are busy, 7 rings on, 8 rejects, 9 is not there.</summary>
    public static CallOutcome At(string number) => number[^1] switch
    {
        <= '4' => CallOutcome.Answered, '5' or '6' => CallOutcome.Busy, '7' => CallOutcome.NoAnswer, '8' => CallOutcome.Rejected, _ => CallOutcome.InvalidNumber,
    };

    /// <summary>Nothing comes of any call: as when the host is killed before it does.</summary>
    public bool Silent { get; set; }

    /// <summary>Numbers that were dialled, in order.</summary>
    public ConcurrentQueue<string> Dialled { get; } = new();

    public int MostAtOnce { get; private set; }

    public string Description => "a town";

    public LinkState Link => LinkState.Up;

    public ValueTask StartAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public IAsyncEnumerable<TelephonyEvent> EventsAsync(CancellationToken cancellationToken = default) => _events.Reader.ReadAllAsync(cancellationToken);

    public ValueTask<Fault?> PlaceAsync(OutgoingCall call, CancellationToken cancellationToken = default)
    {
        _calls[call.Id] = (call.To, clock.GetCurrentInstant());
        Dialled.Enqueue(call.To);
        MostAtOnce = Math.Max(MostAtOnce, _calls.Count);
        if (Silent) return default;
        if (At(call.To) != CallOutcome.Answered) End(call.Id, At(call.To), true);
        else
        {
            Tell(new CallAnswered(clock.GetCurrentInstant(), call.Id));
            Tell(new KeyPressed(clock.GetCurrentInstant(), call.Id, '1'));
        }
        return default;
    }

    public ValueTask<Fault?> PlayAsync(CallId call, PlayId play, IReadOnlyList<AudioClip> clips, CancellationToken cancellationToken = default)
    {
        Tell(new PlayEnded(clock.GetCurrentInstant(), call, play, PlayOutcome.Completed));
        // Who has heard it out hangs up.
        if (clips[0].Path.StartsWith("凭户号", StringComparison.Ordinal)) End(call, CallOutcome.Answered, true);
        return default;
    }

    public ValueTask<Fault?> HangUpAsync(CallId call, CancellationToken cancellationToken = default)
    {
        End(call, CallOutcome.Answered, false);
        return default;
    }

    public ValueTask<Fault?> AnswerAsync(CallId call, CancellationToken cancellationToken = default) => default;

    public ValueTask<Fault?> RejectAsync(CallId call, RejectReason reason, CancellationToken cancellationToken = default) => default;

    public ValueTask<Fault?> StopPlayAsync(PlayId play, CancellationToken cancellationToken = default) => default;

    public ValueTask<Fault?> HoldMusicAsync(CallId call, bool on, CancellationToken cancellationToken = default) => default;

    public ValueTask<Fault?> ConnectAsync(CallId first, CallId second, ConnectionId connection, CancellationToken cancellationToken = default) => default;

    public ValueTask<Result<IReadOnlyList<CallSnapshot>>> ListAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<Result<IReadOnlyList<CallSnapshot>>>(new List<CallSnapshot>());

    public ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        return default;
    }

    private void End(CallId id, CallOutcome outcome, bool byFarEnd)
    {
        if (_calls.TryRemove(id, out var call)) Tell(new CallEnded(clock.GetCurrentInstant(), id, outcome) { ByFarEnd = byFarEnd, AnsweredAt = outcome == CallOutcome.Answered ? call.At : null });
    }

    private void Tell(TelephonyEvent happened) => _events.Writer.TryWrite(happened);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Conformance;

/// <summary>The far ends of an exchange, for <see cref="TelephonyConformance"/>: who is called, and who calls.</summary>
public interface IFarEnds : IAsyncDisposable
{
    /// <summary>The exchange, started, with its link up.</summary>
    ITelephony Telephony { get; }

    /// <summary>A number that answers, rings on for ever, or ends as an outcome says; not all outcomes there are can be asked for.</summary>
    string NumberThat(CallOutcome outcome);

    /// <summary>A number that nobody may dial through this exchange.</summary>
    string NumberNotAllowed { get; }

    /// <summary>A file of some seconds that the exchange can play.</summary>
    AudioClip LongClip { get; }

    /// <summary>A file of a moment that the exchange can play.</summary>
    AudioClip ShortClip { get; }

    /// <summary>A file that the exchange cannot play.</summary>
    AudioClip BadClip { get; }

    /// <summary>Somebody calls in.</summary>
    ValueTask<IFarEnd> CallInAsync(string from);

    /// <summary>The far end of the last call that was placed and answered.</summary>
    ValueTask<IFarEnd> AnsweredAsync();
}

/// <summary>One far telephone.</summary>
public interface IFarEnd
{
    /// <summary>Presses keys.</summary>
    void Press(string keys);

    /// <summary>Hangs up.</summary>
    void HangUp();
}

/// <summary>The rules that every telephony plugin must hold, as tests to derive from. Each rule starts with far ends of its own.</summary>
public abstract class TelephonyConformance
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static int s_ids;
    private readonly ConcurrentQueue<TelephonyEvent> _events = new();

    /// <summary>Far ends around an exchange whose link is up.</summary>
    protected abstract ValueTask<IFarEnds> OpenAsync();

    private async Task RunAsync(Func<IFarEnds, ITelephony, Task> rule)
    {
        var far = await OpenAsync();
        await using var _ = far;
        var reading = Task.Run(async () =>
        {
            await foreach (var e in far.Telephony.EventsAsync()) _events.Enqueue(e);
        });
        await rule(far, far.Telephony);
        await far.Telephony.DisposeAsync();
        await reading.WaitAsync(s_patience);
    }

    private static CallId Id() => new($"conf-{Environment.ProcessId}-{Interlocked.Increment(ref s_ids)}");

    private IEnumerable<T> Of<T>(CallId call) where T : CallEvent => _events.OfType<T>().Where(e => e.Call == call);

    private async Task<T> ComesAsync<T>(Func<T, bool> which) where T : TelephonyEvent
    {
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < s_patience; await Task.Delay(20))
            if (_events.OfType<T>().FirstOrDefault(which) is { } found) return found;
        throw new TimeoutException($"No {typeof(T).Name} came; there was: {string.Join(", ", _events.Select(e => e.GetType().Name))}.");
    }

    private async Task<CallId> ArrivesAsync(IFarEnds far, string from = "13800000001")
    {
        await far.CallInAsync(from);
        return (await ComesAsync<CallArrived>(a => a.From == from)).Call;
    }

    /// <summary>A call that was placed ends once, with the outcome of its far end, and nothing of it comes after.</summary>
    [SkippableTheory]
    [InlineData(CallOutcome.Busy)]
    [InlineData(CallOutcome.NoAnswer)]
    [InlineData(CallOutcome.Rejected)]
    [InlineData(CallOutcome.InvalidNumber)]
    [InlineData(CallOutcome.Congestion)]
    [InlineData(CallOutcome.Unreachable)]
    public Task Placed_EndsOnceWithTheOutcomeOfItsFarEnd(CallOutcome outcome) => RunAsync(async (far, telephony) =>
    {
        var call = Id();
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = call, To = far.NumberThat(outcome), RingFor = Duration.FromSeconds(1) }));
        Assert.Equal(outcome, (await ComesAsync<CallEnded>(e => e.Call == call)).Outcome);
        await Task.Delay(100);
        Assert.Single(Of<CallEnded>(call));
        Assert.Empty(Of<CallAnswered>(call));
        Assert.IsType<CallEnded>(_events.OfType<CallEvent>().Last(e => e.Call == call));
        Assert.DoesNotContain((await telephony.ListAsync()).Value, c => c.Id == call);
    });

    /// <summary>A number that may not be dialled is refused, and no event follows.</summary>
    [SkippableFact]
    public Task Placed_ToANumberThatMayNotBeDialled_IsRefusedAndHasNoEnd() => RunAsync(async (far, telephony) =>
    {
        var call = Id();
        Assert.IsType<CallRefused>(await telephony.PlaceAsync(new OutgoingCall { Id = call, To = far.NumberNotAllowed }));
        await Task.Delay(100);
        Assert.Empty(Of<CallEvent>(call));
    });

    /// <summary>An id is used once at a time.</summary>
    [SkippableFact]
    public Task Placed_WithAnIdInUse_IsRefused() => RunAsync(async (far, telephony) =>
    {
        var call = Id();
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = call, To = far.NumberThat(CallOutcome.NoAnswer), RingFor = Duration.FromSeconds(5) }));
        Assert.IsType<CallRefused>(await telephony.PlaceAsync(new OutgoingCall { Id = call, To = far.NumberThat(CallOutcome.NoAnswer) }));
        Assert.Null(await telephony.HangUpAsync(call));
        Assert.Equal(CallOutcome.Cancelled, (await ComesAsync<CallEnded>(e => e.Call == call)).Outcome);
    });

    /// <summary>A call that is answered says so once; keys come in order; hanging up twice is no fault.</summary>
    [SkippableFact]
    public Task Answered_KeysInOrder_AndAnEndByUs() => RunAsync(async (far, telephony) =>
    {
        var call = Id();
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = call, To = far.NumberThat(CallOutcome.Answered) }));
        await ComesAsync<CallAnswered>(a => a.Call == call);
        (await far.AnsweredAsync()).Press("12*#");
        await ComesAsync<KeyPressed>(k => k.Call == call && k.Key == '#');
        Assert.Equal("12*#", string.Concat(Of<KeyPressed>(call).Select(k => k.Key)));
        Assert.Null(await telephony.HangUpAsync(call));
        var ended = await ComesAsync<CallEnded>(e => e.Call == call);
        Assert.Equal((CallOutcome.Answered, false), (ended.Outcome, ended.ByFarEnd));
        Assert.NotNull(ended.AnsweredAt);
        Assert.Null(await telephony.HangUpAsync(call));
        Assert.Single(Of<CallAnswered>(call));
    });

    /// <summary>Who calls in is told of before anything else of the call, and can be turned away.</summary>
    [SkippableFact]
    public Task Arrived_IsToldFirst_AndCanBeTurnedAway() => RunAsync(async (far, telephony) =>
    {
        var call = await ArrivesAsync(far);
        Assert.IsType<CallArrived>(_events.OfType<CallEvent>().First(e => e.Call == call));
        Assert.Contains((await telephony.ListAsync()).Value, c => c.Id == call && c.Incoming);
        Assert.Null(await telephony.RejectAsync(call, RejectReason.Busy));
        Assert.Equal(CallOutcome.Rejected, (await ComesAsync<CallEnded>(e => e.Call == call)).Outcome);
        Assert.IsType<CallGone>(await telephony.AnswerAsync(call));
    });

    /// <summary>Who hangs up ended the call, and what played to them has its end before it.</summary>
    [SkippableFact]
    public Task Caller_WhoHangsUpWhileItPlays_EndsThePlayingAndThenTheCall() => RunAsync(async (far, telephony) =>
    {
        var caller = await far.CallInAsync("13800000002");
        var call = (await ComesAsync<CallArrived>(a => a.From == "13800000002")).Call;
        Assert.Null(await telephony.AnswerAsync(call));
        await ComesAsync<CallAnswered>(a => a.Call == call);
        var play = new PlayId(Id().Value);
        Assert.Null(await telephony.PlayAsync(call, play, [far.LongClip]));
        caller.HangUp();
        var ended = await ComesAsync<CallEnded>(e => e.Call == call);
        Assert.Equal((CallOutcome.Answered, true), (ended.Outcome, ended.ByFarEnd));
        Assert.Equal(PlayOutcome.Failed, Assert.Single(Of<PlayEnded>(call)).Outcome);
        Assert.IsType<CallEnded>(_events.OfType<CallEvent>().Last(e => e.Call == call));
    });

    /// <summary>A playing ends once: completed, or stopped; what cannot be played is refused before.</summary>
    [SkippableFact]
    public Task Playing_EndsOnce_CompletedOrStopped() => RunAsync(async (far, telephony) =>
    {
        var call = await ArrivesAsync(far);
        Assert.Null(await telephony.AnswerAsync(call));
        await ComesAsync<CallAnswered>(a => a.Call == call);
        var (whole, cut) = (new PlayId(Id().Value), new PlayId(Id().Value));
        Assert.Null(await telephony.PlayAsync(call, whole, [far.ShortClip, far.ShortClip]));
        Assert.Equal(PlayOutcome.Completed, (await ComesAsync<PlayEnded>(p => p.Play == whole)).Outcome);
        Assert.Null(await telephony.PlayAsync(call, cut, [far.LongClip]));
        Assert.Null(await telephony.StopPlayAsync(cut));
        Assert.Equal(PlayOutcome.Stopped, (await ComesAsync<PlayEnded>(p => p.Play == cut)).Outcome);
        Assert.Null(await telephony.StopPlayAsync(cut));
        Assert.IsType<MediaRefused>(await telephony.PlayAsync(call, new PlayId(Id().Value), [far.BadClip]));
        await Task.Delay(100);
        Assert.Equal(2, Of<PlayEnded>(call).Count());
        await telephony.HangUpAsync(call);
    });

    /// <summary>Two calls that talk end together, whichever ends.</summary>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Connected_EndTogether(bool callerHangsUp) => RunAsync(async (far, telephony) =>
    {
        var caller = await far.CallInAsync("13800000003");
        var first = (await ComesAsync<CallArrived>(a => a.From == "13800000003")).Call;
        Assert.Null(await telephony.AnswerAsync(first));
        await ComesAsync<CallAnswered>(a => a.Call == first);
        var second = Id();
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = second, To = far.NumberThat(CallOutcome.Answered) }));
        await ComesAsync<CallAnswered>(a => a.Call == second);
        var other = await far.AnsweredAsync();
        Assert.Null(await telephony.HoldMusicAsync(first, true));
        Assert.Null(await telephony.HoldMusicAsync(first, false));
        Assert.Null(await telephony.ConnectAsync(first, second, new ConnectionId(Id().Value)));
        await ComesAsync<CallsConnected>(c => c.Call == first && c.Other == second);
        (callerHangsUp ? caller : other).HangUp();
        await ComesAsync<CallEnded>(e => e.Call == first);
        await ComesAsync<CallEnded>(e => e.Call == second);
        Assert.Empty((await telephony.ListAsync()).Value);
    });

    /// <summary>A connection with a call that is gone is none, and leaves the other as it is.</summary>
    [SkippableFact]
    public Task Connected_ToACallThatIsGone_LeavesTheOther() => RunAsync(async (far, telephony) =>
    {
        var call = await ArrivesAsync(far);
        Assert.Null(await telephony.AnswerAsync(call));
        await ComesAsync<CallAnswered>(a => a.Call == call);
        Assert.IsType<CallGone>(await telephony.ConnectAsync(call, Id(), new ConnectionId(Id().Value)));
        Assert.IsType<CallGone>(await telephony.PlayAsync(Id(), new PlayId(Id().Value), [far.ShortClip]));
        Assert.Contains((await telephony.ListAsync()).Value, c => c.Id == call);
        await telephony.HangUpAsync(call);
    });

    /// <summary>What both said is recorded where it can be, and refused where it cannot.</summary>
    [SkippableFact]
    public Task Recording_IsTakenOnceTheConnectionHasEnded() => RunAsync(async (far, telephony) =>
    {
        var caller = await far.CallInAsync("13800000004");
        var first = (await ComesAsync<CallArrived>(a => a.From == "13800000004")).Call;
        Assert.Null(await telephony.AnswerAsync(first));
        await ComesAsync<CallAnswered>(a => a.Call == first);
        var (second, connection, recording) = (Id(), new ConnectionId(Id().Value), new RecordingId(Id().Value));
        Assert.Null(await telephony.PlaceAsync(new OutgoingCall { Id = second, To = far.NumberThat(CallOutcome.Answered) }));
        await ComesAsync<CallAnswered>(a => a.Call == second);
        Assert.Null(await telephony.ConnectAsync(first, second, connection));
        if (!telephony.Capabilities.HasFlag(TelephonyCapabilities.Recording))
        {
            Assert.IsType<CallRefused>(await telephony.RecordAsync(connection, recording));
            return;
        }
        Assert.Null(await telephony.RecordAsync(connection, recording));
        await Task.Delay(1000);
        caller.HangUp();
        await ComesAsync<CallEnded>(e => e.Call == first);
        using var sound = new MemoryStream();
        Assert.Null(await telephony.TakeRecordingAsync(recording, sound));
        Assert.True(sound.Length > 4000, $"The recording has {sound.Length} bytes.");
        Assert.Equal("RIFF"u8.ToArray(), sound.ToArray()[..4]);
    });

    /// <summary>Whoever lets go of the exchange has no calls any more, and can link again.</summary>
    [SkippableFact]
    public Task Stopped_EndsWhatWasKnownAsLost_AndLinksAgain() => RunAsync(async (far, telephony) =>
    {
        var call = await ArrivesAsync(far);
        await telephony.StopAsync();
        Assert.Equal(CallOutcome.Lost, (await ComesAsync<CallEnded>(e => e.Call == call)).Outcome);
        Assert.IsType<TelephonyUnavailable>(await telephony.PlaceAsync(new OutgoingCall { Id = Id(), To = far.NumberThat(CallOutcome.Answered) }));
        var links = _events.OfType<LinkUp>().Count();
        await telephony.StartAsync();
        for (var since = Stopwatch.GetTimestamp(); _events.OfType<LinkUp>().Count() == links; await Task.Delay(20))
            if (Stopwatch.GetElapsedTime(since) > s_patience) throw new TimeoutException("The link did not come back.");
        var next = await ArrivesAsync(far, "13800000005");
        Assert.Null(await telephony.HangUpAsync(next));
    });
}

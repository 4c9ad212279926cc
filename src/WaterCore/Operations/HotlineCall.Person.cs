using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>The part of a call in which the caller waits for a person and talks to one.</summary>
internal sealed partial class HotlineCall
{
    private CallId? _leg;
    private string? _agent, _group = outbound?.Turn?.Back.Group, _callBack;
    private Instant? _waitedFrom = outbound?.Turn?.Back.Since, _connectedAt;
    private Agent? _keptFree = outbound?.Turn?.Agent;
    private bool _connected, _handedOver, _noticeHeard;
    private PlayId? _notice;
    private CallId? _picked;
    private Taping? _taping;
    private ITimer? _announcing;

    /// <summary>It is this caller's turn.</summary>
    internal sealed record YourTurn(Agent Agent);

    /// <summary>Nobody could come any more.</summary>
    internal sealed record Forsaken;

    private sealed record Announce;

    private sealed record BookedCallBack(string Phone, string? Case);

    private sealed record Taping(RecordingId Recording, Instant From);

    private bool Records => desk.Settings.Recordings is not null && _dialogue.Recorded is not null && desk.Telephony.Capabilities.HasFlag(TelephonyCapabilities.Recording);

    /// <summary>What the caller does, for those who watch.</summary>
    public LiveCall Live()
    {
        lock (_path) return new(Id.Value, arrived.From, _state?.Account, arrived.At, _state?.Step ?? "", _state?.Language ?? _dialogue.Language,
            _connected ? CallStage.Talking : _handedOver ? CallStage.Waiting : CallStage.Dialogue)
        {
            Agent = _agent, Group = _group, WaitedFrom = _waitedFrom, ConnectedAt = _connectedAt, Steps = [.. _path],
        };
    }

    private async ValueTask HandOverAsync(string group)
    {
        // Who is called back waits for the group that was asked for at first.
        (_handedOver, _group) = (true, outbound?.Turn?.Back.Group ?? group);
        _waitedFrom ??= desk.Now;
        StopListening();
        if (_keptFree is null && !desk.Queue.Enter(new WaitingCaller(Id.Value, _group, _waitedFrom.Value)))
        {
            await NobodyAsync().ConfigureAwait(false);
            return;
        }
        if (Records && !_noticeHeard)
        {
            await SayAsync(new Say(_dialogue.Recorded!.Spoken(_state.Language, s_nothing), _dialogue.Recorded.Written(_state.Language, s_nothing))).ConfigureAwait(false);
            _notice = _playing;
        }
        if (_playing is null && _handedOver) await OnHoldAsync().ConfigureAwait(false);
        if (_keptFree is { } agent)
        {
            _keptFree = null;
            await RingAsync(agent).ConfigureAwait(false);
        }
        desk.Assign();
    }

    private static readonly Dictionary<string, FactValue> s_nothing = [];

    // The notice of recording is over: whoever picked up meanwhile waits for the caller.
    private async ValueTask NoticeOverAsync(bool heard)
    {
        _notice = null;
        _noticeHeard |= heard;
        if (_picked is { } leg) await ConnectAsync(leg).ConfigureAwait(false);
        else if (_handedOver && !_connected) await OnHoldAsync().ConfigureAwait(false);
    }

    private async ValueTask TakeOfPersonAsync(object happened)
    {
        switch (happened)
        {
            case YourTurn turn:
                await RingAsync(turn.Agent).ConfigureAwait(false);
                break;
            case Forsaken when _handedOver && !_connected:
                await NobodyAsync().ConfigureAwait(false);
                break;
            case BookedCallBack booked when _waitedFrom is { } since && outbound is null && _callBack is null:
                // Who waited keeps the place; who never did is called by the staff.
                _callBack = desk.NewId("back");
                await desk.KeepAsync(new CallBack(_callBack, booked.Phone, _group!, since, booked.Case)).ConfigureAwait(false);
                break;
            case Announce when _handedOver && _agent is null && _playing is null:
                await AnnounceAsync().ConfigureAwait(false);
                break;
            case CallAnswered answered when answered.Call == _leg && _notice is not null:
                _picked = answered.Call;
                break;
            case CallAnswered answered when answered.Call == _leg:
                await ConnectAsync(answered.Call).ConfigureAwait(false);
                break;
            case CallEnded ended when ended.Call == _leg:
                desk.Forget(ended.Call);
                (_leg, _picked) = (null, null);
                // Once connected, the exchange ends the caller's call too, and says so.
                if (!_connected) await MissedAsync().ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask OnHoldAsync()
    {
        Report(await desk.Telephony.HoldMusicAsync(Id, true, stopping).ConfigureAwait(false));
        if (_dialogue.Waiting is null || _announcing is not null) return;
        _announcing = desk.Timers.CreateTimer(_ => Post(new Announce()), null, desk.Settings.FirstAnnouncement.ToTimeSpan(), desk.Settings.AnnounceEvery.ToTimeSpan());
    }

    private async ValueTask AnnounceAsync()
    {
        if (desk.Queue.PlaceOf(Id.Value) is not { } place) return;
        var values = new Dictionary<string, FactValue> { ["ahead"] = new NumberValue(place.Ahead), ["minutes"] = new NumberValue((long)place.Wait.TotalMinutes) };
        var text = _dialogue.Waiting!;
        Report(await desk.Telephony.HoldMusicAsync(Id, false, stopping).ConfigureAwait(false));
        var offer = _dialogue.CallBackOffer is { } words && place.Wait >= desk.Settings.OfferCallBackFrom ? words : null;
        await SayAsync(new Say([.. text.Spoken(_state.Language, values), .. offer?.Spoken(_state.Language, s_nothing) ?? []],
            string.Join(' ', new[] { text, offer }.OfType<DialogueText>().Select(t => t.Written(_state.Language, values))))).ConfigureAwait(false);
    }

    private async ValueTask RingAsync(Agent agent)
    {
        if (!_handedOver || _connected || _over)
        {
            desk.Queue.Leave(Id.Value, desk.Now);
            return;
        }
        var leg = new CallId(desk.NewId("desk"));
        (_leg, _agent) = (leg, agent.Number);
        desk.Also(leg, this);
        desk.Tell();
        var fault = await desk.Telephony.PlaceAsync(new OutgoingCall { Id = leg, To = agent.Number, RingFor = desk.Settings.RingDesk, ShownNumber = arrived.From }, stopping).ConfigureAwait(false);
        if (fault is null) return;
        Report(fault);
        desk.Forget(leg);
        _leg = null;
        await MissedAsync().ConfigureAwait(false);
    }

    // The agent is left alone for a while, and the caller waits on in the old place.
    private async ValueTask MissedAsync()
    {
        if (_agent is { } agent) desk.Queue.Missed(agent, desk.Now);
        _agent = null;
        if (!_handedOver) return;
        if (!desk.Queue.Enter(new WaitingCaller(Id.Value, _group!, _waitedFrom!.Value))) await NobodyAsync().ConfigureAwait(false);
        desk.Assign();
    }

    private async ValueTask NobodyAsync()
    {
        await LeavePersonAsync().ConfigureAwait(false);
        if (_playing is { } play)
        {
            _playing = null;
            Report(await desk.Telephony.StopPlayAsync(play, stopping).ConfigureAwait(false));
        }
        Report(await desk.Telephony.HoldMusicAsync(Id, false, stopping).ConfigureAwait(false));
        if (_state.Phase == DialoguePhase.Transferring) await NextAsync(new NobodyAnswered()).ConfigureAwait(false);
        else await HangUpAsync().ConfigureAwait(false);
    }

    private async ValueTask ConnectAsync(CallId leg)
    {
        if (_playing is { } play)
        {
            _playing = null;
            Report(await desk.Telephony.StopPlayAsync(play, stopping).ConfigureAwait(false));
        }
        Report(await desk.Telephony.HoldMusicAsync(Id, false, stopping).ConfigureAwait(false));
        _picked = null;
        var connection = new ConnectionId(desk.NewId("join"));
        var fault = await desk.Telephony.ConnectAsync(Id, leg, connection, stopping).ConfigureAwait(false);
        Report(fault);
        _connected = fault is null;
        if (_connected)
        {
            _connectedAt = desk.Now;
            if (_callBack is { } booked) desk.Drop(booked);
            desk.Queue.Answered(_agent!, desk.Now);
            StopAnnouncing();
            await TapeAsync(connection).ConfigureAwait(false);
            desk.Tell();
        }
        // Whichever of the two is gone has its end on the way, and the call goes on from that.
        if (fault is null or CallGone) return;
        await desk.Telephony.HangUpAsync(leg, stopping).ConfigureAwait(false);
        await HangUpAsync().ConfigureAwait(false);
    }

    // Only who heard the notice to its end is recorded.
    private async ValueTask TapeAsync(ConnectionId connection)
    {
        if (!Records || !_noticeHeard) return;
        var taping = new Taping(new RecordingId(desk.NewId("talk")), desk.Now);
        var fault = await desk.Telephony.RecordAsync(connection, taping.Recording, stopping).ConfigureAwait(false);
        Report(fault);
        if (fault is null) _taping = taping;
    }

    /// <summary>Brings the recording in from the exchange, after the call was kept.</summary>
    private async Task KeepTapeAsync()
    {
        if (_taping is not { } taping) return;
        try
        {
            var files = desk.Settings.Recordings!;
            Fault? fault;
            // Not the desk's token: when it stops, what was said is still brought in.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            var file = files.Create(taping.Recording.Value);
            await using (file.ConfigureAwait(false))
            {
                fault = await desk.Telephony.TakeRecordingAsync(taping.Recording, file, patience.Token).ConfigureAwait(false);
                if (fault is null)
                {
                    file.Position = 0;
                    await desk.Facts.RecordedAsync(new CallRecording
                    {
                        Name = taping.Recording.Value, Call = Id.Value, Account = _state.Account, Agent = _agent!, From = taping.From, Until = Instant.Max(taping.From, _ended?.At ?? desk.Now),
                        Bytes = file.Length, Sha256 = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, CancellationToken.None).ConfigureAwait(false)),
                    }, CancellationToken.None).ConfigureAwait(false);
                    return;
                }
            }
            files.Delete(taping.Recording.Value);
            Report(fault);
        }
#pragma warning disable CA1031 // The call is over; that its recording cannot be kept must not end the hotline.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(new HotlineFactsFailed("recording", e.Message));
        }
    }

    /// <summary>The caller waits no longer and talks no longer: whoever rings or talks is free again.</summary>
    private async ValueTask LeavePersonAsync()
    {
        StopAnnouncing();
        desk.Queue.Leave(Id.Value, desk.Now);
        if (_connected) desk.Queue.Ended(_agent!, desk.Now);
        if (_leg is { } leg)
        {
            desk.Forget(leg);
            if (!_connected) await desk.Telephony.HangUpAsync(leg, CancellationToken.None).ConfigureAwait(false);
            _leg = null;
        }
        if (!_connected) _agent = null;
        desk.Assign();
    }

    private void StopAnnouncing()
    {
        _announcing?.Dispose();
        _announcing = null;
    }
}

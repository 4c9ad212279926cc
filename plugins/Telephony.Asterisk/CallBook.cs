using System.Text.Json;
using System.Threading.Channels;
using NodaTime;
using WaterCore.Ports;

namespace WaterCore.Telephony.Asterisk;

/// <summary>
/// The calls, playings and connections of one link, and what Asterisk's events mean for them. Everything that must happen once (an
/// end, an answer, the end of a playing) happens once here, however often Asterisk says it.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="send">Sends a request whose answer does not matter: method and path.</param>
internal sealed class CallBook(AsteriskSettings settings, Action<HttpMethod, string> send)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AsteriskCall> _calls = [];
    private readonly Dictionary<string, AsteriskPlay> _plays = [];
    private readonly Dictionary<string, (CallId First, CallId Second)> _connections = [];
    private readonly HashSet<string> _givenUp = [];
    private readonly Channel<TelephonyEvent> _events = Channel.CreateUnbounded<TelephonyEvent>();

    public ChannelReader<TelephonyEvent> Events => _events.Reader;

    public void Tell(TelephonyEvent happened) => _events.Writer.TryWrite(happened);

    public void Close() => _events.Writer.TryComplete();

    public bool Joins(ConnectionId connection)
    {
        lock (_lock) return _connections.ContainsKey(connection.Value);
    }

    public AsteriskCall? Find(CallId id)
    {
        lock (_lock) return _calls.GetValueOrDefault(id.Value);
    }

    /// <summary>Before it is dialled: events come before the answer to the request.</summary>
    public bool Add(CallId id, string number, bool detects = false)
    {
        lock (_lock) return _calls.Count < settings.MaxCalls && _calls.TryAdd(id.Value, new AsteriskCall(id, incoming: false, number) { Asked = true, Detects = detects });
    }

    public void Forget(CallId id)
    {
        lock (_lock) _calls.Remove(id.Value);
    }

    public bool AddPlay(PlayId id, CallId call)
    {
        lock (_lock) return _calls.ContainsKey(call.Value) && _plays.TryAdd(id.Value, new AsteriskPlay(id, call));
    }

    public void ForgetPlay(PlayId id)
    {
        lock (_lock) _plays.Remove(id.Value);
    }

    /// <summary>Whether it still plays; from now on its end counts as stopped.</summary>
    public bool StopPlay(PlayId id)
    {
        lock (_lock) return _plays.TryGetValue(id.Value, out var play) && (play.Stopped = true);
    }

    public void PlayEnds(PlayId id, PlayOutcome outcome, Instant at)
    {
        lock (_lock)
        {
            if (!_plays.Remove(id.Value, out var play)) return;
            Tell(new PlayEnded(at, play.Call, id, play.Stopped && outcome == PlayOutcome.Completed ? PlayOutcome.Stopped : outcome));
        }
    }

    public bool Plays(PlayId id)
    {
        lock (_lock) return _plays.ContainsKey(id.Value);
    }

    public void Mark(CallId id, Action<AsteriskCall> change)
    {
        lock (_lock) if (_calls.TryGetValue(id.Value, out var call)) change(call);
    }

    public void Answered(CallId id, Instant at)
    {
        lock (_lock)
        {
            if (!_calls.TryGetValue(id.Value, out var call)) return;
            call.Up = true;
            if (call.AnsweredAt is not null) return;
            call.AnsweredAt = at;
            Tell(new CallAnswered(at, id));
        }
    }

    public bool Connect(ConnectionId connection, CallId first, CallId second)
    {
        lock (_lock)
        {
            if (!_calls.TryGetValue(first.Value, out var a) || !_calls.TryGetValue(second.Value, out var b) || a.Connection is not null || b.Connection is not null) return false;
            a.Connection = b.Connection = connection;
            return _connections.TryAdd(connection.Value, (first, second));
        }
    }

    public void Disconnect(ConnectionId connection)
    {
        lock (_lock)
        {
            if (!_connections.Remove(connection.Value, out var legs)) return;
            foreach (var leg in new[] { legs.First, legs.Second }) if (_calls.TryGetValue(leg.Value, out var call)) call.Connection = null;
        }
    }

    /// <summary>The one end of a call, with what ends with it.</summary>
    public void End(CallId id, CallOutcome outcome, Instant at, string raw)
    {
        lock (_lock)
        {
            if (!_calls.Remove(id.Value, out var call)) return;
            foreach (var play in _plays.Values.Where(p => p.Call == id).ToList()) PlayEnds(play.Id, PlayOutcome.Failed, at);
            Tell(new CallEnded(at, id, outcome) { ByFarEnd = call.ByFarEnd, AnsweredAt = call.AnsweredAt, Raw = raw });
            if (call.Connection is not { } connection || !_connections.Remove(connection.Value, out var legs)) return;
            // Asterisk leaves the other leg alone in the bridge, in silence.
            send(HttpMethod.Delete, $"channels/{(legs.First == id ? legs.Second : legs.First)}?reason=normal");
            send(HttpMethod.Delete, $"bridges/{connection}");
        }
    }

    /// <summary>The link was down for too long: whoever waits for these calls waits no more. Should they still live, they are hung up.</summary>
    public void GiveUp(Instant at)
    {
        lock (_lock)
            foreach (var call in _calls.Values.ToList())
            {
                _givenUp.Add(call.Id.Value);
                if (call.Connection is { } connection) _connections.Remove(connection.Value);
                call.Connection = null;
                End(call.Id, CallOutcome.Lost, at, "the link did not come back in time");
            }
    }

    /// <summary>Another host has the calls now, or will have: they are over here, and live on there.</summary>
    public void HandOver(Instant at, string why)
    {
        lock (_lock)
        {
            foreach (var call in _calls.Values.ToList())
            {
                call.Connection = null;
                End(call.Id, CallOutcome.Lost, at, why);
            }
            _connections.Clear();
            _givenUp.Clear();
        }
    }

    /// <summary>Brings the book in line with what Asterisk says lives.</summary>
    /// <param name="channels">Its channels.</param>
    /// <param name="bridges">Its bridges.</param>
    /// <param name="at">When.</param>
    /// <param name="open">Opens the link for requests. Called before anything is told, and while no call can be added that the
    /// snapshot is too old to know.</param>
    public IReadOnlyList<CallSnapshot> Reconcile(JsonElement channels, JsonElement bridges, Instant at, Action open)
    {
        lock (_lock)
        {
            open();
            var alive = channels.EnumerateArray().ToDictionary(c => c.Text("id"));
            var bridged = bridges.EnumerateArray().Where(b => b.Text("name") == settings.Application)
                .ToDictionary(b => b.Text("id"), b => b.GetProperty("channels").EnumerateArray().Select(c => c.GetString()!).Where(alive.ContainsKey).ToList());
            foreach (var call in _calls.Values.Where(c => !c.Asked && !alive.ContainsKey(c.Id.Value)).ToList()) End(call.Id, CallOutcome.Lost, at, "it is not among the channels that live");
            foreach (var (bridge, legs) in bridged)
            {
                if (legs.Count == 2) continue;
                send(HttpMethod.Delete, $"bridges/{bridge}");
                foreach (var leg in legs) send(HttpMethod.Delete, $"channels/{leg}?reason=normal");
            }
            foreach (var (id, channel) in alive)
            {
                if (_givenUp.Remove(id)) send(HttpMethod.Delete, $"channels/{id}?reason=normal");
                else if (!_calls.ContainsKey(id) && channel.Text("dialplan", "app_name") == "Stasis") Adopt(id, channel, bridged, at);
            }
            _givenUp.Clear();
            return [.. _calls.Values.Select(c => new CallSnapshot(c.Id, c.Incoming, c.Number, c.AnsweredAt is not null) { Connected = c.Connection is not null })];
        }
    }

    private void Adopt(string id, JsonElement channel, Dictionary<string, List<string>> bridged, Instant at)
    {
        var data = channel.Text("dialplan", "app_data");
        if (data.Split(',')[0] != settings.Application) return;
        var incoming = data.EndsWith(",inbound", StringComparison.Ordinal);
        var call = new AsteriskCall(new CallId(id), incoming, channel.Text("caller", "number")) { Up = channel.Text("state") == "Up" };
        _calls.Add(id, call);
        var (bridge, legs) = bridged.FirstOrDefault(b => b.Value.Count == 2 && b.Value.Contains(id));
        if (bridge is not null)
        {
            call.AnsweredAt = at;
            call.Connection = new ConnectionId(bridge);
            _connections[bridge] = (new CallId(legs[0]), new CallId(legs[1]));
        }
        else if (incoming) Tell(new CallArrived(at, call.Id, call.Number, channel.Text("dialplan", "exten")));
        else if (call.Up) call.AnsweredAt = at;
    }

    public void Take(JsonElement e, Instant at)
    {
        var id = e.Text("channel", "id");
        switch (e.Text("type"))
        {
            case "StasisStart":
                Started(e, id, at);
                break;
            case "ChannelStateChange" when e.Text("channel", "state") == "Ringing":
                Rings(id, at);
                break;
            case "ChannelStateChange" when e.Text("channel", "state") == "Up" && Find(new(id)) is { Incoming: true } call:
                Answered(call.Id, at);
                break;
            case "Dial" when e.Text("dialstatus") is "RINGING" or "PROGRESS":
                Rings(e.Text("peer", "id"), at);
                break;
            case "ChannelDtmfReceived" when e.Text("digit") is [var key] && Find(new(id)) is { } call:
                lock (_lock) if (!call.Repeats(key, e.Number("duration_ms"), at)) Tell(new KeyPressed(at, call.Id, key));
                break;
            case "PlaybackFinished":
                PlayEnds(new(e.Text("playback", "id")), e.Text("playback", "state") == "done" ? PlayOutcome.Completed : PlayOutcome.Failed, at);
                break;
            case "ChannelHangupRequest":
                Mark(new(id), c => c.ByFarEnd |= e.Text("soft") != "true");
                break;
            case "StasisEnd" when Find(new(id)) is { Incoming: true } call:
                // Whoever calls in gets no ChannelDestroyed told.
                End(call.Id, call.Rejected ? CallOutcome.Rejected : call.AnsweredAt is null ? CallOutcome.Cancelled : CallOutcome.Answered, at, "StasisEnd");
                break;
            case "ChannelDestroyed" when Find(new(id)) is { } call:
                var cause = e.Number("cause");
                End(call.Id, OutcomeTable.Of(cause, call.AnsweredAt is not null, call.SignOfLife, call.HungUpByUs), at, $"cause {cause} {e.Text("cause_txt")}");
                break;
        }
    }

    private void Started(JsonElement e, string id, Instant at)
    {
        var role = e.GetProperty("args").EnumerateArray().FirstOrDefault().ToString();
        if (role != "inbound")
        {
            Picked(new(id), e.GetProperty("args"), at);
            return;
        }
        lock (_lock)
        {
            if (_calls.ContainsKey(id)) return;
            if (_calls.Count >= settings.MaxCalls)
            {
                send(HttpMethod.Delete, $"channels/{id}?reason=congestion");
                return;
            }
            var call = new AsteriskCall(new CallId(id), incoming: true, e.Text("channel", "caller", "number"));
            _calls.Add(id, call);
            Tell(new CallArrived(at, call.Id, call.Number, e.Text("channel", "dialplan", "exten")));
        }
    }

    // Who is to be listened to goes through the dial plan for that, and comes back with what was found.
    private void Picked(CallId id, JsonElement args, Instant at)
    {
        lock (_lock)
        {
            if (!_calls.TryGetValue(id.Value, out var call)) return;
            if (args[0].ToString() == AsteriskFiles.Listened)
            {
                call.Detects = false;
                if (call.AnsweredAt is null) call.AnsweredAt = at;
                var found = args.GetArrayLength() > 1 ? args[1].ToString() : "";
                Tell(new CallAnswered(at, id) { By = found switch { "HUMAN" => AnsweredBy.Person, "MACHINE" => AnsweredBy.Machine, _ => AnsweredBy.Unknown } });
            }
            else if (call.Detects)
            {
                if (call.AnsweredAt is not null) return;
                (call.Up, call.AnsweredAt) = (true, at);
                send(HttpMethod.Post, $"channels/{id}/continue?context={settings.MachineContext}&extension=s&priority=1");
            }
            else Answered(id, at);
        }
    }

    private void Rings(string id, Instant at)
    {
        lock (_lock)
        {
            if (!_calls.TryGetValue(id, out var call) || call.Incoming || call.SignOfLife) return;
            call.SignOfLife = true;
            Tell(new CallRinging(at, call.Id));
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using NodaTime;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Telephony.Asterisk;

/// <summary>An Asterisk as <see cref="ITelephony"/>: what ARI lacks (a snapshot, one end for each call, an end for each playing) is added here.</summary>
public sealed class AsteriskTelephony : ITelephony
{
    private static readonly TimeSpan PlayGrace = TimeSpan.FromSeconds(2), RingGrace = TimeSpan.FromSeconds(5), RecordingGrace = TimeSpan.FromSeconds(10), PlayableFor = TimeSpan.FromMinutes(1);

    private readonly AsteriskSettings _settings;
    private readonly TimeProvider _time;
    private readonly AriClient _ari;
    private readonly CallBook _book;
    private readonly AsteriskLink _link;
    private readonly TollGuard _toll;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, long> _playable = new();
    private readonly AsteriskConfiguration? _own;
    private AsteriskProcess? _process;
    private CancellationTokenSource? _run;
    private Task _running = Task.CompletedTask;
    private int _disposed;

    /// <summary>For an Asterisk that is set up as the README of this plugin says.</summary>
    /// <param name="settings">How to reach it, and its limits.</param>
    /// <param name="time">The time.</param>
    /// <param name="tolls">Counts calls outside; null to count them here, which a restart forgets.</param>
    public AsteriskTelephony(AsteriskSettings settings, TimeProvider time, ITollBook? tolls = null)
    {
        _settings = settings.Checked();
        _time = time;
        _ari = new AriClient(_settings);
        _book = new CallBook(_settings, (method, path) => _ = FireAsync(method, path));
        _link = new AsteriskLink(_settings, _ari, _book, time);
        _toll = new TollGuard(_settings, tolls ?? new TollsInMemory(time));
    }

    /// <summary>For a private Asterisk, which runs as a child from <see cref="StartAsync"/> until this is disposed.</summary>
    public AsteriskTelephony(AsteriskConfiguration own, AsteriskSettings settings, TimeProvider time, ITollBook? tolls = null) : this(settings, time, tolls) => _own = own;

    /// <inheritdoc/>
    public string Description => $"Asterisk {_link.Version} at {_settings.Url.Authority}".Replace("  ", " ", StringComparison.Ordinal);

    /// <inheritdoc/>
    public LinkState Link => _link.State;

    /// <inheritdoc/>
    public TelephonyCapabilities Capabilities => TelephonyCapabilities.Recording | (_settings.MachineContext is null ? TelephonyCapabilities.None : TelephonyCapabilities.MachineDetection);

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken = default)
    {
        if (_run is not null && !_running.IsCompleted) return;
        await StopAsync(cancellationToken);
        _run = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _running = RunAsync(_run.Token);
    }

    /// <inheritdoc/>
    public async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        if (_run is null) return;
        await _run.CancelAsync();
        await _running;
        _run.Dispose();
        _run = null;
        // A private Asterisk is of no use to another host.
        if (_process is not null) await _process.DisposeAsync();
        _process = null;
        _book.HandOver(Now(), "the link was closed");
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        while (_own is not null && _process is null && !stopping.IsCancellationRequested)
        {
            try
            {
                _own.Write();
                _process = await AsteriskProcess.StartAsync(_own, stopping);
            }
            catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                _link.NotYet(e.Message);
                await WaitAsync(RingGrace);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        await _link.RunAsync(stopping);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TelephonyEvent> EventsAsync(CancellationToken cancellationToken = default) => _book.Events.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Fault?> PlaceAsync(OutgoingCall call, CancellationToken cancellationToken = default)
    {
        Check(call.Id.Value);
        if (Link != LinkState.Up) return Down();
        var (endpoint, problem, remedy, later) = await _toll.AdmitAsync(call.Id, call.To, cancellationToken);
        if (endpoint is null) return new CallRefused(call.Id, problem, remedy) { Later = later };
        if (!_book.Add(call.Id, call.To, call.DetectMachine && _settings.MachineContext is not null)) return new CallRefused(call.Id, $"its id is in use, or {_settings.MaxCalls} calls live already", "try again when one has ended") { Later = true };
        var ring = (int)Math.Clamp(Math.Ceiling(call.RingFor.TotalSeconds), 1, 180);
        var shown = new string((call.ShownNumber ?? _settings.ShownNumber ?? "").Where(char.IsAsciiDigit).Take(18).ToArray());
        var fault = await RequestAsync(call.Id, HttpMethod.Post, $"channels/{call.Id}", new JsonObject
        {
            ["endpoint"] = endpoint, ["app"] = _settings.Application, ["appArgs"] = "outbound", ["timeout"] = ring, ["callerId"] = shown.Length > 0 ? shown : null,
        }, cancellationToken);
        if (fault is not null)
        {
            // Sent and unanswered may still ring somewhere.
            _book.Forget(call.Id);
            _ = FireAsync(HttpMethod.Delete, $"channels/{call.Id}?reason=normal");
            return fault;
        }
        _book.Mark(call.Id, c => c.Asked = false);
        _ = WatchRingingAsync(call.Id, TimeSpan.FromSeconds(ring) + RingGrace);
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<Fault?> AnswerAsync(CallId call, CancellationToken cancellationToken = default)
    {
        if (_book.Find(call) is not { } known) return new CallGone(call);
        var fault = await RequestAsync(call, HttpMethod.Post, $"channels/{call}/answer", null, cancellationToken);
        // Asterisk tells of no change when the channel was up before, as with a call that was adopted.
        if (fault is null && known.Up) _book.Answered(call, Now());
        return fault;
    }

    /// <inheritdoc/>
    public async ValueTask<Fault?> RejectAsync(CallId call, RejectReason reason, CancellationToken cancellationToken = default)
    {
        if (_book.Find(call) is not { } known) return null;
        if (known.AnsweredAt is not null) return new CallRefused(call, "it was answered already", "hang it up instead");
        _book.Mark(call, c => c.Rejected = true);
        var word = reason switch { RejectReason.Busy => "busy", RejectReason.Congestion => "congestion", RejectReason.NoAnswer => "no_answer", _ => "rejected" };
        return Unless<CallGone>(await RequestAsync(call, HttpMethod.Delete, $"channels/{call}?reason={word}", null, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<Fault?> HangUpAsync(CallId call, CancellationToken cancellationToken = default)
    {
        if (_book.Find(call) is null) return null;
        _book.Mark(call, c => c.HungUpByUs = true);
        return Unless<CallGone>(await RequestAsync(call, HttpMethod.Delete, $"channels/{call}?reason=normal", null, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<Fault?> PlayAsync(CallId call, PlayId play, IReadOnlyList<AudioClip> clips, CancellationToken cancellationToken = default)
    {
        Check(play.Value);
        if (clips.Count == 0) throw new ArgumentException("There is nothing to play.", nameof(clips));
        foreach (var clip in clips) if (Unplayable(clip.Path) is { } unplayable) return unplayable;
        if (!_book.AddPlay(play, call)) return new CallGone(call);
        var media = new JsonArray([.. clips.Select(c => JsonValue.Create("sound:" + c.Path[..^4]))]);
        if (await RequestAsync(call, HttpMethod.Post, $"channels/{call}/play/{play}", new JsonObject { ["media"] = media }, cancellationToken) is { } fault)
        {
            _book.ForgetPlay(play);
            return fault;
        }
        // Some failures of Asterisk end in no event at all.
        _ = WatchPlayingAsync(play, TimeSpan.FromTicks((long)clips.Sum(c => c.Length.TotalTicks)) + PlayGrace);
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<Fault?> StopPlayAsync(PlayId play, CancellationToken cancellationToken = default) => !_book.StopPlay(play) ? null
        : Unless<CallGone>(await RequestAsync(new(play.Value), HttpMethod.Delete, $"playbacks/{play}", null, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<Fault?> HoldMusicAsync(CallId call, bool on, CancellationToken cancellationToken = default) => _book.Find(call) is null ? new CallGone(call)
        : await RequestAsync(call, on ? HttpMethod.Post : HttpMethod.Delete, $"channels/{call}/moh", null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Fault?> ConnectAsync(CallId first, CallId second, ConnectionId connection, CancellationToken cancellationToken = default)
    {
        Check(connection.Value);
        if (_book.Find(first) is null) return new CallGone(first);
        if (_book.Find(second) is null) return new CallGone(second);
        if (!_book.Connect(connection, first, second)) return new CallRefused(first, "it or the other call talks to somebody already", "end that connection first");
        var bridge = new JsonObject { ["type"] = "mixing", ["name"] = _settings.Application };
        var fault = await RequestAsync(first, HttpMethod.Post, $"bridges/{connection}", bridge, cancellationToken)
            ?? await RequestAsync(first, HttpMethod.Post, $"bridges/{connection}/addChannel", new JsonObject { ["channel"] = new JsonArray(first.Value, second.Value) }, cancellationToken);
        if (fault is null)
        {
            _book.Tell(new CallsConnected(Now(), first, second, connection));
            return null;
        }
        _book.Disconnect(connection);
        _ = FireAsync(HttpMethod.Delete, $"bridges/{connection}");
        return fault;
    }

    /// <inheritdoc/>
    public async ValueTask<Fault?> RecordAsync(ConnectionId connection, RecordingId recording, CancellationToken cancellationToken = default)
    {
        Check(recording.Value);
        return !_book.Joins(connection) ? new CallGone(new(connection.Value)) : await RequestAsync(new(connection.Value), HttpMethod.Post, $"bridges/{connection}/record", new JsonObject
        {
            ["name"] = recording.Value, ["format"] = "wav", ["ifExists"] = "fail", ["terminateOn"] = "none",
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Fault?> TakeRecordingAsync(RecordingId recording, Stream into, CancellationToken cancellationToken = default)
    {
        Check(recording.Value);
        for (var since = _time.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(200), _time, cancellationToken))
        {
            if (Link != LinkState.Up) return Down();
            try
            {
                // While it is being written it is live as well as stored.
                var (live, _) = await _ari.SendAsync(HttpMethod.Get, $"recordings/live/{recording}", null, cancellationToken);
                if (live == HttpStatusCode.NotFound && await _ari.CopyAsync($"recordings/stored/{recording}/file", into, cancellationToken) is var status && status != HttpStatusCode.NotFound)
                {
                    if (status != HttpStatusCode.OK) return new CallRefused(new(recording.Value), $"Asterisk answered {(int)status} when asked for the recording", "look at Asterisk's log");
                    await FireAsync(HttpMethod.Delete, $"recordings/stored/{recording}");
                    return null;
                }
            }
            catch (HttpRequestException e)
            {
                return new TelephonyUnavailable(Description, e.Message.TrimEnd('.'));
            }
            if (_time.GetElapsedTime(since) > RecordingGrace) return new CallRefused(new(recording.Value), "the exchange has no such recording", "look at Asterisk's log");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Result<IReadOnlyList<CallSnapshot>>> ListAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var (status, channels) = await _ari.SendAsync(HttpMethod.Get, "channels", null, cancellationToken);
            if (status != HttpStatusCode.OK) return new TelephonyUnavailable(Description, $"it answered {(int)status} when asked for its channels");
            return channels.EnumerateArray().Select(c => new CallSnapshot(new(c.Text("id")), c.Text("dialplan", "app_data").EndsWith(",inbound", StringComparison.Ordinal),
                c.Text("caller", "number"), c.Text("state") == "Up")).ToList();
        }
        catch (HttpRequestException e)
        {
            return new TelephonyUnavailable(Description, e.Message.TrimEnd('.'));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync();
        await StopAsync();
        _book.Close();
        _ari.Dispose();
        _stop.Dispose();
    }

    // A sentence has a dozen files, and hundreds of calls say the same ones: what was good a moment ago is not opened again.
    private MediaRefused? Unplayable(string path)
    {
        var now = _time.GetTimestamp();
        if (_playable.TryGetValue(path, out var seen) && _time.GetElapsedTime(seen, now) < PlayableFor) return null;
        var fault = PlayableFile.Check(path);
        if (fault is null) _playable[path] = now;
        return fault;
    }

    private async Task WatchPlayingAsync(PlayId play, TimeSpan after)
    {
        if (!await WaitAsync(after) || !_book.Plays(play)) return;
        await FireAsync(HttpMethod.Delete, $"playbacks/{play}");
        _book.PlayEnds(play, PlayOutcome.TimedOut, Now());
    }

    private async Task WatchRingingAsync(CallId id, TimeSpan after)
    {
        if (!await WaitAsync(after) || _book.Find(id) is not { AnsweredAt: null } call) return;
        await FireAsync(HttpMethod.Delete, $"channels/{id}?reason=normal");
        if (!await WaitAsync(RingGrace)) return;
        _book.End(id, OutcomeTable.Of(0, answered: false, call.SignOfLife, call.HungUpByUs), Now(), "no end came after the time to ring");
    }

    private async Task<bool> WaitAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, _time, _stop.Token);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task FireAsync(HttpMethod method, string path)
    {
        try
        {
            await _ari.SendAsync(method, path, null, CancellationToken.None);
        }
        catch (Exception e) when (e is HttpRequestException or ObjectDisposedException)
        {
            // Whatever this was to tidy up is found again by the snapshot after the next connect.
        }
    }

    private async ValueTask<Fault?> RequestAsync(CallId about, HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        if (Link != LinkState.Up) return Down();
        try
        {
            var (status, answer) = await _ari.SendAsync(method, path, body, cancellationToken);
            return (int)status switch
            {
                >= 200 and < 300 => null,
                404 => new CallGone(about),
                // A channel that is just leaving answers 409 or 412.
                409 or 412 => new CallRefused(about, $"Asterisk says '{(answer.Text("message") is { Length: > 0 } m ? m : answer.Text("error"))}'", "try again when its state has changed"),
                401 or 403 => new TelephonyUnavailable(Description, "it refuses the user or the password"),
                var other => new CallRefused(about, $"Asterisk answered {other} '{(answer.Text("message") is { Length: > 0 } m ? m : answer.Text("error"))}'", "look at the number, the trunk and Asterisk's log"),
            };
        }
        catch (HttpRequestException e)
        {
            return new TelephonyUnavailable(Description, e.Message.TrimEnd('.'));
        }
    }

    private TelephonyUnavailable Down() => new(Description, _link.Why);

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());

    private static Fault? Unless<T>(Fault? fault) where T : Fault => fault is T ? null : fault;

    private static void Check(string id)
    {
        if (id.Length is 0 or > 64 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')) throw new ArgumentException($"'{id}' is no id: letters, digits, dots and hyphens, at most 64.", nameof(id));
    }
}

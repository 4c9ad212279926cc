using System.Diagnostics.Metrics;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using WaterCore.Ports;

namespace WaterCore.Telephony.Asterisk;

/// <summary>Keeps the link: connects, takes a snapshot, passes events on, and does it again with growing pauses when it breaks.</summary>
internal sealed class AsteriskLink(AsteriskSettings settings, AriClient ari, CallBook book, TimeProvider time)
{
    private static readonly Meter Meter = new("WaterCore.Telephony.Asterisk");
    private static readonly Histogram<double> EventLag = Meter.CreateHistogram<double>("telephony.event_lag", "ms", "From Asterisk's own time of an event until it is taken; above 100 ms Asterisk has too much to do.");
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200), LongestPause = TimeSpan.FromSeconds(5);

    // What the book of calls takes; the rest, such as a word for each file of a sentence, is more than half of what Asterisk would send.
    private static readonly string[] Wanted =
        ["StasisStart", "StasisEnd", "ChannelStateChange", "ChannelDestroyed", "ChannelHangupRequest", "ChannelDtmfReceived", "Dial", "PlaybackFinished", "ApplicationReplaced"];

    private volatile LinkState _state = LinkState.Down;

    public LinkState State => _state;

    public string Why { get; private set; } = "it was not reached yet";

    public string Version { get; private set; } = "";

    public async Task RunAsync(CancellationToken stopping)
    {
        (_state, Why) = (LinkState.Down, "it was not reached yet");
        var pause = FirstPause;
        var downSince = time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using var socket = await ari.ConnectAsync(stopping);
                // An Asterisk that is too old to choose sends everything.
                await ari.SendAsync(HttpMethod.Put, $"applications/{settings.Application}/eventFilter", new JsonObject { ["allowed"] = new JsonArray([.. Wanted.Select(t => new JsonObject { ["type"] = t })]) }, stopping);
                await SnapshotAsync(stopping);
                pause = FirstPause;
                await ReadAsync(socket, stopping);
            }
            catch (AriRefusedException e)
            {
                Lose(LinkState.Refused, e.Message);
                return;
            }
            // Keep-alive that runs out looks like a cancellation; only ours is one.
            catch (Exception e) when (!stopping.IsCancellationRequested && e is WebSocketException or HttpRequestException or IOException or OperationCanceledException or JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException)
            {
                if (_state == LinkState.Up) downSince = time.GetTimestamp();
                Lose(LinkState.Down, e.Message);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            if (_state == LinkState.Replaced) return;
            if (time.GetElapsedTime(downSince) > settings.LostAfter) book.GiveUp(Now());
            try
            {
                await Task.Delay(pause, time, stopping);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        _state = LinkState.Down;
        Why = "it was closed";
    }

    /// <summary>Why it cannot be tried yet.</summary>
    public void NotYet(string why) => Why = why.TrimEnd('.');

    private async Task SnapshotAsync(CancellationToken stopping)
    {
        var info = await GetAsync("asterisk/info", stopping);
        Version = info.Text("system", "version");
        if (settings.EntityId is { } wanted && info.Text("system", "entity_id") is var found && !string.Equals(found, wanted, StringComparison.OrdinalIgnoreCase))
            throw new AriRefusedException($"it is entity '{found}' and not '{wanted}', so it runs with another configuration");
        var (channels, bridges) = (await GetAsync("channels", stopping), await GetAsync("bridges", stopping));
        var calls = book.Reconcile(channels, bridges, Now(), () => _state = LinkState.Up);
        book.Tell(new LinkUp(Now(), calls));
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken stopping)
    {
        var (status, body) = await ari.SendAsync(HttpMethod.Get, path, null, stopping);
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) throw new AriRefusedException("it refuses the user or the password");
        return status == HttpStatusCode.OK ? body : throw new HttpRequestException($"it answered {(int)status} to {path}");
    }

    private async Task ReadAsync(ClientWebSocket socket, CancellationToken stopping)
    {
        using var buffer = new MemoryStream();
        while (await AriClient.ReadAsync(socket, buffer, stopping) is { } e)
        {
            var now = time.GetUtcNow();
            var at = e.Time();
            if (at is { } stamped) EventLag.Record((now - stamped).TotalMilliseconds);
            if (e.Text("type") == "ApplicationReplaced" && e.Text("application") == settings.Application)
            {
                // The stream stays open and silent; another host has the calls now.
                Lose(LinkState.Replaced, "another host took over the application");
                book.HandOver(Now(), Why);
                return;
            }
            book.Take(e, Instant.FromDateTimeOffset(at ?? now));
        }
        throw new IOException("it closed the stream of events");
    }

    private void Lose(LinkState state, string why)
    {
        var told = _state == LinkState.Up || state != LinkState.Down;
        _state = state;
        Why = why.TrimEnd('.');
        if (told) book.Tell(new LinkLost(Now(), state, Why));
    }

    private Instant Now() => Instant.FromDateTimeOffset(time.GetUtcNow());
}

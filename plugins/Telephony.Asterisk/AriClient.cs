using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WaterCore.Telephony.Asterisk;

/// <summary>Speaks ARI: requests over HTTP, events over a WebSocket. Knows nothing of calls.</summary>
internal sealed class AriClient : IDisposable
{
    private const int MaxEventBytes = 1 << 20;
    private readonly HttpClient _http;
    private readonly Uri _base;
    private readonly string _application;
    private readonly TimeSpan _patience;
    private readonly AuthenticationHeaderValue _credentials;

    public AriClient(AsteriskSettings settings)
    {
        _base = new Uri(settings.Url, "ari/");
        _application = settings.Application;
        _patience = settings.Patience;
        _credentials = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{settings.Password}")));
        // Asterisk counts kept connections as sessions, of which it has few.
        var handler = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64, PooledConnectionIdleTimeout = settings.Patience };
        _http = new HttpClient(handler) { BaseAddress = _base, Timeout = settings.Patience };
        _http.DefaultRequestHeaders.Authorization = _credentials;
    }

    /// <summary>The status and the body, if it is JSON. Throws <see cref="HttpRequestException"/> when Asterisk cannot be reached.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!text.StartsWith('{') && !text.StartsWith('[')) return (response.StatusCode, default);
            using var document = JsonDocument.Parse(text);
            return (response.StatusCode, document.RootElement.Clone());
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"it did not answer within {_patience.TotalSeconds:0.#} seconds", e);
        }
        catch (JsonException e)
        {
            throw new HttpRequestException("it answered something that is not JSON", e);
        }
    }

    /// <summary>Copies the body of an answer; gives the status.</summary>
    public async Task<HttpStatusCode> CopyAsync(string path, Stream into, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode) await response.Content.CopyToAsync(into, cancellationToken);
        return response.StatusCode;
    }

    /// <summary>Opens the stream of events. Throws <see cref="AriRefusedException"/> for a wrong password.</summary>
    public async Task<ClientWebSocket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        socket.Options.KeepAliveInterval = _patience / 2;
        socket.Options.KeepAliveTimeout = _patience;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", _credentials.ToString());
        var address = new UriBuilder(new Uri(_base, "events")) { Scheme = _base.Scheme == "https" ? "wss" : "ws", Query = $"app={_application}" };
        try
        {
            // A process that is frozen still has its connections taken, by the kernel; it only never says a word.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(_patience);
            await socket.ConnectAsync(address.Uri, patience.Token);
            return socket;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new HttpRequestException($"it did not answer within {_patience.TotalSeconds:0.#} seconds", e);
        }
        catch (WebSocketException e)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) throw new AriRefusedException("it refuses the user or the password", e);
            throw;
        }
    }

    /// <summary>The next event, or null when Asterisk closed the stream.</summary>
    public static async Task<JsonElement?> ReadAsync(ClientWebSocket socket, MemoryStream buffer, CancellationToken cancellationToken)
    {
        buffer.SetLength(0);
        var piece = new byte[16 * 1024];
        while (true)
        {
            var read = await socket.ReceiveAsync(piece.AsMemory(), cancellationToken);
            if (read.MessageType == WebSocketMessageType.Close) return null;
            buffer.Write(piece, 0, read.Count);
            if (buffer.Length > MaxEventBytes) throw new InvalidDataException($"An event is larger than {MaxEventBytes} bytes.");
            if (!read.EndOfMessage) continue;
            using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            return document.RootElement.Clone();
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>Asterisk refuses this host; trying again does not help.</summary>
internal sealed class AriRefusedException(string message, Exception? inner = null) : Exception(message, inner);

internal static class AriJson
{
    public static string Text(this JsonElement e, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
            if (e.ValueKind != JsonValueKind.Object || !e.TryGetProperty(key, out e)) return "";
        return e.ValueKind switch { JsonValueKind.String => e.GetString()!, JsonValueKind.Number => e.GetRawText(), JsonValueKind.True => "true", _ => "" };
    }

    public static int Number(this JsonElement e, params ReadOnlySpan<string> path) => int.TryParse(e.Text(path), NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) ? n : 0;

    /// <summary>Asterisk writes the offset without a colon, which no ISO reader takes.</summary>
    public static DateTimeOffset? Time(this JsonElement e) => DateTimeOffset.TryParseExact(e.Text("timestamp"),
        ["yyyy-MM-dd'T'HH:mm:ss.fffzzz", "yyyy-MM-dd'T'HH:mm:ss.fffzz00"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact) ? exact
        : e.Text("timestamp") is { Length: 28 } t && DateTimeOffset.TryParse(t.Insert(26, ":"), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}

using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Channel.OfficialAccount;

/// <summary>Sends a text to a follower by the platform's customer-service message (客服消息), which it takes within 48 hours of the follower's last word.</summary>
internal sealed class AccountChannel(AccountSettings settings, TimeProvider time) : IChannel, IDisposable
{
    private const int LongestBytes = 2_000, LargestPicture = 10 * 1024 * 1024, TokenGone = 42001, TokenWrong = 40001, TokenMissing = 40014;

    // What another try or another day may mend; all else is about this follower or this text.
    private static readonly HashSet<int> s_later = [-1, 45009, 45047, 50002];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (string Token, DateTimeOffset Until) _access;

    private sealed record Access([property: JsonPropertyName("access_token")] string? Token, [property: JsonPropertyName("expires_in")] int ExpiresIn, [property: JsonPropertyName("errcode")] int Error);

    private sealed record Answer([property: JsonPropertyName("errcode")] int Error);

    public string Name => "OfficialAccount";

    public bool Takes(AddressKind kind) => kind == AddressKind.Handle;

    public async ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        if (message.To.Kind != AddressKind.Handle) return new MessageRefused(Name, "the address is no follower's", false);
        if (System.Text.Encoding.UTF8.GetByteCount(message.Body) > LongestBytes) return new MessageRefused(Name, $"the text has more than {LongestBytes} bytes; shorten the template", false);
        try
        {
            for (var again = false; ; again = true)
            {
                var access = await AccessAsync(again, cancellationToken).ConfigureAwait(false);
                if (!access.IsOk) return access.Fault;
                using var answer = await _http.PostAsJsonAsync(new Uri(settings.Api, $"/cgi-bin/message/custom/send?access_token={Uri.EscapeDataString(access.Value)}"),
                    new { touser = message.To.Value, msgtype = "text", text = new { content = message.Body } }, cancellationToken).ConfigureAwait(false);
                if ((int)answer.StatusCode >= 500) return new MessageRefused(Name, $"the platform answered {(int)answer.StatusCode}", true);
                var error = (await answer.Content.ReadFromJsonAsync<Answer>(cancellationToken).ConfigureAwait(false))?.Error ?? -1;
                if (error == 0) return message.Id;
                if (error is TokenGone or TokenWrong or TokenMissing && !again) continue;
                return new MessageRefused(Name, $"the platform answered error {error}", s_later.Contains(error) || error is TokenGone or TokenWrong or TokenMissing);
            }
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or NotSupportedException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new MessageRefused(Name, $"the platform {settings.Api.Host}:{settings.Api.Port} cannot be used ({e.GetType().Name})", true);
        }
    }

    /// <summary>Fetches a picture that a follower sent. The platform waits five seconds for an answer, so this takes three at most.</summary>
    public async Task<Result<IncomingAttachment>> PictureAsync(string media, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            for (var again = false; ; again = true)
            {
                var access = await AccessAsync(again, limit.Token).ConfigureAwait(false);
                if (!access.IsOk) return NotFetched("the platform gives no access");
                using var answer = await _http.GetAsync(new Uri(settings.Api, $"/cgi-bin/media/get?access_token={Uri.EscapeDataString(access.Value)}&media_id={media}"), HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode) return NotFetched($"the platform answered {(int)answer.StatusCode}");
                if (answer.Content.Headers.ContentType?.MediaType is { } type && type.StartsWith("image/", StringComparison.Ordinal))
                {
                    await answer.Content.LoadIntoBufferAsync(LargestPicture, limit.Token).ConfigureAwait(false);
                    return new IncomingAttachment("picture", type, await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false));
                }
                // What is no picture is an error in JSON.
                await answer.Content.LoadIntoBufferAsync(LargestPicture, limit.Token).ConfigureAwait(false);
                var error = (await answer.Content.ReadFromJsonAsync<Answer>(limit.Token).ConfigureAwait(false))?.Error ?? -1;
                if (again || error is not (TokenGone or TokenWrong or TokenMissing)) return NotFetched($"the platform answered error {error}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or NotSupportedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return NotFetched(e.GetType().Name);
        }

        static MessageRefused NotFetched(string problem) => new("OfficialAccount", $"the picture was not fetched ({problem})", true);
    }

    public void Dispose()
    {
        _http.Dispose();
        _gate.Dispose();
    }

    // One token is good for two hours, and a new one ends the old: so one at a time, and kept.
    private async Task<Result<string>> AccessAsync(bool renew, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!renew && _access.Until > time.GetUtcNow()) return _access.Token;
            using var answer = await _http.GetAsync(new Uri(settings.Api, $"/cgi-bin/token?grant_type=client_credential&appid={Uri.EscapeDataString(settings.AppId)}&secret={Uri.EscapeDataString(settings.AppSecret)}"), cancellationToken).ConfigureAwait(false);
            var access = await answer.Content.ReadFromJsonAsync<Access>(cancellationToken).ConfigureAwait(false);
            if (access is not { Token: { Length: > 0 } token }) return new MessageRefused(Name, $"the platform gives no access (error {access?.Error ?? (int)answer.StatusCode})", true);
            _access = (token, time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(access.ExpiresIn - 300, 60, 7_200)));
            return token;
        }
        finally
        {
            _gate.Release();
        }
    }
}

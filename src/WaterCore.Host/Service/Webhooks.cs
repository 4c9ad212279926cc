using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>A receiver of events.</summary>
/// <param name="Name">Its name in the configuration, under <c>WaterCore:Webhooks</c>.</param>
/// <param name="Url">Where to send; https, or a machine of our own.</param>
/// <param name="Secret">What signatures are made with.</param>
/// <param name="Topics">Beginnings of the topics that it wants; none for all.</param>
internal sealed record Webhook(string Name, Uri Url, byte[] Secret, IReadOnlyList<string> Topics)
{
    /// <summary>Whether it wants a topic.</summary>
    public bool Wants(string topic) => Topics.Count == 0 || Topics.Any(t => topic.StartsWith(t, StringComparison.Ordinal));

    /// <summary>All that the configuration names.</summary>
    /// <exception cref="Commands.CannotStartException">One cannot be used.</exception>
    public static IReadOnlyList<Webhook> Of(IConfiguration configuration) => [.. configuration.GetSection("WaterCore:Webhooks").GetChildren().Select(One)];

    /// <summary>The signature of a message by the Standard Webhooks scheme (standardwebhooks.com, v1).</summary>
    public string Sign(string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));

    private static Webhook One(IConfigurationSection section)
    {
        if (!Uri.TryCreate(section["Url"], UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            throw new Commands.CannotStartException($"WaterCore:Webhooks:{section.Key}:Url is no https address; correct it.");
        // whsec_ and base 64, as the receivers' libraries take it.
        var secret = section["Secret"] ?? "";
        var bytes = new byte[secret.Length];
        if (!secret.StartsWith("whsec_", StringComparison.Ordinal) || !Convert.TryFromBase64String(secret["whsec_".Length..], bytes, out var length) || length < 24)
            throw new Commands.CannotStartException($"WaterCore:Webhooks:{section.Key}:Secret is to be whsec_ and at least 24 bytes in base 64; make one with: openssl rand -base64 32.");
        return new Webhook(section.Key, url, bytes[..length], (section["Topics"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}

/// <summary>
/// Sends what happened to the receivers, each message signed, in order and at least once: the next one goes when every receiver that wants it has
/// taken it. Of several hosts one sends. A receiver knows a message that it had before by <c>webhook-id</c>.
/// </summary>
internal sealed partial class WebhookSender(IStorage storage, IClock clock, IReadOnlyList<Webhook> hooks, DutyRoster duties, ILogger<WebhookSender> log) : BackgroundService
{
    /// <summary>Its name as a reader of the outbox.</summary>
    public const string Reader = "webhooks";
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5), s_longest = TimeSpan.FromMinutes(5);
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly HashSet<(string Hook, long Sequence)> _taken = [];

    /// <summary>Sends what is pending, until the first message that somebody does not take.</summary>
    /// <returns>How many messages were sent, and whether all that were pending did.</returns>
    public async Task<(int Left, bool All)> SendAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<OutboxMessage> pending;
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (unit.ConfigureAwait(false)) pending = await unit.Outbox.UnreadAsync(Reader, 100, cancellationToken).ConfigureAwait(false);
        var left = 0;
        foreach (var message in pending)
        {
            foreach (var hook in hooks)
                if (hook.Wants(message.Topic) && !_taken.Contains((hook.Name, message.Sequence)))
                {
                    if (!await SendAsync(hook, message, cancellationToken).ConfigureAwait(false)) return (left, false);
                    _taken.Add((hook.Name, message.Sequence));
                }
            var change = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using (change.ConfigureAwait(false))
            {
                await change.Outbox.ReadAsync(Reader, message.Sequence, cancellationToken).ConfigureAwait(false);
                await change.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
            _taken.RemoveWhere(t => t.Sequence <= message.Sequence);
            left++;
        }
        return (left, true);
    }

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => hooks.Count == 0 ? Task.CompletedTask : duties.HoldAsync(Reader, (_, held) => WorkAsync(held), stoppingToken);

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        // What an earlier holding had sent may have been sent again, or noted, elsewhere meanwhile.
        _taken.Clear();
        var wait = s_every;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (left, all) = await SendAsync(stoppingToken).ConfigureAwait(false);
                wait = all ? left == 100 ? TimeSpan.Zero : s_every : TimeSpan.FromTicks(Math.Min(s_longest.Ticks, wait.Ticks * 2));
                await Task.Delay(wait, stoppingToken).ConfigureAwait(false);
                if (wait == TimeSpan.Zero) wait = s_every;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is StorageUnavailableException or StorageConflictException)
            {
                NotSent(log, "-", "-", e.Message);
                await Task.Delay(s_every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> SendAsync(Webhook hook, OutboxMessage message, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["type"] = message.Topic, ["timestamp"] = InstantPattern.ExtendedIso.Format(message.At), ["data"] = JsonNode.Parse(message.Body) }.ToJsonString();
        var (id, at) = ($"msg_{message.Sequence.ToString(CultureInfo.InvariantCulture)}", clock.GetCurrentInstant().ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", hook.Sign(id, at, body));
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) return true;
            NotSent(log, message.Topic, hook.Name, ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            NotSent(log, message.Topic, hook.Name, e.Message);
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event {Topic} was not taken by webhook {Hook}: {Problem}; it is sent again later")]
    private static partial void NotSent(ILogger log, string topic, string hook, string problem);
}

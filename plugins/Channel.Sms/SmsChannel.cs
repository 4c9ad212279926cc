using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Channel.Sms;

/// <summary>Gives each message to the gateway with one HTTP request, in the manner of Kannel's sendsms.</summary>
internal sealed class SmsChannel(SmsSettings settings, TimeProvider? time = null) : IChannel, IChannelHook, IDisposable
{
    // Kannel's kinds of report: 1 arrived, 2 did not, 4 waits at the centre, 8 taken by the centre, 16 refused by the centre.
    private const int AllReports = 1 | 2 | 16;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public string Name => "Sms";

    public bool Takes(AddressKind kind) => kind == AddressKind.Phone;

    public async ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        var number = message.To.Key["tel:".Length..];
        if (message.To.Kind != AddressKind.Phone || number.Length is < 5 or > 15 || !number.All(char.IsAsciiDigit)) return new MessageRefused(Name, "the number is not a telephone number", false);
        var parts = SmsParts.Of(message.Body);
        if (parts.Count > settings.MaxParts) return new MessageRefused(Name, $"the text has {parts.Count} parts, more than {settings.MaxParts}; shorten the template", false);
        using var request = settings.Template?.Make(settings.Url, Values(message, number), (time ?? TimeProvider.System).GetUtcNow()) ?? new HttpRequestMessage(HttpMethod.Get, Address(message, number, parts.IsUnicode));
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var status = (int)answer.StatusCode;
            // 400 is about this message. Everything else, wrong credentials too, is about the gateway, and the next door would not help to mend it.
            if (!(settings.Template is null ? status is 200 or 202 : status is >= 200 and <= 299)) return new MessageRefused(Name, $"the gateway answered {status}", status != 400);
            if (settings.Template?.Accepted is not { } accepted) return message.Id;
            var match = accepted.Match(await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
            // What the gateway says stays in its own log: it may repeat the text.
            if (!match.Success) return new MessageRefused(Name, "the gateway did not say that it took the message", true);
            return match.Groups["id"] is { Success: true, Value: { Length: > 0 and <= 100 } id } ? id : message.Id;
        }
        catch (Exception e) when (e is HttpRequestException or RegexMatchTimeoutException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new MessageRefused(Name, $"the gateway {settings.Url.Host}:{settings.Url.Port} cannot be used ({e.GetType().Name})", true);
        }
    }

    public HookAnswer Read(HookRequest request)
    {
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(Field("token"))), SHA256.HashData(Encoding.UTF8.GetBytes(settings.HookToken)))) return new HookAnswer(403, "");
        switch (request.What)
        {
            case "report" when Field(settings.ReportId) is { Length: > 0 and <= 100 } id && Field(settings.ReportStatus) is { Length: > 0 } status
                               && (settings.Template is not null || int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out _)):
                var arrived = settings.ReportArrived.Contains(status);
                return arrived || settings.ReportFailed.Contains(status)
                    ? new HookAnswer(200, "") { Reports = [new DeliveryReport(id, arrived, arrived ? "delivered" : $"not delivered ({status})")] }
                    : new HookAnswer(200, "");
            case "in" when MessageAddress.Of(Field(settings.InFrom)) is { Kind: AddressKind.Phone } from && Field(settings.InId) is { Length: > 0 and <= 100 } id:
                // An empty answer sends nothing back.
                return new HookAnswer(200, "") { Messages = [new IncomingMessage(id, from, Field(settings.InText))] };
            default:
                return new HookAnswer(400, "");
        }

        // Of the address or a form; or of a body in JSON.
        string Field(string name) => request.Fields.TryGetValue(name, out var value) ? value : OfJson(request.Body, name);
    }

    // Kannel's sendsms.
    private Uri Address(OutgoingMessage message, string number, bool isUnicode)
    {
        var fields = new List<(string Name, string Value)>
        {
            (settings.FieldUser, settings.User), (settings.FieldPassword, settings.Password), (settings.FieldFrom, settings.From), (settings.FieldTo, number), (settings.FieldText, message.Body),
            ("charset", "UTF-8"), ("coding", isUnicode ? "2" : "0"),
        };
        if (settings.HookUrl is { } hook)
        {
            fields.Add(("dlr-mask", AllReports.ToString(CultureInfo.InvariantCulture)));
            // The gateway fills %d and %A in; it escapes what it fills in, and reads nothing else of this address.
            fields.Add(("dlr-url", $"{hook}/report?token={Uri.EscapeDataString(settings.HookToken)}&id={message.Id}&status=%d&answer=%A"));
        }
        return new Uri($"{settings.Url}?{string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"))}");
    }

    private Dictionary<string, string> Values(OutgoingMessage message, string number) => new(StringComparer.Ordinal)
    {
        ["to"] = number, ["from"] = settings.From, ["text"] = message.Body, ["id"] = message.Id, ["user"] = settings.User, ["password"] = settings.Password,
    };

    private static string OfJson(string body, string name)
    {
        if (!body.StartsWith('{')) return "";
        try
        {
            using var parsed = JsonDocument.Parse(body);
            return parsed.RootElement.TryGetProperty(name, out var value) && value.ValueKind is (JsonValueKind.String or JsonValueKind.Number) ? value.ToString() : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    public void Dispose() => _http.Dispose();
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Channel.Sms;

/// <summary>Gives each message to the gateway with one HTTP request, in the manner of Kannel's sendsms.</summary>
internal sealed class SmsChannel(SmsSettings settings) : IChannel, IChannelHook, IDisposable
{
    // Kannel's kinds of report: 1 arrived, 2 did not, 4 waits at the centre, 8 taken by the centre, 16 refused by the centre.
    private const int Arrived = 1, Failed = 2, Rejected = 16, AllReports = 1 | 2 | 16;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public string Name => "Sms";

    public bool Takes(AddressKind kind) => kind == AddressKind.Phone;

    public async ValueTask<Result<string>> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        var number = message.To.Key["tel:".Length..];
        if (message.To.Kind != AddressKind.Phone || number.Length is < 5 or > 15 || !number.All(char.IsAsciiDigit)) return new MessageRefused(Name, "the number is not a telephone number", false);
        var parts = SmsParts.Of(message.Body);
        if (parts.Count > settings.MaxParts) return new MessageRefused(Name, $"the text has {parts.Count} parts, more than {settings.MaxParts}; shorten the template", false);
        var fields = new List<(string Name, string Value)>
        {
            (settings.FieldUser, settings.User), (settings.FieldPassword, settings.Password), (settings.FieldFrom, settings.From), (settings.FieldTo, number), (settings.FieldText, message.Body),
            ("charset", "UTF-8"), ("coding", parts.IsUnicode ? "2" : "0"),
        };
        if (settings.HookUrl is { } hook)
        {
            fields.Add(("dlr-mask", AllReports.ToString(CultureInfo.InvariantCulture)));
            // The gateway fills %d and %A in; it escapes what it fills in, and reads nothing else of this address.
            fields.Add(("dlr-url", $"{hook}/report?token={Uri.EscapeDataString(settings.HookToken)}&id={message.Id}&status=%d&answer=%A"));
        }
        try
        {
            using var answer = await _http.GetAsync(new Uri($"{settings.Url}?{string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"))}"), cancellationToken).ConfigureAwait(false);
            var status = (int)answer.StatusCode;
            if (status is 200 or 202) return message.Id;
            // 400 is about this message. Everything else, wrong credentials too, is about the gateway, and the next door would not help to mend it.
            return new MessageRefused(Name, $"the gateway answered {status}", status != 400);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new MessageRefused(Name, $"the gateway {settings.Url.Host}:{settings.Url.Port} cannot be used ({e.GetType().Name})", true);
        }
    }

    public HookAnswer Read(HookRequest request)
    {
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(Field("token"))), SHA256.HashData(Encoding.UTF8.GetBytes(settings.HookToken)))) return new HookAnswer(403, "");
        switch (request.What)
        {
            case "report" when int.TryParse(Field("status"), NumberStyles.None, CultureInfo.InvariantCulture, out var status) && Field("id") is { Length: > 0 } id:
                return status is Arrived or Failed or Rejected
                    ? new HookAnswer(200, "") { Reports = [new DeliveryReport(id, status == Arrived, status switch { Arrived => "delivered", Failed => "not delivered", _ => "refused by the centre" })] }
                    : new HookAnswer(200, "");
            case "in" when MessageAddress.Of(Field("from")) is { Kind: AddressKind.Phone } from && Field("id") is { Length: > 0 and <= 100 } id:
                // An empty answer sends nothing back.
                return new HookAnswer(200, "") { Messages = [new IncomingMessage(id, from, Field("text"))] };
            default:
                return new HookAnswer(400, "");
        }

        string Field(string name) => request.Fields.GetValueOrDefault(name, "");
    }

    public void Dispose() => _http.Dispose();
}

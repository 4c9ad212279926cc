using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using WaterCore.Customers;
using WaterCore.Ports;

namespace WaterCore.Channel.OfficialAccount;

/// <summary>Reads what the platform posts: texts, keys of the menu, who follows and who leaves. What there is to say goes back in the answer itself.</summary>
internal sealed class AccountHook(AccountSettings settings, TimeProvider time, AccountChannel? platform = null) : IChannelHook
{
    // As old as a request may be; the platform sends at once, and again twice within seconds.
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(5);

    private const int LongestText = 2_000;

    public string Name => "OfficialAccount";

    public HookAnswer Read(HookRequest request)
    {
        if (!IsSigned(request.Fields)) return new HookAnswer(403, "");
        // The question whether this address is the account's is asked without a body.
        if (request.What == "in" && request.Body.Length == 0) return request.Fields.TryGetValue("echostr", out var echo) && echo.Length <= 200 && echo.All(char.IsAsciiLetterOrDigit) ? new HookAnswer(200, echo) : new HookAnswer(400, "");
        if (request.What != "in" || Fields(request.Body) is not { } fields) return new HookAnswer(400, "");
        string Field(string name) => fields.GetValueOrDefault(name, "");
        var (from, to) = (Field("FromUserName"), Field("ToUserName"));
        if (from.Length is 0 or > 100 || from.Any(c => c is not ('-' or '_') && !char.IsAsciiLetterOrDigit(c))) return new HookAnswer(400, "");
        var sender = new MessageAddress(AddressKind.Handle, from);
        IncomingMessage? message = (Field("MsgType"), Field("Event")) switch
        {
            ("text", _) when Field("MsgId") is { Length: > 0 and <= 64 } id => new(id, sender, Cut(Field("Content"))),
            ("image", _) when platform is not null && Field("MsgId") is { Length: > 0 and <= 64 } id && IsMedia(Field("MediaId")) => new(id, sender, ""),
            ("image" or "voice" or "video" or "file" or "location" or "link", _) when Field("MsgId") is { Length: > 0 and <= 64 } id => new(id, sender, "") { Subject = $"[{Field("MsgType")}]", Problems = [$"a message of kind {Field("MsgType")} was not fetched"] },
            // A key of the menu is the word that it stands for. Events have no number of their own.
            ("event", "CLICK") => new($"{from} {Field("CreateTime")} {Cut(Field("EventKey"))}", sender, Cut(Field("EventKey"))),
            ("event", "subscribe") => new($"{from} {Field("CreateTime")} subscribe", sender, "help"),
            ("event", "unsubscribe") => new($"{from} {Field("CreateTime")} unsubscribe", sender, "stop"),
            _ => null,
        };
        // What is not known is taken all the same, or the platform would send it again.
        return message is null ? new HookAnswer(200, "success") : new HookAnswer(200, "success") { MediaType = "text/xml", Messages = [message], Complete = Field("MsgType") == "image" && message.Problems.Count == 0 ? (m, stop) => PictureAsync(m, Field("MediaId"), stop) : null, Reply = words => Reply(from, to, words) };
    }

    private static bool IsMedia(string id) => id.Length is > 0 and <= 200 && id.All(c => c is '-' or '_' || char.IsAsciiLetterOrDigit(c));

    private async ValueTask<IncomingMessage> PictureAsync(IncomingMessage message, string media, CancellationToken cancellationToken)
    {
        var picture = await platform!.PictureAsync(media, cancellationToken).ConfigureAwait(false);
        return picture.IsOk ? message with { Attachments = [picture.Value] } : message with { Subject = "[image]", Problems = [picture.Fault.Message.TrimEnd('.')] };
    }

    // The platform's own scheme: the SHA-1 of token, time and number in order. It proves the sender; the time keeps an old request from counting again.
    private bool IsSigned(IReadOnlyDictionary<string, string> fields)
    {
        var (timestamp, nonce, signature) = (fields.GetValueOrDefault("timestamp", ""), fields.GetValueOrDefault("nonce", ""), fields.GetValueOrDefault("signature", ""));
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799) return false;
        if ((time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > s_window) return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(settings.Token, timestamp, nonce)), Encoding.UTF8.GetBytes(signature));
    }

    internal static string Sign(string token, string timestamp, string nonce)
    {
        string[] parts = [token, timestamp, nonce];
        Array.Sort(parts, StringComparer.Ordinal);
#pragma warning disable CA5350 // The platform prescribes it.
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
#pragma warning restore CA5350
    }

    private static Dictionary<string, string>? Fields(string body)
    {
        try
        {
            using var text = new StringReader(body);
            using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 64 * 1024 });
            return XDocument.Load(reader).Root is { } root ? root.Elements().GroupBy(e => e.Name.LocalName, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private string Reply(string to, string from, string words) => new XElement("xml",
        new XElement("ToUserName", to), new XElement("FromUserName", from), new XElement("CreateTime", time.GetUtcNow().ToUnixTimeSeconds()), new XElement("MsgType", "text"),
        new XElement("Content", new string([.. words.Where(XmlConvert.IsXmlChar)]))).ToString(SaveOptions.DisableFormatting);

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}

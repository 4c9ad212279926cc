using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using WaterCore.Plugins;

namespace WaterCore.Channel.Sms;

/// <summary>
/// A request as a gateway other than Kannel wants it: a body written from a template, signed where that is asked for (HMAC-SHA256, RFC 2104), and an answer that says whether it was taken.
/// </summary>
/// <remarks>Templates name what stands in them: {to} {from} {text} {id} {time} {user} {password} {sign}. The time is in seconds since 1970 (UTC).</remarks>
internal sealed partial record SmsTemplate(string Body, string MediaType)
{
    private const string Json = "application/json", Form = "application/x-www-form-urlencoded";

    /// <summary>The text that is signed, as a template, or null when nothing is.</summary>
    public string? Signed { get; init; }

    public string Key { get; init; } = "";

    public bool IsBase64 { get; init; }

    /// <summary>The header that carries something, with its value as a template.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>What the answer matches when the message was taken; its group id is the gateway's number.</summary>
    public Regex? Accepted { get; init; }

    /// <summary>What the settings say, or null for Kannel's own way.</summary>
    /// <exception cref="PluginSettingException">A setting cannot be used.</exception>
    public static SmsTemplate? Read(PluginContext context)
    {
        if (context.Find("Body") is not { Length: > 0 } body) return null;
        var media = context.Find("MediaType") ?? Json;
        if (media is not (Json or Form)) throw new PluginSettingException($"setting 'MediaType' is '{media}'; write {Json} or {Form}");
        var signed = context.Find("Sign");
        if (signed is not null && context.Find("SignKey") is not { Length: >= 16 }) throw new PluginSettingException("setting 'Sign' needs 'SignKey' with at least 16 characters");
        var form = context.Find("SignAs") ?? "hex";
        if (form is not ("hex" or "base64")) throw new PluginSettingException($"setting 'SignAs' is '{form}'; write hex or base64");
        var header = context.Find("Header");
        if (header is not null && !header.Contains(':', StringComparison.Ordinal)) throw new PluginSettingException($"setting 'Header' is '{header}'; write it as Name: value");
        var template = new SmsTemplate(body, media)
        {
            Signed = signed, Key = context.Find("SignKey") ?? "", IsBase64 = form == "base64", Accepted = Pattern(context.Find("Accepted")),
            Header = header is null ? null : (header[..header.IndexOf(':', StringComparison.Ordinal)].Trim(), header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()),
        };
        foreach (var text in (string?[])[template.Body, template.Signed, template.Header?.Value])
            if (Place().Matches(text ?? "").FirstOrDefault(m => m.Groups[1].Value is not ("to" or "from" or "text" or "id" or "time" or "user" or "password" or "sign")) is { } unknown)
                throw new PluginSettingException($"a template names {unknown.Value}; there are {{to}} {{from}} {{text}} {{id}} {{time}} {{user}} {{password}} {{sign}}");
        return template;
    }

    /// <summary>The request.</summary>
    public HttpRequestMessage Make(Uri url, IReadOnlyDictionary<string, string> values, DateTimeOffset now)
    {
        var all = new Dictionary<string, string>(values, StringComparer.Ordinal) { ["time"] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        if (Signed is not null)
        {
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(Fill(Signed, all, static v => v)));
            all["sign"] = IsBase64 ? Convert.ToBase64String(mac) : Convert.ToHexStringLower(mac);
        }
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(Fill(Body, all, MediaType == Json ? static v => JsonEncodedText.Encode(v, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString() : Uri.EscapeDataString), Encoding.UTF8, new MediaTypeHeaderValue(MediaType, "utf-8")),
        };
        // A value with a line break would be another header.
        if (Header is { } header) request.Headers.TryAddWithoutValidation(header.Name, Fill(header.Value, all, static v => v.ReplaceLineEndings(" ")));
        return request;
    }

    // What is filled in is not looked at again: a text that says {password} stays what it is.
    private static string Fill(string template, Dictionary<string, string> values, Func<string, string> escape) => Place().Replace(template, m => values.TryGetValue(m.Groups[1].Value, out var value) ? escape(value) : "");

    private static Regex? Pattern(string? text)
    {
        try
        {
            return text is null ? null : new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            throw new PluginSettingException($"setting 'Accepted' is no regular expression: {e.Message.TrimEnd('.')}");
        }
    }

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Place();
}

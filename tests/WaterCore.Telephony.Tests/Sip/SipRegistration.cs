using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace WaterCore.Telephony.Tests.Sip;

/// <summary>How a telephone says where it is (REGISTER with digest, RFC 3261 and RFC 2617).</summary>
internal sealed partial class SipRegistration(SipPhone phone, IPEndPoint pbx, string user, string password)
{
    private readonly TaskCompletionSource<int> _final = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _tag = Guid.NewGuid().ToString("n")[..8];
    private int _sequence;

    public string Id { get; } = Guid.NewGuid().ToString("n");

    /// <summary>The final status: 200, or 401 and 403 when it is not let in.</summary>
    public Task<int> Final => _final.Task;

    public void Send(string authorization = "") => phone.Send(
        $"REGISTER sip:127.0.0.1:{pbx.Port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{phone.Port};branch=z9hG4bK{Guid.NewGuid():n};rport\r\nFrom: <sip:{user}@127.0.0.1>;tag={_tag}\r\nTo: <sip:{user}@127.0.0.1>\r\n"
        + $"Call-ID: {Id}\r\nCSeq: {++_sequence} REGISTER\r\nContact: <sip:{user}@127.0.0.1:{phone.Port}>\r\nExpires: 300\r\nMax-Forwards: 70\r\n{authorization}Content-Length: 0\r\n\r\n", pbx);

    public void Take(SipMessage answer)
    {
        if (answer.Status < 200) return;
        // A second refusal is the last word.
        if (answer.Status != 401 || _sequence > 1)
        {
            _final.TrySetResult(answer.Status);
            return;
        }
        var asked = Parameter().Matches(answer["WWW-Authenticate"]).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim('"'));
        var uri = $"sip:127.0.0.1:{pbx.Port}";
        var ha1 = Hash($"{user}:{asked["realm"]}:{password}");
        const string nc = "00000001", client = "0a4f113b";
        var response = asked.ContainsKey("qop") ? Hash($"{ha1}:{asked["nonce"]}:{nc}:{client}:auth:{Hash($"REGISTER:{uri}")}") : Hash($"{ha1}:{asked["nonce"]}:{Hash($"REGISTER:{uri}")}");
        Send($"Authorization: Digest username=\"{user}\",realm=\"{asked["realm"]}\",nonce=\"{asked["nonce"]}\",uri=\"{uri}\",response=\"{response}\",algorithm=MD5"
            + (asked.ContainsKey("qop") ? $",qop=auth,nc={nc},cnonce=\"{client}\"" : "") + (asked.TryGetValue("opaque", out var opaque) ? $",opaque=\"{opaque}\"" : "") + "\r\n");
    }

    private static string Hash(string text)
    {
#pragma warning disable CA5351 // SIP digest is MD5.
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
    }

    [GeneratedRegex("(\\w+)=(\"[^\"]*\"|[^,\\s]+)")]
    private static partial Regex Parameter();
}

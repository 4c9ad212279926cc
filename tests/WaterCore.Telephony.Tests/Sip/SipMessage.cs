using System.Text;

namespace WaterCore.Telephony.Tests.Sip;

/// <summary>One SIP message, as far as a test telephone needs to understand it.</summary>
internal sealed class SipMessage
{
    private readonly List<(string Name, string Value)> _headers = [];

    public SipMessage(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        First = lines[0];
        Body = text[(end + 4)..];
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':');
            _headers.Add((line[..colon].Trim(), line[(colon + 1)..].Trim()));
        }
    }

    public string First { get; }

    public string Body { get; }

    public int Status => First.StartsWith("SIP/2.0 ", StringComparison.Ordinal) ? int.Parse(First.AsSpan(8, 3)) : 0;

    public string Method => Status > 0 ? this["CSeq"].Split(' ')[1] : First.Split(' ')[0];

    /// <summary>The user part of the address that a request is for.</summary>
    public string User => First.Split(' ')[1]["sip:".Length..].Split('@')[0];

    public string this[string name] => _headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    /// <summary>The address within angle brackets.</summary>
    public string Address(string name) => this[name] is var v && v.Contains('<', StringComparison.Ordinal) ? v[(v.IndexOf('<') + 1)..v.IndexOf('>')] : v.Split(';')[0];

    /// <summary>The answer to this request.</summary>
    public string Reply(string status, string tag, string contact, string body = "")
    {
        var reply = new StringBuilder().Append("SIP/2.0 ").Append(status).Append("\r\n");
        foreach (var (name, value) in _headers.Where(h => h.Name is "Via" or "Record-Route")) reply.Append(name).Append(": ").Append(value).Append("\r\n");
        var to = this["To"];
        if (!to.Contains(";tag=", StringComparison.Ordinal) && !status.StartsWith("100", StringComparison.Ordinal)) to += ";tag=" + tag;
        reply.Append($"From: {this["From"]}\r\nTo: {to}\r\nCall-ID: {this["Call-ID"]}\r\nCSeq: {this["CSeq"]}\r\nContact: <{contact}>\r\n");
        if (body.Length > 0) reply.Append("Content-Type: application/sdp\r\n");
        return reply.Append($"Content-Length: {body.Length}\r\n\r\n{body}").ToString();
    }
}

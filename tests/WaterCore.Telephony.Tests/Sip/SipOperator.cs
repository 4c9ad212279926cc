using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace WaterCore.Telephony.Tests.Sip;

/// <summary>An operator that wants to know who calls: challenges every registration and call, by UDP or TLS, and is busy for those who know the password.</summary>
internal sealed class SipOperator : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly UdpClient? _udp;
    private readonly TcpListener? _tcp;
    private readonly X509Certificate2? _certificate;
    private readonly string _user, _password, _nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public SipOperator(string user, string password, X509Certificate2? certificate = null)
    {
        (_user, _password, _certificate) = (user, password, certificate);
        if (certificate is null)
        {
            _udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            Port = ((IPEndPoint)_udp.Client.LocalEndPoint!).Port;
            _ = ReceiveAsync();
            return;
        }
        _tcp = new TcpListener(IPAddress.Loopback, 0);
        _tcp.Start();
        Port = ((IPEndPoint)_tcp.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>What was asked and how it was answered, such as <c>REGISTER 401</c>.</summary>
    public ConcurrentQueue<string> Answered { get; } = new();

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var packet = await _udp!.ReceiveAsync(_stop.Token);
                if (Answer(Encoding.UTF8.GetString(packet.Buffer)) is { } answer) _udp.Send(Encoding.UTF8.GetBytes(answer), packet.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _tcp!.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            Answered.Enqueue("connected");
            await using var secure = new SslStream(client.GetStream());
            await secure.AuthenticateAsServerAsync(_certificate!);
            var (buffer, held) = (new byte[16_384], 0);
            while (await secure.ReadAsync(buffer.AsMemory(held), _stop.Token) is > 0 and var read)
            {
                held += read;
                // One message at a time: the head, and as much more as it says.
                while (Encoding.UTF8.GetString(buffer, 0, held) is var text && text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
                {
                    var whole = end + 4 + int.Parse(Regex.Match(text, @"^Content-Length:\s*(\d+)", RegexOptions.Multiline | RegexOptions.IgnoreCase).Groups[1].Value);
                    if (held < whole) break;
                    if (Answer(text[..whole]) is { } answer) await secure.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                    Buffer.BlockCopy(buffer, whole, buffer, 0, held -= whole);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or IOException or System.Security.Authentication.AuthenticationException)
        {
            Answered.Enqueue("handshake refused");
        }
    }

    private string? Answer(string text)
    {
        var message = new SipMessage(text);
        if (message.Status > 0 || message.Method is not ("REGISTER" or "INVITE" or "OPTIONS")) return null;
        var register = message.Method == "REGISTER";
        var status = message.Method == "OPTIONS" ? "200 OK" : !Knows(message, register ? "Authorization" : "Proxy-Authorization") ? register ? "401 Unauthorized" : "407 Proxy Authentication Required" : register ? "200 OK" : "486 Busy Here";
        Answered.Enqueue($"{message.Method} {status[..3]}");
        var reply = message.Reply(status, "op", register && status[0] == '2' ? message.Address("Contact") : $"sip:op@127.0.0.1:{Port}");
        var more = status[0] == '4' && status[..3] is "401" or "407" ? $"{(register ? "WWW" : "Proxy")}-Authenticate: Digest realm=\"operator\", nonce=\"{_nonce}\", algorithm=MD5\r\n" : register ? "Expires: 600\r\n" : "";
        return reply.Insert(reply.IndexOf("\r\n", StringComparison.Ordinal) + 2, more);
    }

    private bool Knows(SipMessage message, string header)
    {
        var given = message[header];
        string Part(string name) => Regex.Match(given, $"{name}=\"?([^\",]+)").Groups[1].Value;
#pragma warning disable CA5351 // What SIP's digest is made of.
        static string Hash(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
        return given.Length > 0 && Part("nonce") == _nonce && Part("username") == _user && Part("response") == Hash($"{Hash($"{_user}:operator:{_password}")}:{_nonce}:{Hash($"{message.Method}:{Part("uri")}")}");
    }

    public void Dispose()
    {
        _stop.Cancel();
        _udp?.Dispose();
        _tcp?.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WaterCore.Telephony.Tests.Sip;

/// <summary>What a telephone does when it is called.</summary>
/// <param name="Status">The final SIP status; 0 for none ever.</param>
/// <param name="Provisional">180, 183 with sound, or 0 for no sign of life at all.</param>
/// <param name="RingMs">How long it takes from the one to the other.</param>
internal sealed record CallPlan(int Status, int Provisional = 180, int RingMs = 100);

/// <summary>A SIP telephone on loopback: calls and is called, several calls at a time, without retransmissions.</summary>
internal sealed class SipPhone : IDisposable
{
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, SipCall> _calls = new();
    private readonly BlockingCollection<SipCall> _incoming = [];
    private volatile SipRegistration? _registration;

    public SipPhone() => _ = ReceiveAsync();

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port;

    /// <summary>What it does when its number, given here, is called.</summary>
    public Func<string, CallPlan> Plan { get; set; } = _ => new(200);

    /// <summary>Every call that reached it.</summary>
    public ConcurrentQueue<SipCall> Received { get; } = new();

    /// <summary>Says to a PBX where it is; gives the final status.</summary>
    public Task<int> RegisterAsync(int pbxPort, string user, string password)
    {
        var registration = new SipRegistration(this, new IPEndPoint(IPAddress.Loopback, pbxPort), user, password);
        _registration = registration;
        registration.Send();
        return registration.Final.WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Calls a number at a PBX; wait for <see cref="SipCall.Final"/>.</summary>
    public SipCall Call(int pbxPort, string number, string from = "13800000001")
    {
        var call = new SipCall(this, new IPEndPoint(IPAddress.Loopback, pbxPort), number, from);
        _calls[call.Id] = call;
        call.Invite();
        return call;
    }

    /// <summary>The next call that reaches it.</summary>
    public async Task<SipCall> NextAsync(int seconds = 15)
    {
        SipCall? call = null;
        await Wait.UntilAsync(() => _incoming.TryTake(out call), "the telephone to be called", seconds);
        return call!;
    }

    /// <summary>As new: every call is hung up and forgotten, and it answers whoever calls.</summary>
    public void Reset()
    {
        foreach (var call in _calls.Values)
        {
            if (!call.Ended.IsCompleted) call.HangUp();
            call.Audio.Dispose();
        }
        _calls.Clear();
        Received.Clear();
        while (_incoming.TryTake(out _))
        {
        }
        Plan = _ => new(200);
    }

    public void Send(string text, IPEndPoint to) => _socket.Send(Encoding.UTF8.GetBytes(text), to);

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var packet = await _socket.ReceiveAsync(_stop.Token);
                if (packet.Buffer.Length < 20) continue;
                var message = new SipMessage(Encoding.UTF8.GetString(packet.Buffer));
                if (_calls.TryGetValue(message["Call-ID"], out var call)) call.Take(message);
                else if (_registration is { } registration && registration.Id == message["Call-ID"]) registration.Take(message);
                else if (message.Method == "INVITE" && message.Status == 0)
                {
                    var plan = Plan(message.User);
                    var incoming = new SipCall(this, packet.RemoteEndPoint, message);
                    _calls[incoming.Id] = incoming;
                    Received.Enqueue(incoming);
                    _incoming.Add(incoming);
                    _ = incoming.FollowAsync(plan);
                }
                else if (message.Method == "OPTIONS") Send(message.Reply("200 OK", "o", $"sip:t@127.0.0.1:{Port}"), packet.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        foreach (var call in _calls.Values) call.Audio.Dispose();
        _incoming.Dispose();
    }
}

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace WaterCore.Telephony.Tests.Sip;

/// <summary>The sound of one call: sends silence, a voice or keys every 20 ms, and keeps all that it hears.</summary>
internal sealed class RtpAudio : IDisposable
{
    private const int Samples = 160, ALaw = 8;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<char> _keys = new();
    private readonly ConcurrentQueue<short> _voice = new();
    private readonly List<short> _heard = [];
    private readonly uint _source = (uint)Random.Shared.Next();
    private IPEndPoint? _far;
    private int _keyType = 101;
    private readonly Tones.Reader _codes = new();
    private volatile Exception? _broken;

    public RtpAudio()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = ReceiveAsync();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public string Description => $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {Port} RTP/AVP 8 101\r\n"
        + "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n";

    /// <summary>Starts sending to where the far description says. Asterisk serves a call quickly only while it gets sound.</summary>
    public void Start(string description)
    {
        var lines = description.Split("\r\n");
        var port = lines.First(l => l.StartsWith("m=audio ", StringComparison.Ordinal)).Split(' ')[1];
        if (lines.FirstOrDefault(l => l.Contains("telephone-event", StringComparison.Ordinal)) is { } keys) _keyType = int.Parse(keys[(keys.IndexOf(':') + 1)..keys.IndexOf(' ')]);
        var started = _far is not null;
        _far = new IPEndPoint(IPAddress.Loopback, int.Parse(port));
        if (!started) _ = SendAsync();
    }

    public void Press(string keys)
    {
        foreach (var key in keys) _keys.Enqueue(key);
    }

    public void Speak(IEnumerable<short> sound)
    {
        foreach (var s in sound) _voice.Enqueue(s);
    }

    /// <summary>All that was heard.</summary>
    public short[] Heard()
    {
        Check();
        lock (_heard) return [.. _heard];
    }

    /// <summary>The codes in what was heard, in order.</summary>
    public IReadOnlyList<int> Codes()
    {
        Check();
        lock (_heard)
        {
            _codes.Read(CollectionsMarshal.AsSpan(_heard));
            return [.. _codes.Codes];
        }
    }

    // A telephone that fell deaf must not look like a caller to whom nobody spoke.
    private void Check()
    {
        if (_broken is { } why) throw new InvalidOperationException("The telephone broke; its sound is not all that came.", why);
    }

    private async Task SendAsync()
    {
        var (sequence, time) = ((ushort)1, 0u);
        var packet = new byte[12 + Samples];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        // A key as people press it: 160 ms of events with a growing length, the last three times, then 100 ms of sound without one. Shorter ones than
        // 80 ms, from the first packet to the last, Asterisk stretches.
        var (key, keyStart, keyFrames, rest) = ('\0', 0u, 0, 0);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                time += Samples;
                if (key == '\0' && rest-- <= 0 && _keys.TryDequeue(out key)) (keyStart, keyFrames) = (time, 0);
                if (key != '\0')
                {
                    var last = ++keyFrames == 8;
                    for (var copy = 0; copy < (last ? 3 : 1); copy++)
                    {
                        Head(packet, _keyType, keyFrames == 1, unchecked(sequence++), keyStart);
                        packet[12] = (byte)"0123456789*#ABCD".IndexOf(key);
                        packet[13] = (byte)(10 | (last ? 0x80 : 0));
                        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(14), (ushort)(keyFrames * Samples));
                        await _socket.SendToAsync(packet.AsMemory(0, 16), _far!, _stop.Token);
                    }
                    if (last) (key, rest) = ('\0', 4);
                    continue;
                }
                Head(packet, ALaw, false, unchecked(sequence++), time);
                for (var i = 0; i < Samples; i++) packet[12 + i] = G711.Encode(_voice.TryDequeue(out var s) ? s : (short)0);
                await _socket.SendToAsync(packet, _far!, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
        catch (Exception e)
        {
            _broken = e;
        }
    }

    private void Head(Span<byte> packet, int type, bool marker, ushort sequence, uint time)
    {
        packet[0] = 0x80;
        packet[1] = (byte)(type | (marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], time);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], _source);
    }

    private async Task ReceiveAsync()
    {
        var packet = new byte[2048];
        // Placed by their time stamps; a new source, as after a bridge, goes on where the last one ended.
        var (source, start, offset) = (0u, 0u, 0);
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(packet, SocketFlags.None, _stop.Token);
                if (length <= 12 || (packet[1] & 0x7F) != ALaw) continue;
                var (time, from) = (BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(4)), BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(8)));
                lock (_heard)
                {
                    // A new source counts from anywhere, below the last one's start too.
                    var at = offset + (long)unchecked((int)(time - start));
                    if (from != source || at < 0 || at > _heard.Count + (Tones.Rate * 60)) (source, start, offset, at) = (from, time, _heard.Count, _heard.Count);
                    while (_heard.Count < at + length - 12) _heard.Add(0);
                    for (var i = 12; i < length; i++) _heard[(int)at + i - 12] = G711.Decode(packet[i]);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
        catch (Exception e)
        {
            _broken = e;
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using WaterCore.Ports;
using WaterCore.Telephony.Asterisk;
using WaterCore.Telephony.Tests.Fakes;
using WaterCore.Telephony.Tests.Sip;
using WaterCore.Values;
using WaterCore.Service;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace WaterCore.Telephony.Tests;

/// <summary>
/// An Asterisk of the tests' own on loopback, with an operator and a desk to call. One runs for all tests that leave it as they found it; a test that harms it
/// starts its own. It ends with the test process, however that ends.
/// </summary>
internal sealed class PrivateAsterisk : IAsyncDisposable
{
    public const string Desk = "601";
    private const string FallbackText = "fallback";

    public static readonly CodedSpeech OneSpeech = new(Path.Combine(AppContext.BaseDirectory, "speech"));

    private static PrivateAsterisk? s_shared;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "wc-phone-" + Guid.NewGuid().ToString("n")[..8]);
    private readonly List<IAsyncDisposable> _hosts = [];

    private PrivateAsterisk()
    {
    }

    /// <summary>An even range below the ephemeral ports, different for each test process.</summary>
    public static int FirstRtpPort => 12_000 + (Environment.ProcessId % 90 * 200);

    /// <summary>One for all tests: some hundred files.</summary>
    public CodedSpeech Speech => OneSpeech;

    public SipPhone Operator { get; } = new();

    public SipPhone DeskPhone { get; } = new();

    public SipPhone Caller { get; } = new();

    public AsteriskConfiguration Configuration { get; private set; } = null!;

    public AsteriskProcess Process { get; private set; } = null!;

    public AsteriskSettings Settings => Configuration.Settings() with { AllowedPrefixes = ["138"], LostAfter = TimeSpan.FromSeconds(30) };

    /// <summary>The one for all tests.</summary>
    public static async Task<PrivateAsterisk> StartAsync()
    {
        Missing.SkipWithoutAsterisk();
        if (s_shared is { } shared) return shared;
        var started = await StartOwnAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(started._folder, recursive: true);
        return s_shared = started;
    }

    /// <summary>One for this test alone.</summary>
    public static async Task<PrivateAsterisk> StartOwnAsync(Func<AsteriskConfiguration, AsteriskConfiguration>? change = null)
    {
        Missing.SkipWithoutAsterisk();
        var asterisk = new PrivateAsterisk();
        var fallback = (await asterisk.Speech.PrepareAsync(new SpeechPart(Language.English, FallbackText))).Value;
        asterisk.Configuration = new AsteriskConfiguration
        {
            Directory = Path.Combine(asterisk._folder, "asterisk"), SipPort = Free(udp: true), HttpPort = Free(udp: false),
            FirstRtpPort = FirstRtpPort, RtpPorts = 200,
            Operator = $"127.0.0.1:{asterisk.Operator.Port}", Desks = new Dictionary<string, string> { [Desk] = $"sip:{Desk}@127.0.0.1:{asterisk.DeskPhone.Port}" },
            FallbackPrompt = fallback.Path, MaxCalls = 50,
        };
        asterisk.Configuration = change?.Invoke(asterisk.Configuration) ?? asterisk.Configuration;
        asterisk.Configuration.Write();
        asterisk.Process = await AsteriskProcess.StartAsync(asterisk.Configuration);
        return asterisk;
    }

    /// <summary>A host's link that stands.</summary>
    public async Task<AsteriskTelephony> ConnectAsync(AsteriskSettings? settings = null)
    {
        var telephony = new AsteriskTelephony(settings ?? Settings, TimeProvider.System);
        _hosts.Add(telephony);
        await telephony.StartAsync();
        await Wait.UntilAsync(() => telephony.Link == LinkState.Up, "the link to stand");
        return telephony;
    }

    public SipCall Call(string from = "13800000001") => Caller.Call(Configuration.SipPort, "95598", from);

    public static int Free(bool udp)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, udp ? SocketType.Dgram : SocketType.Stream, udp ? ProtocolType.Udp : ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        _hosts.Clear();
        foreach (var phone in new[] { Operator, DeskPhone, Caller }) phone.Reset();
        if (this == s_shared)
        {
            await EmptyAsync();
            return;
        }
        if (Process is not null) await Process.DisposeAsync();
        Operator.Dispose();
        DeskPhone.Dispose();
        Caller.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Whatever the test left behind must not come to the next one.
    private async Task EmptyAsync()
    {
        await using var telephony = new AsteriskTelephony(Settings, TimeProvider.System);
        await telephony.StartAsync();
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(10); await Task.Delay(20))
        {
            if (telephony.Link != LinkState.Up) continue;
            var left = (await telephony.ListAsync()).Value;
            if (left.Count == 0) return;
            foreach (var call in left) await telephony.HangUpAsync(call.Id);
        }
        throw new TimeoutException("The Asterisk of the tests cannot be emptied.");
    }
}

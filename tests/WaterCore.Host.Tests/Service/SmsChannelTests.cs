using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WaterCore.Channel.Sms;
using WaterCore.Customers;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

/// <summary>A real Kannel with its simulated centre, from a private configuration on free ports.</summary>
public sealed class SmsChannelTests : IAsyncLifetime, IDisposable
{
    private const string Token = "a-token-of-the-test", FakeCentre = "/usr/lib/kannel/test/fakesmsc";
    private readonly string _folder = Directory.CreateTempSubdirectory("watercore-sms-").FullName;
    private readonly List<Process> _processes = [];
    private readonly List<HookAnswer> _hooked = [];
    private readonly int[] _ports = FreePorts(5);
    private SmsChannel? _channel;
    private WebApplication? _web;

    public async Task InitializeAsync()
    {
        if (!File.Exists(FakeCentre) || !File.Exists("/usr/sbin/bearerbox")) return;
        _channel = new SmsChannel(Settings());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Urls.Add($"http://127.0.0.1:{_ports[4]}");
        _web.MapGet("/hooks/Sms/{what}", (string what, HttpRequest request) =>
        {
            var answer = _channel.Read(new HookRequest(what, request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()), ""));
            lock (_hooked) _hooked.Add(answer);
            return Microsoft.AspNetCore.Http.Results.Text(answer.Body, statusCode: answer.Status);
        });
        await _web.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "kannel.conf"), $"""
            group = core
            admin-port = {_ports[0]}
            admin-interface = 127.0.0.1
            admin-password = {Token}
            smsbox-port = {_ports[1]}
            smsbox-interface = 127.0.0.1
            log-file = "bearer.log"

            group = smsc
            smsc = fake
            smsc-id = fake
            port = {_ports[2]}
            connect-allow-ip = 127.0.0.1

            group = smsbox
            bearerbox-host = 127.0.0.1
            sendsms-port = {_ports[3]}
            sendsms-interface = 127.0.0.1
            log-file = "smsbox.log"

            group = sendsms-user
            username = watercore
            password = secret
            user-allow-ip = 127.0.0.1
            max-messages = 10
            concatenation = true

            group = sms-service
            keyword = default
            catch-all = true
            max-messages = 0
            get-url = "http://127.0.0.1:{_ports[4]}/hooks/Sms/in?token={Token}&id=%I&from=%p&text=%b&charset=%C"

            """);
        Start("/usr/sbin/bearerbox", "kannel.conf");
        await ListensAsync(_ports[1]);
        Start("/usr/sbin/smsbox", "kannel.conf");
        await ListensAsync(_ports[3]);
        await ListensAsync(_ports[2]);
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        if (_web is not null) await _web.DisposeAsync();
        _channel?.Dispose();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Kannel_TakesAMessage_ReportsThatItArrived_AndBringsOnesIn()
    {
        Skip.If(_channel is null, "Kannel is not installed: packages kannel and kannel-extras.");
        var centre = Start(FakeCentre, "-H", "127.0.0.1", "-r", $"{_ports[2]}", "-i", "1", "-m", "1", "13800000017 10690 text balance 6200017");
        var messages = await HookedAsync(h => h.Messages);
        Assert.Equal((AddressKind.Phone, "13800000017", "balance 6200017"), (messages[0].From.Kind, messages[0].From.Value, messages[0].Text));
        var sent = await _channel!.SendAsync(Message("d12", "停水通知: no water"));
        Assert.Equal("d12", sent.Value);
        var reports = await HookedAsync(h => h.Reports);
        Assert.Equal(new DeliveryReport("d12", true, "delivered"), reports[0]);
        Assert.False(centre.HasExited);
    }

    [SkippableFact]
    public async Task Kannel_WithAnotherPassword_OrGone_IsTriedAgainLater()
    {
        Skip.If(_channel is null, "Kannel is not installed: packages kannel and kannel-extras.");
        using var wrong = new SmsChannel(Settings() with { Password = "wrong" });
        var refused = Assert.IsType<MessageRefused>((await wrong.SendAsync(Message("d1", "x"))).Fault);
        Assert.Equal(("the gateway answered 403", true), (refused.Problem, refused.MayRetry));
        using var gone = new SmsChannel(Settings() with { Url = new Uri($"http://127.0.0.1:{FreePorts(1)[0]}/") });
        Assert.True((await gone.SendAsync(Message("d1", "x"))).Fault!.Transient);
    }

    [Theory]
    [InlineData("", false, 1)]
    [InlineData("plain text", false, 1)]
    [InlineData("停水", true, 1)]
    [InlineData("5 € per m³", true, 1)]      // ³ is in no alphabet but UCS-2
    [InlineData("5 €", false, 1)]
    public void Text_TravelsInTheAlphabetItNeeds(string text, bool unicode, int parts) => Assert.Equal(new SmsParts(unicode, parts), SmsParts.Of(text));

    [Theory]
    [InlineData("a", 160, 1)]
    [InlineData("a", 161, 2)]
    [InlineData("a", 306, 2)]
    [InlineData("a", 307, 3)]
    [InlineData("€", 80, 1)]
    [InlineData("€", 81, 2)]
    [InlineData("€", 153, 3)]      // 76 in a part: none is cut in two
    [InlineData("水", 70, 1)]
    [InlineData("水", 71, 2)]
    [InlineData("水", 134, 2)]
    [InlineData("水", 135, 3)]
    [InlineData("🚰", 35, 1)]
    [InlineData("🚰", 66, 2)]
    [InlineData("🚰", 67, 3)]
    public void Parts_AreCountedAsTheyArePaidFor(string character, int times, int parts) => Assert.Equal(parts, SmsParts.Of(string.Concat(Enumerable.Repeat(character, times))).Count);

    [Theory]
    [InlineData("report", "", "d1", "1")]
    [InlineData("report", "another-token-here", "d1", "1")]
    [InlineData("in", "A-TOKEN-OF-THE-TEST", "d1", "1")]
    public void CallBack_WithoutTheToken_ReadsNothing(string what, string token, string id, string status)
    {
        using var channel = new SmsChannel(Settings());
        var answer = channel.Read(new HookRequest(what, new Dictionary<string, string> { ["token"] = token, ["id"] = id, ["status"] = status, ["from"] = "13800000017", ["text"] = "x" }, ""));
        Assert.Equal((403, "", 0, 0), (answer.Status, answer.Body, answer.Reports.Count, answer.Messages.Count));
    }

    [Theory]
    [InlineData("report", "x", "1", null)]
    [InlineData("report", "", "d1", null)]
    [InlineData("in", "", "d1", "somebody")]
    [InlineData("in", "", "", "13800000017")]
    [InlineData("reboot", "1", "d1", "13800000017")]
    public void CallBack_ThatMakesNoSense_IsRefused(string what, string status, string id, string? from)
    {
        using var channel = new SmsChannel(Settings());
        Assert.Equal(400, channel.Read(new HookRequest(what, new Dictionary<string, string> { ["token"] = Token, ["id"] = id, ["status"] = status, ["from"] = from ?? "" }, "")).Status);
    }

    [Fact]
    public async Task Message_ToWhatIsNoNumber_OrTooLong_IsRefusedForGood()
    {
        using var channel = new SmsChannel(Settings());
        Assert.False((await channel.SendAsync(Message("d1", "x") with { To = new MessageAddress(AddressKind.Phone, "138&to=999") })).Fault!.Transient);
        Assert.Contains("shorten the template", (await channel.SendAsync(Message("d1", new string('水', 500)))).Fault!.Message);
    }

    private SmsSettings Settings() => new(new Uri($"http://127.0.0.1:{_ports[3]}/cgi-bin/sendsms"), "watercore", "secret", "10690", $"http://127.0.0.1:{_ports[4]}/hooks/Sms", Token, 6);

    private static OutgoingMessage Message(string id, string body) => new() { Id = id, To = new MessageAddress(AddressKind.Phone, "138-0000-0017"), Subject = "s", Body = body };

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;
    }

    private async Task<List<T>> HookedAsync<T>(Func<HookAnswer, IReadOnlyList<T>> select)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            lock (_hooked)
                if (_hooked.SelectMany(select).ToList() is { Count: > 0 } found) return found;
            await Task.Delay(100);
        }
        throw new TimeoutException("Kannel did not call back within 30 seconds.");
    }

    private static async Task ListensAsync(int port)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }
        throw new TimeoutException($"Nothing listens at port {port}.");
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Stop());
        return ports;
    }
}

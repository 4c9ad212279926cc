using System.Globalization;
using MailKit.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MimeKit;
using WaterCore.Channel.Email;
using WaterCore.Channel.OfficialAccount;
using WaterCore.Channel.Sms;
using WaterCore.Conformance;
using WaterCore.Customers;
using WaterCore.Host.Service;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

[Collection(MailCollection.Name)]
public sealed class EmailConformanceTests(MailServers servers) : ChannelConformance
{
    protected override string? Missing => servers.Run ? null : MailServers.Missing;

    protected override MessageAddress Somebody { get; } = new(AddressKind.Email, "wang@people.example");

    protected override IChannel Open() => new EmailChannel(servers.Settings());

    protected override IChannel OpenAway() => new EmailChannel(servers.Settings() with { Port = 1, Security = SecureSocketOptions.None });

    protected override async Task<string> ReceivedAsync(OutgoingMessage message, string reference)
    {
        var mail = await servers.FindAsync("wang", m => m.MessageId == reference);
        Assert.Empty(mail.Bcc);
        return $"{mail.Subject}\n{mail.TextBody}";
    }

    [SkippableFact]
    public async Task Files_GoWithTheMail()
    {
        Skip.IfNot(servers.Run, MailServers.Missing);
        byte[] book = [80, 75, 3, 4, 0, 255, 13, 10, 10];
        var sent = await Open().SendAsync(new OutgoingMessage { Id = "report7", To = Somebody, Subject = "三月营业报表", Body = "见附件", Attachments = [new("报表-2026-03.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book)] });
        Assert.True(sent.IsOk, sent.Fault?.Message);
        var mail = await servers.FindAsync("wang", m => m.MessageId == sent.Value);
        var file = Assert.IsType<MimePart>(Assert.Single(mail.Attachments));
        using var bytes = new MemoryStream();
        await file.Content!.DecodeToAsync(bytes);
        Assert.Equal(("报表-2026-03.xlsx", "见附件"), (file.FileName, mail.TextBody!.Trim()));
        Assert.Equal(book, bytes.ToArray());
    }
}

/// <summary>Against a gateway that is a few lines of this test, for what Kannel's centre does not show; Kannel itself is in <see cref="SmsChannelTests"/>.</summary>
public sealed class SmsConformanceTests : ChannelConformance, IAsyncLifetime, IDisposable
{
    private const string Token = "a-token-of-the-test";
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _got = new(StringComparer.Ordinal);
    private WebApplication _web = null!;
    private SmsChannel? _channel;
    private SmsChannel? _away;

    protected override MessageAddress Somebody { get; } = new(AddressKind.Phone, "138-0000-0017");

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Urls.Add("http://127.0.0.1:0");
        _web.MapGet("/sendsms", (HttpRequest request) =>
        {
            var report = System.Web.HttpUtility.ParseQueryString(new Uri(request.Query["dlr-url"]!).Query);
            lock (_gate) _got[report["id"]!] = $"{request.Query["to"]}\n{request.Query["text"]}";
            return Microsoft.AspNetCore.Http.Results.Text("0: Accepted", statusCode: 202);
        });
        await _web.StartAsync();
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    public void Dispose()
    {
        _channel?.Dispose();
        _away?.Dispose();
    }

    protected override IChannel Open() => _channel ??= new SmsChannel(Settings(_web.Urls.First()));

    protected override IChannel OpenAway() => _away ??= new SmsChannel(Settings("http://127.0.0.1:1"));

    protected override IChannelHook Hook() => (SmsChannel)Open();

    protected override HookRequest GoodRequest() => new("in", new Dictionary<string, string> { ["token"] = Token, ["id"] = "7", ["from"] = "13800000017", ["text"] = "balance 6200017" }, "");

    protected override Task<string> ReceivedAsync(OutgoingMessage message, string reference)
    {
        lock (_gate) return Task.FromResult(_got[reference]);
    }

    private static SmsSettings Settings(string url) => new(new Uri($"{url}/sendsms"), "watercore", "secret", "10690", "http://127.0.0.1:1/hooks/Sms", Token, 6);
}

/// <summary>Against a stand-in of the platform.</summary>
public sealed class OfficialAccountConformanceTests : ChannelConformance, IAsyncLifetime, IDisposable
{
    private const string Token = "0123456789abcdef", Follower = "oABC_def-123";
    private readonly Lock _gate = new();
    private readonly List<string> _got = [];
    private int _tokens;
    private WebApplication _web = null!;
    private AccountChannel? _channel;
    private AccountChannel? _away;

    protected override MessageAddress Somebody { get; } = new(AddressKind.Handle, Follower);

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Urls.Add("http://127.0.0.1:0");
        _web.MapGet("/cgi-bin/token", (string appid, string secret) => appid == "wx1" && secret == "s" ? Microsoft.AspNetCore.Http.Results.Text($"{{\"access_token\":\"t{Interlocked.Increment(ref _tokens)}\",\"expires_in\":7200}}") : Microsoft.AspNetCore.Http.Results.Text("{\"errcode\":40013}"));
        _web.MapPost("/cgi-bin/message/custom/send", async (string access_token, HttpRequest request) =>
        {
            if (access_token != $"t{_tokens}") return Microsoft.AspNetCore.Http.Results.Text("{\"errcode\":42001}");
            using var body = await System.Text.Json.JsonDocument.ParseAsync(request.Body);
            if (body.RootElement.GetProperty("touser").GetString() != Follower) return Microsoft.AspNetCore.Http.Results.Text("{\"errcode\":45015}");
            lock (_gate) _got.Add(body.RootElement.GetProperty("text").GetProperty("content").GetString()!);
            return Microsoft.AspNetCore.Http.Results.Text("{\"errcode\":0}");
        });
        _web.MapGet("/cgi-bin/media/get", (string access_token, string media_id) =>
            access_token != $"t{_tokens}" ? Microsoft.AspNetCore.Http.Results.Text("{\"errcode\":42001}", "text/plain")
            : media_id == "m1" ? Microsoft.AspNetCore.Http.Results.Bytes([0xFF, 0xD8, 0xFF, 1], "image/jpeg") : Microsoft.AspNetCore.Http.Results.Text("{\"errcode\":40007}", "text/plain"));
        await _web.StartAsync();
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    public void Dispose()
    {
        _channel?.Dispose();
        _away?.Dispose();
    }

    protected override IChannel Open() => _channel ??= new AccountChannel(Settings(_web.Urls.First()), TimeProvider.System);

    protected override IChannel OpenAway() => _away ??= new AccountChannel(Settings("http://127.0.0.1:1"), TimeProvider.System);

    protected override IChannelHook Hook() => new AccountHook(Settings("http://127.0.0.1:1"), TimeProvider.System);

    protected override HookRequest GoodRequest() => Request("<MsgType>text</MsgType><Content>余额</Content><MsgId>77</MsgId>");

    protected override Task<string> ReceivedAsync(OutgoingMessage message, string reference)
    {
        Assert.Equal(message.Id, reference);
        lock (_gate) return Task.FromResult(_got.Last(g => g == message.Body));
    }

    [Fact]
    public void MenuKey_IsItsWord_AndTheAnswerGoesBackAsTheirOwnText()
    {
        var answer = Hook().Read(Request("<MsgType>event</MsgType><Event>CLICK</Event><EventKey>balance</EventKey>"));
        Assert.Equal(("balance", AddressKind.Handle, Follower), (answer.Messages[0].Text, answer.Messages[0].From.Kind, answer.Messages[0].From.Value));
        Assert.Matches($"^<xml><ToUserName>{Follower}</ToUserName><FromUserName>gh_1</FromUserName><CreateTime>[0-9]+</CreateTime><MsgType>text</MsgType><Content>a &lt;b&gt; ]]&gt;</Content></xml>$", answer.Reply!("a <b> ]]>\u0001"));
        Assert.Equal("help", Hook().Read(Request("<MsgType>event</MsgType><Event>subscribe</Event>")).Messages[0].Text);
        Assert.Equal("stop", Hook().Read(Request("<MsgType>event</MsgType><Event>unsubscribe</Event>")).Messages[0].Text);
    }

    [Fact]
    public async Task Picture_IsFetchedWithTheMessage_AndOneThatCannotBeIsSaid()
    {
        var hook = new AccountHook(Settings("http://127.0.0.1:1"), TimeProvider.System, (AccountChannel)Open());
        var answer = hook.Read(Request("<MsgType>image</MsgType><MsgId>81</MsgId><MediaId>m1</MediaId>"));
        var whole = await answer.Complete!(answer.Messages[0], default);
        Assert.Equal(("", "", 4), (whole.Text, whole.Subject, Assert.Single(whole.Attachments).Content.Length));
        // A token that another program ended is fetched anew.
        Interlocked.Increment(ref _tokens);
        Assert.Single((await answer.Complete(answer.Messages[0], default)).Attachments);
        var gone = hook.Read(Request("<MsgType>image</MsgType><MsgId>82</MsgId><MediaId>m2</MediaId>"));
        Assert.Equal(("[image]", "Channel OfficialAccount did not take the message: the picture was not fetched (the platform answered error 40007)"), await gone.Complete!(gone.Messages[0], default) is var left ? (left.Subject, left.Problems[0]) : default);
        Assert.Single(hook.Read(Request("<MsgType>image</MsgType><MsgId>83</MsgId><MediaId>../m1</MediaId>")).Messages[0].Problems);
    }

    [Fact]
    public void Address_IsProvedByItsEcho_AndAnOldRequestIsNotRead()
    {
        var (time, nonce) = (Now(0), "n");
        var fields = new Dictionary<string, string> { ["timestamp"] = time, ["nonce"] = nonce, ["signature"] = AccountHook.Sign(Token, time, nonce), ["echostr"] = "5812" };
        Assert.Equal((200, "5812"), Hook().Read(new HookRequest("in", fields, "")) is var a ? (a.Status, a.Body) : default);
        Assert.Equal(403, Hook().Read(Request("<MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId>", -301)).Status);
    }

    [Fact]
    public void Body_WithEntities_IsRefused()
    {
        var bomb = Request("") with { Body = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><xml><FromUserName>&b;</FromUserName></xml>" };
        Assert.Equal(400, Hook().Read(bomb).Status);
    }

    [Fact]
    public async Task Follower_OfLongAgo_IsRefusedForGood_SoThatTheNextChannelIsTried()
    {
        var sent = await Open().SendAsync(new OutgoingMessage { Id = "d1", To = new MessageAddress(AddressKind.Handle, "gone"), Subject = "s", Body = "x" });
        Assert.Equal((false, "the platform answered error 45015"), sent.Fault is MessageRefused refused ? (refused.MayRetry, refused.Problem) : default);
        // A token that another program ended is fetched anew.
        Interlocked.Increment(ref _tokens);
        Assert.True((await Open().SendAsync(new OutgoingMessage { Id = "d2", To = Somebody, Subject = "s", Body = "y" })).IsOk);
    }

    private static HookRequest Request(string inner, int secondsAgo = 0)
    {
        var (time, nonce) = (Now(secondsAgo), "4711");
        return new HookRequest("in", new Dictionary<string, string> { ["timestamp"] = time, ["nonce"] = nonce, ["signature"] = AccountHook.Sign(Token, time, nonce) },
            $"<xml><ToUserName>gh_1</ToUserName><FromUserName>{Follower}</FromUserName><CreateTime>{time}</CreateTime>{inner}</xml>");
    }

    private static string Now(int offset) => DateTimeOffset.UtcNow.AddSeconds(offset).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static AccountSettings Settings(string api) => new(new Uri(api), "wx1", "s", Token);
}

public sealed class FileConformanceTests : ChannelConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watercore-").FullName;

    protected override MessageAddress Somebody { get; } = new(AddressKind.Phone, "13800000017");

    protected override IChannel Open() => new FileChannel(_folder);

    protected override async Task<string> ReceivedAsync(OutgoingMessage message, string reference) => await File.ReadAllTextAsync(Path.Combine(_folder, reference));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

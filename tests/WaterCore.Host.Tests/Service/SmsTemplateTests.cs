using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WaterCore.Channel.Sms;
using WaterCore.Customers;
using WaterCore.Plugins;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

/// <summary>A gateway with a signed JSON request, as cloud providers have: a stand-in on loopback that checks the signature by itself.</summary>
public sealed class SmsTemplateTests : IAsyncLifetime
{
    private const string Key = "a key of 16 or more";

    private readonly List<(string To, string Text)> _taken = [];
    private WebApplication? _gateway;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _gateway = builder.Build();
        _gateway.MapPost("/v1/messages", async (HttpRequest request) =>
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            string Of(string name) => body.RootElement.GetProperty(name).GetString()!;
            var wanted = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"app-7{Of("timestamp")}{Of("phone")}{Of("content")}")));
            if (request.Headers.Authorization != $"HMAC app-7:{wanted}") return Results.Json(new { code = "SIGN_ERROR" });
            _taken.Add((Of("phone"), Of("content")));
            return Results.Json(new { code = "OK", bizId = $"G-{_taken.Count}" });
        });
        await _gateway.StartAsync();
    }

    public Task DisposeAsync() => _gateway!.DisposeAsync().AsTask();

    [Fact]
    public async Task Message_Signed_IsTaken_WordForWord_WithTheGatewaysNumber()
    {
        using var channel = new SmsChannel(Settings(Key));
        const string Hard = "水费 \"12.50\" 元\n{password} \\ ok";
        Assert.Equal("G-1", (await channel.SendAsync(Message(Hard))).Value);
        Assert.Equal(("13800000017", Hard), Assert.Single(_taken));
        var wrong = await new SmsChannel(Settings("another key of 16+")).SendAsync(Message("x"));
        Assert.True(wrong.Fault is MessageRefused { MayRetry: true }, wrong.Fault?.Message);
        Assert.Single(_taken);
    }

    [Fact]
    public void Report_InJsonByOtherNames_IsRead()
    {
        using var channel = new SmsChannel(Settings(Key));
        HookAnswer Read(string state) => channel.Read(new HookRequest("report", new Dictionary<string, string> { ["token"] = Token }, $$"""{"bizId":"G-1","state":"{{state}}"}"""));
        Assert.True(Assert.Single(Read("DELIVRD").Reports).Arrived);
        Assert.False(Assert.Single(Read("UNDELIV").Reports).Arrived);
        Assert.Empty(Read("ACCEPTD").Reports);
        var message = Assert.Single(channel.Read(new HookRequest("in", new Dictionary<string, string> { ["token"] = Token }, """{"msgid":"9","mobile":"13800000017","content":"余额"}""")).Messages);
        Assert.Equal(("9", "余额"), (message.Reference, message.Text));
    }

    [Theory]
    [InlineData("Body", "{nothing}", "a template names {nothing}")]
    [InlineData("SignKey", "short", "'SignKey' with at least 16")]
    [InlineData("SignAs", "md5", "write hex or base64")]
    [InlineData("Accepted", "(", "no regular expression")]
    [InlineData("Header", "Authorization", "write it as Name: value")]
    public void Setting_ThatCannotBeUsed_IsRefusedWithTheRemedy(string name, string value, string why) =>
        Assert.Contains(why, Assert.Throws<PluginSettingException>(() => Settings(Key, (name, value))).Message);

    private const string Token = "a long random token";

    private static OutgoingMessage Message(string text) => new() { Id = "d1", To = new MessageAddress(AddressKind.Phone, "138-0000-0017"), Subject = "s", Body = text };

    private SmsSettings Settings(string key, params (string Name, string Value)[] others)
    {
        var settings = new Dictionary<string, string>
        {
            ["Url"] = _gateway!.Urls.First() + "/v1/messages", ["User"] = "app-7", ["Password"] = "unused", ["From"] = "水务", ["HookToken"] = Token,
            ["Body"] = """{"phone":"{to}","signature_name":"{from}","content":"{text}","timestamp":"{time}"}""", ["Sign"] = "{user}{time}{to}{text}", ["SignKey"] = key, ["SignAs"] = "base64",
            ["Header"] = "Authorization: HMAC {user}:{sign}", ["Accepted"] = "\"code\":\"OK\".*\"bizId\":\"(?<id>[^\"]+)\"",
            ["ReportId"] = "bizId", ["ReportStatus"] = "state", ["ReportArrived"] = "DELIVRD", ["ReportFailed"] = "UNDELIV,REJECTD", ["InId"] = "msgid", ["InFrom"] = "mobile", ["InText"] = "content",
        };
        foreach (var (name, value) in others) settings[name] = value;
        return SmsSettings.Read(new PluginContext("Sms", settings));
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using WaterCore.Host.Api;
using WaterCore.Operations;
using WaterCore.Organization;

namespace WaterCore.Host.Tests.Service;

public sealed class CallbackTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Callback_OfAProvider_CountsOnce_AndUnsignedNotAtAll()
    {
        var table = new SourceTable(
            "c.csv", new string('c', 64), ["account", "name", "address", "tariff", "class", "opened", "meter", "size", "dials", "installed", "first_index"],
            [new SourceRow(2, ["7100001", "甲", "香洲路1号", "zhuhai-main", "residential", "2026-01-01", "M7100001", "DN15", "5", "2026-01-01", "0"])]);
        Assert.Empty((await host.Get<CustomerIntake>().ImportAsync(table, new SourceFormat(), Actor.System)).Refused);
        const string body = """{"account":"7100001","amount":"20.00","currency":"CNY","reference":"P-1"}""";
        var first = await SendAsync(body, RunningHost.WalletSecret);
        Assert.Equal((HttpStatusCode.OK, "20.00", false), (first.Status, (string?)first.Body["amount"], (bool)first.Body["repeated"]!));
        var again = await SendAsync(body, RunningHost.WalletSecret);
        Assert.Equal((HttpStatusCode.OK, (string?)first.Body["receipt"], true), (again.Status, (string?)again.Body["receipt"], (bool)again.Body["repeated"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(body, "guessed, but not the secret")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(body, RunningHost.WalletSecret, provider: "stranger")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(body, RunningHost.WalletSecret, minutes: -6)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("[]", RunningHost.WalletSecret)).Status);
        var other = await SendAsync(body.Replace("20.00", "21.00", StringComparison.Ordinal), RunningHost.WalletSecret);
        Assert.NotEqual(HttpStatusCode.OK, other.Status);
        Assert.Equal("receivables.request-differs", (string?)other.Body["code"]);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(string body, string secret, string provider = "wallet", int minutes = 0)
    {
        using var client = new HttpClient { BaseAddress = new Uri(host.Url) };
        var time = DateTimeOffset.UtcNow.AddMinutes(minutes).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/callbacks/payments/{provider}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(CallbackApi.Timestamp, time);
        request.Headers.Add(CallbackApi.Signature, PaymentCallback.Sign(secret, time, Encoding.UTF8.GetBytes(body)));
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}

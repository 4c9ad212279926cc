using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using WaterCore.Host.Commands;
using WaterCore.Host.Service;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

public sealed class WebhookTests(RunningHost host) : IClassFixture<RunningHost>
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("0123456789abcdef01234567");

    [Fact]
    public async Task Events_AreSentSignedInOrder_AndAgainUntilTaken()
    {
        var got = new ConcurrentQueue<(string Id, string Body, bool Signed)>();
        var refuse = 1;
        await using var receiver = WebApplication.Create();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/in", async (HttpRequest request) =>
        {
            var body = await new StreamReader(request.Body).ReadToEndAsync();
            var signed = $"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{body}";
            // Worked out here by the published scheme, not by the sender's own code.
            got.Enqueue((request.Headers["webhook-id"]!, body, request.Headers["webhook-signature"] == "v1," + Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(signed)))));
            return Interlocked.Decrement(ref refuse) >= 0 ? Results.StatusCode(503) : Results.NoContent();
        });
        await receiver.StartAsync();
        await using (var unit = await host.Get<IStorage>().WriteAsync())
        {
            var now = host.Get<IClock>().GetCurrentInstant();
            await unit.Outbox.AddAsync([new OutboxMessage("k1", "payment.taken", "{\"n\":1}", now), new OutboxMessage("k2", "dunning.call", "{\"n\":2}", now), new OutboxMessage("k3", "payment.taken", "{\"n\":3}", now)]);
            await unit.CommitAsync();
        }
        var hooks = Webhook.Of(Configuration(receiver.Urls.First() + "/in", "whsec_" + Convert.ToBase64String(Key), "payment."));
        using var sender = new WebhookSender(host.Get<IStorage>(), host.Get<IClock>(), hooks, host.Get<DutyRoster>(), NullLogger<WebhookSender>.Instance);
        Assert.Equal((0, false), await sender.SendAsync());
        Assert.Equal((3, true), await sender.SendAsync());
        Assert.Equal((0, true), await sender.SendAsync());
        Assert.All(got, g => Assert.True(g.Signed));
        Assert.Equal(["{\"n\":1}", "{\"n\":1}", "{\"n\":3}"], got.Select(g => System.Text.Json.Nodes.JsonNode.Parse(g.Body)!["data"]!.ToJsonString()));
        Assert.Equal(2, got.Select(g => g.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("http://example.org/x", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3")]
    [InlineData("ftp://127.0.0.1/x", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3")]
    [InlineData("https://example.org/x", "secret")]
    [InlineData("https://example.org/x", "whsec_c2hvcnQ=")]
    public void Webhook_ThatIsNotSafe_KeepsTheServiceFromStarting(string url, string secret) =>
        Assert.Throws<CannotStartException>(() => Webhook.Of(Configuration(url, secret, "")));

    private static IConfiguration Configuration(string url, string secret, string topics) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["WaterCore:Webhooks:crm:Url"] = url, ["WaterCore:Webhooks:crm:Secret"] = secret, ["WaterCore:Webhooks:crm:Topics"] = topics,
    }).Build();
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WaterCore.Host.Accounts;
using WaterCore.Host.Api;
using WaterCore.Organization;

namespace WaterCore.Host.Tests.Service;

public sealed class CaseApiTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Case_OverTheApi_IsOpenedOnce_ActedOn_AndPaged()
    {
        using var client = await KeyClientAsync(Permissions.CaseRead, Permissions.CaseHandle);
        var body = new { category = "complaint.bill", subject = "bill too high", channel = "Web", text = "why", answer = (string?)null };
        var (status, first) = await PostAsync(client, "/api/v1/cases", "case-key-01", body);
        var (_, again) = await PostAsync(client, "/api/v1/cases", "case-key-01", body);
        Assert.Equal((HttpStatusCode.OK, first.ToJsonString()), (status, again.ToJsonString()));
        var number = (long)first["case"]!["number"]!;
        var (_, answered) = await PostAsync(client, $"/api/v1/cases/{number}/acts", "case-key-02", new { act = "answer", text = "it is right" });
        Assert.Equal("closed", (string)answered["state"]!);
        var (refused, problem) = await PostAsync(client, $"/api/v1/cases/{number}/acts", "case-key-03", new { act = "answer", text = "again" });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "service.case-act-refused"), (refused, (string)problem["code"]!));
        var (unknown, _) = await PostAsync(client, $"/api/v1/cases/{number}/acts", "case-key-04", new { act = "burn" });
        Assert.Equal(HttpStatusCode.BadRequest, unknown);
        await PostAsync(client, "/api/v1/cases", "case-key-05", body);
        var page = (await client.GetFromJsonAsync<JsonObject>("/api/v1/cases?category=complaint&limit=1"))!;
        var rest = (await client.GetFromJsonAsync<JsonObject>($"/api/v1/cases?category=complaint&limit=1&after={page["next"]}"))!;
        Assert.Equal(number, (long)rest["items"]![0]!["number"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/cases/999999")).StatusCode);
    }

    [Fact]
    public async Task Reader_MayNotHandle()
    {
        using var client = await KeyClientAsync(Permissions.CaseRead);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, "/api/v1/cases", "case-key-10", new { category = "praise", subject = "x", channel = "Web" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, "/api/v1/contacts", "case-key-11", new { subject = "x", channel = "Web" })).Status);
    }

    private async Task<HttpClient> KeyClientAsync(params string[] permissions)
    {
        var client = new HttpClient { BaseAddress = new Uri(host.Url) };
        client.DefaultRequestHeaders.Add(ApiKeyHandler.Header, (await host.Get<ApiKeyDesk>().MakeAsync("test", permissions, 1, Actor.System)).Key);
        return client;
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(HttpClient client, string path, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add(Idempotent.Header, key);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }
}

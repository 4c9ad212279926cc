using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WaterCore.Host.Accounts;
using WaterCore.Host.Api;
using WaterCore.Organization;

namespace WaterCore.Host.Tests.Service;

public sealed class ApiTests(RunningHost host) : IClassFixture<RunningHost>
{
    private const string Heading = "account,name,address,tariff,class,opened,meter,size,dials,installed,first_index\n";

    [Fact]
    public async Task Document_SaysWhatEachOperationDoes_AndLeavesThePagesOut()
    {
        using var client = await host.ClientAsync(null);
        var document = JsonNode.Parse(await client.GetStringAsync("/api/v1/openapi.json"))!;
        var operations = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (Path: p.Key, Method: o.Key, Summary: (string?)o.Value!["summary"]))).ToList();
        Assert.True(operations.Count > 100);
        Assert.All(operations, o => Assert.StartsWith("/api/v1/", o.Path));
        Assert.Empty(operations.Where(o => string.IsNullOrEmpty(o.Summary)).Select(o => $"{o.Method} {o.Path}"));
        Assert.Equal("X-Api-Key", (string)document["components"]!["securitySchemes"]!["key"]!["name"]!);
        Assert.DoesNotContain("scalar.com", await client.GetStringAsync("/api/docs/"));
    }

    [Fact]
    public async Task Import_SameKeySameBody_GetsTheSameAnswerAndOneEffect()
    {
        using var client = await KeyClientAsync(Permissions.DataImport, Permissions.CustomerRead);
        var body = Customers("7000001");
        var first = await PostAsync(client, "/api/v1/imports/customers", "key-000001", body);
        var again = await PostAsync(client, "/api/v1/imports/customers", "key-000001", body);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, again.Status));
        Assert.Equal(1, (int)first.Body["added"]!);
        Assert.Equal(first.Body.ToJsonString(), again.Body.ToJsonString());
        var other = await PostAsync(client, "/api/v1/imports/customers", "key-000001", Customers("7000002"));
        Assert.Equal((HttpStatusCode.Conflict, "api.idempotency-key-reused"), (other.Status, (string)other.Body["code"]!));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/accounts/7000001")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/accounts/7000002")).StatusCode);
    }

    [Fact]
    public async Task Import_SameKeyAtOnce_HasOneEffect()
    {
        using var client = await KeyClientAsync(Permissions.DataImport);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(client, "/api/v1/imports/customers", "key-at-once", Customers("7000010"))));
        Assert.All(answers, a => Assert.Equal((HttpStatusCode.OK, 1), (a.Status, (int)a.Body["added"]!)));
    }

    [Fact]
    public async Task Write_WithoutAKey_IsRefusedWithTheRemedy()
    {
        using var client = await KeyClientAsync(Permissions.DataImport);
        var answer = await PostAsync(client, "/api/v1/imports/customers", null, Customers("7000020"));
        Assert.Equal((HttpStatusCode.BadRequest, "api.idempotency-key"), (answer.Status, (string)answer.Body["code"]!));
    }

    [Fact]
    public async Task Import_WithARefusedRow_SaysLineAndRemedy()
    {
        using var client = await KeyClientAsync(Permissions.DataImport);
        var answer = await PostAsync(client, "/api/v1/imports/customers", "key-refused", new { file = "c.csv", content = Heading + "7000030,甲,路1号,zhuhai-main,palace,2026-01-01,M30,DN15,5,2026-01-01,0\n" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("c.csv:2: class:", (string)answer.Body["refused"]![0]!["message"]!);
    }

    [Fact]
    public async Task Tariff_ThatIsAmbiguous_IsAProblemWithItsCode()
    {
        using var client = await KeyClientAsync(Permissions.TariffPublish);
        var answer = await PostAsync(client, "/api/v1/tariffs", "key-tariff-1", new { document = "name: nothing", file = "x.yaml" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.StartsWith("tariffs.", (string)answer.Body["code"]!);
    }

    [Fact]
    public async Task Key_Withdrawn_OpensNothing_AndItsMakingIsNotAnsweredTwice()
    {
        using var admin = await host.ClientAsync("security");
        var made = await PostAsync(admin, "/api/v1/keys", "make-key-1", new { owner = "meter data", permissions = new[] { Permissions.TariffRead }, days = 30 });
        var again = await PostAsync(admin, "/api/v1/keys", "make-key-1", new { owner = "meter data", permissions = new[] { Permissions.TariffRead }, days = 30 });
        Assert.Null(again.Raw);
        using var client = Client((string)made.Body["key"]!);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/tariffs")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/v1/audit")).StatusCode);
        using var withdraw = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/keys/{made.Body["kept"]!["prefix"]}");
        withdraw.Headers.Add(Idempotent.Header, "drop-key-1");
        Assert.Equal(HttpStatusCode.NoContent, (await admin.SendAsync(withdraw)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/tariffs")).StatusCode);
    }

    [Fact]
    public async Task Key_WithPermissionToMakeKeys_IsNotMade()
    {
        using var admin = await host.ClientAsync("security");
        var answer = await PostAsync(admin, "/api/v1/keys", "make-key-2", new { owner = "x", permissions = new[] { Permissions.KeyManage }, days = 30 });
        Assert.Equal((HttpStatusCode.BadRequest, "key.permissions"), (answer.Status, (string)answer.Body["code"]!));
    }

    [Fact]
    public async Task Audit_Pages_AreWholeAndInOrder()
    {
        using var client = await KeyClientAsync(Permissions.AuditRead);
        var sequences = new List<long>();
        for (string? after = null; ;)
        {
            var page = (await client.GetFromJsonAsync<JsonObject>($"/api/v1/audit?limit=3{(after is null ? "" : $"&after={after}")}"))!;
            sequences.AddRange(page["items"]!.AsArray().Select(i => (long)i!["sequence"]!));
            if ((after = (string?)page["next"]) is null) break;
        }
        Assert.True(sequences.Count > 6);
        Assert.Equal(Enumerable.Range(1, sequences.Count).Select(i => (long)i), sequences);
    }

    [Fact]
    public async Task Refund_IsAskedForByOneAndGrantedByAnother()
    {
        using var clerk = await KeyOfAsync("till", Permissions.DataImport, Permissions.PaymentTake, Permissions.ApprovalUse, Permissions.PaymentApprove);
        using var office = await KeyOfAsync("office", Permissions.ApprovalUse, Permissions.PaymentApprove);
        await PostAsync(clerk, "/api/v1/imports/customers", "key-appr-01", Customers("7000050"));
        await PostAsync(clerk, "/api/v1/payments", "key-appr-02", new { account = "7000050", amount = "900.00", channel = "web", reference = "r-50" });
        var asked = await PostAsync(clerk, "/api/v1/approvals", "key-appr-03", new { act = "refund", key = "r-50-back", reason = "多缴退回", account = "7000050", amount = "600.00" });
        Assert.Equal((HttpStatusCode.Accepted, "waiting"), (asked.Status, (string)asked.Body["state"]!));
        var decision = $"/api/v1/approvals/{(long)asked.Body["id"]!}/decision";
        Assert.Equal("money.approval-of-oneself", (string)(await PostAsync(clerk, decision, "key-appr-04", new { grant = true })).Body["code"]!);
        Assert.Equal("7000050", (string)(await office.GetFromJsonAsync<JsonArray>("/api/v1/approvals"))!.Single(a => (long)a!["id"]! == (long)asked.Body["id"]!)!["account"]!);
        var granted = await PostAsync(office, decision, "key-appr-05", new { grant = true });
        Assert.Equal((HttpStatusCode.OK, "granted"), (granted.Status, (string)granted.Body["state"]!));
        Assert.NotEqual((string)granted.Body["askedBy"]!, (string)granted.Body["decidedBy"]!);
        Assert.Equal("money.approval-act", (string)(await PostAsync(clerk, "/api/v1/approvals", "key-appr-06", new { act = "give", key = "x", reason = "r" })).Body["code"]!);
    }

    private static object Customers(string account) => new { file = $"{account}.csv", content = $"{Heading}{account},甲,香洲路1号,zhuhai-main,residential,2026-01-01,M{account},DN15,5,2026-01-01,0\n" };

    private Task<HttpClient> KeyClientAsync(params string[] permissions) => KeyOfAsync("test", permissions);

    private async Task<HttpClient> KeyOfAsync(string owner, params string[] permissions) =>
        Client((await host.Get<ApiKeyDesk>().MakeAsync(owner, permissions, 1, Actor.System)).Key);

    private HttpClient Client(string key)
    {
        var client = new HttpClient { BaseAddress = new Uri(host.Url) };
        client.DefaultRequestHeaders.Add(ApiKeyHandler.Header, key);
        return client;
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body, JsonNode? Raw)> PostAsync(HttpClient client, string path, string? key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key is not null) request.Headers.Add(Idempotent.Header, key);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var node = text.Length == 0 ? null : JsonNode.Parse(text);
        return (answer.StatusCode, node ?? new JsonObject(), node);
    }
}

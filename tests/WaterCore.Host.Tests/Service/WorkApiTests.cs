using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WaterCore.Organization;
using WaterCore.Workflows;

namespace WaterCore.Host.Tests.Service;

/// <summary>Work between positions, over the wire: the manager's organisation and definition, the clerk's action, the record.</summary>
public sealed class WorkApiTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Work_FromTheOrganisationToTheRecord_OverTheApi()
    {
        using var manager = await host.ClientAsync("manager");
        using var clerk = await host.ClientAsync("clerk");
        var sample = SampleOrganization.Create(new NodaTime.LocalDate(2024, 1, 1));
        var data = sample with
        {
            Operators = [.. sample.Operators, new Operator("clerk", "营业员"), new Operator("manager", "经理")],
            Holdings = [.. sample.Holdings, new Holding("front-desk.1", "clerk", new(2024, 1, 1)), new Holding("supervisor.1", "manager", new(2024, 1, 1))],
        };
        var broken = await PostAsync(manager, "organization", new { document = OrganizationFile.Write(data).Replace("department: field", "department: nowhere"), @as = "supervisor.1" });
        Assert.Equal((422, "organization.refused"), (broken.Status, (string)broken.Body["code"]!));
        var stored = await PostAsync(manager, "organization", new { document = OrganizationFile.Write(data), @as = "supervisor.1" });
        Assert.Equal((200, 1), (stored.Status, (int)stored.Body["revision"]!));
        Assert.Equal(OrganizationFile.Write(data), (string)(await clerk.GetFromJsonAsync<JsonNode>("/api/v1/organization"))!["document"]!);

        var draft = ShippedWorkflows.Text("complaint");
        var findings = await PostAsync(manager, "workflows/check?language=zh", new { document = draft.Replace("position: hotline", "position: nobody"), file = "c.yaml" });
        Assert.Contains(findings.Body.AsArray(), f => (string)f!["rule"]! == "unknown-position");
        Assert.Equal(422, (await PostAsync(manager, "workflows", new { document = draft, @as = "front-desk.1" })).Status);
        var published = await PostAsync(manager, "workflows", new { document = draft, file = "c.yaml", @as = "supervisor.1" });
        Assert.Equal((200, "complaint", 1), (published.Status, (string)published.Body["code"]!, (int)published.Body["version"]!));
        Assert.Equal(draft, (string)(await clerk.GetFromJsonAsync<JsonNode>("/api/v1/workflows/complaint/1"))!["document"]!);
        Assert.Equal("complaint", (string)(await clerk.GetFromJsonAsync<JsonNode>("/api/v1/workflows"))!["items"]![0]!["code"]!);

        var start = new { workflow = "complaint", office = "main", subject = "水压低 路9号", @as = "front-desk.1" };
        var begun = await PostAsync(clerk, "work/items?language=zh", start, "start-0001");
        Assert.Equal((200, "open"), (begun.Status, (string)begun.Body["status"]!));
        var id = (long)begun.Body["id"]!;
        Assert.Equal(id, (long)(await PostAsync(clerk, "work/items?language=zh", start, "start-0001")).Body["id"]!);
        var (path, position) = ((string)begun.Body["branches"]![0]!["path"]!, (string)begun.Body["branches"]![0]!["position"]!);
        Assert.StartsWith("hotline.", position);
        var foreign = await PostAsync(clerk, $"work/items/{id}/actions", new { action = "accept", @as = "front-desk.1" });
        Assert.Equal((422, "workflows.refused.NotYourWork"), (foreign.Status, (string)foreign.Body["code"]!));
        Assert.Equal(400, (await PostAsync(clerk, $"work/items/{id}/actions", new { action = "eat", @as = "front-desk.1" })).Status);
        var handed = await PostAsync(manager, $"work/items/{id}/actions", new { action = "hand", @as = "supervisor.1", path, to = "hotline.2", reason = "分担", seen = 1 });
        Assert.Equal((200, "hotline.2"), (handed.Status, (string)handed.Body["branches"]![0]!["position"]!));
        var late = await PostAsync(manager, $"work/items/{id}/actions", new { action = "urge", @as = "supervisor.1", reason = "x", seen = 1 });
        Assert.Equal((422, "work.changed"), (late.Status, (string)late.Body["code"]!));

        var history = (await clerk.GetFromJsonAsync<JsonNode>($"/api/v1/work/items/{id}"))!;
        Assert.Equal(["start", "hand"], history["acts"]!.AsArray().Select(a => (string)a!["action"]!));
        Assert.Equal(position, (string)history["visits"]![0]!["position"]!);
        Assert.Equal(id, (long)(await clerk.GetFromJsonAsync<JsonNode>("/api/v1/work/items?subject=路9号&status=open"))!["items"]![0]!["id"]!);
        Assert.Equal(id, (long)(await clerk.GetFromJsonAsync<JsonNode>("/api/v1/work/tray?position=hotline.2"))![0]!["id"]!);
        Assert.Empty((await clerk.GetFromJsonAsync<JsonNode>("/api/v1/work/tray"))!.AsArray());
        Assert.NotNull((await clerk.GetFromJsonAsync<JsonNode>("/api/v1/work/board"))!["dueToday"]);
        Assert.Equal(HttpStatusCode.NotFound, (await clerk.GetAsync("/api/v1/work/items/999")).StatusCode);
    }

    private static int s_key;

    private static async Task<(int Status, JsonNode Body)> PostAsync(HttpClient client, string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? $"key-{Interlocked.Increment(ref s_key):0000}");
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}

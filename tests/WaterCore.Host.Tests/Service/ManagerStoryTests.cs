using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using WaterCore.Organization;
using WaterCore.Workflows;

namespace WaterCore.Host.Tests.Service;

/// <summary>
/// A manager's story through the public API alone: the new-connection definition is copied and changed, a broken draft is refused with each reason, and new items
/// follow the new version while the old one finishes on its own.
/// </summary>
public sealed class ManagerStoryTests(RunningHost host) : IClassFixture<RunningHost>
{
    private static readonly string[] Manages = ["reviewer", "acceptance", "archivist", "supervisor", "water-saver"];

    private int _key;

    [Fact]
    public async Task Manager_ChangesTheFlow_NewItemsFollowIt_AndOldOnesFinishAsTheyBegan()
    {
        using var manager = await host.ClientAsync("manager");
        using var clerk = await host.ClientAsync("clerk");
        // The two of them hold every position of a small office, so that whoever gets the work, one of them may act.
        var sample = SampleOrganization.Create(new(2024, 1, 1));
        var data = sample with
        {
            Operators = [.. sample.Operators, new Operator("clerk", "营业员"), new Operator("manager", "经理")],
            Holdings = [.. sample.Holdings, .. sample.Positions.Select(p => new Holding(p.Code, Manages.Contains(p.Role) ? "manager" : "clerk", new(2024, 1, 1)))],
        };
        await OkAsync(manager, "organization", new { document = OrganizationFile.Write(data), @as = "supervisor.1" });
        var shipped = ShippedWorkflows.Text("new-connection");
        Assert.Equal(1, (int)(await OkAsync(manager, "workflows", new { document = shipped, file = "new-connection.yaml", @as = "supervisor.1" }))["version"]!);
        var old = await ApplyAsync(clerk, "赵六", "老街1号");

        // A copy, with a step and a position of its own, and a shorter limit.
        var copy = (string)(await clerk.GetFromJsonAsync<JsonNode>("/api/v1/workflows/new-connection/1"))!["document"]!;
        var step = "  - step: saving\n    name: {zh: 节水评估, en: water-saving review}\n    position: water-saver\n    limit: 1 working day\n    duty: saving.review\n    form:\n      - {field: saving, name: {zh: 节水意见, en: opinion on saving}, type: text, required: yes}\n    actions: [submit, send-back, hand]\n    next: charges\n\n  - step: charges\n";
        var draft = copy.Replace("  - step: charges\n", step).Replace("{on: approve, to: charges}", "{on: approve, to: saving}").Replace("limit: 3 working days", "limit: 2 working days");
        // The position is not there yet; and it is broken in five more ways.
        var broken = draft.Replace("limit: 2 working days\n    duty: survey.do", "limit: 9 working days").Replace("- {to: [materials, permit]}\n\n  - step: payment", "- {when: nothing > 0, to: [materials, permit]}\n\n  - step: payment").Replace("effects: [connect]", "effects: [conect]").Replace("    next: archive\n", "");
        var refused = await PostAsync(manager, "workflows", new { document = broken, file = "draft.yaml", @as = "supervisor.1" });
        Assert.Equal((422, "workflows.refused"), (refused.Status, (string)refused.Body["code"]!));
        var findings = await OkAsync(manager, "workflows/check?language=zh", new { document = broken, file = "draft.yaml" });
        var rules = findings.AsArray().Select(f => (string)f!["rule"]!).ToHashSet();
        Assert.Superset(new HashSet<string> { "unknown-position", "no-default", "unknown-field", "unknown-effect", "promise" }, rules);
        foreach (var finding in findings.AsArray()) Assert.True(((string)finding!["remedy"]!).Length > 0 && (int)finding["line"]! > 0, finding.ToJsonString());
        Assert.Contains("there is no effect 'conect'", (string)refused.Body["detail"]!);

        var organization = (await manager.GetFromJsonAsync<JsonNode>("/api/v1/organization"))!;
        var grown = OrganizationFile.Read((string)organization["document"]!, "o").Value;
        grown = grown with
        {
            Positions = [.. grown.Positions, new Position("water-saver.1", "water-saver", new("节水专员", "water saver"), "engineering", [new Permission("saving.review")])],
            Holdings = [.. grown.Holdings, new Holding("water-saver.1", "manager", new(2024, 1, 1))],
        };
        await OkAsync(manager, "organization", new { document = OrganizationFile.Write(grown), @as = "supervisor.1" });
        Assert.Empty((await OkAsync(manager, "workflows/check", new { document = draft })).AsArray());
        Assert.Equal(2, (int)(await OkAsync(manager, "workflows", new { document = draft, file = "new-connection.yaml", @as = "supervisor.1" }))["version"]!);

        var fresh = await ApplyAsync(clerk, "钱七", "新街2号");
        var (byOld, byNew) = (await WorkAsync(manager, clerk, old), await WorkAsync(manager, clerk, fresh));
        Assert.Equal((1, 2), ((int)byOld["item"]!["version"]!, (int)byNew["item"]!["version"]!));
        Assert.Equal(["apply", "survey", "review", "charges"], Steps(byOld).Take(4));
        Assert.Equal(["apply", "survey", "review", "saving", "charges"], Steps(byNew).Take(5));
        // Asked again afterwards, by a clue: where each is, its documents, and their content as it was brought.
        var again = (await clerk.GetFromJsonAsync<JsonNode>("/api/v1/applications?clue=新街"))!["items"]![0]!;
        Assert.Equal(("archived", 4), ((string)again["status"]!, again["documents"]!.AsArray().Count));
        var hash = (string)again["documents"]![0]!["sha256"]!;
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(await clerk.GetByteArrayAsync($"/api/v1/documents/{hash}"))));
        Assert.Equal("3", (string)(await clerk.GetFromJsonAsync<JsonNode>("/api/v1/materials"))![0]!["quantity"]!);
        var report = (await manager.GetFromJsonAsync<JsonNode>("/api/v1/work/report"))!;
        Assert.Equal((2, 2), ((int)report["kinds"]![0]!["archived"]!, (int)report["asDrawn"]!["part"]!));
        Assert.Empty((await manager.GetFromJsonAsync<JsonNode>("/api/v1/work/forecast"))!.AsArray());
        Assert.NotEmpty((await manager.GetFromJsonAsync<JsonNode>("/api/v1/work/event-log"))!["events"]!.AsArray());
        Assert.Empty((await manager.GetFromJsonAsync<JsonNode>("/api/v1/work/board"))!["positions"]!.AsArray());
        // Closed by now, and so no longer to be moved.
        Assert.Equal(404, (await PostAsync(manager, $"work/items/{old}/version", new { version = 2, reason = "x", @as = "supervisor.1" })).Status);
    }

    private static IEnumerable<string> Steps(JsonNode history) => history["visits"]!.AsArray().Select(v => (string)v!["step"]!);

    private async Task<long> ApplyAsync(HttpClient clerk, string customer, string address)
    {
        var form = new { applicant = customer, diameter = "20", use_class = "residential", tariff = "zhuhai-main" };
        var body = new { kind = "new-connection", office = "main", @as = "front-desk.1", customer, address, form };
        var key = $"apply-{++_key:0000}";
        var made = await OkAsync(clerk, "applications", body, key);
        Assert.Equal((long)made["id"]!, (long)(await OkAsync(clerk, "applications", body, key))["id"]!);
        return (long)made["id"]!;
    }

    // Both work on an item over the API until it is closed.
    private async Task<JsonNode> WorkAsync(HttpClient manager, HttpClient clerk, long id)
    {
        await PostAsync(clerk, "materials/moves", new { @as = "storekeeper.1", material = "meter-dn20", quantity = "5", name = "水表DN20", unit = "piece", note = "入库" }, "material-in-1");
        for (var n = 0; n < 60; n++)
        {
            var history = (await clerk.GetFromJsonAsync<JsonNode>($"/api/v1/work/items/{id}"))!;
            if ((string)history["item"]!["status"]! != "open") return history;
            var branch = history["item"]!["branches"]!.AsArray().First(b => (string)b!["phase"]! is "arrived" or "working")!;
            var (path, step, position) = ((string)branch["path"]!, (string)branch["step"]!, (string)branch["position"]!);
            var who = Manages.Contains(position[..position.LastIndexOf('.')]) ? manager : clerk;
            if ((string)branch["phase"]! == "arrived")
            {
                await OkAsync(who, $"work/items/{id}/actions", new { action = "accept", @as = position, path });
                continue;
            }
            var definition = (await clerk.GetFromJsonAsync<JsonNode>($"/api/v1/workflows/new-connection/{(int)history["item"]!["version"]!}"))!;
            var drawn = WorkflowFile.Read((string)definition["document"]!, "d").Value.Find(step)!;
            foreach (var document in drawn.Documents)
                await OkAsync(who, $"applications/{id}/documents", new { @as = position, name = document, fileName = document + ".jpg", mediaType = "image/jpeg", content = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{document} {id}")) });
            if (step == "materials") await OkAsync(who, "materials/moves", new { @as = position, material = "meter-dn20", quantity = "-1", item = id, note = "领料" });
            var form = drawn.Form.Where(f => f.Required && history["item"]!["form"]![f.Code] is null).ToDictionary(f => f.Code, f => f.Code == "meter" ? $"M{id}" : f.Kind switch { FieldKind.YesNo => "no", FieldKind.Number => "0", _ => "x" });
            var action = drawn.IsEnd ? "archive" : drawn.Actions.Contains(ActionKind.Approve) ? "approve" : "submit";
            await OkAsync(who, $"work/items/{id}/actions", new { action, @as = position, path, form });
        }
        throw new InvalidOperationException($"Item {id} does not come to an end.");
    }

    private async Task<JsonNode> OkAsync(HttpClient client, string path, object body, string? key = null)
    {
        var (status, answer) = await PostAsync(client, path, body, key);
        Assert.True(status == 200, $"{path}: {status} {answer?.ToJsonString()}");
        return answer!;
    }

    private async Task<(int Status, JsonNode Body)> PostAsync(HttpClient client, string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? $"manager-{++_key:0000}");
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}

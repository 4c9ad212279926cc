using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WaterCore.Customers;
using WaterCore.Host.Accounts;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

/// <summary>What somebody at a branch sees of the accounts of another: nothing, by whichever door.</summary>
public sealed class BranchScopeTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task PersonAtABranch_SeesAndTakesMoneyOfItsAccountsOnly()
    {
        await BuildAsync();
        using var cashier = await host.ClientAsync("doumen.cashier");
        using var manager = await host.ClientAsync("manager");
        Assert.Equal(HttpStatusCode.OK, (await cashier.GetAsync("/api/v1/accounts/D1")).StatusCode);
        Assert.Equal("doumen", (string)(await cashier.GetFromJsonAsync<JsonNode>("/api/v1/accounts/D1"))!["branch"]!);
        Assert.Equal(HttpStatusCode.OK, (await cashier.GetAsync("/api/v1/accounts/N1")).StatusCode);
        foreach (var path in new[] { "/api/v1/accounts/J1", "/api/v1/accounts/J1/bills", "/api/v1/accounts/J1/statement" })
        {
            Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync(path)).StatusCode);
            Assert.False((await cashier.GetAsync(path)).IsSuccessStatusCode);
        }
        var found = await cashier.GetFromJsonAsync<JsonNode>("/api/v1/accounts?clue=%E7%94%A8%E6%88%B7&purpose=test");
        Assert.Equal(["D1", "N1"], found!["hits"]!.AsArray().Select(h => (string)h!["account"]!));
        Assert.Equal(3, (int)(await manager.GetFromJsonAsync<JsonNode>("/api/v1/accounts?clue=%E7%94%A8%E6%88%B7&purpose=test"))!["count"]!);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await PayAsync(cashier, "D1"), await PayAsync(cashier, "J1")));
        Assert.Contains("data-account=\"D1\"", await cashier.GetStringAsync("/console/accounts/D1"), StringComparison.Ordinal);
        Assert.DoesNotContain("data-account", await cashier.GetStringAsync("/console/accounts/J1"), StringComparison.Ordinal);
        Assert.Contains("data-account=\"J1\"", await manager.GetStringAsync("/console/accounts/J1"), StringComparison.Ordinal);

        // Given to the branch, the account is there at once; the session stays.
        Assert.Equal(HttpStatusCode.OK, await PostAsync(manager, "accounts/J1/branch", new { branch = "doumen", reason = "辖区调整" }));
        Assert.Equal(HttpStatusCode.OK, (await cashier.GetAsync("/api/v1/accounts/J1")).StatusCode);
    }

    [Fact]
    public void WorkOfTheServiceItself_SeesEverything()
    {
        CallScope.Enter(new(new System.Security.Claims.ClaimsIdentity([new(CallScope.Claim, "doumen")])));
        Assert.Equal(DataScope.Of(["doumen"]), CallScope.Current);
        CallScope.Leave();
        Assert.Equal(DataScope.All, CallScope.Current);
    }

    private static Task<HttpStatusCode> PayAsync(HttpClient client, string account) =>
        PostAsync(client, "payments", new { account, amount = "10.00", channel = "counter", reference = $"scope-{account}", tender = "transfer", drawer = (string?)null });

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", $"scope-{Guid.NewGuid()}");
        return (await client.SendAsync(request)).StatusCode;
    }

    private async Task BuildAsync()
    {
        var day = host.Get<Utility>().DayOf(host.Get<NodaTime.IClock>().GetCurrentInstant());
        Assert.True((await host.Get<OrganizationDesk>().StoreAsync(new OrganizationData
        {
            Branches = [new("main", new("总公司", "head office")), new("doumen", new("斗门", "Doumen"), "main"), new("jinwan", new("金湾", "Jinwan"), "main")],
            Units = [new("d", new("斗门营业厅", "Doumen counter"), "doumen")],
            Positions = [new Position("cashier.d", "cashier", new("收费员", "cashier"), "d", [Permission.TakeMoney])],
            Operators = [new Operator("doumen.cashier", "甲")],
            Holdings = [new Holding("cashier.d", "doumen.cashier", day)],
        }, Actor.System)).IsOk);
        await host.AddLoginAsync("doumen.cashier", ["cashier"]);
        await using var unit = await host.Get<IStorage>().WriteAsync();
        var id = 900L;
        foreach (var (number, branch) in new[] { ("D1", "doumen"), ("J1", "jinwan"), ("N1", null) })
        {
            var customer = new Customer { Id = new(++id), Name = $"用户{number}" };
            var account = new Account { Id = new(++id), Number = number, Customer = customer.Id, OpenedOn = new NodaTime.LocalDate(2026, 1, 1), Branch = branch };
            await unit.Customers.AddAsync([customer]);
            await unit.Customers.AddAsync([account]);
            await unit.Search.PutAsync([AnyClueSearch.Record(account, customer, [], [])]);
        }
        await unit.CommitAsync();
    }
}

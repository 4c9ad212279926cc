using System.Net;
using System.Net.Http.Json;
using System.Text;
using WaterCore.Host.Accounts;
using WaterCore.Host.Api;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Workflows;

namespace WaterCore.Host.Tests.Service;

/// <summary>Every text field against 500 hostile strings: nothing runs, nothing breaks, and what is kept is kept letter for letter.</summary>
public sealed class HostileTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public void Strings_AreFiveHundred_AllDifferent() => Assert.Equal((500, 500), (Hostile.All.Count, Hostile.All.Distinct().Count()));

    [Fact]
    public async Task Strings_InEveryFieldOfTheApi_AreAnsweredByAProblemOrKeptLetterForLetter()
    {
        await OrganizeAsync();
        using var client = await KeyAsync();
        var wrong = new List<string>();
        var sent = 0;
        for (var i = 0; i < Hostile.All.Count; i++)
        {
            var text = Hostile.All[i];
            // One body for each write, every field of it the string; then each read with it in its path and query.
            (string Path, object Body)[] writes =
            [
                ("payments", new { account = text, amount = text, channel = text, reference = text, tender = text, drawer = text }),
                ("payments", new { account = "7100001", amount = "1.00", channel = text, reference = text, tender = text, drawer = text }),
                ("payments/1/reversal", new { reason = text }), ("drawers/x/count", new { counted = text }),
                ("readings", new { meter = text, day = text, index = text, reader = text }), ("readings", new { meter = text, day = "2026-01-05", index = "5", reader = text }),
                ("held-readings/1/rejection", new { reason = text }), ("imports/customers", new { file = text, content = text, separator = text }), ("imports/readings", new { file = text, content = $"meter,day,index\n{text},{text},{text}\n" }),
                ("tariffs", new { document = text, file = text }), ("workflows/check", new { document = text }), ("organization", new { document = text }), ("billing-runs", new { month = text }),
                ("work/items", new { workflow = text, office = text, subject = text, @as = text, form = new Dictionary<string, string> { [text] = text } }),
            ];
            foreach (var (path, body) in writes)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}") { Content = JsonContent.Create(body) };
                request.Headers.Add(Idempotent.Header, $"hostile-{i}-{sent++}");
                using var answer = await client.SendAsync(request);
                if ((int)answer.StatusCode >= 500) wrong.Add($"{path}: {(int)answer.StatusCode}: {text}");
            }
            var part = Uri.EscapeDataString(text);
            foreach (var path in new[] { $"accounts/{part}", $"accounts/{part}/statement?from={part}", $"accounts/{part}/dunning", $"bills/{part}?language={part}", $"accounts?clue={part}&purpose={part}", $"books/{part}/{part}", $"tariffs?after={part}", $"work/items?subject={part}&office={part}", $"workflows/{part}/1" })
            {
                using var answer = await client.GetAsync($"/api/v1/{path}");
                sent++;
                if ((int)answer.StatusCode >= 500) wrong.Add($"{path}: {(int)answer.StatusCode}");
            }
        }
        Assert.Empty(wrong);
        Assert.Equal(500 * 23, sent);
    }

    [Fact]
    public async Task Strings_KeptByOneAndShownToAnother_AreTextOnThePage()
    {
        await OrganizeAsync();
        using var manager = await host.ClientAsync("manager");
        var (shown, markup) = (0, 0);
        foreach (var text in Hostile.All)
        {
            var begun = await host.Get<WorkDesk>().StartAsync("complaint", SampleOrganization.Office, text, new Actor("p06", "hotline.1"));
            Assert.True(begun.IsOk, begun.Fault?.Message);
            var page = await manager.GetStringAsync($"/console/work/{begun.Value.Id.Value}");
            Assert.Contains("data-work=", page);
            if (text.Contains('<'))
            {
                Assert.DoesNotContain(text, page);
                markup++;
            }
            await using var unit = await host.Get<IStorage>().ReadAsync();
            Assert.Equal(text, (await unit.Work.FindAsync(begun.Value.Id))!.Subject);
            shown++;
        }
        Assert.Equal(500, shown);
        Assert.True(markup >= 80, $"{markup} had markup.");
    }

    [Fact]
    public async Task Strings_AtTheDoors_LetNobodyInAndBreakNothing()
    {
        using var client = await host.ClientAsync(null);
        var html = await client.GetStringAsync("/sign-in");
        var token = System.Text.RegularExpressions.Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        // The limit of guesses is by address; the desks behind the doors are asked directly.
        for (var i = 0; i < Hostile.All.Count; i++)
        {
            var text = Hostile.All[i];
            Assert.False((await host.Get<CustomerDoor>().EnterAsync(text, text)).IsOk);
            Assert.False((await host.Get<LoginDesk>().AddAsync(text, text, "short", ["clerk"], Actor.System)).IsOk);
            // These two hash at production cost whatever they are given: a tenth of the strings is enough of it.
            if (i % 10 != 0) continue;
            Assert.False((await host.Get<LoginDesk>().SignInAsync(text, text, "")).IsOk);
            await host.Get<CustomerDoor>().SendAsync(text, Values.Language.Chinese);
        }
        using var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("signIn", Hostile.All[11]), new("password", "x"), new("back", Hostile.All[15])]));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain($"<img src=x onerror=alert('{Hostile.Mark}')>", page);
        await using var unit = await host.Get<IStorage>().ReadAsync();
        Assert.True(await unit.Access.CountLoginsAsync() >= Role.All.Count);
        Assert.Null(await Audit.AuditChain.FirstBreakAsync(unit.Audit.StreamAsync()));
    }

    private async Task OrganizeAsync()
    {
        var desk = host.Get<OrganizationDesk>();
        if ((await desk.ShowAsync()).Revision > 0) return;
        var day = host.Get<Utility>().DayOf(host.Get<NodaTime.IClock>().GetCurrentInstant());
        Assert.True((await desk.StoreAsync(SampleOrganization.Create(day), Actor.System)).IsOk);
        Assert.True((await host.Get<WorkflowDesk>().PublishAsync(ShippedWorkflows.Text("complaint"), "complaint.yaml", new Actor("p40", "supervisor.1"))).IsOk);
        const string row = "account,name,address,tariff,class,opened,meter,size,dials,installed,first_index\n7100001,甲,香洲路1号,zhuhai-main,residential,2026-01-01,M7100001,DN15,5,2026-01-01,0\n";
        Assert.Empty((await host.Get<CustomerIntake>().ImportAsync(Files.TableFile.Parse("c.csv", Encoding.UTF8.GetBytes(row), ','), new SourceFormat(), Actor.System)).Refused);
    }

    private async Task<HttpClient> KeyAsync()
    {
        var client = new HttpClient { BaseAddress = new Uri(host.Url) };
        client.DefaultRequestHeaders.Add(ApiKeyHandler.Header, (await host.Get<ApiKeyDesk>().MakeAsync("hostile", [.. Permissions.All.Keys], 1, Actor.System)).Key);
        return client;
    }
}

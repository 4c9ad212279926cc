using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WaterCore.Browser.Tests;

/// <summary>A crowd at the service: operators through the API and readers of pages while billing runs are on, and how soon pages show something.</summary>
/// <remarks>Full size, ten minutes: <c>WATERCORE_CROWD_SECONDS=600 dotnet test tests/WaterCore.Browser.Tests -c Release --filter CrowdTests</c>; it leaves its tables in TestResults.</remarks>
[Collection("office")]
public sealed class CrowdTests(Office office)
{
    // A page that does not know its customer has nothing to show.
    private static readonly string[] s_read = ["/console", "/console/accounts/{0}", "/console/bills/{0}", "/console/search/{0}", "/console/trays", "/console/billing", "/console/arrears"];

    [SkippableFact]
    public async Task OperatorsAndReaders_WhileBillingRunsAreOn_MeetNoError()
    {
        _ = Chromium.Path;
        var size = Crowd.Size;
        using var client = new HttpClient { BaseAddress = new Uri(office.Url) };
        client.DefaultRequestHeaders.Add("X-Api-Key", await KeyAsync("billing.read", "billing.run"));
        var key = await KeyAsync("customer.read", "bill.read", "payment.take");
        var visitors = new List<Visitor>();
        try
        {
            for (var i = 0; i < size.Browsers; i++) visitors.Add(await office.StaffAsync("manager", "/console", i % 2 == 0 ? "zh-CN" : "en-GB"));
            // Bills of the other days' customers stay as they are: the small run finds all of its cycle billed already.
            var runs = new RunsOn(client, size.IsFull ? ["2026-03", "2026-05", "2026-07", "2026-09", "2026-01"] : ["2026-01"]);
            var paints = new Paints();
            using var end = new CancellationTokenSource(size.Length);
            var operators = office.RunAsync("operators", "--url", office.Url, "--key", key, "--operators", $"{size.Operators}", "--seconds", $"{(int)size.Length.TotalSeconds}",
                "--think-ms", $"{(int)size.Think.TotalMilliseconds}", "--first", $"{6_200_000 + size.Accounts / 2}", "--accounts", $"{size.Accounts / 4}", "--json");
            await Task.WhenAll([runs.GoOnAsync(end.Token), operators, .. visitors.Select((v, i) => ReadAsync(v, i, size, paints, end.Token))]);

            var figures = JsonSerializer.Deserialize<List<Answers>>(await operators, JsonSerializerOptions.Web)!;
            await File.WriteAllTextAsync(RunningService.Measured("crowd.md"), Table(figures, paints, runs));
            Assert.Equal(0, figures[^1].Errors);
            Assert.True(figures[^1].Count >= size.Operators, $"{size.Operators} operators were answered {figures[^1].Count} times.");
            Assert.True(runs.Finished > 0, "No run came to its end.");
            Assert.True(paints.All.Count >= size.Browsers, $"{size.Browsers} browsers opened {paints.All.Count} pages.");
            Assert.All(visitors, v => v.HasNoComplaints());
        }
        finally
        {
            foreach (var visitor in visitors) await visitor.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task EveryPage_Warm_ShowsItsFirstContent()
    {
        _ = Chromium.Path;
        var left = EveryPageTests.Pages().Where((_, i) => Crowd.Size.IsFull || i % 8 == 0).ToList();
        var paints = new Paints();
        foreach (var role in EveryPageTests.Roles)
        {
            if (left.Count == 0) break;
            await using var visitor = await office.StaffAsync(role, "/console");
            foreach (var page in left.ToList())
            {
                var address = EveryPageTests.AddressOf(page);
                if ((await visitor.Page.APIRequest.GetAsync(office.Url + address)).Status == 403) continue;
                left.Remove(page);
                await WarmAsync(visitor, address, page, paints);
            }
        }
        Assert.Empty(left);
        await using var customer = await CustomerAsync("6200124");
        foreach (var page in (string[])["/", "/portal", "/portal/bills/6200124", "/portal/reading", "/portal/apply", "/portal/cases", "/portal/contact", "/portal/applications", "/portal/outages", "/kiosk/start"])
        {
            if ((await customer.Page.APIRequest.GetAsync(office.Url + page)).Status != 200 && !page.StartsWith("/kiosk", StringComparison.Ordinal)) Assert.Fail($"{page} is not there.");
            await WarmAsync(customer, page, page, paints);
        }
        await File.WriteAllTextAsync(RunningService.Measured("first-content.md"), string.Create(CultureInfo.InvariantCulture, $"{paints.ByPage.Count()} pages\n\n{paints.Table(12)}"));
    }

    // The first visit fills the caches; the three after it count.
    private static async Task WarmAsync(Visitor visitor, string address, string page, Paints paints)
    {
        await visitor.GoAsync(address);
        for (var i = 0; i < (Crowd.Size.IsFull ? 3 : 1); i++)
        {
            await visitor.GoAsync(address);
            await paints.NoteAsync(visitor, page);
        }
    }

    private static async Task ReadAsync(Visitor visitor, int number, Crowd size, Paints paints, CancellationToken end)
    {
        for (var turn = number; !end.IsCancellationRequested; turn++)
        {
            var page = s_read[turn % s_read.Length];
            await visitor.OpenAsync(string.Format(CultureInfo.InvariantCulture, page, 6_200_000 + size.Accounts / 2 + turn * 7 % (size.Accounts / 4)));
            await paints.NoteAsync(visitor, page.Replace("{0}", "{number}", StringComparison.Ordinal));
            await Task.Delay(size.Think, CancellationToken.None);
        }
    }

    private async Task<string> KeyAsync(params string[] permissions)
    {
        await using var security = await office.StaffAsync(Office.Security, "/console");
        var answer = await security.Page.APIRequest.PostAsync(office.Url + "/api/v1/keys", new()
        {
            Headers = [KeyValuePair.Create("Idempotency-Key", Guid.NewGuid().ToString("N"))],
            DataObject = new { owner = "crowd", permissions, days = 1 },
        });
        Assert.True(answer.Ok, $"{answer.Status} {await answer.TextAsync()}");
        return (await answer.JsonAsync())!.Value.GetProperty("key").GetString()!;
    }

    private async Task<Visitor> CustomerAsync(string account)
    {
        var customer = await Visitor.ComeAsync(office, "en-GB", width: 390, height: 800);
        await customer.GoAsync("/portal/sign-in");
        await customer.FillAsync("account", account);
        await customer.SubmitAsync();
        await customer.FillAsync("code", Regex.Match(office.MessageTo(office.Customer(account)["phone"]), "is ([0-9]{6})").Groups[1].Value);
        await customer.SubmitAsync();
        await customer.Page.WaitForURLAsync("**/portal");
        return customer;
    }

    private static string Table(IEnumerable<Answers> figures, Paints paints, RunsOn runs)
    {
        var size = Crowd.Size;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{size.Accounts:N0} accounts, {size.Operators} operators and {size.Browsers} browsers{(size.IsFull ? ", at the lowest priority," : "")} for {size.Length.TotalSeconds:0} s, each thinking {size.Think.TotalSeconds:0.#} s; ");
        text.Append(CultureInfo.InvariantCulture, $"a run was on for {runs.On.TotalSeconds:0} s, {runs.Writing.TotalSeconds:0} s of them in runs that wrote the {runs.Billed:N0} bills; {runs.Finished} runs came to their end.\n\n");
        text.Append("| what | answers | median ms | p95 ms | p99 ms | worst ms | errors |\n|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (var f in figures) text.Append(CultureInfo.InvariantCulture, $"| {f.What} | {f.Count:N0} | {f.Median:0.0} | {f.P95:0.0} | {f.P99:0.0} | {f.Worst:0} | {f.Errors} |\n");
        var p = paints.All;
        text.Append(CultureInfo.InvariantCulture, $"| first content of a page | {p.Count:N0} | {p.Median:0.0} | {p.P95:0.0} | {p.P99:0.0} | {p.Worst:0} | 0 |\n\n");
        return text.Append(paints.Table(s_read.Length)).ToString();
    }

    private sealed record Answers(string What, int Count, double Median, double P95, double P99, double Worst, int Errors);
}

using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace WaterCore.Browser.Tests;

/// <summary>Every page there is, found in the host's own assembly: it opens in both languages without a complaint, all of it can be reached by the keyboard, and a picture of it is kept.</summary>
[Collection("office")]
public sealed partial class EveryPageTests(Office office)
{
    private const int MostKeys = 150;

    // In the order in which most pages open; the administrators see pages of their own.
    internal static readonly string[] Roles = ["manager", "cashier", "reader", "reviewer", "collector", "accountant", "biller", "clerk", Office.Security, "audit", "system"];

    // What stands for a parameter of an address. A page with another one is added here.
    private static readonly Dictionary<string, string> Samples = new(StringComparer.Ordinal)
    {
        ["/console/accounts/{Number}"] = "/console/accounts/6200024",
        // No bill of the demo is corrected: the page says so.
        ["/console/bills/{Number}/correction"] = "/console/bills/6200024-20251220/correction",
        ["/console/bills/{Number}"] = "/console/bills/6200024",
        ["/console/accounts/{Number}/arrangements"] = "/console/accounts/6200024/arrangements",
        ["/console/counter/{Number}"] = "/console/counter/6200024",
        ["/console/tariffs/{Code}/{Revision:int}"] = "/console/tariffs/zhuhai-main/1",
        ["/console/indicators"] = "/console/indicators?month=2026-02",
        ["/console/indicators/{Code}"] = "/console/indicators/reading-rate?month=2026-02",
        ["/console/indicators/{Code}/rows"] = "/console/indicators/reading-rate/rows?part=numerator&month=2026-02&months=1",
        ["/console/analysis"] = "/console/analysis?source=bills&by=area&measure=amount&month=2026-02&months=1&before=12",
        ["/console/reports"] = "/console/reports?month=2026-01&months=2",
        ["/console/reports/{Code}"] = "/console/reports/billing?month=2026-01&months=2",
        ["/console/reading/{Book}/{Month}"] = "/console/reading/B-07/2026-04",
        ["/console/search/{Clue}"] = "/console/search/6200",
        ["/console/workflows/{Code}"] = "/console/workflows/change-of-owner",
        ["/console/apply/{Service}"] = "/console/apply/change-of-owner",
        ["/console/incidents/{Number:long}"] = "/console/incidents/999999",
        // With nothing of that number the page says so; the days of the cashier and of work take pictures of real ones.
        ["/console/receipts/{Entry:long}"] = "/console/receipts/999999",
        ["/console/cases/{Number:long}"] = "/console/cases/999999",
        ["/console/work/{Id:long}"] = "/console/work/999999",
    };

    [SkippableFact]
    public async Task EveryPage_InBothLanguages_OpensWithoutAComplaint_AndIsReachedByTheKeyboard()
    {
        _ = Chromium.Path;
        var pages = Pages().ToList();
        Assert.True(pages.Count > 30, $"Only {pages.Count} pages were found.");
        Assert.DoesNotContain(pages, p => p.Contains('{', StringComparison.Ordinal) && !Samples.ContainsKey(p));
        var left = pages.Select(p => (Page: p, Address: Samples.GetValueOrDefault(p, p))).ToList();
        var problems = new ConcurrentQueue<string>();
        foreach (var role in Roles)
        {
            if (left.Count == 0) break;
            await using var chinese = await office.StaffAsync(role, "/console");
            await using var english = await office.StaffAsync(role, "/console", "en-GB");
            var open = new List<(string Page, string Address)>();
            foreach (var one in left)
                if ((await chinese.Page.APIRequest.GetAsync(office.Url + one.Address)).Status != 403) open.Add(one);
            left.RemoveAll(open.Contains);
            await Task.WhenAll(KeysAsync(chinese, open, problems), WordsAsync(english, open, problems));
            foreach (var complaint in chinese.Complaints.Concat(english.Complaints)) problems.Enqueue($"{role}: {complaint}");
        }
        Assert.Empty(left.Select(p => p.Page));
        Assert.True(problems.IsEmpty, string.Join("\n", problems));
    }

    private static async Task KeysAsync(Visitor visitor, List<(string Page, string Address)> pages, ConcurrentQueue<string> problems)
    {
        foreach (var (_, address) in pages)
        {
            await visitor.OpenAsync(address);
            await visitor.ShootAsync(Name(address) + "-zh");
            var (reached, of) = await TabAsync(visitor.Page);
            if (reached.Count < of.Count && of.Count < MostKeys) problems.Enqueue($"{address}: the keyboard does not reach {string.Join(", ", of.Except(reached).Take(5))}");
        }
    }

    private static async Task WordsAsync(Visitor visitor, List<(string Page, string Address)> pages, ConcurrentQueue<string> problems)
    {
        foreach (var (_, address) in pages)
        {
            await visitor.OpenAsync(address);
            await visitor.ShootAsync(Name(address) + "-en");
            var words = await visitor.Page.EvaluateAsync<string>("() => [...document.querySelectorAll('h2, th, label, button')].map(e => e.innerText).join('\\n')");
            if (HanText().Matches(words).Select(m => m.Value).Distinct().ToList() is { Count: > 0 } chinese) problems.Enqueue($"{address}: in English it still says {string.Join(", ", chinese.Take(5))}");
        }
    }

    private static string Name(string address) => "page" + NotAName().Replace(address.Split('?')[0]["/console".Length..], "-");

    // What can be worked with and is seen, and what of it the Tab key comes to.
    private static async Task<(IReadOnlyCollection<string> Reached, IReadOnlyCollection<string> Of)> TabAsync(IPage page)
    {
        var of = await page.EvaluateAsync<string[]>(
            """
            () => {
              const shown = e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !e.disabled && e.tabIndex >= 0 && !e.closest('[inert]');
              const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(shown);
              all.forEach((e, i) => e.dataset.tabNumber = i);
              document.activeElement?.blur();
              return all.map((e, i) => `${i} ${e.tagName.toLowerCase()} ${(e.id || e.innerText || e.name || '').trim().slice(0, 30)}`);
            }
            """);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        for (var n = 0; n < Math.Min(of.Length * 2 + 10, MostKeys) && reached.Count < of.Length; n++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<int>("() => Number(document.activeElement?.dataset.tabNumber ?? -1)") is >= 0 and var at && at < of.Length) reached.Add(of[at]);
        }
        return (reached, of);
    }

    /// <summary>The address of a page, with something that is there where it has a parameter.</summary>
    internal static string AddressOf(string page) => Samples.GetValueOrDefault(page, page);

    internal static IEnumerable<string> Pages()
    {
        using var host = AssemblyDefinition.ReadAssembly(RunningService.HostAssembly);
        return [.. host.MainModule.Types.SelectMany(t => t.CustomAttributes)
            .Where(a => a.AttributeType.Name == "RouteAttribute" && a.ConstructorArguments is [{ Value: string }])
            .Select(a => (string)a.ConstructorArguments[0].Value).Where(r => r.StartsWith("/console", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("[^a-zA-Z0-9]+")]
    private static partial Regex NotAName();

    [GeneratedRegex("[\\u4e00-\\u9fff]{2,}")]
    private static partial Regex HanText();
}

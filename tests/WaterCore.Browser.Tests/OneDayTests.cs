using System.Text.RegularExpressions;

namespace WaterCore.Browser.Tests;

/// <summary>A first day with the service, in a real browser: the people come in, find, read, bill; a customer looks at the bill.</summary>
public sealed class OneDayTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Given = "first-Pass-2026-x", Own = "Own-words-77-lake", Admin = "Long-admin-2026-pw";

    [SkippableFact]
    public async Task AFirstDay_FromSetUpToABilledCycle_WorksInBothLanguages()
    {
        _ = Chromium.Path;
        await using (var admin = await Visitor.ComeAsync(service)) await SetUpAsync(admin);
        await using (var manager = await Visitor.ComeAsync(service)) await BillAsync(manager);
        await using (var customer = await Visitor.ComeAsync(service, width: 390, height: 800)) await LookAsync(customer);
        await using (var auditor = await Visitor.ComeAsync(service, "en-GB")) await AuditAsync(auditor);
    }

    private async Task SetUpAsync(Visitor admin)
    {
        await admin.GoAsync("/");
        await admin.ShootAsync("01-doors");
        await admin.GoAsync("/setup");
        await admin.ShootAsync("02-set-up");
        await admin.FillAsync("code", service.SetUpCode);
        await admin.FillAsync("signIn", "root.sec");
        await admin.FillAsync("name", "安全管理员甲");
        await admin.FillAsync("password", Admin);
        await admin.SubmitAsync();
        await admin.Page.WaitForURLAsync("**/console");
        await admin.ListensAsync();
        await admin.ShootAsync("03-console-start");

        await admin.OpenAsync("/console/logins");
        await AddAsync(admin, "li.manager", "李经理", "manager");
        await AddAsync(admin, "zhou.audit", "周审计", "audit");
        await admin.ShootAsync("04-logins");

        // Two administrators in one person are refused, with a reason.
        await admin.FillLoginAsync("both.admins", "兼任", ["system", "audit"], Given);
        await admin.Page.Locator("[data-answer=refused]").WaitForAsync();
        Assert.Contains("不得由同一人兼任", await admin.TextAsync("[data-answer=refused]"));

        // The set-up is closed, and the security administrator sees no customer.
        Assert.Equal(404, (await admin.Page.APIRequest.GetAsync(service.Url + "/setup")).Status);
        Assert.Equal(0, await admin.Page.Locator("form.search").CountAsync());
        admin.HasNoComplaints();
    }

    private async Task BillAsync(Visitor manager)
    {
        await manager.GoAsync("/console");
        await manager.Page.WaitForURLAsync("**/sign-in**");
        await manager.ShootAsync("05-sign-in");
        await manager.SignInAsync("li.manager", Given);
        await manager.Page.WaitForURLAsync("**/password");
        await manager.ShootAsync("06-password");
        await manager.FillAsync("current", Given);
        await manager.FillAsync("chosen", Own);
        await manager.SubmitAsync();
        await manager.Page.WaitForURLAsync("**/console");
        await manager.ListensAsync();

        // Finds a customer, opens the bill, reads how it came about, in both languages.
        await manager.Page.FillAsync("form.search input", "6200024");
        await manager.Page.Keyboard.PressAsync("Enter");
        await manager.Page.Locator("[data-account='6200024']").WaitForAsync();
        var phone = service.Customer("6200024")["phone"];
        Assert.DoesNotContain(phone, await manager.TextAsync("[data-account='6200024']"));
        await manager.ShootAsync("07-customer");
        await manager.Page.ClickAsync("button.show");
        Assert.Equal(phone, await manager.TextAsync("[data-phone=whole]"));
        await manager.Page.ClickAsync("a[href^='/console/bills/']");
        await manager.Page.Locator("article.bill").WaitForAsync();
        Assert.Contains("第1级", await manager.TextAsync("td.derivation"));
        await manager.ShootAsync("08-bill-zh");
        await manager.Page.ClickAsync("a.bar-link");
        await manager.Page.Locator("html[lang=en]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await manager.ListensAsync();
        Assert.Contains("block 1:", await manager.TextAsync("td.derivation"));
        await manager.ShootAsync("09-bill-en");

        await manager.OpenAsync("/console/billing");
        await manager.Page.EvaluateAsync(
            "() => { window.seen = []; new MutationObserver(() => { const p = document.querySelector('[data-progress]'); if (p) window.seen.push(Number(p.dataset.progress)); }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true }); }");
        await manager.Page.FillAsync("#month", "2026-03");
        await manager.Page.ClickAsync("#start-run");
        await manager.Page.Locator("[data-run=finished]").WaitForAsync();
        await manager.Page.Locator("[data-outcomes]").WaitForAsync();
        var seen = await manager.Page.EvaluateAsync<int[]>("() => window.seen");
        Assert.Equal(seen.Order(), seen);
        Assert.True(seen.Distinct().Count() > 2, $"The progress was seen at {string.Join(", ", seen.Distinct())} only.");
        Assert.Equal(RunningService.Accounts, seen[^1]);
        Assert.True(int.Parse(await manager.Page.Locator("[data-billed]").GetAttributeAsync("data-billed") ?? "0") > RunningService.Accounts * 9 / 10);
        Assert.True(int.Parse(await manager.Page.Locator("[data-outcomes]").GetAttributeAsync("data-outcomes") ?? "0") > 0);
        await manager.ShootAsync("10-billing-en");

        await manager.OpenAsync("/console/tariffs/zhuhai-main/1");
        Assert.Contains("zhuhai-main", await manager.TextAsync("pre.document"));
        await manager.ShootAsync("11-tariffs-en");
        await TryTariffAsync(manager);
        await manager.OpenAsync("/console/plugins");
        Assert.Contains("Open", await manager.TextAsync("[data-plugin=Sqlite]"));
        await manager.ShootAsync("12-plugins-en");
        await manager.GoAsync("/language?to=zh&back=/console/billing");
        await manager.ListensAsync();
        await manager.ShootAsync("13-billing-zh");
        await manager.OpenAsync("/console/search/6299999");
        await manager.Page.Locator("[data-page=nothing]").WaitForAsync();
        await manager.OpenAsync("/console/search/luoyutong%20" + phone[^4..]);
        await manager.Page.Locator("[data-hits] a[href='/console/accounts/6200024']").WaitForAsync();
        await manager.ShootAsync("15-search");
        await manager.OpenAsync("/console/accounts/6200024");
        await manager.ShootAsync("14-customer-two-bills");
        await manager.OpenAsync("/console/bills/6200024");
        await manager.Page.Locator("[data-why]").WaitForAsync();
        await manager.ShootAsync("19-bill-compared");
        manager.HasNoComplaints();
    }

    // A dearer draft is checked, set beside the tariff there is, and tried out on every bill, before anybody publishes it.
    private static async Task TryTariffAsync(Visitor manager)
    {
        var text = await manager.TextAsync("pre.document");
        await manager.Page.FillAsync("#document", text.Replace("unit: m3", "unit: ", StringComparison.Ordinal));
        await manager.Page.ClickAsync("#check-tariff");
        await manager.Page.Locator("[data-findings]:not([data-findings='0'])").WaitForAsync();
        await manager.ShootAsync("16-tariff-check-en");
        await manager.OpenAsync("/console/tariffs/compare?old=zhuhai-main");
        await manager.Page.FillAsync("#draft", text.Replace("prices: [1.74, 2.61, 3.48]", "prices: [1.99, 2.99, 5.97]", StringComparison.Ordinal));
        await manager.Page.ClickAsync("#compare");
        await manager.Page.Locator("[data-compared] svg").First.WaitForAsync();
        await manager.ShootAsync("17-tariff-difference-en");
        await manager.Page.ClickAsync("#try-out");
        await manager.Page.Locator("[data-compared] dl.facts").WaitForAsync();
        Assert.Contains("Who pays how much more", await manager.TextAsync("[data-compared]"));
        await manager.ShootAsync("18-tariff-tried-out-en");
    }

    private async Task LookAsync(Visitor customer)
    {
        const string account = "6200024";
        await customer.GoAsync("/portal");
        await customer.Page.WaitForURLAsync("**/portal/sign-in**");
        await customer.ShootAsync("20-portal-sign-in");
        await customer.FillAsync("account", account);
        await customer.SubmitAsync();
        await customer.Page.Locator("[name=code]").WaitForAsync();
        await customer.ShootAsync("21-portal-code");
        var message = service.MessageTo(service.Customer(account)["phone"]);
        await customer.FillAsync("code", Regex.Match(message, "是 ([0-9]{6})").Groups[1].Value);
        await customer.SubmitAsync();
        await customer.Page.WaitForURLAsync("**/portal");
        Assert.Contains(service.Customer(account)["name"], await customer.TextAsync("h1"));
        await customer.ShootAsync("22-portal-home");

        // Nothing lies outside the screen of a phone.
        Assert.True(await customer.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
        await customer.Page.ClickAsync("a.button");
        await customer.Page.Locator("article.bill").WaitForAsync();
        Assert.Contains("m³ ×", await customer.TextAsync("td.derivation"));
        await customer.Page.Locator("[data-why]").WaitForAsync();
        await customer.ShootAsync("23-portal-bill");
        Assert.True(await customer.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
        await customer.Page.ClickAsync("a.language");
        Assert.Contains("block 1:", await customer.TextAsync("td.derivation"));
        await customer.ShootAsync("24-portal-bill-en");

        // Another's bill is not there, and the staff's pages are another door.
        Assert.Equal(404, (await customer.Page.APIRequest.GetAsync(service.Url + "/portal/bills/6200025")).Status);
        Assert.Equal(401, (await customer.Page.APIRequest.GetAsync(service.Url + "/api/v1/accounts/6200024")).Status);
        Assert.Equal(0, await customer.Page.Locator("script").CountAsync());
        customer.HasNoComplaints();
    }

    private static async Task AuditAsync(Visitor auditor)
    {
        await auditor.GoAsync("/sign-in");
        await auditor.SignInAsync("zhou.audit", Given);
        await auditor.FillAsync("current", Given);
        await auditor.FillAsync("chosen", Own);
        await auditor.SubmitAsync();
        await auditor.Page.WaitForURLAsync("**/console");
        await auditor.OpenAsync("/console/audit");
        Assert.Contains("li.manager", await auditor.TextAsync("[data-audit='billing.run']"));
        Assert.Contains("6200024", await auditor.TextAsync("[data-audit='customer.phone-shown']"));
        await auditor.ShootAsync("30-audit-en");

        // The auditor watches and does nothing else.
        await auditor.OpenAsync("/console");
        Assert.Equal(0, await auditor.Page.Locator("a[href='/console/billing']").CountAsync());
        auditor.HasNoComplaints();
    }

    private static async Task AddAsync(Visitor admin, string signIn, string name, string role)
    {
        await admin.FillLoginAsync(signIn, name, [role], Given);
        await admin.Page.Locator($"[data-login='{signIn}']").WaitForAsync();
    }
}

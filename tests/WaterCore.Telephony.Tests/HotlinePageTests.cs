using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WaterCore.Browser.Tests;
using WaterCore.Telephony.Tests.Fakes;

namespace WaterCore.Telephony.Tests;

/// <summary>An agent at a browser and a telephone, a caller at another telephone, and a supervisor who watches: the host's binary, a real Asterisk, a real browser.</summary>
public sealed partial class HotlinePageTests
{
    private const string Account = "6200018", Pin = "417902", First = "first-Pass-2026-x", Own = "Own-words-77-lake";

    private static CodedSpeech Speech => PrivateAsterisk.OneSpeech;

    [GeneratedRegex("\"Code\":\"([^\"]+)\"")]
    private static partial Regex SetUpCode();

    private static async Task<IPage> SignedInAsync(IBrowser browser, HostInHand host, string name, string password)
    {
        var page = await (await browser.NewContextAsync(new() { Locale = "zh-CN", ViewportSize = new() { Width = 1280, Height = 900 } })).NewPageAsync();
        page.SetDefaultTimeout(30_000);
        await page.GotoAsync(host.Url + "/sign-in");
        await page.FillAsync("[name=signIn]", name);
        await page.FillAsync("[name=password]", password);
        await page.ClickAsync("main button:not(.link)");
        return page;
    }

    private static async Task OpenAsync(IPage page, HostInHand host, string path)
    {
        await page.GotoAsync(host.Url + path);
        await page.Locator("[data-live=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        var folder = typeof(HotlinePageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Screenshots").Value!;
        await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".png"), FullPage = true });
    }

    [SkippableFact]
    public async Task Agent_SeesWhoCalls_TalksAndIsRecorded_WritesACase_AndTheSupervisorSeesItAll()
    {
        Missing.SkipWithoutAsterisk();
        var chromium = Chromium.Path;
        await using var host = new HostInHand();
        host.Settings["WaterCore__Hotline__Desks__front-desk"] = "";
        host.Settings["WaterCore__Hotline__Record"] = "true";
        await host.VerbAsync("demo", "--accounts", "40", "--folder", "d");
        await host.VerbAsync("pin", Account, "--pin", Pin);
        host.Start();
        await host.HealthAsync("Healthy");
        await Wait.UntilAsync(() => SetUpCode().IsMatch(host.Log), "the set-up code");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
        await ManagerAsync(browser, host);
        var agent = await SignedInAsync(browser, host, "manager.one", Own);
        await agent.WaitForURLAsync("**/console");

        // The agent sits down, and is ready wherever the service is asked.
        await OpenAsync(agent, host, "/console/hotline");
        await agent.FillAsync("#seat", HostInHand.Desk);
        await agent.Locator(".mud-select").First.ClickAsync();
        await agent.Locator(".mud-popover-open .mud-list-item").First.ClickAsync();
        await agent.Keyboard.PressAsync("Escape");
        await agent.ClickAsync("#sign-on");
        await agent.Locator("[data-agent=Ready]").WaitForAsync();
        Assert.Contains(HostInHand.Desk, (await host.VerbAsync("seat", "list")).Output);

        // Somebody identifies, asks for a person, and is on the agent's screen before the talk begins.
        var call = await host.CallAsync();
        await Speech.HearsAsync(call, "欢迎致电");
        call.Press("1");
        await Speech.HearsAsync(call, "请输入户号");
        call.Press(Account + "#");
        await Speech.HearsAsync(call, "请输入六位");
        call.Press(Pin);
        await Speech.HearsAsync(call, "查询余额");
        call.Press("0");
        var desk = await host.DeskPhone.NextAsync();
        await agent.Locator("[data-agent=Talking]").WaitForAsync();
        await agent.Locator("[data-caller] .mud-alert").First.WaitForAsync();
        Assert.Contains(Account, await agent.Locator("[data-caller] .mud-alert").First.InnerTextAsync());
        var supervisor = await SignedInAsync(browser, host, "manager.one", Own);
        await supervisor.WaitForURLAsync("**/console");
        await OpenAsync(supervisor, host, "/console/hotline");
        await supervisor.Locator("[data-calls='1']").WaitForAsync();
        await ShootAsync(agent, "80-screen-pop");

        // What it was about is written down while it is talked; then the caller hangs up, and wrap-up is on.
        await agent.Locator("#call-category").SelectOptionAsync("enquiry.bill");
        await agent.FillAsync("#call-subject", "水费为何增加");
        await agent.FillAsync("#call-answer", "已说明阶梯价格");
        await agent.ClickAsync("#call-open");
        await agent.Locator("[data-answer=opened]").WaitForAsync();
        call.HangUp();
        await agent.Locator("[data-agent=WrapUp]").WaitForAsync();
        await ShootAsync(agent, "81-wrap-up");
        await agent.ClickAsync("#ready");
        await agent.Locator("[data-agent=Ready]").WaitForAsync();
        Assert.Equal("BYE", await desk.Ended.WaitAsync(TimeSpan.FromSeconds(10)));

        // Another waits while the agent pauses, and the supervisor sees it.
        await agent.ClickAsync("#pause");
        await agent.Locator("[data-agent=Paused]").WaitForAsync();
        await agent.ClickAsync("#ready");
        host.DeskPhone.Plan = _ => new(0);
        var second = await host.CallAsync("13800000002");
        await Speech.HearsAsync(second, "欢迎致电");
        second.Press("0");
        await supervisor.Locator("[data-waiting='1']").WaitForAsync();
        await ShootAsync(supervisor, "82-supervisor");
        second.HangUp();

        // The figures, the recording and the drawing of the day.
        await supervisor.GotoAsync(host.Url + "/console/hotline/calls");
        await supervisor.Locator("[data-recordings='1']").WaitForAsync();
        await supervisor.Locator("svg [data-step=main]").WaitForAsync();
        await ShootAsync(supervisor, "83-figures");
        await supervisor.FillAsync("[name=reason]", "case 1");
        var sound = await supervisor.APIRequest.GetAsync(host.Url + await supervisor.Locator("form[action*=recordings]").GetAttributeAsync("action") + "?reason=case+1");
        Assert.Equal((200, "RIFF"), (sound.Status, System.Text.Encoding.ASCII.GetString(await sound.BodyAsync(), 0, 4)));
        await OpenAsync(supervisor, host, "/console/campaigns");
        await supervisor.FillAsync("#campaign-name", "春季提醒");
        await supervisor.FillAsync("#campaign-accounts", Account);
        await supervisor.ClickAsync("#campaign-create");
        await supervisor.Locator("[data-campaign]").WaitForAsync();
        await ShootAsync(supervisor, "84-campaigns");
    }

    private static async Task ManagerAsync(IBrowser browser, HostInHand host)
    {
        var admin = await browser.NewPageAsync();
        admin.SetDefaultTimeout(30_000);
        await admin.GotoAsync(host.Url + "/setup");
        foreach (var (name, value) in new[] { ("code", SetUpCode().Match(host.Log).Groups[1].Value), ("signIn", "root.sec"), ("name", "安全管理员"), ("password", "Long-admin-2026-pw") }) await admin.FillAsync($"[name={name}]", value);
        await admin.ClickAsync("main button:not(.link)");
        await admin.WaitForURLAsync("**/console");
        await OpenAsync(admin, host, "/console/logins");
        foreach (var (field, value) in new[] { ("#new-sign-in", "manager.one"), ("#new-name", "王主任"), ("#new-password", First) }) await admin.FillAsync(field, value);
        await admin.CheckAsync(".roles input[value=manager]");
        await admin.ClickAsync("#save-login");
        await admin.Locator("[data-login='manager.one']").WaitForAsync();
        var page = await SignedInAsync(browser, host, "manager.one", First);
        await page.WaitForURLAsync("**/password");
        await page.FillAsync("[name=current]", First);
        await page.FillAsync("[name=chosen]", Own);
        await page.ClickAsync("main button:not(.link)");
        await page.WaitForURLAsync("**/console");
    }
}

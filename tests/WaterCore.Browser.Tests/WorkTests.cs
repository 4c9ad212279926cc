using System.Globalization;
using System.Text.RegularExpressions;

namespace WaterCore.Browser.Tests;

/// <summary>Work between positions: a manager draws it, a clerk takes it in and moves it, a supervisor watches, a customer follows it.</summary>
[Collection("office")]
public sealed class WorkTests(Office office)
{
    [SkippableFact]
    public async Task AManagerChangesAWorkflow_AndEverybodySeesItUsed()
    {
        _ = Chromium.Path;
        await using var manager = await office.StaffAsync("manager", "/console/organization");
        await OrganizeAsync(manager);
        await PublishAsync(manager);

        // A clerk takes an application in, and a board elsewhere shows it without being touched.
        await using var board = await office.StaffAsync("manager", "/console/board");
        var before = int.Parse(await board.Page.Locator("[data-open]").GetAttributeAsync("data-open") ?? "0", CultureInfo.InvariantCulture);
        await using var clerk = await office.StaffAsync("clerk", "/console/apply/change-of-owner");
        var first = await ApplyAsync(clerk, "6200024 过户");
        await board.Page.Locator($"[data-open='{before + 1}']").WaitForAsync(new() { Timeout = 20_000 });
        await board.ShootAsync("64-board");

        // The clerk takes it into hand, is told what is missing, and sends it on.
        await clerk.Page.ClickAsync("#act-accept");
        await clerk.Page.Locator("[data-revision='2']").WaitForAsync();
        await clerk.Page.ClickAsync("#act-submit");
        await clerk.Page.Locator("[data-answer=refused]").WaitForAsync();
        await FillStepAsync(clerk);
        await clerk.Page.SetInputFilesAsync("#file-identity", new FilePayload { Name = "id.jpg", MimeType = "image/jpeg", Buffer = [1, 2, 3] });
        await clerk.Page.Locator("[data-file=identity]").WaitForAsync();
        await clerk.ShootAsync("65-work-item");
        await clerk.Page.ClickAsync("#act-submit");
        await clerk.Page.Locator("[data-answer=done]").WaitForAsync();
        var kept = await clerk.Page.Locator("[data-attached=identity] a").GetAttributeAsync("href") ?? "";
        Assert.Equal([1, 2, 3], await (await clerk.Page.APIRequest.GetAsync(office.Url + kept)).BodyAsync());
        Assert.Equal(1, await clerk.Page.Locator("tr[data-act=Submit]").CountAsync());

        // The manager adds a step; the checks beside it say what is missing until nothing is, and new work goes that way.
        await manager.OpenAsync("/console/workflows/change-of-owner");
        var steps = int.Parse(await manager.Page.Locator("svg[data-steps]").GetAttributeAsync("data-steps") ?? "0", CultureInfo.InvariantCulture);
        await manager.Page.ClickAsync("#add-step");
        await manager.Page.Locator($"svg[data-steps='{steps + 1}']").WaitForAsync();
        Assert.NotEqual("0", await manager.Page.Locator("[data-findings]").GetAttributeAsync("data-findings"));
        await manager.ShootAsync("66-workflow-findings");
        var added = manager.Page.Locator("[data-step^=step-]");
        await added.Locator("summary").ClickAsync();
        await added.Locator(".step-zh").FillAsync("回访新户主");
        await added.Locator(".step-en").FillAsync("call the new owner");
        await added.Locator(".step-role").SelectOptionAsync("callback");
        await added.Locator(".add-way").ClickAsync();
        await added.Locator(".way-to").FillAsync("archive");
        await added.Locator(".way-to").PressAsync("Tab");
        var firstStep = manager.Page.Locator("[data-step]").First;
        var code = await added.GetAttributeAsync("data-step") ?? "";
        var last = manager.Page.Locator("[data-step]").Nth(steps - 2);
        if (!await last.Locator(".way-to").First.IsVisibleAsync()) await last.Locator("summary").ClickAsync();
        await last.Locator(".way-to").First.FillAsync(code);
        await last.Locator(".way-to").First.PressAsync("Tab");
        await manager.Page.FillAsync("#promise", "10 working days");
        await manager.Page.PressAsync("#promise", "Tab");
        await manager.Page.Locator("[data-findings='0']").WaitForAsync();
        await manager.ShootAsync("67-workflow-clean");
        await manager.Page.ClickAsync("#publish");
        await manager.Page.Locator("[data-answer=published]").WaitForAsync();
        Assert.Contains("第 2 版", await manager.TextAsync("[data-answer=published]"));

        await clerk.OpenAsync("/console/apply/change-of-owner");
        await ApplyAsync(clerk, "6200025 过户");
        await clerk.Page.Locator($"[data-drawn='{code}']").WaitForAsync();
        await clerk.OpenAsync($"/console/work/{first}");
        Assert.Equal(0, await clerk.Page.Locator($"[data-drawn='{code}']").CountAsync());
        await clerk.OpenAsync("/console/trays");
        Assert.Contains("6200025 过户", await clerk.TextAsync("[data-tray='front-desk.1']"));
        await clerk.ShootAsync("68-trays");

        // The supervisor urges it from the board's item, and the clerk's page says so.
        await manager.OpenAsync("/console/board");
        await manager.ShootAsync("69-board");
        clerk.HasNoComplaints();
        manager.HasNoComplaints();
        board.HasNoComplaints();
    }

    [SkippableFact]
    public async Task ACustomer_AppliesForAService_AndFollowsIt()
    {
        _ = Chromium.Path;
        await using (var manager = await office.StaffAsync("manager", "/console/organization"))
        {
            await OrganizeAsync(manager);
            await PublishAsync(manager);
        }
        const string account = "6200301";
        await using var customer = await Visitor.ComeAsync(office, "en-GB", width: 390, height: 800);
        await customer.GoAsync("/portal/sign-in");
        await customer.FillAsync("account", account);
        await customer.SubmitAsync();
        await customer.FillAsync("code", Regex.Match(office.MessageTo(office.Customer(account)["phone"]), "is ([0-9]{6})").Groups[1].Value);
        await customer.SubmitAsync();
        await customer.Page.WaitForURLAsync("**/portal");
        await customer.GoAsync("/portal/apply");
        await customer.ShootAsync("70-portal-services-en");
        await customer.Page.ClickAsync("a[href='/portal/apply/change-of-owner']");
        foreach (var field in await customer.Page.Locator("input[name^=field-]").AllAsync()) await field.FillAsync("10");
        foreach (var field in await customer.Page.Locator("select[name^=field-]").AllAsync()) await field.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await customer.FillAsync("words", "The flat was sold <script>alert(1)</script>");
        await customer.ShootAsync("71-portal-apply-en");
        await customer.SubmitAsync();
        await customer.Page.Locator("[data-application]").WaitForAsync();
        await customer.ShootAsync("72-portal-applications-en");
        Assert.True(await customer.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
        var item = await customer.Page.Locator("[data-application]").GetAttributeAsync("data-application");
        customer.HasNoComplaints();

        await using var clerk = await office.StaffAsync("clerk", $"/console/work/{item}", "en-GB");
        Assert.Contains("<script>alert(1)</script>", await clerk.TextAsync("h1"));
        await clerk.ShootAsync("73-work-item-en");
        clerk.HasNoComplaints();
    }

    private static async Task OrganizeAsync(Visitor manager)
    {
        if (await manager.Page.Locator("#load-sample").CountAsync() == 0) return;
        await manager.Page.ClickAsync("#load-sample");
        await manager.Page.Locator("[data-organization='1']").WaitForAsync();
        await manager.Page.SelectOptionAsync("#appoint-position", "front-desk.1");
        await manager.Page.FillAsync("#appoint-person", "clerk.one");
        await manager.Page.ClickAsync("#appoint");
        await manager.Page.Locator("[data-organization='2']").WaitForAsync();
        Assert.Contains("clerk.one", await manager.TextAsync("[data-position='front-desk.1']"));
        await manager.ShootAsync("60-organization");
    }

    private static async Task PublishAsync(Visitor manager)
    {
        await manager.OpenAsync("/console/workflows");
        await manager.ShootAsync("61-workflows");
        if (await manager.Page.Locator("[data-workflow='change-of-owner']").GetAttributeAsync("data-version") != "0") return;
        await manager.OpenAsync("/console/workflows/change-of-owner");
        await manager.Page.Locator("[data-findings='0']").WaitForAsync();
        await manager.ShootAsync("62-workflow");
        await manager.Page.ClickAsync("#tab-text");
        await manager.Page.Locator("#workflow-text").WaitForAsync();
        await manager.Page.ClickAsync("#publish");
        await manager.Page.Locator("[data-answer=published]").WaitForAsync();
        await manager.ShootAsync("63-workflow-text");
    }

    private static async Task<string> ApplyAsync(Visitor clerk, string about)
    {
        await clerk.Page.FillAsync("#subject", about);
        foreach (var field in await clerk.Page.Locator("input[id^=field-]").AllAsync()) await field.FillAsync("10");
        await clerk.Page.ClickAsync("#begin");
        await clerk.Page.WaitForURLAsync("**/console/work/*");
        await clerk.Page.Locator("[data-work]").WaitForAsync();
        return await clerk.Page.Locator("[data-work]").GetAttributeAsync("data-work") ?? "";
    }

    private static async Task FillStepAsync(Visitor clerk)
    {
        foreach (var field in await clerk.Page.Locator("[data-branch] input[id^=field-]").AllAsync()) await field.FillAsync("10");
        foreach (var field in await clerk.Page.Locator("[data-branch] select[id^=field-]").AllAsync()) await field.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        foreach (var document in await clerk.Page.Locator("[data-branch] input[type=checkbox]").AllAsync()) await document.CheckAsync();
    }
}

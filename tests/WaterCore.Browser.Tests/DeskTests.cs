using System.Text.RegularExpressions;

namespace WaterCore.Browser.Tests;

/// <summary>A main bursts, as the desk and the customers see it; and a template is edited.</summary>
[Collection("office")]
public sealed class DeskTests(Office office)
{
    [SkippableFact]
    public async Task AnIncidentIsAnnouncedAndRestored_AndCustomersReadItWithoutSigningIn()
    {
        _ = Chromium.Path;
        await using var manager = await office.StaffAsync("manager", "/console/incidents");
        await manager.Page.FillAsync("#incident-zone", "A1");
        await manager.Page.PressAsync("#incident-zone", "Tab");
        await manager.Page.ClickAsync("#open-incident");
        await manager.Page.Locator("[data-incident][data-state=Open]").WaitForAsync();
        await manager.Page.FillAsync("#announce-zh", "香洲区爆管停水，预计18时恢复。");
        await manager.Page.FillAsync("#announce-en", "A main burst in Xiangzhou; water is expected back at 6 p.m.");
        await manager.Page.PressAsync("#announce-en", "Tab");
        await manager.Page.ClickAsync("#announce");
        await manager.Page.Locator("text=预计18时恢复").First.WaitForAsync();
        await manager.ShootAsync("90-incident");

        await using var anybody = await Visitor.ComeAsync(office, "en");
        await anybody.GoAsync("/portal/outages");
        Assert.Contains("water is expected back at 6 p.m.", await anybody.TextAsync("[data-outage]"), StringComparison.Ordinal);
        await anybody.ShootAsync("91-portal-outages-en");

        await manager.Page.FillAsync("#restore-answer", "管道已修复。");
        await manager.Page.PressAsync("#restore-answer", "Tab");
        await manager.Page.ClickAsync("#restore");
        // Nobody reported it, so nothing is owed on it.
        await manager.Page.Locator("[data-incident][data-state=Closed]").WaitForAsync();
        await anybody.GoAsync("/portal/outages");
        Assert.Equal(0, await anybody.Page.Locator("[data-outage]").CountAsync());

        await manager.OpenAsync("/console/templates");
        await manager.Page.FillAsync("#template-body-en", "{name}: no water at {address} from {from} until {until} ({reason}). {utility}");
        await manager.Page.PressAsync("#template-body-en", "Tab");
        await manager.Page.ClickAsync("#preview-template");
        await manager.Page.Locator("[data-sample]").First.WaitForAsync();
        await manager.ShootAsync("92-template");
        await manager.Page.ClickAsync("#save-template");
        await manager.Page.Locator("[data-revision='1']").WaitForAsync();
        await manager.OpenAsync("/console/cases/figures");
        await manager.Page.Locator("[data-cases]").WaitForAsync();
        await manager.ShootAsync("93-case-figures");
        manager.HasNoComplaints();
    }

    [SkippableFact]
    public async Task ACustomer_ReportsAFaultOnAPhone_IsAnswered_Rates_AndOpensItAgain()
    {
        _ = Chromium.Path;
        const string account = "6200310";
        await using var customer = await Visitor.ComeAsync(office, "en", width: 390, height: 800);
        await customer.GoAsync("/portal/sign-in");
        await customer.FillAsync("account", account);
        await customer.SubmitAsync();
        await customer.FillAsync("code", Regex.Match(office.MessageTo(office.Customer(account)["phone"]), "(?:是|is) ([0-9]{6})").Groups[1].Value);
        await customer.SubmitAsync();
        await customer.Page.WaitForURLAsync("**/portal");
        await customer.GoAsync("/portal/cases");
        await customer.Page.SelectOptionAsync("[name=category]", "repair.leak");
        await customer.FillAsync("subject", "Water runs from the wall by the gate");
        await customer.Page.ClickAsync("form[action='/portal/cases'] button");
        var number = await customer.Page.Locator("[data-opened]").GetAttributeAsync("data-opened");

        await using (var clerk = await office.StaffAsync("clerk", $"/console/cases/{number}"))
        {
            await clerk.Page.FillAsync("#act-text", "Mended this morning.");
            await clerk.Page.PressAsync("#act-text", "Tab");
            await clerk.Page.ClickAsync("#act-answer");
            await clerk.Page.Locator("[data-case]:not([data-state=Open])").WaitForAsync();
            clerk.HasNoComplaints();
        }

        var own = $"[data-case='{number}']";
        await customer.GoAsync("/portal/cases");
        Assert.Contains("Mended this morning.", await customer.TextAsync(own), StringComparison.Ordinal);
        await customer.Page.SelectOptionAsync($"{own} [name=rating]", "2");
        await customer.Page.ClickAsync($"{own} form[action$=rating] button");
        await customer.Page.Locator($"{own} .hint:has-text('2, not really')").WaitForAsync();
        await customer.Page.FillAsync($"{own} [name=reason]", "It runs again");
        await customer.Page.ClickAsync($"{own} form[action$=again] button");
        await customer.Page.Locator($"{own}[data-state=Open]").WaitForAsync();
        await customer.ShootAsync("94-portal-cases-phone-en");
        Assert.True(await customer.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));

        // The boxes of the wishes are beside their words, not above them.
        await customer.GoAsync("/portal/contact");
        Assert.True(await customer.Page.Locator("fieldset label").First.EvaluateAsync<bool>("l => l.getBoundingClientRect().height < 45"));
        await customer.ShootAsync("95-portal-wishes-phone-en");
        customer.HasNoComplaints();
    }
}

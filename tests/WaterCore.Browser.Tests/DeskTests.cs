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
}

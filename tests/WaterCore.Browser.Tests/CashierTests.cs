using System.Globalization;

namespace WaterCore.Browser.Tests;

/// <summary>A cashier's day at the counter, by keyboard, with its day-end; and what is owed, explained.</summary>
[Collection("office")]
public sealed class CashierTests(Office office)
{
    [SkippableFact]
    public async Task ACashiersDay_FromTheFirstPaymentToTheCount_ComesOutEven()
    {
        _ = Chromium.Path;
        await using var cashier = await office.StaffAsync("cashier", "/console/counter");
        // Three customers by keyboard alone: account, Enter, amount as it stands, Enter.
        long cash = 0;
        foreach (var account in new[] { "6200001", "6200002", "6200003" }) cash += await PayAsync(cashier, account, null);
        await cashier.ShootAsync("40-counter-taken");

        // One pays with a note and gets change; too little cash is refused.
        await OpenAsync(cashier, "6200004");
        await cashier.ShootAsync("41-counter-open");
        await cashier.Page.FillAsync("#pay-amount", "36.40");
        await cashier.Page.FillAsync("#pay-received", "30");
        await cashier.Page.Keyboard.PressAsync("Enter");
        await cashier.Page.Locator("[data-answer=refused]").WaitForAsync();
        Assert.Contains("少于", await cashier.TextAsync("[data-answer=refused]"));
        await cashier.Page.FillAsync("#pay-received", "50");
        await cashier.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("1360", await cashier.Page.Locator("[data-change]").GetAttributeAsync("data-change"));
        cash += 3640;

        // A large one by card does not lie in the drawer; taken by mistake, it is undone by two people and not by one.
        await OpenAsync(cashier, "6200005");
        await cashier.Page.FillAsync("#pay-amount", "500");
        await cashier.Page.SelectOptionAsync("#pay-tender", "card");
        await cashier.Page.ClickAsync("#take-payment");
        await cashier.Page.Locator("[data-taken]").WaitForAsync();
        await cashier.Page.ClickAsync("a[href^='/console/receipts/']");
        await cashier.Page.Locator("[data-receipt]").WaitForAsync();
        await cashier.ShootAsync("42-receipt");
        await cashier.Page.FillAsync("#reverse-reason", "刷卡户号有误");
        await cashier.Page.ClickAsync("#reverse");
        await cashier.Page.Locator("[data-answer=refused]").WaitForAsync();
        Assert.Contains("另一人授权", await cashier.TextAsync("[data-answer=refused]"));
        await ApproveAsync(cashier, "cashier.one");
        await cashier.Page.GetByText("授权人不能是经办人本人").WaitForAsync();
        await ApproveAsync(cashier, "reader.one");
        await cashier.Page.GetByText("没有授权权限").WaitForAsync();
        await ApproveAsync(cashier, "accountant.one");
        await cashier.Page.Locator("[data-reversed]").WaitForAsync();
        await cashier.ShootAsync("43-receipt-reversed");

        // The count, blind: what should be there is shown when it is handed in.
        await cashier.OpenAsync("/console/drawer");
        Assert.Equal("4", await cashier.Page.Locator("[data-payments]").GetAttributeAsync("data-payments"));
        Assert.DoesNotContain((cash / 100m).ToString("N2", CultureInfo.InvariantCulture), await cashier.TextAsync("form table.count"));
        await cashier.ShootAsync("44-drawer");
        var left = cash;
        foreach (var note in new[] { 10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10 })
        {
            await cashier.Page.FillAsync($"#note-{note}", $"{left / note}");
            left %= note;
        }
        await cashier.Page.Keyboard.PressAsync("Tab");
        await cashier.Page.Locator($"[data-counted='{cash - left}']").WaitForAsync();
        await cashier.Page.ClickAsync("#close-drawer");
        await cashier.Page.Locator("[data-closed]").WaitForAsync();
        // Coins below ten fen are not counted here: the difference says so, and nothing is hidden.
        Assert.Equal($"{-left}", await cashier.Page.Locator("[data-closed]").GetAttributeAsync("data-closed"));
        await cashier.ShootAsync("45-day-end");
        await OpenAsync(cashier, "6200006");
        await cashier.Page.FillAsync("#pay-amount", "10");
        await cashier.Page.ClickAsync("#take-payment");
        await cashier.Page.Locator("[data-answer=refused]").WaitForAsync();
        Assert.Contains("已日结", await cashier.TextAsync("[data-answer=refused]"));
        cashier.HasNoComplaints();
    }

    [SkippableFact]
    public async Task ACollector_SeesArrearsByAge_AndWhyEachAccountIsPursued()
    {
        _ = Chromium.Path;
        await using var collector = await office.StaffAsync("collector", "/console/arrears", "en-GB");
        await collector.Page.ClickAsync("#look");
        await collector.Page.Locator("[data-look=looked]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.True(int.Parse(await collector.Page.Locator("[data-overdue]").GetAttributeAsync("data-overdue") ?? "0", CultureInfo.InvariantCulture) > 500);
        var decided = int.Parse(await collector.Page.Locator("[data-decisions]").GetAttributeAsync("data-decisions") ?? "0", CultureInfo.InvariantCulture);
        Assert.True(decided > 500, $"{decided} accounts were decided.");
        Assert.Contains("message is next", await collector.TextAsync("[data-decisions] tbody"));
        await collector.ShootAsync("46-arrears-en");

        // Spared for a time, the account is explained so, and the next look leaves it out.
        await collector.OpenAsync("/console/accounts/6200050");
        Assert.Equal("message", await collector.Page.Locator("[data-dunning]").GetAttributeAsync("data-dunning"));
        await collector.Page.ClickAsync("details summary");
        await collector.Page.FillAsync("#hold-until", DateTime.UtcNow.AddDays(20).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await collector.Page.FillAsync("#hold-reason", "in hospital");
        await collector.Page.Keyboard.PressAsync("Enter");
        await collector.Page.Locator("[data-hold=noted]").WaitForAsync();
        Assert.Contains("in hospital", await collector.TextAsync("[data-dunning=none]"));
        await collector.ShootAsync("47-account-held-en");
        await collector.OpenAsync("/console/arrears");
        await collector.Page.ClickAsync("#run-dunning");
        await collector.Page.Locator("[data-look=done]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Equal(decided - 1, int.Parse(await collector.Page.Locator("[data-decisions]").GetAttributeAsync("data-decisions") ?? "0", CultureInfo.InvariantCulture));
        await collector.Page.FillAsync("#explain-account", "6200051");
        await collector.Page.Keyboard.PressAsync("Enter");
        await collector.Page.Locator("[data-explained=none]").WaitForAsync();
        Assert.Contains("days after", await collector.TextAsync("[data-explained]"));
        await collector.ShootAsync("48-arrears-run-en");
        collector.HasNoComplaints();
    }

    private static async Task OpenAsync(Visitor cashier, string account)
    {
        await cashier.OpenAsync("/console/counter");
        await cashier.Page.FillAsync("#counter-account", account);
        await cashier.Page.Keyboard.PressAsync("Enter");
        await cashier.Page.Locator($"[data-paying='{account}']").WaitForAsync();
    }

    // Without a mouse: the cursor is where it has to be.
    private static async Task<long> PayAsync(Visitor cashier, string account, string? amount)
    {
        await cashier.Page.Locator("#counter-account:focus").WaitForAsync();
        await cashier.Page.Keyboard.TypeAsync(account);
        await cashier.Page.Keyboard.PressAsync("Enter");
        await cashier.Page.Locator($"[data-paying='{account}']").WaitForAsync();
        var owed = long.Parse(await cashier.Page.Locator("[data-owed]").GetAttributeAsync("data-owed") ?? "0", CultureInfo.InvariantCulture);
        Assert.True(owed > 0, $"{account} owes {owed}.");
        await cashier.Page.Locator("#pay-amount:focus").WaitForAsync();
        if (amount is not null) await cashier.Page.Keyboard.TypeAsync(amount);
        await cashier.Page.Keyboard.PressAsync("Enter");
        await cashier.Page.Locator("[data-taken]").WaitForAsync();
        Assert.Contains("0.00 CNY", await cashier.TextAsync("[data-taken]"));
        return owed;
    }

    private static async Task ApproveAsync(Visitor cashier, string approver)
    {
        await cashier.Page.FillAsync("#reverse-reason", "刷卡户号有误");
        await cashier.Page.FillAsync("#approver", approver);
        await cashier.Page.FillAsync("#approver-password", Office.Password);
        await cashier.Page.ClickAsync("#reverse");
    }
}

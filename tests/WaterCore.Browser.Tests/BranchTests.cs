namespace WaterCore.Browser.Tests;

/// <summary>A utility of two branches, each with an account of its own; the rest belongs to none.</summary>
public sealed class TwoBranches() : RunningService(30)
{
    internal const string Given = "first-Pass-2026-x", Own = "Own-words-77-lake";

    protected override async Task PrepareAsync()
    {
        await WriteAsync("organization.yaml",
        [
            "branches: [{branch: main, name: 总公司}, {branch: doumen, name: 斗门, parent: main}, {branch: jinwan, name: 金湾, parent: main}]",
            "departments: [{department: d, name: 斗门营业厅, branch: doumen}]",
            "positions: [{position: cashier.d, role: cashier, name: 收费员, department: d, rights: [money.take]}]",
            "people: [{person: doumen.one, name: 甲}]",
            "holdings: [{position: cashier.d, person: doumen.one, from: 2024-01-01}]",
        ]);
        await RunAsync("organization", "load", "organization.yaml", "--database", "demo/watercore.db");
        await RunAsync("branch", "6200001", "doumen", "--reason", "辖区", "--database", "demo/watercore.db");
        await RunAsync("branch", "6200002", "jinwan", "--reason", "辖区", "--database", "demo/watercore.db");
    }
}

/// <summary>What somebody at a branch sees over the open connection of a page, after it was first drawn.</summary>
public sealed class BranchTests(TwoBranches service) : IClassFixture<TwoBranches>
{
    [SkippableFact]
    public async Task PageThatIsLive_ShowsNothingOfAnAccountOfAnotherBranch()
    {
        _ = Chromium.Path;
        await using (var admin = await Visitor.ComeAsync(service))
        {
            await admin.GoAsync("/setup");
            foreach (var (name, value) in new[] { ("code", service.SetUpCode), ("signIn", "root.sec"), ("name", "安全管理员"), ("password", "Long-admin-2026-pw") }) await admin.FillAsync(name, value);
            await admin.SubmitAsync();
            await admin.Page.WaitForURLAsync("**/console");
            await admin.OpenAsync("/console/logins");
            await admin.FillLoginAsync("doumen.one", "甲", ["cashier"], TwoBranches.Given);
            await admin.Page.Locator("[data-login='doumen.one']").WaitForAsync();
        }
        await using var cashier = await Visitor.ComeAsync(service);
        await cashier.GoAsync("/sign-in");
        await cashier.SignInAsync("doumen.one", TwoBranches.Given);
        await cashier.Page.WaitForURLAsync("**/password");
        await cashier.FillAsync("current", TwoBranches.Given);
        await cashier.FillAsync("chosen", TwoBranches.Own);
        await cashier.SubmitAsync();
        await cashier.Page.WaitForURLAsync("**/console");

        await cashier.OpenAsync("/console/accounts/6200001");
        await cashier.Page.Locator("[data-account='6200001']").WaitForAsync();
        await cashier.OpenAsync("/console/accounts/6200002");
        // The page is live by now, and what it read again over the connection is nothing too.
        Assert.Equal(0, await cashier.Page.Locator("[data-account]").CountAsync());
        await cashier.Page.GetByText("没有找到").WaitForAsync();
        await cashier.ShootAsync("70-account-of-another-branch");
        await cashier.OpenAsync("/console/accounts/6200003");
        await cashier.Page.Locator("[data-account='6200003']").WaitForAsync();
    }
}

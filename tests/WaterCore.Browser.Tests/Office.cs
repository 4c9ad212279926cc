namespace WaterCore.Browser.Tests;

/// <summary>A small utility whose people have their logins already, and a reading book of 60.</summary>
public sealed class Office() : RunningService(800)
{
    public const int BookSize = 60;

    /// <summary>The security administrator, who was there first.</summary>
    internal const string Security = "security";

    private const string Given = "first-Pass-2026-x", Own = "Own-words-77-lake", Administrators = "Long-admin-2026-pw";
    // The days of a collection come one after the other.
    private bool _setUp;

    /// <summary>The accounts of the book in the order of the walk.</summary>
    internal static IEnumerable<string> BookAccounts => Enumerable.Range(0, BookSize).Select(i => $"{6_200_100 + i}");

    protected override async Task PrepareAsync()
    {
        await WriteAsync("books.csv", BookAccounts.Select((a, i) => $"B-07,monthly,{i + 1},{Customer(a)["meter"]}").Prepend("book,cycle,walk,meter"));
        await RunAsync("book", "import", "books.csv", "--database", "demo/watercore.db");
    }

    /// <summary>Somebody at a browser of their own, signed in with a role, at a page of the console.</summary>
    internal async Task<Visitor> StaffAsync(string role, string page, string language = "zh-CN")
    {
        await SetUpAsync();
        var visitor = await Visitor.ComeAsync(this, language);
        await visitor.GoAsync("/sign-in");
        await visitor.SignInAsync(role == Security ? "root.sec" : $"{role}.one", role == Security ? Administrators : Own);
        await visitor.Page.WaitForURLAsync("**/console");
        await visitor.OpenAsync(page);
        return visitor;
    }

    /// <summary>The password of everybody here.</summary>
    internal static string Password => Own;

    private async Task SetUpAsync()
    {
        if (_setUp) return;
        string[] roles = ["clerk", "cashier", "reader", "reviewer", "collector", "accountant", "biller", "manager", "audit", "system"];
        await using (var admin = await Visitor.ComeAsync(this))
        {
            await admin.GoAsync("/setup");
            await admin.FillAsync("code", SetUpCode);
            await admin.FillAsync("signIn", "root.sec");
            await admin.FillAsync("name", "安全管理员");
            await admin.FillAsync("password", Administrators);
            await admin.SubmitAsync();
            await admin.Page.WaitForURLAsync("**/console");
            await admin.OpenAsync("/console/logins");
            foreach (var role in roles)
            {
                await admin.FillLoginAsync($"{role}.one", role, [role], Given);
                await admin.Page.Locator($"[data-login='{role}.one']").WaitForAsync();
            }
        }
        foreach (var role in roles)
        {
            await using var visitor = await Visitor.ComeAsync(this);
            await visitor.GoAsync("/sign-in");
            await visitor.SignInAsync($"{role}.one", Given);
            await visitor.Page.WaitForURLAsync("**/password");
            await visitor.FillAsync("current", Given);
            await visitor.FillAsync("chosen", Own);
            await visitor.SubmitAsync();
            await visitor.Page.WaitForURLAsync("**/console");
        }
        _setUp = true;
    }
}

/// <summary>The office is made once for all days.</summary>
[CollectionDefinition("office")]
public sealed class OfficeDays : ICollectionFixture<Office>;

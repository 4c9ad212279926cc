namespace WaterCore.Browser.Tests;

/// <summary>A small utility whose people have their logins already, and a reading book of 60.</summary>
public sealed class Office() : RunningService(Crowd.Size.Accounts)
{
    public const int BookSize = 60;

    /// <summary>The security administrator, who was there first.</summary>
    internal const string Security = "security";

    private const string Given = "first-Pass-2026-x", Own = "Own-words-77-lake", Administrators = "Long-admin-2026-pw";
    private static readonly string[] s_roles = ["clerk", "cashier", "reader", "reviewer", "collector", "accountant", "biller", "manager", "audit", "system"];

    // The days of a collection come one after the other.
    private readonly HashSet<string> _done = [];
    private Exception? _closed;

    protected override int Cycles => Crowd.Size.Cycles;

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

    // What was done stays done. A step that failed is said and taken once more; an office that did not open then stays closed, and the days after it say so at once.
    private async Task SetUpAsync()
    {
        if (_closed is not null) throw new InvalidOperationException(_closed.Message, _closed);
        try
        {
            await OnceAsync("roles", GiveRolesAsync);
            foreach (var role in s_roles) await OnceAsync($"password-{role}", visitor => ChoosePasswordAsync(visitor, role));
        }
        catch (InvalidOperationException e)
        {
            _closed = e;
            throw;
        }
    }

    private async Task OnceAsync(string step, Func<Visitor, Task> take)
    {
        if (_done.Contains(step)) return;
        if (await TryAsync(step, take) is { } first)
        {
            Console.Error.WriteLine(first.Message);
            if (await TryAsync(step, take) is { } second) throw second;
        }
        _done.Add(step);
    }

    // A failure is shown with the page it happened on.
    private async Task<InvalidOperationException?> TryAsync(string step, Func<Visitor, Task> take)
    {
        await using var visitor = await Visitor.ComeAsync(this);
        try
        {
            await take(visitor);
            return null;
        }
        catch (Exception e) when (e is TimeoutException or PlaywrightException)
        {
            await visitor.ShootAsync($"00-office-closed-{step}");
            var seen = $"at {visitor.Page.Url}, where it says: {await visitor.TextAsync("body")}; the browser complained of: {string.Join("; ", visitor.Complaints)}";
            return new InvalidOperationException($"The office did not open, step {step}: {e.Message} {seen}".ReplaceLineEndings(" "), e);
        }
    }

    private async Task GiveRolesAsync(Visitor admin)
    {
        await admin.GoAsync("/setup");
        if (await admin.Page.Locator("[name=code]").CountAsync() > 0)
        {
            await admin.FillAsync("code", SetUpCode);
            await admin.FillAsync("signIn", "root.sec");
            await admin.FillAsync("name", "安全管理员");
            await admin.FillAsync("password", Administrators);
        }
        else
        {
            await admin.GoAsync("/sign-in");
            await admin.FillAsync("signIn", "root.sec");
            await admin.FillAsync("password", Administrators);
        }
        await admin.SubmitAsync();
        await admin.Page.WaitForURLAsync("**/console");
        await admin.OpenAsync("/console/logins");
        foreach (var role in s_roles)
        {
            var row = admin.Page.Locator($"[data-login='{role}.one']");
            if (await row.CountAsync() > 0) continue;
            // The fields are emptied a moment after the table shows the person before; what is typed sooner is lost.
            foreach (var field in (string[])["#new-sign-in", "#new-name", "#new-password"]) await Assertions.Expect(admin.Page.Locator(field)).ToHaveValueAsync("", new() { Timeout = 60_000 });
            await admin.FillLoginAsync($"{role}.one", role, [role], Given);
            await row.WaitForAsync();
        }
    }

    private static async Task ChoosePasswordAsync(Visitor visitor, string role)
    {
        await visitor.GoAsync("/sign-in");
        await visitor.SignInAsync($"{role}.one", Given);
        await visitor.Page.WaitForURLAsync("**/password");
        await visitor.FillAsync("current", Given);
        await visitor.FillAsync("chosen", Own);
        await visitor.SubmitAsync();
        await visitor.Page.WaitForURLAsync("**/console");
    }
}

/// <summary>The office is made once for all days.</summary>
[CollectionDefinition("office")]
public sealed class OfficeDays : ICollectionFixture<Office>;

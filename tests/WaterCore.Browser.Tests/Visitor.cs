namespace WaterCore.Browser.Tests;

/// <summary>A person at a browser of their own, who writes down what the browser complains of.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    // A form that is refused answers 422 with a page that says why; the browser writes that down too.
    private const string Refused = "the server responded with a status of 422";

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly string _url;

    private Visitor(IBrowserContext context, IPage page, string url)
    {
        (_context, Page, _url) = (context, page, url);
        page.Console += (_, m) => { if (m.Type == "error" && !m.Text.Contains(Refused, StringComparison.Ordinal)) _complaints.Add(m.Text); };
        page.PageError += (_, error) => _complaints.Add(error);
        page.SetDefaultTimeout(60_000);
    }

    public IPage Page { get; }

    public static async Task<Visitor> ComeAsync(RunningService service, string language = "zh-CN", int width = 1280, int height = 850)
    {
        var context = await service.Browser.NewContextAsync(new() { Locale = language, ViewportSize = new() { Width = width, Height = height } });
        return new Visitor(context, await context.NewPageAsync(), service.Url);
    }

    public async Task GoAsync(string path) => await Page.GotoAsync(_url + path);

    /// <summary>Goes to a console page and waits until it listens: before its circuit is up a click is lost.</summary>
    public async Task OpenAsync(string path)
    {
        await GoAsync(path);
        await ListensAsync();
    }

    /// <summary>Waits until the page's circuit is up.</summary>
    public async Task ListensAsync() => await Page.Locator("[data-live=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>Fills in the sign-in page and sends it.</summary>
    public async Task SignInAsync(string name, string password)
    {
        await FillAsync("signIn", name);
        await FillAsync("password", password);
        await SubmitAsync();
    }

    /// <summary>As security administrator: fills in the form for a new person and saves it.</summary>
    public async Task FillLoginAsync(string signIn, string name, string[] roles, string password)
    {
        await Page.FillAsync("#new-sign-in", signIn);
        await Page.FillAsync("#new-name", name);
        await Page.FillAsync("#new-password", password);
        foreach (var role in roles) await Page.CheckAsync($".roles input[value={role}]");
        await Page.ClickAsync("#save-login");
    }

    public async Task FillAsync(string name, string value) => await Page.FillAsync($"[name={name}]", value);

    public async Task SubmitAsync() => await Page.ClickAsync("main button:not(.link)");

    public async Task ShootAsync(string name) => await Page.ScreenshotAsync(new() { Path = RunningService.Screenshot(name), FullPage = true });

    public async Task<string> TextAsync(string selector) => await Page.Locator(selector).First.InnerTextAsync();

    /// <summary>What the browser complained of so far.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public void HasNoComplaints() => Assert.Empty(_complaints);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}

using System.Diagnostics;
using System.Text.RegularExpressions;

namespace WaterCore.Browser.Tests;

/// <summary>A reader's book of 60 typed at keyboard speed, its held readings decided; and a customer's own reading.</summary>
[Collection("office")]
public sealed class ReaderTests(Office office)
{
    [SkippableFact]
    public async Task AReadersBook_TypedAtKeyboardSpeed_IsSavedLineByLine_AndTheReviewerDecidesWhatIsHeld()
    {
        _ = Chromium.Path;
        await using var reader = await office.StaffAsync("reader", "/console/reading");
        await reader.ShootAsync("50-books");
        await reader.Page.ClickAsync("a[href^='/console/reading/B-07/']");
        await reader.Page.Locator("table.typing").WaitForAsync();
        await reader.ListensAsync();
        await reader.ShootAsync("51-book-empty");
        var before = (await reader.Page.Locator("table.typing tbody tr td:nth-child(4)").AllInnerTextsAsync()).Select(t => int.Parse(t.Split('\n')[0])).ToList();
        Assert.Equal(Office.BookSize, before.Count);

        var bands = (await reader.Page.Locator("table.typing tbody tr td:nth-child(5)").AllInnerTextsAsync()).Select(t => t.Split(" – ")).ToList();
        int Expected(int i) => bands[i] is [var low, var high] ? (int.Parse(low) + int.Parse(high)) / 2 : before[i] + 30;

        // The third has run back, the fifth is blocked; the others used what was expected. Nothing waits for the service between two keys.
        var clock = Stopwatch.StartNew();
        await reader.Page.Locator("table.typing input").First.FocusAsync();
        for (var i = 0; i < Office.BookSize; i++)
        {
            await reader.Page.Keyboard.TypeAsync(i switch { 2 => $"{Math.Max(0, before[i] - 20)}", 4 => "b", _ => $"{Expected(i)}" });
            await reader.Page.Keyboard.PressAsync("Enter");
        }
        clock.Stop();
        await reader.Page.Locator($"[data-done='{Office.BookSize}']").WaitForAsync();
        var held = await reader.Page.Locator("tr.held .outcome").AllInnerTextsAsync();
        Assert.True(held.Count == 1, string.Join('\n', held));
        Assert.Equal(Office.BookSize - 2, await reader.Page.Locator("tr.accepted").CountAsync());
        Assert.Contains("低于", await reader.TextAsync("tr.held .outcome"));
        Assert.Contains("用水", await reader.TextAsync("tr.accepted .outcome"));
        await reader.ShootAsync("52-book-typed");

        // It is there again after the page is loaded anew.
        await reader.Page.ReloadAsync();
        await reader.ListensAsync();
        Assert.Equal($"{Office.BookSize}", await reader.Page.Locator("[data-done]").GetAttributeAsync("data-done"));
        reader.HasNoComplaints();

        var meter = office.Customer(Office.BookAccounts.ElementAt(2))["meter"];
        await using var reviewer = await office.StaffAsync("reviewer", "/console/held", "en-GB");
        await reviewer.Page.Locator($"[data-held='{meter}']").WaitForAsync();
        await reviewer.ShootAsync("53-held-en");
        await reviewer.Page.ClickAsync($"[data-held='{meter}'] .reject");
        await reviewer.Page.Locator("[data-answer=refused]").WaitForAsync();
        await reviewer.Page.FillAsync($"[data-held='{meter}'] .reason", "read again: misread by twenty");
        await reviewer.Page.ClickAsync($"[data-held='{meter}'] .reject");
        await reviewer.Page.Locator("[data-answer=done]").WaitForAsync();
        Assert.Equal(0, await reviewer.Page.Locator($"[data-held='{meter}']").CountAsync());
        reviewer.HasNoComplaints();
    }

    [SkippableFact]
    public async Task ACustomer_SendsAnOwnReadingWithAPhoto_AndAnUnlikelyOneIsLookedAtByAPerson()
    {
        _ = Chromium.Path;
        const string account = "6200300";
        await using var customer = await Visitor.ComeAsync(office, width: 390, height: 800);
        await customer.GoAsync("/portal/sign-in");
        await customer.FillAsync("account", account);
        await customer.SubmitAsync();
        await customer.FillAsync("code", Regex.Match(office.MessageTo(office.Customer(account)["phone"]), "是 ([0-9]{6})").Groups[1].Value);
        await customer.SubmitAsync();
        await customer.Page.WaitForURLAsync("**/portal");
        await customer.Page.ClickAsync("a[href='/portal/reading']");
        await customer.ShootAsync("54-portal-reading");
        Assert.True(await customer.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));

        // No index, then one that is lower than before: held, with a photo, and said so in words.
        await customer.FillAsync("index", "about 20");
        await customer.SubmitAsync();
        Assert.Contains("不是读数", await customer.TextAsync(".problem"));
        await customer.FillAsync("index", "0");
        var photo = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        await customer.Page.SetInputFilesAsync("[name=photo]", new FilePayload { Name = "evil/../x.exe", MimeType = "image/png", Buffer = photo });
        await customer.SubmitAsync();
        await customer.Page.Locator("[data-reading=held]").WaitForAsync();
        Assert.Contains("低于", await customer.TextAsync("[data-reading=held]"));
        await customer.ShootAsync("55-portal-reading-held");
        customer.HasNoComplaints();

        await using var reviewer = await office.StaffAsync("reviewer", "/console/held");
        var tray = reviewer.Page.Locator($"[data-held='{office.Customer(account)["meter"]}']");
        await tray.WaitForAsync();
        Assert.Equal(1, await tray.Locator("img.photo").EvaluateAsync<int>("i => i.decode().then(() => i.naturalWidth)"));
        reviewer.HasNoComplaints();
    }
}

using System.Text.RegularExpressions;

namespace WaterCore.Browser.Tests;

/// <summary>The machine in the office hall: large things to touch, a button that prints, and back to its start when nobody touches it.</summary>
[Collection("office")]
public sealed class KioskTests(Office office)
{
    private const string Account = "6200140";

    // What fingers meet is at least this wide and high, in CSS pixels: WCAG 2.2, 2.5.5.
    private const int Finger = 44;

    [SkippableFact]
    public async Task Kiosk_IsLargeToTheTouch_Prints_AndForgetsWhoWasThere()
    {
        _ = Chromium.Path;
        await using var person = await Visitor.ComeAsync(office, "zh-CN", width: 1080, height: 1600);
        await person.Page.AddInitScriptAsync("window.print = () => { document.documentElement.dataset.printed = Number(document.documentElement.dataset.printed ?? 0) + 1; }");
        await person.Page.Clock.InstallAsync();
        await person.GoAsync("/kiosk");
        await IsLargeAsync(person, "80-kiosk-start");
        await person.GoAsync("/portal/sign-in");
        await IsLargeAsync(person, "81-kiosk-sign-in");
        await person.FillAsync("account", Account);
        await person.SubmitAsync();
        await IsLargeAsync(person, "82-kiosk-code");
        await person.FillAsync("code", Regex.Match(office.MessageTo(office.Customer(Account)["phone"]), "是 ([0-9]{6})").Groups[1].Value);
        await person.SubmitAsync();
        await person.Page.WaitForURLAsync("**/portal");
        await IsLargeAsync(person, "83-kiosk-home");
        foreach (var page in (string[])["reading", "cases", "apply", "contact"])
        {
            await person.GoAsync($"/portal/{page}");
            await IsLargeAsync(person, $"84-kiosk-{page}");
        }
        await person.GoAsync($"/portal/bills/{Account}");
        await IsLargeAsync(person, "87-kiosk-bill");

        await person.Page.ClickAsync("[data-print]");
        Assert.Equal("1", await person.Page.Locator("html").GetAttributeAsync("data-printed"));

        // Ninety seconds from the last touch, not from the first.
        await person.Page.Clock.FastForwardAsync(80_000);
        await person.Page.ClickAsync("h1");
        await person.Page.Clock.FastForwardAsync(80_000);
        Assert.EndsWith($"/portal/bills/{Account}", person.Page.Url);
        await person.Page.Clock.FastForwardAsync(11_000);
        await person.Page.WaitForURLAsync("**/kiosk/start");
        await person.GoAsync("/portal");
        await person.Page.WaitForURLAsync("**/portal/sign-in**");
        person.HasNoComplaints();
    }

    private static async Task IsLargeAsync(Visitor person, string picture)
    {
        await person.ShootAsync(picture);
        var small = await person.Page.EvaluateAsync<string[]>(
            """
            least => [...document.querySelectorAll('a[href]:not(.skip), button, input:not([type=hidden]), select, textarea, summary')]
              .filter(e => e.checkVisibility({ visibilityProperty: true }))
              // A box to tick is as large as the label that is touched with it.
              .map(e => [e, (e.matches('[type=checkbox], [type=radio]') && e.closest('label') || e).getBoundingClientRect()])
              .filter(([, r]) => r.width < least || r.height < least)
              .map(([e, r]) => `${e.tagName.toLowerCase()} ${(e.innerText || e.name || '').trim().slice(0, 20)}: ${Math.round(r.width)} × ${Math.round(r.height)}`)
            """, Finger);
        Assert.True(small.Length == 0, $"{picture}: {string.Join("; ", small)}");
    }
}

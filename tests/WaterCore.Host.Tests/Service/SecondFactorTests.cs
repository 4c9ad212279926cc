using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using NodaTime;
using WaterCore.Host.Accounts;
using WaterCore.Organization;

namespace WaterCore.Host.Tests.Service;

public sealed partial class SecondFactorTests(RunningHost host) : IClassFixture<RunningHost>
{
    // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1_111_111_109, "081804")]
    [InlineData(1_111_111_111, "050471")]
    [InlineData(1_234_567_890, "005924")]
    [InlineData(2_000_000_000, "279037")]
    public void Code_OfTheStandardsSecret_IsTheStandards(long seconds, string code) =>
        Assert.Equal(code, OneTimePassword.Code(Encoding.ASCII.GetBytes("12345678901234567890"), OneTimePassword.StepOf(Instant.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void Secret_InBase32_IsTheStandards()
    {
        // RFC 4648, section 10, without padding.
        foreach (var (plain, text) in new[] { ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI") })
            Assert.Equal(text, OneTimePassword.Base32(Encoding.ASCII.GetBytes(plain)));
    }

    [Fact]
    public void Code_IsGoodNowAndOneStepAround_AndNeverTwice()
    {
        var secret = OneTimePassword.NewSecret();
        var now = Instant.FromUtc(2026, 3, 2, 9, 0);
        var step = OneTimePassword.StepOf(now);
        foreach (var near in new[] { step - 1, step, step + 1 }) Assert.Equal(near, OneTimePassword.Fits(secret, OneTimePassword.Code(secret, near), now, 0));
        foreach (var far in new[] { step - 2, step + 2 }) Assert.Null(OneTimePassword.Fits(secret, OneTimePassword.Code(secret, far), now, 0));
        Assert.Null(OneTimePassword.Fits(secret, OneTimePassword.Code(secret, step), now, step));
    }

    [Fact]
    public async Task SignIn_WithASecondFactor_AsksForItsCode_OnceEach()
    {
        await host.AddLoginAsync("two.steps", ["clerk"]);
        using var first = await host.ClientAsync("two.steps");
        var page = await first.GetStringAsync("/second-factor");
        Assert.Contains("<svg", page);
        var (secret, ticket) = (Secret().Match(page).Groups[1].Value, Ticket(page));
        var key = FromBase32(secret);
        var wrong = await RunningHost.PostFormAsync(first, "/second-factor", "/second-factor", ("ticket", ticket), ("code", "000000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var step = OneTimePassword.StepOf(host.Get<IClock>().GetCurrentInstant());
        var up = await RunningHost.PostFormAsync(first, "/second-factor", "/second-factor", ("ticket", ticket), ("code", OneTimePassword.Code(key, step)));
        Assert.Equal(HttpStatusCode.Redirect, up.StatusCode);
        Assert.DoesNotContain(secret, (await host.Get<LoginDesk>().FindAsync("two.steps"))!.SecondFactor);

        // The password alone opens nothing; the code that put it up was used; the next one comes in, once.
        using var second = await host.ClientAsync(null);
        var asked = await RunningHost.PostFormAsync(second, "/sign-in", "/sign-in", ("signIn", "two.steps"), ("password", RunningHost.Password));
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        ticket = Ticket(await asked.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await second.GetAsync("/console")).StatusCode);
        Task<HttpResponseMessage> Enter(HttpClient client, string code) => RunningHost.PostFormAsync(client, "/sign-in", "/sign-in/code", ("ticket", ticket), ("code", code));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Enter(second, OneTimePassword.Code(key, step))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await Enter(second, OneTimePassword.Code(key, step + 1))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/console")).StatusCode);
        using var third = await host.ClientAsync(null);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Enter(third, OneTimePassword.Code(key, step + 1))).StatusCode);

        // Guesses are counted; then the right one is refused too.
        for (var i = 0; i < 6; i++) await Enter(third, "111111");
        Assert.Contains("次数过多", WebUtility.HtmlDecode(await (await Enter(third, "111111")).Content.ReadAsStringAsync()));

        // Lost, it is taken away by another, never by oneself; and the sessions of before have ended.
        Assert.Equal("access.own-rights", (await host.Get<SecondFactor>().TakeDownAsync("two.steps", new Actor("two.steps", "clerk"))).Fault?.Code);
        Assert.True((await host.Get<SecondFactor>().TakeDownAsync("two.steps", new Actor("security", "security"))).IsOk);
        Assert.Equal(HttpStatusCode.Redirect, (await second.GetAsync("/console")).StatusCode);
        using var again = await host.ClientAsync("two.steps");
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/console")).StatusCode);
    }

    [Fact]
    public async Task Rule_ForAdministrators_LetsThemDoNothingBeforeItIsUp()
    {
        await host.AddLoginAsync("bare.admin", ["system"]);
        await host.AddLoginAsync("bare.clerk", ["clerk"]);
        host.Get<IConfiguration>()["WaterCore:SecondFactor"] = "administrators";
        try
        {
            using var admin = await host.ClientAsync("bare.admin");
            Assert.Equal(HttpStatusCode.Forbidden, (await admin.GetAsync("/console")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/second-factor")).StatusCode);
            using var clerk = await host.ClientAsync("bare.clerk");
            Assert.Equal(HttpStatusCode.OK, (await clerk.GetAsync("/console")).StatusCode);
        }
        finally
        {
            host.Get<IConfiguration>()["WaterCore:SecondFactor"] = null;
        }
    }

    private static string Ticket(string page) => TicketField().Match(page).Groups[1].Value;

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    [GeneratedRegex("name=\"ticket\" value=\"([^\"]+)\"")]
    private static partial Regex TicketField();

    [GeneratedRegex("<code[^>]*>([A-Z2-7]+)</code>")]
    private static partial Regex Secret();
}

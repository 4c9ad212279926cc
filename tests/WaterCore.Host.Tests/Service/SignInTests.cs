using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WaterCore.Host.Accounts;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Tests.Service;

public sealed class SignInTests(RunningHost host) : IClassFixture<RunningHost>
{
    private LoginDesk Desk => host.Get<LoginDesk>();

    [Fact]
    public async Task SignIn_TheSixthAttempt_IsRefusedEvenWithTheRightPassword()
    {
        await host.AddLoginAsync("guessed", ["clerk"]);
        for (var i = 0; i < 5; i++) Assert.Equal("access.wrong", (await Desk.SignInAsync("guessed", "wrong", "")).Fault?.Code);
        Assert.Equal("access.too-many-attempts", (await Desk.SignInAsync("GUESSED", RunningHost.Password, "")).Fault?.Code);
        // From a device of their own the person comes in all the same.
        Assert.True((await Desk.SignInAsync("guessed", RunningHost.Password, "a-known-device")).IsOk);
    }

    [Fact]
    public async Task SignIn_ManyGuessesAtOnce_GetNoMoreThanFiveTries()
    {
        await host.AddLoginAsync("stormed", ["clerk"]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => Desk.SignInAsync("stormed", "wrong", ""))));
        Assert.Equal(5, answers.Count(a => a.Fault?.Code == "access.wrong"));
        Assert.Equal(35, answers.Count(a => a.Fault?.Code == "access.too-many-attempts"));
    }

    [Fact]
    public async Task SignIn_OfNobody_LooksLikeAWrongPassword() =>
        Assert.Equal((await Desk.SignInAsync("nobody-here", "wrong", "")).Fault, (await Desk.SignInAsync("manager", "wrong", "other")).Fault);

    [Theory]
    [InlineData("system", "security")]
    [InlineData("security", "audit")]
    [InlineData("audit", "system", "clerk")]
    public async Task Roles_OfTwoAdministrators_AreRefusedByTheDeskAndByTheDatabase(params string[] roles)
    {
        Assert.Equal("access.roles-exclude", (await Desk.AddAsync("two-hats", "", "Given-by-another-1", roles, Actor.System)).Fault?.Code);
        await using var unit = await host.Get<IStorage>().WriteAsync();
        var login = new Login { SignIn = "two-hats", Name = "", PasswordHash = "x", Stamp = "x", Roles = roles };
        await Assert.ThrowsAsync<StorageConflictException>(() => unit.Access.PutAsync(login).AsTask());
    }

    [Fact]
    public async Task OwnRights_AreNotChangedByOneself() =>
        Assert.Equal("access.own-rights", (await Desk.ChangeAsync("security", ["manager"], false, new Actor("security", "security"))).Fault?.Code);

    [Fact]
    public async Task Session_OfAPersonWhoIsBarred_EndsAtOnce()
    {
        await host.AddLoginAsync("leaver", ["manager"]);
        using var client = await host.ClientAsync("leaver");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/tariffs")).StatusCode);
        Assert.True((await Desk.ChangeAsync("leaver", ["manager"], true, Actor.System)).IsOk);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/tariffs")).StatusCode);
        Assert.Equal("access.wrong", (await Desk.SignInAsync("leaver", RunningHost.Password, "")).Fault?.Code);
    }

    [Fact]
    public async Task SetUp_WhenSomebodyCanSignIn_IsClosed()
    {
        using var client = await host.ClientAsync(null);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/setup")).StatusCode);
        Assert.Equal("access.set-up-already", (await Desk.SetUpAsync("second", "", "Another-good-one-9")).Fault?.Code);
    }

    [Fact]
    public async Task Form_WithoutItsToken_IsRefused()
    {
        using var client = await host.ClientAsync(null);
        var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent([new("signIn", "manager"), new("password", RunningHost.Password)]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Language_WithALinkToElsewhere_StaysHere()
    {
        using var client = await host.ClientAsync(null);
        foreach (var back in new[] { "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)" })
            Assert.Equal("/", (await client.GetAsync($"/language?to=en&back={Uri.EscapeDataString(back)}")).Headers.Location?.OriginalString);
    }
}

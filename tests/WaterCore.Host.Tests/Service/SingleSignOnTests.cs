using System.Net;
using Microsoft.Extensions.Configuration;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Organization;

namespace WaterCore.Host.Tests.Service;

/// <summary>Staff come in with the organisation's own accounts: a real code flow between the service and a provider on loopback.</summary>
public sealed class SingleSignOnTests : IAsyncLifetime, IDisposable
{
    private IdentityProvider? _provider;
    private RunningHost? _host;

    public async Task InitializeAsync()
    {
        _provider = await IdentityProvider.StartAsync();
        _host = new RunningHost { Settings =
        {
            ["WaterCore:Oidc:Authority"] = _provider.Url, ["WaterCore:Oidc:ClientId"] = IdentityProvider.ClientId, ["WaterCore:Oidc:ClientSecret"] = IdentityProvider.Secret, ["WaterCore:Oidc:Label"] = "AD",
        } };
        await _host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _host!.DisposeAsync();
        await _provider!.DisposeAsync();
    }

    public void Dispose() => _host?.Dispose();

    [Fact]
    public async Task SignIn_WithTheOrganisationsAccount_GivesTheRightsOfTheLoginHere()
    {
        var sign = await _host!.ClientAsync(null);
        Assert.Contains("AD", await sign.GetStringAsync("/sign-in"));
        Assert.Equal("/console", (await ComeAsync(sign, "manager")).LocalPath);
        Assert.Equal(HttpStatusCode.OK, (await sign.GetAsync("/api/v1/tariffs")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await sign.GetAsync("/api/v1/audit")).StatusCode);

        // Barred here, whatever the provider says.
        Assert.True((await _host.Get<LoginDesk>().ChangeAsync("manager", ["manager"], true, Actor.System)).IsOk);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sign.GetAsync("/api/v1/tariffs")).StatusCode);
        Assert.Equal("/sign-in?refused=no-login", (await ComeAsync(await _host.ClientAsync(null), "manager")).PathAndQuery);
    }

    [Fact]
    public async Task SignIn_OfAStrangerOrWithAForgedToken_IsRefusedWithWords()
    {
        var stranger = await _host!.ClientAsync(null);
        Assert.Equal("/sign-in?refused=no-login", (await ComeAsync(stranger, "stranger")).PathAndQuery);
        Assert.Contains("没有登录账号", WebUtility.HtmlDecode(await (await stranger.GetAsync("/sign-in?refused=no-login")).Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/v1/tariffs")).StatusCode);

        _provider!.Forges = true;
        var forged = await _host.ClientAsync(null);
        Assert.Equal("/sign-in?refused=single", (await ComeAsync(forged, "manager")).PathAndQuery);
        Assert.Equal(HttpStatusCode.Unauthorized, (await forged.GetAsync("/api/v1/tariffs")).StatusCode);
    }

    [Theory]
    [InlineData("http://idp.example", "id", "secret", "Authority is no https address")]
    [InlineData("https://idp.example", "", "secret", "ClientId is missing")]
    [InlineData("https://idp.example", "id", "", "ClientSecret is missing")]
    public void Settings_ThatCannotBeUsed_KeepTheServiceFromStarting(string authority, string id, string secret, string why)
    {
        var settings = new Dictionary<string, string?> { ["WaterCore:Oidc:Authority"] = authority, ["WaterCore:Oidc:ClientId"] = id, ["WaterCore:Oidc:ClientSecret"] = secret };
        Assert.Contains(why, Assert.Throws<CannotStartException>(() => SingleSignOn.Of(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())).Message);
    }

    // As a browser does: to the provider, and back with its code. Where it ends.
    private async Task<Uri> ComeAsync(HttpClient client, string name)
    {
        _provider!.SignsIn = name;
        var to = (await client.GetAsync("/sign-in/single?back=/console")).Headers.Location!;
        Assert.StartsWith(_provider.Url, to.ToString());
        using var other = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var back = (await other.GetAsync(to)).Headers.Location!;
        return new Uri(new Uri(_host!.Url), (await client.GetAsync(back)).Headers.Location!);
    }
}

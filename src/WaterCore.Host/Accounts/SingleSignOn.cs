using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using WaterCore.Host.Commands;
using WaterCore.Host.Service;

namespace WaterCore.Host.Accounts;

/// <summary>Signing in with the organisation's own accounts by OpenID Connect (统一身份认证), beside the local ones. Who may come in is still decided here: the person needs a login.</summary>
/// <param name="Authority">Where the provider is.</param>
/// <param name="ClientId">How it knows this service.</param>
/// <param name="ClientSecret">What it knows it by.</param>
/// <param name="NameClaim">The claim that is the sign-in name.</param>
/// <param name="Label">What the door is called on the sign-in page.</param>
/// <remarks>OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636).</remarks>
internal sealed record SingleSignOn(Uri Authority, string ClientId, string ClientSecret, string NameClaim, string Label)
{
    /// <summary>The address of the way in.</summary>
    public const string Door = "/sign-in/single";

    /// <summary>Where the provider sends people back to.</summary>
    public const string Callback = "/sign-in/single/back";

    private const string Section = "WaterCore:Oidc";

    /// <summary>What the configuration says, or null when it says nothing of it.</summary>
    /// <exception cref="CannotStartException">A setting is missing or cannot be used.</exception>
    public static SingleSignOn? Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (!section.Exists()) return null;
        if (!Uri.TryCreate(section["Authority"], UriKind.Absolute, out var authority) || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)))
            throw new CannotStartException($"{Section}:Authority is no https address; write that of the identity provider.");
        string Needed(string name) => section[name] is { Length: > 0 } value ? value : throw new CannotStartException($"{Section}:{name} is missing; the identity provider gives it when this service is registered there, with the redirect address {Callback}.");
        return new SingleSignOn(authority, Needed("ClientId"), Needed("ClientSecret"), section["NameClaim"] ?? "preferred_username", section["Label"] ?? authority.Host);
    }

    /// <summary>Registers the scheme.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton(this);
        services.AddAuthentication().AddOpenIdConnect(Schemes.Single, o =>
        {
            (o.Authority, o.ClientId, o.ClientSecret) = (Authority.ToString(), ClientId, ClientSecret);
            (o.ResponseType, o.ResponseMode, o.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
            o.RequireHttpsMetadata = Authority.Scheme == Uri.UriSchemeHttps;
            o.CallbackPath = Callback;
            o.SignInScheme = Schemes.Staff;
            o.MapInboundClaims = false;
            o.Scope.Clear();
            o.Scope.Add("openid");
            o.Scope.Add("profile");
            foreach (var cookie in (CookieBuilder[])[o.CorrelationCookie, o.NonceCookie]) (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
            o.Events.OnTokenValidated = LetInAsync;
            o.Events.OnRemoteFailure = context =>
            {
                context.HandleResponse();
                // Why is in the service's log; a stranger is told no more than that it did not work.
                context.Response.Redirect(string.Create(CultureInfo.InvariantCulture, $"/sign-in?refused={(context.Failure is NoLoginException ? "no-login" : "single")}"));
                return Task.CompletedTask;
            };
        });
    }

    // The provider says who it is; the roles and positions are those of the login here, and the provider's own second factor stands for ours.
    private async Task LetInAsync(TokenValidatedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var name = context.Principal?.FindFirst(NameClaim)?.Value ?? "";
        var login = name.Length is > 0 and <= 40 ? await services.GetRequiredService<LoginDesk>().FindAsync(name, context.HttpContext.RequestAborted).ConfigureAwait(false) : null;
        if (login is not { Disabled: false })
        {
            context.Fail(new NoLoginException());
            return;
        }
        var positions = await services.GetRequiredService<PositionRights>().ClaimsAsync(login.SignIn, context.HttpContext.RequestAborted).ConfigureAwait(false);
        context.Principal = StaffSession.Of(login with { MustChangePassword = false }, false, positions);
    }

    /// <summary>The way to the provider.</summary>
    public static IResult Go(string? back) =>
        TypedResults.Challenge(new AuthenticationProperties { RedirectUri = Languages.Local(back) is { Length: > 1 } page ? page : "/console" }, [Schemes.Single]);

    private sealed class NoLoginException : Exception;
}

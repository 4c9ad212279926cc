using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaterCore.Host.Service;
using WaterCore.Organization;

namespace WaterCore.Host.Accounts;

/// <summary>The schemes by which one is known: a cookie for the staff, another for customers, a key for programs.</summary>
internal static class Schemes
{
    public const string Staff = "staff";
    public const string Customer = "customer";
    public const string Key = "key";

    /// <summary>The organisation's identity provider, where one is configured.</summary>
    public const string Single = "single";

    /// <summary>Picks one of the others for each request; the default.</summary>
    public const string Pick = "pick";
}

/// <summary>Registers who may come in and what each may do.</summary>
internal static class AccountsRegistration
{
    /// <summary>The desks alone, as the command line needs them.</summary>
    public static IServiceCollection AddWaterCoreAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton(typeof(IPasswordHasher<>), typeof(PasswordHasher<>));
        services.AddSingleton<Attempts>();
        services.AddSingleton<LoginDesk>();
        services.AddSingleton<ApiKeyDesk>();
        return services;
    }

    /// <summary>Schemes and policies of the service. Deny by default: an endpoint that names no policy is closed to everybody.</summary>
    public static IServiceCollection AddWaterCoreAccess(this IServiceCollection services)
    {
        services.AddWaterCoreAccounts();
        services.AddSingleton<CustomerDoor>();
        services.AddSingleton<SetUpCode>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<PositionRights>();
        services.AddAuthentication(Schemes.Pick)
            .AddPolicyScheme(Schemes.Pick, null, o => o.ForwardDefaultSelector = Select)
            .AddCookie(Schemes.Staff, o => Cookie(o, "watercore-staff", "/sign-in", TimeSpan.FromHours(10), StillGoodAsync))
            .AddCookie(Schemes.Customer, o => Cookie(o, "watercore-customer", "/portal/sign-in", TimeSpan.FromMinutes(30), _ => Task.CompletedTask))
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Schemes.Key, null);
        var policies = services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build())
            .AddPolicy(Permissions.Staff, p => p.RequireAuthenticatedUser().RequireClaim(StaffSession.Kind, "staff"))
            .AddPolicy(Permissions.Customer, p => p.AddAuthenticationSchemes(Schemes.Customer).RequireClaim(CustomerSession.AccountClaim));
        foreach (var permission in Permissions.All.Keys) policies.AddPolicy(permission, p => p.RequireClaim(Permissions.Claim, permission));
        return services;
    }

    private static string Select(HttpContext context) =>
        context.Request.Headers.ContainsKey(ApiKeyHandler.Header) ? Schemes.Key
        : context.Request.Path.StartsWithSegments("/portal") ? Schemes.Customer
        : Schemes.Staff;

    private static void Cookie(CookieAuthenticationOptions options, string name, string signIn, TimeSpan life, Func<CookieValidatePrincipalContext, Task> validate)
    {
        options.Cookie.Name = name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = life;
        options.SlidingExpiration = true;
        options.LoginPath = signIn;
        options.ReturnUrlParameter = "back";
        options.Events.OnValidatePrincipal = validate;
        options.Events.OnRedirectToLogin = context =>
        {
            if (IsForPrograms(context.Request)) context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            else context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static bool IsForPrograms(HttpRequest request) => request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/_blazor") || !HttpMethods.IsGet(request.Method);

    // A role taken, a person barred, a password changed: the stamp is another, and every session of the person has ended.
    private static async Task StillGoodAsync(CookieValidatePrincipalContext context)
    {
        var desk = context.HttpContext.RequestServices.GetRequiredService<LoginDesk>();
        if (await StaffSession.IsGoodAsync(context.Principal, desk, context.HttpContext.RequestAborted).ConfigureAwait(false))
        {
            await RenewAsync(context, desk).ConfigureAwait(false);
            return;
        }
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Schemes.Staff).ConfigureAwait(false);
    }

    // Appointed, stood in for, left: the rights follow the positions without another sign-in.
    private static async Task RenewAsync(CookieValidatePrincipalContext context, LoginDesk desk)
    {
        var rights = context.HttpContext.RequestServices.GetRequiredService<PositionRights>();
        if (!await rights.AreOldAsync(context.Principal!, context.HttpContext.RequestAborted).ConfigureAwait(false)) return;
        if (await desk.FindAsync(context.Principal!.Identity!.Name!, context.HttpContext.RequestAborted).ConfigureAwait(false) is not { } login) return;
        var second = context.HttpContext.RequestServices.GetRequiredService<SecondFactor>();
        context.ReplacePrincipal(StaffSession.Of(login, second.MustPutUp(login), await rights.ClaimsAsync(login.SignIn, context.HttpContext.RequestAborted).ConfigureAwait(false)));
        context.ShouldRenew = true;
    }
}

/// <summary>What the cookie of the staff carries.</summary>
internal static class StaffSession
{
    public const string Kind = "kind";
    private const string Stamp = "stamp";

    /// <summary>Until a given password is replaced by an own one, the holder may do nothing else.</summary>
    public const string MustChange = "must-change-password";

    /// <summary>Until a second factor is up, where the rule asks for one, the holder may do nothing else.</summary>
    public const string MustPutUp = "must-put-up-second-factor";

    /// <summary>What a login may do now: by its roles, and by the positions held today.</summary>
    public static ClaimsPrincipal Of(Login login, bool mustPutUp, IReadOnlyList<Claim> positions)
    {
        var claims = new List<Claim> { new(ClaimTypes.Name, login.SignIn), new(ClaimTypes.GivenName, login.Name), new(Stamp, login.Stamp) };
        if (login.MustChangePassword) claims.Add(new Claim(MustChange, "yes"));
        else if (mustPutUp) claims.Add(new Claim(MustPutUp, "yes"));
        else
        {
            claims.Add(new Claim(Kind, "staff"));
            claims.AddRange(login.Roles.Select(r => new Claim(ClaimTypes.Role, r)));
            claims.AddRange(Role.PermissionsOf(login.Roles).Select(p => new Claim(Permissions.Claim, p)));
            claims.AddRange(positions.Where(c => claims.TrueForAll(k => k.Type != c.Type || k.Value != c.Value)));
        }
        return new ClaimsPrincipal(new ClaimsIdentity(claims, Schemes.Staff));
    }

    public static async Task<bool> IsGoodAsync(ClaimsPrincipal? user, LoginDesk desk, CancellationToken cancellationToken) =>
        user?.Identity?.Name is { } name && await desk.FindAsync(name, cancellationToken).ConfigureAwait(false) is { Disabled: false } login
        && login.Stamp == user.FindFirstValue(Stamp);

    /// <summary>Who acts.</summary>
    public static Actor Actor(this ClaimsPrincipal user) => new(user.Identity?.Name ?? "nobody", user.FindFirstValue(ClaimTypes.Role) ?? "staff");

    /// <summary>Whether one may do a thing.</summary>
    public static bool May(this ClaimsPrincipal user, string permission) => user.HasClaim(Permissions.Claim, permission);
}

/// <summary>What the cookie of a customer carries.</summary>
internal static class CustomerSession
{
    public const string AccountClaim = "account";

    public static ClaimsPrincipal Of(string accountNumber) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, $"account {accountNumber}"), new Claim(AccountClaim, accountNumber)], Schemes.Customer));
}

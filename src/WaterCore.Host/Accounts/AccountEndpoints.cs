using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using WaterCore.Host.Accounts.Pages;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Organization;

namespace WaterCore.Host.Accounts;

/// <summary>Set-up, sign-in, sign-out and passwords of the staff.</summary>
internal static class AccountEndpoints
{
    private const string Device = "watercore-device";

    public static void MapWaterCoreAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/language", Languages.Choose).AllowAnonymous();
        routes.MapGet("/setup", SetUpAsync).AllowAnonymous();
        routes.MapPost("/setup", DoSetUpAsync).AllowAnonymous().RequireRateLimiting(WebService.GuessLimit);
        routes.MapGet("/sign-in", (HttpContext context, string? back, string? refused) => Page.Of<SignInPage>(context, Refusal(refused), ("Back", back), ("Single", context.RequestServices.GetService<SingleSignOn>()?.Label))).AllowAnonymous();
        if (routes.ServiceProvider.GetService<SingleSignOn>() is not null) routes.MapGet(SingleSignOn.Door, SingleSignOn.Go).AllowAnonymous();
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous().RequireRateLimiting(WebService.GuessLimit);
        routes.MapSecondFactor();
        routes.MapPost("/sign-out", SignOutAsync).RequireAuthorization(SignedIn());
        routes.MapGet("/password", (HttpContext context) => Page.Of<PasswordPage>(context, null, ("MustChange", MustChange(context)))).RequireAuthorization(SignedIn());
        routes.MapPost("/password", PasswordAsync).RequireAuthorization(SignedIn()).RequireRateLimiting(WebService.GuessLimit);
    }

    // Also for one who must choose a password before being anybody.
    internal static AuthorizationPolicy SignedIn() => new AuthorizationPolicyBuilder(Schemes.Staff).RequireAuthenticatedUser().Build();

    private static async Task<IResult> SetUpAsync(HttpContext context, LoginDesk desk, CancellationToken cancellationToken) =>
        await desk.NeedsSetUpAsync(cancellationToken) ? Page.Of<SetUpPage>(context) : TypedResults.NotFound();

    private static async Task<IResult> DoSetUpAsync(
        HttpContext context, LoginDesk desk, SetUpCode setUp, Attempts attempts, SecondFactor second,
        [FromForm] string code, [FromForm] string signIn, [FromForm] string name, [FromForm] string password, CancellationToken cancellationToken)
    {
        if (!await desk.NeedsSetUpAsync(cancellationToken)) return TypedResults.NotFound();
        Fault? problem = !await attempts.TakeAsync("set-up", Attempts.SetUp, cancellationToken) ? AccessRefused.TooMany : setUp.Fits(code) ? null : AccessRefused.WrongSetUpCode;
        if (problem is null)
        {
            var made = await desk.SetUpAsync(signIn, name, password, cancellationToken);
            if (made.IsOk) return await LetInAsync(context, second, made.Value, "/console");
            problem = made.Fault;
        }
        return Page.Of<SetUpPage>(context, problem, ("SignIn", signIn), ("Name", name));
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, LoginDesk desk, SecondFactor second, IDataProtectionProvider protection, [FromForm] string signIn, [FromForm] string password, [FromForm] string? back, CancellationToken cancellationToken)
    {
        var login = await desk.SignInAsync(signIn, password, KnownDevice(context, protection, signIn), context.Connection.RemoteIpAddress?.ToString() ?? "", cancellationToken);
        if (!login.IsOk) return Page.Of<SignInPage>(context, login.Fault, ("Back", back), ("SignIn", signIn), ("Single", context.RequestServices.GetService<SingleSignOn>()?.Label));
        Remember(context, protection, login.Value.SignIn);
        if (login.Value.SecondFactor is not null) return Page.Of<SecondCodePage>(context, null, ("Ticket", second.TicketFor(login.Value)), ("Back", back));
        return await LetInAsync(context, second, login.Value, Languages.Local(back) is { Length: > 1 } page ? page : "/console");
    }

    private static async Task<IResult> PasswordAsync(HttpContext context, LoginDesk desk, SecondFactor second, [FromForm] string current, [FromForm] string chosen, CancellationToken cancellationToken)
    {
        var changed = await desk.ChangePasswordAsync(context.User.Identity!.Name!, current, chosen, cancellationToken);
        return changed.IsOk ? await LetInAsync(context, second, changed.Value, "/console") : Page.Of<PasswordPage>(context, changed.Fault, ("MustChange", MustChange(context)));
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, [FromForm] string? back)
    {
        await context.SignOutAsync(Schemes.Staff);
        return TypedResults.LocalRedirect(Languages.Local(back));
    }

    internal static async Task<IResult> LetInAsync(HttpContext context, SecondFactor second, Login login, string to)
    {
        // A new cookie at every sign-in and change of rights: an old one, however come by, is worth nothing.
        var mustPutUp = second.MustPutUp(login);
        await context.SignInAsync(Schemes.Staff, StaffSession.Of(login, mustPutUp, await context.RequestServices.GetRequiredService<PositionRights>().ClaimsAsync(login.SignIn, context.RequestAborted)));
        return TypedResults.LocalRedirect(login.MustChangePassword ? "/password" : mustPutUp ? "/second-factor" : to);
    }

    private static AccessRefused? Refusal(string? refused) => refused switch { "no-login" => AccessRefused.NoLoginHere, "single" => AccessRefused.SingleFailed, _ => null };

    private static bool MustChange(HttpContext context) => context.User.HasClaim(c => c.Type == StaffSession.MustChange);

    // A browser that a person signed in from before has a count of attempts of its own, so that others' guesses do not lock the person out there.
    private static void Remember(HttpContext context, IDataProtectionProvider protection, string signIn)
    {
        if (KnownDevice(context, protection, signIn).Length > 0) return;
        var device = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        context.Response.Cookies.Append(Device, Protector(protection).Protect($"{signIn.ToLowerInvariant()} {device}"),
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(180), Path = "/sign-in" });
    }

    private static string KnownDevice(HttpContext context, IDataProtectionProvider protection, string signIn)
    {
        if (context.Request.Cookies[Device] is not { } cookie) return "";
        try
        {
            var parts = Protector(protection).Unprotect(cookie).Split(' ');
            return parts.Length == 2 && parts[0].Equals(signIn.Trim(), StringComparison.OrdinalIgnoreCase) ? parts[1] : "";
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return "";
        }
    }

    private static IDataProtector Protector(IDataProtectionProvider protection) => protection.CreateProtector("device");
}

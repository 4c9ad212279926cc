using Microsoft.AspNetCore.Authentication;
using WaterCore.Host.Accounts;
using WaterCore.Host.Shared;

namespace WaterCore.Host.Portal;

/// <summary>The machine in the office hall: the portal with large targets, a way to print, and back to its start when nobody touches it.</summary>
internal static class Kiosk
{
    /// <summary>Seconds without a new page after which it goes back to its start and forgets who was there.</summary>
    public const int TimeOutSeconds = 90;

    private const string Cookie = "watercore-kiosk";

    public static void MapKiosk(this IEndpointRouteBuilder routes)
    {
        // Opened once on the machine; whoever opens it elsewhere gets large letters.
        routes.MapGet("/kiosk", (HttpContext context) =>
        {
            context.Response.Cookies.Append(Cookie, "yes", new CookieOptions { MaxAge = TimeSpan.FromDays(400), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true });
            return TypedResults.LocalRedirect("/kiosk/start");
        }).AllowAnonymous();
        routes.MapGet("/kiosk/start", async (HttpContext context) =>
        {
            await context.SignOutAsync(Schemes.Customer);
            return Page.Of<KioskPage>(context);
        }).AllowAnonymous();
    }

    /// <summary>Whether a page is shown on the machine in the hall.</summary>
    public static bool Is(HttpContext? context) => context?.Request.Cookies.ContainsKey(Cookie) == true;
}

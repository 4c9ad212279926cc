using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using WaterCore.Host.Accounts;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Portal;

/// <summary>The pages of customers: rendered once, no circuit, no script; each sees the own account only.</summary>
internal static class PortalEndpoints
{
    public static void MapWaterCorePortal(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext context) => Page.Of<DoorsPage>(context)).AllowAnonymous();
        routes.MapGet("/portal/sign-in", (HttpContext context) => Page.Of<AskCodePage>(context)).AllowAnonymous();
        routes.MapPost("/portal/sign-in", SendAsync).AllowAnonymous().RequireRateLimiting(WebService.GuessLimit);
        routes.MapPost("/portal/code", EnterAsync).AllowAnonymous().RequireRateLimiting(WebService.GuessLimit);
        routes.MapPost("/portal/sign-out", SignOutAsync).RequireAuthorization(Permissions.Customer);
        routes.MapGet("/portal", HomeAsync).RequireAuthorization(Permissions.Customer);
        routes.MapKiosk();
        routes.MapOwnReadings();
        routes.MapApplications();
        routes.MapOwnCases();
        routes.MapGet("/portal/bills/{number}", BillAsync).RequireAuthorization(Permissions.Customer);
        routes.MapGet("/portal/bills/{number}/correction", CorrectionAsync).RequireAuthorization(Permissions.Customer);
    }

    private static async Task<IResult> CorrectionAsync(HttpContext context, PrintDesk desk, string number, CancellationToken cancellationToken) =>
        PaperEndpoints.IsOwn(context, number) && await desk.CorrectionAsync(number, Languages.Of(context), cancellationToken) is { IsOk: true } note
            ? Page.Of<CorrectionPage>(context, null, ("Number", number), ("Sheet", note.Value)) : TypedResults.NotFound();

    private static async Task<IResult> SendAsync(HttpContext context, CustomerDoor door, [FromForm] string account, CancellationToken cancellationToken)
    {
        await door.SendAsync(account, Languages.Of(context), cancellationToken);
        return Page.Of<EnterCodePage>(context, null, ("Account", account.Trim()));
    }

    private static async Task<IResult> EnterAsync(HttpContext context, CustomerDoor door, [FromForm] string account, [FromForm] string code, CancellationToken cancellationToken)
    {
        var entered = await door.EnterAsync(account, code, cancellationToken);
        if (!entered.IsOk) return Page.Of<EnterCodePage>(context, entered.Fault, ("Account", account.Trim()));
        await context.SignInAsync(Schemes.Customer, CustomerSession.Of(entered.Value.Number));
        return TypedResults.LocalRedirect("/portal");
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, [FromForm] string? back)
    {
        await context.SignOutAsync(Schemes.Customer);
        return TypedResults.LocalRedirect(Languages.Local(back));
    }

    private static async Task<IResult> HomeAsync(HttpContext context, IStorage storage, AccountDesk desk, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken);
        await using var _ = unit;
        var file = await AccountFile.LoadAsync(unit, AccountOf(context), cancellationToken);
        if (file is null) return TypedResults.NotFound();
        var statement = await desk.StatementAsync(file.Account.Number, cancellationToken: cancellationToken);
        return Page.Of<HomePage>(context, null, ("File", file), ("Statement", statement.IsOk ? statement.Value : null));
    }

    private static async Task<IResult> BillAsync(HttpContext context, BillDesk desk, string number, CancellationToken cancellationToken)
    {
        var view = await desk.ShowAsync(number, cancellationToken);
        // Another's bill is as good as none: that it exists is not told.
        if (!view.IsOk || view.Value.Account.Number != AccountOf(context)) return TypedResults.NotFound();
        var why = await desk.WhyAsync(view.Value, cancellationToken);
        return Page.Of<BillPage>(context, null, ("View", view.Value), ("Why", why.IsOk ? why.Value : null));
    }

    private static string AccountOf(HttpContext context) => context.User.FindFirstValue(CustomerSession.AccountClaim) ?? "";
}

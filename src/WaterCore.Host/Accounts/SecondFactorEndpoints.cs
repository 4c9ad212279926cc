using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using QRCoder;
using WaterCore.Host.Accounts.Pages;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Organization;

namespace WaterCore.Host.Accounts;

/// <summary>The pages of the second factor.</summary>
internal static class SecondFactorEndpoints
{
    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in/code", EnterAsync).AllowAnonymous().RequireRateLimiting(WebService.GuessLimit);
        routes.MapGet("/second-factor", ShowAsync).RequireAuthorization(AccountEndpoints.SignedIn());
        routes.MapPost("/second-factor", PutUpAsync).RequireAuthorization(AccountEndpoints.SignedIn()).RequireRateLimiting(WebService.GuessLimit);
    }

    private static async Task<IResult> EnterAsync(HttpContext context, SecondFactor second, [FromForm] string ticket, [FromForm] string code, [FromForm] string? back, CancellationToken cancellationToken)
    {
        var login = await second.EnterAsync(ticket, code, cancellationToken);
        if (!login.IsOk)
            return login.Fault == AccessRefused.SignInAgain ? Page.Of<SignInPage>(context, login.Fault, ("Back", back)) : Page.Of<SecondCodePage>(context, login.Fault, ("Ticket", ticket), ("Back", back));
        return await AccountEndpoints.LetInAsync(context, second, login.Value, Languages.Local(back) is { Length: > 1 } page ? page : "/console");
    }

    private static async Task<IResult> ShowAsync(HttpContext context, LoginDesk desk, SecondFactor second, Utility utility, CancellationToken cancellationToken)
    {
        var signIn = context.User.Identity!.Name!;
        if (await desk.FindAsync(signIn, cancellationToken) is { SecondFactor: not null }) return Page.Of<SecondFactorPage>(context);
        var (secret, ticket) = second.Propose(signIn);
        return Proposal(context, utility, signIn, secret, ticket, null);
    }

    private static async Task<IResult> PutUpAsync(HttpContext context, SecondFactor second, Utility utility, [FromForm] string ticket, [FromForm] string code, CancellationToken cancellationToken)
    {
        var signIn = context.User.Identity!.Name!;
        var done = await second.PutUpAsync(signIn, ticket, code, cancellationToken);
        if (done.IsOk) return await AccountEndpoints.LetInAsync(context, second, done.Value, "/console");
        // The same secret again, for the phone has it already.
        if (second.Proposed(signIn, ticket) is { } secret) return Proposal(context, utility, signIn, secret, ticket, done.Fault);
        var (other, sealedOther) = second.Propose(signIn);
        return Proposal(context, utility, signIn, other, sealedOther, done.Fault);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<SecondFactorPage> Proposal(HttpContext context, Utility utility, string signIn, byte[] secret, string ticket, Fault? problem)
    {
        using var picture = QRCodeGenerator.GenerateQrCode(OneTimePassword.Uri(utility.Name, signIn, secret), QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(picture);
        return Page.Of<SecondFactorPage>(context, problem, ("Secret", OneTimePassword.Base32(secret)), ("Picture", svg.GetGraphic(5)), ("Ticket", ticket));
    }
}

using System.Security.Claims;
using WaterCore.Host.Service;
using WaterCore.Operations;

namespace WaterCore.Host.Api;

/// <summary>Messages of payment providers. Open to everybody, because what counts is the signature; guesses are limited by address.</summary>
internal static class CallbackApi
{
    public const string Timestamp = "X-Timestamp", Signature = "X-Signature";

    public static IServiceCollection AddPaymentProviders(this IServiceCollection services, IConfiguration configuration)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var provider in configuration.GetSection("WaterCore:PaymentProviders").GetChildren())
            secrets[provider.Key] = provider["Secret"] is { Length: >= 16 } secret
                ? secret
                : throw new Commands.CannotStartException($"WaterCore:PaymentProviders:{provider.Key}:Secret is missing or shorter than 16 characters; set the one agreed with the provider.");
        services.AddSingleton(new PaymentProviders(secrets));
        return services.AddTransient<PaymentCallback>();
    }

    public static void MapPaymentCallbacks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/callbacks/payments/{provider}", TakeAsync).DisableAntiforgery().AllowAnonymous().RequireRateLimiting(WebService.CallbackLimit).WithTags("money").Produces<PayAnswer>().WithSummary("A provider of payments says that somebody paid; signed, and counted once");

    /// <summary>Takes a payment that a provider tells of: signed, of about now, counted once however often it is sent.</summary>
    private static async Task<IResult> TakeAsync(string provider, HttpRequest request, PaymentCallback callback, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read && body.Length <= PaymentCallback.MaxBody) body.Write(buffer, 0, read);
        var taken = await callback.TakeAsync(provider, request.Headers[Timestamp].ToString(), request.Headers[Signature].ToString(), body.ToArray(), cancellationToken);
        if (taken.IsOk)
            return TypedResults.Ok(new PayAnswer(
                taken.Value.Entry.Value, taken.Value.Receipt.ToString(), taken.Value.Amount.ToAmountString(), taken.Value.Allocated.ToAmountString(), taken.Value.Advance.ToAmountString(),
                taken.Value.Balance.ToAmountString(), taken.Value.Amount.Currency.Code, taken.Value.Repeated));
        return taken.Fault is CallbackRefused refused
            ? ApiAnswers.Problem(refused.Kind == "unreadable" ? 400 : 401, refused.Code, refused.Message)
            : ApiAnswers.Problem(taken.Fault);
    }
}

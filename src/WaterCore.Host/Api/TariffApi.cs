using System.Security.Claims;
using WaterCore.Host.Accounts;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Tariffs;

namespace WaterCore.Host.Api;

internal sealed record TariffAnswer(string Code, int Revision, string Digest, string PublishedAt, string? Document = null);

internal sealed record PublishRequest(string Document, string? File) : IApiBody;

/// <summary>Tariffs.</summary>
internal static class TariffApi
{
    public static void MapTariffs(this RouteGroupBuilder api)
    {
        api.MapGet("/tariffs", ListAsync).RequireAuthorization(Permissions.TariffRead).WithTags("tariffs").Produces<PageOf<TariffAnswer>>().WithSummary("The published tariffs");
        api.MapGet("/tariffs/{code}/{revision:int}", FindAsync).RequireAuthorization(Permissions.TariffRead).WithTags("tariffs").Produces<TariffAnswer>().WithSummary("One revision of a tariff, as it was published");
        api.MapPost("/tariffs", PublishAsync).RequireAuthorization(Permissions.TariffPublish).Idempotent().WithTags("tariffs").Produces<TariffAnswer>().WithSummary("Publishes a tariff, when its checks pass");
    }

    private static async Task<IResult> ListAsync(string? after, int? limit, IStorage storage, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        return ApiAnswers.Paged(await unit.Tariffs.LatestAsync(cancellationToken), after, limit, t => Answer(t, false));
    }

    private static async Task<IResult> FindAsync(string code, int revision, IStorage storage, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        return await unit.Tariffs.FindAsync(code, revision, cancellationToken) is { } tariff
            ? TypedResults.Ok(Answer(tariff, true))
            : ApiAnswers.Problem(404, "tariffs.not-found", $"There is no revision {revision} of tariff '{code}'.");
    }

    private static async Task<IResult> PublishAsync(PublishRequest body, TariffDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var published = await desk.PublishAsync(body.Document, body.File ?? "tariff", user.Actor(), cancellationToken);
        return published.IsOk ? TypedResults.Ok(Answer(published.Value, false)) : ApiAnswers.Problem(published.Fault);
    }

    private static TariffAnswer Answer(PublishedTariff t, bool whole) =>
        new(t.Code, t.Revision, t.Digest, NodaTime.Text.InstantPattern.ExtendedIso.Format(t.PublishedAt), whole ? t.Document : null);
}

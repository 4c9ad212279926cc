using System.Security.Claims;
using NodaTime.Text;
using WaterCore.Customers;
using WaterCore.Host.Accounts;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;

namespace WaterCore.Host.Api;

internal sealed record NoticeBody(
    string Template, IReadOnlyList<string>? Zones, IReadOnlyList<string>? Streets, IReadOnlyList<string>? Accounts, IReadOnlyDictionary<string, string>? Values, string? ValidUntil, string? Polygon = null) : IApiBody;

internal sealed record RetryBody : IApiBody;

internal sealed record NoticeAnswer(long Number, string Template, string OrderedAt, string By, bool Made, long Recipients, long Shared, long Unreachable);

internal sealed record NoticePreviewAnswer(
    long Accounts, long People, IReadOnlyDictionary<string, long> ByChannel, long Refused, long Unreachable, IReadOnlyList<string> UnreachableAccounts, IReadOnlyList<NoticeSampleAnswer> Samples);

internal sealed record NoticeSampleAnswer(string Account, string Zh, string En);

internal sealed record DeliveryFigureAnswer(string Channel, string Template, string State, string Reason, long Count);

internal sealed record DeliveryAnswer(long Number, string Template, string Purpose, string State, string MadeAt, string? Channel, string? Reason);

/// <summary>Notices, and messages on their way.</summary>
internal static class NoticeApi
{
    public static void MapNotices(this RouteGroupBuilder api)
    {
        // Looking is a POST for its body; like every POST it takes a key.
        api.MapPost("/notices/preview", PreviewAsync).RequireAuthorization(Permissions.NoticeSend).WithTags("notices").Produces<NoticePreviewAnswer>().Idempotent().WithSummary("Whom a supply notice would reach, and what it would say");
        api.MapPost("/notices", SendAsync).RequireAuthorization(Permissions.NoticeSend).WithTags("notices").Produces<NoticeAnswer>().Idempotent().WithSummary("Sends a supply notice");
        api.MapGet("/notices", ListAsync).RequireAuthorization(Permissions.CaseRead).WithTags("notices").Produces<IReadOnlyList<NoticeAnswer>>().WithSummary("The supply notices, the latest first");
        api.MapGet("/deliveries/figures", FiguresAsync).RequireAuthorization(Permissions.CaseRead).WithTags("deliveries").Produces<IReadOnlyList<DeliveryFigureAnswer>>().WithSummary("Messages by channel and state");
        api.MapGet("/deliveries/dead", DeadAsync).RequireAuthorization(Permissions.CaseRead).WithTags("deliveries").Produces<IReadOnlyList<DeliveryAnswer>>().WithSummary("Messages that were given up, with the reason");
        api.MapPost("/deliveries/{number:long}/retry", RetryAsync).RequireAuthorization(Permissions.NoticeSend).WithTags("deliveries").Produces<DeliveryAnswer>().Idempotent().WithSummary("Sends a message that was given up once more");
    }

    private static async Task<IResult> PreviewAsync(NoticeBody body, NoticeDesk desk, CancellationToken cancellationToken)
    {
        if (Draft(body) is not { } draft) return BadTime;
        var seen = await desk.PreviewAsync(draft, cancellationToken: cancellationToken);
        return seen.IsOk
            ? TypedResults.Ok(new NoticePreviewAnswer(seen.Value.Accounts, seen.Value.People, seen.Value.ByChannel, seen.Value.Refused, seen.Value.Unreachable, seen.Value.UnreachableAccounts,
                [.. seen.Value.Samples.Select(s => new NoticeSampleAnswer(s.Account, s.Zh, s.En))]))
            : ApiAnswers.Problem(seen.Fault);
    }

    private static async Task<IResult> SendAsync(NoticeBody body, NoticeDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (Draft(body) is not { } draft) return BadTime;
        var sent = await desk.SendAsync(draft, user.Actor(), cancellationToken: cancellationToken);
        return sent.IsOk ? TypedResults.Ok(Of(sent.Value, utility)) : ApiAnswers.Problem(sent.Fault);
    }

    private static async Task<IResult> ListAsync(NoticeDesk desk, Utility utility, CancellationToken cancellationToken) =>
        TypedResults.Ok((await desk.ListAsync(cancellationToken: cancellationToken)).Select(n => Of(n, utility)).ToList());

    private static async Task<IResult> FiguresAsync(long? notice, DeliveryRun run, CancellationToken cancellationToken) =>
        TypedResults.Ok((await run.FiguresAsync(notice is { } n ? new Id<Notice>(n) : null, cancellationToken)).Select(f => new DeliveryFigureAnswer(f.Channel, f.Template, Word(f.State), f.Reason, f.Count)).ToList());

    private static async Task<IResult> DeadAsync(DeliveryRun run, Utility utility, CancellationToken cancellationToken) =>
        TypedResults.Ok((await run.ListAsync(DeliveryState.Dead, ApiAnswers.MostItems, cancellationToken)).Select(d => Of(d, utility)).ToList());

    private static async Task<IResult> RetryAsync(long number, RetryBody body, DeliveryRun run, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var again = await run.RetryAsync(new(number), user.Actor(), cancellationToken);
        return again.IsOk ? TypedResults.Ok(Of(again.Value, utility)) : ApiAnswers.Problem(again.Fault);
    }

    private static IResult BadTime => ApiAnswers.Problem(400, "api.valid-until", "validUntil is an instant, such as 2026-03-10T00:00:00Z; polygon is 3 to 1000 corners, such as \"22.27,113.57 22.28,113.58 22.26,113.60\".");

    private static NoticeDraft? Draft(NoticeBody body)
    {
        NodaTime.Instant? until = null;
        if (body.ValidUntil is { } text)
        {
            if (InstantPattern.ExtendedIso.Parse(text) is not { Success: true, Value: var at }) return null;
            until = at;
        }
        if (body.Polygon is not null && MapArea.Of(body.Polygon) is null) return null;
        return new NoticeDraft(body.Template, new NoticeArea { Zones = body.Zones ?? [], Streets = body.Streets ?? [], Accounts = body.Accounts ?? [], Polygon = MapArea.Of(body.Polygon) ?? [] }, body.Values ?? new Dictionary<string, string>(), until);
    }

    private static NoticeAnswer Of(Notice n, Utility utility) => new(n.Id.Value, n.Template, Show.At(n.At, utility), n.By, n.IsMade, n.Recipients, n.Shared, n.Unreachable);

    private static DeliveryAnswer Of(Delivery d, Utility utility) => new(d.Id.Value, d.Template, d.Purpose, Word(d.State), Show.At(d.CreatedAt, utility), d.Channel, d.Reason);

    private static string Word(DeliveryState state) => state.ToString().ToLowerInvariant();
}

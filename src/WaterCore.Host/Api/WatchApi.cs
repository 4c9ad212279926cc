using System.Globalization;
using System.Security.Claims;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Host.Accounts;
using WaterCore.Host.Plugins;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Api;

internal sealed record AuditAnswer(long Sequence, string At, string Actor, string Position, string Action, string Subject, string? Before, string? After, string? Reason, string Hash);

internal sealed record KeyAnswer(string Prefix, string Owner, IReadOnlyList<string> Permissions, string CreatedAt, string ExpiresAt, string? RevokedAt);

/// <param name="Owner">Whose it is to be.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="Days">How long it is good, 1 to 400.</param>
internal sealed record KeyRequest(string Owner, IReadOnlyList<string> Permissions, int Days) : IApiBody;

/// <param name="Key">The key itself, told this once.</param>
/// <param name="Kept">What the service keeps of it.</param>
internal sealed record NewKeyAnswer(string Key, KeyAnswer Kept) : ISecret;

/// <summary>Plugins, the audit trail, and keys.</summary>
internal static class WatchApi
{
    public static void MapWatch(this RouteGroupBuilder api)
    {
        api.MapGet("/plugins", (PluginReport plugins) => TypedResults.Ok(plugins.Plugins)).RequireAuthorization(Permissions.PluginsRead).WithTags("service").WithSummary("Every plugin and its state");
        api.MapGet("/audit", AuditAsync).RequireAuthorization(Permissions.AuditRead).WithTags("audit").Produces<PageOf<AuditAnswer>>().WithSummary("The audit trail, from an entry on");
        api.MapGet("/keys", KeysAsync).RequireAuthorization(Permissions.KeyManage).WithTags("keys").Produces<PageOf<KeyAnswer>>().WithSummary("The keys of programs, without the keys themselves");
        api.MapPost("/keys", MakeAsync).RequireAuthorization(Permissions.KeyManage).Idempotent().WithTags("keys").Produces<NewKeyAnswer>().WithSummary("Makes a key for a program; it is shown this once");
        api.MapDelete("/keys/{prefix}", RevokeAsync).RequireAuthorization(Permissions.KeyManage).Idempotent().WithTags("keys").WithSummary("Takes a key away");
    }

    private static async Task<IResult> AuditAsync(string? after, int? limit, IStorage storage, CancellationToken cancellationToken)
    {
        var take = limit ?? ApiAnswers.UsualItems;
        long from = 0;
        if (take is < 1 or > ApiAnswers.MostItems || (after is not null && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out from)))
            return ApiAnswers.Problem(400, "api.after", $"after is a sequence number, and limit 1 to {ApiAnswers.MostItems}.");
        var items = new List<AuditAnswer>();
        await using var unit = await storage.ReadAsync(cancellationToken);
        await foreach (var entry in unit.Audit.StreamAsync(cancellationToken))
        {
            if (entry.Sequence <= from) continue;
            if (items.Count == take) return TypedResults.Ok(new PageOf<AuditAnswer>(items, items[^1].Sequence.ToString(CultureInfo.InvariantCulture)));
            items.Add(Answer(entry));
        }
        return TypedResults.Ok(new PageOf<AuditAnswer>(items, null));
    }

    private static async Task<IResult> KeysAsync(string? after, int? limit, IStorage storage, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        return ApiAnswers.Paged(await unit.Access.KeysAsync(cancellationToken), after, limit, Answer);
    }

    private static async Task<IResult> MakeAsync(KeyRequest body, ApiKeyDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (body.Days is < 1 or > 400 || string.IsNullOrWhiteSpace(body.Owner) || body.Owner.Length > 80) return ApiAnswers.Problem(400, "key.request", "days is 1 to 400, and owner a name of at most 80 characters.");
        // A key that could make keys or logins would outlive whoever withdraws it.
        if (body.Permissions.Count == 0 || body.Permissions.Any(p => !Permissions.All.ContainsKey(p) || p is Permissions.KeyManage or Permissions.LoginManage))
            return ApiAnswers.Problem(400, "key.permissions", $"permissions are some of: {string.Join(", ", Permissions.All.Keys.Where(p => p is not (Permissions.KeyManage or Permissions.LoginManage)))}.");
        var (key, kept) = await desk.MakeAsync(body.Owner.Trim(), body.Permissions, body.Days, user.Actor(), cancellationToken);
        return TypedResults.Ok(new NewKeyAnswer(key, Answer(kept)));
    }

    private static async Task<IResult> RevokeAsync(string prefix, ApiKeyDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await desk.RevokeAsync(prefix, user.Actor(), cancellationToken) ? TypedResults.NoContent() : ApiAnswers.Problem(404, "key.not-found", $"There is no key '{prefix}'.");

    private static AuditAnswer Answer(ChainedAuditEntry e) => new(
        e.Sequence, InstantPattern.ExtendedIso.Format(e.Entry.At), e.Entry.Actor.Name, e.Entry.Actor.Position, e.Entry.Action, e.Entry.Subject, e.Entry.Before, e.Entry.After, e.Entry.Reason, e.Hash);

    private static KeyAnswer Answer(ApiKey k) => new(
        k.Prefix, k.Owner, k.Permissions, InstantPattern.ExtendedIso.Format(k.CreatedAt), InstantPattern.ExtendedIso.Format(k.ExpiresAt), k.RevokedAt is { } at ? InstantPattern.ExtendedIso.Format(at) : null);
}

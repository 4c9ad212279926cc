using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Accounts;

/// <summary>Makes, withdraws and checks API keys.</summary>
internal sealed class ApiKeyDesk(IStorage storage, IClock clock)
{
    private const int PrefixLength = 10;

    /// <summary>Makes a key. The key itself is in the answer and nowhere else.</summary>
    public async Task<(string Key, ApiKey Kept)> MakeAsync(string owner, IReadOnlyList<string> permissions, int days, Actor actor, CancellationToken cancellationToken = default)
    {
        var key = "wc_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetCurrentInstant();
        var kept = new ApiKey { Prefix = key[..PrefixLength], Digest = Digest(key), Owner = owner, Permissions = permissions, CreatedAt = now, ExpiresAt = now + Duration.FromDays(days) };
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Access.PutAsync(kept, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "key.make", Subject = $"key {kept.Prefix} of {owner}", After = string.Join(' ', permissions) }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (key, kept);
    }

    /// <summary>Withdraws a key. False when there is none.</summary>
    public async Task<bool> RevokeAsync(string prefix, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Access.FindKeyAsync(prefix, cancellationToken).ConfigureAwait(false) is not { } kept) return false;
        if (kept.RevokedAt is not null) return true;
        var now = clock.GetCurrentInstant();
        await unit.Access.PutAsync(kept with { RevokedAt = now }, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = "key.revoke", Subject = $"key {prefix} of {kept.Owner}" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The key that a caller brings, if it is good; compared in fixed time.</summary>
    public async Task<ApiKey?> CheckAsync(string key, CancellationToken cancellationToken = default)
    {
        if (key.Length is <= PrefixLength or > 100) return null;
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var kept = await unit.Access.FindKeyAsync(key[..PrefixLength], cancellationToken).ConfigureAwait(false);
        var same = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(kept?.Digest ?? new string('0', 64)), Encoding.ASCII.GetBytes(Digest(key)));
        return same && kept is { RevokedAt: null } && kept.ExpiresAt > clock.GetCurrentInstant() ? kept : null;
    }

    private static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>Lets in who brings a good key in <c>X-Api-Key</c>.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyDesk desk)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Header = "X-Api-Key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var brought = Request.Headers[Header].ToString();
        if (brought.Length == 0) return AuthenticateResult.NoResult();
        if (await desk.CheckAsync(brought, Context.RequestAborted).ConfigureAwait(false) is not { } key) return AuthenticateResult.Fail("The API key is not known, has expired or was withdrawn.");
        var claims = new List<Claim> { new(ClaimTypes.Name, key.ActorName), new(ClaimTypes.Role, "integrator") };
        claims.AddRange(key.Permissions.Select(p => new Claim(Permissions.Claim, p)));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name));
    }
}

using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Accounts;

/// <summary>The second factor of sign-in: who must have one, how it is put up, and the check of its codes.</summary>
internal sealed class SecondFactor(IStorage storage, IClock clock, Attempts attempts, IDataProtectionProvider protection, IConfiguration configuration)
{
    private static readonly TimeSpan s_ticket = TimeSpan.FromMinutes(10);
    private static readonly Attempts.Limit s_codes = new(5, Duration.FromMinutes(15));

    /// <summary>Whether a person who has none must put one up before anything else: <c>WaterCore:SecondFactor</c> is <c>administrators</c> or <c>everybody</c>.</summary>
    public bool MustPutUp(Login login) => login.SecondFactor is null && (configuration["WaterCore:SecondFactor"] switch
    {
        "everybody" => true,
        "administrators" => login.Roles.Intersect(Login.AdministratorRoles).Any(),
        _ => false,
    });

    /// <summary>A sealed note that a password was right, good for ten minutes and for this state of the login only.</summary>
    public string TicketFor(Login login) => Tickets("sign-in").Protect($"{login.Stamp} {login.SignIn}", s_ticket);

    /// <summary>A sealed new secret that is not kept until its first code was right.</summary>
    public (byte[] Secret, string Ticket) Propose(string signIn)
    {
        var secret = OneTimePassword.NewSecret();
        return (secret, Tickets($"put-up {signIn}").Protect(Convert.ToHexString(secret), s_ticket));
    }

    /// <summary>The secret of a proposal, or null when it is too old or another's.</summary>
    public byte[]? Proposed(string signIn, string ticket) => Open($"put-up {signIn}", ticket) is { } hex ? Convert.FromHexString(hex) : null;

    /// <summary>Checks the code of one whose password was right.</summary>
    public async Task<Result<Login>> EnterAsync(string ticket, string code, CancellationToken cancellationToken = default)
    {
        if (Open("sign-in", ticket)?.Split(' ', 2) is not [var stamp, var signIn]) return AccessRefused.SignInAgain;
        if (!await attempts.TakeAsync($"second {signIn.ToLowerInvariant()}", s_codes, cancellationToken).ConfigureAwait(false)) return AccessRefused.TooMany;
        var entered = await UseAsync(signIn, stamp, code, cancellationToken).ConfigureAwait(false);
        if (entered.IsOk) await attempts.ForgetAsync($"second {signIn.ToLowerInvariant()}", cancellationToken).ConfigureAwait(false);
        return entered;
    }

    /// <summary>Puts a second factor up, once its first code is right. Ends the other sessions.</summary>
    public async Task<Result<Login>> PutUpAsync(string signIn, string ticket, string code, CancellationToken cancellationToken = default)
    {
        if (Proposed(signIn, ticket) is not { } secret) return AccessRefused.SignInAgain;
        if (!await attempts.TakeAsync($"second {signIn.ToLowerInvariant()}", s_codes, cancellationToken).ConfigureAwait(false)) return AccessRefused.TooMany;
        if (OneTimePassword.Fits(secret, code, clock.GetCurrentInstant(), 0) is not { } step) return AccessRefused.WrongSecondCode;
        return await ChangeAsync(signIn, login => login with { SecondFactor = Seal(secret), SecondStep = step }, new Actor(signIn, "staff"), "login.second-factor-up", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a person's second factor away, as when the phone is lost. Never one's own.</summary>
    public Task<Result<Login>> TakeDownAsync(string signIn, Actor actor, CancellationToken cancellationToken = default) =>
        actor.Name == signIn ? Task.FromResult<Result<Login>>(AccessRefused.OwnRights)
        : ChangeAsync(signIn, login => login with { SecondFactor = null, SecondStep = 0 }, actor, "login.second-factor-down", cancellationToken);

    // Noted within the change that looks at it: of two who bring one code one comes in.
    private async Task<Result<Login>> UseAsync(string signIn, string stamp, string code, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Access.FindLoginAsync(signIn, cancellationToken).ConfigureAwait(false) is not { Disabled: false, SecondFactor: { } sealedSecret } login || login.Stamp != stamp) return AccessRefused.SignInAgain;
        if (OneTimePassword.Fits(Unseal(sealedSecret), code, clock.GetCurrentInstant(), login.SecondStep) is not { } step) return AccessRefused.WrongSecondCode;
        await unit.Access.PutAsync(login with { SecondStep = step }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return login with { SecondStep = step, Version = login.Version + 1 };
    }

    private async Task<Result<Login>> ChangeAsync(string signIn, Func<Login, Login> change, Actor actor, string action, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Access.FindLoginAsync(signIn, cancellationToken).ConfigureAwait(false) is not { } login) return AccessRefused.NoLogin;
        var changed = change(login) with { Stamp = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) };
        await unit.Access.PutAsync(changed, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = clock.GetCurrentInstant(), Actor = actor, Action = action, Subject = $"login {login.SignIn}" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return changed with { Version = changed.Version + 1 };
    }

    private string Seal(byte[] secret) => protection.CreateProtector("second-factor").Protect(Convert.ToHexString(secret));

    private byte[] Unseal(string secret) => Convert.FromHexString(protection.CreateProtector("second-factor").Unprotect(secret));

    private ITimeLimitedDataProtector Tickets(string purpose) => protection.CreateProtector("second-factor-ticket", purpose).ToTimeLimitedDataProtector();

    private string? Open(string purpose, string ticket)
    {
        try
        {
            return Tickets(purpose).Unprotect(ticket);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

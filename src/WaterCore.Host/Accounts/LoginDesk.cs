using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Accounts;

/// <summary>Makes and changes logins, and checks passwords.</summary>
/// <remarks>
/// Hashing is Identity's (PBKDF2, salted). Its lock-out is not used: that one counts after the comparison, so parallel guesses slip through;
/// here an attempt is counted and committed before the password is looked at.
/// </remarks>
internal sealed class LoginDesk(IStorage storage, IClock clock, IPasswordHasher<Login> hasher, Attempts attempts)
{
    private static readonly Login s_nobody = new() { SignIn = "", Name = "", PasswordHash = "", Stamp = "", Roles = [] };
    private string? _nobodysHash;

    /// <summary>Whether nobody can sign in yet.</summary>
    public async Task<bool> NeedsSetUpAsync(CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Access.CountLoginsAsync(cancellationToken).ConfigureAwait(false) == 0;
    }

    /// <summary>Makes the first administrator: the security administrator, who gives the others their roles.</summary>
    public async Task<Result<Login>> SetUpAsync(string signIn, string name, string password, CancellationToken cancellationToken = default)
    {
        if (Check(signIn, password, ["security"]) is { } fault) return fault;
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Access.CountLoginsAsync(cancellationToken).ConfigureAwait(false) > 0) return AccessRefused.SetUpAlready;
        var login = Make(signIn, name, password, ["security"], false);
        await unit.Access.PutAsync(login, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, new Actor(login.SignIn, "security"), "login.set-up", login, null, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return login with { Version = 1 };
    }

    /// <summary>Adds a person. The first password is the giver's, so the person must choose another at the first sign-in.</summary>
    public async Task<Result<Login>> AddAsync(string signIn, string name, string password, IReadOnlyList<string> roles, Actor actor, CancellationToken cancellationToken = default)
    {
        if (Check(signIn, password, roles) is { } fault) return fault;
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Access.FindLoginAsync(signIn.Trim(), cancellationToken).ConfigureAwait(false) is not null) return AccessRefused.NameTaken;
        var login = Make(signIn, name, password, roles, true);
        await unit.Access.PutAsync(login, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, actor, "login.add", login, null, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return login with { Version = 1 };
    }

    /// <summary>Gives other roles, bars or lets in again. Ends the sessions of that person.</summary>
    public async Task<Result<Login>> ChangeAsync(string signIn, IReadOnlyList<string> roles, bool disabled, Actor actor, CancellationToken cancellationToken = default)
    {
        if (CheckRoles(roles) is { } fault) return fault;
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Access.FindLoginAsync(signIn, cancellationToken).ConfigureAwait(false) is not { } before) return AccessRefused.NoLogin;
        if (before.SignIn == actor.Name) return AccessRefused.OwnRights;
        var login = before with { Roles = roles, Disabled = disabled, Stamp = Stamp() };
        await unit.Access.PutAsync(login, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, actor, "login.change", login, Describe(before), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return login with { Version = login.Version + 1 };
    }

    /// <summary>Chooses another password for oneself. Ends the other sessions.</summary>
    public async Task<Result<Login>> ChangePasswordAsync(string signIn, string current, string chosen, CancellationToken cancellationToken = default)
    {
        var checkedLogin = await SignInAsync(signIn, current, "", "", cancellationToken).ConfigureAwait(false);
        if (!checkedLogin.IsOk) return checkedLogin.Fault;
        if (chosen == current || !IsStrong(chosen, signIn)) return AccessRefused.WeakPassword;
        var login = checkedLogin.Value with { PasswordHash = hasher.HashPassword(s_nobody, chosen), Stamp = Stamp(), MustChangePassword = false };
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Access.PutAsync(login, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(Entry(ActorOf(login), "login.password", login, null, null), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return login with { Version = login.Version + 1 };
    }

    /// <summary>Checks a name and a password.</summary>
    /// <param name="signIn">The name.</param>
    /// <param name="password">The password.</param>
    /// <param name="device">A device from which this person signed in before, or empty. Strangers' guesses then do not lock the person out.</param>
    /// <param name="address">Where a browser that is not known is, or empty. Guesses from one address then do not lock the person out elsewhere; guesses from ten and more do, for as long as they go on.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    public async Task<Result<Login>> SignInAsync(string signIn, string password, string device, string address = "", CancellationToken cancellationToken = default)
    {
        signIn = signIn.Trim();
        if (signIn.Length is 0 or > 40 || password.Length is 0 or > 128) return AccessRefused.Wrong;
        var (name, stranger) = ($"login {signIn.ToLowerInvariant()}", device.Length == 0 && address.Length > 0);
        var subject = device.Length > 0 ? $"{name} {device}" : stranger ? $"{name} from {address}" : name;
        if (!await attempts.TakeAsync(subject, Attempts.SignIn, cancellationToken).ConfigureAwait(false)) return AccessRefused.TooMany;
        if (stranger && !await attempts.TakeAsync($"{name} from anywhere", Attempts.Strangers, cancellationToken).ConfigureAwait(false)) return AccessRefused.TooMany;
        var login = await FindAsync(signIn, cancellationToken).ConfigureAwait(false);

        // As much work for a name that is not there, so that the time does not tell.
        var hash = login?.PasswordHash ?? (_nobodysHash ??= hasher.HashPassword(s_nobody, Stamp()));
        if (hasher.VerifyHashedPassword(s_nobody, hash, password) == PasswordVerificationResult.Failed || login is not { Disabled: false }) return AccessRefused.Wrong;
        await attempts.ForgetAsync(subject, cancellationToken).ConfigureAwait(false);
        return login;
    }

    /// <summary>A second person at somebody's screen (授权): signs with the own name and password, and is not the first.</summary>
    /// <param name="signIn">The second person's sign-in name.</param>
    /// <param name="password">And password.</param>
    /// <param name="permission">What the second person must be allowed to do.</param>
    /// <param name="first">Who asks.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    public async Task<Result<Login>> ApproveAsync(string signIn, string password, string permission, Actor first, CancellationToken cancellationToken = default)
    {
        var checkedLogin = await SignInAsync(signIn, password, "", "", cancellationToken).ConfigureAwait(false);
        if (!checkedLogin.IsOk) return checkedLogin.Fault;
        var login = checkedLogin.Value;
        return login.SignIn == first.Name ? AccessRefused.SamePerson
            : login.MustChangePassword || !Role.PermissionsOf(login.Roles).Contains(permission) ? AccessRefused.MayNotApprove
            : login;
    }

    /// <summary>A login, or null.</summary>
    public async Task<Login?> FindAsync(string signIn, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Access.FindLoginAsync(signIn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who acts when this person does.</summary>
    public static Actor ActorOf(Login login) => new(login.SignIn, login.Roles.Count > 0 ? login.Roles[0] : "staff");

    private static AccessRefused? Check(string signIn, string password, IReadOnlyList<string> roles)
    {
        var name = signIn.Trim();
        if (name.Length is < 2 or > 40 || !name.All(c => char.IsLetterOrDigit(c) || c is '.' or '-')) return AccessRefused.BadName;
        return IsStrong(password, name) ? CheckRoles(roles) : AccessRefused.WeakPassword;
    }

    private static AccessRefused? CheckRoles(IReadOnlyList<string> roles) =>
        roles.Any(r => Role.Find(r) is null) ? AccessRefused.UnknownRole
        : roles.Intersect(Login.AdministratorRoles).Count() > 1 ? AccessRefused.RolesExclude
        : null;

    private static bool IsStrong(string password, string signIn) =>
        password.Length is >= 12 and <= 128 && password.Distinct().Count() >= 5 && !password.Contains(signIn, StringComparison.OrdinalIgnoreCase);

    private Login Make(string signIn, string name, string password, IReadOnlyList<string> roles, bool mustChange) => new()
    {
        SignIn = signIn.Trim(), Name = name.Trim() is { Length: > 0 } given ? given : signIn.Trim(), PasswordHash = hasher.HashPassword(s_nobody, password),
        Stamp = Stamp(), Roles = roles, MustChangePassword = mustChange,
    };

    private ValueTask AuditAsync(IUnitOfWork unit, Actor actor, string action, Login login, string? before, CancellationToken cancellationToken) =>
        unit.Audit.AppendAsync(Entry(actor, action, login, before, Describe(login)), cancellationToken);

    private AuditEntry Entry(Actor actor, string action, Login login, string? before, string? after) => new()
    {
        At = clock.GetCurrentInstant(), Actor = actor, Action = action, Subject = $"login {login.SignIn}", Before = before, After = after,
    };

    private static string Describe(Login login) => $"roles {string.Join(", ", login.Roles.Order(StringComparer.Ordinal))}{(login.Disabled ? "; barred" : "")}";

    private static string Stamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}

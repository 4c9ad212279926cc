using NodaTime;

namespace WaterCore.Organization;

/// <summary>How an operator signs in here (登录账号): a name, a hashed password and roles. Matched with an operator by <see cref="SignIn"/>.</summary>
public sealed record Login
{
    /// <summary>The sign-in name; unique without regard to case, never given to another person.</summary>
    public required string SignIn { get; init; }

    /// <summary>The person's name as colleagues read it.</summary>
    public required string Name { get; init; }

    /// <summary>The salted hash of the password, as the host's hasher writes it.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>Changes whenever the password, the roles or the state change; a session that carries another stamp has ended.</summary>
    public required string Stamp { get; init; }

    /// <summary>The codes of the roles held, such as <c>clerk</c>; at most one of <see cref="AdministratorRoles"/>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Whether the person must choose a new password before anything else, as after one was set by another person.</summary>
    public bool MustChangePassword { get; init; }

    /// <summary>Whether sign-in is barred.</summary>
    public bool Disabled { get; init; }

    /// <summary>The secret of the second factor as the host seals it, or null without one.</summary>
    public string? SecondFactor { get; init; }

    /// <summary>The last time step whose code was used; codes of it and of those before are good no more.</summary>
    public long SecondStep { get; init; }

    /// <summary>How often it was changed; a change that starts from an older version is refused.</summary>
    public long Version { get; init; }

    /// <summary>
    /// The three administrators, which exclude each other (三员分立, GB/T 22239-2019 8.1.5): one runs the system, one grants rights, one watches both.
    /// </summary>
    public static IReadOnlyList<string> AdministratorRoles { get; } = ["system", "security", "audit"];
}

/// <summary>A key by which another program calls the API. Only the digest of the key is kept.</summary>
public sealed record ApiKey
{
    private const string ActorPrefix = "key ";

    /// <summary>The first characters of the key, by which it is found and named; unique.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the whole key, lower-case hexadecimal. The key is random, 256 bits, so that no slow hash is needed.</summary>
    public required string Digest { get; init; }

    /// <summary>Whose it is, as people say it.</summary>
    public required string Owner { get; init; }

    /// <summary>Who acts when it is used: what the audit log and money say of the maker.</summary>
    public string ActorName => ActorPrefix + Prefix;

    /// <summary>The prefix of the key that acts under a name; null when it is no key.</summary>
    public static string? PrefixOf(string actor) => actor.StartsWith(ActorPrefix, StringComparison.Ordinal) ? actor[ActorPrefix.Length..] : null;


    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When it stops being good.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>When it was withdrawn, or null.</summary>
    public Instant? RevokedAt { get; init; }
}

/// <summary>A one-time code that was sent to a customer. A new one replaces it.</summary>
public sealed record SignInCode
{
    /// <summary>The account's number.</summary>
    public required string Account { get; init; }

    /// <summary>The salted hash of the code.</summary>
    public required string Hash { get; init; }

    /// <summary>When it stops being good.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>How often a code was tried; counted before it is compared.</summary>
    public int Tries { get; init; }
}

/// <summary>Attempts counted against one who is guessing: a sign-in name, an account, a number of sent codes.</summary>
/// <param name="Subject">What is guarded, such as <c>login alice</c>.</param>
/// <param name="Count">Attempts since <paramref name="Since"/>.</param>
/// <param name="Since">When counting began.</param>
public sealed record AttemptCount(string Subject, int Count, Instant Since);

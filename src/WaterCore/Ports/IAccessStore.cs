using WaterCore.Organization;

namespace WaterCore.Ports;

/// <summary>Who may sign in, with what, and how often it was tried.</summary>
public interface IAccessStore
{
    /// <summary>How many people can sign in, the barred ones included.</summary>
    ValueTask<long> CountLoginsAsync(CancellationToken cancellationToken = default);

    /// <summary>Everybody who can sign in, by sign-in name.</summary>
    ValueTask<IReadOnlyList<Login>> LoginsAsync(CancellationToken cancellationToken = default);

    /// <summary>A login by its sign-in name without regard to case, or null.</summary>
    ValueTask<Login?> FindLoginAsync(string signIn, CancellationToken cancellationToken = default);

    /// <summary>Adds a login, with <see cref="Login.Version"/> 0, or changes it, with the version it was read with.</summary>
    /// <exception cref="StorageConflictException">The name is taken, another change came first, or the roles exclude each other.</exception>
    ValueTask PutAsync(Login login, CancellationToken cancellationToken = default);

    /// <summary>All API keys, newest first.</summary>
    ValueTask<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken = default);

    /// <summary>A key by its prefix, or null.</summary>
    ValueTask<ApiKey?> FindKeyAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Adds a key, or notes that it was withdrawn.</summary>
    ValueTask PutAsync(ApiKey key, CancellationToken cancellationToken = default);

    /// <summary>The code that was sent for an account, or null.</summary>
    ValueTask<SignInCode?> FindCodeAsync(string account, CancellationToken cancellationToken = default);

    /// <summary>Keeps a code in place of the one before.</summary>
    ValueTask PutAsync(SignInCode code, CancellationToken cancellationToken = default);

    /// <summary>Forgets the code of an account: it was used.</summary>
    ValueTask ForgetCodeAsync(string account, CancellationToken cancellationToken = default);

    /// <summary>What was counted of a subject, or null.</summary>
    ValueTask<AttemptCount?> FindAttemptsAsync(string subject, CancellationToken cancellationToken = default);

    /// <summary>Keeps a count in place of the one before.</summary>
    ValueTask PutAsync(AttemptCount attempts, CancellationToken cancellationToken = default);

    /// <summary>The keys that cookies are protected with, as the framework writes them; every process of the service reads the same.</summary>
    ValueTask<IReadOnlyList<string>> ProtectionKeysAsync(CancellationToken cancellationToken = default) => throw OlderPlugin.Without("keys of cookies");

    /// <summary>Adds a key under its name; the same name again changes nothing.</summary>
    ValueTask AddProtectionKeyAsync(string name, string body, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("keys of cookies");
}

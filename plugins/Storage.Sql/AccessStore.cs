using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal sealed class AccessStore(SqlUnit unit) : IAccessStore
{
    private const string LoginColumns = "l.sign_in, l.name, l.password_hash, l.stamp, l.must_change, l.disabled, l.version, l.second_factor, l.second_step, r.role";

    private const string KeyColumns = "prefix, digest, owner, permissions, created_at, expires_at, revoked_at";

    public ValueTask<long> CountLoginsAsync(CancellationToken cancellationToken = default) => unit.NumberAsync("select count(*) from login", cancellationToken);

    public ValueTask<IReadOnlyList<Login>> LoginsAsync(CancellationToken cancellationToken = default) => QueryAsync("", null, cancellationToken);

    public async ValueTask<Login?> FindLoginAsync(string signIn, CancellationToken cancellationToken = default)
    {
        var found = await QueryAsync("where l.sign_in_key = @key", new { key = Key(signIn) }, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    public async ValueTask PutAsync(Login login, CancellationToken cancellationToken = default)
    {
        var key = Key(login.SignIn);
        if (login.Version == 0)
        {
            await unit.AddAsync(
                "login", ["sign_in_key", "sign_in", "name", "password_hash", "stamp", "must_change", "disabled", "version", "second_factor", "second_step"], [login],
                (row, l) => row.Add(key).Add(l.SignIn).Add(l.Name).Add(l.PasswordHash).Add(l.Stamp).Add(Bit(l.MustChangePassword)).Add(Bit(l.Disabled)).Add(1L).AddOrNull(l.SecondFactor).Add(l.SecondStep),
                cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // The trigger on login refuses a version that does not follow.
            await unit.ExecuteAsync(
                """
                update login set name = @name, password_hash = @hash, stamp = @stamp, must_change = @must, disabled = @disabled, version = @next, second_factor = @second, second_step = @step
                where sign_in_key = @key
                """,
                new { key, name = login.Name, hash = login.PasswordHash, stamp = login.Stamp, must = Bit(login.MustChangePassword), disabled = Bit(login.Disabled), next = login.Version + 1, second = login.SecondFactor, step = login.SecondStep },
                cancellationToken).ConfigureAwait(false);
            await unit.ExecuteAsync("delete from login_role where sign_in_key = @key", new { key }, cancellationToken).ConfigureAwait(false);
        }
        await unit.AddAsync("login_role", ["sign_in_key", "role"], login.Roles.Distinct().ToList(), (row, role) => row.Add(key).Add(role), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken = default) =>
        unit.QueryAsync($"select {KeyColumns} from api_key order by created_at desc, prefix", null, ReadKey, cancellationToken);

    public ValueTask<ApiKey?> FindKeyAsync(string prefix, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {KeyColumns} from api_key where prefix = @prefix", new { prefix }, ReadKey, cancellationToken);

    public ValueTask PutAsync(ApiKey key, CancellationToken cancellationToken = default) => unit.AddAsync(
        "api_key", KeyColumns.Split(", "), [key],
        static (row, k) => row.Add(k.Prefix).Add(k.Digest).Add(k.Owner).Add(string.Join(' ', k.Permissions)).Add(k.CreatedAt).Add(k.ExpiresAt).Add(k.RevokedAt), cancellationToken,
        "on conflict (prefix) do update set revoked_at = excluded.revoked_at");

    public ValueTask<SignInCode?> FindCodeAsync(string account, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select account, hash, expires_at, tries from sign_in_code where account = @account", new { account },
        static row => new SignInCode { Account = row.Text(), Hash = row.Text(), ExpiresAt = row.At(), Tries = row.Int() }, cancellationToken);

    public ValueTask PutAsync(SignInCode code, CancellationToken cancellationToken = default) => unit.AddAsync(
        "sign_in_code", ["account", "hash", "expires_at", "tries"], [code],
        static (row, c) => row.Add(c.Account).Add(c.Hash).Add(c.ExpiresAt).Add((long)c.Tries), cancellationToken,
        "on conflict (account) do update set hash = excluded.hash, expires_at = excluded.expires_at, tries = excluded.tries");

    public ValueTask ForgetCodeAsync(string account, CancellationToken cancellationToken = default) =>
        unit.ExecuteAsync("delete from sign_in_code where account = @account", new { account }, cancellationToken);

    public ValueTask<AttemptCount?> FindAttemptsAsync(string subject, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select subject, count, since from sign_in_attempt where subject = @subject", new { subject },
        static row => new AttemptCount(row.Text(), row.Int(), row.At()), cancellationToken);

    public ValueTask PutAsync(AttemptCount attempts, CancellationToken cancellationToken = default) => unit.AddAsync(
        "sign_in_attempt", ["subject", "count", "since"], [attempts],
        static (row, a) => row.Add(a.Subject).Add((long)a.Count).Add(a.Since), cancellationToken,
        "on conflict (subject) do update set count = excluded.count, since = excluded.since");

    public ValueTask<IReadOnlyList<string>> ProtectionKeysAsync(CancellationToken cancellationToken = default) =>
        unit.QueryAsync("select body from protection_key order by name", null, static row => row.Text(), cancellationToken);

    public ValueTask AddProtectionKeyAsync(string name, string body, CancellationToken cancellationToken = default) => unit.ExecuteAsync(
        "insert into protection_key (name, body) values (@name, @body) on conflict (name) do nothing", new { name, body }, cancellationToken);

    private async ValueTask<IReadOnlyList<Login>> QueryAsync(string where, object? arguments, CancellationToken cancellationToken)
    {
        var rows = await unit.QueryAsync(
            $"select {LoginColumns} from login l left join login_role r on r.sign_in_key = l.sign_in_key {where} order by l.sign_in_key, r.role", arguments,
            static row => (
                Login: new Login
                {
                    SignIn = row.Text(), Name = row.Text(), PasswordHash = row.Text(), Stamp = row.Text(),
                    MustChangePassword = row.Int() == 1, Disabled = row.Int() == 1, Version = row.Long(), SecondFactor = row.TextOrNull(), SecondStep = row.Long(), Roles = [],
                },
                Role: row.TextOrNull()), cancellationToken).ConfigureAwait(false);
        return rows.GroupBy(r => r.Login.SignIn, StringComparer.Ordinal).Select(g => g.First().Login with { Roles = [.. g.Select(r => r.Role).OfType<string>()] }).ToList();
    }

    private static ApiKey ReadKey(RowReader row) => new()
    {
        Prefix = row.Text(), Digest = row.Text(), Owner = row.Text(), Permissions = row.Text().Split(' ', StringSplitOptions.RemoveEmptyEntries),
        CreatedAt = row.At(), ExpiresAt = row.At(), RevokedAt = row.AtOrNull(),
    };

    private static string Key(string signIn) => signIn.Normalize(System.Text.NormalizationForm.FormKC).ToLowerInvariant();

    private static long Bit(bool value) => value ? 1 : 0;
}

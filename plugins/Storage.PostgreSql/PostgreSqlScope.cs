using Npgsql;

namespace WaterCore.Storage.PostgreSql;

/// <summary>Holds a unit of work to some branches: from then on it works as a role to which the tables show only what is theirs (0045_branch.sql).</summary>
internal static class PostgreSqlScope
{
    public const string Role = "watercore_branch";

    // Roles are the whole server's: another database's program may make this one at the same moment.
    private const string Prepare =
        $"""
        do $$
        begin
            if not exists (select 1 from pg_roles where rolname = '{Role}') then
                begin
                    create role {Role} nologin;
                exception when insufficient_privilege or duplicate_object or unique_violation then null;
                end;
            end if;
            if exists (select 1 from pg_roles where rolname = '{Role}') and not pg_has_role(current_user, '{Role}', 'member') then
                begin
                    execute format('grant {Role} to %I', current_user);
                exception when insufficient_privilege then null;
                end;
            end if;
            if exists (select 1 from pg_roles where rolname = '{Role}') and exists (
                select 1 from pg_class c where c.relnamespace = '{PostgreSqlSchema.Name}'::regnamespace and c.relkind in ('r', 'v') and not has_table_privilege('{Role}', c.oid, 'insert')) then
                grant usage on schema {PostgreSqlSchema.Name} to {Role};
                grant select, insert, update, delete on all tables in schema {PostgreSqlSchema.Name} to {Role};
                grant usage, select on all sequences in schema {PostgreSqlSchema.Name} to {Role};
            end if;
        end $$;
        select coalesce((select pg_has_role(current_user, r.oid, 'member') from pg_roles r where r.rolname = '{Role}'), false)
        """;

    /// <summary>What is in the way when the role is not there.</summary>
    public static string Missing(string place) =>
        $"The database at {place} has no role {Role}, without which it cannot keep the branches apart; let its administrator run: create role {Role} nologin; grant {Role} to the user of 'ConnectionString'; and start again.";

    /// <summary>Makes the role if it may, and gives it the tables.</summary>
    /// <returns>Whether this user can work as the role.</returns>
    public static async ValueTask<bool> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(Prepare, connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>For the rest of the transaction.</summary>
    public static async ValueTask BeginAsync(NpgsqlConnection connection, IReadOnlyList<string> branches, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"select set_config('{PostgreSqlSchema.Name}.branches', $1, true), set_config('role', '{Role}', true)", connection)
        {
            // Never empty: an empty setting is the same as none, and the lone comma names no branch.
            Parameters = { new() { Value = branches.Count == 0 ? "," : string.Join(',', branches) } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}

using System.Globalization;
using System.Text;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Search;
using WaterCore.Storage.Sql;
using WaterCore.Values;

namespace WaterCore.Storage.PostgreSql;

/// <summary>Grams as an array of numbers beside each account, found by an inverted index (GIN).</summary>
internal sealed class PostgreSqlSearchStore(PostgreSqlUnit unit) : ISearchStore
{
    private const int Page = 5_000;

    public async ValueTask PutAsync(IReadOnlyList<SearchRecord> records, CancellationToken cancellationToken = default)
    {
        await unit.AddAsync(
            "clue", ["account", "grams"], records,
            static (row, r) => ((PostgreSqlRowWriter)row.Add(r.Key)).Add([.. Grams.Of(r).Select(g => g.Value)]), cancellationToken,
            "on conflict (account) do update set grams = excluded.grams").ConfigureAwait(false);
        await unit.AddAsync(
            "clue_record", ["account", "fields"], records, static (row, r) => row.Add(r.Key).Add(KeptRecord.Write(r)), cancellationToken,
            "on conflict (account) do update set fields = excluded.fields").ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<SearchRecord>> KeptAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select account, fields from clue_record where account = any(@keys){unit.AndOf("account")} order by account", new { keys = unit.List(accounts.Select(a => a.Value)) },
        static row => KeptRecord.Read(row.Long(), row.Text()), cancellationToken);

    public ValueTask<IReadOnlyList<Id<Account>>> FindAsync(GramQuery query, Id<Account> after, int limit, CancellationToken cancellationToken = default)
    {
        var condition = new StringBuilder();
        Write(query, condition);
        // What the grams find is small and sorted afterwards; walking the accounts in order instead would look at every one of them.
        return unit.QueryAsync(
            $"with found as materialized (select account from clue where {condition}) select account from found where account > @after order by account limit @limit",
            new { after = after.Value, limit }, static row => new Id<Account>(row.Long()), cancellationToken);
    }

    public ValueTask<IReadOnlyList<SearchRecord>> RecordsAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) =>
        SearchRows.OfAsync(unit, "select unnest(@keys) as account", new { keys = unit.List(accounts.Select(a => a.Value)) }, cancellationToken);

    public IAsyncEnumerable<SearchRecord> StreamAsync(CancellationToken cancellationToken = default) => SearchRows.AllAsync(unit, cancellationToken);

    /// <summary>Makes the index anew when the database is older than it, or the rule for grams has changed.</summary>
    public static async ValueTask BringUpToDateAsync(PostgreSqlStorage storage, CancellationToken cancellationToken)
    {
        var unit = (PostgreSqlUnit)await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.TurnAsync("clue", cancellationToken).ConfigureAwait(false);
        if (await unit.NumberAsync("select coalesce(max(version), 0) from clue_version", cancellationToken).ConfigureAwait(false) == Grams.Version) return;
        await unit.ExecuteAsync("truncate clue, clue_record", new { }, cancellationToken).ConfigureAwait(false);
        for (long after = 0; ;)
        {
            var page = await SearchRows.OfAsync(
                unit, "select id as account from account where id > @after order by id limit @page", new { after, page = Page }, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) break;
            await unit.Search.PutAsync(page, cancellationToken).ConfigureAwait(false);
            after = page[^1].Key;
        }
        await unit.ExecuteAsync(
            "insert into clue_version (only_row, version) values (1, @version) on conflict (only_row) do update set version = excluded.version",
            new { version = Grams.Version }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Write(GramQuery query, StringBuilder text)
    {
        if (query is GramQuery.One one)
        {
            Ones("@>", [one], text);
            return;
        }
        var (parts, word, holds) = query is GramQuery.All all ? (all.Parts, " and ", "@>") : (((GramQuery.Any)query).Parts, " or ", "&&");
        var ones = parts.OfType<GramQuery.One>().ToList();
        var first = true;
        text.Append('(');
        if (ones.Count > 0)
        {
            Ones(holds, ones, text);
            first = false;
        }
        foreach (var part in parts)
        {
            if (part is GramQuery.One) continue;
            if (!first) text.Append(word);
            Write(part, text);
            first = false;
        }
        text.Append(')');
    }

    private static void Ones(string holds, List<GramQuery.One> ones, StringBuilder text)
    {
        text.Append("grams ").Append(holds).Append(" array[");
        text.AppendJoin(',', ones.Select(o => o.Gram.Value.ToString(CultureInfo.InvariantCulture)));
        text.Append(']');
    }
}

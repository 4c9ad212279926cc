using System.Text;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Search;
using WaterCore.Storage.Sql;
using WaterCore.Values;

namespace WaterCore.Storage.Sqlite;

/// <summary>Grams as the tokens of a full-text table that keeps nothing but which account has which.</summary>
internal sealed class SqliteSearchStore(SqliteUnit unit) : ISearchStore
{
    // A change as large as this leaves the index in many pieces; in one piece it is smaller and faster.
    private const int Many = 10_000;

    private const int Page = 5_000;

    public async ValueTask PutAsync(IReadOnlyList<SearchRecord> records, CancellationToken cancellationToken = default)
    {
        if (records.Count == 0) return;
        await unit.ExecuteAsync("delete from clue where rowid in (select value from json_each(@keys))", new { keys = unit.List(records.Select(r => r.Key)) }, cancellationToken).ConfigureAwait(false);
        await InsertAsync(records, cancellationToken).ConfigureAwait(false);
        if (records.Count >= Many) await OptimizeAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Id<Account>>> FindAsync(GramQuery query, Id<Account> after, int limit, CancellationToken cancellationToken = default)
    {
        var match = new StringBuilder();
        Write(query, match);
        return unit.QueryAsync(
            "select rowid from clue where clue match @match and rowid > @after order by rowid limit @limit",
            new { match = match.ToString(), after = after.Value, limit }, static row => new Id<Account>(row.Long()), cancellationToken);
    }

    public ValueTask<IReadOnlyList<SearchRecord>> RecordsAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) =>
        SearchRows.OfAsync(unit, "select value as account from json_each(@keys)", new { keys = unit.List(accounts.Select(a => a.Value)) }, cancellationToken);

    public IAsyncEnumerable<SearchRecord> StreamAsync(CancellationToken cancellationToken = default) => SearchRows.AllAsync(unit, cancellationToken);

    /// <summary>Makes the index anew when the database is older than it, or the rule for grams has changed.</summary>
    public static async ValueTask BringUpToDateAsync(SqliteStorage storage, CancellationToken cancellationToken)
    {
        var look = (SqliteUnit)await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        long version;
        await using (look.ConfigureAwait(false)) version = await look.NumberAsync("select coalesce(max(version), 0) from clue_version", cancellationToken).ConfigureAwait(false);
        if (version == Grams.Version) return;
        var unit = (SqliteUnit)await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await new SqliteSearchStore(unit).MakeAnewAsync(cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask MakeAnewAsync(CancellationToken cancellationToken)
    {
        await unit.ExecuteAsync("insert into clue (clue) values ('delete-all')", new { }, cancellationToken).ConfigureAwait(false);
        for (long after = 0; ;)
        {
            var page = await SearchRows.OfAsync(
                unit, "select id as account from account where id > @after order by id limit @page", new { after, page = Page }, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) break;
            await InsertAsync(page, cancellationToken).ConfigureAwait(false);
            after = page[^1].Key;
        }
        await OptimizeAsync(cancellationToken).ConfigureAwait(false);
        await unit.ExecuteAsync(
            "insert into clue_version (only_row, version) values (1, @version) on conflict (only_row) do update set version = excluded.version",
            new { version = Grams.Version }, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask InsertAsync(IReadOnlyList<SearchRecord> records, CancellationToken cancellationToken) =>
        unit.AddAsync("clue", ["rowid", "grams"], records, static (row, r) => row.Add(r.Key).Add(Tokens(r)), cancellationToken);

    private ValueTask OptimizeAsync(CancellationToken cancellationToken) =>
        unit.ExecuteAsync("insert into clue (clue) values ('optimize')", new { }, cancellationToken);

    private static string Tokens(SearchRecord record)
    {
        var text = new StringBuilder(512);
        foreach (var gram in Grams.Of(record))
        {
            if (text.Length > 0) text.Append(' ');
            Write(gram, text);
        }
        return text.ToString();
    }

    private static void Write(GramQuery query, StringBuilder text)
    {
        if (query is GramQuery.One one)
        {
            Write(one.Gram, text);
            return;
        }
        var (parts, word) = query is GramQuery.All all ? (all.Parts, " AND ") : (((GramQuery.Any)query).Parts, " OR ");
        for (var i = 0; i < parts.Count; i++)
        {
            text.Append(i == 0 ? "(" : word);
            Write(parts[i], text);
        }
        text.Append(')');
    }

    // Digits and small letters only, so that a token is never a word of the query language.
    private static void Write(Gram gram, StringBuilder text)
    {
        Span<char> digits = stackalloc char[7];
        var start = digits.Length;
        var value = gram.Value;
        do digits[--start] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36];
        while ((value /= 36) > 0);
        text.Append(digits[start..]);
    }
}

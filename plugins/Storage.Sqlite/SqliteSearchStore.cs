using System.Runtime.InteropServices;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Search;
using WaterCore.Storage.Sql;
using WaterCore.Values;

namespace WaterCore.Storage.Sqlite;

/// <summary>Of each gram the list of accounts that have it, and of each account what it is found by.</summary>
/// <remarks>SQLite's full-text table walks a list account by account; these lists are walked in pieces, so that two of them meet in a few looks.</remarks>
internal sealed class SqliteSearchStore(SqliteUnit unit, SqliteSession session) : ISearchStore, IDisposable
{
    private const int Page = 5_000;

    // A change as large as this leaves the lists half empty; written anew in their order they are smaller.
    private const int Many = 10_000;

    private SqliteGramLists? _lists;

    private SqliteGramLists Lists => _lists ??= new SqliteGramLists(session, unit.And("a.branch").Replace("@branches", "?2", StringComparison.Ordinal), unit.Scope.IsAll ? "" : (string)unit.List(unit.Scope.Branches!));

    public void Dispose()
    {
        _lists?.Dispose();
        _lists = null;
    }

    public async ValueTask PutAsync(IReadOnlyList<SearchRecord> records, CancellationToken cancellationToken = default)
    {
        if (records.Count == 0) return;
        await ChangeAsync(records, cancellationToken).ConfigureAwait(false);
        if (records.Count >= Many) await WriteAnewAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Id<Account>>> FindAsync(GramQuery query, Id<Account> after, int limit, CancellationToken cancellationToken = default)
    {
        var cursor = GramCursor.Of(query, Lists);
        var found = new List<Id<Account>>();
        for (var at = cursor.Seek(after.Value + 1); at != GramCursor.End && found.Count < limit; at = cursor.Seek(at + 1)) found.Add(new(at));
        return new(found);
    }

    public ValueTask<IReadOnlyList<SearchRecord>> KeptAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) =>
        new(Lists.Records(accounts));

    public ValueTask<IReadOnlyList<SearchRecord>> RecordsAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) =>
        SearchRows.OfAsync(unit, "select value as account from json_each(@keys)", new { keys = unit.List(accounts.Select(a => a.Value)) }, cancellationToken);

    public IAsyncEnumerable<SearchRecord> StreamAsync(CancellationToken cancellationToken = default) => SearchRows.AllAsync(unit, cancellationToken);

    /// <summary>Makes the lists anew when the database is older than they are, or the rule for grams has changed.</summary>
    public static async ValueTask BringUpToDateAsync(SqliteStorage storage, CancellationToken cancellationToken)
    {
        var look = (SqliteUnit)await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        long version;
        await using (look.ConfigureAwait(false)) version = await look.NumberAsync("select coalesce(max(version), 0) from clue_version", cancellationToken).ConfigureAwait(false);
        if (version == Grams.Version) return;
        var unit = (SqliteUnit)await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await ((SqliteSearchStore)unit.Search).MakeAnewAsync(cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask MakeAnewAsync(CancellationToken cancellationToken)
    {
        await unit.ExecuteAsync("delete from clue_list", new { }, cancellationToken).ConfigureAwait(false);
        await unit.ExecuteAsync("delete from clue_record", new { }, cancellationToken).ConfigureAwait(false);
        long count = 0;
        for (long after = 0; ;)
        {
            var page = await SearchRows.OfAsync(
                unit, "select id as account from account where id > @after order by id limit @page", new { after, page = Page }, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) break;
            await ChangeAsync(page, cancellationToken).ConfigureAwait(false);
            (after, count) = (page[^1].Key, count + page.Count);
        }
        if (count >= Many) await WriteAnewAsync(cancellationToken).ConfigureAwait(false);
        await unit.ExecuteAsync(
            "insert into clue_version (only_row, version) values (1, @version) on conflict (only_row) do update set version = excluded.version",
            new { version = Grams.Version }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ChangeAsync(IReadOnlyList<SearchRecord> records, CancellationToken cancellationToken)
    {
        if (records.FirstOrDefault(r => r.Key is < 0 or > uint.MaxValue) is { } far) throw new StorageUnavailableException($"Account id {far.Key} is beyond what search keeps, {uint.MaxValue}; take ids in order.");
        var before = Lists.Records([.. records.Select(r => new Id<Account>(r.Key)).Order()], true).ToDictionary(r => r.Key);
        var changes = new List<(Gram Gram, long Account, bool Has)>(records.Count * 48);
        foreach (var record in records.DistinctBy(r => r.Key))
        {
            var grams = Grams.Of(record);
            if (before.TryGetValue(record.Key, out var old))
            {
                var had = Grams.Of(old).ToHashSet();
                changes.AddRange(grams.Where(g => !had.Remove(g)).Select(g => (g, record.Key, true)));
                changes.AddRange(had.Select(g => (g, record.Key, false)));
            }
            else
            {
                foreach (var gram in grams) changes.Add((gram, record.Key, true));
            }
        }
        await unit.AddAsync("clue_record", ["account", "fields"], records, static (row, r) => row.Add(r.Key).Add(KeptRecord.Write(r)), cancellationToken, "on conflict (account) do update set fields = excluded.fields").ConfigureAwait(false);
        changes.Sort(static (a, b) => a.Gram == b.Gram ? a.Account.CompareTo(b.Account) : a.Gram.CompareTo(b.Gram));
        var some = new List<(long, bool)>();
        for (var i = 0; i < changes.Count;)
        {
            some.Clear();
            var gram = changes[i].Gram;
            for (; i < changes.Count && changes[i].Gram == gram; i++) some.Add((changes[i].Account, changes[i].Has));
            Lists.Change(gram, CollectionsMarshal.AsSpan(some));
        }
    }

    // In the order of the keys every page of the file is full.
    private async ValueTask WriteAnewAsync(CancellationToken cancellationToken)
    {
        await unit.ExecuteAsync("create table clue_anew (key integer primary key, docs blob not null) strict", new { }, cancellationToken).ConfigureAwait(false);
        await unit.ExecuteAsync("insert into clue_anew (key, docs) select key, docs from clue_list order by key", new { }, cancellationToken).ConfigureAwait(false);
        _lists?.Dispose();
        _lists = null;
        await unit.ExecuteAsync("drop table clue_list", new { }, cancellationToken).ConfigureAwait(false);
        await unit.ExecuteAsync("alter table clue_anew rename to clue_list", new { }, cancellationToken).ConfigureAwait(false);
    }
}

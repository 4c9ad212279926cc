using System.Runtime.InteropServices;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Search;
using WaterCore.Storage.Sql;
using WaterCore.Values;

namespace WaterCore.Storage.PostgreSql;

/// <summary>Of each gram the list of accounts that have it, as on SQLite; what was changed of late stands beside the lists, account by account, until enough of it is put into them.</summary>
/// <remarks>
/// Two changes would often meet in the same list, so a change writes rows of its accounts alone and holds nobody up. Who has committed
/// the last of many puts them all into the lists, in a unit of work of its own.
/// </remarks>
internal sealed class PostgreSqlSearchStore(PostgreSqlUnit unit) : ISearchStore
{
    /// <summary>From so many accounts beside the lists on they are put into them. A look reads them all.</summary>
    public const int Many = 400;

    private const int Page = 5_000, PageOfAll = 50_000;

    private IReadOnlyList<Fresh>? _fresh;
    private PostgreSqlGramLists? _lists;

    /// <summary>How many accounts this unit of work has put beside the lists.</summary>
    public int Put { get; private set; }

    public async ValueTask PutAsync(IReadOnlyList<SearchRecord> records, CancellationToken cancellationToken = default)
    {
        if (records.Count == 0) return;
        Check(records);
        var last = records.Reverse().DistinctBy(r => r.Key).OrderBy(r => r.Key).ToList();
        var before = (await KeptAsync([.. last.Select(r => new Id<Account>(r.Key))], cancellationToken).ConfigureAwait(false)).ToDictionary(r => r.Key);
        await unit.AddAsync(
            "clue_fresh", ["account", "grams", "had"], last,
            (row, r) => row.Add(r.Key).Add(Bytes(Grams.Of(r))).Add(before.TryGetValue(r.Key, out var old) ? Bytes(Grams.Of(old)) : []), cancellationToken,
            "on conflict (account) do update set grams = excluded.grams").ConfigureAwait(false);
        await unit.AddAsync(
            "clue_record", ["account", "fields"], last, static (row, r) => row.Add(r.Key).Add(KeptRecord.Write(r)), cancellationToken,
            "on conflict (account) do update set fields = excluded.fields").ConfigureAwait(false);
        Put += last.Count;
        (_fresh, _lists) = (null, null);
    }

    public async ValueTask<IReadOnlyList<Id<Account>>> FindAsync(GramQuery query, Id<Account> after, int limit, CancellationToken cancellationToken = default)
    {
        // What stands beside the lists is read first: put into them meanwhile, it is found twice and not missed.
        _fresh ??= await FreshAsync(cancellationToken).ConfigureAwait(false);
        _lists ??= new PostgreSqlGramLists(unit);
        var apart = _fresh.Where(f => f.Account > after.Value).ToDictionary(f => f.Account, f => Holds(query, f.Grams));
        var cursor = GramCursor.Of(query, _lists);
        var found = new List<Id<Account>>();
        for (var at = after.Value + 1; found.Count < limit;)
        {
            var account = cursor.Seek(at);
            if (account == GramCursor.End) break;
            if (account == GramCursor.Unknown)
            {
                await _lists.LoadAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }
            if (!apart.ContainsKey(account)) found.Add(new(account));
            at = account + 1;
        }
        var beside = apart.Where(f => f.Value).Select(f => new Id<Account>(f.Key)).ToList();
        return beside.Count == 0 ? found : [.. found.Concat(beside).OrderBy(a => a.Value).Take(limit)];
    }

    public ValueTask<IReadOnlyList<SearchRecord>> KeptAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select account, fields from clue_record where account = any(@keys){unit.AndOf("account")} order by account", new { keys = unit.List(accounts.Select(a => a.Value)) },
        static row => KeptRecord.Read(row.Long(), row.Text()), cancellationToken);

    public ValueTask<IReadOnlyList<SearchRecord>> RecordsAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) =>
        SearchRows.OfAsync(unit, "select unnest(@keys) as account", new { keys = unit.List(accounts.Select(a => a.Value)) }, cancellationToken);

    public IAsyncEnumerable<SearchRecord> StreamAsync(CancellationToken cancellationToken = default) => SearchRows.AllAsync(unit, cancellationToken);

    /// <summary>Makes the index anew when the database is older than it, or the rule for grams has changed; else puts into the lists what stands beside them.</summary>
    public static async ValueTask BringUpToDateAsync(PostgreSqlStorage storage, CancellationToken cancellationToken)
    {
        var unit = (PostgreSqlUnit)await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using (unit.ConfigureAwait(false))
        {
            await unit.TurnAsync("clue", cancellationToken).ConfigureAwait(false);
            if (await unit.NumberAsync("select coalesce(max(version), 0) from clue_version", cancellationToken).ConfigureAwait(false) != Grams.Version)
            {
                await MakeAnewAsync(unit, cancellationToken).ConfigureAwait(false);
                await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        await FoldAsync(storage, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts what stands beside the lists into them, unless somebody else is at it. What another change holds at the moment stays for the next time.</summary>
    /// <returns>Whether few are left.</returns>
    public static async ValueTask<bool> FoldAsync(PostgreSqlStorage storage, CancellationToken cancellationToken)
    {
        for (var taken = Many; taken >= Many;)
        {
            var unit = (PostgreSqlUnit)await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            if (await unit.NumberAsync("select case when pg_try_advisory_xact_lock(turn('clue')) then 1::bigint else 0::bigint end", cancellationToken).ConfigureAwait(false) == 0) return false;
            var fresh = await unit.QueryAsync(
                $"""
                delete from clue_fresh where account in (select account from clue_fresh order by account limit {PageOfAll} for update skip locked)
                returning account, grams, had
                """,
                null, static row => (Account: row.Long(), Grams: Ints(row.Bytes()), Had: Ints(row.Bytes())), cancellationToken).ConfigureAwait(false);
            taken = fresh.Count;
            if (taken == 0) return false;
            var changes = new List<(Gram Gram, long Account, bool Has)>(taken * 48);
            foreach (var (account, grams, had) in fresh)
            {
                // Also what it had already: of two changes at the same time the later may not have known of the earlier.
                foreach (var gram in grams) changes.Add((new Gram(gram), account, true));
                foreach (var gram in had.Except(grams)) changes.Add((new Gram(gram), account, false));
            }
            await ChangeAsync(unit, changes, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        return true;
    }

    private static async ValueTask MakeAnewAsync(PostgreSqlUnit unit, CancellationToken cancellationToken)
    {
        await unit.ExecuteAsync("truncate clue_list, clue_fresh, clue_record", new { }, cancellationToken).ConfigureAwait(false);
        var changes = new List<(Gram Gram, long Account, bool Has)>();
        long after = 0;
        for (var (count, more) = (0, true); more;)
        {
            var page = await SearchRows.OfAsync(
                unit, "select id as account from account where id > @after order by id limit @page", new { after, page = Page }, cancellationToken).ConfigureAwait(false);
            Check(page);
            await unit.AddAsync("clue_record", ["account", "fields"], page, static (row, r) => row.Add(r.Key).Add(KeptRecord.Write(r)), cancellationToken).ConfigureAwait(false);
            foreach (var record in page)
                foreach (var gram in Grams.Of(record)) changes.Add((gram, record.Key, true));
            (count, more, after) = (count + page.Count, page.Count > 0, page.Count > 0 ? page[^1].Key : after);
            if (more && count < PageOfAll) continue;
            await ChangeAsync(unit, changes, cancellationToken).ConfigureAwait(false);
            changes.Clear();
            count = 0;
        }
        await unit.ExecuteAsync(
            "insert into clue_version (only_row, version) values (1, @version) on conflict (only_row) do update set version = excluded.version",
            new { version = Grams.Version }, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask ChangeAsync(PostgreSqlUnit unit, List<(Gram Gram, long Account, bool Has)> changes, CancellationToken cancellationToken)
    {
        changes.Sort(static (a, b) => a.Gram == b.Gram ? a.Account.CompareTo(b.Account) : a.Gram.CompareTo(b.Gram));
        await PostgreSqlGramLists.ChangeAsync(unit, changes, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<IReadOnlyList<Fresh>> FreshAsync(CancellationToken cancellationToken) => unit.QueryAsync(
        "select account, grams from clue_fresh order by account", null, static row => new Fresh(row.Long(), Ints(row.Bytes())), cancellationToken);

    private static void Check(IReadOnlyList<SearchRecord> records)
    {
        if (records.FirstOrDefault(r => r.Key is < 0 or > uint.MaxValue) is { } far)
            throw new StorageUnavailableException($"Account id {far.Key} is beyond what search keeps, {uint.MaxValue}; take ids in order.");
    }

    private static bool Holds(GramQuery query, int[] grams) => query switch
    {
        GramQuery.One one => Array.BinarySearch(grams, one.Gram.Value) >= 0,
        GramQuery.All all => all.Parts.All(p => Holds(p, grams)),
        _ => ((GramQuery.Any)query).Parts.Any(p => Holds(p, grams)),
    };

    // In order, as they come out of a record.
    private static byte[] Bytes(IReadOnlyList<Gram> grams) => MemoryMarshal.AsBytes<int>(grams.Select(g => g.Value).ToArray()).ToArray();

    private static int[] Ints(byte[] grams) => MemoryMarshal.Cast<byte, int>(grams).ToArray();

    private sealed record Fresh(long Account, int[] Grams);
}

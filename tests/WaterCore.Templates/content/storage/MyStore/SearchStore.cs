using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Search;
using WaterCore.Storage.Sql;
using WaterCore.Values;

namespace MyStore;

/// <summary>Finds accounts by fragments: a plain table of which account has which gram.</summary>
internal sealed class SearchStore(Unit unit) : ISearchStore
{
    public async ValueTask PutAsync(IReadOnlyList<SearchRecord> records, CancellationToken cancellationToken = default)
    {
        await unit.ExecuteAsync("delete from gram where account in (select value from json_each(@keys))", new { keys = unit.List(records.Select(r => r.Key)) }, cancellationToken).ConfigureAwait(false);
        var grams = records.SelectMany(r => Grams.Of(r).Select(g => (r.Key, g.Value))).ToList();
        await unit.AddAsync("gram", ["value", "account"], grams, static (row, g) => row.Add(g.Value).Add(g.Key), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Id<Account>>> FindAsync(GramQuery query, Id<Account> after, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select account from ({Sql(query)}) where account > @after order by account limit @limit", new { after = after.Value, limit }, static row => new Id<Account>(row.Long()), cancellationToken);

    public ValueTask<IReadOnlyList<SearchRecord>> RecordsAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) =>
        SearchRows.OfAsync(unit, "select value as account from json_each(@keys)", new { keys = unit.List(accounts.Select(a => a.Value)) }, cancellationToken);

    public IAsyncEnumerable<SearchRecord> StreamAsync(CancellationToken cancellationToken = default) => SearchRows.AllAsync(unit, cancellationToken);

    // Numbers only, so nothing has to be quoted.
    private static string Sql(GramQuery query) => query switch
    {
        GramQuery.One one => FormattableString.Invariant($"select account from gram where value = {one.Gram.Value}"),
        GramQuery.All all => Joined(all.Parts, " intersect "),
        GramQuery.Any any => Joined(any.Parts, " union "),
        _ => throw new ArgumentOutOfRangeException(nameof(query)),
    };

    private static string Joined(IReadOnlyList<GramQuery> parts, string word) => string.Join(word, parts.Select(p => $"select account from ({Sql(p)})"));
}

using WaterCore.Customers;
using WaterCore.Search;
using WaterCore.Values;

namespace WaterCore.Ports;

/// <summary>The store of the Search room: the grams of each account's record, kept in the same unit of work as the record.</summary>
/// <remarks>A storage without it finds nothing by clue and says so; everything else works.</remarks>
public interface ISearchStore
{
    /// <summary>Whether grams are kept.</summary>
    bool IsKept => true;

    /// <summary>Keeps the grams of records, in place of those that their keys had. Call it whenever a record is added or changes.</summary>
    ValueTask PutAsync(IReadOnlyList<SearchRecord> records, CancellationToken cancellationToken = default);

    /// <summary>The keys of the records whose grams fit, in order. They are candidates: a gram may stand for two fragments.</summary>
    /// <param name="query">Which grams.</param>
    /// <param name="after">Begin after this account; the default for the start.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    ValueTask<IReadOnlyList<Id<Account>>> FindAsync(GramQuery query, Id<Account> after, int limit, CancellationToken cancellationToken = default);

    /// <summary>The records of accounts as they stand in this unit of work, in order of key.</summary>
    ValueTask<IReadOnlyList<SearchRecord>> RecordsAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default);

    /// <summary>The records as they were kept with their grams, in order of key: what a hit is verified on.</summary>
    ValueTask<IReadOnlyList<SearchRecord>> KeptAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) => RecordsAsync(accounts, cancellationToken);

    /// <summary>All records in order of key.</summary>
    IAsyncEnumerable<SearchRecord> StreamAsync(CancellationToken cancellationToken = default);
}

/// <summary>Of a storage that keeps no grams.</summary>
internal sealed class NoSearchStore : ISearchStore
{
    public static NoSearchStore Instance { get; } = new();

    public bool IsKept => false;

    public ValueTask PutAsync(IReadOnlyList<SearchRecord> records, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyList<Id<Account>>> FindAsync(GramQuery query, Id<Account> after, int limit, CancellationToken cancellationToken = default) => new([]);

    public ValueTask<IReadOnlyList<SearchRecord>> RecordsAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) => new([]);

    public IAsyncEnumerable<SearchRecord> StreamAsync(CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<SearchRecord>();
}

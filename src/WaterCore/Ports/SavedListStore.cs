using WaterCore.Statistics;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Searches and pivots that are kept under a name.</summary>
    ISavedListStore SavedLists => throw OlderPlugin.Without("saved lists");
}

/// <summary>The store of saved lists.</summary>
public interface ISavedListStore
{
    /// <summary>All of them, in order of name.</summary>
    ValueTask<IReadOnlyList<SavedList>> AllAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps one; a name that is taken is a conflict.</summary>
    ValueTask AddAsync(SavedList list, CancellationToken cancellationToken = default);

    /// <summary>Takes one away; one that is not there is a conflict.</summary>
    ValueTask RemoveAsync(string name, CancellationToken cancellationToken = default);
}

using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Acts on money that wait for a second person.</summary>
    IApprovalStore Approvals => throw OlderPlugin.Without("approvals");
}

/// <summary>Acts on money that wait for a second person. What was asked for never changes; it is decided once.</summary>
public interface IApprovalStore
{
    /// <summary>The next free id.</summary>
    ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds one that waits.</summary>
    /// <exception cref="StorageConflictException">The asker used the key already.</exception>
    ValueTask AddAsync(Approval approval, CancellationToken cancellationToken = default);

    /// <summary>Notes state, decider, time and note.</summary>
    /// <exception cref="StorageConflictException">It does not wait any more.</exception>
    ValueTask DecideAsync(Approval approval, CancellationToken cancellationToken = default);

    /// <summary>One, or null.</summary>
    ValueTask<Approval?> FindAsync(Id<Approval> id, CancellationToken cancellationToken = default);

    /// <summary>One by its asker's own number, or null.</summary>
    ValueTask<Approval?> FindAsync(string asker, string key, CancellationToken cancellationToken = default);

    /// <summary>Those in a state, the latest first; of accounts in scope.</summary>
    ValueTask<IReadOnlyList<Approval>> InStateAsync(ApprovalState state, int take, CancellationToken cancellationToken = default);
}

using NodaTime;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Notices about supply.</summary>
    /// <exception cref="NotSupportedException">The storage was built before it kept them.</exception>
    INoticeStore Notices => throw new NotSupportedException($"{GetType()} keeps no notices; use a newer version of the storage plugin.");
}

/// <summary>Notices about supply.</summary>
public interface INoticeStore
{
    /// <summary>The next free id of notices.</summary>
    ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a notice.</summary>
    ValueTask AddAsync(SupplyNotice notice, CancellationToken cancellationToken = default);

    /// <summary>Notes that supply is back earlier, or later; a notice that is over stays over.</summary>
    /// <returns>Whether there is such a notice that is not over.</returns>
    ValueTask<bool> MoveEndAsync(Id<SupplyNotice> notice, Instant until, Instant now, CancellationToken cancellationToken = default);

    /// <summary>The notices that are not over at an instant, in order of their begin.</summary>
    ValueTask<IReadOnlyList<SupplyNotice>> CurrentAsync(Instant at, CancellationToken cancellationToken = default);
}

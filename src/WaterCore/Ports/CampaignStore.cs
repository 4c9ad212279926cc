using NodaTime;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Campaigns by telephone.</summary>
    /// <exception cref="NotSupportedException">The storage was built before it kept them.</exception>
    ICampaignStore Campaigns => throw new NotSupportedException($"{GetType()} keeps no campaigns; use a newer version of the storage plugin.");
}

/// <summary>Campaigns, their numbers and their tries.</summary>
public interface ICampaignStore
{
    /// <summary>The next free id of campaigns.</summary>
    ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a campaign with its numbers; names are unique, and a number is in a campaign once.</summary>
    ValueTask AddAsync(Campaign campaign, IReadOnlyList<CampaignTarget> targets, CancellationToken cancellationToken = default);

    /// <summary>Replaces a campaign that is stored with the revision before the given one's.</summary>
    /// <exception cref="StorageConflictException">Somebody else changed it first.</exception>
    ValueTask UpdateAsync(Campaign campaign, CancellationToken cancellationToken = default);

    /// <summary>All campaigns, the latest first.</summary>
    ValueTask<IReadOnlyList<Campaign>> AllAsync(CancellationToken cancellationToken = default);

    /// <summary>A campaign by its name, or null.</summary>
    ValueTask<Campaign?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Open numbers that no call is under way to and that are due, the one that waits longest first.</summary>
    ValueTask<IReadOnlyList<CampaignTarget>> DueAsync(Id<Campaign> campaign, Instant at, int limit, CancellationToken cancellationToken = default);

    /// <summary>The numbers that a call is under way to.</summary>
    ValueTask<IReadOnlyList<CampaignTarget>> CallingAsync(CancellationToken cancellationToken = default);

    /// <summary>Numbers in order, after one; the empty text for the start.</summary>
    ValueTask<IReadOnlyList<CampaignTarget>> TargetsAsync(Id<Campaign> campaign, string after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Puts what became of a number. Only an open one changes, and a call under way only ends as itself.</summary>
    /// <param name="target">As it is to be.</param>
    /// <param name="call">The call under way as it was read, or null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageConflictException">It is done, or another call is under way.</exception>
    ValueTask PutAsync(CampaignTarget target, string? call, CancellationToken cancellationToken = default);

    /// <summary>Adds a try that is over; each call once, and each number of a try once.</summary>
    ValueTask AddAsync(CampaignTry made, CancellationToken cancellationToken = default);

    /// <summary>The tries of a number, in order.</summary>
    ValueTask<IReadOnlyList<CampaignTry>> TriesOfAsync(Id<Campaign> campaign, string phone, CancellationToken cancellationToken = default);

    /// <summary>When somebody at each of some numbers picked up a call of one of some purposes.</summary>
    ValueTask<ILookup<string, Instant>> ReachedAsync(IReadOnlyCollection<string> phones, IReadOnlyCollection<string> purposes, Instant since, CancellationToken cancellationToken = default) =>
        throw OlderPlugin.Without("calls that reached somebody");

    /// <summary>Whether a number said by key, in any campaign of a purpose, that it wants no such calls.</summary>
    ValueTask<bool> IsOptedOutAsync(string purpose, string phone, CancellationToken cancellationToken = default);

    /// <summary>How many numbers have each result.</summary>
    ValueTask<IReadOnlyDictionary<TargetResult, int>> ResultsAsync(Id<Campaign> campaign, CancellationToken cancellationToken = default);

    /// <summary>How many tries had each outcome, and the seconds that were connected.</summary>
    ValueTask<IReadOnlyDictionary<TryOutcome, (int Tries, long TalkSeconds)>> OutcomesAsync(Id<Campaign> campaign, CancellationToken cancellationToken = default);
}

using NodaTime;
using WaterCore.Customers;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Notices, and messages on their way.</summary>
    IDeliveryStore Deliveries => throw OlderPlugin.Without("deliveries");
}

/// <summary>An account with what a notice needs of it.</summary>
/// <param name="Account">The account; open.</param>
/// <param name="Customer">Who pays.</param>
/// <param name="Address">Where the water goes.</param>
/// <param name="Zone">The supply zone, or null.</param>
public sealed record NoticeCandidate(Account Account, Customer Customer, string Address, string? Zone)
{
    /// <summary>Where on the map, or null.</summary>
    public MapPoint? Position { get; init; }
}

/// <summary>Turns messages of the outbox into something else, in the unit of work that notes them as delivered: so each has its effect once.</summary>
public interface IOutboxConsumer
{
    /// <summary>Whether it wants messages of a topic.</summary>
    bool Wants(string topic);

    /// <summary>Does what the messages ask for, in the unit.</summary>
    ValueTask TakeAsync(IUnitOfWork unit, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default);
}

/// <summary>The store of notices and of messages on their way.</summary>
public interface IDeliveryStore
{
    /// <summary>The next free id of notices and messages, which share one sequence.</summary>
    ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds messages; those whose key is there already are left as they are.</summary>
    /// <returns>How many are new.</returns>
    ValueTask<int> AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken = default);

    /// <summary>Messages that wait, or were being sent, and are due; in order of time and id.</summary>
    ValueTask<IReadOnlyList<Delivery>> DueAsync(Instant now, int limit, CancellationToken cancellationToken = default);

    /// <summary>Stores how messages stand: state, attempts, next time, sent, channel, reference, reason, body, failed ways.</summary>
    ValueTask UpdateAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken = default);

    /// <summary>Makes what was being sent due at once; for the only sender there is, when it starts.</summary>
    ValueTask<int> ReleaseAsync(Instant now, CancellationToken cancellationToken = default);

    /// <summary>A message, or null.</summary>
    ValueTask<Delivery?> FindAsync(Id<Delivery> id, CancellationToken cancellationToken = default);

    /// <summary>A message by the number that the channel's far end gave it, or null.</summary>
    ValueTask<Delivery?> FindAsync(string channel, string reference, CancellationToken cancellationToken = default);

    /// <summary>Messages about a case, in order.</summary>
    ValueTask<IReadOnlyList<Delivery>> OfCaseAsync(Id<ServiceCase> serviceCase, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("messages about cases");

    /// <summary>Messages in a state, the latest first.</summary>
    ValueTask<IReadOnlyList<Delivery>> InStateAsync(DeliveryState state, int take, CancellationToken cancellationToken = default);

    /// <summary>When messages of counted purposes went to persons at or after an instant.</summary>
    ValueTask<ILookup<string, Instant>> SentToAsync(IReadOnlyCollection<string> persons, IReadOnlyCollection<string> purposes, Instant since, CancellationToken cancellationToken = default);

    /// <summary>How many messages stand how, of all or of one notice.</summary>
    ValueTask<IReadOnlyList<DeliveryFigure>> FiguresAsync(Id<Notice>? notice, CancellationToken cancellationToken = default);

    /// <summary>Adds a notice.</summary>
    ValueTask AddAsync(Notice notice, CancellationToken cancellationToken = default);

    /// <summary>Stores how far a notice is made.</summary>
    ValueTask UpdateAsync(Notice notice, CancellationToken cancellationToken = default);

    /// <summary>A notice, or null.</summary>
    ValueTask<Notice?> FindNoticeAsync(Id<Notice> id, CancellationToken cancellationToken = default);

    /// <summary>The latest notices, the latest first.</summary>
    ValueTask<IReadOnlyList<Notice>> NoticesAsync(int take, CancellationToken cancellationToken = default);

    /// <summary>Open accounts after an id, in order of id, each with the place of its latest terms.</summary>
    ValueTask<IReadOnlyList<NoticeCandidate>> CandidatesAsync(long after, int limit, CancellationToken cancellationToken = default);
}

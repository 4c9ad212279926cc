using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>How an incident stands.</summary>
public enum IncidentState
{
    /// <summary>Supply is not restored.</summary>
    Open,

    /// <summary>Supply is restored; people are still to be called back.</summary>
    Restored,

    /// <summary>Nothing is owed on it any more.</summary>
    Closed,
}

/// <summary>One cause of many reports, such as a burst main (突发事件): the reports are cases of their own, and belong to it.</summary>
public sealed record Incident
{
    /// <summary>The identity.</summary>
    public required Id<Incident> Id { get; init; }

    /// <summary>The category of the report that made it one.</summary>
    public required string Category { get; init; }

    /// <summary>The supply zone, or null when only the place is known.</summary>
    public string? Zone { get; init; }

    /// <summary>Where, as people say it; or null.</summary>
    public string? Place { get; init; }

    /// <summary>How it stands.</summary>
    public IncidentState State { get; init; }

    /// <summary>When it was seen to be one.</summary>
    public required Instant OpenedAt { get; init; }

    /// <summary>Who saw it; the system itself when the number of reports did.</summary>
    public required string OpenedBy { get; init; }

    /// <summary>What people are told, or null before it is announced.</summary>
    public Wording? Text { get; init; }

    /// <summary>When supply is expected back, or null.</summary>
    public Instant? Expected { get; init; }

    /// <summary>What the telephone line and the portal say, or null.</summary>
    public Id<SupplyNotice>? Announcement { get; init; }

    /// <summary>When it was first announced, or null.</summary>
    public Instant? AnnouncedAt { get; init; }

    /// <summary>When supply was restored, or null.</summary>
    public Instant? RestoredAt { get; init; }

    /// <summary>When the last call-back was done, or null.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>1 when new; each act adds one.</summary>
    public long Revision { get; init; } = 1;
}

/// <summary>When many reports are one incident (风暴模式).</summary>
public sealed record StormRule
{
    /// <summary>How many reports of one zone or place make one incident.</summary>
    public int Reports { get; init; } = 10;

    /// <summary>Within how long.</summary>
    public Duration Within { get; init; } = Duration.FromMinutes(30);

    /// <summary>Whether two reports may have one cause: of one kind, and of one zone, or where no zone is known, one place.</summary>
    public static bool Same(string? zoneA, string? placeA, string? zoneB, string? placeB) =>
        zoneA is not null && zoneB is not null ? string.Equals(zoneA, zoneB, StringComparison.OrdinalIgnoreCase) : placeA is not null && placeB is not null && placeA == placeB;
}

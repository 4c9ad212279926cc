using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>Whom a notice is for. What is given narrows it; nothing given is everybody.</summary>
public sealed record NoticeArea
{
    /// <summary>Supply zones; any of them.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Parts of addresses, such as a street; any of them.</summary>
    public IReadOnlyList<string> Streets { get; init; } = [];

    /// <summary>Account numbers, such as those that a map gave; any of them.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>The corners of an area drawn on the map, or empty; a premise whose place on the map is not known is not in it.</summary>
    public IReadOnlyList<MapPoint> Polygon { get; init; } = [];

    /// <summary>Whether an account at a premise is meant.</summary>
    public bool Has(string account, string? zone, string address, MapPoint? position = null) =>
        (Zones.Count == 0 || (zone is not null && Zones.Contains(zone, StringComparer.OrdinalIgnoreCase)))
        && (Streets.Count == 0 || Streets.Any(s => address.Contains(s, StringComparison.OrdinalIgnoreCase)))
        && (Accounts.Count == 0 || Accounts.Contains(account))
        && (Polygon.Count == 0 || (position is { } at && MapArea.Contains(Polygon, at)));
}

/// <summary>A notice to many (通知). What it says never changes; how far its messages are made goes on until all are.</summary>
public sealed record Notice
{
    /// <summary>The identity.</summary>
    public required Id<Notice> Id { get; init; }

    /// <summary>The code of its template.</summary>
    public required string Template { get; init; }

    /// <summary>Whom it is for.</summary>
    public required NoticeArea Area { get; init; }

    /// <summary>The values that are the same for everybody.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>From when on it makes no sense any more, or null.</summary>
    public Instant? ValidUntil { get; init; }

    /// <summary>When it was ordered.</summary>
    public required Instant At { get; init; }

    /// <summary>Who ordered it.</summary>
    public required string By { get; init; }

    /// <summary>The last account that was gone through; 0 before the first.</summary>
    public long Cursor { get; init; }

    /// <summary>Whether all of its messages are made.</summary>
    public bool IsMade { get; init; }

    /// <summary>Messages made.</summary>
    public long Recipients { get; init; }

    /// <summary>Accounts whose customer cannot be reached by any open channel.</summary>
    public long Unreachable { get; init; }

    /// <summary>Accounts whose person has the message through another account already.</summary>
    public long Shared { get; init; }
}

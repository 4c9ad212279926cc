namespace WaterCore.Tests.House;

/// <summary>The picture of the rooms, as a list to hold the compiled graph against.</summary>
internal static class RoomRules
{
    /// <summary>From the ground up: each room, and the rooms it may name. A line names rooms of earlier lines only, so every arrow points down.</summary>
    public static IReadOnlyList<(string Room, string[] MayName)> Rooms { get; } =
    [
        ("Values", []),
        ("Text", ["Values"]),
        ("Documents", ["Values"]),
        ("Organization", ["Text", "Values"]),
        ("Customers", ["Values"]),
        ("Search", ["Values"]),
        ("Audit", ["Organization", "Values"]),
        ("Metering", ["Customers", "Values"]),
        ("Tariffs", ["Customers", "Text", "Values"]),
        ("Billing", ["Tariffs", "Metering", "Customers", "Values"]),
        ("Workflows", ["Organization", "Text", "Values"]),
        ("Receivables", ["Billing", "Tariffs", "Metering", "Customers", "Organization", "Text", "Values"]),
        ("Applications", ["Workflows", "Metering", "Customers", "Organization", "Values"]),
        ("Service", ["Workflows", "Metering", "Customers", "Organization", "Text", "Values"]),
        ("Statistics", ["Receivables", "Applications", "Service", "Billing", "Workflows", "Tariffs", "Metering", "Customers", "Organization", "Text", "Values"]),
        ("Ports", ["Documents", "Statistics", "Receivables", "Applications", "Service", "Billing", "Workflows", "Tariffs", "Metering", "Customers", "Organization", "Search", "Audit", "Values"]),
        ("Plugins", ["Ports", "Values"]),
        ("Operations", ["Ports", "Documents", "Statistics", "Receivables", "Applications", "Service", "Billing", "Workflows", "Tariffs", "Metering", "Customers", "Organization", "Search", "Audit", "Values"]),
    ];

    /// <summary>Each library the package depends on, and the rooms that may name it.</summary>
    public static IReadOnlyDictionary<string, string[]> Libraries { get; } = new Dictionary<string, string[]>
    {
        ["NodaTime"] = [.. Rooms.Select(r => r.Room)],
        ["Stateless"] = ["Workflows"],
        ["YamlDotNet"] = ["Text", "Service"],
        ["Microsoft.Extensions.DependencyInjection.Abstractions"] = ["Operations", "Plugins"],
    };

    /// <summary>What is wrong with the graph, one sentence per arrow; empty when nothing is.</summary>
    public static IReadOnlyList<string> Check(RoomGraph graph)
    {
        var complaints = new List<string>();
        foreach (var type in graph.Roomless)
            complaints.Add($"{type} stands in no room; give it the namespace WaterCore.<Room> of its folder.");
        foreach (var room in graph.Rooms.Except(Rooms.Select(r => r.Room)))
            complaints.Add($"{room} is not in the list of rooms; add it to RoomRules.Rooms and src/WaterCore/README.md, or move its types.");
        foreach (var (use, count) in First(graph.Uses))
            if (!Rooms.Any(r => r.Room == use.Room && r.MayName.Contains(use.Target)))
                complaints.Add($"{use.Room} -> {use.Target} is not in the list: {use.By} names {use.Name}{More(count)}; arrows point down, so move one of them or let a higher room join them.");
        foreach (var (use, count) in First(graph.LibraryUses))
            if (!Libraries.TryGetValue(use.Target, out var rooms) || !rooms.Contains(use.Room))
                complaints.Add($"{use.Room} must not name {use.Target}: {use.By} names {use.Name}{More(count)}; rooms that may: {(rooms is null ? "none" : string.Join(", ", rooms))}.");
        if (Circle(graph) is { } circle) complaints.Add($"Rooms point in a circle: {string.Join(" -> ", circle)}.");
        return complaints;
    }

    private static IEnumerable<(Use Use, int Count)> First(IEnumerable<Use> uses) =>
        uses.GroupBy(u => (u.Room, u.Target)).Select(g => (g.First(), g.Count()));

    private static string More(int count) => count == 1 ? "" : $" ({count - 1} more)";

    // Held on its own, so that it still holds when the list is edited wrongly.
    private static List<string>? Circle(RoomGraph graph)
    {
        var next = graph.Uses.ToLookup(u => u.Room, u => u.Target);
        var done = new HashSet<string>();
        var path = new List<string>();
        return graph.Rooms.Select(Walk).FirstOrDefault(found => found is not null);

        List<string>? Walk(string room)
        {
            if (path.IndexOf(room) is >= 0 and var at) return [.. path[at..], room];
            if (!done.Add(room)) return null;
            path.Add(room);
            var found = next[room].Distinct().Select(Walk).FirstOrDefault(f => f is not null);
            path.RemoveAt(path.Count - 1);
            return found;
        }
    }
}

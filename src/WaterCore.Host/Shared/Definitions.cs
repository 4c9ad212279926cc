using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Workflows;

namespace WaterCore.Host.Shared;

/// <summary>The definitions that items follow, by code and version.</summary>
internal static class Definitions
{
    /// <summary>The key of a version.</summary>
    public static string Key(WorkItem item) => $"{item.Definition} {item.Version}";

    /// <summary>Those of some items.</summary>
    public static async Task<IReadOnlyDictionary<string, WorkflowDefinition>> OfAsync(IUnitOfWork unit, WorkflowEngines engines, IEnumerable<WorkItem> items)
    {
        var found = new Dictionary<string, WorkflowDefinition>(StringComparer.Ordinal);
        foreach (var item in items.DistinctBy(Key))
            if (await unit.Work.FindWorkflowAsync(item.Definition, item.Version) is { } published) found[Key(item)] = engines.Of(published).Definition;
        return found;
    }
}

namespace WaterCore.Operations;

/// <summary>A host of the cluster.</summary>
/// <param name="Name">Its address, port and start.</param>
/// <param name="State">What it is doing, in the engine's word: <c>Joining</c>, <c>Active</c>, <c>Stopping</c>, <c>Dead</c>.</param>
/// <param name="TakesWork">Whether it takes work.</param>
/// <param name="IsThis">Whether it is the one that says so.</param>
public sealed record ClusterNode(string Name, string State, bool TakesWork, bool IsThis);

/// <summary>Who is in the cluster, as this host sees it. Offered by a cluster plugin; without one there is one host.</summary>
public interface IClusterView
{
    /// <summary>The hosts, dead ones of the last time too.</summary>
    IReadOnlyList<ClusterNode> Nodes { get; }

    /// <summary>Whether this host is about to stop.</summary>
    bool Draining { get; }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using WaterCore.Operations;

namespace WaterCore.Cluster.Orleans;

/// <summary>Who is in the cluster, as this host sees it.</summary>
internal sealed class ClusterMembers(IServiceProvider services) : IClusterView
{
    private ISiloStatusOracle? _oracle;

    /// <summary>This host's part of the cluster runs. False in a program that has the plugin's section and does not serve, such as the command line.</summary>
    public bool Runs { get; private set; }

    /// <summary>This host is about to stop.</summary>
    public bool Draining { get; set; }

    public string Name => services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToString();

    /// <summary>The hosts that take work.</summary>
    public IReadOnlyList<SiloAddress> Active => _oracle is null ? [] : [.. _oracle.GetApproximateSiloStatuses(onlyActive: true).Keys];

    public IReadOnlyList<ClusterNode> Nodes => _oracle is null
        ? []
        : [.. _oracle.GetApproximateSiloStatuses().OrderBy(s => s.Key.ToString(), StringComparer.Ordinal)
            .Select(s => new ClusterNode(s.Key.ToString(), s.Value.ToString(), s.Value == SiloStatus.Active, s.Key.Equals(_oracle.SiloAddress)))];

    public void Started()
    {
        _oracle = services.GetRequiredService<ISiloStatusOracle>();
        Runs = true;
    }

    public void Stopped() => Runs = false;
}

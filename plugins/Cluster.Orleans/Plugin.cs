using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using WaterCore.Cluster.Orleans;
using WaterCore.Operations;
using WaterCore.Plugins;

[assembly: Plugin("Orleans", "cluster")]

namespace WaterCore.Cluster.Orleans;

/// <summary>Turns several hosts on one PostgreSQL into a cluster.</summary>
public sealed class ClusterPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var settings = ClusterSettings.Read(context);
        services.AddSingleton(settings);
        services.AddSingleton<ClusterMembers>();
        services.AddSingleton<IClusterView>(p => p.GetRequiredService<ClusterMembers>());
        services.AddSingleton<IPartitionSpread, ClusterSpread>();
        services.AddSingleton<PartitionPlaces>();
        // A name that no process had before: a host that comes again is another holder.
        var holder = $"{Environment.MachineName}:{settings.Port}/{Environment.ProcessId}/{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}";
        services.AddSingleton(new DutySettings(holder, settings.Probe * settings.MissedProbes));

        services.AddOrleans(silo => Configure(silo, settings));
        Wrap(services);
        services.AddSingleton<IFatalErrorHandler, ClusterEnd>();
        services.AddHostedService<RunWatch>();
        services.AddHealthChecks().AddCheck<ClusterHealth>("cluster", tags: ["ready"]);
    }

    private static void Configure(ISiloBuilder silo, ClusterSettings settings) => silo
        .UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", ClusterSettings.Primary(settings.ConnectionString)))
        .Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (settings.ClusterId, "watercore"))
        .Configure<EndpointOptions>(o =>
        {
            o.AdvertisedIPAddress = settings.Address;
            o.SiloPort = settings.Port;
            // No gateway: nobody but the hosts themselves talks to the cluster.
            o.GatewayPort = 0;
            o.SiloListeningEndpoint = new(settings.Address, settings.Port);
        })
        .Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = settings.Probe;
            o.NumMissedProbesLimit = settings.MissedProbes;
            // Hosts that all died at once, and left themselves in the table as living, are passed over after this long.
            o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            o.NumMissedTableIAmAliveLimit = 2;
            o.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            o.MaxJoinAttemptTime = TimeSpan.FromSeconds(40);
            o.DefunctSiloExpiration = TimeSpan.FromDays(1);
            o.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
        })
        .Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromMinutes(2));

    // Orleans' own hosted service is started by ours, which makes the tables first, and a sentence of what fails.
    private static void Wrap(IServiceCollection services)
    {
        var own = services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Assembly.GetName().Name == "Orleans.Runtime");
        services.Remove(own);
        services.AddSingleton<IHostedService>(p => ActivatorUtilities.CreateInstance<ClusterHost>(p, (IHostedService)ActivatorUtilities.CreateInstance(p, own.ImplementationType!)));
    }
}

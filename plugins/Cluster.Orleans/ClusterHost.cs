using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Cluster.Orleans;

/// <summary>Brings the tables up to date and starts this host's part of the cluster; when it is told to stop, lets requests go elsewhere first.</summary>
/// <param name="silo">Orleans' own service.</param>
internal sealed partial class ClusterHost(IHostedService silo, ClusterSettings settings, ClusterMembers members, IStorage storage, ILogger<ClusterHost> log) : IHostedLifecycleService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (storage.Writers == 1)
            throw new StorageUnavailableException($"A cluster needs a database that several hosts write to, and the storage is {storage.Description}; set WaterCore:Storage = PostgreSql, or leave out the section WaterCore:Plugins:Orleans.");
        CheckPort();
        await MembershipSchema.BringUpToDateAsync(settings.ConnectionString, cancellationToken).ConfigureAwait(false);
        try
        {
            await silo.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw CannotJoin(e);
        }
        members.Started();
        Joined(log, members.Name, settings.ClusterId, members.Active.Count);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        members.Draining = true;
        if (settings.Drain == TimeSpan.Zero || !members.Runs) return;
        Drains(log, settings.Drain.TotalSeconds);
        await Task.Delay(settings.Drain, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        members.Stopped();
        return silo.StopAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void CheckPort()
    {
        try
        {
            using var listener = new TcpListener(settings.Address, settings.Port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw CannotJoin(e);
        }
    }

    private StorageUnavailableException CannotJoin(Exception e) => new(
        $"This host cannot join the cluster '{settings.ClusterId}' as {settings.Address}:{settings.Port}: {Reason(e)} Look at WaterCore:Plugins:Orleans:Address and Port, and at the firewall between the hosts.", e);

    private static string Reason(Exception e) => (e.GetBaseException().Message.Split('\n')[0].Trim().TrimEnd('.')) + ".";

    [LoggerMessage(Level = LogLevel.Information, Message = "{Node} has joined the cluster '{Cluster}'; {Count} hosts take work")]
    private static partial void Joined(ILogger log, string node, string cluster, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Told to stop: not ready any more, and still answering for {Seconds} seconds")]
    private static partial void Drains(ILogger log, double seconds);
}

/// <summary>Looks for runs that are open and wakes their coordinators, wherever they are: a run whose coordinator died goes on by this.</summary>
internal sealed partial class RunWatch(PartitionedRuns runs, ClusterMembers members, IGrainFactory grains, ILogger<RunWatch> log) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var alone = false;
        string? trouble = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!members.Draining)
                    foreach (var run in await runs.OpenAsync(stoppingToken).ConfigureAwait(false))
                        await grains.GetGrain<IRunGrain>(run.Id).GoOnAsync().WaitAsync(TimeSpan.FromSeconds(10), stoppingToken).ConfigureAwait(false);
                trouble = null;
                if (members.Active.Count == 0 && !alone) Cut(log);
                alone = members.Active.Count == 0;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // Said once, not every second.
                if (trouble != e.Message) Trouble(log, e.Message);
                trouble = e.Message;
            }
            await Task.Delay(s_look, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "This host sees no host of the cluster that takes work, not even itself")]
    private static partial void Cut(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Open runs cannot be looked after just now: {Why}")]
    private static partial void Trouble(ILogger log, string why);
}

/// <summary>Ready while this host takes work and is not about to stop.</summary>
internal sealed class ClusterHealth(ClusterMembers members) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        members.Draining ? HealthCheckResult.Unhealthy("about to stop")
        : members.Nodes.Any(n => n is { IsThis: true, TakesWork: true }) ? HealthCheckResult.Healthy($"{members.Active.Count} hosts take work")
        : HealthCheckResult.Unhealthy("not in the cluster"));
}

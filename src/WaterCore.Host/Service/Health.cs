using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WaterCore.Host.Plugins;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>The storage answers a question.</summary>
internal sealed class StorageHealth(IStorage storage) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (unit.ConfigureAwait(false)) await unit.Customers.CountAccountsAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is StorageUnavailableException or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy(exception: e);
        }
    }
}

/// <summary>Every required plugin works; an optional one that does not leaves the service degraded.</summary>
internal sealed class PluginHealth(PluginReport plugins) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        plugins.Blockers.Count > 0 ? HealthCheckResult.Unhealthy()
        : plugins.Degradations.Count > 0 ? HealthCheckResult.Degraded()
        : HealthCheckResult.Healthy());
}

/// <summary><c>/healthz</c> says that the process lives, <c>/readyz</c> that it can work. Both say one word: anybody can ask, and the reasons are for the plugins page.</summary>
internal static class HealthEndpoints
{
    public static void MapWaterCoreHealth(this IEndpointRouteBuilder routes)
    {
        // Alive even when degraded: restarting the process would mend nothing.
        routes.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = check => check.Name == "plugins", ResultStatusCodes = Always() }).AllowAnonymous();
        routes.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
    }

    private static Dictionary<HealthStatus, int> Always() => new()
    {
        [HealthStatus.Healthy] = 200, [HealthStatus.Degraded] = 200, [HealthStatus.Unhealthy] = 200,
    };
}

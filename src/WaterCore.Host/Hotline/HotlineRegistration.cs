using System.Security.Claims;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Host.Hotline;

/// <summary>Adds the hotline to the service when a plugin offers a telephone exchange.</summary>
internal static class HotlineRegistration
{
    /// <exception cref="CannotStartException">There is an exchange and no voice, or the settings are wrong.</exception>
    public static void AddWaterCoreHotline(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.All(s => s.ServiceType != typeof(ITelephony))) return;
        if (services.All(s => s.ServiceType != typeof(ISpeech)))
            throw new CannotStartException("A plugin offers a telephone exchange and none a voice; add a section for one, such as WaterCore:Plugins:Espeak.");
        services.AddSingleton(HotlineOptions.Read(configuration));
        services.AddSingleton<IHotlineFacts, HotlineFacts>();
        services.AddSingleton(p => new CampaignPlan(p.GetRequiredService<WorkCalendar>(), p.GetRequiredService<Utility>().Zone, HotlineOptions.Windows(configuration), HotlineOptions.AreaWindows(configuration)));
        services.AddSingleton<EventLag>();
        services.AddSingleton<HotlineService>();
        services.AddHostedService(p => p.GetRequiredService<HotlineService>());
        services.AddHealthChecks().AddCheck<HotlineHealth>("hotline", HealthStatus.Degraded, ["ready"]);
    }

    /// <summary>The sound of recordings, for those who say why they listen.</summary>
    public static void MapWaterCoreHotline(this IEndpointRouteBuilder app) =>
        app.MapGet("/console/hotline/recordings/{name}", async (string name, string? reason, RecordingDesk recordings, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        {
            if (string.IsNullOrWhiteSpace(reason) || reason.Length > 200) return Results.BadRequest();
            var sound = await recordings.OpenAsync(name, reason.Trim(), user.Actor(), cancellationToken);
            return sound.IsOk ? Results.File(sound.Value, "audio/wav", enableRangeProcessing: true) : Results.NotFound();
        }).RequireAuthorization(Permissions.HotlineWatch);
}

/// <summary>The hotline serves calls. Without it the service still works, so it is never worse than degraded.</summary>
internal sealed class HotlineHealth(HotlineService hotline, ITelephony telephony) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        hotline.Trouble is null && (hotline.Desk is null ? hotline.State is not null : telephony.Link == LinkState.Up) ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(hotline.Trouble ?? (hotline.Desk is null ? "no process has the telephone" : $"the link is {telephony.Link}")));
}

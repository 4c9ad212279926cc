using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace WaterCore.Host.Service;

/// <summary>Logs, traces and measures. They leave the machine only when an OTLP address is configured.</summary>
internal static class Telemetry
{
    public static void Add(WebApplicationBuilder builder)
    {
        // Lines for people on a terminal, JSON for programs; under systemd its own formatter takes over.
        if (Console.IsOutputRedirected && !Microsoft.Extensions.Hosting.Systemd.SystemdHelpers.IsSystemdService())
            builder.Logging.AddJsonConsole(o => o.UseUtcTimestamp = true);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 }) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("watercore", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(t => t.AddSource("WaterCore").AddSource("Npgsql").AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithMetrics(m => m.AddMeter("WaterCore", "Npgsql").AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddOtlpExporter());
    }
}

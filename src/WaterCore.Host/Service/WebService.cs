using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using MudBlazor.Services;
using WaterCore.Host.Accounts;
using WaterCore.Host.Api;
using WaterCore.Host.Commands;
using WaterCore.Host.Hotline;
using WaterCore.Host.StaffConsole;
using WaterCore.Host.Plugins;
using WaterCore.Host.Portal;
using WaterCore.Host.Shared;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>Which plugin is the storage.</summary>
internal sealed record StorageName(string Name);

/// <summary>Puts the service together: plugins, operations, who may come in, console, portal, API.</summary>
internal static class WebService
{
    /// <summary>The limit of calls of a payment provider from one address: well above what one sends, well below what guesses need.</summary>
    public const string CallbackLimit = "callback";

    /// <summary>The rate limit of everything that takes a password or a code.</summary>
    public const string GuessLimit = "guess";

    /// <summary>The service, built but not started.</summary>
    /// <param name="database">The file of the embedded storage, or null for what the configuration says.</param>
    /// <param name="urls">Where to listen, or null for what the configuration says.</param>
    /// <exception cref="CannotStartException">The configuration or a plugin keeps it from starting.</exception>
    public static WebApplication Build(string? database, string? urls)
    {
        var configuration = HostSession.Configure(database, documents: true);
        // The keys of cookies lie beside the data, so that a restart signs nobody out, and a copy of the program alone opens nothing.
        var data = configuration["WaterCore:DataPath"] is { Length: > 0 } path ? path : database is null ? "." : Path.GetDirectoryName(Path.GetFullPath(database))!;
        return Build(configuration, urls, data, services =>
        {
            var (_, storage) = HostSession.Register(services, configuration);
            services.AddSingleton(new StorageName(storage));
        });
    }

    /// <summary>The service over a storage and plugins that the caller registers.</summary>
    internal static WebApplication Build(IConfiguration configuration, string? urls, string dataPath, Action<IServiceCollection> register)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(WebService).Assembly.GetName().Name });
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(k => k.AddServerHeader = false);
        builder.WebHost.UseUrls((urls ?? configuration["WaterCore:Urls"] ?? "http://127.0.0.1:8080").Split(';'));
        Telemetry.Add(builder);

        var services = builder.Services;
        services.AddSystemd();
        services.AddWindowsService();
        register(services);
        services.AddCallScope();
        var keys = ProtectionKeys.Folder(Path.Combine(Path.GetFullPath(dataPath), "keys"));
        services.AddProtectionKeys(keys.FullName);
        Channels.Add(services, configuration, dataPath);
        services.AddSingleton(new AuditKeyFolder(keys.FullName));
        services.AddSingleton(Webhook.Of(configuration));
        services.AddHostedService<WebhookSender>();
        services.AddSingleton<AuditCheckpoints>();
        services.AddHostedService(p => p.GetRequiredService<AuditCheckpoints>());
        services.AddSingleton<Outbound>();
        if (ReportScheduleSettings.Read(configuration, dataPath) is { } schedule) services.AddSingleton(schedule).AddHostedService<ReportSchedule>();
        services.AddWaterCoreAccess();
        services.AddSingleton<IRecordingFiles>(new Hotline.RecordingFolder(Path.Combine(Path.GetFullPath(dataPath), "recordings")));
        SingleSignOn.Of(configuration)?.Add(services);
        services.AddSingleton(p => new PhotoStore(Path.Combine(Path.GetFullPath(dataPath), "photos"), p.GetService<WaterCore.Ports.IContactFiles>()));
        services.AddBackground<ArrearsLook>();
        services.AddSingleton<BillingJobs>();
        services.AddHostedService(p => p.GetRequiredService<BillingJobs>());
        services.AddHostedService<DeliveryService>();
        services.AddHostedService<EscalationService>();
        services.AddHostedService<InboxService>();
        services.AddHttpContextAccessor();
        services.AddAntiforgery(o => o.Cookie.Name = "watercore-form");
        services.AddRateLimiter(o => LimitGuesses(o, configuration.GetValue("WaterCore:GuessesPerMinute", 30)));
        services.AddHealthChecks().AddCheck<StorageHealth>("storage", tags: ["ready"]).AddCheck<PluginHealth>("plugins", tags: ["ready"]);
        services.AddWaterCoreHotline(configuration);
        services.AddWaterCoreApi();
        services.AddPaymentProviders(configuration);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddMemoryCache();
        services.AddCascadingAuthenticationState();
        services.AddScoped<Microsoft.AspNetCore.Components.Authorization.AuthenticationStateProvider, StaffStateProvider>();

        var app = builder.Build();
        if (configuration["WaterCore:BehindProxy"] == "true")
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
        app.Use(SecurityHeaders);
        app.UseExceptionHandler(ErrorPages.Handle);
        app.UseStatusCodePages(ErrorPages.StatusAsync);
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseCallScope();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapWaterCoreHealth();
        app.MapWaterCoreAccounts();
        app.MapWaterCoreHooks();
        app.MapWaterCorePortal();
        app.MapWaterCorePaper();
        app.MapWaterCoreReports();
        app.MapWaterCorePictures();
        app.MapWaterCoreApi();
        app.MapPaymentCallbacks();
        // The search box before the page is live, and without scripts.
        app.MapGet("/console/find", (string? q) => TypedResults.LocalRedirect(string.IsNullOrWhiteSpace(q) ? "/console" : $"/console/search/{Uri.EscapeDataString(q.Trim())}")).RequireAuthorization(Permissions.Staff);
        app.MapGet("/console/photos/{name}", (string name, PhotoStore photos) =>
            photos.Open(name) is { } photo ? Results.File(photo, WaterCore.Metering.MeterPhoto.TypeOf(name)) : TypedResults.NotFound()).RequireAuthorization(Permissions.ReadingReview);
        app.MapWaterCoreHotline();
        app.MapGet("/console/cases/{number:long}/files/{contact:long}/{place:int}", CaseFileAsync).RequireAuthorization(Permissions.CaseRead);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization(Permissions.Staff);
        // Else the closed door of the fallback policy would answer for pages that do not exist.
        app.MapFallback(() => TypedResults.NotFound()).AllowAnonymous();
        return app;
    }

    // What came with a contact goes to staff as a download, whatever its sender says that it is: no browser opens it as a page of ours.
    private static async Task<IResult> CaseFileAsync(long number, long contact, int place, WaterCore.Operations.ServiceDesk desk, IContactFiles files, CancellationToken cancellationToken) =>
        await desk.ViewAsync(new(number), cancellationToken) is { IsOk: true, Value.Files: var all } && all.FirstOrDefault(f => f.Contact.Value == contact && f.Place == place) is { } file && files.Open(file.Digest) is { } stream
            ? TypedResults.File(stream, "application/octet-stream", file.Name) : TypedResults.NotFound();

    /// <summary>Opens the storage, listens until told to stop, and lets what is under way come to an end.</summary>
    /// <exception cref="CannotStartException">The address is taken.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be used.</exception>
    public static async Task RunAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var plugins = app.Services.GetRequiredService<PluginReport>();
        var storage = app.Services.GetRequiredService<StorageName>().Name;
        try
        {
            await app.Services.GetRequiredService<IStorage>().OpenAsync(cancellationToken).ConfigureAwait(false);
            plugins.MarkOpen(storage);
        }
        catch (StorageUnavailableException e)
        {
            plugins.MarkFailed(storage, e.Message.TrimEnd('.'));
            throw;
        }
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or FormatException or System.Net.Sockets.SocketException)
        {
            throw new CannotStartException($"The service cannot listen at {string.Join(" ", app.Urls)}: {e.Message.TrimEnd('.')}; give another address with --urls.");
        }
        if (await app.Services.GetRequiredService<LoginDesk>().NeedsSetUpAsync(cancellationToken).ConfigureAwait(false))
            app.Services.GetRequiredService<SetUpCode>().Print(app.Logger, app.Urls.First() + "/setup");
        await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
    }

    // By address: an office whose people all come from one address sets WaterCore:GuessesPerMinute higher.
    private static void LimitGuesses(RateLimiterOptions options, int perMinute)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(CallbackLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = 3_000, Window = TimeSpan.FromMinutes(1) }));
        options.AddPolicy(GuessLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = Math.Max(1, perMinute), Window = TimeSpan.FromMinutes(1) }));
    }

    private static Task SecurityHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        // Inline styles: the console's component library sets them on elements. Scripts come from files only.
        // The page of the API's description begins itself by a script of its own; it shows nothing that people have written.
        var scripts = context.Request.Path.StartsWithSegments("/api/docs", StringComparison.Ordinal) ? "'self' 'unsafe-inline'" : "'self'";
        headers.ContentSecurityPolicy = $"default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src {scripts}; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        return next(context);
    }
}

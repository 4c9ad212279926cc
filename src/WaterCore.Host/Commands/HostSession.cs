using System.CommandLine;
using WaterCore.Host.Plugins;
using WaterCore.Host.Service;
using WaterCore.Ports;

namespace WaterCore.Host.Commands;

/// <summary>A call's configuration, plugins and opened storage.</summary>
internal sealed class HostSession : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private HostSession(ServiceProvider provider, PluginReport plugins) => (_provider, Plugins) = (provider, plugins);

    private const string Embedded = "Sqlite", Server = "PostgreSql";

    /// <summary>The database file of the embedded storage; for every verb that needs one.</summary>
    public static Option<string?> Database { get; } = new("--database")
    {
        Description = "The SQLite file (default: what the configuration says, or else watercore.db in the working directory)",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Every plugin and its state.</summary>
    public PluginReport Plugins { get; }

    /// <summary>A service.</summary>
    public T Get<T>() where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>A service, or null when nothing offers it.</summary>
    public T? Find<T>() where T : class => _provider.GetService<T>();

    /// <summary>appsettings.json beside the host, then the environment, then what the call says.</summary>
    /// <param name="database">The SQLite file, or null for what the configuration says.</param>
    /// <param name="documents">Whether the call may print.</param>
    /// <exception cref="CannotStartException">The configuration cannot be read.</exception>
    public static IConfigurationRoot Configure(string? database, bool documents = false)
    {
        var settings = new Dictionary<string, string?>();
        if (database is not null) settings["WaterCore:Plugins:Sqlite:Path"] = Path.GetFullPath(database);
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(settings)
                .Build();

            // A file that is named in the call goes before all else; the embedded storage is the default, and has its section without another word.
            var storage = database is not null ? Embedded : StorageOf(configuration);
            if (storage != Embedded || database is not null) configuration["WaterCore:Storage"] = storage;
            var section = $"WaterCore:Plugins:{storage}";
            if (!configuration.GetSection(section).Exists()) configuration[section] = "";
            // Printing too, where it is wanted and the plugin is there; without it all else works.
            const string printing = "WaterCore:Plugins:Skia";
            if (documents && !configuration.GetSection(printing).Exists()) configuration[printing + ":Required"] = "false";
            return configuration;
        }
        catch (InvalidDataException e)
        {
            throw new CannotStartException($"{e.Message} {e.InnerException?.InnerException?.Message ?? e.InnerException?.Message}".Trim());
        }
    }

    /// <summary>Whether the configuration, without a file that the call names, says the embedded storage.</summary>
    public static bool IsEmbedded() => Configure(null)["WaterCore:Storage"] is null or "" or Embedded;

    /// <summary>Fills a storage that holds nothing yet from a backup; it is not opened.</summary>
    /// <exception cref="CannotStartException">A required plugin is broken, or there is no storage, or there are two.</exception>
    /// <exception cref="StorageUnavailableException">It holds something, or the file cannot be read.</exception>
    public static async Task RestoreAsync(string? database, string file, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        Register(services, Configure(database));
        var provider = services.BuildServiceProvider();
        await using var _ = provider.ConfigureAwait(false);
        await provider.GetRequiredService<IStorage>().RestoreAsync(file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads the plugins and opens the storage.</summary>
    /// <exception cref="CannotStartException">A required plugin is broken, or there is no storage, or there are two.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be used.</exception>
    public static Task<HostSession> OpenAsync(string? database, Action<IServiceCollection>? more = null, CancellationToken cancellationToken = default) =>
        OpenAsync(Configure(database), more, cancellationToken);

    /// <summary>As <see cref="OpenAsync(string, Action{IServiceCollection}, CancellationToken)"/>, for a call that prints.</summary>
    public static Task<HostSession> OpenToPrintAsync(string? database, CancellationToken cancellationToken) => OpenAsync(Configure(database, documents: true), null, cancellationToken);

    private static async Task<HostSession> OpenAsync(IConfiguration configuration, Action<IServiceCollection>? more, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        more?.Invoke(services);
        var (plugins, storage) = Register(services, configuration);
        // Beside the data, as in the service.
        var file = configuration["WaterCore:Plugins:Sqlite:Path"];
        var data = configuration["WaterCore:DataPath"] is { Length: > 0 } path ? path : string.IsNullOrEmpty(file) ? "." : Path.GetDirectoryName(Path.GetFullPath(file))!;
        Channels.Add(services, configuration, data);
        services.AddSingleton<IRecordingFiles>(new Hotline.RecordingFolder(Path.Combine(Path.GetFullPath(data), "recordings")));
        var session = new HostSession(services.BuildServiceProvider(), plugins);
        try
        {
            await session.Get<IStorage>().OpenAsync(cancellationToken).ConfigureAwait(false);
            plugins.MarkOpen(storage);
            return session;
        }
        catch (StorageUnavailableException e)
        {
            plugins.MarkFailed(storage, e.Message.TrimEnd('.'));
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Registers the plugins' services and the operations; gives the plugins and the name of the one that is the storage.</summary>
    /// <exception cref="CannotStartException">A required plugin is broken, or there is no storage, or there are two.</exception>
    public static (PluginReport Plugins, string Storage) Register(IServiceCollection services, IConfiguration configuration)
    {
        var plugins = PluginHost.Load(configuration, AppContext.BaseDirectory, services);
        if (plugins.Blockers.Count > 0) throw new CannotStartException(plugins.Blockers);
        var storages = plugins.Offering(typeof(IStorage));
        if (storages.Count != 1)
            throw new CannotStartException(storages.Count == 0
                ? "No plugin offers a storage; configure one, such as WaterCore:Storage = Sqlite."
                : $"The plugins {string.Join(" and ", storages)} both offer a storage; keep one of their sections, and name it as WaterCore:Storage.");
        // The name at the head of bills and receipts.
        if (configuration["WaterCore:Utility:Name"] is { Length: > 0 } name)
            services.AddSingleton(new WaterCore.Organization.Utility(name, NodaTime.DateTimeZoneProviders.Tzdb["Asia/Shanghai"], Currency.Cny));
        services.AddSingleton(ContactSettings.Read(configuration));
        if (configuration["WaterCore:PolicyFile"] is { Length: > 0 } terms)
        {
            try
            {
                services.AddSingleton(PolicyCommand.Read(Path.GetFullPath(terms), Currency.Cny));
            }
            catch (BadUseException e)
            {
                throw new CannotStartException($"WaterCore:PolicyFile: {e.Message}");
            }
        }
        if (configuration["WaterCore:IndicatorFile"] is { Length: > 0 } own)
        {
            try
            {
                services.AddSingleton(IndicatorDefinitions.Read(Path.GetFullPath(own)));
            }
            catch (BadUseException e)
            {
                throw new CannotStartException($"WaterCore:IndicatorFile: {e.Message}");
            }
        }
        services.AddWaterCore();
        return (plugins, storages[0]);
    }

    private static string StorageOf(IConfiguration configuration) =>
        configuration["WaterCore:Storage"] is { Length: > 0 } named ? named
        : configuration.GetSection($"WaterCore:Plugins:{Server}").Exists() && !configuration.GetSection($"WaterCore:Plugins:{Embedded}").Exists() ? Server
        : Embedded;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}

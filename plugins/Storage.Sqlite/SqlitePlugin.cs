using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;

[assembly: Plugin("Sqlite", "storage")]

namespace WaterCore.Storage.Sqlite;

/// <summary>Offers the storage in one SQLite file.</summary>
public sealed class SqlitePlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var path = context.Path("Path", "watercore.db");
        var wait = TimeSpan.FromSeconds(Seconds(context.Find("WaitSeconds")));
        services.AddSingleton<IStorage>(_ => new SqliteStorage(path, wait));
    }

    private static int Seconds(string? text) => text is null
        ? 30
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 3600
            ? seconds
            : throw new PluginSettingException($"setting 'WaitSeconds' is '{text}'; write whole seconds, 1 to 3600");
}

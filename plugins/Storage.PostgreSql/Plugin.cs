using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WaterCore.Plugins;
using WaterCore.Ports;
using WaterCore.Storage.PostgreSql;

[assembly: Plugin("PostgreSql", "storage")]

namespace WaterCore.Storage.PostgreSql;

/// <summary>Offers the storage in a PostgreSQL database.</summary>
public sealed class PostgreSqlPlugin : IPlugin
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, PluginContext context)
    {
        var connection = context.Require("ConnectionString");
        var wait = TimeSpan.FromSeconds(Seconds(context.Find("WaitSeconds")));
        var (tools, backups) = (context.Find("ToolsPath"), context.Find("UpgradeBackupPath"));
        services.AddSingleton<IStorage>(_ => new PostgreSqlStorage(connection, wait, tools, backups));
    }

    private static int Seconds(string? text) => text is null
        ? 30
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 3600
            ? seconds
            : throw new PluginSettingException($"setting 'WaitSeconds' is '{text}'; write whole seconds, 1 to 3600");
}

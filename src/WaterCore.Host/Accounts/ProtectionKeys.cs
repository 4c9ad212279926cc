using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using WaterCore.Ports;

namespace WaterCore.Host.Accounts;

/// <summary>
/// The keys that cookies are protected with. Where several hosts share a database they lie in it, so that each reads what another one wrote and a restart
/// signs nobody out; beside a database of one host they lie in a folder, so that a copy of the database alone opens nothing.
/// </summary>
internal static class ProtectionKeys
{
    public static void AddProtectionKeys(this IServiceCollection services, string folder)
    {
        services.AddDataProtection().SetApplicationName("WaterCore");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(p => new ConfigureOptions<KeyManagementOptions>(o =>
            o.XmlRepository = p.GetRequiredService<IStorage>() is { Writers: > 1 } shared ? new InDatabase(shared) : InFolder(folder, p.GetRequiredService<ILoggerFactory>())));
    }

    private static FileSystemXmlRepository InFolder(string folder, ILoggerFactory logs)
    {
        var keys = Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) keys.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return new FileSystemXmlRepository(keys, logs);
    }

    // The framework asks synchronously, once a day or so, never on a request's way.
    private sealed class InDatabase(IStorage storage) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(async () =>
        {
            await using var unit = await storage.ReadAsync().ConfigureAwait(false);
            return (await unit.Access.ProtectionKeysAsync().ConfigureAwait(false)).Select(XElement.Parse).ToList();
        }).GetAwaiter().GetResult();

        public void StoreElement(XElement element, string friendlyName) => Task.Run(async () =>
        {
            await using var unit = await storage.WriteAsync().ConfigureAwait(false);
            await unit.Access.AddProtectionKeyAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting)).ConfigureAwait(false);
            await unit.CommitAsync().ConfigureAwait(false);
        }).GetAwaiter().GetResult();
    }
}

using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using WaterCore.Plugins;
using WaterCore.Values;

namespace WaterCore.Host.Plugins;

/// <summary>Whether a plugin fits this host: first by its metadata, before it is loaded, then by its types, before its code runs.</summary>
internal static partial class PluginCheck
{
    /// <summary>The kinds of port there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["storage", "telephony", "channel", "speech", "documents", "cluster"];

    /// <summary>Why the plugin cannot be loaded; null when it can.</summary>
    public static string? Refusal(PluginMetadata plugin, string folder)
    {
        var key = Path.GetFileName(folder);
        // The loader would take this copy, and the plugin would implement another IPlugin than the host's: it would look empty.
        if (File.Exists(Path.Combine(folder, PluginMetadata.Contract + ".dll")))
            return $"its folder ships its own {PluginMetadata.Contract}.dll; reference {PluginMetadata.Contract} with Private=false and ExcludeAssets=runtime";
        if (plugin.Name.Length == 0 || !plugin.Name.All(char.IsAsciiLetterOrDigit))
            return $"it calls itself '{plugin.Name}'; a name has letters and digits only";
        if (!plugin.Name.Equals(key, StringComparison.OrdinalIgnoreCase))
            return $"it calls itself '{plugin.Name}', but its folder is '{key}'; rename the folder";
        if (plugin.Kinds.Count == 0) return $"it names no kind; name one of {string.Join(", ", Kinds)}";
        if (plugin.Kinds.FirstOrDefault(kind => !Kinds.Contains(kind)) is { } unknown)
            return $"it offers '{unknown}', which this host does not know; it knows {string.Join(", ", Kinds)}";
        // The contract first: when that is too new, so are often the packages, and the contract is what the reader can act on.
        return plugin.Wants.Where(want => IsShared(want.Name!)).OrderBy(want => want.Name != PluginMetadata.Contract)
            .Select(want => Refusal(want, folder)).FirstOrDefault(reason => reason is not null);
    }

    /// <summary>The one plugin class of an assembly. Asks for every type, so that a class that lacks a member is found now and not in use.</summary>
    public static Result<Type> PluginType(Assembly assembly)
    {
        Type[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return new PluginFault(Misfit(e.LoaderExceptions.FirstOrDefault() ?? e));
        }
        var plugins = types.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPlugin))).ToList();
        if (plugins.Count == 0) return new PluginFault("it has no class that implements IPlugin");
        if (plugins.Count > 1)
            return new PluginFault($"it has {plugins.Count} classes that implement IPlugin ({string.Join(", ", plugins.Select(p => p.FullName))}); leave one");
        return plugins[0].IsVisible && plugins[0].GetConstructor(Type.EmptyTypes) is not null
            ? plugins[0]
            : new PluginFault($"its class '{plugins[0].FullName}' must be public and have a public constructor without parameters");
    }

    // The assemblies whose types cross the border, and System.Runtime for a plugin built for a newer .NET. Any other may be the plugin's own.
    private static bool IsShared(string name) =>
        name == PluginMetadata.Contract || name is "NodaTime" or "System.Runtime"
        || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);

    private static string? Refusal(AssemblyName want, string folder)
    {
        Version? have;
        try
        {
            have = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(want.Name!)).GetName().Version;
        }
        catch (FileNotFoundException)
        {
            // What the host does not have cannot cross the border; the plugin may bring it.
            return File.Exists(Path.Combine(folder, want.Name + ".dll"))
                ? null
                : $"it was built for {want.Name} {want.Version}, which neither this host nor its folder has";
        }
        return want.Version > have ? $"it was built for {want.Name} {want.Version}, this host has {have}" : null;
    }

    private static string Misfit(Exception trouble)
    {
        var advice = $"build it again for {PluginMetadata.Contract} {typeof(IPlugin).Assembly.GetName().Version}";
        return trouble switch
        {
            TypeLoadException type when MethodName().Match(type.Message) is { Success: true } match =>
                $"its class '{type.TypeName}' has no member '{match.Groups[1].Value}', which an interface of this host asks for; {advice}",
            FileNotFoundException file => $"its folder has no assembly '{file.FileName?.Split(',')[0]}'; publish it again",
            _ => $"its types do not fit this host ({trouble.Message}); {advice}",
        };
    }

    // The runtime names the member in the message only: "Method 'X' in type 'Y' from assembly 'Z' does not have an implementation."
    [GeneratedRegex("^Method '([^']+)' in type .* does not have an implementation")]
    private static partial Regex MethodName();
}

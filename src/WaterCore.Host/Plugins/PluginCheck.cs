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
    public static Wording? Refusal(PluginMetadata plugin, string folder)
    {
        var key = Path.GetFileName(folder);
        // The loader would take this copy, and the plugin would implement another IPlugin than the host's: it would look empty.
        if (File.Exists(Path.Combine(folder, PluginMetadata.Contract + ".dll")))
            return new($"它的文件夹自带 {PluginMetadata.Contract}.dll；引用 {PluginMetadata.Contract} 时请设 Private=false 和 ExcludeAssets=runtime", $"its folder ships its own {PluginMetadata.Contract}.dll; reference {PluginMetadata.Contract} with Private=false and ExcludeAssets=runtime");
        if (plugin.Name.Length == 0 || !plugin.Name.All(char.IsAsciiLetterOrDigit))
            return new($"它自称“{plugin.Name}”；名称只能是字母和数字", $"it calls itself '{plugin.Name}'; a name has letters and digits only");
        if (!plugin.Name.Equals(key, StringComparison.OrdinalIgnoreCase))
            return new($"它自称“{plugin.Name}”，文件夹却是“{key}”；请改文件夹名", $"it calls itself '{plugin.Name}', but its folder is '{key}'; rename the folder");
        if (plugin.Kinds.Count == 0) return new($"它没有写明类型；请写其一：{string.Join("、", Kinds)}", $"it names no kind; name one of {string.Join(", ", Kinds)}");
        if (plugin.Kinds.FirstOrDefault(kind => !Kinds.Contains(kind)) is { } unknown)
            return new($"它提供“{unknown}”，本程序不认识；认识的有：{string.Join("、", Kinds)}", $"it offers '{unknown}', which this host does not know; it knows {string.Join(", ", Kinds)}");
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
        if (plugins.Count == 0) return new PluginFault(new("它没有实现 IPlugin 的类", "it has no class that implements IPlugin"));
        if (plugins.Count > 1)
            return new PluginFault(new($"它有 {plugins.Count} 个实现 IPlugin 的类（{string.Join("、", plugins.Select(p => p.FullName))}）；请只留一个", $"it has {plugins.Count} classes that implement IPlugin ({string.Join(", ", plugins.Select(p => p.FullName))}); leave one"));
        return plugins[0].IsVisible && plugins[0].GetConstructor(Type.EmptyTypes) is not null
            ? plugins[0]
            : new PluginFault(new($"它的类“{plugins[0].FullName}”须为公开，并有不带参数的公开构造函数", $"its class '{plugins[0].FullName}' must be public and have a public constructor without parameters"));
    }

    // The assemblies whose types cross the border, and System.Runtime for a plugin built for a newer .NET. Any other may be the plugin's own.
    private static bool IsShared(string name) =>
        name == PluginMetadata.Contract || name is "NodaTime" or "System.Runtime"
        || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);

    private static Wording? Refusal(AssemblyName want, string folder)
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
                : new($"它按 {want.Name} {want.Version} 编译，本程序和它的文件夹都没有", $"it was built for {want.Name} {want.Version}, which neither this host nor its folder has");
        }
        return want.Version > have ? new($"它按 {want.Name} {want.Version} 编译，本程序为 {have}", $"it was built for {want.Name} {want.Version}, this host has {have}") : null;
    }

    private static Wording Misfit(Exception trouble)
    {
        var version = $"{PluginMetadata.Contract} {typeof(IPlugin).Assembly.GetName().Version}";
        var (again, advice) = ($"请按 {version} 重新编译", $"build it again for {version}");
        return trouble switch
        {
            TypeLoadException type when MethodName().Match(type.Message) is { Success: true } match =>
                new($"它的类“{type.TypeName}”缺少本程序接口要求的成员“{match.Groups[1].Value}”；{again}", $"its class '{type.TypeName}' has no member '{match.Groups[1].Value}', which an interface of this host asks for; {advice}"),
            FileNotFoundException file => new($"它的文件夹缺少程序集“{file.FileName?.Split(',')[0]}”；请重新发布", $"its folder has no assembly '{file.FileName?.Split(',')[0]}'; publish it again"),
            _ => new($"它的类型与本程序不符（{trouble.Message}）；{again}", $"its types do not fit this host ({trouble.Message}); {advice}"),
        };
    }

    // The runtime names the member in the message only: "Method 'X' in type 'Y' from assembly 'Z' does not have an implementation."
    [GeneratedRegex("^Method '([^']+)' in type .* does not have an implementation")]
    private static partial Regex MethodName();
}

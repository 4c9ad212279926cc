using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using WaterCore.Plugins;
using WaterCore.Values;

namespace WaterCore.Host.Plugins;

/// <summary>A plugin cannot be used as it is.</summary>
/// <param name="Reason">Why, as a clause about the plugin ("it ...", "its folder ...").</param>
internal sealed record PluginFault(Wording Reason) : Fault
{
    /// <inheritdoc/>
    public override string Code => "plugins.refused";

    /// <inheritdoc/>
    public override string Message => Reason.En;
}

/// <summary>What a plugin's main assembly says of itself, read from the file; nothing is loaded and none of its code runs.</summary>
/// <param name="Name">The name in its <see cref="PluginAttribute"/>.</param>
/// <param name="Kinds">The kinds in its <see cref="PluginAttribute"/>.</param>
/// <param name="Version">Its informational version without the build suffix, or its assembly version.</param>
/// <param name="Wants">Every assembly it references, with the version it was compiled against.</param>
internal sealed record PluginMetadata(string Name, IReadOnlyList<string> Kinds, string Version, IReadOnlyList<AssemblyName> Wants)
{
    /// <summary>The simple name of the contract's assembly.</summary>
    public static string Contract { get; } = typeof(IPlugin).Assembly.GetName().Name!;

    private static readonly Wording s_noAssembly = new("它不是 .NET 程序集", "it is not a .NET assembly");

    /// <summary>The WaterCore version it was compiled against.</summary>
    public Version? BuiltFor => Wants.FirstOrDefault(want => want.Name == Contract)?.Version;

    /// <summary>The path of a folder's main assembly: the one next to its only <c>.deps.json</c>.</summary>
    /// <remarks>The SDK writes that file for the project itself and for none of its dependencies, so it marks the main assembly.</remarks>
    public static Result<string> MainAssembly(string folder)
    {
        const string suffix = ".deps.json";
        var marks = Directory.GetFiles(folder, "*" + suffix).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        if (marks.Count == 0) return new PluginFault(new("它的文件夹没有 .deps.json；请在项目中设置 EnableDynamicLoading 并重新发布", "its folder has no .deps.json file; set EnableDynamicLoading in its project and publish it again"));
        if (marks.Count > 1) return new PluginFault(new($"它的文件夹有 {marks.Count} 个 .deps.json（{string.Join("、", marks)}）；只保留插件自己的", $"its folder has {marks.Count} .deps.json files ({string.Join(", ", marks)}); leave only the plugin's own"));
        var file = Path.Combine(folder, marks[0]![..^suffix.Length] + ".dll");
        return File.Exists(file) ? file : new PluginFault(new($"它的文件夹有 {marks[0]}，却没有 {Path.GetFileName(file)}", $"its folder has {marks[0]} but no {Path.GetFileName(file)}"));
    }

    /// <summary>Reads an assembly file.</summary>
    public static Result<PluginMetadata> Read(string file)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(file));
            return image.HasMetadata ? Read(image.GetMetadataReader()) : new PluginFault(s_noAssembly);
        }
        catch (BadImageFormatException)
        {
            return new PluginFault(s_noAssembly);
        }
    }

    private static Result<PluginMetadata> Read(MetadataReader reader)
    {
        if (!reader.IsAssembly) return new PluginFault(s_noAssembly);
        var wants = reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle).GetAssemblyName()).ToList();
        var definition = reader.GetAssemblyDefinition();
        if (Arguments(reader, definition, typeof(PluginAttribute)) is not { } plugin)
            return new PluginFault(new("它没有插件标注；请加上 [assembly: Plugin(\"Name\", \"kind\")]", "it has no plugin attribute; add [assembly: Plugin(\"Name\", \"kind\")]"));
        var name = plugin.ReadSerializedString() ?? "";
        // An array argument is its length and its elements; a null array has the length -1.
        var count = Math.Max(0, plugin.ReadInt32());
        var kinds = new string[count <= plugin.RemainingBytes ? count : throw new BadImageFormatException()];
        for (var i = 0; i < kinds.Length; i++) kinds[i] = plugin.ReadSerializedString() ?? "";
        var version = Arguments(reader, definition, typeof(AssemblyInformationalVersionAttribute))?.ReadSerializedString();
        return new PluginMetadata(name, kinds, version?.Split('+')[0] ?? definition.Version.ToString(), wants);
    }

    /// <summary>The fixed arguments of the assembly's attribute of a type, past the prolog; null when it has none.</summary>
    private static BlobReader? Arguments(MetadataReader reader, AssemblyDefinition assembly, Type type)
    {
        foreach (var handle in assembly.GetCustomAttributes())
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference) continue;
            var parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (parent.Kind != HandleKind.TypeReference) continue;
            var reference = reader.GetTypeReference((TypeReferenceHandle)parent);
            if (reader.GetString(reference.Name) != type.Name || reader.GetString(reference.Namespace) != type.Namespace) continue;
            var blob = reader.GetBlobReader(attribute.Value);
            const ushort prolog = 1;   // ECMA-335 II.23.3
            return blob.ReadUInt16() == prolog ? blob : throw new BadImageFormatException();
        }
        return null;
    }
}

namespace WaterCore.Tests.House;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of WaterCore.sln. Looked for upwards from the tests' output, because a CI build maps source paths away.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The text of a file, by its path from the root.</summary>
    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    /// <summary>Every text file a person wrote: path from the root with forward slashes, and the text.</summary>
    public static IEnumerable<(string Path, string Text)> TextFiles() => Under(Root)
        .Select(path => (Path.GetRelativePath(Root, path).Replace('\\', '/'), Bytes: File.ReadAllBytes(path)))
        .Where(file => !file.Bytes.Contains((byte)0) && !file.Item1.EndsWith(".gz", StringComparison.Ordinal))
        .Select(file => (file.Item1, System.Text.Encoding.UTF8.GetString(file.Bytes)));

    // What git ignores nobody wrote: build output, results, a demo's folder.
    private static readonly HashSet<string> Unwritten =
        [".git", .. Read(".gitignore").Split('\n').Where(line => line.EndsWith('/')).Select(line => line.Trim('/'))];

    private static IEnumerable<string> Under(string folder) => Directory.GetFiles(folder).Where(file => Path.GetFileName(file) != ".git")
        .Concat(Directory.GetDirectories(folder).Where(child => !Unwritten.Contains(Path.GetFileName(child))).SelectMany(Under));

    private static string FindRoot(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "WaterCore.sln"))) return folder.FullName;
        throw new InvalidOperationException($"No WaterCore.sln stands above {from}; run the tests from a checkout.");
    }
}

using System.Runtime.CompilerServices;

namespace WaterCore.Tests;

/// <summary>The real tariffs, usage and golden bills beside the project, when they are there.</summary>
internal static class SharedData
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "shared", "data"));

    /// <summary>A file or folder of the shared data; skips the test when it is not there.</summary>
    public static string Path_(string relative)
    {
        var path = Path.Combine(Root, relative);
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"the shared data is not beside the project: ../shared/data/{relative}");
        return path;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

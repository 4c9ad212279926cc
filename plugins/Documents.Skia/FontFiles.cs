namespace WaterCore.Documents.Skia;

/// <summary>Where the fonts lie: Noto Sans CJK, or what the configuration says.</summary>
/// <param name="Regular">The file, or null when there is none.</param>
/// <param name="Bold">The file of the bold face, or null to do without.</param>
/// <param name="Looked">Where it was looked for.</param>
internal sealed record FontFiles(string? Regular, string? Bold, IReadOnlyList<string> Looked)
{
    private const string Name = "NotoSansCJK-Regular.ttc", BoldName = "NotoSansCJK-Bold.ttc";

    // Debian and Ubuntu, Fedora, Arch and Alpine, and what people put in by hand.
    private static readonly string[] s_folders =
    [
        "/usr/share/fonts/opentype/noto", "/usr/share/fonts/google-noto-cjk", "/usr/share/fonts/google-noto-sans-cjk-fonts",
        "/usr/share/fonts/noto-cjk", "/usr/share/fonts/noto", "/usr/local/share/fonts",
    ];

    /// <summary>Finds them.</summary>
    /// <param name="font">The file that the configuration names, or null.</param>
    /// <param name="bold">The file of the bold face that it names, or null.</param>
    public static FontFiles Find(string? font, string? bold) => font is not null ? new FontFiles(font, bold, [font]) : Among(Folders());

    /// <summary>Finds them in folders; the first that has one wins.</summary>
    public static FontFiles Among(IReadOnlyList<string> folders)
    {
        var found = folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, Name)));
        var bold = found is null ? null : Path.Combine(found, BoldName);
        return new FontFiles(found is null ? null : Path.Combine(found, Name), File.Exists(bold) ? bold : null, folders);
    }

    private static List<string> Folders() =>
    [
        AppContext.BaseDirectory, .. s_folders,
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "fonts"), Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
    ];
}

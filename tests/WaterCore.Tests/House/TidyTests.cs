using System.Text.RegularExpressions;

namespace WaterCore.Tests.House;

/// <summary>What can be said of the files themselves, held by reading them.</summary>
public sealed partial class TidyTests
{
    private const int MaxLines = 400;

    private static readonly string[] CodeEnds = [".cs", ".razor", ".sql", ".js", ".css"];
    private static readonly string[] BuildEnds = [".csproj", ".props", ".targets", ".sln", ".config", ".sh", "global.json", ".ci/run"];

    [Fact]
    public void Files_OfTheWholeTree_AreTidy()
    {
        var files = Repository.TextFiles().ToList();
        Assert.Contains(files, f => f.Path == "src/WaterCore/Values/Money.cs");

        var complaints = files.SelectMany(f => Complaints(f.Path, f.Text, Places())).ToList();
        Assert.True(complaints is [], string.Join('\n', complaints));
    }

    public static TheoryData<string, string, string> Untidy => new()
    {
        { "src/WaterCore/Values/Long.cs", new string('\n', MaxLines + 1), "src/WaterCore/Values/Long.cs has 401 lines, more than 400; give it one subject and its rest another file." },
        { "plugins/X/x.sql", new string('\n', MaxLines + 1), "plugins/X/x.sql has 401 lines, more than 400; give it one subject and its rest another file." },
        { "docs.md", "one\r\ntwo\n", "docs.md:1 ends with CR LF; lines end with LF." },
        { "tests/a.sh", "curl " + "https:" + "//example.test/x\n", "tests/a.sh:1 names a host; build files and scripts take what they need from the machine's own sources." },
        { "tests/X.cs", "first\nFile.Open(\"/builder/desk/data\")\n", "tests/X.cs:2 names '/builder/desk', a place on this machine; name it relative to the project." },
    };

    [Theory, MemberData(nameof(Untidy))]
    public void File_ThatIsUntidy_IsReported(string path, string text, string complaint) =>
        Assert.Equal([complaint], Complaints(path, text, ["/builder/desk"]));

    [Theory]
    [InlineData("src/WaterCore/Values/Just.cs", MaxLines)]
    [InlineData("src/WaterCore/Tariffs/Shipped/data.yaml", MaxLines + 1)]
    [InlineData("tests/WaterCore.Tests/House/PublicSurface.txt", MaxLines + 1)]
    public void File_OfDataOrOfTheAllowedLength_IsTidy(string path, int lines) =>
        Assert.Empty(Complaints(path, new string('\n', lines), []));

    private static IEnumerable<string> Complaints(string path, string text, IReadOnlyCollection<string> places)
    {
        var lines = text.Split('\n');
        var code = (path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("plugins/", StringComparison.Ordinal)) && CodeEnds.Any(end => path.EndsWith(end, StringComparison.Ordinal));
        if (code && lines.Length - 1 > MaxLines) yield return $"{path} has {lines.Length - 1} lines, more than {MaxLines}; give it one subject and its rest another file.";
        var build = BuildEnds.Any(end => path.EndsWith(end, StringComparison.Ordinal));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].EndsWith('\r')) yield return $"{path}:{i + 1} ends with CR LF; lines end with LF.";
            if (build && Host().IsMatch(lines[i])) yield return $"{path}:{i + 1} names a host; build files and scripts take what they need from the machine's own sources.";
            foreach (var place in places)
                if (lines[i].Contains(place, StringComparison.Ordinal)) yield return $"{path}:{i + 1} names '{place}', a place on this machine; name it relative to the project.";
        }
    }

    /// <summary>The checkout, the folders beside it, hidden ones by their bare name too, and the home of whoever runs the tests.</summary>
    private static List<string> Places()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var places = new List<string> { Repository.Root, home + "/" };
        // A checkout at the root of the file system has /etc and /usr beside it, which are nobody's desk.
        if (Path.GetDirectoryName(Repository.Root) is { } parent && Path.GetDirectoryName(parent) is not null)
            foreach (var beside in Directory.GetDirectories(parent))
            {
                places.Add(beside);
                var name = Path.GetFileName(beside);
                // Beside a checkout in a home stand .config and .nuget, and .git wherever: names that documents may mention.
                if (name.StartsWith('.') && parent != home && name != ".git" && !Directory.Exists(Path.Combine(Repository.Root, name))) places.Add(name + "/");
            }
        return [.. places.Where(p => p.Length > 1).Distinct()];
    }

    [GeneratedRegex("https?://", RegexOptions.IgnoreCase)]
    private static partial Regex Host();
}

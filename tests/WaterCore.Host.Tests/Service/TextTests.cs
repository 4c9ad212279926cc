using System.Reflection;
using System.Text.RegularExpressions;
using WaterCore.Host.Accounts;
using WaterCore.Host.Service;
using WaterCore.Values;

namespace WaterCore.Host.Tests.Service;

public sealed partial class TextTests
{
    [Fact]
    public void Texts_InBothLanguages_AreThere()
    {
        var all = typeof(Texts).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(f => f.FieldType == typeof(Wording))
            .Select(f => (f.Name, Text: (Wording)f.GetValue(null)!))
            .Concat(Permissions.All.Select(p => (Name: p.Key, Text: p.Value))).Concat(Role.All.Select(r => (Name: r.Code, Text: r.Name)))
            .Concat(typeof(AccessRefused).GetProperties(BindingFlags.Static | BindingFlags.Public).Where(p => p.PropertyType == typeof(AccessRefused)).Select(p => (p.Name, ((AccessRefused)p.GetValue(null)!).Text))).ToList();
        Assert.True(all.Count > 150, $"{all.Count} texts were found.");
        // The link to the other language is written in that language.
        Assert.Empty(all.Where(t => t.Name != nameof(Texts.OtherLanguage)).Where(t => !Chinese().IsMatch(t.Text.Zh) || Chinese().IsMatch(t.Text.En) || t.Text.En.Trim().Length == 0).Select(t => t.Name));
        Assert.Empty(all.Where(t => Places(t.Text.Zh) != Places(t.Text.En)).Select(t => t.Name));
    }

    [Fact]
    public void Pages_HaveNoWordsOfTheirOwn()
    {
        var pages = Directory.GetFiles(Path.Combine(Root(), "src", "WaterCore.Host"), "*.razor", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")).ToList();
        Assert.True(pages.Count > 15, $"{pages.Count} pages were found.");
        var own = new List<string>();
        foreach (var page in pages)
        {
            var markup = Comment().Replace(File.ReadAllText(page).Split("@code {")[0], "");
            // Text between two tags on one line, and the attributes that people read; neither may have two letters in a row outside an expression.
            foreach (Match match in Between().Matches(markup)) own.AddRange(Words(page, match.Groups[1].Value));
            foreach (Match match in Attribute().Matches(markup)) own.AddRange(Words(page, match.Groups[2].Value));
        }
        Assert.Empty(own);
    }

    [Fact]
    public void Pages_WithWordsOfTheirOwn_AreNoticed()
    {
        Assert.NotEmpty(Words("", "Hello @T(Texts.Save)"));
        Assert.NotEmpty(Words("", "保存"));
        Assert.Empty(Words("", "@T(Texts.Save): @Show.Fill(T(Texts.Revision), revision) · @file.Number"));
    }

    private static IEnumerable<string> Words(string page, string text) =>
        Letters().IsMatch(Expression().Replace(text, "")) ? [$"{Path.GetFileName(page)}: {text.Trim()}"] : [];

    private static string Places(string text) => string.Join(' ', Place().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WaterCore.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    [GeneratedRegex("{[0-9]}")]
    private static partial Regex Place();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\s=])>((?:[^<>\n{}]|=>| > )+)</")]
    private static partial Regex Between();

    [GeneratedRegex("\\b(Label|HelperText|placeholder|title|alt|aria-label|Title)=\"([^\"]*)\"")]
    private static partial Regex Attribute();

    // An expression: a name with members, indexers and calls, nested once or twice.
    [GeneratedRegex(@"@(\(([^()]|\(([^()]|\([^()]*\))*\))*\)|[A-Za-z_]\w*(\.\w+|\?\.\w+|\[[^\]]*\]|\(([^()]|\(([^()]|\([^()]*\))*\))*\))*)")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Letters();
}

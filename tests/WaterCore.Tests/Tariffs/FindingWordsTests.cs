using System.Text;
using System.Text.RegularExpressions;
using WaterCore.Tariffs;
using WaterCore.Tests.House;
using WaterCore.Values;

namespace WaterCore.Tests.Tariffs;

public sealed partial class FindingWordsTests
{
    [GeneratedRegex(@"\b(?:Refuse|refuse|Fault|Error|Warning)\(")]
    private static partial Regex Complaint();

    // The reader says its clauses in both languages, not always on the line of the complaint.
    [GeneratedRegex(@"\b(?:Refuse|refuse|Wording|new)\(")]
    private static partial Regex Said();

    // Every clause of a complaint in the sources of the room and of the reader below it, with what is put in written as a plain word.
    public static TheoryData<string> Clauses
    {
        get
        {
            var clauses = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var (path, text) in Repository.TextFiles())
            {
                if (!path.EndsWith(".cs", StringComparison.Ordinal)) continue;
                if (path.Contains("src/WaterCore/Tariffs/", StringComparison.Ordinal)) clauses.UnionWith(ClausesOf(text.Split('\n').Where(l => !l.Contains("static", StringComparison.Ordinal)), Complaint()));
                if (path.Contains("src/WaterCore/Text/", StringComparison.Ordinal)) clauses.UnionWith(ClausesOf(text.Split('\n'), Said()));
            }
            return new(clauses);
        }
    }

    [Theory]
    [MemberData(nameof(Clauses))]
    public void AClauseOfTheChecks_IsSaidInChineseToo(string clause) => Assert.NotNull(FindingWords.Chinese(clause));

    [Fact]
    public void AFinding_IsOneSentenceInEachLanguage()
    {
        var finding = TariffFinding.Warning("x.yaml", 7, "R.WATER", "block 2 is cheaper than block 1", "check that it is meant so");
        Assert.Equal("提示：x.yaml:7：R.WATER：第 2 档比第 1 档便宜；请确认确实如此。", finding.In(Language.Chinese));
        Assert.Equal("warning: x.yaml:7: R.WATER: block 2 is cheaper than block 1; check that it is meant so.", finding.In(Language.English));
    }

    [Fact]
    public void WhatIsPutIntoAClause_StandsInItsPlace()
    {
        Assert.Equal("“a b”不是 1 至 9 的整数", FindingWords.Chinese("'a b' is not a whole number of 1 to 9"));
        Assert.Equal("上限 3 不高于 前一个", FindingWords.Chinese("bound 3 is not above the one before it"));
    }

    // The reader below the room gives its clauses in both languages where they arise.
    private static bool IsChinese(string clause) => clause.Any(c => c is >= '\u4E00' and <= '\u9FFF');

    private static IEnumerable<string> ClausesOf(IEnumerable<string> lines, Regex said) =>
        lines.Where(l => said.IsMatch(l)).SelectMany(l => Literals(l[said.Match(l).Index..])).Where(l => l.Contains(' ', StringComparison.Ordinal) && !l.StartsWith(' ') && !IsChinese(l));

    // The string literals of a line; a hole of an interpolated one becomes a word.
    private static IEnumerable<string> Literals(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '"') continue;
            var (interpolated, text) = (i > 0 && line[i - 1] == '$', new StringBuilder());
            for (i++; i < line.Length && line[i] != '"'; i++)
            {
                if (!interpolated || line[i] != '{') text.Append(line[i]);
                else
                {
                    text.Append('X');
                    for (var (depth, quoted) = (1, false); depth > 0 && ++i < line.Length;)
                    {
                        if (line[i] == '"') quoted = !quoted;
                        else if (!quoted && line[i] == '{') depth++;
                        else if (!quoted && line[i] == '}') depth--;
                    }
                }
            }
            yield return text.ToString();
        }
    }
}

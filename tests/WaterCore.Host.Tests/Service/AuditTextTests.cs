using System.Text.RegularExpressions;
using WaterCore.Host.Accounts;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Service;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Host.Tests.Service;

/// <summary>The audit page in people's words: what was done, to what, and amounts as money.</summary>
public sealed partial class AuditTextTests
{
    // Literals of the same shape that are no act of the trail.
    private static readonly HashSet<string> s_other = new(StringComparer.Ordinal) { "audit-checkpoints.jsonl", "key.not-found", "key.permissions", "key.request", "revenue.late-charge", "work.act" };

    [Fact]
    public void Act_OfEachKindThatTheProgramNotes_HasWordsInBothLanguages()
    {
        var codes = Enum.GetValues<ActionKind>().Select(k => "work." + k.CodeOf()).Concat(Enum.GetValues<CaseAct>().Select(a => "case." + a.ToString().ToLowerInvariant())).Concat(["case.hand-over", "case.call-back", "late-charges", "adjustment.goodwill"]).ToHashSet(StringComparer.Ordinal);
        foreach (var file in new[] { "WaterCore/Operations", "WaterCore.Host/Accounts" }.SelectMany(f => Directory.GetFiles(Path.Combine(Root(), "src", f), "*.cs")))
        {
            var text = File.ReadAllText(file);
            if (!text.Contains("AuditEntry", StringComparison.Ordinal) && !text.Contains("FinishAsync(", StringComparison.Ordinal)) continue;
            foreach (var line in text.Split('\n').Where(l => !l.Contains("Code =>", StringComparison.Ordinal) && !l.Contains("///", StringComparison.Ordinal)))
                codes.UnionWith(Literal().Matches(line).Select(m => m.Groups[1].Value).Where(c => !s_other.Contains(c) && !c.EndsWith(".csv", StringComparison.Ordinal) && !c.EndsWith(".yaml", StringComparison.Ordinal)));
        }
        Assert.True(codes.Count > 100, $"{codes.Count} codes were found.");
        var without = codes.Where(c => !Permissions.All.ContainsKey(c) && Texts.Audited(c) is var words && (words.En == c || !Chinese().IsMatch(words.Zh) || Chinese().IsMatch(words.En))).ToList();
        Assert.True(without.Count == 0, string.Join(' ', without));
        Assert.All(["payment.taken", "tariff.publish", "billing.run", "pin.set", "notice.send"], c => Assert.Matches(Chinese(), Texts.Audited(c).Zh));
    }

    [Theory]
    [InlineData("""{"account":"6200001","entry":5,"branch":"main","year":2026,"number":2,"currency":"CNY","amount":5000,"allocated":5000,"balance":635}""",
        "户号 6200001|分录 5|营业所 main|年份 2026|号码 2|金额 50.00 CNY|已抵费用 50.00 CNY|账户余额 6.35 CNY", "account 6200001|entry 5|branch main|year 2026|number 2|amount 50.00 CNY|allocated 50.00 CNY|balance 6.35 CNY")]
    [InlineData("""{"entry":9,"amount":"500.00","ledger":"fee.connection"}""", "分录 9|金额 500.00 CNY|科目 fee.connection", "entry 9|amount 500.00 CNY|ledger fee.connection")]
    [InlineData("""{"account":"1","bills":["1-a","1-b"],"difference":"-106.32","approver":null}""", "户号 1|账单 1-a 1-b|差额 -106.32 CNY", "account 1|bills 1-a 1-b|difference -106.32 CNY")]
    [InlineData("1:survey@surveyor.2:Working", "1:survey@surveyor.2:办理中", "1:survey@surveyor.2:Working")]
    [InlineData("2026-04-30 470 accepted, desk", "2026-04-30 470 已采纳, 柜台", "2026-04-30 470 accepted, desk")]
    [InlineData("7 added, sha256 24ec8bbd", "7 新增, sha256 24ec8bbd", "7 added, sha256 24ec8bbd")]
    [InlineData("2499 premises", "2499 个用水点", "2499 premises")]
    [InlineData("premises id.jpg sha256 24ec8bbd", "premises id.jpg sha256 24ec8bbd", "premises id.jpg sha256 24ec8bbd")] // a document's name
    [InlineData("{not json", "{not json", "{not json")]
    public void State_OfAnEntry_ReadsAsPeopleSayIt_WithAmountsAsMoney(string stored, string zh, string en)
    {
        Assert.Equal(zh, string.Join('|', AuditLines.Of(stored, Currency.Of("CNY"), Language.Chinese)));
        Assert.Equal(en, string.Join('|', AuditLines.Of(stored, Currency.Of("CNY"), Language.English)));
    }

    [Theory]
    [InlineData("account 6200001", "户号 6200001")]
    [InlineData("account id 7", "内部户号 7")]
    [InlineData("accounts id 7 to 9", "内部户号 7 至 9")]
    [InlineData("tariff zhuhai-main revision 1", "水价 zhuhai-main 版本 1")]
    [InlineData("clue to revision 7", "线索 to revision 7")]
    [InlineData("organization", "组织机构")]
    [InlineData("places.csv", "places.csv")]
    public void Subject_OfAnEntry_SaysItsKindInChinese(string subject, string zh)
    {
        Assert.Equal(zh, Texts.AuditedThing(subject, Language.Chinese));
        Assert.Equal(subject, Texts.AuditedThing(subject, Language.English));
    }

    [Theory]
    [InlineData("wang", "cashier", "收费员")]
    [InlineData("account 6200004", "customer", "客户")]
    [InlineData("p16", "surveyor.2", "surveyor.2")]
    public void Position_OfWhoActed_IsCalledAsTheRoleIs(string name, string position, string zh) => Assert.Equal(zh, Texts.AuditedPosition(new(name, position)).Zh);

    [Fact]
    public void Position_OfTheProgram_IsNoAdministrator() => Assert.Equal("程序", Texts.AuditedPosition(WaterCore.Organization.Actor.System).Zh);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WaterCore.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("\"([a-z][a-z-]*\\.[a-z][a-z-]*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}

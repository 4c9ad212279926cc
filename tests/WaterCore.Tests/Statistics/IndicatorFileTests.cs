using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Tests.Statistics;

public sealed class IndicatorFileTests
{
    private const string Own = """
        standard: { zh: 本公司考核办法, en: our own rules }
        indicators:
          - code: overdue-old
            version: 1
            name: { zh: 居民长期欠费占比, en: Share of old debts of households }
            numerator: { name: { zh: 逾期九十天以上, en: over ninety days }, source: arrears, measure: amount, where: { age: { not: ["00", "01"] }, class: [residential] } }
            denominator: { name: { zh: 期末未收, en: open at the end }, source: arrears, measure: amount }
            less_is_better: yes
            by: [area]
            period: { zh: 任意整月, en: whole months }
            cut_off: { zh: 期末余额, en: what is open at the end }
        """;

    [Fact]
    public void Shipped_FileIsWhatTheProgramGoesBy() =>
        Assert.Equal(IndicatorSet.Shipped.Latest.Select(i => (i.Code, i.Version)), IndicatorFile.Read(IndicatorFile.ShippedText(), "f").Value.Select(i => (i.Code, i.Version)));

    [Theory]
    [InlineData("promise-kept", "applications.done where promise 1-kept", "applications.done where promise 1-kept|2-late", "Percent")]
    [InlineData("arrears-overdue", "arrears.amount where age not 00", "arrears.amount", "Percent")]
    [InlineData("first-contact", "contacts.contacts where direction in, outcome 1-answered", "contacts.contacts where direction in, outcome 1-answered|2-case", "Percent")]
    [InlineData("days-to-connect", "applications.seconds where kind new-connection|new-connection-simple", "applications.done where kind new-connection|new-connection-simple", "DaysEach")]
    [InlineData("bills-issued", "closings.bills", null, "Sum")]
    [InlineData("days-receivable", "arrears.amount", "dues.billed", "DaysOfPeriod")]
    public void Shipped_Formulas_AreAsTheyWereAgreed(string code, string numerator, string? denominator, string scale)
    {
        var i = IndicatorSet.Shipped.Find(code)!;
        Assert.Equal((numerator, denominator, scale), (Formula(i.Numerator), i.Denominator is { } of ? Formula(of) : null, i.Scale.ToString()));
    }

    [Fact]
    public void Own_StandBesideTheShipped_AndANewVersionTakesItsPlaceWhileTheOldOneStaysToBeHad()
    {
        var set = IndicatorSet.Shipped.With(IndicatorFile.Read(Own, "own.yaml").Value, "own.yaml").Value;
        Assert.Equal((IndicatorSet.Shipped.Latest.Count + 1, "our own rules", true), (set.Latest.Count, set.Find("overdue-old")!.Standard.En, set.Find("overdue-old")!.LessIsBetter));
        Assert.Equal("arrears.amount where age not 00|01, class residential", Formula(set.Find("overdue-old")!.Numerator));
        var second = IndicatorSet.Shipped.With(IndicatorFile.Read(Own.Replace("code: overdue-old", "code: arrears-overdue", StringComparison.Ordinal).Replace("version: 1", "version: 2", StringComparison.Ordinal), "o").Value, "o").Value;
        Assert.Equal((2, 2, 1), (second.Find("arrears-overdue")!.Version, second.Find("arrears-overdue@2")!.Version, second.Find("arrears-overdue@1")!.Version));
        Assert.Null(second.Find("arrears-overdue@3"));
        var same = IndicatorSet.Shipped.With(IndicatorFile.Read(Own.Replace("code: overdue-old", "code: arrears-overdue", StringComparison.Ordinal), "o.yaml").Value, "o.yaml");
        Assert.Equal("o.yaml: arrears-overdue: version 1 of it is there already; give yours a code of its own, or the next version to put it in that place.", same.Fault!.Message);
    }

    [Theory]
    [InlineData("source: arrears, measure: amount, where", "source: arrears, measure: sum, where", "own.yaml:3: overdue-old: 'sum' is no measure of arrears; choose of accounts, amount; correct it, or leave it out.")]
    [InlineData("by: [area]", "by: [street]", "own.yaml:3: overdue-old: 'street' is no dimension of arrears; choose of age, class, area, branch, account; correct it, or leave it out.")]
    [InlineData("by: [area]", "bye: [area]", "own.yaml:9: indicators: the key 'bye' is not known here; use one of: code, version, name, numerator, denominator, scale, from_new_year, less_is_better, by, period, cut_off, standard.")]
    [InlineData("version: 1", "version: 0", "own.yaml:4: overdue-old.version: '0' is not a whole number of 1 to 1000; write a whole number of 1 to 1000.")]
    [InlineData("code: overdue-old", "code: Old Debts", "own.yaml:3: code: 'Old Debts' is no code; write at most 40 small letters, digits and dashes.")]
    [InlineData("standard: { zh: 本公司考核办法, en: our own rules }\n", "", "own.yaml:2: overdue-old.standard: the standard that it follows is missing; write standard: here, or once at the head of the file.")]
    [InlineData("class: [residential]", "class: []", "own.yaml:6: overdue-old.numerator.where.class: no value stands here; write [one, two].")]
    [InlineData("less_is_better: yes", "scale: sum", "own.yaml:3: overdue-old: it has a denominator exactly when it is no bare sum; correct it, or leave it out.")]
    public void File_ThatCannotBeUsed_SaysWhereAndWhatToWrite_InBothLanguages(string from, string to, string message)
    {
        var fault = Assert.IsType<IndicatorFault>(IndicatorFile.Read(Own.ReplaceLineEndings("\n").Replace(from, to, StringComparison.Ordinal), "own.yaml").Fault);
        Assert.Equal(message, fault.Message);
        Assert.Matches("^own\\.yaml:[0-9]+：.*[一-鿿].*；.*[一-鿿].*。$", fault.In(Language.Chinese));
    }

    private static string Formula(IndicatorTerm t) =>
        $"{t.Source.Code}.{t.Measure}{(t.Where.Count == 0 ? "" : " where " + string.Join(", ", t.Where.Select(w => $"{w.Dimension} {(w.IsNot ? "not " : "")}{string.Join('|', w.Values)}")))}";
}

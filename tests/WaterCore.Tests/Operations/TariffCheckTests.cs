using WaterCore.Operations;
using WaterCore.Tariffs;
using WaterCore.Tests.Billing;

namespace WaterCore.Tests.Operations;

public sealed class TariffCheckTests
{
    public static TheoryData<string> Codes => new(ShippedTariffs.Codes);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_OfEveryShippedTariff_FindsNoError(string code) =>
        Assert.DoesNotContain(TariffCheck.Check(ShippedTariffs.Text(code), code), f => f.Severity == FindingSeverity.Error);

    [Theory]
    [InlineData("zhuhai-main", "warning: zhuhai-main:33: nonresidential.water: its price is unknown, so this class cannot be billed; find the price, or leave it so: nothing is guessed.")]
    [InlineData("wuxi", "warning: wuxi:19: residential.water: the bounds of its blocks are unknown, so this class cannot be billed; find the bounds, or leave it so: nothing is guessed.")]
    [InlineData("beijing", "warning: beijing:40: residential.water: what each person above 4 adds is unknown, so larger households cannot be billed; find the volume, or leave it so: nothing is guessed.")]
    [InlineData("tianjin-teda", "warning: tianjin-teda:50: nonresidential.over_plan: its base price is unknown, so nobody over the quota can be billed; find the price, or leave it so: nothing is guessed.")]
    public void Check_OfWhatWasNeverFound_Warns(string code, string finding) =>
        Assert.Contains(finding, TariffCheck.Check(ShippedTariffs.Text(code), code).Select(f => f.ToString()));

    // The line is that of the charge, or of the value that is wrong.
    [Theory]
    [InlineData("  - {charge: WATER, to: 2020-01-01, flat: 1}\n  - {charge: WATER, from: 2020-02-01, flat: 2}", "price_change: by-day", 13, "nothing holds from 2020-01-01 to 2020-02-01")]
    [InlineData("  - {charge: WATER, to: 2020-02-01, flat: 1}\n  - {charge: WATER, from: 2020-01-01, flat: 2}", "price_change: by-day", 13, "class residential has this charge twice on the same days; the other stands on line 12")]
    [InlineData("  - {charge: WATER, to: 2020-01-01, flat: 1}\n  - {charge: WATER, from: 2020-01-01, flat: 2}", "status: x", 13, "price_change: does not say which price holds")]
    [InlineData("  - {charge: WATER, blocks: {per: month, bounds: [20, 20], prices: [1, 2, 3]}}", "status: x", 12, "bound 2 is not above the one before it")]
    [InlineData("  - {charge: WATER, blocks: {per: year, bounds: [20], prices: [1, 2]}}", "status: x", 12, "tier_year: does not say when that begins")]
    [InlineData("  - {charge: base, name: {zh: 基, en: Base}, classes: shop, from: 2010-01-01, to: 2011-01-01, flat: 1}", "price_change: by-day", 9, "the class has no charge")]
    [InlineData("  - {charge: WATER, quota: {of: quota, per: bill, percent: [100, 120], prices: [1, 5, 2], on: whole}}", "status: x", 12, "the bill falls from")]
    public void Check_OfWhatCannotBeBilledBy_IsAnErrorWithItsLine(string charges, string head, int line, string problem)
    {
        var text = TariffText.Of(charges, head);
        if (charges.Contains("2010-01-01", StringComparison.Ordinal)) text = text[..text.LastIndexOf("\n  - {", StringComparison.Ordinal)];
        var finding = Assert.Single(TariffCheck.Check(text, "example"), f => f.Severity == FindingSeverity.Error);
        Assert.Contains(problem, finding.Problem);
        Assert.Equal(line, finding.Line);
        Assert.NotEmpty(finding.Remedy);
    }

    [Fact]
    public void Check_OfCheaperLaterBlocks_Warns() =>
        Assert.Contains(TariffCheck.Check(TariffText.Of("  - {charge: WATER, blocks: {per: month, bounds: [20], prices: [2, 1]}}", "status: x"), "example"),
            f => f is { Severity: FindingSeverity.Warning, Problem: "block 2 is cheaper than block 1", Line: 12 });

    [Theory]
    [InlineData("tier_starts: [0, 11]\n    commodity_charge: Tiered", 9, "its blocks read 'tier_prices', which the class does not define")]
    [InlineData("tier_starts: [0, 11, 9]\n    tier_prices: [1, 2, 3]\n    commodity_charge: Tiered", 8, "no usage reaches block 2: it starts at 11 and the next at 9")]
    [InlineData("tier_starts: [0, 11]\n    tier_prices: [1]\n    commodity_charge: Tiered", 8, "2 starts stand against 1 prices")]
    [InlineData("tier_starts: [0, 11]\n    tier_prices: [2, -1]\n    commodity_charge: Tiered", 10, "the bill falls from")]
    [InlineData("commodity_charge: other*2\n    other: commodity_charge+1", 9, "'commodity_charge' stands on itself")]
    [InlineData("commodity_charge: 2*(usage_ccf", 8, "is not a formula")]
    public void Check_OfARateFile_FindsWhatItsFormulasLack(string parts, int line, string problem)
    {
        var text = $"metadata:\n  utility_name: Made\n  effective_date: 2020-01-01\n  bill_frequency: Monthly\n  bill_unit: ccf\nrate_structure:\n  HOUSE:\n    {parts}\n    bill: commodity_charge\n";
        var finding = TariffCheck.Check(text, "made.owrs").First(f => f.Severity == FindingSeverity.Error);
        Assert.Contains(problem, finding.Problem);
        Assert.Equal(line, finding.Line);
    }

    [Fact]
    public void Check_OfANameThatTheFileDoesNotDefine_WarnsThatEveryCaseMustGiveIt()
    {
        var text = "metadata:\n  bill_frequency: Monthly\n  bill_unit: ccf\nrate_structure:\n  HOUSE:\n    commodity_charge: usage_ccf*rate\n    bill: commodity_charge\n";
        var finding = Assert.Single(TariffCheck.Check(text, "made.owrs"));
        Assert.Equal("warning: made.owrs:6: HOUSE.commodity_charge: it reads 'rate', which the class does not define; define rate in the class, or give it with every case.", finding.ToString());
    }

    // The corpus as published: 49 files state no unit, 45 in kgal and one in kL call their usage usage_ccf, four are not YAML.
    [SkippableFact]
    public void Check_OfTheRateFiles_FindsTheirUnitsAndNothingThatCannotBe()
    {
        var root = SharedData.Path_("owrs/files");
        var findings = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).SelectMany(f => TariffCheck.Check(File.ReadAllText(f), Path.GetRelativePath(root, f))).ToList();
        Assert.Equal(49, findings.Count(f => f.Problem == "the billing unit is missing"));
        Assert.Equal(45, findings.Count(f => f.Problem == "the billing unit is kgal but the usage is called usage_ccf"));
        Assert.Equal(4, findings.Count(f => f.Problem.StartsWith("this is not YAML", StringComparison.Ordinal)));
        Assert.DoesNotContain(findings, f => f.Problem.StartsWith("the bill falls", StringComparison.Ordinal));
        Assert.All(findings, f => Assert.True(f.Line > 0, f.ToString()));
    }
}

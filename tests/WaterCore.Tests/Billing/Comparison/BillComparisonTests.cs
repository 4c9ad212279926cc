using NodaTime;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Tests.Billing.Comparison;

public sealed class BillComparisonTests
{
    // Blocks of 10 a month at 2.00 and 4.00, two months, prices half a yuan up in 2026.
    private static readonly Tariff Tariff = TariffText.Read("""
          - {charge: WATER, to: 2026-01-01, blocks: {per: month, bounds: [10], prices: [2.00, 4.00], household: {above: 4, add: 5, per: month}}, waivers: {poor: {up_to: [5], pay: [0]}}}
          - {charge: WATER, from: 2026-01-01, blocks: {per: month, bounds: [10], prices: [2.50, 4.50], household: {above: 4, add: 5, per: month}}, waivers: {poor: {up_to: [5], pay: [0]}}}
        """, "price_change: by-reading-date");

    private static BillingCase Case(LocalDate from, int days, int cubicMetres, int months = 2, int? persons = null, string? waiver = null, string useClass = "residential") => new()
    {
        UseClass = useClass, Usage = Volume.CubicMetres(cubicMetres), Months = months, Days = new Period(from, from.PlusDays(days)), Persons = persons,
        Attributes = new CaseInputs(waiver is null ? [] : new Dictionary<string, string> { ["waiver"] = waiver }),
    };

    private static BillComparison Compare(BillingCase before, BillingCase after, Tariff? tariff = null, Tariff? then = null) =>
        BillComparison.Of(new BillingCalculator(tariff ?? Tariff).Calculate(before).Value, new BillingCalculator(then ?? tariff ?? Tariff).Calculate(after).Value).Value;

    private static string Parts(BillComparison c) => string.Join(", ", c.Parts.Select(p => $"{p.Reason} {p.Amount.ToAmountString()}"));

    private static readonly LocalDate Spring = new(2025, 3, 1);

    // 18 m3 at 2.00 are 36.00; 26 m3 are 20 x 2.00 + 6 x 4.00 = 64.00. 8 m3 more at 2.00 are 16.00; 6 of them at 2.00 more each are 12.00.
    [Fact]
    public void Comparison_OfMoreWater_IsVolumeAndBlock() => Assert.Equal("Volume 16.00, Block 12.00", Parts(Compare(Case(Spring, 60, 18), Case(Spring.PlusDays(60), 60, 26))));

    // 30 days and 9 m3 at 2.00, then 60 days, two months and 18 m3: the same a day.
    [Fact]
    public void Comparison_OfMoreDays_IsDaysAlone() => Assert.Equal("Days 18.00", Parts(Compare(Case(Spring, 30, 9, 1), Case(Spring.PlusDays(30), 60, 18))));

    // 10 m3 at 2.00, then at 2.50.
    [Fact]
    public void Comparison_OverAPriceChange_IsPrice() => Assert.Equal("Price 5.00", Parts(Compare(Case(new(2025, 11, 1), 30, 10), Case(new(2025, 12, 15), 30, 10))));

    // 30 m3: 20 x 2.00 + 10 x 4.00 = 80.00; a fifth person makes it 30 x 2.00.
    [Fact]
    public void Comparison_OfALargerHousehold_IsHousehold() => Assert.Equal("Household -20.00", Parts(Compare(Case(Spring, 60, 30), Case(Spring.PlusDays(60), 60, 30, persons: 5))));

    // 10 m3 free of 18: 16.00 instead of 36.00.
    [Fact]
    public void Comparison_OfARelief_IsOneOff()
    {
        var c = Compare(Case(Spring, 60, 18), Case(Spring.PlusDays(60), 60, 18, waiver: "poor"));
        Assert.Equal("OneOff -20.00", Parts(c));
        Assert.Equal("本期一次性或约定事项变动（waiver：无 → poor），少 20.00 CNY。", c.Parts[0].Sentence.Zh);
        Assert.Equal("Facts of this bill alone changed (waiver: none to poor): 20.00 CNY less.", c.Parts[0].Sentence.En);
    }

    [Fact]
    public void Comparison_OfAnotherClass_IsClass() => Assert.Equal("UseClass -36.00", Parts(Compare(Case(Spring, 60, 18), Case(Spring.PlusDays(60), 60, 18, useClass: "shop"))));

    // The running year: the same 60 m3, first from nothing, then from 60 on; 40 of 100 at 1.00 are left, 20 cost 3.00.
    [Fact]
    public void Comparison_OfTheSameUsageLaterInTheYear_IsBlockAlone()
    {
        var tariff = TariffText.Read("  - {charge: WATER, blocks: {per: year, bounds: [100], prices: [1.00, 3.00]}}", "tier_year: 01-01");
        var c = Compare(Case(Spring, 60, 60), Case(Spring.PlusDays(60), 60, 60) with { Carried = new(new(2025, 1, 1), 60_000, 0) }, tariff);
        Assert.Equal("Block 40.00", Parts(c));
        Assert.Contains("用水量进入第2级（上期至第1级），多 40.00 CNY。", c.Explain(Language.Chinese));
    }

    // The old tariff has no such class: the part goes on to the price, with both facts.
    [Fact]
    public void Comparison_ThatTheOldTariffCannotBill_TellsTwoFactsTogether()
    {
        var old = TariffFile.Read(TariffText.Of("  - {charge: WATER, flat: 1.00}").Replace("  shop: {zh: 经营, en: Shop}\n", "", StringComparison.Ordinal)
            .Replace("  - {charge: base, name: {zh: 基, en: Base}, classes: shop, flat: 0}", "", StringComparison.Ordinal), "old").Value;
        var then = TariffText.Read("  - {charge: WATER, flat: 1.00}\n  - {charge: water, name: {zh: 水费, en: Water}, classes: shop, flat: 3.00}");
        var c = Compare(Case(Spring, 60, 10), Case(Spring.PlusDays(60), 60, 10, useClass: "shop"), old, then);
        Assert.Equal("Price 20.00", Parts(c));
        Assert.StartsWith("The use class changed from Residential to Shop;", c.Parts[0].Sentence.En);
    }

    // Whatever two bills there are, the parts are the difference.
    [Fact]
    public void Parts_OfAnyTwoBills_AddUpToTheCent()
    {
        var random = new Random(9);
        var all = LawTests.Cases.Shipped;
        var several = 0;
        for (var i = 0; i < 4000; i++)
        {
            var (tariff, useClass) = all[random.Next(all.Count)];
            var others = random.Next(3) == 0 ? all : [.. all.Where(a => a.Tariff == tariff)];
            var (then, otherClass) = random.Next(2) == 0 ? (tariff, useClass) : others[random.Next(others.Count)];
            if (then.Currency != tariff.Currency) continue;
            CalculatedBill? Bill(Tariff t, string c) => new BillingCalculator(t).Calculate(new LawTests.LawCase(t, c, 0, 0, null).Case(random.Next(200_000), random.Next(1, 4), new Period(new LocalDate(2025, 1, 1).PlusDays(random.Next(200)), new LocalDate(2025, 9, 1).PlusDays(random.Next(200))), new(null, random.Next(2) * random.Next(200_000), 0)) with { Persons = random.Next(5) }) is { IsOk: true, Value: var v } ? v : null;
            if (Bill(tariff, useClass) is not { } before || Bill(then, otherClass) is not { } after) continue;
            var c = BillComparison.Of(before, after).Value;
            Assert.Equal(after.Total.Minor - before.Total.Minor, c.Parts.Sum(p => p.Amount.Minor));
            Assert.All(c.Parts, p => Assert.True(p.Sentence.Zh.Length > 8 && p.Sentence.En.Length > 8));
            if (c.Parts.Count > 2) several++;
        }
        Assert.True(several > 500, $"{several}");
    }
}

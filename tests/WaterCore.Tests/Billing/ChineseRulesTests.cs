using NodaTime;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Tests.Billing;

/// <summary>Rules that no golden row tries, each worked by hand in the comment.</summary>
public sealed class ChineseRulesTests
{
    // Wuhan, 6 persons: 6 x 6.25 = 37.5 and 6 x 8.25 = 49.5 instead of 25 and 33.
    // 50 m3: 37.5 x 1.37 = 51.375, 12 x 2.05 = 24.60, 0.5 x 2.74 = 1.37; in all 77.345, rounded 77.35. Sewage 50 x 1.10 = 55.00.
    [Theory]
    [InlineData(6, "77.35")]
    [InlineData(5, "87.29")] // bounds 31.25 and 41.25: 31.25 x 1.37 = 42.8125, 10 x 2.05 = 20.50, 8.75 x 2.74 = 23.975
    [InlineData(4, "97.23")] // 25 x 1.37 = 34.25, 8 x 2.05 = 16.40, 17 x 2.74 = 46.58
    public void Bill_OfWuhanPerHeadBlocks_CountsThemFromFivePersons(int persons, string water)
    {
        var bill = Bill(ShippedTariffs.Load("wuhan-2016"), new() { UseClass = "residential", Usage = Volume.CubicMetres(50), Months = 1, Persons = persons });
        Assert.Equal([water, "55.00"], bill.Lines.Select(l => l.Amount.ToAmountString()));
    }

    // Nanjing 2006, 5 persons in two months: bounds 50 and 70. 80 m3: 50 x 2.30 = 115.00, 20 x 2.845 = 56.90, 10 x 3.39 = 33.90.
    [Fact]
    public void Bill_OfNanjing2006PerHead_CountsPerCycle() =>
        Assert.Equal("205.80", Bill(ShippedTariffs.Load("nanjing-2006"), new() { UseClass = "residential", Usage = Volume.CubicMetres(80), Months = 2, Persons = 5 }).Total.ToAmountString());

    // TEDA's year begins on 1 March. 170 m3 so far, 20 more: 10 x 4.90 + 10 x 6.20 = 111.00.
    // The bill that ends on 1 March closes the old year; the next counts from zero: 20 x 4.90 = 98.00.
    [Fact]
    public void Bill_AcrossTheTierYear_CountsAnewFromItsOwnDate()
    {
        var calculator = new BillingCalculator(ShippedTariffs.Load("tianjin-teda"));
        var last = calculator.Calculate(new()
        {
            UseClass = "residential", Usage = Volume.CubicMetres(20), Months = 2,
            Days = new Period(new(2025, 1, 1), new(2025, 3, 1)), Carried = new(new(2024, 3, 1), 170_000, 0),
        }).Value;
        Assert.Equal("111.00", last.Total.ToAmountString());
        Assert.Equal(new CarriedOver(new(2024, 3, 1), 190_000, 0), last.Carried);
        Assert.Contains("in the tier year from 2024-03-01: 190 m³ so far", BillText.Explain(last, Language.English));
        Assert.Contains("阶梯年度自 2024-03-01 起累计用量 190 m³", BillText.Explain(last, Language.Chinese));

        var carried = BillPacking.UnpackCarried(BillPacking.PackInputs(last, new Dictionary<string, string>()));
        var next = calculator.Calculate(new()
        {
            UseClass = "residential", Usage = Volume.CubicMetres(20), Months = 2, Days = new Period(new(2025, 3, 1), new(2025, 5, 1)), Carried = carried,
        }).Value;
        Assert.Equal("98.00", next.Total.ToAmountString());
        Assert.Equal(new CarriedOver(new(2025, 3, 1), 20_000, 0), next.Carried);
    }

    // Shanghai's first half year: blocks 110 and 150 from 2013-08-01. 160 m3 read on 2014-01-01: 110 x 1.92 = 211.20, 40 x 3.30 = 132.00, 10 x 4.30 = 43.00.
    // By reading date the prices of 1 January would hold; a bill read on 31 December has the half year's.
    [Fact]
    public void Bill_OfAHalfYearStart_HasBlocksOfItsOwn()
    {
        var bill = Bill(ShippedTariffs.Load("shanghai-2013"), new()
        {
            UseClass = "residential", Usage = Volume.CubicMetres(160), Months = 5, Days = new Period(new(2013, 8, 1), new(2013, 12, 31)), Carried = new(new(2013, 1, 1), 90_000, 0),
        });
        Assert.Equal("386.20", bill.Lines.Single(l => l.Code == "water").Amount.ToAmountString());
        Assert.Equal(new CarriedOver(new(2013, 8, 1), 160_000, 0), bill.Carried);
    }

    // Tianjin: a fifth person registered on 20 February 2025 counts from 1 March, 36 m3 a year, up to 1 March 2029.
    // 2025: four months without and eight with, 180 + 36 x 8 / 12 = 204 and 264: 204 x 4.90 = 999.60, 60 x 6.20 = 372.00, 6 x 8.00 = 48.00.
    // 2026: a whole year with, 216 and 276: 216 x 4.90 = 1058.40, 54 x 6.20 = 334.80.
    // 2029: four months with and eight without, 192 and 252: 192 x 4.90 = 940.80, 60 x 6.20 = 372.00, 18 x 8.00 = 144.00.
    [Theory]
    [InlineData(2025, "1419.60")]
    [InlineData(2026, "1393.20")]
    [InlineData(2029, "1456.80")]
    public void Bill_OfAHouseholdThatChangedInTheYear_HasTheMeanOfItsMonths(int year, string expected)
    {
        var bill = Bill(ShippedTariffs.Load("tianjin"), new()
        {
            UseClass = "residential", Usage = Volume.CubicMetres(270), Months = 12, Days = new Period(new(year - 1, 11, 1), new(year, 11, 1)),
            Households = [new(new(2021, 1, 1), 4), new(new(2025, 2, 20), 5)],
        });
        Assert.Equal(expected, bill.Total.ToAmountString());
    }

    // Two months, a fifth person from the second on: 26 + 26 + 6 = 58. 60 m3: 58 x 1.98 = 114.84, 2 x 2.97 = 5.94.
    [Fact]
    public void Bill_OfAHouseholdThatChangedInTheCycle_CountsEachMonth()
    {
        var bill = Bill(ShippedTariffs.Load("guangzhou-2012"), new()
        {
            UseClass = "residential", Usage = Volume.CubicMetres(60), Months = 2, Days = new Period(new(2024, 1, 1), new(2024, 3, 1)),
            Households = [new(new(2020, 1, 1), 4), new(new(2024, 1, 20), 5)],
        });
        Assert.Equal("120.78", bill.Lines[0].Amount.ToAmountString());
    }

    // Xiamen, 60 m3 in a month: 5 m3 for each person above four, at most three. Nine persons have 33 and 55:
    // 33 x 2.20 = 72.60, 22 x 3.30 = 72.60, 5 x 6.60 = 33.00. Five have 23 and 45: 50.60, 72.60, 15 x 6.60 = 99.00.
    [Theory]
    [InlineData(9, "178.20")]
    [InlineData(7, "178.20")]
    [InlineData(5, "222.20")]
    public void Bill_OfAHouseholdBeyondTheCap_CountsNoFurtherPersons(int persons, string water) =>
        Assert.Equal(water, Bill(ShippedTariffs.Load("xiamen"), new() { UseClass = "residential", Usage = Volume.CubicMetres(60), Months = 1, Persons = persons }).Lines.Single(l => l.Code == "water").Amount.ToAmountString());

    // Panyu, 40 m3 in a month, sewage by the blocks of the water: 26 x 0.95 = 24.70, 8 x 1.43 = 11.44, 6 x 2.85 = 17.10.
    // Shanghai, 10 m3: sewage 2.00 on nine tenths.
    [Theory]
    [InlineData("guangzhou-panyu", 40, "53.24")]
    [InlineData("shanghai-2021", 10, "18.00")]
    public void Bill_OfSewage_FollowsTheBlocksOrAShareOfTheVolume(string tariff, int usage, string sewage) =>
        Assert.Equal(sewage, Bill(ShippedTariffs.Load(tariff), new() { UseClass = "residential", Usage = Volume.CubicMetres(usage), Months = 1 }).Lines.Single(l => l.Code == "sewage").Amount.ToAmountString());

    [Fact]
    public void Bill_OfALargeHouseholdWhoseAdditionIsUnknown_IsRefused() =>
        Assert.Equal("beijing, class residential, water: what each person above 4 adds is not known to the tariff; complete the tariff before billing larger households.",
            new BillingCalculator(ShippedTariffs.Load("beijing")).Calculate(new() { UseClass = "residential", Usage = Volume.CubicMetres(10), Persons = 5 }).Fault!.Message);

    // A dormitory of 6 for two months: 6 x 2 x 3.00. A shop of 50 m2 for a month: 50 x 0.96. A stall of 4 m2 for 31 days: 4 x 31 x 5.00.
    [Theory]
    [InlineData("zhuhai-main", "garbage_dormitory", 2, "persons", "6", "36.00")]
    [InlineData("foshan-chancheng", "garbage_catering", 1, "area", "50", "48.00")]
    [InlineData("zhuhai-doumen", "garbage_food_stall", 1, "area", "4", "620.00")]
    public void Bill_OfAFee_CountsPersonsOrAreaByTime(string tariff, string useClass, int months, string times, string count, string expected) =>
        Assert.Equal(expected, Bill(ShippedTariffs.Load(tariff), new()
        {
            UseClass = useClass, Usage = Volume.CubicMetres(0), Months = months, Days = new Period(new(2025, 1, 1), new(2025, 2, 1)),
            Attributes = Inputs((times, count)),
        }).Total.ToAmountString());

    // 30 days, the price changes after 10; 30 m3, so 10 and 20. By day 10 x 1.00 + 20 x 2.00 = 50.00 and 3.00 x 10/30 + 6.00 x 20/30 = 5.00.
    // By reading date 30 x 2.00 and 6.00.
    [Theory]
    [InlineData("by-day", "10.00 1.00 40.00 4.00")]
    [InlineData("by-reading-date", "60.00 6.00")]
    public void Bill_AcrossAPriceChange_IsSharedAsTheTariffSays(string priceChange, string lines)
    {
        var tariff = TariffText.Read("""
              - {charge: WATER, to: 2025-03-11, flat: 1.00}
              - {charge: fee, name: {zh: 费, en: Fee}, classes: residential, to: 2025-03-11, fixed: 3.00, per: month}
              - {charge: WATER, from: 2025-03-11, flat: 2.00}
              - {charge: fee, name: {zh: 费, en: Fee}, classes: residential, from: 2025-03-11, fixed: 6.00, per: month}
            """, $"price_change: {priceChange}");
        var bill = Bill(tariff, new() { UseClass = "residential", Usage = Volume.CubicMetres(30), Months = 1, Days = new Period(new(2025, 3, 1), new(2025, 3, 31)) });
        Assert.Equal(lines, string.Join(' ', bill.Lines.Select(l => l.Amount.ToAmountString())));
    }

    // As above with blocks of 15 m3 a month: of the bound, 5 for the first ten days and 10 for the rest.
    // 5 x 1.00 + 5 x 2.00 = 15.00, then 10 x 2.00 + 10 x 4.00 = 60.00.
    [Fact]
    public void Bill_AcrossAPriceChangeWithBlocks_SharesTheBoundsToo()
    {
        var tariff = TariffText.Read("""
              - {charge: WATER, to: 2025-03-11, blocks: {per: month, bounds: [15], prices: [1.00, 2.00]}}
              - {charge: WATER, from: 2025-03-11, blocks: {per: month, bounds: [15], prices: [2.00, 4.00]}}
            """, "price_change: by-day");
        var bill = Bill(tariff, new() { UseClass = "residential", Usage = Volume.CubicMetres(30), Months = 1, Days = new Period(new(2025, 3, 1), new(2025, 3, 31)) });
        Assert.Equal(["15.00", "60.00"], bill.Lines.Select(l => l.Amount.ToAmountString()));
    }

    // Changchun: 125 on a quota of 100, base 3.00: 10 x 1 + 10 x 2 + 5 x 3 = 45 times 3.00. Within the quota, or without one, there is no line.
    [Theory]
    [InlineData(125, "100", "375.00 135.00")]
    [InlineData(100, "100", "300.00")]
    [InlineData(125, null, "375.00")]
    public void Bill_OverTheQuotaInBands_AddsMultiplesOfTheBasePrice(int usage, string? quota, string lines)
    {
        var tariff = TariffText.Read("""
              - {charge: WATER, flat: 3.00}
              - {charge: over, name: {zh: 加价, en: Over quota}, classes: residential, quota: {of: quota, per: bill, percent: [100, 110, 120, 130], add: [0, 1, 2, 3, 5], base: water, on: bands}}
            """);
        var bill = Bill(tariff, new() { UseClass = "residential", Usage = Volume.CubicMetres(usage), Attributes = quota is null ? Inputs() : Inputs(("quota", quota)) });
        Assert.Equal(lines, string.Join(' ', bill.Lines.Select(l => l.Amount.ToAmountString())));
    }

    // The old rule of Jinan: the multiple on the whole volume. 50 a month for two months is 100; 115 is 15 % over: 115 x 7 x 2.00.
    [Fact]
    public void Bill_OverTheQuotaOnTheWhole_MultipliesAllOfIt()
    {
        var tariff = TariffText.Read("""
              - {charge: WATER, flat: 2.00}
              - {charge: over, name: {zh: 加价, en: Over quota}, classes: residential, quota: {of: quota, per: month, percent: [100, 110], add: [0, 1, 7], base: 2.00, on: whole}}
            """);
        var bill = Bill(tariff, new() { UseClass = "residential", Usage = Volume.CubicMetres(115), Months = 2, Attributes = Inputs(("quota", "50")) });
        Assert.Equal(["230.00", "1610.00"], bill.Lines.Select(l => l.Amount.ToAmountString()));
        Assert.Contains("quota band 3: 115 m³ × 14.00 = 1610", BillText.Explain(bill, Language.English));
        Assert.Contains("定额第3档 115 m³ × 14.00 = 1610", BillText.Explain(bill, Language.Chinese));
    }

    // Shenzhen, low income, 40 m3: 12 free, 10 x 2.67 = 26.70, 8 x 4.01 = 32.08, 10 x 8.01 = 80.10; sewage and garbage free.
    [Fact]
    public void Bill_WithFreeVolume_FillsTheFirstBlockWithIt()
    {
        var bill = Bill(ShippedTariffs.Load("shenzhen-2017"), new() { UseClass = "residential", Usage = Volume.CubicMetres(40), Months = 1, Attributes = Inputs(("waiver", "low-income")) });
        Assert.Equal(["138.88", "0.00", "0.00"], bill.Lines.Select(l => l.Amount.ToAmountString()));
        Assert.Contains("block 1, reduced: 12 m³ × 0.00 = 0", BillText.Explain(bill, Language.English));
        Assert.Contains("第1级 减免 12 m³ × 0.00 = 0", BillText.Explain(bill, Language.Chinese));
    }

    // An own price for everything: 30 x 1.02. A relief that the class does not have is refused, not ignored.
    [Fact]
    public void Bill_WithAnOwnPrice_HasNoBlocks()
    {
        var calculator = new BillingCalculator(TariffText.Read("""
              - {charge: WATER, blocks: {per: month, bounds: [10], prices: [1.80, 2.68]}, waivers: {poor: {price: 1.02}}}
            """));
        var billingCase = new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(30), Attributes = Inputs(("waiver", "poor")) };
        Assert.Equal("30.60", calculator.Calculate(billingCase).Value.Total.ToAmountString());
        Assert.Equal("example, class residential, waiver: the class has no relief 'rich'; use one of: poor.", calculator.Calculate(billingCase with { Attributes = Inputs(("waiver", "rich")) }).Fault!.Message);
    }

    // Chengdu, 20 m3: residential 20 x (2.08 + 0.95) = 60.60, non-residential 20 x (3.03 + 1.40) = 88.60.
    [Fact]
    public void Bill_OfSeveralUsesAtTheHighest_IsThatOfTheDearest()
    {
        var bill = Bill(ShippedTariffs.Load("chengdu"), new() { UseClass = "residential", Usage = Volume.CubicMetres(20), Uses = [new("residential", Rational.Of(1, 2)), new("nonresidential", Rational.Of(1, 2))] });
        Assert.Equal("88.60", bill.Total.ToAmountString());
        Assert.All(bill.Lines, l => Assert.Equal("nonresidential", l.UseClass));
    }

    // 10.001 m3, seven tenths and three: 7.0007 is 7.001, the rest 3.000. 7.001 x 2.00 = 14.002, 3 x 5.00 = 15.00. The fee of 1.00 is taken once.
    [Fact]
    public void Bill_OfSeveralUsesByShares_CutsTheVolume()
    {
        var tariff = TariffText.Read("""
              - {charge: WATER, flat: 2.00}
              - {charge: fee, name: {zh: 费, en: Fee}, classes: [residential, shop], fixed: 1.00, per: bill}
              - {charge: water, name: {zh: 水费, en: Water}, classes: shop, flat: 5.00}
            """, "mixed_use: shares");
        var bill = Bill(tariff, new() { UseClass = "residential", Usage = new Volume(10_001, VolumeUnit.CubicMetre), Uses = [new("residential", Rational.Of(7, 10)), new("shop", Rational.Of(3, 10))] });
        Assert.Equal(["14.00", "1.00", "15.00", "0.00"], bill.Lines.Select(l => l.Amount.ToAmountString()));
        Assert.Equal([0, 1, 3, 4], BillPacking.UnpackLines(BillPacking.PackLines(bill)).Select(l => l.Charge));
        Assert.Contains("混合用水，按约定比例计收：居民 0.7、经营 0.3", BillText.Explain(bill, Language.Chinese));
    }

    // Guangzhou: 26.7 used and 0.5 carried in are 27.2; 27 are billed: 26 x 1.98 + 1 x 2.97 = 54.45, sewage 27 x 0.95 = 25.65; 0.2 are carried on.
    [Fact]
    public void Bill_OfWholeCubicMetres_CarriesTheFraction()
    {
        var bill = Bill(ShippedTariffs.Load("guangzhou-2012"), new() { UseClass = "residential", Usage = new Volume(26_700, VolumeUnit.CubicMetre), Months = 1, Carried = new(null, 0, 500) });
        Assert.Equal(["54.45", "25.65"], bill.Lines.Select(l => l.Amount.ToAmountString()));
        Assert.Equal(200, bill.Carried.Fraction);
        Assert.Contains("本期用量 26.7 m³，上期结转 0.5 m³，计费 27 m³，结转下期 0.2 m³", BillText.Explain(bill, Language.Chinese));
    }

    // 10.9 used and 0.8 carried in are 11.7; 11 are billed, half each: 5.5 x 2.00 and 5.5 x 4.00; 0.7 are carried on, not twice.
    [Fact]
    public void Bill_OfWholeCubicMetresOnSeveralUses_CarriesOneFraction()
    {
        var tariff = TariffText.Read("""
              - {charge: WATER, flat: 2.00}
              - {charge: water, name: {zh: 水费, en: Water}, classes: shop, flat: 4.00}
            """, "billed_volume: whole\nmixed_use: shares");
        var bill = Bill(tariff, new()
        {
            UseClass = "residential", Usage = new Volume(10_900, VolumeUnit.CubicMetre), Carried = new(null, 0, 800), Uses = [new("residential", Rational.Of(1, 2)), new("shop", Rational.Of(1, 2))],
        });
        Assert.Equal("33.00", bill.Total.ToAmountString());
        Assert.Equal(700, bill.Carried.Fraction);
    }

    // 2 m3 at 2.00 lack 6.00 of 10.00; 5 m3 make it.
    [Theory]
    [InlineData(2, "4.00 6.00")]
    [InlineData(5, "10.00")]
    public void Bill_BelowTheLeastAmount_IsMadeUpToIt(int usage, string lines)
    {
        var tariff = TariffText.Read("""
              - {charge: WATER, flat: 2.00}
              - {charge: least, name: {zh: 最低收费, en: Least}, classes: residential, minimum: 10.00, per: bill, of: [water]}
            """);
        Assert.Equal(lines, string.Join(' ', Bill(tariff, new() { UseClass = "residential", Usage = Volume.CubicMetres(usage) }).Lines.Select(l => l.Amount.ToAmountString())));
    }

    // Standby of 150 m3 a month at 2.00: 20 used and 130 to make it up; 160 used are 160.
    [Theory]
    [InlineData(20, "300.00")]
    [InlineData(160, "320.00")]
    public void Bill_BelowTheLeastVolume_IsChargedForIt(int usage, string expected)
    {
        var bill = Bill(TariffText.Read("  - {charge: WATER, flat: 2.00, minimum_volume: 150}"), new() { UseClass = "residential", Usage = Volume.CubicMetres(usage), Months = 1 });
        Assert.Equal(expected, bill.Total.ToAmountString());
        Assert.Equal(usage < 150, BillText.Explain(bill, Language.English).Contains("up to the least volume: 130 m³ × 2.00 = 260", StringComparison.Ordinal));
    }

    // Macau, 91 days: 28 x 91 / 60.83 = 41.8872 m3 at 4.35 = 182.2094, 8.1128 at 4.83 = 39.1847; in all 221.3941.
    [Fact]
    public void Bill_OfBlocksByDays_GrowsWithTheDays()
    {
        var calculator = new BillingCalculator(ShippedTariffs.Load("macau"));
        var billingCase = new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(50), Days = new Period(new(2025, 1, 1), new(2025, 4, 2)) };
        Assert.Equal("221.39", calculator.Calculate(billingCase).Value.Total.ToAmountString());
        Assert.Equal("macau, class residential, water: its blocks count days, and the case does not say which were billed; give the first and the last day.", calculator.Calculate(billingCase with { Days = null }).Fault!.Message);
    }

    [Fact]
    public void Inputs_PackedAndUnpacked_GiveTheSameBill()
    {
        var tariff = ShippedTariffs.Load("tianjin");
        var attributes = new Dictionary<string, string> { ["waiver"] = "low-income", ["zone"] = "河西" };
        var bill = Bill(tariff, new()
        {
            UseClass = "residential", Usage = Volume.CubicMetres(77), Months = 2, Persons = 3, On = new LocalDate(2025, 5, 3), Days = new Period(new(2025, 3, 1), new(2025, 5, 3)),
            Households = [new(new(1969, 12, 31), 4), new(new(2025, 2, 20), 6)], Carried = new(new(2024, 11, 1), 123_456, 7), Attributes = new CaseInputs(attributes),
        });
        var bytes = BillPacking.PackInputs(bill, attributes);
        var again = BillPacking.UnpackInputs(bytes, bill.Case.Usage);
        Assert.Equal(bill.Case.Households, again.Households);
        Assert.Equal((bill.Case.Days, bill.Case.On, bill.Case.Carried, bill.Case.Persons), (again.Days, again.On, again.Carried, again.Persons));
        Assert.Equal(bytes, BillPacking.PackInputs(Bill(tariff, again), attributes));
        Assert.Equal(new CarriedOver(new(2024, 11, 1), 200_456, 0), BillPacking.UnpackCarried(bytes));
    }

    private static CaseInputs Inputs(params (string Name, string Value)[] inputs) => new(inputs.ToDictionary(i => i.Name, i => i.Value));

    private static CalculatedBill Bill(Tariff tariff, BillingCase billingCase) => new BillingCalculator(tariff).Calculate(billingCase).Value;
}

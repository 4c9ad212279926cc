using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Tests.Billing.Simulation;

public sealed class TariffSimulationTests
{
    private static readonly Tariff Old = TariffText.Read("""
          - {charge: WATER, blocks: {per: month, bounds: [10, 20], prices: [2.00, 3.00, 4.00], household: {above: 4, add: 5, per: month}}}
          - {charge: sewage, name: {zh: 污水处理费, en: Sewage}, classes: residential, flat: 1.00, share: 0.9}
          - {charge: fee, name: {zh: 费, en: Fee}, classes: residential, fixed: 3.00, per: month}
        """);

    private static readonly Tariff New = TariffText.Read("""
          - {charge: WATER, blocks: {per: month, bounds: [10, 20], prices: [2.00, 3.50, 5.00], household: {above: 4, add: 5, per: month}}}
          - {charge: sewage, name: {zh: 污水处理费, en: Sewage}, classes: residential, flat: 1.00, share: 0.9}
          - {charge: fee, name: {zh: 费, en: Fee}, classes: residential, fixed: 3.00, per: month}
        """);

    private static SimulatedBill Bill(string account, int cubicMetres, int? persons = null) =>
        new(account, new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(cubicMetres), Months = 1, Persons = persons });

    // By hand. 8 m3: 16.00 both. 15: 20 + 15 = 35.00, then 20 + 17.50 = 37.50. 30: 20 + 30 + 40 = 90.00, then 20 + 35 + 50 = 105.00.
    // 30 with a fifth person: 30 + 30 + 5 x 4 = 80.00, then 30 + 35 + 25 = 90.00. Sewage 0.9 a unit and 3.00 on each.
    [Fact]
    public void Result_OfFourBills_IsWhatIsWorkedOutByHand()
    {
        var r = TariffSimulation.Run(new SimulationBase([Bill("a", 8), Bill("b", 15), Bill("c", 30), Bill("d", 30, 5)]), Old, New).Value;
        Assert.Equal(new ClassRevenue("residential", 4, 83_000, Money.Cny(22100 + 7470 + 1200), Money.Cny(24850 + 7470 + 1200), 3, 0), Assert.Single(r.Classes));
        Assert.Equal(["water 1 43000 86", "water 2 25000 75", "water 3 15000 60", "sewage 0 83000 74.7", "fee 0 0 12"], r.BlocksBefore.Select(b => $"{b.Charge} {b.Block} {b.Volume} {b.Revenue}"));
        Assert.Equal(["water 1 43000 86", "water 2 25000 87.5", "water 3 15000 75", "sewage 0 83000 74.7", "fee 0 0 12"], r.BlocksAfter.Select(b => $"{b.Charge} {b.Block} {b.Volume} {b.Revenue}"));
        Assert.Equal(["c 15.00", "d 10.00", "b 2.50"], r.Largest(3).Select(c => $"{c.Account} {c.Difference.ToAmountString()}"));
        Assert.Equal(["a 0.00", "b 2.50", "c 15.00", "d 10.00"], r.Changes().Select(c => $"{c.Account} {c.Difference.ToAmountString()}"));
    }

    [Fact]
    public void Deciles_OfTwentyBills_HoldTwoEachInOrderOfTheBill()
    {
        var r = TariffSimulation.Run(new SimulationBase([.. Enumerable.Range(1, 20).Reverse().Select(i => Bill($"{i}", i))]), Old, New).Value;
        Assert.Equal(Enumerable.Repeat(2L, 10), r.Deciles.Select(d => d.Bills));
        Assert.Equal(3000, r.Deciles[0].Volume);
        Assert.Equal(39_000, r.Deciles[9].Volume);
        Assert.Equal(r.RevenueBefore, r.Deciles.Aggregate(Money.Zero(Currency.Cny), (s, d) => s + d.Before));
        Assert.Equal(r.RevenueAfter, r.Deciles.Aggregate(Money.Zero(Currency.Cny), (s, d) => s + d.After));
    }

    [Fact]
    public void Factor_OfADearerTariff_BringsInTheOldRevenue()
    {
        var random = new Random(4);
        var r = TariffSimulation.Run(new SimulationBase([.. Enumerable.Range(1, 20_000).Select(i => Bill($"{i}", random.Next(60), random.Next(8)))]), Old, New).Value;
        var off = Math.Abs(r.Neutral!.Revenue!.Value.Minor - r.RevenueBefore.Minor);
        Assert.True(r.Neutral.Value < 1 && r.RevenueAfter > r.RevenueBefore);
        // Half a fen a line is what rounding may do to each bill; over all of them it hardly shows.
        Assert.True(off * 100_000 < r.RevenueBefore.Minor, $"{off} fen off at {r.Neutral.Value}");
    }

    // Every class of every shipped tariff: what the simulation sums up is what the calculator bills one by one.
    [Fact]
    public void Result_OfEveryShippedClass_IsTheSumOfSingleBills()
    {
        var random = new Random(8);
        foreach (var (tariff, useClass) in LawTests.Cases.Shipped)
        {
            var bills = Enumerable.Range(0, 60).Select(i => new SimulatedBill($"{i}", new LawTests.LawCase(tariff, useClass, 0, 0, random.Next(4)).Case(random.Next(200_000), carried: new(null, random.Next(2) * random.Next(200_000), 0)))).ToList();
            var r = TariffSimulation.Run(new SimulationBase(bills), tariff, tariff).Value;
            var single = bills.Select(b => new BillingCalculator(tariff).Calculate(b.Case).Value).ToList();
            Assert.True(single.Sum(b => b.Total.Minor) == r.RevenueAfter.Minor, $"{tariff.Code} {useClass}: {single.Sum(b => b.Total.Minor)} and {r.RevenueAfter}; {string.Join(", ", r.Refused)}");
            foreach (var line in single.SelectMany(b => b.Lines).GroupBy(l => l.Code))
            {
                var exact = line.Aggregate(Rational.Zero, (s, l) => s + l.Derivation.Exact);
                var told = r.BlocksBefore.Where(b => b.Charge == line.Key).Aggregate(Rational.Zero, (s, b) => s + b.Revenue);
                var off = exact - told;
                Assert.True((off.IsNegative ? -off : off) <= Rational.Of(1, 100) * Rational.Of(bills.Count), $"{tariff.Code} {useClass} {line.Key}: {exact} and {told}");
            }
        }
    }

    [Fact]
    public void Bills_ThatATariffCannotBill_AreLeftOutAndCounted()
    {
        var bills = new SimulationBase([Bill("a", 8), new("b", new BillingCase { UseClass = "nobody", Usage = Volume.CubicMetres(3) })]);
        var r = TariffSimulation.Run(bills, Old, New).Value;
        Assert.Equal(1, r.Bills);
        Assert.Equal(2, r.Refused.Values.Sum());   // once for each tariff, which have one code here
        Assert.Contains("the tariff has no such class", r.Refused.Keys.Single());
    }

    [Fact]
    public void Result_OfFormulas_HasAFactorAndNoScaledRevenue()
    {
        var tariff = TariffFile.ReadAny("metadata: {bill_unit: ccf}\nrate_structure: {A: {water: usage_ccf*2, bill: water}}", "x.owrs").Value;
        var dearer = TariffFile.ReadAny("metadata: {bill_unit: ccf}\nrate_structure: {A: {water: usage_ccf*4, bill: water}}", "y.owrs").Value;
        var r = TariffSimulation.Run(new SimulationBase([new("a", new BillingCase { UseClass = "A", Usage = Volume.Whole(5, VolumeUnit.HundredCubicFeet) })]), tariff, dearer).Value;
        Assert.Equal((0.5m, (Money?)null), (r.Neutral!.Value, r.Neutral.Revenue));
    }
}

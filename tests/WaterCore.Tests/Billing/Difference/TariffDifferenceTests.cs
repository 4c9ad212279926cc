using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Tariffs.Owrs;
using WaterCore.Tests.Billing.Batch;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Tests.Billing.Difference;

public sealed class TariffDifferenceTests(ITestOutputHelper output)
{
    private const string Old = "  - {charge: WATER, blocks: {per: month, bounds: [10, 20], prices: [2.00, 3.00, 4.00]}}";
    private const string New = "  - {charge: WATER, blocks: {per: month, bounds: [12, 20], prices: [2.10, 3.00, 5.00]}}";

    // By hand, a month: old 2u, 20 + 3(u - 10), 50 + 4(u - 20); new 2.1u, 25.2 + 3(u - 12), 49.2 + 5(u - 20).
    // Up to 10 the new is dearer by 0.1u; then 1 - 0.9(u - 10), nothing at 100/9 + ... = 10 + 10/9; from 12 on -0.8 up to 20; then -0.8 + (u - 20), nothing at 20.8.
    [Fact]
    public void Difference_OfTwoBlockTariffs_BreaksWhereItIsWorkedOutByHand()
    {
        var d = TariffDifference.Of(TariffText.Read(Old), TariffText.Read(New), new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(0), Months = 1 }).Value;
        Assert.Equal(
            ["0..10 0 0.1 1", "10..100/9 1 -0.9 1", "100/9..12 0 -0.9 -1", "12..20 -0.8 0 -1", "20..20.8 -0.8 1 -1", "20.8.. 0 1 1"],
            d.Pieces.Select(p => $"{p.From}..{p.To?.ToString()} {p.AtFrom} {p.PerUnit} {p.Sign}"));
    }

    [Fact]
    public void Difference_OfATariffAndItself_IsOnePieceOfNothing()
    {
        var tariff = ShippedTariffs.Load("shenzhen-2017");
        var d = TariffDifference.Of(tariff, tariff, new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(0) }).Value;
        Assert.Equal([new DifferencePiece(Rational.Zero, null, Rational.Zero, Rational.Zero)], d.Pieces);
    }

    // A multiple on the whole volume jumps: 115 of 100 is 15 % over.
    [Fact]
    public void Curve_OfAMultipleOnTheWhole_JumpsAtTheQuota()
    {
        var curve = BillCurve.Of(TariffText.Read("""
              - {charge: WATER, flat: 2.00}
              - {charge: over, name: {zh: 加价, en: Over quota}, classes: residential, quota: {of: quota, per: bill, percent: [100, 110], add: [0, 1, 7], base: 2.00, on: whole}}
            """), new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(0), Attributes = new CaseInputs(new Dictionary<string, string> { ["quota"] = "100" }) }).Value;
        Assert.Equal(["0 0 2", "100 400 4", "110 1760 16"], curve.Pieces.Select(p => $"{p.From} {p.Amount} {p.PerUnit}"));
        Assert.Equal((Rational.Of(200), Rational.Of(1840)), (curve.At(Rational.Of(100)), curve.At(Rational.Of(115))));
    }

    // A least amount: nothing more is paid until the water alone comes to it.
    [Fact]
    public void Curve_OfALeastAmount_IsFlatUpToIt()
    {
        var curve = BillCurve.Of(TariffText.Read("""
              - {charge: WATER, flat: 2.00}
              - {charge: least, name: {zh: 最低收费, en: Least}, classes: residential, minimum: 10.00, per: bill, of: [water]}
            """), new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(0) }).Value;
        Assert.Equal(["0 10 0", "5 10 2"], curve.Pieces.Select(p => $"{p.From} {p.Amount} {p.PerUnit}"));
    }

    [Fact]
    public void Difference_OfTwoUnits_IsRefused() =>
        Assert.Equal("example and x.owrs cannot be compared: one is in CNY, the other in USD; compare tariffs of one currency and one unit.", TariffDifference.Of(
            TariffText.Read(Old), OwrsFile.Read("metadata: {bill_unit: ccf}\nrate_structure: {A: {bill: usage_ccf*2}}", "x.owrs").Value, new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(0) }).Fault!.Message);

    [Fact]
    public void Curve_OfAFormulaThatIsNoStraightLine_IsRefusedAndNotGuessed() =>
        Assert.Contains("no chain of straight lines", BillCurve.Of(OwrsFile.Read("metadata: {bill_unit: ccf}\nrate_structure: {A: {water: usage_ccf*usage_ccf, bill: water}}", "x.owrs").Value,
            new BillingCase { UseClass = "A", Usage = Volume.Zero(VolumeUnit.HundredCubicFeet) }).Fault!.Message);

    // For every class there is, the curve is what the calculator works out before rounding, at usages all over and around every break.
    [SkippableFact]
    public void Curve_OfEveryClass_IsTheCalculatorsExactAmount()
    {
        int classes = 0, straight = 0, points = 0;
        foreach (var useClass in RandomCases.All(SharedData.Path_("owrs")))
        {
            var random = new Random(17);
            for (var round = 0; round < 4; round++)
            {
                classes++;
                var one = useClass.Next(random, useClass.Tariff.CycleMonths).Case with { Carried = new(null, random.Next(2) * random.Next(300_000), 0) };
                var curve = BillCurve.Of(useClass.Tariff, one);
                if (!curve.IsOk) continue;
                straight++;
                var calculator = new BillingCalculator(useClass.Tariff with { WholeUnits = false });
                var breaks = curve.Value.Pieces.SelectMany(p => new[] { -1, 0, 1 }.Select(n => Rounding.Divide(p.From.Numerator * 1000, p.From.Denominator, RoundingMode.Down) + n));
                foreach (var usage in breaks.Concat([0, 1, random.Next(400_000), random.Next(60_000), random.Next(4_000_000)]).Where(u => u >= 0).Distinct())
                {
                    var bill = calculator.Calculate(one with { Usage = new Volume(usage, useClass.Tariff.Unit) });
                    Assert.True(bill.IsOk, $"{useClass.Tariff.Code} {useClass.Class.Code}: {bill.Fault?.Message}");
                    var exact = bill.Value.Lines.Aggregate(Rational.Zero, (sum, l) => sum + l.Derivation.Exact);
                    var off = curve.Value.At(Rational.Of(usage, 1000)) - exact;
                    // Percentages and least amounts stand on rounded amounts in a bill.
                    var allowed = useClass.Class.Charges.Any(c => c is PercentCharge or MinimumCharge) ? Rational.Of(5, 100) : Rational.Zero;
                    Assert.True((off.IsNegative ? -off : off) <= allowed, $"{useClass.Tariff.Code} {useClass.Class.Code} at {usage}: curve {curve.Value.At(Rational.Of(usage, 1000))}, bill {exact}");
                    points++;
                }
            }
        }
        output.WriteLine($"{straight} of {classes} cases have a curve; {points} usages");
        Assert.True(straight > classes / 2, $"{straight} of {classes}");
    }
}

using NodaTime;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Tests.Billing.Batch;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Tests.Billing.Verifier;

public sealed class BillVerifierTests(ITestOutputHelper output)
{
    // Every class there is with whatever inputs its tariff asks for; what can be billed is proven.
    [SkippableFact]
    public void Refute_OfRandomBillsOfEveryClass_ProvesThem()
    {
        var proven = 0;
        foreach (var useClass in RandomCases.All(SharedData.Path_("owrs")))
        {
            var random = new Random(5);
            var calculator = new BillingCalculator(useClass.Tariff);
            for (var i = 0; i < 12; i++)
            {
                var (one, texts) = useClass.Next(random, random.Next(2) == 0 ? useClass.Tariff.CycleMonths : random.Next(1, 13));
                var bill = calculator.Calculate(one);
                if (!bill.IsOk) continue;
                var contradiction = new BillVerifier(useClass.Tariff).Refute(StoredBill.Of(bill.Value, texts), bill.Value);
                Assert.True(contradiction is null, $"{useClass.Tariff.Code} {useClass.Class.Code} {one.Usage}: {contradiction}");
                proven++;
            }
        }
        output.WriteLine($"{proven} bills proven");
        Assert.True(proven > 10_000);
    }

    // Days, years, households by date, several uses, whole units: what the random cases above leave out.
    [Fact]
    public void Refute_OfBillsOverDaysYearsHouseholdsAndUses_ProvesThem()
    {
        var random = new Random(3);
        var proven = 0;
        foreach (var (tariff, useClass) in LawTests.Cases.Shipped)
            for (var i = 0; i < 40; i++)
            {
                var texts = new Dictionary<string, string>(new LawTests.LawCase(tariff, useClass, 0, 0, null).Inputs);
                var from = new LocalDate(random.Next(2010, 2027), 1, 1).PlusDays(random.Next(365));
                var changed = tariff with { PriceChange = i % 4 == 0 ? tariff.PriceChange : (PriceChange)random.Next(3), MixedUse = (MixedUse)random.Next(3), WholeUnits = random.Next(4) == 0 };
                var others = tariff.Classes.Keys.Where(c => c != useClass && LawTests.Cases.Shipped.Contains((tariff, c))).ToList();
                var one = new BillingCase
                {
                    UseClass = useClass, Usage = new Volume(random.Next(500_000), tariff.Unit), Months = random.Next(1, 15), Days = new Period(from, from.PlusDays(random.Next(1, 500))), Persons = random.Next(9),
                    Carried = new(random.Next(2) == 0 ? null : tariff.TierYear?.StartOf(from), random.Next(300_000), changed.WholeUnits ? random.Next(1000) : 0),
                    Households = random.Next(3) > 0 ? [] : [new(from.PlusDays(-random.Next(3000)), random.Next(9)), new(from.PlusDays(random.Next(200)), random.Next(9))],
                    Uses = others.Count == 0 || changed.MixedUse == MixedUse.Refused || random.Next(3) > 0 ? [] : [new(useClass, Rational.Of(random.Next(1, 9), 10)), default],
                    Attributes = new CaseInputs(texts),
                };
                if (one.Uses.Count > 0) one = one with { Uses = [one.Uses[0], new(others[random.Next(others.Count)], Rational.One - one.Uses[0].Share)] };
                var bill = new BillingCalculator(changed).Calculate(one);
                if (!bill.IsOk) continue;
                var contradiction = new BillVerifier(changed).Refute(StoredBill.Of(bill.Value, texts), bill.Value);
                Assert.True(contradiction is null, $"{tariff.Code} {useClass} {one.Usage} {one.Days} {changed.PriceChange}: {contradiction}\n{BillText.Explain(bill.Value, Language.English)}");
                proven++;
            }
        output.WriteLine($"{proven} bills proven");
        Assert.True(proven > 3000, $"{proven}");
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "a line's amount, and the total with it", "line water is stored as 206.84 CNY and derived as 206.83" },
        { "the total alone", "do not add up" },
        { "a fen from one line to another", "line water is stored" },
        { "the usage", "of" },
        { "the persons", "within one block" },
        { "what is handed on", "hands to the next bill" },
        { "the line's charge", "stored as another charge" },
        { "a price of the tariff", "costs" },
        { "a bound of the tariff", "within one block" },
        { "a step's price", "its steps come to" },
        { "volume from one block to another", "within one block" },
        { "an amount with the derivation", "rounded" },
        { "a line left out with the derivation", "has no line" },
        { "the bytes", "" },
    };

    // 10.72 of the year are used: 29.28 x 2.25 + 20 x 4.00 + 8.72 x 6.99 = 206.8328; sewage on nine tenths.
    [Theory]
    [MemberData(nameof(Changes))]
    public void Refute_OfABillThatWasChanged_NamesTheContradiction(string change, string contradiction)
    {
        var tariff = TariffText.Read("""
              - {charge: WATER, blocks: {per: year, bounds: [40, 60], prices: [2.25, 4.00, 6.99], household: {above: 4, add: 5, per: year}}}
              - {charge: sewage, name: {zh: 污水处理费, en: Sewage}, classes: residential, flat: 2.00, share: 0.9}
            """, "tier_year: 01-01");
        var one = new BillingCase { UseClass = "residential", Usage = Volume.CubicMetres(58), Days = new Period(new(2025, 3, 1), new(2025, 5, 1)), Carried = new(null, 10_720, 0), Persons = 4 };
        var calculated = new BillingCalculator(tariff).Calculate(one).Value;
        var none = new Dictionary<string, string>();
        var bill = StoredBill.Of(calculated, none);
        Assert.Null(new BillVerifier(tariff).Refute(bill, calculated));

        Money More(Money amount, long fen) => new(amount.Minor + fen, amount.Currency);
        CalculatedBill WithLine(int i, Func<BillLine, BillLine> to) => calculated with { Lines = [.. calculated.Lines.Select((l, n) => n == i ? to(l) : l)] };
        BillLine Steps(BillLine line, params DerivationStep[] steps) => line with { Derivation = line.Derivation with { Steps = steps, Exact = steps.Aggregate(Rational.Zero, (a, s) => a + s.Amount) } };
        CalculatedBill Amounts(int fen) => WithLine(0, l => l with { Amount = More(l.Amount, fen) }) with { Total = More(calculated.Total, fen) };
        var (s0, s1) = (calculated.Lines[0].Derivation.Steps[0], calculated.Lines[0].Derivation.Steps[1]);
        var told = change switch
        {
            "a line's amount, and the total with it" => new BillVerifier(tariff).Refute(bill with { Lines = BillPacking.PackLines(Amounts(1)), Total = More(bill.Total, 1) }, calculated),
            "the total alone" => new BillVerifier(tariff).Refute(bill with { Total = More(bill.Total, -100) }, calculated),
            "a fen from one line to another" => new BillVerifier(tariff).Refute(bill with { Lines = BillPacking.PackLines(WithLine(0, l => l with { Amount = More(l.Amount, 1) }) with { Lines = [calculated.Lines[0] with { Amount = More(calculated.Lines[0].Amount, 1) }, calculated.Lines[1] with { Amount = More(calculated.Lines[1].Amount, -1) }] }) }, calculated),
            "the usage" => new BillVerifier(tariff).Refute(bill with { Usage = Volume.CubicMetres(59) }, calculated),
            "the persons" => new BillVerifier(tariff).Refute(bill with { Inputs = BillPacking.PackInputs(calculated with { Case = one with { Persons = 5 } }, none) }, calculated),
            "what is handed on" => new BillVerifier(tariff).Refute(bill with { Inputs = BillPacking.PackInputs(calculated with { Carried = calculated.Carried with { YearToDate = 0 } }, none) }, calculated),
            "the line's charge" => new BillVerifier(tariff).Refute(bill with { Lines = new byte[] { bill.Lines.Span[0], 2, 1 }.Concat(bill.Lines.ToArray().Skip(3)).ToArray() }, calculated),
            "a price of the tariff" => new BillVerifier(TariffText.Read("""
                  - {charge: WATER, blocks: {per: year, bounds: [40, 60], prices: [2.25, 4.00, 7.00], household: {above: 4, add: 5, per: year}}}
                  - {charge: sewage, name: {zh: 污水处理费, en: Sewage}, classes: residential, flat: 2.00, share: 0.9}
                """, "tier_year: 01-01")).Refute(bill, calculated),
            "a bound of the tariff" => new BillVerifier(TariffText.Read("""
                  - {charge: WATER, blocks: {per: year, bounds: [40, 59], prices: [2.25, 4.00, 6.99], household: {above: 4, add: 5, per: year}}}
                  - {charge: sewage, name: {zh: 污水处理费, en: Sewage}, classes: residential, flat: 2.00, share: 0.9}
                """, "tier_year: 01-01")).Refute(bill, calculated),
            "a step's price" => new BillVerifier(tariff).Refute(bill, WithLine(0, l => l with { Derivation = l.Derivation with { Steps = [s0 with { Price = s0.Price + Rational.One }, s1] } })),
            "volume from one block to another" => new BillVerifier(tariff).Refute(bill, WithLine(0, l => Steps(l, s0 with { Quantity = s0.Quantity + Rational.One }, s1 with { Quantity = s1.Quantity - Rational.One }))),
            "an amount with the derivation" => new BillVerifier(tariff).Refute(bill with { Lines = BillPacking.PackLines(Amounts(1)), Total = More(bill.Total, 1) }, Amounts(1)),
            "a line left out with the derivation" => Without(),
            _ => new BillVerifier(tariff).Refute(bill with { Inputs = bill.Inputs[..^1] }, calculated),
        };
        output.WriteLine($"{change}: {told}");
        Assert.NotNull(told);
        Assert.Contains(contradiction, told);

        string? Without()
        {
            var less = calculated with { Lines = [calculated.Lines[0]], Total = calculated.Lines[0].Amount };
            return new BillVerifier(tariff).Refute(bill with { Lines = BillPacking.PackLines(less), Total = less.Total }, less);
        }
    }
}

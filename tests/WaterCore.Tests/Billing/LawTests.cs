using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NodaTime;
using WaterCore.Billing;
using WaterCore.Tariffs;
using WaterCore.Tests.Billing.Verifier;
using WaterCore.Values;

namespace WaterCore.Tests.Billing;

/// <summary>What holds for every tariff: all shipped ones, and others made up at random.</summary>
public sealed class LawTests
{
    private const int Runs = 400;

    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void ZeroUsage_CostsNoVolume(LawCase c)
    {
        var bill = c.Bill(0);
        Assert.All(bill.Lines.Where(l => c.IsVolume(l)), l => Assert.Equal(0, l.Amount.Minor));
        Assert.All(bill.Lines, l => Assert.True(l.Amount.Minor >= 0));
    }

    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void MoreUsage_NeverCostsLess(LawCase c) =>
        Assert.True(c.Bill(Math.Min(c.First, c.Second)).Total <= c.Bill(Math.Max(c.First, c.Second)).Total);

    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void BlockVolumes_AddUpToTheUsage(LawCase c)
    {
        var bill = c.Bill(c.First);
        foreach (var line in bill.Lines.Where(c.IsVolume))
        {
            var volume = line.Derivation.Steps.Aggregate(Rational.Zero, (a, s) => a + s.Quantity);
            var share = c.Charge(line) is VolumeCharge v ? v.Share : Rational.One;
            Assert.Equal(bill.Billed.ToRational() * share, volume);
        }
    }

    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void Lines_AddUpToTheBill_AndAreTheirDerivationRounded(LawCase c)
    {
        var bill = c.Bill(c.First);
        Assert.Equal(bill.Total.Minor, bill.Lines.Sum(l => l.Amount.Minor));
        Assert.All(bill.Lines, l =>
        {
            Assert.Equal(l.Derivation.Exact, l.Derivation.Steps.Aggregate(Rational.Zero, (a, s) => a + s.Amount));
            if (l.Derivation.Rounding.Scope == RoundingScope.Line) Assert.Equal(l.Amount, l.Derivation.Rounding.Round(l.Derivation.Exact, l.Amount.Currency));
        });
    }

    // A running year does not care where it is read: two bills come to what one over both comes to, before rounding.
    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void SplittingARunningYear_ChangesNothing(LawCase c)
    {
        if (c.Tariff.TierYear is { } year && year.NextAfter(c.Start) < c.Days(0, 2).To) return; // the year begins in between
        var one = c.Bill(c.First + c.Second, 2, c.Days(0, 2));
        var first = c.Bill(c.First, 1, c.Days(0, 1));
        var second = c.Bill(c.Second, 1, c.Days(1, 2), first.Carried);
        Assert.Equal(one.Carried, second.Carried);
        foreach (var line in one.Lines.Where(l => c.Charge(l) is FlatCharge or BlockCharge { Span: BlockSpan.Year }))
            Assert.Equal(line.Derivation.Exact, Exact(first, line) + Exact(second, line));
    }

    // Blocks by month or cycle grow with the months: even usage over several months costs the same, billed at once or in parts.
    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void SplittingEvenUsage_ChangesNothing(LawCase c)
    {
        var perMonth = c.First / 1000 * 1000;
        var one = c.Bill(perMonth * 6, 6);
        CalculatedBill first = c.Bill(perMonth * 2, 2), second = c.Bill(perMonth * 4, 4);
        foreach (var line in one.Lines.Where(l => c.Charge(l) is FlatCharge or BlockCharge { Span: BlockSpan.Month or BlockSpan.Cycle } or FixedCharge { Per: FeeSpan.Month }))
            Assert.Equal(line.Derivation.Exact, Exact(first, line) + Exact(second, line));
    }

    // A change to the same price is no change: each code comes to what it came to, but for the litre that each cut of the volume rounds.
    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void ChangingToTheSamePrice_ChangesNothing(LawCase c)
    {
        var change = c.Start.PlusDays(1 + (int)(c.Second % 50));
        var whole = c with { Tariff = c.Tariff with { PriceChange = PriceChange.ByDay, WholeUnits = false } };
        var cut = whole with
        {
            Tariff = whole.Tariff with
            {
                Classes = new Dictionary<string, TariffClass>
                {
                    [c.Class] = whole.Tariff.Classes[c.Class] with { Charges = whole.Tariff.Classes[c.Class].Charges.SelectMany(x => x.To is null && (x.From is null || x.From <= c.Start) && x is VolumeCharge ? [x with { To = change }, x with { From = change }] : new[] { x }).ToList() },
                },
            },
        };
        CalculatedBill one = whole.Bill(c.First, 2, c.Days(0, 2)), two = cut.Bill(c.First, 2, c.Days(0, 2));
        foreach (var line in one.Lines.Where(c.IsVolume))
        {
            var highest = c.Charge(line) switch { FlatCharge f => f.Price.All.Max(p => p.Millionths), BlockCharge b => b.Prices.Max(p => p.All.Max(v => v.Millionths)), _ => 0 };
            var difference = line.Derivation.Exact - Exact(two, line);
            Assert.True((difference.IsNegative ? -difference : difference) <= Rational.Of(2 * highest, 1_000_000_000), $"{line.Code}: {line.Derivation.Exact} and {Exact(two, line)}");
        }
    }

    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void OrderOfCases_DoesNotMatter(LawCase c)
    {
        var calculator = new BillingCalculator(c.Tariff);
        var cases = new[] { c.Case(c.First), c.Case(c.Second), c.Case(0), c.Case(c.First + c.Second) };
        var forward = cases.Select(x => BillPacking.PackLines(calculator.Calculate(x).Value)).ToList();
        var backward = cases.Reverse().Select(x => BillPacking.PackLines(calculator.Calculate(x).Value)).Reverse().ToList();
        Assert.Equal(forward, backward);
    }

    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void BillFromItsPackedInputs_IsTheSameBill(LawCase c)
    {
        var bill = c.Bill(c.First, 2, c.Days(0, 2), new CarriedOver(null, c.Second, 0));
        var bytes = BillPacking.PackInputs(bill, c.Inputs);
        var again = new BillingCalculator(c.Tariff).Calculate(BillPacking.UnpackInputs(bytes, bill.Case.Usage)).Value;
        Assert.Equal(BillPacking.PackLines(bill), BillPacking.PackLines(again));
        Assert.Equal(bytes, BillPacking.PackInputs(again, c.Inputs));
    }

    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void Derivation_OfEveryBill_Verifies(LawCase c)
    {
        var bill = c.Bill(c.First, 2, c.Days(0, 2), new CarriedOver(null, c.Second, 0));
        Assert.Null(new BillVerifier(c.Tariff).Refute(StoredBill.Of(bill, c.Inputs), bill));
    }

    // Cancelled with what it was, billed again from what was stored: the lines are the same, and the next bill stands on the same.
    [Property(MaxTest = Runs, Arbitrary = [typeof(Cases)])]
    public void CancelAndRebill_IsIdentity(LawCase c)
    {
        var bill = c.Bill(c.First, 2, c.Days(0, 2), new CarriedOver(null, c.Second, 0));
        var next = c.Bill(c.Second, 2, c.Days(2, 4), bill.Carried);
        var stored = StoredBill.Of(bill, c.Inputs);
        var again = new BillingCalculator(c.Tariff).Calculate(BillPacking.UnpackInputs(stored.Inputs.Span, stored.Usage)).Value;
        Assert.Equal(0, bill.Total.Minor - BillPacking.UnpackLines(stored.Lines.Span).Sum(l => l.Minor));
        Assert.Equal((bill.Total, bill.Carried), (again.Total, again.Carried));
        Assert.Equal(bill.Lines.Select(l => (l.Code, l.Amount, l.Derivation.Exact)), again.Lines.Select(l => (l.Code, l.Amount, l.Derivation.Exact)));
        Assert.Equal(BillPacking.PackLines(next), BillPacking.PackLines(c.Bill(c.Second, 2, c.Days(2, 4), again.Carried)));
    }

    [Fact]
    public void Cases_CoverEveryShippedClassThatHasPrices()
    {
        Assert.Equal(40, Cases.Shipped.Select(s => s.Tariff.Code).Concat(["zhuhai-gaolan-pingsha", "zhuhai-islands"]).Distinct().Count());
        Assert.True(Cases.Shipped.Count > 120, $"{Cases.Shipped.Count}");
    }

    private static Rational Exact(CalculatedBill bill, BillLine like) => bill.Lines.Where(l => l.Code == like.Code).Aggregate(Rational.Zero, (a, l) => a + l.Derivation.Exact);

    /// <summary>A class of a tariff, two volumes in thousandths, and a household.</summary>
    public sealed record LawCase(Tariff Tariff, string Class, long First, long Second, int? Persons)
    {
        public Dictionary<string, string> Inputs { get; } = new() { ["secondary_supply"] = "yes", ["quota"] = "60", ["persons"] = "3", ["area"] = "7", ["pickups"] = "2", ["tonnes"] = "1" };

        // A month after the last of its charges began, so that all of them hold.
        public LocalDate Start { get; } = (Tariff.Classes[Class].Charges.Max(c => c.From) ?? new LocalDate(2019, 1, 1)).With(DateAdjusters.StartOfMonth).PlusMonths(1);

        public bool IsVolume(BillLine line) => Charge(line) is VolumeCharge or QuotaCharge { IsSurcharge: false };

        public Charge Charge(BillLine line) => Tariff.Classes[Class].Charges.First(c => c.Code == line.Code && c.Line == line.Derivation.TariffLine);

        public Period Days(int fromMonth, int toMonth) => new(Start.PlusMonths(fromMonth), Start.PlusMonths(toMonth));

        public BillingCase Case(long usage, int months = 2, Period? days = null, CarriedOver carried = default) => new()
        {
            UseClass = Class, Usage = new Volume(usage, Tariff.Unit), Months = months, Persons = Persons, Days = days ?? Days(0, months), Carried = carried, Attributes = new CaseInputs(Inputs),
        };

        public CalculatedBill Bill(long usage, int months = 2, Period? days = null, CarriedOver carried = default) => new BillingCalculator(Tariff).Calculate(Case(usage, months, days, carried)).Value;

        public override string ToString() => $"{Tariff.Code} {Class}, {First} and {Second}, {Persons} persons";
    }

    public static class Cases
    {
        /// <summary>Every class of every shipped tariff whose prices are known.</summary>
        public static List<(Tariff Tariff, string Class)> Shipped { get; } = ShippedTariffs.Codes.Select(ShippedTariffs.Load)
            .SelectMany(t => t.Classes.Values.Where(c => !c.Charges.Any(x => x is UnknownCharge or BlockCharge { BoundsUnknown: true })).Select(c => (t, c.Code))).ToList();

        public static Arbitrary<LawCase> Any() => (
            from made in Gen.Frequency((2, Gen.Elements(Shipped.AsEnumerable())), (1, Made()))
            from first in Usage
            from second in Usage
            from persons in Gen.Choose(0, 9)
            select new LawCase(made.Item1, made.Item2, first, second, Persons(made.Item1.Classes[made.Item2], persons))).ToArbitrary();

        private static Gen<long> Usage => Gen.Frequency((3, Gen.Choose(0, 400).Select(m => m * 1000L)), (2, Gen.Choose(0, 400_000).Select(l => (long)l)));

        // Where the addition for larger households is unknown, households are small.
        private static int? Persons(TariffClass useClass, int persons) =>
            persons == 0 ? null : useClass.Charges.Any(c => c is BlockCharge { Household: HouseholdExtension { Add: null } }) ? Math.Min(persons, 4) : persons;

        private static Gen<(Tariff Tariff, string Class)> Made() =>
            from span in Gen.Elements(BlockSpan.Month, BlockSpan.Cycle, BlockSpan.Year)
            from widths in Gen.Choose(1, 60_000).ListOf()
            from steps in Gen.Choose(0, 3_000_000).ListOf(6)
            from share in Gen.Choose(1, 10)
            from household in Gen.Choose(0, 2)
            from fee in Gen.Choose(0, 2000)
            from month in Gen.Choose(1, 12)
            from mode in Gen.Elements(RoundingMode.HalfUp, RoundingMode.HalfEven, RoundingMode.Down)
            from scope in Gen.Elements(RoundingScope.Line, RoundingScope.Total)
            select (Of(span, widths.Take(5).ToList(), steps.ToList(), share, household, fee, month, new Rounding(mode, scope)), "made");

        private static Tariff Of(BlockSpan span, List<int> widths, List<int> steps, int share, int household, int fee, int month, Rounding rounding)
        {
            Volume Cubic(long thousandths) => new(thousandths, VolumeUnit.CubicMetre);
            var bounds = widths.Select((_, i) => Cubic(widths.Take(i + 1).Sum(w => (long)w))).ToList();
            var prices = Enumerable.Range(0, bounds.Count + 1).Select(i => new ByAttribute<UnitPrice>(new UnitPrice(steps.Take(i + 1).Sum(s => (long)s), Currency.Cny, VolumeUnit.CubicMetre))).ToList();
            var name = Wording.Same("made");
            return new Tariff
            {
                Code = "made", Name = name, Currency = Currency.Cny, Unit = VolumeUnit.CubicMetre, Rounding = rounding, CycleMonths = 2, TierYear = new TierYear(month, 1, []),
                Classes = new Dictionary<string, TariffClass>
                {
                    ["made"] = new()
                    {
                        Code = "made", Name = name,
                        Charges =
                        [
                            new BlockCharge
                            {
                                Code = "water", Name = name, Line = 1, Span = span, Bounds = bounds, Prices = prices,
                                Household = household switch
                                {
                                    1 => new HouseholdExtension { Above = 4, Add = Cubic(5000), Per = BlockSpan.Month, MaxExtra = 3 },
                                    2 => new PerCapitaBlocks { AtLeast = 5, Bounds = bounds.Select(b => Cubic(b.Thousandths / 4 + 1)).ToList() },
                                    _ => null,
                                },
                            },
                            new FlatCharge { Code = "sewage", Name = name, Line = 2, Price = prices[0], Share = Rational.Of(share, 10) },
                            new FixedCharge { Code = "fee", Name = name, Line = 3, Amount = new ByAttribute<Rational>(Rational.Of(fee, 100)), Per = FeeSpan.Month },
                        ],
                    },
                },
            };
        }
    }
}

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Tests.Metering;

public sealed class RegisterTests
{
    private static readonly LocalDate Start = new(2026, 1, 1);

    private static readonly BillingCalculator s_calculator = new(TariffFile.ReadAny(ShippedTariffs.Text("zhuhai-main"), "zhuhai-main.yaml").Value);

    public static TheoryData<int> EveryDial => [3, 4, 5, 6, 7, 8, 9];

    [Theory]
    [MemberData(nameof(EveryDial))]
    public void Rollover_OfEveryDial_CountsAcrossZero(int dials)
    {
        var meter = NewMeter(1, dials, 10);
        var last = meter.FullTurn - 1000;
        Assert.Equal(10_000, Consumption.Registered(meter, last, 0, 1).Thousandths);
        Assert.Equal(30_000, Consumption.Registered(meter, last, 2_000, 1).Thousandths);
        Assert.Equal(meter.FullTurn * 10 - 10_000, Consumption.Registered(meter, 1_000, 0, 1).Thousandths);
        Assert.IsType<IndexRanBack>(BilledVolume.Of(Candidate(meter, new(null, Start, last), new(new(2), Start.PlusDays(30), 0), null, [])).Fault);   // never guessed
    }

    private enum Act { Read, EstimateLow, EstimateHigh, Exchange }

    // Whatever the order of true readings, estimates too low or too high, rollovers and exchanges: billed is what ran through, less the credit still carried.
    [Property(MaxTest = 500)]
    public Property Billed_AfterAnySequence_IsWhatRanThrough() => Prop.ForAll(
        (from dials in Gen.Choose(3, 5) from multiplier in Gen.Elements(1, 10) from acts in Gen.NonEmptyListOf(from act in Gen.Elements(Enum.GetValues<Act>()) from used in Gen.Choose(0, 400) select (act, used))
         select (dials, multiplier, acts)).ToArbitrary(),
        c => Conserves(c.dials, c.multiplier, c.acts));

    private static bool Conserves(int dials, int multiplier, IReadOnlyList<(Act Act, int Used)> acts)
    {
        var meters = 1;
        var meter = NewMeter(meters, dials, multiplier);
        // The index as a counter without end; the dial shows the rest of it, and each full turn between two readings is a stated rollover.
        long truth = 7_000, ran = 0, billed = 0;
        var (opening, counted) = (new IndexPoint(null, Start, truth), truth);
        Bill? last = null;
        List<MeterSpan> spans = [];
        var day = Start;
        foreach (var (act, used) in acts.Append((Act.Read, 0)))
        {
            day = day.PlusDays(30);
            truth += used * 1000L;
            ran += used * 1000L * multiplier;
            var seen = act switch { Act.EstimateLow => Math.Max(counted, truth - 50_000), Act.EstimateHigh => Math.Max(counted, truth) + 60_000, _ => truth };
            var closing = new IndexPoint(new(day.DayOfYear + 1000 * day.Year), day, seen % meter.FullTurn)
            {
                Estimated = act is Act.EstimateLow or Act.EstimateHigh,
                Rollovers = (int)(seen / meter.FullTurn - counted / meter.FullTurn),
            };
            // A true reading below an estimate that ran over takes the turn back: the estimate was accepted with it.
            if (closing.Rollovers < 0 && !opening.Estimated) return false;
            if (act == Act.Exchange)
            {
                spans.Add(new MeterSpan(meter, opening, closing));
                meter = NewMeter(++meters, dials, multiplier);
                truth = 3_000;
                (opening, counted) = (new IndexPoint(null, day, truth), truth);
                continue;
            }
            var volume = BilledVolume.Of(Candidate(meter, opening, closing, last, spans)).Value;
            if (volume.Billed.Thousandths < 0 || volume.CreditAfter.Thousandths < 0) return false;
            billed += volume.Billed.Thousandths;
            last = AsBill(volume, closing);
            spans = [];
            (opening, counted) = (closing, seen);
        }
        return billed - BilledVolume.CreditOf(last!).Thousandths == ran;
    }

    private static Meter NewMeter(int number, int dials, int multiplier) => new() { Id = new(number), Number = $"M{number}", Size = "DN20", Dials = dials, Multiplier = multiplier };

    private static BillingCandidate Candidate(Meter meter, IndexPoint opening, IndexPoint closing, Bill? last, IReadOnlyList<MeterSpan> spans) => new()
    {
        Account = new Account { Id = new(1), Number = "1", Customer = new(1), OpenedOn = Start },
        Agreement = new ServiceAgreement { Account = new(1), ServicePoint = new(1), From = Start, Tariff = "t", UseClass = "c" },
        Meter = meter, Opening = opening, Closing = closing, LastBill = last, Spans = spans,
    };

    // Through the packed inputs, as a stored bill carries its credit.
    private static Bill AsBill(BilledVolume volume, IndexPoint closing) => new()
    {
        Key = new BillKey(new(1), new(1), volume.From, 0), To = closing.Day, Cycle = volume.From, Tariff = "t", TariffRevision = 1, Usage = volume.Billed, Total = Money.Cny(0),
        ClosingReading = closing.Reading!.Value, ClosingIndex = closing.Index, Lines = default, IssuedOn = closing.Day, Run = new(1),
        Inputs = BillPacking.PackInputs(s_calculator.Calculate(new BillingCase { UseClass = "residential", Usage = volume.Billed }).Value, volume.StatedWith(ServiceAgreement.NoAttributes)),
    };
}

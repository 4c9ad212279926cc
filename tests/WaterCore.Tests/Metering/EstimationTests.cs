using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NodaTime;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Tests.Metering;

public sealed class EstimationTests
{
    private static readonly LocalDate Day = new(2026, 3, 1);

    private static Meter Meter(int dials = 5, string size = "DN20", int multiplier = 1) => new() { Id = new(1), Number = "M1", Size = size, Dials = dials, Multiplier = multiplier };

    private static List<PastUse> History(params int[] m3) => m3.Select((v, i) => new PastUse(Day.PlusDays(-30 * (m3.Length - i)), 30, v * 1000L, false)).ToList();

    // Policy, estimates before, days, cubic metres; the last periods were 10, 20 and 30 of 30 days each, after nine of 6.
    [Theory]
    [InlineData("meter-fault", 0, 30, 20)]
    [InlineData("meter-fault", 9, 60, 40)]
    [InlineData("meter-fault-12", 0, 30, 9)]      // (9 x 6 + 60) / 12 = 9.5, as a dial reads
    [InlineData("no-access", 2, 30, 20)]
    [InlineData("no-access", 3, 30, 40)]
    [InlineData("user-keeps-out", 0, 30, 60)]
    [InlineData("user-keeps-out", 1, 30, 2880)]   // 4 m³ an hour, 24 hours, 30 days
    public void Estimate_ByPolicy_IsWhatTheRuleSays(string policy, int before, int days, long expected)
    {
        var estimate = Estimation.Of(EstimationPolicy.Shipped.Single(p => p.Code == policy), Meter(), History(6, 6, 6, 6, 6, 6, 6, 6, 6, 10, 20, 30), days, before);
        Assert.Equal(Volume.CubicMetres(expected), estimate.Value.Volume);
    }

    [Fact]
    public void Estimate_WithoutHistoryOrCalibre_IsAFault()
    {
        Assert.Equal("metering.not-estimated", Estimation.Of(EstimationPolicy.NoAccess, Meter(), [], 30, 0).Fault!.Code);
        Assert.Equal("metering.not-estimated", Estimation.Of(EstimationPolicy.UserKeepsOut, Meter(size: "5/8\""), History(9), 30, 1).Fault!.Code);
    }

    [Property(MaxTest = 500)]
    public Property Estimate_OfAnything_IsNeverAboveThePipe() => Prop.ForAll(
        (from size in Gen.Elements("DN15", "DN20", "DN40", "DN300") from policy in Gen.Elements(EstimationPolicy.Shipped.ToArray()) from days in Gen.Choose(1, 400)
         from before in Gen.Choose(0, 9) from history in Gen.ListOf(Gen.Choose(0, 50_000_000)) select (size, policy, days, before, history)).ToArbitrary(),
        c =>
        {
            var meter = Meter(size: c.size);
            var estimate = Estimation.Of(c.policy, meter, History([.. c.history]), c.days, c.before);
            return !estimate.IsOk || (estimate.Value.Volume.Thousandths >= 0 && estimate.Value.Volume.Thousandths <= PipeMaximum.Of(meter, c.days));
        });

    [Property(MaxTest = 300)]
    public Property Spread_OfAMissedVisit_AddsUp() => Prop.ForAll(
        (from total in Gen.Choose(0, 900_000) from days in Gen.NonEmptyListOf(Gen.Choose(1, 90)) select (total, days)).ToArbitrary(),
        c =>
        {
            var from = Day;
            var periods = c.days.Select(d => { var p = new Period(from, from.PlusDays(d)); from = p.To; return p; }).ToList();
            var parts = Estimation.Spread(new Volume(c.total, VolumeUnit.CubicMetre), periods);
            var all = (long)c.days.Sum();
            return parts.Sum(p => p.Thousandths) == c.total && parts.Zip(c.days).All(p => Math.Abs(p.First.Thousandths * all - (long)c.total * p.Second) <= all);
        });

    [Fact]
    public void Loss_OfAMaster_IsSharedByUse_AndRefusedWhenNegative()
    {
        Volume[] subs = [Volume.CubicMetres(10), Volume.CubicMetres(20), Volume.CubicMetres(0)];
        Assert.Equal([3_333, 6_667, 0], MasterMeter.ShareLoss(Volume.CubicMetres(40), subs).Value.Select(v => v.Thousandths));
        Assert.Equal([500, 500], MasterMeter.ShareLoss(Volume.CubicMetres(1), [Volume.CubicMetres(0), Volume.CubicMetres(0)]).Value.Select(v => v.Thousandths));
        Assert.IsType<SubMetersExceedMaster>(MasterMeter.ShareLoss(Volume.CubicMetres(29), subs).Fault);
    }
}

using NodaTime;
using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>How a period without a reading is estimated (估抄办法).</summary>
/// <remarks>The shipped ones are those of CHINA.md 2.3. No estimate is above what the pipe can pass.</remarks>
public sealed record EstimationPolicy
{
    /// <summary>The code, such as <c>no-access</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The mean daily use of so many periods back, 1 or more.</summary>
    public required int Periods { get; init; }

    /// <summary>After so many estimates in a row the mean is doubled; null for never.</summary>
    public int? DoubledAfter { get; init; }

    /// <summary>After so many estimates in a row the maximum of the pipe is charged; null for never.</summary>
    public int? PipeMaximumAfter { get; init; }

    /// <summary>Meter fault, no fault of the user: the mean of three periods.</summary>
    public static EstimationPolicy MeterFault { get; } = new() { Code = "meter-fault", Periods = 3 };

    /// <summary>Meter fault, where the mean is of twelve periods.</summary>
    public static EstimationPolicy MeterFaultOfAYear { get; } = new() { Code = "meter-fault-12", Periods = 12 };

    /// <summary>No access: the mean of three periods, doubled after three estimates (Nanning).</summary>
    public static EstimationPolicy NoAccess { get; } = new() { Code = "no-access", Periods = 3, DoubledAfter = 3 };

    /// <summary>No access by the user's fault: twice the last period, then the maximum of the pipe.</summary>
    public static EstimationPolicy UserKeepsOut { get; } = new() { Code = "user-keeps-out", Periods = 1, DoubledAfter = 0, PipeMaximumAfter = 1 };

    /// <summary>The shipped policies.</summary>
    public static IReadOnlyList<EstimationPolicy> Shipped { get; } = [MeterFault, MeterFaultOfAYear, NoAccess, UserKeepsOut];
}

/// <summary>An estimated volume and how it came about.</summary>
/// <param name="Volume">The volume, zero or more.</param>
/// <param name="Why">How it came about.</param>
public sealed record Estimate(Volume Volume, Wording Why);

/// <summary>Nothing to estimate from.</summary>
/// <param name="Meter">The meter's number.</param>
/// <param name="Problem">What is missing.</param>
public sealed record NotEstimated(string Meter, string Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => "metering.not-estimated";

    /// <inheritdoc/>
    public override string Message => $"Meter {Meter} cannot be estimated: {Problem}; read it.";
}

/// <summary>Estimates periods, and shares a volume out over the periods that a missed visit ran together. Pure.</summary>
public static class Estimation
{
    /// <summary>Estimates the volume of some days, rounded down to a whole unit, as a dial reads.</summary>
    /// <param name="policy">How.</param>
    /// <param name="meter">The meter.</param>
    /// <param name="periods">Its periods between true readings, oldest first.</param>
    /// <param name="days">The days, 1 or more.</param>
    /// <param name="estimatesBefore">Estimates just before, in a row.</param>
    public static Result<Estimate> Of(EstimationPolicy policy, Meter meter, IReadOnlyList<PastUse> periods, int days, int estimatesBefore)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var most = PipeMaximum.Of(meter, days);
        if (policy.PipeMaximumAfter is { } pipeAfter && estimatesBefore >= pipeAfter)
            return most is { } pipe
                ? new Estimate(Whole(pipe, meter), new($"{meter.Size} 口径最大流量，每天 24 小时，{days} 天", $"the most a {meter.Size} meter passes, 24 hours a day, for {days} days"))
                : new NotEstimated(meter.Number, $"the maximum flow of calibre {meter.Size} is not known");

        Int128 volume = 0;
        int usedDays = 0, count = 0;
        for (var i = periods.Count - 1; i >= 0 && count < policy.Periods; i--)
        {
            if (periods[i].Estimated || periods[i].Thousandths < 0) continue;
            volume += periods[i].Thousandths;
            usedDays += periods[i].Days;
            count++;
        }
        if (count == 0) return new NotEstimated(meter.Number, "it has no true period behind it");
        var doubled = policy.DoubledAfter is { } after && estimatesBefore >= after;
        var estimate = (long)(volume * days * (doubled ? 2 : 1) / usedDays);
        var capped = most is { } limit && estimate > limit;
        var (zh, en) = ($"前 {count} 期日均用水乘 {days} 天", $"the mean of {count} periods a day, for {days} days");
        if (doubled) (zh, en) = (zh + "，加倍", en + ", doubled");
        if (capped) (zh, en) = (zh + "，以管径最大流量为限", en + ", limited to what the pipe passes");
        return new Estimate(Whole(capped ? most!.Value : estimate, meter), new(zh, en));
    }

    /// <summary>Shares a volume over periods by their days; the parts add up to it (largest remainder).</summary>
    /// <param name="volume">The volume of all periods together.</param>
    /// <param name="periods">The periods; at least one.</param>
    public static IReadOnlyList<Volume> Spread(Volume volume, IReadOnlyList<Period> periods)
    {
        if (periods.Count == 0) throw new ArgumentException("There is no period to share over.", nameof(periods));
        var all = periods.Sum(p => p.Days);
        var shares = Rounding.Share(volume.Thousandths, periods.Select(p => Rational.Of((Int128)volume.Thousandths * p.Days, all)).ToArray());
        return shares.Select(s => new Volume(s, volume.Unit)).ToList();
    }

    // Down to what one unit of the index stands for.
    private static Volume Whole(long thousandths, Meter meter)
    {
        var step = 1000L * meter.Multiplier;
        return new Volume(thousandths / step * step, meter.Unit);
    }
}

/// <summary>Shares what a master meter counted beyond its sub-meters (水损分摊). Pure.</summary>
public static class MasterMeter
{
    /// <summary>Each sub-meter's part of the loss, by its own volume; the same for all when none used anything. The parts add up to the loss.</summary>
    /// <param name="master">What the master meter counted.</param>
    /// <param name="subMeters">What each sub-meter counted in the same days, zero or more; at least one.</param>
    /// <returns>The parts in the order given, or <see cref="SubMetersExceedMaster"/>: then one of them is wrong, and nothing is shared.</returns>
    public static Result<IReadOnlyList<Volume>> ShareLoss(Volume master, IReadOnlyList<Volume> subMeters)
    {
        if (subMeters.Count == 0) throw new ArgumentException("There is no sub-meter to share over.", nameof(subMeters));
        var sum = subMeters.Aggregate(Volume.Zero(master.Unit), (a, v) => a + v);
        var loss = master - sum;
        if (loss.Thousandths < 0) return new SubMetersExceedMaster(master, sum);
        var exact = subMeters.Select(v => sum.Thousandths == 0
            ? Rational.Of(loss.Thousandths, subMeters.Count)
            : Rational.Of((Int128)loss.Thousandths * v.Thousandths, sum.Thousandths)).ToArray();
        return Rounding.Share(loss.Thousandths, exact).Select(s => new Volume(s, master.Unit)).ToList();
    }
}

/// <summary>The sub-meters counted more than their master meter.</summary>
/// <param name="Master">What the master meter counted.</param>
/// <param name="SubMeters">What the sub-meters counted together.</param>
public sealed record SubMetersExceedMaster(Volume Master, Volume SubMeters) : Fault
{
    /// <inheritdoc/>
    public override string Code => "metering.sub-meters-exceed-master";

    /// <inheritdoc/>
    public override string Message => $"The sub-meters counted {SubMeters} and their master meter {Master}; read all of them again on one day.";
}

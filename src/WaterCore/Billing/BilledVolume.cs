using System.Globalization;
using NodaTime;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Billing;

/// <summary>The volume of a bill: what the registers counted, what was carried over, and what is billed. They are kept apart (I-08).</summary>
/// <remarks>
/// An estimate that was too high is billed already when the true reading comes. The register then says less than nothing was used; nothing
/// is billed, and the rest is carried as a credit volume into the next bill, so that the billed volumes add up to the register.
/// </remarks>
public sealed record BilledVolume
{
    /// <summary>The names under which a bill's inputs state these volumes; no attribute of an agreement begins so.</summary>
    public const string Prefix = "volume.";

    private const string CreditAfterName = Prefix + "credit_after";

    /// <summary>The first day billed: where the last bill ended, or the first opening.</summary>
    public required LocalDate From { get; init; }

    /// <summary>What the registers counted over all spans; below zero after an estimate that was too high, or reverse flow.</summary>
    public required Volume Registered { get; init; }

    /// <summary>The credit volume that the last bill carried over, zero or more.</summary>
    public required Volume CreditBefore { get; init; }

    /// <summary>The volume billed, zero or more: registered less credit.</summary>
    public required Volume Billed { get; init; }

    /// <summary>The credit volume carried to the next bill, zero or more.</summary>
    public required Volume CreditAfter { get; init; }

    /// <summary>What the bill's inputs state beside the agreement's attributes; empty for a plain bill of one meter between two readings.</summary>
    public required IReadOnlyDictionary<string, string> Stated { get; init; }

    /// <summary>Works out the volume of a candidate that has a meter, an opening and a closing.</summary>
    /// <returns>The volume; <see cref="IndexRanBack"/> when a lower index is explained neither by a reading nor by an estimated opening.</returns>
    /// <exception cref="ArgumentException">The candidate has no meter, opening or closing.</exception>
    public static Result<BilledVolume> Of(BillingCandidate candidate)
    {
        if (candidate is not { Meter: { } meter, Opening: { } opening, Closing: { } closing })
            throw new ArgumentException("A candidate without a meter, an opening or a closing has no volume.", nameof(candidate));
        var registered = Volume.Zero(meter.Unit);
        foreach (var span in candidate is { Spans.Count: 0, Registers.Count: 0 } ? [] : candidate.Spans.Concat(candidate.Registers))
        {
            var counted = Counted(span.Meter, span.Opening, span.Closing);
            if (!counted.IsOk) return counted.Fault;
            registered += counted.Value;
        }
        var last = Counted(meter, opening, closing);
        if (!last.IsOk) return last.Fault;
        registered += last.Value;

        var credit = candidate.LastBill is { } bill ? CreditOf(bill) : Volume.Zero(meter.Unit);
        var net = registered - credit;
        var none = Volume.Zero(meter.Unit);
        var volume = new BilledVolume
        {
            From = candidate.LastBill?.To ?? (candidate.Spans.Count > 0 ? candidate.Spans[0].Opening.Day : opening.Day),
            Registered = registered,
            CreditBefore = credit,
            Billed = net < none ? none : net,
            CreditAfter = net < none ? none - net : none,
            Stated = NothingStated,
        };
        var plain = candidate.Spans.Count == 0 && candidate.Registers.Count == 0 && registered == volume.Billed && credit == none && closing is { Rollovers: 0, Estimated: false } && !opening.Estimated;
        return plain ? volume : volume with { Stated = volume.State(candidate, meter, opening, closing) };
    }

    /// <summary>The credit volume that a stored bill carries to the next.</summary>
    public static Volume CreditOf(Bill bill)
    {
        // Hardly any bill has one, and a look at the bytes tells.
        if (bill.Inputs.Span.IndexOf("volume.credit_after"u8) < 0) return Volume.Zero(bill.Usage.Unit);
        var stated = BillPacking.UnpackInputs(bill.Inputs.Span, bill.Usage).Attributes.Find(CreditAfterName);
        return stated is not null && Rational.TryParse(stated, out var units)
            ? new Volume((long)(units * Rational.Of(1000)).Reduced().Numerator, bill.Usage.Unit)
            : Volume.Zero(bill.Usage.Unit);
    }

    /// <summary>The agreement's attributes, with what is stated of the volume.</summary>
    public IReadOnlyDictionary<string, string> StatedWith(IReadOnlyDictionary<string, string> attributes)
    {
        if (Stated.Count == 0) return attributes;
        var all = new Dictionary<string, string>(attributes, StringComparer.Ordinal);
        foreach (var (name, value) in Stated) all[name] = value;
        return all;
    }

    private static IReadOnlyDictionary<string, string> NothingStated { get; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    private static Result<Volume> Counted(Meter meter, IndexPoint opening, IndexPoint closing)
    {
        var counted = Consumption.Registered(meter, opening.Index, closing.Index, closing.Rollovers);
        return counted.Thousandths < 0 && !opening.Estimated && !closing.Reversed
            ? new IndexRanBack(meter.Number, opening.Index, closing.Index)
            : counted;
    }

    private Dictionary<string, string> State(BillingCandidate candidate, Meter meter, IndexPoint opening, IndexPoint closing)
    {
        var stated = new Dictionary<string, string>(StringComparer.Ordinal) { [Prefix + "registered"] = Registered.ToNumberString() };
        if (CreditBefore.Thousandths != 0) stated[Prefix + "credit_before"] = CreditBefore.ToNumberString();
        if (CreditAfter.Thousandths != 0) stated[CreditAfterName] = CreditAfter.ToNumberString();
        if (opening.Estimated || candidate.Registers.Any(r => r.Opening.Estimated)) stated[Prefix + "opening"] = "estimated";
        if (closing.Estimated || candidate.Registers.Any(r => r.Closing.Estimated)) stated[Prefix + "closing"] = "estimated";
        var number = 0;
        foreach (var span in candidate.Spans.Append(new MeterSpan(meter, opening, closing)).Concat(candidate.Registers))
            stated[string.Create(CultureInfo.InvariantCulture, $"{Prefix}span{++number}")] = Text(span);
        return stated;
    }

    private static string Text(MeterSpan span)
    {
        static string Index(IndexPoint point) => new Volume(point.Index, VolumeUnit.CubicMetre).ToNumberString();
        return string.Create(CultureInfo.InvariantCulture,
            $"{span.Meter.Number} {Index(span.Opening)} > {Index(span.Closing)}{(span.Closing.Rollovers > 0 ? $" rollovers {span.Closing.Rollovers}" : "")}{(span.Meter.Multiplier > 1 ? $" x {span.Meter.Multiplier}" : "")}");
    }
}

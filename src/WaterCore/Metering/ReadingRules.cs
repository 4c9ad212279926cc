using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>Looks at a reading before it is accepted. Pure: no clock, no storage; the same case gives the same verdicts.</summary>
/// <param name="settings">The thresholds; the defaults when null.</param>
public sealed class ReadingRules(ReadingRuleSettings? settings = null)
{
    private readonly ReadingRuleSettings _settings = settings ?? new();

    /// <summary>The band of a meter for the days since its last reading; null without history.</summary>
    public ExpectedUse? Expect(ReadingCase reading) => ExpectedUse.Of(reading.History, reading.Day, Days(reading), _settings);

    /// <summary>Whether anything holds the reading; quicker than <see cref="Check"/>, and the same answer.</summary>
    public bool Holds(ReadingCase reading) => Look(reading, null);

    /// <summary>What the rules say of a reading, those that hold it first; empty when there is nothing to say.</summary>
    public IReadOnlyList<ReadingVerdict> Check(ReadingCase reading)
    {
        var verdicts = new List<ReadingVerdict>();
        var holds = Look(reading, verdicts);
        if (holds && verdicts.Exists(v => v.Rule is ReadingRule.Negative or ReadingRule.DoesNotFit or ReadingRule.AbovePipe or ReadingRule.High or ReadingRule.Low or ReadingRule.Spike or ReadingRule.Zero)) Explain(reading, verdicts);
        return [.. verdicts.OrderByDescending(v => v.Holds)];
    }

    private bool Look(ReadingCase r, List<ReadingVerdict>? verdicts)
    {
        var held = Place(r, verdicts);
        if (held && verdicts is null) return true;
        if (r.Index < 0 || r.Index >= r.Meter.FullTurn)
            return Say(verdicts, r, true, ReadingRule.DoesNotFit, null, ReadingText.DoesNotFit(r), ReadingText.LookAtPhoto);

        var used = Used(r);
        if (r.Turn == IndexTurn.Reversed) return Say(verdicts, r, true, ReadingRule.ReversedFlow, null, ReadingText.Reversed(r), ReadingText.LookForBackflow) || held;
        if (used < 0)
        {
            // Lower than an estimate but not than the last true reading: that is the estimate coming right.
            var comesRight = r.PreviousEstimated && r.LastTrueIndex is { } last && r.Index >= last;
            return comesRight ? held : Say(verdicts, r, true, ReadingRule.Negative, null, ReadingText.Negative(r), ReadingText.ReadAgainOrSayWhy);
        }
        if (r.Turn == IndexTurn.Rollover)
        {
            var truly = r.Index < r.PreviousIndex;
            held |= Say(verdicts, r, !truly, ReadingRule.Rollover, null, ReadingText.Rollover(r, used, truly), truly ? ReadingText.NothingToDo : ReadingText.LeaveOutTurn);
        }
        if (verdicts is null && held) return true;
        return Amount(r, used, verdicts) || held;
    }

    // Who, where and when: nothing to do with how much.
    private bool Place(ReadingCase r, List<ReadingVerdict>? verdicts)
    {
        var held = false;
        if (!r.AtStatedPlace) held |= Say(verdicts, r, true, ReadingRule.NotAtThisPoint, null, ReadingText.NotAtThisPoint(r), ReadingText.CompareNumber);
        if (r.StatedPrevious is { } stated && stated != r.PreviousIndex && !r.PreviousEstimated)
            held |= Say(verdicts, r, true, ReadingRule.PreviousMismatch, null, ReadingText.PreviousMismatch(r, stated), ReadingText.CompareNumber);
        if (r.Status == ReadStatus.Read && Days(r) <= _settings.DuplicateDays && r.History.Count > 0 && !r.PreviousEstimated)
            held |= Say(verdicts, r, true, ReadingRule.Duplicate, null, ReadingText.Duplicate(r), ReadingText.KeepOne);
        if (r.Status == ReadStatus.Estimated && r.EstimatesBefore + 1 >= _settings.EstimatesInARow)
            held |= Say(verdicts, r, true, ReadingRule.EstimatedTooLong, null, ReadingText.EstimatedTooLong(r.EstimatesBefore + 1), ReadingText.MakeAppointment);
        return held;
    }

    private bool Amount(ReadingCase r, long used, List<ReadingVerdict>? verdicts)
    {
        var held = false;
        var days = Days(r);
        if (PipeMaximum.Of(r.Meter, days) is { } most && used > most)
            held |= Say(verdicts, r, true, ReadingRule.AbovePipe, (0, most), ReadingText.AbovePipe(r, used, most), ReadingText.LookAtPhoto);
        if (r.SubMetersUsed is { } subs && subs - used > used * _settings.SubMeterTolerance / 1000)
            held |= Say(verdicts, r, true, ReadingRule.SubMeters, (subs, long.MaxValue), ReadingText.SubMeters(r, used, subs), ReadingText.ReadAllOnOneDay);
        if (r is { PreviousEstimated: true, LastTrueIndex: { } lastTrue, LastTrueDay: { } lastDay })
        {
            // What was estimated comes right: all the days since the last true reading are weighed together.
            if (lastTrue > r.PreviousIndex || lastTrue > r.Index) return held;
            r = r with { PreviousIndex = lastTrue, PreviousDay = lastDay, PreviousEstimated = false, Turn = IndexTurn.None };
            (used, days) = (Used(r), Days(r));
        }
        if (r.Status == ReadStatus.Estimated || Expect(r) is not { } expected || (verdicts is null && held)) return held;
        var band = (expected.Low, expected.High);
        if (used == 0)
        {
            var (zeros, everUsed) = Zeros(r.History);
            if (zeros == 0 && everUsed) held |= Say(verdicts, r, expected.Low > 0, ReadingRule.Zero, band, ReadingText.Zero(r), ReadingText.AskWhetherEmpty);
            else if (everUsed && zeros + 1 == _settings.StuckPeriods) held |= Say(verdicts, r, expected.Centre > 0, ReadingRule.Stuck, band, ReadingText.Stuck(zeros + 1), ReadingText.OpenATap);
            if (zeros > 0) return held;
        }
        if (used > expected.High)
        {
            held |= Say(verdicts, r, true, ReadingRule.High, band, ReadingText.High(r, used, expected), ReadingText.LookAtPhotoThenLeak);
            if (verdicts is not null && Most(r.History) is var top and > 0 && used > (long)((Int128)top * _settings.SpikeFactor / 1000 * days / 60))
                Say(verdicts, r, true, ReadingRule.Spike, (0, top), ReadingText.Spike(r, used, top), ReadingText.LookAtPhotoThenLeak);
        }
        else if (used < expected.Low && used > 0)
        {
            held |= Say(verdicts, r, true, ReadingRule.Low, band, ReadingText.Low(r, used, expected), ReadingText.LookAtPhoto);
        }
        else if (Math.Abs(used - expected.Centre) > expected.Spread * _settings.SwapFar / 1000 && Nearest(r, expected) is { } back)
        {
            held |= Say(verdicts, r, true, ReadingRule.DigitSwap, band, ReadingText.Likely(r, ReadingRule.DigitSwap, back), ReadingText.LookAtPhoto);
        }
        return held;
    }

    private long? Nearest(ReadingCase r, ExpectedUse expected)
    {
        var near = expected.Spread * _settings.SwapNear / 1000;
        foreach (var index in DigitEdits.Swapped(r.Index, r.Meter))
            if (Used(r with { Index = index }) is >= 0 and var used && Math.Abs(used - expected.Centre) <= near) return index;
        return null;
    }

    // A held reading is told what slip of the hand would explain it.
    private void Explain(ReadingCase r, List<ReadingVerdict> verdicts)
    {
        if (Expect(r) is not { } expected || r.Index < 0) return;
        ReadOnlySpan<(ReadingRule Rule, IEnumerable<long> Indexes)> slips =
        [
            (ReadingRule.DecimalSlip, DigitEdits.Slipped(r.Index, r.Meter)), (ReadingRule.DigitSwap, DigitEdits.Swapped(r.Index, r.Meter)),
            (ReadingRule.DigitAdded, DigitEdits.WithOneLess(r.Index)), (ReadingRule.DigitDropped, DigitEdits.WithOneMore(r.Index, r.Meter)),
        ];
        foreach (var (rule, indexes) in slips)
        {
            long? best = null;
            foreach (var index in indexes)
                if (Used(r with { Index = index, Turn = IndexTurn.None }) is var used && used >= expected.Low && used <= expected.High
                    && (best is null || Math.Abs(used - expected.Centre) < Math.Abs(Used(r with { Index = best.Value, Turn = IndexTurn.None }) - expected.Centre))) best = index;
            if (best is { } likely) Say(verdicts, r, false, rule, (expected.Low, expected.High), ReadingText.Likely(r, rule, likely), ReadingText.LookAtPhoto);
        }
    }

    private static (int Zeros, bool EverUsed) Zeros(IReadOnlyList<PastUse> history)
    {
        var zeros = 0;
        for (var i = history.Count - 1; i >= 0; i--)
        {
            if (history[i].Thousandths > 0) return (zeros, true);
            if (!history[i].Estimated) zeros++;
        }
        return (zeros, false);
    }

    private static long Most(IReadOnlyList<PastUse> history)
    {
        long most = 0;
        foreach (var past in history)
            if (!past.Estimated) most = Math.Max(most, (long)((Int128)past.Thousandths * 60 / past.Days));
        return most;
    }

    private static int Days(ReadingCase r) => Math.Max(1, NodaTime.Period.DaysBetween(r.PreviousDay, r.Day));

    private static long Used(ReadingCase r) => Consumption.Registered(r.Meter, r.PreviousIndex, r.Index, r.Turn == IndexTurn.Rollover ? 1 : 0).Thousandths;

    private static bool Say(List<ReadingVerdict>? verdicts, ReadingCase r, bool holds, ReadingRule rule, (long Low, long High)? band, Wording evidence, Wording action)
    {
        verdicts?.Add(new ReadingVerdict(rule, holds, band is { } b ? new Volume(b.Low, r.Meter.Unit) : null, band is { High: < long.MaxValue and var high } ? new Volume(high, r.Meter.Unit) : null, evidence, action));
        return holds;
    }
}

using NodaTime;
using WaterCore.Billing;
using WaterCore.Metering;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Conformance;

public sealed partial class FiguresTown
{
    /// <summary>Numerator and denominator of an indicator in a period, counted the slow way out of the lists.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="days">The days.</param>
    /// <param name="dueOn">The last day to pay a bill issued on a day.</param>
    public (long Numerator, long? Denominator) Count(string code, Period days, Func<LocalDate, LocalDate> dueOn)
    {
        var last = days.To.PlusDays(-1);
        bool In(Instant at) => days.Contains(at.InZone(Zone).Date);
        (long, long?) Pair<T>(IEnumerable<T> of, Func<T, bool> counts) => of.ToList() is var all ? (all.Count(counts), all.Count) : default;
        IEnumerable<Bill> Alive(LocalDate on) => Bills.Where(b => b.IssuedOn <= on && !Cancelled.Exists(c => c.Key == b.Key && c.Day <= on));
        long Received(Bill bill, LocalDate from, LocalDate to) => Allocations.Where(a => a.Charge.Bill == bill.Key && a.Day >= from && a.Day <= to).Sum(a => a.Amount.Minor);
        long Open(Bill bill, LocalDate on) => bill.Total.Minor - Received(bill, LocalDate.MinIsoValue, on);
        switch (code)
        {
            case "reading-accuracy":
            {
                long right = 0, all = 0;
                foreach (var next in Readings.Where(r => r.Status == ReadStatus.Read && days.Contains(r.Day)))
                {
                    if (Readings.Where(r => r.Meter == next.Meter && r.Status == ReadStatus.Read && r.Day < next.Day).MaxBy(r => r.Day) is not { } tested) continue;
                    all++;
                    var lower = next.Index < tested.Index && next.Turn == IndexTurn.None;
                    var cancelled = Bills.Exists(b => b.ClosingReading == tested.Id && Cancelled.Exists(c => c.Key == b.Key && c.Day <= last));
                    if (!lower && !cancelled) right++;
                }
                return (right, all);
            }
            case "reading-rate":
            {
                var due = Enumerable.Range(1, Houses).Where(h => Accounts[h - 1].OpenedOn <= last && (Accounts[h - 1].ClosedOn is not { } c || c > last)).ToList();
                return (due.Count(h => Readings.Where(r => r.Meter.Value == h && days.Contains(r.Day)).MaxBy(r => r.Day)?.Status == ReadStatus.Read), due.Count);
            }
            case "estimated-share": return Pair(Bills.Where(b => days.Contains(b.Cycle) && b.Key.Revision == 0), b => Readings.Single(r => r.Id == b.ClosingReading).Status == ReadStatus.Estimated);
            case "bills-issued": return (Bills.Count(b => days.Contains(b.Cycle) && b.Key.Revision == 0), null);
            case "entry-days":
            {
                var timed = Visits.Where(v => v.Status == VisitStatus.Read && In(v.NotedAt) && v.EntrySeconds is not null).ToList();
                return (timed.Sum(v => v.EntrySeconds!.Value), timed.Count);
            }
            case "entry-errors":
            {
                var wrong = Held.Count(h => h.Decision == HeldDecision.Rejected && h.Status == ReadStatus.Read && In(h.DecidedAt!.Value));
                return (wrong, wrong + Visits.Count(v => v.Status == VisitStatus.Read && In(v.NotedAt)));
            }
            case "collection-current":
            {
                var bills = Alive(last).Where(b => days.Contains(b.IssuedOn)).ToList();
                return (bills.Sum(b => Received(b, LocalDate.MinIsoValue, last)), bills.Sum(b => b.Total.Minor));
            }
            case "collection-cumulative": return Count("collection-current", new Period(new LocalDate(last.Year, 1, 1), days.To), dueOn);
            case "collection-old":
            {
                var yesterday = days.From.PlusDays(-1);
                var old = Alive(yesterday).Where(b => Open(b, yesterday) != 0).ToList();
                return (old.Sum(b => Received(b, days.From, last)), old.Sum(b => Open(b, yesterday)));
            }
            case "arrears": return (Alive(last).Sum(b => Open(b, last)), null);
            case "arrears-overdue": return (Alive(last).Where(b => dueOn(b.IssuedOn) < last).Sum(b => Open(b, last)), Alive(last).Sum(b => Open(b, last)));
            case "days-receivable": return (Alive(last).Sum(b => Open(b, last)), Alive(last).Where(b => days.Contains(b.IssuedOn)).Sum(b => b.Total.Minor));
            case "promise-to-pay":
                return Pair(Holds.Where(h => days.Contains(h.Until.PlusDays(-1))), h =>
                {
                    var end = h.Until.PlusDays(-1);
                    return h.Amount is { } amount ? -Entries.Where(e => e.Account == h.Account && e.Day >= h.From && e.Day <= end).Sum(e => e.Amount.Minor) >= amount.Minor
                        : !Alive(end).Any(b => b.Key.Account == h.Account && Open(b, end) > 0 && dueOn(b.IssuedOn) < end);
                });
            case "promise-kept":
                return Pair(Items.Where(i => i.Status == WorkStatus.Archived && In(i.ClosedAt!.Value) && i.Clocks.Count > 0), i => i.Clocks[0].Due is not { } due || i.ClosedAt <= due);
            case "position-in-time": return Pair(Stays.Where(s => In(s.Left)), s => s.Due is not { } due || s.Left <= due);
            case "days-to-connect":
            {
                var done = Items.Where(i => i.Definition == "new-connection" && i.Status == WorkStatus.Archived && In(i.ClosedAt!.Value)).ToList();
                return (done.Sum(i => (i.ClosedAt!.Value - i.StartedAt).BclCompatibleTicks / NodaConstants.TicksPerSecond), done.Count);
            }
            case "hotline-answered": return Pair(Calls.Where(c => In(c.ArrivedAt) && c.Ending is CallEnding.Talked or CallEnding.Abandoned && In(c.ArrivedAt)), c => c.Ending == CallEnding.Talked);
            case "first-contact": return Pair(Contacts.Where(c => In(c.At) && c.Direction == ContactDirection.In && c.Outcome is ContactOutcome.Answered or ContactOutcome.CaseOpened && In(c.At) && c.Direction == ContactDirection.In), c => c.Outcome == ContactOutcome.Answered);
            case "complaints": return (Cases.Count(c => c.Category.StartsWith("complaint", StringComparison.Ordinal) && In(c.OpenedAt)), Accounts.Count(a => a.OpenedOn <= last && (a.ClosedOn is not { } c || c > last)));
            case "repair-in-time": return Pair(Cases.Where(c => c.Category.StartsWith("repair", StringComparison.Ordinal) && c.Due is { } due && In(due)), c => c.AnsweredAt <= c.Due);
            case "satisfaction":
                return Pair(Events.Where(e => e.Act == CaseAct.Rate && In(e.At)).GroupBy(e => e.Case).Select(g => g.MaxBy(e => e.Revision)!.Note![0] - '0'), r => r >= 4);
            case "non-revenue-water":
            {
                long Through(long meter)
                {
                    var read = Readings.Where(r => r.Meter.Value == meter && r.Day < days.To).OrderBy(r => r.Day).ToList();
                    var start = read.FindLastIndex(r => r.Day < days.From);
                    return read.Count == 0 || read[^1].Day < days.From ? 0 : read[^1].Index - read[Math.Max(0, start)].Index;
                }
                var (supplied, used) = (Through(101) + Through(102), Enumerable.Range(1, 15).Sum(h => Through(h)));
                return (supplied - used, supplied);
            }
            default: throw new InvalidOperationException($"{code} is not counted here; add it.");
        }
    }
}

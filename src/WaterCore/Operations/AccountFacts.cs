using System.Globalization;
using NodaTime;
using WaterCore.Receivables;
using WaterCore.Statistics;

namespace WaterCore.Operations;

/// <summary>The facts of one account's money in some days: what it owes by age, what was received of its bills, its promises. Pure.</summary>
internal sealed class AccountFacts(ReportFacts.Place place, AccountHistory history, ReceivablePolicy policy, Period days)
{
    private readonly LocalDate _last = days.To.PlusDays(-1);

    public IEnumerable<FactRecord> Of(FactSource source) =>
        source == FactSource.Arrears ? Arrears() : source == FactSource.Dues ? Dues() : source == FactSource.OldDues ? OldDues() : source == FactSource.Promises ? Promises()
        : throw new ArgumentException($"{source.Code} is not of an account's money.", nameof(source));

    private IEnumerable<FactRecord> Arrears()
    {
        var bands = policy.Ageing.Of(history.OpenOn(_last), policy.DueOn, _last);
        for (var i = 0; i < bands.Length; i++)
            if (bands[i] != 0) yield return new FactRecord([Band(i), place.Class, place.Area, place.Branch, place.Number], [1, bands[i]]);
    }

    private IEnumerable<FactRecord> Dues()
    {
        foreach (var bill in history.Bills.Where(b => days.Contains(b.IssuedOn) && Lives(b, _last)))
        {
            var received = Allocated(bill, LocalDate.MinIsoValue, _last);
            var paid = received >= bill.Total.Minor ? "full" : received > 0 ? "part" : "none";
            yield return new FactRecord([paid, place.Class, bill.Tariff, place.Area, place.Branch, ReportFacts.Month(bill.IssuedOn), place.Number, ReportFacts.BillNumber(place.Number, bill.Key)], [1, bill.Total.Minor, received]);
        }
    }

    private IEnumerable<FactRecord> OldDues()
    {
        var before = days.From.PlusDays(-1);
        foreach (var bill in history.Bills.Where(b => b.IssuedOn < days.From && Lives(b, before)))
        {
            var open = bill.Total.Minor - Allocated(bill, LocalDate.MinIsoValue, before);
            if (open != 0) yield return new FactRecord([ReportFacts.Month(bill.IssuedOn), place.Class, place.Area, place.Branch, place.Number, ReportFacts.BillNumber(place.Number, bill.Key)], [1, open, Allocated(bill, days.From, _last)]);
        }
    }

    private IEnumerable<FactRecord> Promises()
    {
        foreach (var promise in history.Holds.Where(h => h.Kind == HoldKind.Promise && days.Contains(h.End.PlusDays(-1))))
        {
            var last = promise.End.PlusDays(-1);
            var paid = -history.Entries.Where(e => e.Kind == EntryKind.Payment && e.Day >= promise.From && e.Day <= last).Sum(e => e.Amount.Minor);
            var kept = promise.Amount is { } amount ? paid >= amount.Minor : !history.OpenOn(last).Any(c => c.Open.Minor > 0 && policy.DueOn(c) < last);
            yield return new FactRecord([kept ? "yes" : "no", promise.Maker, place.Area, place.Branch, place.Number], [1, promise.Amount?.Minor ?? 0]);
        }
    }

    /// <summary>The name of a band of age for programs, which sorts as the bands do.</summary>
    public static string Band(int band) => band.ToString("00", CultureInfo.InvariantCulture);

    private static bool Lives(BillPosting bill, LocalDate day) => bill.IssuedOn <= day && (bill.CancelledOn is not { } cancelled || cancelled > day);

    private long Allocated(BillPosting bill, LocalDate from, LocalDate to) => history.Allocations.Where(a => a.Charge.Bill == bill.Key && a.Day >= from && a.Day <= to).Sum(a => a.Amount.Minor);
}

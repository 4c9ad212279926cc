using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>The candidates of one batch on their way to bills and reasons.</summary>
internal sealed class Batch(Period cycle, Id<BillingRunRecord> run, LocalDate today, Dictionary<string, PublishedCalculator> tariffs)
{
    private readonly Dictionary<PublishedCalculator, BillRating> _ratings = [];

    public Period Cycle { get; } = cycle;

    public LocalDate Today { get; } = today;

    public List<Bill> Bills { get; } = [];

    public List<BillingOutcome> Outcomes { get; } = [];

    public List<(NotBilled Kind, string Code)> Reasons { get; } = [];

    /// <summary>Takes candidates in their order.</summary>
    public void Take(IReadOnlyList<BillingCandidate> candidates)
    {
        var ready = candidates.Select(Prepare).ToList();
        var rated = new Result<RatedBill>[ready.Count];
        foreach (var alike in Enumerable.Range(0, ready.Count).Where(i => ready[i].IsOk).GroupBy(i => ready[i].Value.Published))
        {
            if (!_ratings.TryGetValue(alike.Key, out var rating)) _ratings[alike.Key] = rating = new BillRating(alike.Key.Calculator);
            int[] places = [.. alike];
            var bills = rating.Rate(Array.ConvertAll(places, i => ready[i].Value.Case));
            for (var n = 0; n < places.Length; n++) rated[places[n]] = bills[n];
        }
        for (var i = 0; i < ready.Count; i++)
        {
            if (ready[i] is { IsOk: false } unready) Leave(candidates[i], unready.Fault);
            else if (rated[i] is { IsOk: false } unrated) Leave(candidates[i], unrated.Fault);
            else Bills.Add(Made(candidates[i], ready[i].Value!, rated[i].Value));
        }
    }

    /// <summary>A balanced journal per currency: the receivable against the revenue of each charge.</summary>
    public IEnumerable<IReadOnlyList<JournalLine>> JournalLines() =>
        _ratings.GroupBy(r => r.Key.Calculator.Tariff.Currency, r => r.Value).OrderBy(g => g.Key.Code, StringComparer.Ordinal)
            .Select(g => (Currency: g.Key, Sums: Sums(g))).Where(g => g.Sums.Count > 0).Select(g => (IReadOnlyList<JournalLine>)
            [
                new JournalLine("receivable", new Money(g.Sums.Values.Sum(), g.Currency)),
                .. g.Sums.Select(s => new JournalLine($"revenue.{s.Key}", new Money(-s.Value, g.Currency))),
            ]);

    public string Digest()
    {
        using var digest = new BillDigest();
        foreach (var bill in Bills) digest.Add(bill);
        return digest.Finish();
    }

    private static SortedDictionary<string, long> Sums(IEnumerable<BillRating> ratings)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (charge, minor) in ratings.SelectMany(r => r.Revenue)) sums[charge] = checked(sums.GetValueOrDefault(charge) + minor);
        return sums;
    }

    private void Leave(BillingCandidate c, Fault fault)
    {
        var kind = fault is AlreadyBilled or NoReading or RegisterNotRead or NoMeter ? NotBilled.Skipped : NotBilled.Parked;
        Reasons.Add((kind, fault.Code));
        if (fault is not AlreadyBilled)
            Outcomes.Add(new BillingOutcome(Cycle.From, c.Account.Id, c.Agreement.ServicePoint, kind, fault.Code, fault.Message));
    }

    private Result<ReadyCase> Prepare(BillingCandidate c)
    {
        if (c.LastBill is { } last && last.Cycle >= Cycle.From) return new AlreadyBilled(c.Account.Number, last.Cycle);
        if (c.Meter is not { } meter || c.Opening is null) return new NoMeter(c.Account.Number);
        if (meter.SourceKind == ReadingSourceKind.Agreed && AgreedVolumes.AMonth(c.Agreement) is { IsOk: false } unsaid) return unsaid.Fault;
        if (c.Closing is not { Reading: not null } closing) return new NoReading(c.Account.Number, meter.Number, Cycle);
        if (c.UnreadRegister is { } unread) return new RegisterNotRead(c.Account.Number, unread.Number, unread.Day);
        if (!tariffs.TryGetValue(c.Agreement.Tariff, out var published)) return new TariffNotPublished(c.Account.Number, c.Agreement.Tariff);
        var tariff = published.Calculator.Tariff;
        if (meter.Unit != tariff.Unit) return new UnitsDiffer(c.Account.Number, meter.Unit, tariff.Unit);
        var volume = BilledVolume.Of(c);
        if (!volume.IsOk) return volume.Fault;

        var terms = AgreementTerms.Put(new BillingCase
        {
            UseClass = c.Agreement.UseClass,
            Usage = volume.Value.Billed,
            Months = Months(c, tariff),
            Persons = c.Agreement.Persons,
            On = closing.Day,
            Days = new Period(volume.Value.From, closing.Day),
            Carried = c.LastBill is { } before ? BillPacking.UnpackCarried(before.Inputs.Span) : default,
            Attributes = new CaseInputs(c.Agreement.Attributes),
        }, c.Agreement);
        return terms.IsOk ? new ReadyCase(published, volume.Value, terms.Value) : terms.Fault;
    }

    private Bill Made(BillingCandidate c, ReadyCase ready, RatedBill rated) => new()
    {
        Key = new BillKey(c.Account.Id, c.Agreement.ServicePoint, ready.Volume.From, 0),
        To = c.Closing!.Day,
        Cycle = Cycle.From,
        Tariff = ready.Published.Code,
        TariffRevision = ready.Published.Revision,
        Usage = ready.Volume.Billed,
        Total = rated.Total,
        ClosingReading = c.Closing.Reading!.Value,
        ClosingIndex = c.Closing.Index,
        Inputs = BillPacking.PackInputs(ready.Case, rated.Months, rated.Carried, ready.Volume.StatedWith(c.Agreement.Attributes)),
        Lines = rated.Lines,
        IssuedOn = Today,
        Run = run,
    };

    // A cycle that was missed is billed with the next: its blocks and monthly fees count too.
    private int Months(BillingCandidate c, Tariff tariff)
    {
        if (c.LastBill is not { } last) return tariff.CycleMonths;
        var months = (Cycle.From.Year - last.Cycle.Year) * 12 + Cycle.From.Month - last.Cycle.Month;
        return Math.Clamp(months, 1, 120);
    }

    // By reference: each candidate's own.
    private sealed record ReadyCase(PublishedCalculator Published, BilledVolume Volume, BillingCase Case);
}

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
    private readonly Dictionary<(Currency Currency, string Ledger), long> _credits = [];

    public Period Cycle { get; } = cycle;

    public LocalDate Today { get; } = today;

    public List<Bill> Bills { get; } = [];

    public List<BillingOutcome> Outcomes { get; } = [];

    public List<(NotBilled Kind, string Code)> Reasons { get; } = [];

    public void Take(BillingCandidate c)
    {
        var made = Make(c);
        if (made.IsOk)
        {
            Bills.Add(made.Value);
            return;
        }
        var kind = made.Fault is AlreadyBilled or NoReading or RegisterNotRead or NoMeter ? NotBilled.Skipped : NotBilled.Parked;
        Reasons.Add((kind, made.Fault.Code));
        if (made.Fault is not AlreadyBilled)
            Outcomes.Add(new BillingOutcome(Cycle.From, c.Account.Id, c.Agreement.ServicePoint, kind, made.Fault.Code, made.Fault.Message));
    }

    /// <summary>A balanced journal per currency: the receivable against the revenue of each charge.</summary>
    public IEnumerable<IReadOnlyList<JournalLine>> JournalLines() =>
        _credits.GroupBy(c => c.Key.Currency).OrderBy(g => g.Key.Code, StringComparer.Ordinal).Select(g => (IReadOnlyList<JournalLine>)
        [
            new JournalLine("receivable", new Money(g.Sum(c => c.Value), g.Key)),
            .. g.OrderBy(c => c.Key.Ledger, StringComparer.Ordinal).Select(c => new JournalLine(c.Key.Ledger, new Money(-c.Value, g.Key))),
        ]);

    public string Digest()
    {
        using var digest = new BillDigest();
        foreach (var bill in Bills) digest.Add(bill);
        return digest.Finish();
    }

    private Result<Bill> Make(BillingCandidate c)
    {
        if (c.LastBill is { } last && last.Cycle >= Cycle.From) return new AlreadyBilled(c.Account.Number, last.Cycle);
        if (c.Meter is not { } meter || c.Opening is null) return new NoMeter(c.Account.Number);
        if (meter.SourceKind == ReadingSourceKind.Agreed && AgreedVolumes.AMonth(c.Agreement) is { IsOk: false } unsaid) return unsaid.Fault;
        if (c.Closing is not { Reading: { } reading } closing) return new NoReading(c.Account.Number, meter.Number, Cycle);
        if (c.UnreadRegister is { } unread) return new RegisterNotRead(c.Account.Number, unread.Number, unread.Day);
        if (!tariffs.TryGetValue(c.Agreement.Tariff, out var published)) return new TariffNotPublished(c.Account.Number, c.Agreement.Tariff);
        var tariff = published.Calculator.Tariff;
        if (meter.Unit != tariff.Unit) return new UnitsDiffer(c.Account.Number, meter.Unit, tariff.Unit);
        var volume = BilledVolume.Of(c);
        if (!volume.IsOk) return volume.Fault;
        var usage = volume.Value.Billed;

        var terms = AgreementTerms.Put(new BillingCase
        {
            UseClass = c.Agreement.UseClass,
            Usage = usage,
            Months = Months(c, tariff),
            Persons = c.Agreement.Persons,
            On = closing.Day,
            Days = new Period(volume.Value.From, closing.Day),
            Carried = c.LastBill is { } before ? BillPacking.UnpackCarried(before.Inputs.Span) : default,
            Attributes = new CaseInputs(c.Agreement.Attributes),
        }, c.Agreement);
        if (!terms.IsOk) return terms.Fault;
        var calculated = published.Calculator.Calculate(terms.Value);
        if (!calculated.IsOk) return calculated.Fault;
        foreach (var line in calculated.Value.Lines)
        {
            var key = (line.Amount.Currency, $"revenue.{line.Code}");
            _credits[key] = checked(_credits.GetValueOrDefault(key) + line.Amount.Minor);
        }
        return new Bill
        {
            Key = new BillKey(c.Account.Id, c.Agreement.ServicePoint, volume.Value.From, 0),
            To = closing.Day,
            Cycle = Cycle.From,
            Tariff = published.Code,
            TariffRevision = published.Revision,
            Usage = usage,
            Total = calculated.Value.Total,
            ClosingReading = reading,
            ClosingIndex = closing.Index,
            Inputs = BillPacking.PackInputs(calculated.Value, volume.Value.StatedWith(c.Agreement.Attributes)),
            Lines = BillPacking.PackLines(calculated.Value),
            IssuedOn = Today,
            Run = run,
        };
    }

    // A cycle that was missed is billed with the next: its blocks and monthly fees count too.
    private int Months(BillingCandidate c, Tariff tariff)
    {
        if (c.LastBill is not { } last) return tariff.CycleMonths;
        var months = (Cycle.From.Year - last.Cycle.Year) * 12 + Cycle.From.Month - last.Cycle.Month;
        return Math.Clamp(months, 1, 120);
    }
}

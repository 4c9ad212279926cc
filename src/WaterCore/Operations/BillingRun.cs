using NodaTime;
using WaterCore.Audit;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>How far a run is.</summary>
/// <param name="Done">Accounts gone through.</param>
/// <param name="Billed">Bills made.</param>
public readonly record struct BillingProgress(long Done, long Billed);

/// <summary>What a run did: each account ended as billed, skipped or parked.</summary>
public sealed record BillingRunResult
{
    /// <summary>The run.</summary>
    public required Id<BillingRunRecord> Run { get; init; }

    /// <summary>The cycle.</summary>
    public required Period Cycle { get; init; }

    /// <summary>Candidates gone through: the sum of billed, skipped and parked.</summary>
    public long Candidates { get; init; }

    /// <summary>Bills made by this run.</summary>
    public long Billed { get; init; }

    /// <summary>Volume billed, in thousandths, by unit.</summary>
    public required IReadOnlyDictionary<VolumeUnit, long> Volume { get; init; }

    /// <summary>Amount billed, by currency.</summary>
    public required IReadOnlyDictionary<Currency, Money> Amount { get; init; }

    /// <summary>Accounts skipped, by the fault's code.</summary>
    public required IReadOnlyDictionary<string, long> Skipped { get; init; }

    /// <summary>Accounts parked, by the fault's code.</summary>
    public required IReadOnlyDictionary<string, long> Parked { get; init; }
}

/// <summary>Bills a cycle from storage (出账). Idempotent: cut off and started again, it goes on and bills nothing twice.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="utility">The utility.</param>
/// <param name="clock">The time.</param>
public sealed class BillingRun(IStorage storage, Utility utility, IClock clock)
{
    private const int BatchSize = 2_000;

    /// <summary>Bills every agreement in force in the cycle.</summary>
    /// <param name="cycle">The days whose closing readings are billed; from the first of a month to the first of another.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="progress">Told after every batch; may be null.</param>
    /// <param name="cancellationToken">Stops after the batch that is being made.</param>
    public async Task<BillingRunResult> BillAsync(Period cycle, Actor actor, IProgress<BillingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var tariffs = await TariffsAsync(cancellationToken).ConfigureAwait(false);
        var run = await StartAsync(cycle, actor, cancellationToken).ConfigureAwait(false);
        var tally = new Tally();
        (Id<Account>, Id<ServicePoint>)? after = null;
        for (var batch = 1; ; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using (unit.ConfigureAwait(false))
            {
                var candidates = await unit.Bills.CandidatesAsync(cycle, after, BatchSize, cancellationToken).ConfigureAwait(false);
                if (candidates.Count == 0) break;
                var made = new Batch(cycle, run.Id, utility.DayOf(clock.GetCurrentInstant()), tariffs);
                foreach (var candidate in candidates) made.Take(candidate);
                await StoreAsync(unit, made, run, batch, actor, cancellationToken).ConfigureAwait(false);
                await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
                tally.Add(made, candidates.Count);
                after = (candidates[^1].Account.Id, candidates[^1].Agreement.ServicePoint);
            }
            progress?.Report(new BillingProgress(tally.Candidates, tally.Billed));
        }
        await FinishAsync(run, cancellationToken).ConfigureAwait(false);
        return tally.Result(run);
    }

    private async Task<Dictionary<string, PublishedCalculator>> TariffsAsync(CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return (await unit.Tariffs.LatestAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(t => t.Code, PublishedCalculator.Of, StringComparer.Ordinal);
    }

    private async Task<BillingRunRecord> StartAsync(Period cycle, Actor actor, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var run = new BillingRunRecord
        {
            Id = new(await unit.Customers.LastIdAsync(cancellationToken).ConfigureAwait(false) + 1),
            Cycle = cycle,
            StartedAt = clock.GetCurrentInstant(),
        };
        await unit.Bills.PutAsync(run, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(Entry(actor, "billing.run", run, cycle.ToString()), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return run;
    }

    private async Task StoreAsync(IUnitOfWork unit, Batch made, BillingRunRecord run, int number, Actor actor, CancellationToken cancellationToken)
    {
        await unit.Bills.PutAsync(made.Outcomes, cancellationToken).ConfigureAwait(false);
        if (made.Bills.Count == 0) return;
        await unit.Bills.AddAsync(made.Bills, cancellationToken).ConfigureAwait(false);
        await unit.Bills.ClearOutcomesAsync(made.Cycle.From, made.Bills.ConvertAll(b => (b.Key.Account, b.Key.ServicePoint)), cancellationToken).ConfigureAwait(false);
        var source = $"billing-run {run.Id} batch {number}";
        foreach (var lines in made.JournalLines())
        {
            var id = new Id<Journal>(await unit.Customers.LastIdAsync(cancellationToken).ConfigureAwait(false) + 1);
            await unit.Receivables.PostAsync(new Journal(id, made.Today, $"{source} {lines[0].Amount.Currency}", lines), cancellationToken).ConfigureAwait(false);
        }
        await unit.Audit.AppendAsync(Entry(actor, "billing.batch", run, $"batch {number}, {made.Bills.Count} bills, {made.Digest()}"), cancellationToken).ConfigureAwait(false);
    }

    private async Task FinishAsync(BillingRunRecord run, CancellationToken cancellationToken)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Bills.PutAsync(run with { FinishedAt = clock.GetCurrentInstant() }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private AuditEntry Entry(Actor actor, string action, BillingRunRecord run, string after) => new()
    {
        At = clock.GetCurrentInstant(), Actor = actor, Action = action, Subject = $"billing-run {run.Id}", After = after,
    };

    private sealed class Tally
    {
        private readonly Dictionary<VolumeUnit, long> _volume = [];
        private readonly Dictionary<Currency, Money> _amount = [];
        private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal), _parked = new(StringComparer.Ordinal);

        public long Candidates { get; private set; }

        public long Billed { get; private set; }

        public void Add(Batch batch, int candidates)
        {
            Candidates += candidates;
            Billed += batch.Bills.Count;
            foreach (var bill in batch.Bills)
            {
                _volume[bill.Usage.Unit] = _volume.GetValueOrDefault(bill.Usage.Unit) + bill.Usage.Thousandths;
                _amount[bill.Total.Currency] = _amount.TryGetValue(bill.Total.Currency, out var sum) ? sum + bill.Total : bill.Total;
            }
            foreach (var (kind, code) in batch.Reasons)
            {
                var counts = kind == NotBilled.Skipped ? _skipped : _parked;
                counts[code] = counts.GetValueOrDefault(code) + 1;
            }
        }

        public BillingRunResult Result(BillingRunRecord run) => new()
        {
            Run = run.Id, Cycle = run.Cycle, Candidates = Candidates, Billed = Billed, Volume = _volume, Amount = _amount, Skipped = _skipped, Parked = _parked,
        };
    }
}

/// <summary>A published tariff revision, ready to bill by.</summary>
internal sealed record PublishedCalculator(string Code, int Revision, BillingCalculator Calculator)
{
    /// <summary>Checks what the calculator derives, in ways of its own.</summary>
    public BillVerifier Verifier { get; } = new(Calculator.Tariff);

    /// <exception cref="InvalidDataException">The document, which was read when it was published, cannot be read any more.</exception>
    public static PublishedCalculator Of(PublishedTariff published)
    {
        var tariff = TariffFile.ReadAny(published.Document, published.Code);
        return tariff.IsOk
            ? new(published.Code, published.Revision, new BillingCalculator(tariff.Value))
            : throw new InvalidDataException($"Published tariff {published.Code} revision {published.Revision} cannot be read: {tariff.Fault.Message}");
    }
}

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
        var kind = made.Fault is AlreadyBilled or NoReading or NoMeter ? NotBilled.Skipped : NotBilled.Parked;
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
        if (c.Closing is not { Reading: { } reading } closing) return new NoReading(c.Account.Number, meter.Number, Cycle);
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

using NodaTime;
using WaterCore.Billing;
using WaterCore.Organization;
using WaterCore.Ports;
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
public sealed class BillingRun
{
    private readonly BillingWork _work;
    private readonly PartitionedRuns _runs;

    /// <summary>A run in this process.</summary>
    /// <param name="storage">Where everything is kept.</param>
    /// <param name="utility">The utility.</param>
    /// <param name="clock">The time.</param>
    public BillingRun(IStorage storage, Utility utility, IClock clock)
    {
        _work = new BillingWork(utility, clock);
        _runs = new PartitionedRuns(storage, clock, [_work]);
    }

    internal BillingRun(BillingWork work, PartitionedRuns runs) => (_work, _runs) = (work, runs);

    /// <summary>Bills every agreement in force in the cycle, a partition of accounts at a time. A run over the same cycle and tariffs that was cut off goes on.</summary>
    /// <param name="cycle">The days whose closing readings are billed; from the first of a month to the first of another.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="progress">Told after every partition; may be null.</param>
    /// <param name="cancellationToken">Stops the run; the partition that is being made is left undone, and the next start goes on with it.</param>
    /// <returns>What the whole run did, with what was done before it was cut off.</returns>
    public async Task<BillingRunResult> BillAsync(Period cycle, Actor actor, IProgress<BillingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await BeginAsync(cycle, actor, PartitionedRuns.UsualSize, cancellationToken).ConfigureAwait(false);
        var outcomes = await _runs.CompleteAsync(run, progress is null ? null : new Told(progress), cancellationToken).ConfigureAwait(false);
        var tally = new BillingTally();
        foreach (var outcome in outcomes) tally.Add(outcome);
        return tally.Result(BillingInput.Read(run.Input));
    }

    /// <summary>Begins a run without doing any of it: in a cluster the nodes take it from here.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="size">Accounts in a partition.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<PartitionedRun> BeginAsync(Period cycle, Actor actor, int size = PartitionedRuns.UsualSize, CancellationToken cancellationToken = default) =>
        _runs.BeginAsync(BillingWork.Name, cycle.ToString(), actor, (unit, open, token) => _work.BeginAsync(unit, cycle, actor, open, token), size, cancellationToken);

    private sealed class Told(IProgress<BillingProgress> progress) : IProgress<RunProgress>
    {
<<<<<<< HEAD
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
            Id = new((await unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).First),
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
            var id = new Id<Journal>((await unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).First);
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
=======
        public void Report(RunProgress value) => progress.Report(new BillingProgress(value.Gone, value.Made));
>>>>>>> main
    }
}

/// <summary>A published tariff revision, ready to bill by.</summary>
internal sealed record PublishedCalculator(string Code, int Revision, BillingCalculator Calculator)
{
    /// <exception cref="InvalidDataException">The document, which was read when it was published, cannot be read any more.</exception>
    public static PublishedCalculator Of(PublishedTariff published)
    {
        var tariff = TariffFile.ReadAny(published.Document, published.Code);
        return tariff.IsOk
            ? new(published.Code, published.Revision, new BillingCalculator(tariff.Value))
            : throw new InvalidDataException($"Published tariff {published.Code} revision {published.Revision} cannot be read: {tariff.Fault.Message}");
    }
}

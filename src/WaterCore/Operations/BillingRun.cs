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

    /// <summary>A run in this process.</summary>
    /// <param name="storage">Where everything is kept.</param>
    /// <param name="utility">The utility.</param>
    /// <param name="clock">The time.</param>
    public BillingRun(IStorage storage, Utility utility, IClock clock)
    {
        _work = new BillingWork(utility, clock);
        Runs = new PartitionedRuns(storage, clock, [_work]);
    }

    /// <summary>Does its partitions one by one.</summary>
    public PartitionedRuns Runs { get; }

    internal BillingRun(BillingWork work, PartitionedRuns runs) => (_work, Runs) = (work, runs);

    /// <summary>Bills every agreement in force in the cycle, a partition of accounts at a time. A run over the same cycle and tariffs that was cut off goes on.</summary>
    /// <param name="cycle">The days whose closing readings are billed; from the first of a month to the first of another.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="progress">Told after every partition; may be null.</param>
    /// <param name="cancellationToken">Stops the run; the partition that is being made is left undone, and the next start goes on with it.</param>
    /// <returns>What the whole run did, with what was done before it was cut off.</returns>
    public async Task<BillingRunResult> BillAsync(Period cycle, Actor actor, IProgress<BillingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await BeginAsync(cycle, actor, Runs.Width == 1 ? PartitionedRuns.MoneySize : PartitionedRuns.SharedMoneySize, cancellationToken).ConfigureAwait(false);
        return await GoOnAsync(run, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sees a run that was begun, here or by another host, to its end.</summary>
    /// <param name="run">The run; of <see cref="OpenAsync"/>.</param>
    /// <param name="progress">Told after every partition; may be null.</param>
    /// <param name="cancellationToken">Stops it, as with <see cref="BillAsync"/>.</param>
    public async Task<BillingRunResult> GoOnAsync(PartitionedRun run, IProgress<BillingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var tally = new BillingTally();
        foreach (var outcome in await Runs.CompleteAsync(run, progress is null ? null : new Told(progress), cancellationToken).ConfigureAwait(false)) tally.Add(outcome);
        return tally.Result(BillingInput.Read(run.Input));
    }

    /// <summary>The runs that are under way or were cut off, each with its cycle, oldest first.</summary>
    public async Task<IReadOnlyList<(PartitionedRun Run, Period Cycle)>> OpenAsync(CancellationToken cancellationToken = default) =>
        [.. (await Runs.OpenAsync(cancellationToken).ConfigureAwait(false)).Where(r => r.Kind == BillingWork.Name).Select(r => (r, BillingInput.Read(r.Input).Cycle))];

    /// <summary>Begins a run without doing any of it: in a cluster the nodes take it from here.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="size">Accounts in a partition.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<PartitionedRun> BeginAsync(Period cycle, Actor actor, int size = PartitionedRuns.UsualSize, CancellationToken cancellationToken = default) =>
        Runs.BeginAsync(BillingWork.Name, cycle.ToString(), actor, (unit, open, token) => _work.BeginAsync(unit, cycle, actor, open, token), size, cancellationToken);

    private sealed class Told(IProgress<BillingProgress> progress) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => progress.Report(new BillingProgress(value.Gone, value.Made));
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

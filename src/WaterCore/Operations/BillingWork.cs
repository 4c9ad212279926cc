using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Bills a partition: bills, reasons, journal and audit entry in the unit that marks it done. Safe for use by several threads.</summary>
internal sealed class BillingWork(Utility utility, IClock clock) : IPartitionedWork
{
    public const string Name = "billing";

    private const int PageSize = 5_000;

    private readonly ConcurrentDictionary<(string Code, int Revision), PublishedCalculator> _calculators = [];

    public string Kind => Name;

    /// <summary>Notes the run, and fixes the tariffs it bills by; the input of the open run when nothing has changed since.</summary>
    public async ValueTask<string> BeginAsync(IUnitOfWork unit, Period cycle, Actor actor, string? open, CancellationToken cancellationToken)
    {
        await AgreedVolumes.ReadAsync(unit, cycle, cancellationToken).ConfigureAwait(false);
        var tariffs = (await unit.Tariffs.LatestAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(t => t.Code, t => t.Revision, StringComparer.Ordinal);
        if (open is not null && BillingInput.Read(open) is var before && before.HasTariffs(tariffs)) return open;
        var run = new BillingRunRecord
        {
            Id = new((await unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).First), Cycle = cycle, StartedAt = clock.GetCurrentInstant(),
        };
        await unit.Bills.PutAsync(run, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(Entry(actor, "billing.run", run.Id, cycle.ToString()), cancellationToken).ConfigureAwait(false);
        return new BillingInput(run.Id, cycle, run.StartedAt, tariffs).Write();
    }

    public async ValueTask<PartitionOutcome> DoAsync(IUnitOfWork unit, PartitionedRun run, Partition partition, CancellationToken cancellationToken = default)
    {
        var made = await MakeAsync(unit, run, partition, cancellationToken).ConfigureAwait(false);
        await StoreAsync(unit, made, partition.Number, run.Actor, cancellationToken).ConfigureAwait(false);
        return made.Outcome;
    }

    public async ValueTask<object?> PrepareAsync(IUnitOfWork look, PartitionedRun run, Partition partition, CancellationToken cancellationToken = default) =>
        await MakeAsync(look, run, partition, cancellationToken).ConfigureAwait(false);

    public async ValueTask<PartitionOutcome> DoPreparedAsync(
        IUnitOfWork unit, PartitionedRun run, Partition partition, object prepared, IUnitOfWork look, CancellationToken cancellationToken = default)
    {
        if (!unit.SeesAsIn(look)) return await DoAsync(unit, run, partition, cancellationToken).ConfigureAwait(false);
        var made = (MadeBatch)prepared;
        await StoreAsync(unit, made, partition.Number, run.Actor, cancellationToken).ConfigureAwait(false);
        return made.Outcome;
    }

    private async ValueTask<MadeBatch> MakeAsync(IUnitOfWork unit, PartitionedRun run, Partition partition, CancellationToken cancellationToken)
    {
        var input = BillingInput.Read(run.Input);
        var made = new Batch(input.Cycle, input.Run, utility.DayOf(clock.GetCurrentInstant()), await TariffsAsync(unit, input, cancellationToken).ConfigureAwait(false));
        var candidates = 0;
        (Id<Account>, Id<ServicePoint>)? after = (new(partition.After), new(long.MaxValue));
        while (await unit.Bills.CandidatesAsync(input.Cycle, after, new(partition.Through), PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            made.Take(page);
            candidates += page.Count;
            if (page.Count < PageSize) break;
            after = (page[^1].Account.Id, page[^1].Agreement.ServicePoint);
        }
        return new MadeBatch(made, input.Run, made.Digest(), BillingTally.Of(made, candidates));
    }

    public ValueTask FinishAsync(IUnitOfWork unit, PartitionedRun run, CancellationToken cancellationToken = default)
    {
        var input = BillingInput.Read(run.Input);
        return unit.Bills.PutAsync(new BillingRunRecord { Id = input.Run, Cycle = input.Cycle, StartedAt = input.StartedAt, FinishedAt = clock.GetCurrentInstant() }, cancellationToken);
    }

    private async ValueTask<Dictionary<string, PublishedCalculator>> TariffsAsync(IUnitOfWork unit, BillingInput input, CancellationToken cancellationToken)
    {
        var tariffs = new Dictionary<string, PublishedCalculator>(StringComparer.Ordinal);
        foreach (var (code, revision) in input.Tariffs)
        {
            if (!_calculators.TryGetValue((code, revision), out var calculator))
            {
                var published = await unit.Tariffs.FindAsync(code, revision, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidDataException($"Published tariff {code} revision {revision} is gone.");
                calculator = _calculators.GetOrAdd((code, revision), PublishedCalculator.Of(published));
            }
            tariffs[code] = calculator;
        }
        return tariffs;
    }

    private async ValueTask StoreAsync(IUnitOfWork unit, MadeBatch batch, int number, Actor actor, CancellationToken cancellationToken)
    {
        var (made, run) = (batch.Made, batch.Run);
        await unit.Bills.PutAsync(made.Outcomes, cancellationToken).ConfigureAwait(false);
        if (made.Bills.Count == 0) return;
        await unit.Bills.AddAsync(made.Bills, cancellationToken).ConfigureAwait(false);
        await unit.Bills.ClearOutcomesAsync(made.Cycle.From, made.Bills.ConvertAll(b => (b.Key.Account, b.Key.ServicePoint)), cancellationToken).ConfigureAwait(false);
        var source = $"billing-run {run} batch {number}";
        foreach (var lines in made.JournalLines())
        {
            var id = new Id<Journal>((await unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).First);
            await unit.Receivables.PostAsync(new Journal(id, made.Today, $"{source} {lines[0].Amount.Currency}", lines), cancellationToken).ConfigureAwait(false);
        }
        await unit.Audit.AppendAsync(Entry(actor, "billing.batch", run, $"batch {number}, {made.Bills.Count} bills, {batch.Digest}"), cancellationToken).ConfigureAwait(false);
    }

    private AuditEntry Entry(Actor actor, string action, Id<BillingRunRecord> run, string after) => new()
    {
        At = clock.GetCurrentInstant(), Actor = actor, Action = action, Subject = $"billing-run {run}", After = after,
    };
}

/// <summary>A partition that is worked out, and all that is written of it.</summary>
internal sealed record MadeBatch(Batch Made, Id<BillingRunRecord> Run, string Digest, PartitionOutcome Outcome);

/// <summary>What every partition of a billing run goes by.</summary>
internal sealed record BillingInput(Id<BillingRunRecord> Run, Period Cycle, Instant StartedAt, IReadOnlyDictionary<string, int> Tariffs)
{
    public bool HasTariffs(IReadOnlyDictionary<string, int> tariffs) => tariffs.Count == Tariffs.Count && tariffs.All(t => Tariffs.GetValueOrDefault(t.Key) == t.Value);

    public string Write() => new JsonObject
    {
        ["run"] = Run.Value, ["from"] = LocalDatePattern.Iso.Format(Cycle.From), ["to"] = LocalDatePattern.Iso.Format(Cycle.To), ["started"] = InstantPattern.ExtendedIso.Format(StartedAt),
        ["tariffs"] = new JsonObject(Tariffs.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
    }.ToJsonString();

    public static BillingInput Read(string text)
    {
        var json = JsonNode.Parse(text)!;
        LocalDate Day(string key) => LocalDatePattern.Iso.Parse(json[key]!.GetValue<string>()).Value;
        return new BillingInput(
            new(json["run"]!.GetValue<long>()), new Period(Day("from"), Day("to")), InstantPattern.ExtendedIso.Parse(json["started"]!.GetValue<string>()).Value,
            json["tariffs"]!.AsObject().ToDictionary(t => t.Key, t => t.Value!.GetValue<int>(), StringComparer.Ordinal));
    }
}

/// <summary>What partitions did, added up.</summary>
internal sealed class BillingTally
{
    private readonly Dictionary<string, long> _volume = [], _amount = [];
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal), _parked = new(StringComparer.Ordinal);
    private long _candidates, _billed;

    public static PartitionOutcome Of(Batch batch, int candidates)
    {
        var tally = new BillingTally();
        foreach (var bill in batch.Bills)
        {
            Count(tally._volume, bill.Usage.Unit.Code, bill.Usage.Thousandths);
            Count(tally._amount, bill.Total.Currency.Code, bill.Total.Minor);
        }
        foreach (var (kind, code) in batch.Reasons) Count(kind == NotBilled.Skipped ? tally._skipped : tally._parked, code, 1);
        var result = new JsonObject { ["volume"] = Json(tally._volume), ["amount"] = Json(tally._amount), ["skipped"] = Json(tally._skipped), ["parked"] = Json(tally._parked) };
        return new PartitionOutcome(candidates, batch.Bills.Count, result.ToJsonString());
    }

    public void Add(PartitionOutcome outcome)
    {
        (_candidates, _billed) = (_candidates + outcome.Gone, _billed + outcome.Made);
        var json = JsonNode.Parse(outcome.Result)!;
        foreach (var (name, counts) in new (string, IDictionary<string, long>)[] { ("volume", _volume), ("amount", _amount), ("skipped", _skipped), ("parked", _parked) })
            foreach (var (key, value) in json[name]!.AsObject()) Count(counts, key, value!.GetValue<long>());
    }

    public BillingRunResult Result(BillingInput input) => new()
    {
        Run = input.Run, Cycle = input.Cycle, Candidates = _candidates, Billed = _billed, Skipped = _skipped, Parked = _parked,
        Volume = _volume.ToDictionary(v => VolumeUnit.TryOf(v.Key)!.Value, v => v.Value),
        Amount = _amount.ToDictionary(a => Currency.Of(a.Key), a => new Money(a.Value, Currency.Of(a.Key))),
    };

    private static void Count(IDictionary<string, long> counts, string key, long more) => counts[key] = checked((counts.TryGetValue(key, out var sum) ? sum : 0) + more);

    private static JsonObject Json(IEnumerable<KeyValuePair<string, long>> counts) => new(counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
}

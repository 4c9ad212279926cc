using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal sealed class PartitionStore(SqlUnit unit) : IPartitionStore
{
    private const string RunColumns = "id, kind, key, input, actor, actor_position, started_at, finished_at, branches";

    public async ValueTask<PartitionedRun> BeginAsync(PartitionedRun run, int size, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        await unit.TurnAsync("partitioned_run", cancellationToken).ConfigureAwait(false);
        var begun = run with { Id = 1 + await unit.NumberAsync("select coalesce(max(id), 0) from partitioned_run", cancellationToken).ConfigureAwait(false) };
        await unit.AddAsync(
            "partitioned_run", RunColumns.Split(", "), [begun],
            static (row, r) => row.Add(r.Id).Add(r.Kind).Add(r.Key).Add(r.Input).Add(r.Actor.Name).Add(r.Actor.Position).Add(r.StartedAt).Add(r.FinishedAt).AddOrNull(r.Scope.IsAll ? null : r.Scope.ToString()), cancellationToken).ConfigureAwait(false);
        // From one cut to the next along the accounts' key. Not after the very last account: a partition of nobody. The last partition goes on for ever: who is opened while
        // the run is under way belongs to it.
        var cuts = await unit.QueryAsync(
            """
            with recursive cut (id) as (
                select (select a.id from account a order by a.id limit 1 offset @size - 1)
                union all
                select (select a.id from account a where a.id > cut.id order by a.id limit 1 offset @size - 1) from cut where cut.id is not null)
            select id from cut where id < (select max(id) from account) order by id
            """, new { size }, static row => row.Long(), cancellationToken).ConfigureAwait(false);
        long[] bounds = [0, .. cuts, long.MaxValue];
        await unit.AddAsync(
            "run_partition", ["run", "number", "after_id", "through_id"], [.. Enumerable.Range(1, bounds.Length - 1)],
            (row, n) => row.Add(begun.Id).Add(n).Add(bounds[n - 1]).Add(bounds[n]), cancellationToken).ConfigureAwait(false);
        return begun;
    }

    public ValueTask<PartitionedRun?> FindAsync(long run, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {RunColumns} from partitioned_run where id = @run", new { run }, ReadRun, cancellationToken);

    public ValueTask<IReadOnlyList<PartitionedRun>> OpenAsync(CancellationToken cancellationToken = default) =>
        unit.QueryAsync($"select {RunColumns} from partitioned_run where finished_at is null order by id", null, ReadRun, cancellationToken);

    public ValueTask<IReadOnlyList<int>> UndoneAsync(long run, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select number from run_partition where run = @run and done_at is null order by number limit @limit", new { run, limit }, static row => row.Int(), cancellationToken);

    public async ValueTask<RunProgress> ProgressAsync(long run, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        "select count(*), count(done_at), cast(coalesce(sum(gone), 0) as bigint), cast(coalesce(sum(made), 0) as bigint) from run_partition where run = @run", new { run },
        static row => new RunProgress(row.Int(), row.Int(), row.Long(), row.Long()), cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask<Partition?> ClaimAsync(long run, int number, CancellationToken cancellationToken = default)
    {
        unit.TakesLong();
        // The update takes the row's lock: a second unit waits here, and then finds the row done.
        var claimed = await unit.ChangeAsync(
            """
            update run_partition set claims = claims + 1
            where run = @run and number = @number and done_at is null
              and exists (select 1 from partitioned_run r where r.id = @run and r.finished_at is null)
            """, new { run, number }, cancellationToken).ConfigureAwait(false);
        return claimed == 0 ? null : await FindAsync(run, number, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<Partition?> FindAsync(long run, int number, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select after_id, through_id from run_partition where run = @run and number = @number", new { run, number },
        row => new Partition(run, number, row.Long(), row.Long()), cancellationToken);

    public async ValueTask DoneAsync(Partition partition, PartitionOutcome outcome, Instant at, CancellationToken cancellationToken = default)
    {
        var marked = await unit.ChangeAsync(
            "update run_partition set gone = @gone, made = @made, result = @result, done_at = @at where run = @run and number = @number and done_at is null",
            new { gone = outcome.Gone, made = outcome.Made, result = outcome.Result, at = InstantPattern.ExtendedIso.Format(at), run = partition.Run, number = partition.Number }, cancellationToken).ConfigureAwait(false);
        if (marked == 0) throw unit.Conflict($"Partition {partition.Number} of run {partition.Run} was done before.");
    }

    public IAsyncEnumerable<PartitionOutcome> OutcomesAsync(long run, CancellationToken cancellationToken = default) => unit.StreamAsync(
        "select gone, made, result from run_partition where run = @run and done_at is not null order by number",
        static row => new PartitionOutcome(row.Long(), row.Long(), row.Text()), cancellationToken, new { run });

    public async ValueTask<bool> FinishAsync(long run, Instant at, CancellationToken cancellationToken = default) => await unit.ChangeAsync(
        "update partitioned_run set finished_at = @at where id = @run and finished_at is null", new { run, at = InstantPattern.ExtendedIso.Format(at) }, cancellationToken).ConfigureAwait(false) == 1;

    private static PartitionedRun ReadRun(RowReader row) => new()
    {
        Id = row.Long(), Kind = row.Text(), Key = row.Text(), Input = row.Text(), Actor = new(row.Text(), row.Text()), StartedAt = row.At(), FinishedAt = row.AtOrNull(),
        Scope = row.TextOrNull() is { } branches ? DataScope.Parse(branches) : DataScope.All,
    };
}

internal sealed class DutyStore(SqlUnit unit) : IDutyStore
{
    public ValueTask<Duty?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        unit.FindAsync("select name, holder, epoch, beat from duty where name = @name", new { name }, Read, cancellationToken);

    public ValueTask<IReadOnlyList<Duty>> ListAsync(CancellationToken cancellationToken = default) =>
        unit.QueryAsync("select name, holder, epoch, beat from duty order by name", null, Read, cancellationToken);

    public async ValueTask<bool> ReplaceAsync(Duty? seen, Duty next, CancellationToken cancellationToken = default) => await unit.ChangeAsync(
        seen is null
            ? "insert into duty (name, holder, epoch, beat) values (@Name, @Holder, @Epoch, @Beat) on conflict (name) do nothing"
            : "update duty set holder = @Holder, epoch = @Epoch, beat = @Beat where name = @Name and epoch = @seenEpoch and beat = @seenBeat",
        new { next.Name, next.Holder, next.Epoch, next.Beat, seenEpoch = seen?.Epoch ?? 0, seenBeat = seen?.Beat ?? 0 }, cancellationToken).ConfigureAwait(false) == 1;

    private static Duty Read(RowReader row) => new(row.Text(), row.Text(), row.Long(), row.Long());
}

using NodaTime;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;
using static WaterCore.Storage.Sql.TelephoneStore;

namespace WaterCore.Storage.Sql;

internal sealed class CampaignStore(SqlUnit unit) : ICampaignStore
{
    private const string Columns = "id, name, purpose, script, from_day, until_day, lines, per_minute, state, created_at, created_by, revision, detect_machine";
    private const string TargetColumns = "campaign, phone, accounts, result, tries, next_at, call, done_at, area, waits";
    private const string TryColumns = "call, campaign, phone, try, started_at, ended_at, outcome, talk_seconds";

    public async ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default) =>
        await unit.NumberInTurnAsync("campaign", "select coalesce(max(id), 0) + 1 from campaign", cancellationToken).ConfigureAwait(false);

    public async ValueTask AddAsync(Campaign campaign, IReadOnlyList<CampaignTarget> targets, CancellationToken cancellationToken = default)
    {
        await unit.AddAsync(
            "campaign", Columns.Split(", "), [campaign],
            static (row, c) => row.Add(c.Id.Value).Add(c.Name).Add(c.Purpose).Add(c.Script).Add(c.From).Add(c.Until).Add((long)c.Lines).Add((long)c.PerMinute).Add((long)c.State)
                .Add(Sortable(c.CreatedAt)).Add(c.CreatedBy).Add((long)c.Revision).Add(c.DetectsMachines ? 1L : 0L), cancellationToken).ConfigureAwait(false);
        await unit.AddAsync(
            "campaign_target", TargetColumns.Split(", "), targets,
            static (row, t) => row.Add(t.Campaign.Value).Add(t.Phone).Add(string.Join(' ', t.Accounts)).Add((long)t.Result).Add((long)t.Tries).Add(Sortable(t.NextAt)).AddOrNull(t.Call).Add(t.DoneAt).AddOrNull(t.Area).AddOrNull(t.Waits),
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask UpdateAsync(Campaign campaign, CancellationToken cancellationToken = default) => unit.ExecuteAsync(
        "update campaign set lines = @lines, per_minute = @pace, state = @state, revision = @revision where id = @id",
        new { id = campaign.Id.Value, lines = (long)campaign.Lines, pace = (long)campaign.PerMinute, state = (long)campaign.State, revision = (long)campaign.Revision }, cancellationToken);

    public ValueTask<IReadOnlyList<Campaign>> AllAsync(CancellationToken cancellationToken = default) =>
        unit.QueryAsync($"select {Columns} from campaign order by id desc", null, Read, cancellationToken);

    public ValueTask<Campaign?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        unit.FindAsync($"select {Columns} from campaign where name = @name", new { name }, Read, cancellationToken);

    public ValueTask<IReadOnlyList<CampaignTarget>> DueAsync(Id<Campaign> campaign, Instant at, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {TargetColumns} from campaign_target where campaign = @campaign and result = 0 and call is null and next_at <= @at order by next_at, phone limit @limit",
        new { campaign = campaign.Value, at = Sortable(at), limit = (long)limit }, ReadTarget, cancellationToken);

    public ValueTask<IReadOnlyList<CampaignTarget>> CallingAsync(CancellationToken cancellationToken = default) =>
        unit.QueryAsync($"select {TargetColumns} from campaign_target where call is not null order by campaign, phone", null, ReadTarget, cancellationToken);

    public ValueTask<IReadOnlyList<CampaignTarget>> TargetsAsync(Id<Campaign> campaign, string after, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {TargetColumns} from campaign_target where campaign = @campaign and phone > @after order by phone limit @limit",
        new { campaign = campaign.Value, after, limit = (long)limit }, ReadTarget, cancellationToken);

    public async ValueTask PutAsync(CampaignTarget target, string? call, CancellationToken cancellationToken = default)
    {
        var changed = await unit.ChangeAsync(
            $"""
            update campaign_target set result = @result, tries = @tries, next_at = @next, call = @call, done_at = @done, accounts = @accounts, waits = @waits
            where campaign = @campaign and phone = @phone and result = 0 and {(call is null ? "call is null" : "call = @was")}
            """,
            new
            {
                campaign = target.Campaign.Value, phone = target.Phone, result = (long)target.Result, tries = (long)target.Tries, next = Sortable(target.NextAt), call = target.Call, was = call,
                done = target.DoneAt is { } done ? Sortable(done) : null, accounts = string.Join(' ', target.Accounts), waits = target.Waits,
            }, cancellationToken).ConfigureAwait(false);
        if (changed != 1) throw new StorageConflictException($"Number {target.Phone} of campaign {target.Campaign} is done, or another call to it is under way.");
    }

    public ValueTask AddAsync(CampaignTry made, CancellationToken cancellationToken = default) => unit.AddAsync(
        "campaign_try", TryColumns.Split(", "), [made],
        static (row, t) => row.Add(t.Call).Add(t.Campaign.Value).Add(t.Phone).Add((long)t.Number).Add(Sortable(t.StartedAt)).Add(Sortable(t.EndedAt)).Add((long)t.Outcome).Add((long)t.TalkSeconds), cancellationToken);

    public ValueTask<IReadOnlyList<CampaignTry>> TriesOfAsync(Id<Campaign> campaign, string phone, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {TryColumns} from campaign_try where campaign = @campaign and phone = @phone order by try", new { campaign = campaign.Value, phone },
        static row => new CampaignTry(row.Text(), new(row.Long()), row.Text(), row.Int(), row.At(), row.At(), (TryOutcome)row.Int(), row.Int()), cancellationToken);

    // Delivered, opted out, not delivered: somebody picked up. A machine is nobody.
    public async ValueTask<ILookup<string, Instant>> ReachedAsync(IReadOnlyCollection<string> phones, IReadOnlyCollection<string> purposes, Instant since, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        $"""
        select t.phone, t.ended_at from campaign_try t join campaign c on c.id = t.campaign
        where {unit.IsIn("t.phone", "phones")} and t.ended_at >= @since and t.outcome <= 2 and {unit.IsIn("c.purpose", "purposes")}
        """,
        new { phones = unit.List(phones), purposes = unit.List(purposes), since = Sortable(since) }, static row => (Phone: row.Text(), At: row.At()), cancellationToken).ConfigureAwait(false))
        .ToLookup(r => r.Phone, r => r.At, StringComparer.Ordinal);

    public async ValueTask<bool> IsOptedOutAsync(string purpose, string phone, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        "select t.try from campaign_try t join campaign c on c.id = t.campaign where t.phone = @phone and t.outcome = 1 and c.purpose = @purpose limit 1", new { purpose, phone },
        static row => row.Int(), cancellationToken).ConfigureAwait(false)).Count > 0;

    public async ValueTask<IReadOnlyDictionary<TargetResult, int>> ResultsAsync(Id<Campaign> campaign, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        "select result, count(*) from campaign_target where campaign = @campaign group by result", new { campaign = campaign.Value },
        static row => ((TargetResult)row.Int(), row.Int()), cancellationToken).ConfigureAwait(false)).ToDictionary(r => r.Item1, r => r.Item2);

    public async ValueTask<IReadOnlyDictionary<TryOutcome, (int Tries, long TalkSeconds)>> OutcomesAsync(Id<Campaign> campaign, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        "select outcome, count(*), cast(sum(talk_seconds) as bigint) from campaign_try where campaign = @campaign group by outcome", new { campaign = campaign.Value },
        static row => ((TryOutcome)row.Int(), (row.Int(), row.Long())), cancellationToken).ConfigureAwait(false)).ToDictionary(r => r.Item1, r => r.Item2);

    private static Campaign Read(RowReader row) => new()
    {
        Id = new(row.Long()), Name = row.Text(), Purpose = row.Text(), Script = row.Text(), From = row.Day(), Until = row.Day(), Lines = row.Int(), PerMinute = row.Int(),
        State = (CampaignState)row.Int(), CreatedAt = row.At(), CreatedBy = row.Text(), Revision = row.Int(), DetectsMachines = row.Long() == 1,
    };

    private static CampaignTarget ReadTarget(RowReader row) => new()
    {
        Campaign = new(row.Long()), Phone = row.Text(), Accounts = row.Text().Split(' ', StringSplitOptions.RemoveEmptyEntries), Result = (TargetResult)row.Int(), Tries = row.Int(),
        NextAt = row.At(), Call = row.TextOrNull(), DoneAt = row.AtOrNull(), Area = row.TextOrNull(), Waits = row.TextOrNull(),
    };
}

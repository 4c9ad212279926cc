using System.Collections.Concurrent;
using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Places the calls of campaigns, as the windows, lines and pace allow, and notes what became of each.</summary>
/// <remarks>
/// A call is written as under way before the exchange is asked for it. A host that dies leaves it so; the next one counts it as lost,
/// and a lost number is not called again in the same window. Only one runner works on a storage at a time: the one whose link stands.
/// </remarks>
/// <param name="context">Where everything is kept, the utility, the time, the terms.</param>
/// <param name="desk">Leads those who answer through the script.</param>
/// <param name="telephony">The exchange.</param>
/// <param name="facts">What the hotline can say.</param>
/// <param name="plan">When to call.</param>
/// <param name="governor">Whether this person may be contacted about this now, all doors together.</param>
/// <param name="scripts">The dialogues by name.</param>
public sealed class CampaignRunner(MoneyContext context, HotlineDesk desk, ITelephony telephony, IHotlineFacts facts, CampaignPlan plan, ContactGovernor governor, IReadOnlyDictionary<string, Dialogue> scripts)
{
    // So many failures of the network in a row, and it is left alone for a while.
    private const int BreakAfter = 5;

    private static readonly Duration BreakFor = Duration.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Id<Campaign>> _active = new();
    private readonly Dictionary<Id<Campaign>, Queue<Instant>> _placed = [];
    private readonly ConcurrentDictionary<string, Task> _ending = new();
    private readonly Lock _breaker = new();
    private int _failuresInARow;
    private Instant _brokenUntil = Instant.MinValue;

    /// <summary>How many calls are under way.</summary>
    public int CallsNow => _active.Count;

    /// <summary>Counts the calls that a host before this one left under way as lost. Call once, before <see cref="StepAsync(CancellationToken)"/>.</summary>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<CampaignTarget> left;
        var campaigns = new Dictionary<Id<Campaign>, Campaign>();
        var look = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (look.ConfigureAwait(false))
        {
            left = await look.Campaigns.CallingAsync(cancellationToken).ConfigureAwait(false);
            foreach (var campaign in await look.Campaigns.AllAsync(cancellationToken).ConfigureAwait(false)) campaigns[campaign.Id] = campaign;
        }
        var now = context.Clock.GetCurrentInstant();
        foreach (var target in left) await NoteAsync(campaigns[target.Campaign], target, target.Call!, target.NextAt < now ? target.NextAt : now, TryOutcome.Lost, 0, cancellationToken).ConfigureAwait(false);
        return left.Count;
    }

    /// <summary>Looks once at all campaigns and places the calls that may be placed now.</summary>
    /// <returns>How many calls were placed.</returns>
    public async Task<int> StepAsync(CancellationToken cancellationToken = default)
    {
        var now = context.Clock.GetCurrentInstant();
        if (telephony.Link != LinkState.Up) return 0;
        IReadOnlyList<Campaign> running;
        var look = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (look.ConfigureAwait(false)) running = [.. (await look.Campaigns.AllAsync(cancellationToken).ConfigureAwait(false)).Where(c => c.State == CampaignState.Running)];
        var placed = 0;
        foreach (var campaign in running.Reverse())
        {
            if (campaign.Until < context.Today) await ExpireAsync(campaign, cancellationToken).ConfigureAwait(false);
            else if (campaign.From <= context.Today && plan.IsOpenAnywhere(now) && !IsBroken(now)) placed += await StepAsync(campaign, now, cancellationToken).ConfigureAwait(false);
        }
        return placed;
    }

    /// <summary>Waits until what became of every call that is over is written.</summary>
    public async Task SettleAsync()
    {
        while (_ending.Values.Where(e => !e.IsCompleted).ToList() is { Count: > 0 } ending) await Task.WhenAll(ending).ConfigureAwait(false);
    }

    /// <summary>The histories of accounts by number; numbers that are not there are left out.</summary>
    internal static async Task<IReadOnlyList<AccountHistory>> HistoriesAsync(IUnitOfWork unit, MoneyContext context, IReadOnlyList<string> numbers, CancellationToken cancellationToken)
    {
        var ids = new List<Id<Customers.Account>>();
        foreach (var number in numbers)
            if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is { } account) ids.Add(account.Id);
        return ids.Count == 0 ? [] : await unit.Accounts.HistoriesAsync(ids, context.Utility.Currency, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> StepAsync(Campaign campaign, Instant now, CancellationToken cancellationToken)
    {
        if (!_placed.TryGetValue(campaign.Id, out var minute)) _placed[campaign.Id] = minute = [];
        while (minute.TryPeek(out var oldest) && now - oldest >= Duration.FromMinutes(1)) minute.Dequeue();
        var free = Math.Min(campaign.Lines - _active.Values.Count(c => c == campaign.Id), campaign.PerMinute - minute.Count);
        if (free <= 0) return 0;
        IReadOnlyList<CampaignTarget> due;
        var look = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (look.ConfigureAwait(false))
        {
            due = await look.Campaigns.DueAsync(campaign.Id, now, free, cancellationToken).ConfigureAwait(false);
            if (due.Count == 0 && (await look.Campaigns.ResultsAsync(campaign.Id, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(TargetResult.Open) > 0) return 0;
        }
        if (due.Count == 0)
        {
            await FinishAsync(campaign, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        var placed = 0;
        foreach (var target in due)
        {
            if (IsBroken(now)) break;
            if (!await PlaceAsync(campaign, target, now, cancellationToken).ConfigureAwait(false)) continue;
            minute.Enqueue(now);
            placed++;
        }
        return placed;
    }

    private bool IsBroken(Instant now)
    {
        lock (_breaker) return now < _brokenUntil;
    }

    private void Break(Instant until)
    {
        lock (_breaker) (_brokenUntil, _failuresInARow) = (until, 0);
    }

    /// <summary>The last look before a call: is it still owed, was it refused meanwhile? Then the call is noted, and only then placed.</summary>
    private async Task<bool> PlaceAsync(Campaign campaign, CampaignTarget target, Instant now, CancellationToken cancellationToken)
    {
        var call = new CallId(desk.NewId($"out{campaign.Id}"));
        CampaignFacts about;
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using (unit.ConfigureAwait(false))
        {
            var (owing, charges) = await OwingAsync(unit, campaign, target, cancellationToken).ConfigureAwait(false);
            var (result, wait, reason) = await DecideAsync(unit, campaign, target, settled: owing.Count == 0, now, cancellationToken).ConfigureAwait(false);
            // From here on the number counts as called, whatever happens to this host.
            var put = result != TargetResult.Open ? target with { Result = result, DoneAt = now }
                : wait is { } until ? target with { NextAt = until, Waits = reason }
                : target with { Accounts = owing, Call = call.Value, NextAt = now, Waits = null };
            await unit.Campaigns.PutAsync(put, null, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            if (put.Call is null) return false;
            about = new CampaignFacts(facts, owing.Count > 1 ? "several" : charges > 1 ? "many" : "one");
            target = put;
        }
        _active[call.Value] = campaign.Id;
        var fault = await desk.DialAsync(new OutgoingCall { Id = call, To = target.Phone, DetectMachine = campaign.DetectsMachines }, scripts[campaign.Script], about,
            ended => _ending[call.Value] = EndAsync(campaign, target, now, about, ended), () => about.Machine = true, cancellationToken).ConfigureAwait(false);
        if (fault is null) return true;
        _active.TryRemove(call.Value, out _);
        if (fault is CallRefused { Later: true })
        {
            // It was not dialled, and the next would not be either.
            await PutAsync(target with { Call = null, NextAt = now + Duration.FromMinutes(1) }, call.Value, cancellationToken).ConfigureAwait(false);
            Break(now + Duration.FromSeconds(20));
        }
        // What was sent to an exchange that then did not answer may have rung.
        else await NoteAsync(campaign, target, call.Value, now, fault is CallRefused ? TryOutcome.NotAllowed : TryOutcome.Lost, 0, cancellationToken).ConfigureAwait(false);
        return false;
    }

    // What becomes of the number before it is called: done, put off until an instant, or (open, and no instant) called now.
    private async Task<(TargetResult Result, Instant? Wait, string? Reason)> DecideAsync(IUnitOfWork unit, Campaign campaign, CampaignTarget target, bool settled, Instant now, CancellationToken cancellationToken)
    {
        if (!plan.IsOpen(now, target.Area)) return (TargetResult.Open, plan.NextOpen(now, target.Area), "quiet-hours");
        if (await unit.Campaigns.IsOptedOutAsync(campaign.Purpose, target.Phone, cancellationToken).ConfigureAwait(false) && !settled) return (TargetResult.OptedOut, null, null);
        // The number, and all those whom it belongs to: what one of them said by any door holds.
        var (address, zone) = (Address(target), context.Utility.Zone);
        var subjects = new List<string> { address.Key };
        foreach (var number in target.Accounts)
            if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is { } account) subjects.Add(ContactChoice.SubjectOf(account.Customer));
        var decision = governor.Decide(new ContactFacts
        {
            Purpose = ContactPurpose.Find(campaign.Purpose) ?? new ContactPurpose(campaign.Purpose, new(campaign.Purpose, campaign.Purpose), Counted: true, MayRefuse: true), Now = now.InZone(zone).LocalDateTime, Routes = [new ContactRoute(ContactChannels.Phone, address)], Settled = settled,
            Choices = [.. (await unit.Service.ChoicesOfAsync(subjects, cancellationToken).ConfigureAwait(false)).SelectMany(c => c)], ValidUntil = campaign.Until.PlusDays(1).AtMidnight(),
            Recent = [.. (await DeliveryFacts.RecentAsync(unit, [address.Key], now, cancellationToken).ConfigureAwait(false))[address.Key].Select(at => at.InZone(zone).LocalDateTime)],
        });
        return decision.Verdict switch
        {
            ContactVerdict.Send => (TargetResult.Open, null, null),
            ContactVerdict.Wait => (TargetResult.Open, plan.NextOpen(decision.At!.Value.InZoneLeniently(zone).ToInstant(), target.Area), decision.Reason),
            _ => (decision.Reason switch { "settled" => TargetResult.Paid, "expired" => TargetResult.Expired, "no-address" or "all-failed" => TargetResult.InvalidNumber, _ => TargetResult.OptedOut }, null, null),
        };
    }

    private static Customers.MessageAddress Address(CampaignTarget target) => new(Customers.AddressKind.Phone, target.Phone);

    /// <summary>What was said and heard stands on the record of whom it concerns; a no holds for every door.</summary>
    private static async Task ContactAsync(IUnitOfWork unit, Campaign campaign, CampaignTarget target, string call, TryOutcome outcome, Instant at, CancellationToken cancellationToken)
    {
        if (outcome == TryOutcome.OptedOut)
            await unit.Service.AppendAsync(new ContactChoice(Address(target).Key, campaign.Purpose, ContactChoice.Any, false, at, $"{ContactChannels.Phone}, campaign {campaign.Name}"), cancellationToken).ConfigureAwait(false);
        var account = await unit.Customers.FindAccountAsync(target.Accounts[0], cancellationToken).ConfigureAwait(false);
        await unit.Service.AddAsync([new Interaction
        {
            Id = new(await unit.Service.NextIdAsync(cancellationToken).ConfigureAwait(false)), At = at, Channel = ContactChannels.Phone, Direction = ContactDirection.Out, Reference = call, Customer = account?.Customer,
            Account = account?.Id, Address = Address(target), Subject = $"外呼任务：{campaign.Name}", Text = $"{string.Join(' ', target.Accounts)}: {outcome}", Owner = campaign.CreatedBy, OwnerPosition = "collector",
        }], cancellationToken).ConfigureAwait(false);
    }

    private async Task<(IReadOnlyList<string> Accounts, int Charges)> OwingAsync(IUnitOfWork unit, Campaign campaign, CampaignTarget target, CancellationToken cancellationToken)
    {
        if (campaign.Purpose != CampaignDesk.Dunning) return (target.Accounts, 1);
        var (owing, charges, today) = (new List<string>(), 0, context.Today);
        foreach (var number in target.Accounts)
            foreach (var history in await HistoriesAsync(unit, context, [number], cancellationToken).ConfigureAwait(false))
            {
                var overdue = history.OpenOn(today).Where(c => c.Open.Minor > 0 && context.Policy.DueOn(c) < today).ToList();
                // Credit that waits is as good as paid.
                if (overdue.Sum(c => c.Open.Minor) - history.AdvanceOn(today).Minor <= 0) continue;
                owing.Add(number);
                charges += overdue.Count;
            }
        return (owing, charges);
    }

    private async Task EndAsync(Campaign campaign, CampaignTarget target, Instant startedAt, CampaignFacts about, CallEnded ended)
    {
        await Task.Yield();
        try
        {
            var outcome = ended.Outcome switch
            {
                CallOutcome.Answered => about.OptedOut ? TryOutcome.OptedOut : about.Heard ? TryOutcome.Delivered : about.Machine ? TryOutcome.Machine : TryOutcome.NotDelivered,
                CallOutcome.Busy => TryOutcome.Busy, CallOutcome.NoAnswer => TryOutcome.NoAnswer, CallOutcome.Rejected => TryOutcome.Rejected,
                CallOutcome.InvalidNumber => TryOutcome.InvalidNumber, CallOutcome.Congestion => TryOutcome.Congestion, CallOutcome.Unreachable => TryOutcome.Unreachable,
                _ => about.OptedOut ? TryOutcome.OptedOut : about.Heard ? TryOutcome.Delivered : TryOutcome.Lost,
            };
            var talked = ended.AnsweredAt is { } answered && ended.At > answered ? (int)(ended.At - answered).TotalSeconds : 0;
            await NoteAsync(campaign, target, target.Call!, startedAt, outcome, talked, CancellationToken.None).ConfigureAwait(false);
            lock (_breaker) _failuresInARow = outcome is TryOutcome.Congestion or TryOutcome.Unreachable ? _failuresInARow + 1 : 0;
            if (_failuresInARow >= BreakAfter) Break(context.Clock.GetCurrentInstant() + BreakFor);
        }
#pragma warning disable CA1031 // The call is over; what cannot be written now is counted as lost at the next start.
        catch (Exception e)
#pragma warning restore CA1031
        {
            desk.Report(new HotlineFactsFailed("campaign", e.Message));
        }
        finally
        {
            _active.TryRemove(target.Call!, out _);
            _ending.TryRemove(target.Call!, out _);
        }
    }

    private async Task NoteAsync(Campaign campaign, CampaignTarget target, string call, Instant startedAt, TryOutcome outcome, int talked, CancellationToken cancellationToken)
    {
        var now = Instant.Max(startedAt, context.Clock.GetCurrentInstant());
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var before = await unit.Campaigns.TriesOfAsync(campaign.Id, target.Phone, cancellationToken).ConfigureAwait(false);
        var (result, next) = plan.After([.. before.Select(t => t.Outcome)], outcome, now, campaign.Until, target.Area);
        await unit.Campaigns.AddAsync(new CampaignTry(call, campaign.Id, target.Phone, before.Count + 1, startedAt, now, outcome, talked), cancellationToken).ConfigureAwait(false);
        await unit.Campaigns.PutAsync(target with { Call = null, Tries = before.Count + 1, Result = result, NextAt = next, DoneAt = result == TargetResult.Open ? null : now }, call, cancellationToken).ConfigureAwait(false);
        if (outcome is TryOutcome.Delivered or TryOutcome.OptedOut) await ContactAsync(unit, campaign, target, call, outcome, now, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(CampaignTarget target, string? call, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Campaigns.PutAsync(target, call, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ExpireAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        var now = context.Clock.GetCurrentInstant();
        while (true)
        {
            var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            var open = await unit.Campaigns.DueAsync(campaign.Id, Instant.FromUtc(9999, 1, 1, 0, 0), 500, cancellationToken).ConfigureAwait(false);
            if (open.Count == 0) break;
            foreach (var target in open) await unit.Campaigns.PutAsync(target with { Result = TargetResult.Expired, DoneAt = now }, null, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        if (!_active.Values.Contains(campaign.Id)) await FinishAsync(campaign, cancellationToken).ConfigureAwait(false);
    }

    private async Task FinishAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Campaigns.UpdateAsync(campaign with { State = CampaignState.Finished, Revision = campaign.Revision + 1 }, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new Audit.AuditEntry { At = context.Clock.GetCurrentInstant(), Actor = Actor.System, Action = "campaign.finish", Subject = $"campaign {campaign.Name}" }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What the script of one call can ask: which case it is; and it tells that the message was heard, or that no such call is wanted.</summary>
internal sealed class CampaignFacts(IHotlineFacts hotline, string kind) : IHotlineFacts
{
    public bool Heard { get; private set; }

    public bool OptedOut { get; private set; }

    /// <summary>A machine answered.</summary>
    public bool Machine { get; set; }

    public ValueTask<Answered> AnswerAsync(Ask ask, Conversation conversation, CancellationToken cancellationToken = default)
    {
        switch (ask.Act.Name)
        {
            case "campaign-case":
                return ValueTask.FromResult(new Answered(kind));
            case "campaign-heard":
                Heard = true;
                return ValueTask.FromResult(new Answered("ok"));
            case "opt-out":
                OptedOut = true;
                return ValueTask.FromResult(new Answered("ok"));
            default:
                return hotline.AnswerAsync(ask, conversation, cancellationToken);
        }
    }
}

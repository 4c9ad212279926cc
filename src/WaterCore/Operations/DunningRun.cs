using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What a run of dunning decided, and did unless it was dry.</summary>
/// <param name="Day">The day of the decisions.</param>
/// <param name="Accounts">Accounts gone through.</param>
/// <param name="Steps">How many got each step, and what they owe.</param>
/// <param name="Decisions">The decisions that name a step, with the account's number.</param>
public sealed record DunningResult(LocalDate Day, long Accounts, IReadOnlyDictionary<string, (long Count, Money Overdue)> Steps, IReadOnlyList<(string Account, DunningDecision Decision)> Decisions);

/// <summary>Pursues arrears by the policy. Each decision is made on what is owed in the very unit of work that notes it.</summary>
/// <param name="context">What it works with.</param>
public sealed class DunningRun(MoneyContext context)
{
    private const int BatchSize = 500;

    /// <summary>Decides for all accounts and makes messages of the decisions.</summary>
    /// <param name="dry">Decide only.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="progress">Told the accounts gone through; may be null.</param>
    /// <param name="cancellationToken">Stops after the batch that is being made.</param>
    public async Task<DunningResult> RunAsync(bool dry, Actor actor, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var day = context.Today;
        var steps = new SortedDictionary<string, (long Count, Money Overdue)>(StringComparer.Ordinal);
        var decisions = new List<(string, DunningDecision)>();
        long after = 0, accounts = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var unit = dry ? await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false) : await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            var page = await unit.Accounts.PageAsync(after, BatchSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return new DunningResult(day, accounts, steps, decisions);
            var made = (await DecideAsync(unit, [.. page.Select(a => a.Id)], day, cancellationToken).ConfigureAwait(false)).Where(d => d.Step is not null).ToList();
            if (!dry && made.Count > 0)
            {
                await NoteAsync(unit, made, page, actor, day, cancellationToken).ConfigureAwait(false);
                await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
            foreach (var decision in made)
            {
                decisions.Add((page.First(a => a.Id == decision.Account).Number, decision));
                var (count, overdue) = steps.GetValueOrDefault(decision.Step!.Code, (0, Money.Zero(decision.Overdue.Currency)));
                steps[decision.Step.Code] = (count + 1, overdue + decision.Overdue);
            }
            accounts += page.Count;
            after = page[^1].Id.Value;
            progress?.Report(accounts);
        }
    }

    /// <summary>Why an account is, or is not, at a step today.</summary>
    public async Task<Result<DunningDecision>> ExplainAsync(string number, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        return (await DecideAsync(unit, [account.Id], context.Today, cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Spares an account or a bill for a time.</summary>
    /// <param name="number">The account's number.</param>
    /// <param name="draft">The hold; its id, account and maker are set here.</param>
    /// <param name="actor">Who sets it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<Id<Hold>>> HoldAsync(string number, Hold draft, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        var act = await MoneyAct.BeginAsync(context, unit, actor, cancellationToken).ConfigureAwait(false);
        var hold = draft with { Id = new(act.NextId()), Account = account.Id, Maker = actor.Name };
        await unit.Dunning.AddAsync(hold, cancellationToken).ConfigureAwait(false);
        var after = new JsonObject { ["kind"] = hold.Kind.ToString(), ["from"] = LocalDatePattern.Iso.Format(hold.From), ["until"] = LocalDatePattern.Iso.Format(hold.Until) };
        await act.FinishAsync("hold.set", hold.Id.ToString(), $"account {number}", after, hold.Reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return hold.Id;
    }

    private async Task<IReadOnlyList<DunningDecision>> DecideAsync(IUnitOfWork unit, IReadOnlyList<Id<Account>> accounts, LocalDate day, CancellationToken cancellationToken)
    {
        var histories = await unit.Accounts.HistoriesAsync(accounts, context.Utility.Currency, cancellationToken).ConfigureAwait(false);
        var taken = await unit.Dunning.TakenAsync(accounts, cancellationToken).ConfigureAwait(false);
        return [.. histories.Select(h => context.Policy.Dunning.Decide(Facts(h, [.. taken[h.Account]], day)))];
    }

    private DunningFacts Facts(AccountHistory history, IReadOnlyList<DunningTaken> taken, LocalDate day)
    {
        var overdue = history.OpenOn(day).Where(c => c.Open.Minor > 0 && context.Policy.DueOn(c) < day).Select(c => (Charge: c, Open: Undisputed(history, c, day))).Where(c => c.Open > 0).ToList();
        return new DunningFacts
        {
            Account = history.Account, Day = day, Taken = taken, Holds = history.Holds,
            // Credit that waits is as good as paid.
            Overdue = new Money(Math.Max(0, overdue.Sum(c => c.Open) - history.AdvanceOn(day).Minor), history.Currency),
            OldestDue = overdue.Count == 0 ? null : overdue.Min(c => context.Policy.DueOn(c.Charge)),
        };
    }

    private static long Undisputed(AccountHistory history, OpenCharge charge, LocalDate day)
    {
        var open = charge.Open.Minor;
        foreach (var dispute in history.Holds.Where(h => h.Kind == HoldKind.Dispute && h.HoldsOn(day) && (h.Bill is null || h.Bill == charge.Charge.Bill)))
            open -= dispute.Amount is { } some ? some.Minor : open;
        return Math.Max(0, open);
    }

    private async Task NoteAsync(IUnitOfWork unit, List<DunningDecision> made, IReadOnlyList<Account> page, Actor actor, LocalDate day, CancellationToken cancellationToken)
    {
        var now = context.Clock.GetCurrentInstant();
        var iso = LocalDatePattern.Iso.Format(day);
        await unit.Dunning.AddAsync(made.ConvertAll(d => new DunningTaken(d.Account, d.Step!.Code, d.Step.Action, day, d.Overdue)), cancellationToken).ConfigureAwait(false);
        await unit.Outbox.AddAsync(made.ConvertAll(d =>
        {
            var number = page.First(a => a.Id == d.Account).Number;
            var body = new JsonObject
            {
                ["account"] = number, ["step"] = d.Step!.Code, ["action"] = d.Step.Action.ToString(), ["overdue"] = d.Overdue.ToAmountString(), ["currency"] = d.Overdue.Currency.Code,
                ["day"] = iso, ["zh"] = d.Why.Zh, ["en"] = d.Why.En,
            };
            return new OutboxMessage($"dunning {number} {d.Step.Code} {iso}", $"dunning.{d.Step.Code}", body.ToJsonString(), now);
        }), cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = now, Actor = actor, Action = "dunning.batch", Subject = $"accounts id {page[0].Id} to {page[^1].Id}", After = $"{made.Count} steps by policy {context.Policy.Dunning.Code}",
        }, cancellationToken).ConfigureAwait(false);
    }
}

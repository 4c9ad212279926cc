using System.Runtime.CompilerServices;
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
public sealed class DunningRun
{
    private readonly MoneyContext _context;
    private readonly DunningWork _work;
    private readonly PartitionedRuns _runs;

    /// <summary>A run in this process.</summary>
    /// <param name="context">What it works with.</param>
    public DunningRun(MoneyContext context) : this(context, new PartitionedRuns(context.Storage, context.Clock, [new DunningWork(context)])) { }

    internal DunningRun(MoneyContext context, PartitionedRuns runs) => (_context, _work, _runs) = (context, new DunningWork(context), runs);

    /// <summary>Decides for all accounts and makes messages of the decisions.</summary>
    /// <param name="dry">Decide only; nothing is written, not even that it was asked for.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="progress">Told the accounts gone through; may be null.</param>
    /// <param name="cancellationToken">Stops the run; the partition that is being made is left undone, and the next start on the same day goes on with it.</param>
    public async Task<DunningResult> RunAsync(bool dry, Actor actor, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var day = _context.Today;
        var (accounts, decisions) = dry ? await TryAsync(day, progress, cancellationToken).ConfigureAwait(false) : await DoAsync(day, actor, progress, cancellationToken).ConfigureAwait(false);
        var steps = new SortedDictionary<string, (long Count, Money Overdue)>(StringComparer.Ordinal);
        foreach (var (_, decision) in decisions)
        {
            var (count, overdue) = steps.GetValueOrDefault(decision.Step!.Code, (0, Money.Zero(decision.Overdue.Currency)));
            steps[decision.Step.Code] = (count + 1, overdue + decision.Overdue);
        }
        return new DunningResult(day, accounts, steps, decisions);
    }

    private async Task<(long Accounts, List<(string Account, DunningDecision Decision)> Decisions)> TryAsync(LocalDate day, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var unit = await _context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        long accounts = 0;
        var decisions = new List<(string, DunningDecision)>();
        await foreach (var (page, made) in _work.StepsAsync(unit, new Partition(0, 1, 0, long.MaxValue), day, cancellationToken).ConfigureAwait(false))
        {
            decisions.AddRange(made.Select(d => (page.First(a => a.Id == d.Account).Number, d)));
            progress?.Report(accounts += page.Count);
        }
        return (accounts, decisions);
    }

    private async Task<(long Accounts, List<(string Account, DunningDecision Decision)> Decisions)> DoAsync(LocalDate day, Actor actor, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var input = LocalDatePattern.Iso.Format(day);
        var run = await _runs.BeginAsync(DunningWork.Name, input, actor, (_, _, _) => ValueTask.FromResult($"\"{input}\""), PartitionedRuns.MoneySize, cancellationToken).ConfigureAwait(false);
        var outcomes = await _runs.CompleteAsync(run, AccountProgress.Of(progress), cancellationToken).ConfigureAwait(false);
        return (outcomes.Sum(o => o.Gone), [.. outcomes.SelectMany(o => _work.Read(o.Result))]);
    }

    /// <summary>Why an account is, or is not, at a step today.</summary>
    public async Task<Result<DunningDecision>> ExplainAsync(string number, CancellationToken cancellationToken = default)
    {
        var unit = await _context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        return (await _work.DecideAsync(unit, [account.Id], _context.Today, cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Why each account is, or is not, at a step today, in order of id; from one state of the database.</summary>
    public async IAsyncEnumerable<(string Account, DunningDecision Decision)> ExplainAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var unit = await _context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await foreach (var page in AccountPages.OfAsync(unit, new Partition(0, 1, 0, long.MaxValue), DunningWork.PageSize, cancellationToken).ConfigureAwait(false))
        {
            var decisions = await _work.DecideAsync(unit, [.. page.Select(a => a.Id)], _context.Today, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < page.Count; i++) yield return (page[i].Number, decisions[i]);
        }
    }

    /// <summary>Spares an account or a bill for a time.</summary>
    /// <param name="number">The account's number.</param>
    /// <param name="draft">The hold; its id, account and maker are set here.</param>
    /// <param name="actor">Who sets it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<Id<Hold>>> HoldAsync(string number, Hold draft, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await _context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        var act = new MoneyAct(_context, unit, actor);
        await act.TakeIdsAsync(cancellationToken).ConfigureAwait(false);
        var hold = draft with { Id = new(act.NextId()), Account = account.Id, Maker = actor.Name };
        await unit.Dunning.AddAsync(hold, cancellationToken).ConfigureAwait(false);
        var after = new JsonObject { ["kind"] = hold.Kind.ToString(), ["from"] = LocalDatePattern.Iso.Format(hold.From), ["until"] = LocalDatePattern.Iso.Format(hold.Until) };
        await act.FinishAsync("hold.set", hold.Id.ToString(), $"account {number}", after, hold.Reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return hold.Id;
    }
}

/// <summary>Decides on the accounts of a partition, and notes the decisions in the same unit.</summary>
internal sealed class DunningWork(MoneyContext context) : IPartitionedWork
{
    public const string Name = "dunning";

    public const int PageSize = 500;

    public string Kind => Name;

    public async ValueTask<PartitionOutcome> DoAsync(IUnitOfWork unit, PartitionedRun run, Partition partition, CancellationToken cancellationToken = default)
    {
        var day = LocalDatePattern.Iso.Parse(JsonNode.Parse(run.Input)!.GetValue<string>()).Value;
        var (accounts, made) = (new List<Account>(), new List<DunningDecision>());
        await foreach (var (page, some) in StepsAsync(unit, partition, day, cancellationToken).ConfigureAwait(false))
        {
            accounts.AddRange(page);
            made.AddRange(some);
        }
        // Noted at the end: what is numbered in order holds up every other change from the first note on.
        if (made.Count > 0) await NoteAsync(unit, made, accounts, run.Actor, day, cancellationToken).ConfigureAwait(false);
        var results = new JsonArray([.. made.Select(d => Write(accounts.First(a => a.Id == d.Account).Number, d))]);
        return new PartitionOutcome(accounts.Count, made.Count, results.ToJsonString());
    }

    /// <summary>The accounts of a partition a page at a time, each with the decisions that name a step.</summary>
    public async IAsyncEnumerable<(IReadOnlyList<Account> Page, List<DunningDecision> Made)> StepsAsync(
        IUnitOfWork unit, Partition partition, LocalDate day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in AccountPages.OfAsync(unit, partition, PageSize, cancellationToken).ConfigureAwait(false))
            yield return (page, [.. (await DecideAsync(unit, [.. page.Select(a => a.Id)], day, cancellationToken).ConfigureAwait(false)).Where(d => d.Step is not null)]);
    }

    /// <summary>The decisions of a partition that was done, by whomever.</summary>
    public IEnumerable<(string Account, DunningDecision Decision)> Read(string result) => JsonNode.Parse(result)!.AsArray().Select(d =>
    {
        string Text(string key) => d![key]!.GetValue<string>();
        var step = context.Policy.Dunning.Steps.FirstOrDefault(s => s.Code == Text("step")) ?? new DunningStep(Text("step"), Enum.Parse<DunningAction>(Text("action")), 0);
        var overdue = new Money(d!["overdue"]!.GetValue<long>(), Currency.Of(Text("currency")));
        return (Text("account"), new DunningDecision(new(d["id"]!.GetValue<long>()), step, overdue, new Wording(Text("zh"), Text("en"))));
    });

    private static JsonObject Write(string number, DunningDecision d) => new()
    {
        ["account"] = number, ["id"] = d.Account.Value, ["step"] = d.Step!.Code, ["action"] = d.Step.Action.ToString(),
        ["overdue"] = d.Overdue.Minor, ["currency"] = d.Overdue.Currency.Code, ["zh"] = d.Why.Zh, ["en"] = d.Why.En,
    };

    public async Task<IReadOnlyList<DunningDecision>> DecideAsync(IUnitOfWork unit, IReadOnlyList<Id<Account>> accounts, LocalDate day, CancellationToken cancellationToken)
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
            Account = history.Account, Day = day, Taken = taken, Holds = history.Holds, Broken = history.BrokenOn(day),
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

    private async Task NoteAsync(IUnitOfWork unit, List<DunningDecision> made, List<Account> page, Actor actor, LocalDate day, CancellationToken cancellationToken)
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

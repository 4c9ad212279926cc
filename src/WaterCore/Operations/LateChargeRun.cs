using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What a run of late charges did.</summary>
/// <param name="Before">Days before this one are charged.</param>
/// <param name="Accounts">Accounts gone through.</param>
/// <param name="Charges">Charges made.</param>
/// <param name="Amount">What they come to.</param>
public sealed record LateChargeResult(LocalDate Before, long Accounts, long Charges, Money Amount);

/// <summary>Charges late payment by the contracts' rules. Days once charged are never charged again, however runs are cut.</summary>
public sealed class LateChargeRun
{
    private readonly MoneyContext _context;
    private readonly PartitionedRuns _runs;

    /// <summary>A run in this process.</summary>
    /// <param name="context">What it works with.</param>
    public LateChargeRun(MoneyContext context) : this(context, new PartitionedRuns(context.Storage, context.Clock, [new LateChargeWork(context)])) { }

    internal LateChargeRun(MoneyContext context, PartitionedRuns runs) => (_context, _runs) = (context, runs);

    /// <summary>Charges all days before a day that are not charged yet.</summary>
    /// <param name="before">The first day that is not charged; null for today. Never after today.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="progress">Told the accounts gone through; may be null.</param>
    /// <param name="cancellationToken">Stops the run; the partition that is being made is left undone, and the next start goes on with it.</param>
    public async Task<Result<LateChargeResult>> RunAsync(LocalDate? before, Actor actor, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var limit = before ?? _context.Today;
        if (limit > _context.Today) return new DayToCome(limit);
        // Credit that waits pays first: nobody is charged for being late with money that is here.
        await new AdvanceRun(_context).SettleAsync(actor, cancellationToken).ConfigureAwait(false);
        var input = LocalDatePattern.Iso.Format(limit);
        var run = await _runs.BeginAsync(LateChargeWork.Name, input, actor, (_, _, _) => ValueTask.FromResult($"\"{input}\""), PartitionedRuns.MoneySize, cancellationToken).ConfigureAwait(false);
        long accounts = 0, charges = 0;
        var amount = Money.Zero(_context.Utility.Currency);
        foreach (var outcome in await _runs.CompleteAsync(run, AccountProgress.Of(progress), cancellationToken).ConfigureAwait(false))
        {
            var result = JsonNode.Parse(outcome.Result)!;
            if (result["openFrom"] is { } open) return new PeriodClosed(_context.Today, LocalDatePattern.Iso.Parse(open.GetValue<string>()).Value);
            (accounts, charges) = (accounts + outcome.Gone, charges + outcome.Made);
            amount += new Money(result["minor"]!.GetValue<long>(), amount.Currency);
        }
        return new LateChargeResult(limit, accounts, charges, amount);
    }
}

/// <summary>Charges late payment on the accounts of a partition.</summary>
internal sealed class LateChargeWork(MoneyContext context) : IPartitionedWork
{
    public const string Name = "late-charges";

    private const int PageSize = 500;

    public string Kind => Name;

    public async ValueTask<PartitionOutcome> DoAsync(IUnitOfWork unit, PartitionedRun run, Partition partition, CancellationToken cancellationToken = default)
    {
        var limit = LocalDatePattern.Iso.Parse(JsonNode.Parse(run.Input)!.GetValue<string>()).Value;
        var act = new MoneyAct(context, unit, run.Actor);
        if (await unit.Cash.OpenFromAsync(cancellationToken).ConfigureAwait(false) is { } open && act.Today < open)
            return new PartitionOutcome(0, 0, new JsonObject { ["openFrom"] = LocalDatePattern.Iso.Format(open) }.ToJsonString());
        var made = new List<AccountEntry>();
        long accounts = 0;
        await foreach (var page in AccountPages.OfAsync(unit, partition, PageSize, cancellationToken).ConfigureAwait(false))
        {
            accounts += page.Count;
            // Looked at first: only accounts that get a charge are taken for this unit.
            var late = (await unit.Accounts.HistoriesAsync([.. page.Select(a => a.Id)], context.Utility.Currency, cancellationToken).ConfigureAwait(false))
                .Where(h => h.Bills.Any(b => Next(h, b, limit) is not null)).Select(h => h.Account).ToList();
            if (late.Count > 0) made.AddRange(await ChargeAsync(act, late, limit, cancellationToken).ConfigureAwait(false));
        }
        var sum = made.Aggregate(Money.Zero(context.Utility.Currency), (total, m) => total + m.Amount);
        if (made.Count > 0)
        {
            var summary = new JsonObject { ["before"] = LocalDatePattern.Iso.Format(limit), ["charges"] = made.Count, ["amount"] = sum.ToAmountString() };
            await act.FinishAsync(Name, $"entries {made[0].Id}-{made[^1].Id}", $"partition {partition.Number} of run {run.Id}", summary, null, cancellationToken).ConfigureAwait(false);
        }
        return new PartitionOutcome(accounts, made.Count, new JsonObject { ["minor"] = sum.Minor }.ToJsonString());
    }

    private async Task<List<AccountEntry>> ChargeAsync(MoneyAct act, IReadOnlyList<Id<Customers.Account>> accounts, LocalDate limit, CancellationToken cancellationToken)
    {
        var (made, windows) = (new List<AccountEntry>(), new List<LateWindow>());
        foreach (var history in await act.LockAsync(accounts, cancellationToken).ConfigureAwait(false))
        {
            foreach (var bill in history.Bills)
            {
                if (Next(history, bill, limit) is not { } next) continue;
                var entry = act.Enter(PaymentDesk.Draft(history.Account, EntryKind.LateCharge, next.Amount, "revenue.late-charge") with { Bill = bill.Key });
                made.Add(entry);
                windows.Add(new LateWindow(entry.Id, bill.Key, context.Policy.LateRuleOf(bill.Tariff).Code, next.Days));
            }
        }
        await act.WriteAsync(cancellationToken).ConfigureAwait(false);
        await act.Unit.Accounts.AddAsync(windows, cancellationToken).ConfigureAwait(false);
        return made;
    }

    private (Period Days, Money Amount)? Next(AccountHistory history, BillPosting bill, LocalDate limit) =>
        context.Policy.LateRuleOf(bill.Tariff).Next(history, bill, limit, context.Policy.IsHoliday);
}

/// <summary>A day that has not come yet.</summary>
public sealed record DayToCome(LocalDate Day) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.day-to-come";

    /// <inheritdoc/>
    public override string Message => $"{LocalDatePattern.Iso.Format(Day)} has not come yet; give today or an earlier day.";
}

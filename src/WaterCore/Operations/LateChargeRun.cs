using System.Text.Json.Nodes;
using NodaTime;
using WaterCore.Organization;
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
/// <param name="context">What it works with.</param>
public sealed class LateChargeRun(MoneyContext context)
{
    private const int BatchSize = 500;

    /// <summary>Charges all days before a day that are not charged yet.</summary>
    /// <param name="before">The first day that is not charged; null for today. Never after today.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="progress">Told the accounts gone through; may be null.</param>
    /// <param name="cancellationToken">Stops after the batch that is being made.</param>
    public async Task<Result<LateChargeResult>> RunAsync(LocalDate? before, Actor actor, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var limit = before ?? context.Today;
        if (limit > context.Today) return new DayToCome(limit);
        // Credit that waits pays first: nobody is charged for being late with money that is here.
        await new AdvanceRun(context).SettleAsync(actor, cancellationToken).ConfigureAwait(false);
        long after = 0, accounts = 0, charges = 0;
        var amount = Money.Zero(context.Utility.Currency);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using (unit.ConfigureAwait(false))
            {
                var page = await unit.Accounts.PageAsync(after, BatchSize, cancellationToken).ConfigureAwait(false);
                if (page.Count == 0) break;
                var act = await MoneyAct.BeginAsync(context, unit, actor, cancellationToken).ConfigureAwait(false);
                if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
                // Looked at first: only accounts that get a charge are taken for this unit.
                var late = (await unit.Accounts.HistoriesAsync([.. page.Select(a => a.Id)], context.Utility.Currency, cancellationToken).ConfigureAwait(false))
                    .Where(h => h.Bills.Any(b => Next(h, b, limit) is not null)).Select(h => h.Account).ToList();
                var made = late.Count == 0 ? [] : await ChargeAsync(act, late, limit, cancellationToken).ConfigureAwait(false);
                if (made.Count > 0)
                {
                    var sum = made.Aggregate(Money.Zero(made[0].Amount.Currency), (total, m) => total + m.Amount);
                    var last = page[^1].Id;
                    var summary = new JsonObject { ["before"] = NodaTime.Text.LocalDatePattern.Iso.Format(limit), ["charges"] = made.Count, ["amount"] = sum.ToAmountString() };
                    await act.FinishAsync("late-charges", $"entries {made[0].Id}-{made[^1].Id}", $"accounts to id {last}", summary, null, cancellationToken).ConfigureAwait(false);
                    await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
                    (charges, amount) = (charges + made.Count, amount + sum);
                }
                accounts += page.Count;
                after = page[^1].Id.Value;
            }
            progress?.Report(accounts);
        }
        return new LateChargeResult(limit, accounts, charges, amount);
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
    public override string Message => $"{NodaTime.Text.LocalDatePattern.Iso.Format(Day)} has not come yet; give today or an earlier day.";
}

using System.Text.Json.Nodes;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Lets credit that waits pay what has become open since (预存冲抵).</summary>
/// <param name="context">What it works with.</param>
public sealed class AdvanceRun(MoneyContext context)
{
    private const int BatchSize = 500;

    /// <summary>Goes through all accounts with credit; returns what was paid.</summary>
    public async Task<Money> SettleAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Id<Customers.Account>> accounts;
        var look = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (look.ConfigureAwait(false)) accounts = await look.Accounts.WithCreditAsync(cancellationToken).ConfigureAwait(false);
        var paid = Money.Zero(context.Utility.Currency);
        foreach (var batch in accounts.Chunk(BatchSize))
        {
            var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            var act = new MoneyAct(context, unit, actor);
            if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is not null) return paid;
            var histories = await act.LockAsync(batch, cancellationToken).ConfigureAwait(false);
            var first = act.NextId();
            var shares = histories.SelectMany(h => act.Share(h)).ToList();
            if (shares.Count == 0) continue;
            var sum = shares.Aggregate(Money.Zero(shares[0].Amount.Currency), (total, s) => total + s.Amount);
            await act.FinishAsync(
                "advance.settled", $"from {first + 1}", $"accounts id {batch[0]} to {batch[^1]}",
                new JsonObject { ["allocations"] = shares.Count, ["amount"] = sum.ToAmountString() }, null, cancellationToken, tell: false).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            paid += sum;
        }
        return paid;
    }
}

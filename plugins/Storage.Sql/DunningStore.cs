using NodaTime;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class DunningStore(SqlUnit unit) : IDunningStore
{
    public ValueTask AddAsync(Hold hold, CancellationToken cancellationToken = default) => unit.AddAsync(
        "account_hold", ["id", "account", "kind", "from_day", "until_day", "service_point", "period_from", "revision", "amount", "currency", "reason", "maker"], [hold],
        static (row, h) => row.Add(h.Id.Value).Add(h.Account.Value).Add((long)h.Kind).Add(h.From).Add(h.Until)
            .Add(h.Bill?.ServicePoint.Value).Add(h.Bill?.From).Add((long?)h.Bill?.Revision).Add(h.Amount?.Minor).AddOrNull(h.Amount?.Currency.Code).Add(h.Reason).Add(h.Maker), cancellationToken);

    public ValueTask AddAsync(Id<Hold> hold, InstalmentPlan plan, CancellationToken cancellationToken = default) => unit.AddAsync(
        "instalment", ["hold", "part", "due_day", "amount"], plan.Parts.Select((p, i) => (Hold: hold.Value, Part: i + 1L, p.Due, p.Amount)).ToList(),
        static (row, p) => row.Add(p.Hold).Add(p.Part).Add(p.Due).Add(p.Amount.Minor), cancellationToken);

    public ValueTask EndAsync(Id<Hold> hold, LocalDate day, CancellationToken cancellationToken = default) => unit.AddAsync(
        "account_hold_end", ["hold", "day"], [(hold, day)], static (row, e) => row.Add(e.hold.Value).Add(e.day), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<DunningTaken> taken, CancellationToken cancellationToken = default) => unit.AddAsync(
        "dunning_step", ["account", "day", "step", "action", "amount", "currency"], taken,
        static (row, t) => row.Add(t.Account.Value).Add(t.Day).Add(t.Step).Add((long)t.Action).Add(t.Amount.Minor).Add(t.Amount.Currency.Code), cancellationToken);

    public async ValueTask<ILookup<Id<Account>, DunningTaken>> TakenAsync(IReadOnlyList<Id<Account>> accounts, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        $"select account, day, step, action, amount, currency from dunning_step where {unit.IsIn("account", "accounts")} order by sequence",
        new { accounts = unit.List(accounts.Select(a => a.Value)) },
        static row =>
        {
            var (account, day) = (new Id<Account>(row.Long()), row.Day());
            return new DunningTaken(account, row.Text(), (DunningAction)row.Int(), day, new Money(row.Long(), Codes.Currency(row.Text())));
        }, cancellationToken).ConfigureAwait(false)).ToLookup(t => t.Account);
}

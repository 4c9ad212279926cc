using NodaTime;
using WaterCore.Billing;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class CashStore(SqlUnit unit) : ICashStore
{
    public async ValueTask<long> ExpectedMinorAsync(string drawer, LocalDate day, CancellationToken cancellationToken = default)
    {
        var ledger = "cash." + drawer;
        // Whoever counts the drawer to close it has it alone.
        await unit.TurnAsync(ledger, cancellationToken).ConfigureAwait(false);
        // What lies in it is from whoever came, of any branch.
        return await unit.BeyondScopeAsync("select coalesce(-sum(amount), 0) from account_entry where ledger = @ledger and day = @day", new { ledger, day }, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<DrawerClose?> FindCloseAsync(string drawer, LocalDate day, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select drawer, day, currency, expected, counted, at, cashier from drawer_close where drawer = @drawer and day = @day", new { drawer, day },
        static row =>
        {
            var (name, on, currency) = (row.Text(), row.Day(), Codes.Currency(row.Text()));
            return new DrawerClose(name, on, new Money(row.Long(), currency), new Money(row.Long(), currency), row.At(), row.Text());
        }, cancellationToken);

    public ValueTask AddAsync(DrawerClose close, CancellationToken cancellationToken = default) => unit.AddAsync(
        "drawer_close", ["drawer", "day", "expected", "counted", "currency", "at", "cashier"], [close],
        static (row, c) => row.Add(c.Drawer).Add(c.Day).Add(c.Expected.Minor).Add(c.Counted.Minor).Add(c.Counted.Currency.Code).Add(c.At).Add(c.Cashier), cancellationToken);

    public async ValueTask<LocalDate?> OpenFromAsync(CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        "select max(before_day) from period_close", null, static row => row.DayOrNull(), cancellationToken).ConfigureAwait(false))[0];

    public ValueTask CloseAsync(LocalDate before, Instant at, CancellationToken cancellationToken = default) => unit.AddAsync(
        "period_close", ["before_day", "at"], [(before, at)], static (row, p) => row.Add(p.before).Add(p.at), cancellationToken);

    public ValueTask PutAsync(DebitMandate mandate, CancellationToken cancellationToken = default) => unit.AddAsync(
        "debit_mandate", ["account", "agreement", "from_day"], [mandate], static (row, m) => row.Add(m.Account.Value).Add(m.Agreement).Add(m.From), cancellationToken,
        "on conflict (account) do update set agreement = excluded.agreement, from_day = excluded.from_day");

    public ValueTask<IReadOnlyList<DebitMandate>> MandatesAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select account, agreement, from_day from debit_mandate m where m.account > 0{unit.AndOf("m.account")} order by account", null, static row => new DebitMandate(new(row.Long()), row.Text(), row.Day()), cancellationToken);

    public async ValueTask AddAsync(BankBatch batch, CancellationToken cancellationToken = default)
    {
        await unit.AddAsync("bank_batch", ["number", "day", "at"], [batch], static (row, b) => row.Add(b.Number).Add(b.Day).Add(b.At), cancellationToken).ConfigureAwait(false);
        await unit.AddAsync(
            "bank_batch_line", ["batch", "line", "account", "service_point", "period_from", "revision", "agreement", "amount", "currency"], batch.Lines,
            (row, l) => row.Add(batch.Number).Add(l.Line).Add(l.Bill.Account.Value).Add(l.Bill.ServicePoint.Value).Add(l.Bill.From).Add(l.Bill.Revision)
                .Add(l.Agreement).Add(l.Amount.Minor).Add(l.Amount.Currency.Code), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<BankBatch?> FindBatchAsync(string number, CancellationToken cancellationToken = default)
    {
        var batch = await unit.FindAsync(
            "select number, day, at from bank_batch where number = @number", new { number }, static row => new BankBatch(row.Text(), row.Day(), row.At(), []), cancellationToken).ConfigureAwait(false);
        return batch is null ? null : batch with
        {
            Lines = await unit.QueryAsync(
                "select line, account, service_point, period_from, revision, agreement, amount, currency from bank_batch_line where batch = @number order by line", new { number },
                static row => new BankBatchLine(row.Int(), AccountStore.ReadKey(row), row.Text(), new Money(row.Long(), Codes.Currency(row.Text()))), cancellationToken).ConfigureAwait(false),
        };
    }

    public async ValueTask<IReadOnlySet<BillKey>> UnderWayAsync(CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        """
        select l.account, l.service_point, l.period_from, l.revision from bank_batch_line l
        where not exists (select 1 from bank_return r where r.batch = l.batch)
        """, null, AccountStore.ReadKey, cancellationToken).ConfigureAwait(false)).ToHashSet();

    public async ValueTask AddReturnAsync(string batch, Instant at, IReadOnlyList<BankReturnLine> lines, CancellationToken cancellationToken = default)
    {
        await unit.AddAsync("bank_return", ["batch", "at"], [(batch, at)], static (row, r) => row.Add(r.batch).Add(r.at), cancellationToken).ConfigureAwait(false);
        await unit.AddAsync(
            "bank_return_line", ["batch", "line", "code", "message"], lines, (row, l) => row.Add(batch).Add(l.Line).Add(l.Code).Add(l.Message), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<(Payment Payment, Money Amount)>> PaymentsOfAsync(string channel, LocalDate day, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select p.entry, p.channel, p.reference, p.tender, p.drawer, p.receipt_branch, p.receipt_year, p.receipt_number, -e.amount, e.currency
        from payment p join account_entry e on e.id = p.entry
        where p.channel = @channel and e.day = @day and not exists (select 1 from account_entry r where r.corrects = e.id and r.kind = 5){unit.AndOf("e.account")}
        order by p.reference
        """, new { channel, day }, static row => (AccountStore.ReadPayment(row), new Money(row.Long(), Codes.Currency(row.Text()))), cancellationToken);
}

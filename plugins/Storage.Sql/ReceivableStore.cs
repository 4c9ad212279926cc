using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class ReceivableStore(SqlUnit unit) : IReceivableStore
{
    public async ValueTask PostAsync(Journal journal, CancellationToken cancellationToken = default)
    {
        // Lines before their journal: the database checks the balance when the journal comes, and takes no line after it.
        await unit.AddLaterAsync(
            "journal_line", ["journal", "line", "ledger", "amount", "currency"], journal.Lines.Index().ToList(),
            (row, line) => row.Add(journal.Id.Value).Add(line.Index).Add(line.Item.Ledger).Add(line.Item.Amount.Minor).Add(line.Item.Amount.Currency.Code),
            cancellationToken).ConfigureAwait(false);
        await unit.AddLaterAsync(
            "journal", ["id", "day", "source"], [journal], static (row, j) => row.Add(j.Id.Value).Add(j.Day).Add(j.Source), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<JournalLine>> TrialBalanceAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        "select ledger, sum(amount), currency from journal_line group by ledger, currency order by ledger, currency", null,
        static row => new JournalLine(row.Text(), new Money(row.Long(), Codes.Currency(row.Text()))), cancellationToken);

    public ValueTask<IReadOnlyList<string>> UnbalancedAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        """
        select j.source from journal j
        where exists (select 1 from journal_line l where l.journal = j.id group by l.currency having sum(l.amount) <> 0)
           or not exists (select 1 from journal_line l where l.journal = j.id)
        order by j.id
        """, null, static row => row.Text(), cancellationToken);
}

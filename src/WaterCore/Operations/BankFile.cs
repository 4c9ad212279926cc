using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What a returned batch brought.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Paid">Debits that were paid.</param>
/// <param name="Failed">Debits that were not; their bills stay open.</param>
/// <param name="Amount">What came in.</param>
/// <param name="Repeated">True when it had come back before, and nothing was done now.</param>
public sealed record BankReturnTaken(string Batch, int Paid, int Failed, Money Amount, bool Repeated);

/// <summary>A payment that the bank and we do not have alike.</summary>
/// <param name="Reference">The channel's number.</param>
/// <param name="Problem">What is different.</param>
public sealed record ReconciliationDifference(string Reference, string Problem);

/// <summary>
/// Debits through a bank: batches out and back (送盘, 回盘), and the daily file against which payments are checked (对账). UTF-8 text, fields separated by <c>|</c>,
/// amounts in minor units; the fields are those of one deployment's public document.
/// </summary>
/// <param name="context">What it works with.</param>
public sealed class BankFile(MoneyContext context)
{
    /// <summary>The channel of payments that batches bring.</summary>
    public const string Channel = "bank-debit";

    /// <summary>Notes that an account's bills are debited from its bank.</summary>
    public async Task<Result<DebitMandate>> MandateAsync(string number, string agreement, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        var act = new MoneyAct(context, unit, actor);
        var mandate = new DebitMandate(account.Id, agreement, act.Today);
        await unit.Cash.PutAsync(mandate, cancellationToken).ConfigureAwait(false);
        await act.FinishAsync("mandate.set", "", $"account {number}", new JsonObject { ["agreement"] = agreement }, null, cancellationToken, tell: false).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return mandate;
    }

    /// <summary>Makes a batch of what is open of bills of accounts with a mandate; null when there is nothing to send.</summary>
    /// <remarks>A bill in a batch that has not come back is not sent again: nobody knows yet whether it is paid.</remarks>
    public Task<(BankBatch Batch, string Text)?> SendAsync(Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => SendOnceAsync(actor, cancellationToken));

    private async Task<(BankBatch Batch, string Text)?> SendOnceAsync(Actor actor, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        var underWay = await unit.Cash.UnderWayAsync(cancellationToken).ConfigureAwait(false);
        var mandates = await unit.Cash.MandatesAsync(cancellationToken).ConfigureAwait(false);
        var lines = new List<BankBatchLine>();
        foreach (var some in mandates.Chunk(500))
        {
            var histories = await act.LockAsync([.. some.Select(m => m.Account)], cancellationToken).ConfigureAwait(false);
            foreach (var (mandate, history) in some.Zip(histories))
                foreach (var charge in history.OpenOn(act.Today))
                    if (charge.Charge.Bill is { } bill && charge.Open.Minor > 0 && !underWay.Contains(bill) && lines.Count < BankBatch.MaxLines)
                        lines.Add(new BankBatchLine(lines.Count + 1, bill, mandate.Agreement, charge.Open));
        }
        if (lines.Count == 0) return null;
        // Numbered by what is there and not by the clock, which may stand still.
        string number;
        var n = 1;
        do number = string.Create(CultureInfo.InvariantCulture, $"WC{act.Today:yyyyMMdd}-{n++}");
        while (await unit.Cash.FindBatchAsync(number, cancellationToken).ConfigureAwait(false) is not null);
        var batch = new BankBatch(number, act.Today, act.Now, lines);
        await unit.Cash.AddAsync(batch, cancellationToken).ConfigureAwait(false);
        var numbers = new Dictionary<Id<Account>, Account>();
        foreach (var id in lines.Select(l => l.Bill.Account).Distinct()) numbers[id] = (await unit.Customers.FindAccountAsync(id, cancellationToken).ConfigureAwait(false))!;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{batch.Number}|{lines.Count}|{lines.Sum(l => l.Amount.Minor)}\n");
        foreach (var l in lines) text.Append(CultureInfo.InvariantCulture, $"{l.Line}|{Key(l.Bill, numbers[l.Bill.Account])}|{l.Agreement}|{l.Amount.Minor}\n");
        var after = new JsonObject { ["count"] = lines.Count, ["amount"] = lines.Sum(l => l.Amount.Minor) };
        await act.FinishAsync("bank.sent", batch.Number, $"batch {batch.Number}", after, null, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (batch, text.ToString());
    }

    /// <summary>Takes a returned batch: <c>number|total|paid|failed</c>, then <c>line|bill|code|message</c> for every line; code 0 is paid. Whole or not at all, once.</summary>
    public Task<Result<BankReturnTaken>> TakeReturnAsync(string file, string text, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => TakeReturnOnceAsync(file, text, actor, cancellationToken));

    private async Task<Result<BankReturnTaken>> TakeReturnOnceAsync(string file, string text, Actor actor, CancellationToken cancellationToken)
    {
        var rows = Rows(text);
        if (rows.Count == 0 || rows[0].Length != 4 || !Whole(rows[0][1], out var total) || !Whole(rows[0][2], out var paid) || !Whole(rows[0][3], out var failed))
            return new BankFileRefused(file, 1, "the first line is not number|total|paid|failed", "ask the bank for the file again");
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        if (await unit.Cash.FindBatchAsync(rows[0][0], cancellationToken).ConfigureAwait(false) is not { } batch)
            return new BankFileRefused(file, 1, $"no batch {rows[0][0]} was sent", "check that the file is ours");
        if (await OnceOnly.FindAsync(unit, "bank-return", batch.Number, text, cancellationToken).ConfigureAwait(false) is { } known)
            return known.IsOk ? new BankReturnTaken(batch.Number, (int)paid, (int)failed, Money.Zero(context.Utility.Currency), true) : known.Fault;
        if (total != batch.Lines.Count || rows.Count - 1 != total || paid + failed != total)
            return new BankFileRefused(file, 1, $"the batch has {batch.Lines.Count} lines and the file {rows.Count - 1}, of which it counts {paid} + {failed}", "ask the bank for the whole file");
        var returned = new List<BankReturnLine>();
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].Length != 4 || !Whole(rows[i][0], out var line) || line < 1 || line > total || returned.Any(r => r.Line == line))
                return new BankFileRefused(file, i + 1, "the line is not line|bill|code|message, or its number is wrong", "ask the bank for the file again");
            returned.Add(new BankReturnLine((int)line, rows[i][2], rows[i][3]));
        }
        if (returned.Count(r => r.Paid) != paid) return new BankFileRefused(file, 1, $"{paid} are counted as paid and {returned.Count(r => r.Paid)} are", "ask the bank for the file again");

        await unit.Cash.AddReturnAsync(batch.Number, act.Now, returned, cancellationToken).ConfigureAwait(false);
        var amount = Money.Zero(batch.Lines[0].Amount.Currency);
        foreach (var back in returned.Where(r => r.Paid).OrderBy(r => r.Line))
        {
            var line = batch.Lines[back.Line - 1];
            var account = (await unit.Customers.FindAccountAsync(line.Bill.Account, cancellationToken).ConfigureAwait(false))!;
            var taken = await PaymentDesk.TakeAsync(act, new PaymentRequest
            {
                Account = account.Number, Amount = line.Amount, Channel = Channel, Reference = string.Create(CultureInfo.InvariantCulture, $"{batch.Number}/{line.Line}"), Tender = "direct-debit", Bill = line.Bill,
            }, cancellationToken).ConfigureAwait(false);
            if (!taken.IsOk) return taken.Fault;
            amount += line.Amount;
        }
        await OnceOnly.KeepAsync(act, "bank-return", batch.Number, text, "{}", cancellationToken).ConfigureAwait(false);
        var after = new JsonObject { ["paid"] = paid, ["failed"] = failed, ["amount"] = amount.ToAmountString() };
        await act.FinishAsync("bank.returned", batch.Number, $"batch {batch.Number}", after, null, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new BankReturnTaken(batch.Number, (int)paid, (int)failed, amount, false);
    }

    /// <summary>
    /// Holds a daily file against the payments of a channel: <c>count|total</c>, then <c>date|serial|customer|amount|channel|type</c>. The file's name is <c>COMPANY_yyyymmdd.txt</c>.
    /// Reports and changes nothing.
    /// </summary>
    public async Task<Result<IReadOnlyList<ReconciliationDifference>>> ReconcileAsync(string file, string text, string channel, CancellationToken cancellationToken = default)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var day = LocalDatePattern.CreateWithInvariantCulture("yyyyMMdd").Parse(stem[(stem.LastIndexOf('_') + 1)..]);
        if (!day.Success || !stem.Contains('_', StringComparison.Ordinal)) return new BankFileRefused(file, 0, "the name is not COMPANY_yyyymmdd.txt", "rename it as the bank sent it");
        var rows = Rows(text);
        if (rows.Count == 0 || rows[0].Length != 2 || !Whole(rows[0][0], out var count) || !Whole(rows[0][1], out var total))
            return new BankFileRefused(file, 1, "the first line is not count|total", "ask the bank for the file again");
        var theirs = new Dictionary<string, (string Account, long Minor)>(StringComparer.Ordinal);
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].Length != 6 || !Whole(rows[i][3], out var minor)) return new BankFileRefused(file, i + 1, "the line is not date|serial|customer|amount|channel|type", "ask the bank for the file again");
            if (!theirs.TryAdd(rows[i][1], (rows[i][2], minor))) return new BankFileRefused(file, i + 1, $"serial {rows[i][1]} stands there twice", "ask the bank which one holds");
        }
        if (theirs.Count != count || theirs.Values.Sum(t => t.Minor) != total) return new BankFileRefused(file, 1, "count or total do not fit the lines", "ask the bank for the whole file");

        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var ours = await unit.Cash.PaymentsOfAsync(channel, day.Value, cancellationToken).ConfigureAwait(false);
        var differences = new List<ReconciliationDifference>();
        foreach (var (payment, amount) in ours)
        {
            if (!theirs.Remove(payment.Reference, out var other)) differences.Add(new(payment.Reference, $"we have {amount}, the file does not have it"));
            else if (other.Minor != amount.Minor) differences.Add(new(payment.Reference, $"we have {amount}, the file {new Money(other.Minor, amount.Currency)}"));
        }
        foreach (var (reference, (account, minor)) in theirs)
        {
            var elsewhere = await unit.Accounts.FindPaymentAsync(channel, reference, cancellationToken).ConfigureAwait(false);
            var problem = elsewhere is null ? "we do not have it; take it with pay" : "we have it on another day, or it was reversed";
            differences.Add(new(reference, $"the file has {new Money(minor, context.Utility.Currency)} of account {account}, {problem}"));
        }
        return differences.OrderBy(d => d.Reference, StringComparer.Ordinal).ToList();
    }

    private static string Key(BillKey bill, Account account) =>
        string.Create(CultureInfo.InvariantCulture, $"{account.Number}-{bill.From:yyyyMMdd}{(bill.Revision > 0 ? $"r{bill.Revision}" : "")}");

    private static List<string[]> Rows(string text) => [.. text.Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0).Select(l => l.Split('|'))];

    private static bool Whole(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

using LocalDate = NodaTime.LocalDate;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

internal sealed class AccountStore(SqlUnit unit) : IAccountStore
{
    private const string EntryColumns = "id, account, kind, amount, currency, day, at, ledger, corrects, service_point, period_from, revision, reason, maker, approver";
    private const string AllocationColumns = "id, account, credit, charge, service_point, period_from, revision, amount, currency, day, at, releases";
    private const string PaymentColumns = "entry, channel, reference, tender, drawer, receipt_branch, receipt_year, receipt_number";
    private const string CorrectionColumns =
        "account, service_point, period_from, cancelled_revision, revision, difference, currency, closing_index, volume_by_decision, day, at, reason, maker, approver";

    private const string LastId =
        """
        select coalesce(max(last), 0) from (
            select max(id) as last from account_entry union all select max(id) from allocation union all select max(id) from account_hold) ids
        """;

    private string OfScope => unit.Scope.IsAll ? "" : $" and exists (select 1 from account_entry e where e.id = payment.entry{unit.AndOf("e.account")})";

    public async ValueTask LockAsync(IReadOnlyCollection<Id<Account>> accounts, CancellationToken cancellationToken = default) => await unit.AddAsync(
        "account_version", ["account", "version"], accounts.Distinct().Order().ToList(), static (row, a) => row.Add(a.Value).Add(1), cancellationToken,
        "on conflict (account) do update set version = account_version.version + 1").ConfigureAwait(false);

    public async ValueTask<long> NextIdAsync(CancellationToken cancellationToken = default) => 1 + await unit.BeyondScopeAsync(LastId, null, cancellationToken).ConfigureAwait(false);

    public ValueTask<IdBlock> TakeIdsAsync(long count, CancellationToken cancellationToken = default) => unit.TakeIdsAsync(LastId, count, cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<AccountEntry> entries, CancellationToken cancellationToken = default) => unit.AddLaterAsync(
        "account_entry", EntryColumns.Split(", "), entries,
        static (row, e) => row.Add(e.Id.Value).Add(e.Account.Value).Add((long)e.Kind).Add(e.Amount.Minor).Add(e.Amount.Currency.Code).Add(e.Day).Add(e.At).Add(e.Ledger)
            .Add(e.Corrects?.Value).Add(e.Bill?.ServicePoint.Value).Add(e.Bill?.From).Add((long?)e.Bill?.Revision).AddOrNull(e.Reason).Add(e.Maker).AddOrNull(e.Approver), cancellationToken);

    public ValueTask AddAsync(Payment payment, CancellationToken cancellationToken = default) => unit.AddLaterAsync(
        "payment", PaymentColumns.Split(", "), [payment],
        static (row, p) => row.Add(p.Entry.Value).Add(p.Channel).Add(p.Reference).Add(p.Tender).AddOrNull(p.Drawer).Add(p.Receipt.Branch).Add(p.Receipt.Year).Add(p.Receipt.Number), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<Allocation> allocations, CancellationToken cancellationToken = default) => unit.AddLaterAsync(
        "allocation", AllocationColumns.Split(", "), allocations,
        static (row, a) => row.Add(a.Id.Value).Add(a.Account.Value).Add(a.Credit.Value).Add(a.Charge.Entry?.Value)
            .Add(a.Charge.Bill?.ServicePoint.Value).Add(a.Charge.Bill?.From).Add((long?)a.Charge.Bill?.Revision)
            .Add(a.Amount.Minor).Add(a.Amount.Currency.Code).Add(a.Day).Add(a.At).Add(a.Releases?.Value), cancellationToken);

    public ValueTask AddAsync(IReadOnlyList<LateWindow> windows, CancellationToken cancellationToken = default) => unit.AddAsync(
        "late_window", ["entry", "account", "service_point", "period_from", "revision", "rule", "from_day", "to_day"], windows,
        static (row, w) => row.Add(w.Entry.Value).Add(w.Bill.Account.Value).Add(w.Bill.ServicePoint.Value).Add(w.Bill.From).Add(w.Bill.Revision).Add(w.Rule).Add(w.Days.From).Add(w.Days.To), cancellationToken);

    public ValueTask CancelAsync(BillCorrection correction, CancellationToken cancellationToken = default) => unit.AddAsync(
        "bill_cancellation", ["account", "service_point", "period_from", "revision", "cancelled_at", "reason"], [correction],
        static (row, c) => row.Add(c.Cancelled.Account.Value).Add(c.Cancelled.ServicePoint.Value).Add(c.Cancelled.From).Add(c.Cancelled.Revision).Add(c.At).Add(c.Reason), cancellationToken);

    public ValueTask AddAsync(BillCorrection correction, CancellationToken cancellationToken = default) => unit.AddAsync(
        "bill_correction", CorrectionColumns.Split(", "), [correction],
        static (row, c) => row.Add(c.Cancelled.Account.Value).Add(c.Cancelled.ServicePoint.Value).Add(c.Cancelled.From).Add(c.Cancelled.Revision).Add((long?)c.Revision)
            .Add(c.Difference.Minor).Add(c.Difference.Currency.Code).Add(c.ClosingIndex).Add(c.VolumeByDecision).Add(c.Day).Add(c.At).Add(c.Reason).Add(c.Maker).AddOrNull(c.Approver), cancellationToken);

    public ValueTask<BillCorrection?> FindCorrectionAsync(BillKey key, CancellationToken cancellationToken = default) => unit.FindAsync(
        $"select {CorrectionColumns} from bill_correction where account = @account and service_point = @servicePoint and period_from = @from and revision = @revision{unit.AndOf("bill_correction.account")}",
        new { account = key.Account.Value, servicePoint = key.ServicePoint.Value, from = key.From, revision = key.Revision },
        static row => new BillCorrection
        {
            Cancelled = new BillKey(new(row.Long()), new(row.Long()), row.Day(), row.Int()), Revision = row.IntOrNull(),
            Difference = new Money(row.Long(), Codes.Currency(row.Text())), ClosingIndex = row.LongOrNull(), VolumeByDecision = row.Long(), Day = row.Day(), At = row.At(),
            Reason = row.Text(), Maker = row.Text(), Approver = row.TextOrNull(),
        }, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<BillKey, LocalDate>> CancelledAsync(CancellationToken cancellationToken = default) =>
        (await unit.QueryAsync(
            $"""
            select c.account, c.service_point, c.period_from, c.revision, coalesce(x.day, {unit.DayOf("c.cancelled_at")})
            from bill_cancellation c
            left join bill_correction x on x.account = c.account and x.service_point = c.service_point and x.period_from = c.period_from and x.cancelled_revision = c.revision
            where c.account > 0{unit.AndOf("c.account")}
            """, null, static row => (Key: ReadKey(row), Day: row.Day()), cancellationToken).ConfigureAwait(false)).ToDictionary(c => c.Key, c => c.Day);

    public async ValueTask<IReadOnlyList<AccountHistory>> HistoriesAsync(IReadOnlyList<Id<Account>> accounts, Currency currency, CancellationToken cancellationToken = default)
    {
        // One is compared, not looked for in a list: a plan for a list is for ten, and made anew each time because it costs more than one for what there is.
        var one = accounts.Count == 1;
        object arguments = one ? new { account = accounts[0].Value } : new { accounts = unit.List(accounts.Select(a => a.Value)) };
        string IsAsked(string column) => one ? $"{column} = @account" : unit.IsIn(column, "accounts");
        var bills = new SqlQuestion<BillPosting>(
            $"""
            select b.account, b.service_point, b.period_from, b.revision, b.period_to, b.tariff, b.issued_on, b.total, b.currency, coalesce(x.day, {unit.DayOf("c.cancelled_at")})
            from bill b
            left join bill_cancellation c on c.account = b.account and c.service_point = b.service_point and c.period_from = b.period_from and c.revision = b.revision
            left join bill_correction x on x.account = b.account and x.service_point = b.service_point and x.period_from = b.period_from and x.cancelled_revision = b.revision
            where {IsAsked("b.account")}{unit.AndOf("b.account")}
            order by b.account, b.service_point, b.period_from, b.revision
            """, static row => new BillPosting
            {
                Key = ReadKey(row), To = row.Day(), Tariff = row.Text(), IssuedOn = row.Day(), Total = new Money(row.Long(), Codes.Currency(row.Text())), CancelledOn = row.DayOrNull(),
            });
        var entries = new SqlQuestion<AccountEntry>($"select {EntryColumns} from account_entry where {IsAsked("account")}{unit.AndOf("account_entry.account")} order by account, id", ReadEntry);
        var allocations = new SqlQuestion<Allocation>($"select {AllocationColumns} from allocation where {IsAsked("account")}{unit.AndOf("allocation.account")} order by account, id", ReadAllocation);
        var windows = new SqlQuestion<LateWindow>(
            $"select entry, account, service_point, period_from, revision, rule, from_day, to_day from late_window where {IsAsked("account")}{unit.AndOf("late_window.account")} order by account, entry",
            static row => new LateWindow(new(row.Long()), ReadKey(row), row.Text(), new Period(row.Day(), row.Day())));
        var holds = new SqlQuestion<Hold>(
            $"""
            select h.id, h.account, h.kind, h.from_day, h.until_day, e.day, h.service_point, h.period_from, h.revision, h.amount, h.currency, h.reason, h.maker
            from account_hold h left join account_hold_end e on e.hold = h.id
            where {IsAsked("h.account")}{unit.AndOf("h.account")} order by h.account, h.id
            """, ReadHold);
        await unit.AnswerAsync(arguments, [bills, entries, allocations, windows, holds], cancellationToken).ConfigureAwait(false);
        var (billsOf, entriesOf, allocationsOf) = (bills.Rows.ToLookup(b => b.Key.Account), entries.Rows.ToLookup(e => e.Account), allocations.Rows.ToLookup(a => a.Account));
        var (windowsOf, holdsOf) = (windows.Rows.ToLookup(w => w.Bill.Account), holds.Rows.ToLookup(h => h.Account));
        var plans = holds.Rows.Any(h => h.Kind == HoldKind.Instalments)
            ? (await unit.QueryAsync(
                $"select i.hold, i.due_day, i.amount, h.currency from instalment i join account_hold h on h.id = i.hold where {IsAsked("h.account")}{unit.AndOf("h.account")} order by i.hold, i.part", arguments,
                static row => (Hold: row.Long(), Part: (row.Day(), new Money(row.Long(), Codes.Currency(row.Text())))), cancellationToken).ConfigureAwait(false)).ToLookup(p => p.Hold, p => p.Part)
            : null;
        return [.. accounts.Select(a =>
        {
            var own = billsOf[a].ToList();
            var ownEntries = entriesOf[a].ToList();
            return new AccountHistory
            {
                Account = a, Bills = own, Entries = ownEntries, Allocations = [.. allocationsOf[a]], LateWindows = [.. windowsOf[a]], Holds = [.. holdsOf[a].Select(h => plans?[h.Id.Value] is { } parts && parts.Any() ? h with { Plan = new InstalmentPlan([.. parts]) } : h)],
                Currency = own.Count > 0 ? own[0].Total.Currency : ownEntries.Count > 0 ? ownEntries[0].Amount.Currency : currency,
            };
        })];
    }

    public ValueTask<IReadOnlyList<Account>> PageAsync(long after, int limit, CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"select {CustomerStore.AccountColumns} from account a where a.id > @after{unit.And("a.branch")} order by a.id limit @limit", new { after, limit }, CustomerStore.ReadAccount, cancellationToken);

    public ValueTask<Payment?> FindPaymentAsync(string channel, string reference, CancellationToken cancellationToken = default) => unit.FindAsync(
        $"select {PaymentColumns} from payment where channel = @channel and reference = @reference{OfScope}", new { channel, reference }, ReadPayment, cancellationToken);

    public ValueTask<Payment?> FindPaymentAsync(Id<AccountEntry> entry, CancellationToken cancellationToken = default) => unit.FindAsync(
        $"select {PaymentColumns} from payment where entry = @entry{OfScope}", new { entry = entry.Value }, ReadPayment, cancellationToken);

    public ValueTask<Payment?> FindPaymentAsync(Receipt receipt, CancellationToken cancellationToken = default) => unit.FindAsync(
        $"select {PaymentColumns} from payment where receipt_branch = @branch and receipt_year = @year and receipt_number = @number{OfScope}",
        new { branch = receipt.Branch, year = receipt.Year, number = receipt.Number }, ReadPayment, cancellationToken);

    public IAsyncEnumerable<(Payment Payment, AccountEntry Entry)> ReceiptsAsync(Period days, CancellationToken cancellationToken = default) => unit.StreamAsync(
        $"""
        select p.{PaymentColumns.Replace(", ", ", p.", StringComparison.Ordinal)}, e.{EntryColumns.Replace(", ", ", e.", StringComparison.Ordinal)}
        from account_entry e
        join payment p on p.entry = case when e.kind = 5 then e.corrects else e.id end
        where e.kind in (1, 5) and e.day >= @from and e.day < @to{unit.AndOf("e.account")}
        order by e.id
        """,
        static row => (ReadPayment(row), ReadEntry(row)), cancellationToken, new { from = days.From, to = days.To });

    public ValueTask<AccountEntry?> FindEntryAsync(Id<AccountEntry> id, CancellationToken cancellationToken = default) => unit.FindAsync(
        $"select {EntryColumns} from account_entry where id = @id{unit.AndOf("account_entry.account")}", new { id = id.Value }, ReadEntry, cancellationToken);

    public async ValueTask<int> LastReceiptAsync(string branch, int year, CancellationToken cancellationToken = default)
    {
        // Numbers have no gap, so the next one is known only when the change that has the last one is over.
        await unit.PreferIndexesAsync(cancellationToken).ConfigureAwait(false);
        await unit.TurnAsync($"receipt {branch} {year}", cancellationToken).ConfigureAwait(false);
        return (int)await unit.BeyondScopeAsync(
            "select coalesce((select receipt_number from payment where receipt_branch = @branch and receipt_year = @year order by receipt_number desc limit 1), 0)", new { branch, year }, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Id<Account>>> WithCreditAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select account from (
            select e.account, -e.amount as credits from account_entry e
            where e.kind in (1, 4, 6) or (e.kind = 3 and e.amount < 0) or (e.kind = 5 and e.amount > 0)
            union all
            select a.account, -a.amount from allocation a) parts
        where account > 0{unit.AndOf("parts.account")}
        group by account having sum(credits) > 0 order by account
        """, null, static row => new Id<Account>(row.Long()), cancellationToken);

    public async ValueTask<int> MultiplierOfAsync(Id<Metering.Reading> reading, CancellationToken cancellationToken = default) => (await unit.QueryAsync(
        "select m.multiplier from reading r join meter m on m.id = r.meter where r.id = @id", new { id = reading.Value }, static row => row.Int(), cancellationToken).ConfigureAwait(false))[0];

    public ValueTask<IReadOnlyList<AccountTotals>> TotalsAsync(CancellationToken cancellationToken = default) => unit.QueryAsync(
        $"""
        select currency, sum(charges), sum(credits) from (
            select b.currency, b.total as charges, 0 as credits from live_bill b where b.account > 0{unit.AndOf("b.account")}
            union all
            select e.currency, e.amount, 0 from account_entry e
            where (e.kind = 2 or (e.kind = 3 and e.amount > 0) or (e.kind = 5 and e.amount < 0)){unit.AndOf("e.account")}
            union all
            select e.currency, 0, -e.amount from account_entry e
            where (e.kind in (1, 4, 6) or (e.kind = 3 and e.amount < 0) or (e.kind = 5 and e.amount > 0)){unit.AndOf("e.account")}
            union all
            select a.currency, -a.amount, -a.amount from allocation a where a.account > 0{unit.AndOf("a.account")}) parts
        group by currency order by currency
        """, null, static row =>
        {
            var currency = Codes.Currency(row.Text());
            return new AccountTotals(currency, new Money(row.Long(), currency), new Money(row.Long(), currency));
        }, cancellationToken);

    public static BillKey ReadKey(RowReader row) => new(new(row.Long()), new(row.Long()), row.Day(), row.Int());

    public static Payment ReadPayment(RowReader row) => new()
    {
        Entry = new(row.Long()), Channel = row.Text(), Reference = row.Text(), Tender = row.Text(), Drawer = row.TextOrNull(), Receipt = new Receipt(row.Text(), row.Int(), row.Int()),
    };

    private static AccountEntry ReadEntry(RowReader row)
    {
        var (id, account) = (row.Long(), row.Long());
        return new()
        {
            Id = new(id), Account = new(account), Kind = (EntryKind)row.Int(), Amount = new Money(row.Long(), Codes.Currency(row.Text())), Day = row.Day(), At = row.At(), Ledger = row.Text(),
            Corrects = row.LongOrNull() is { } corrects ? new(corrects) : null, Bill = BillOrNull(row, account),
            Reason = row.TextOrNull(), Maker = row.Text(), Approver = row.TextOrNull(),
        };
    }

    private static Allocation ReadAllocation(RowReader row)
    {
        var (id, account, credit, charge) = (row.Long(), row.Long(), row.Long(), row.LongOrNull());
        var bill = BillOrNull(row, account);
        return new()
        {
            Id = new(id), Account = new(account), Credit = new(credit), Charge = charge is { } entry ? new ChargeRef(new Id<AccountEntry>(entry)) : new ChargeRef(bill!.Value),
            Amount = new Money(row.Long(), Codes.Currency(row.Text())), Day = row.Day(), At = row.At(), Releases = row.LongOrNull() is { } releases ? new(releases) : null,
        };
    }

    private static Hold ReadHold(RowReader row)
    {
        var (id, account) = (row.Long(), row.Long());
        return new()
        {
            Id = new(id), Account = new(account), Kind = (HoldKind)row.Int(), From = row.Day(), Until = row.Day(), EndedOn = row.DayOrNull(), Bill = BillOrNull(row, account),
            Amount = row.Missing(2) ? null : new Money(row.Long(), Codes.Currency(row.Text())), Reason = row.Text(), Maker = row.Text(),
        };
    }

    private static BillKey? BillOrNull(RowReader row, long account) => row.Missing(3) ? null : new BillKey(new(account), new(row.Long()), row.Day(), row.Int());
}

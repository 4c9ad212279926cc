using System.Globalization;
using System.Runtime.CompilerServices;
using NodaTime;
using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Statistics;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Reads the facts of reports out of one state of the database, and collects what codes are called in both languages on the way.</summary>
internal sealed class ReportFacts(MoneyContext context, IUnitOfWork unit)
{
    private readonly Dictionary<long, string> _numbers = [];
    private readonly Dictionary<(string, int), PublishedCalculator> _calculators = [];

    /// <summary>What the code of a dimension is called.</summary>
    public Dictionary<(string Dimension, string Code), Wording> Labels { get; } = new()
    {
        [("reading", "1-read")] = new("实抄", "read"), [("reading", "2-estimated")] = new("估抄", "estimated"), [("reading", "3-none")] = new("未抄", "not read"),
        [("tender", "cash")] = new("现金", "cash"), [("tender", "card")] = new("银行卡", "card"), [("tender", "transfer")] = new("转账", "transfer"),
        [("channel", "counter")] = new("柜台", "counter"), [("channel", "bank-debit")] = new("银行代扣", "bank debit"), [("channel", "web")] = new("网上", "web"), [("channel", "bank")] = new("银行", "bank"),
        [("paid", "full")] = new("全部", "in full"), [("paid", "part")] = new("部分", "in part"), [("paid", "none")] = new("未缴", "nothing"),
        [("kept", "yes")] = new("是", "yes"), [("kept", "no")] = new("否", "no"),
        [("block", "0")] = new("不分级", "no blocks"),
    };

    /// <summary>How many sources were read, for whoever shows how far it is.</summary>
    public Action<long>? Told { get; init; }

    /// <summary>The facts of some sources, each with its source; sources that come from the same rows are read together.</summary>
    public async IAsyncEnumerable<(FactSource Source, FactRecord Fact)> StreamAsync(IReadOnlyCollection<FactSource> sources, Period days, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await NumbersAsync(cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < context.Policy.Ageing.Bands; i++) Labels[("age", AccountFacts.Band(i))] = Wording.Same(context.Policy.Ageing.Name(i));
        var done = 0L;
        if (sources.Any(s => s == FactSource.Bills || s == FactSource.Lines || s == FactSource.Blocks))
            await foreach (var fact in BillsAsync(sources, days, cancellationToken).ConfigureAwait(false)) { yield return fact; Tell(ref done); }
        if (sources.Contains(FactSource.Receipts))
            await foreach (var fact in ReceiptsAsync(days, cancellationToken).ConfigureAwait(false)) { yield return (FactSource.Receipts, fact); Tell(ref done); }
        if (sources.Any(s => s == FactSource.Arrears || s == FactSource.Dues || s == FactSource.OldDues || s == FactSource.Promises))
            await foreach (var (account, history) in new AccountDesk(context).HistoriesAsync(unit, cancellationToken).ConfigureAwait(false))
            {
                Tell(ref done);
                if (history.Bills.Count == 0 && history.Entries.Count == 0) continue;
                var money = new AccountFacts(account, history, context.Policy, days);
                if (sources.Contains(FactSource.Arrears)) foreach (var fact in money.Arrears()) yield return (FactSource.Arrears, fact);
                if (sources.Contains(FactSource.Dues)) foreach (var fact in money.Dues()) yield return (FactSource.Dues, fact);
                if (sources.Contains(FactSource.OldDues)) foreach (var fact in money.OldDues()) yield return (FactSource.OldDues, fact);
                if (sources.Contains(FactSource.Promises)) foreach (var fact in money.Promises()) yield return (FactSource.Promises, fact);
            }
        if (sources.Contains(FactSource.Readings))
            await foreach (var row in unit.FactsAsync(FactTable.MetersDue, days, cancellationToken).ConfigureAwait(false))
            {
                yield return (FactSource.Readings, new FactRecord([row.Reading switch { Metering.ReadStatus.Read => "1-read", Metering.ReadStatus.Estimated => "2-estimated", _ => "3-none" }, row.AccountNumber, row.Meter], [1]));
                Tell(ref done);
            }
    }

    private void Tell(ref long done)
    {
        if (++done % 5_000 == 0) Told?.Invoke(done);
    }

    private async ValueTask NumbersAsync(CancellationToken cancellationToken)
    {
        if (_numbers.Count > 0) return;
        for (long after = 0; ;)
        {
            var page = await unit.Accounts.PageAsync(after, 5_000, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return;
            foreach (var account in page) _numbers[account.Id.Value] = account.Number;
            after = page[^1].Id.Value;
        }
    }

    private async IAsyncEnumerable<(FactSource, FactRecord)> BillsAsync(IReadOnlyCollection<FactSource> sources, Period days, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (bills, lines, blocks) = (sources.Contains(FactSource.Bills), sources.Contains(FactSource.Lines), sources.Contains(FactSource.Blocks));
        var cancelled = await unit.Accounts.CancelledAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var bill in unit.Bills.IssuedAsync(days, cancellationToken).ConfigureAwait(false))
        {
            if (cancelled.Contains(bill.Key)) continue;
            var calculated = await AgainAsync(bill, cancellationToken).ConfigureAwait(false);
            var useClass = calculated.Case.UseClass;
            var number = _numbers.GetValueOrDefault(bill.Key.Account.Value, "");
            var name = BillNumber(number, bill.Key);
            var month = Month(bill.IssuedOn);
            if (bills) yield return (FactSource.Bills, new FactRecord([useClass, bill.Tariff, month, number, name], [1, bill.Usage.Thousandths, bill.Total.Minor]));
            foreach (var line in calculated.Lines)
            {
                var of = line.UseClass.Length > 0 ? line.UseClass : useClass;
                Labels.TryAdd(("component", line.Code), line.Name);
                if (lines) yield return (FactSource.Lines, new FactRecord([line.Code, of, bill.Tariff, month, number, name], [1, Measured(line), line.Amount.Minor]));
                if (!blocks || line.Code != "water") continue;
                var parts = Parts(line);
                foreach (var (block, volume, amount) in parts)
                    yield return (FactSource.Blocks, new FactRecord([of, block.ToString(CultureInfo.InvariantCulture), bill.Tariff, month, number, name], [1, volume, amount]));
            }
        }
    }

    // The parts of a line by block; the cents that rounding moved go to the last of them, so that the parts add up to the line.
    private static List<(int Block, long Volume, long Minor)> Parts(BillLine line)
    {
        var parts = line.Derivation.Steps.Where(IsVolume).GroupBy(s => s.Block)
            .Select(g => (Block: g.Key, Volume: Whole(g.Aggregate(Rational.Zero, (sum, s) => sum + s.Quantity), 1000), Minor: Whole(g.Aggregate(Rational.Zero, (sum, s) => sum + s.Amount), line.Amount.Currency.MinorPerUnit))).ToList();
        if (parts.Count == 0) return line.Amount.Minor == 0 ? [] : [(0, 0, line.Amount.Minor)];
        parts[^1] = parts[^1] with { Minor = line.Amount.Minor - parts.SkipLast(1).Sum(p => p.Minor) };
        return parts;
    }

    private static long Measured(BillLine line) => Whole(line.Derivation.Steps.Where(IsVolume).Aggregate(Rational.Zero, (sum, s) => sum + s.Quantity), 1000);

    private static bool IsVolume(DerivationStep step) => step.Kind is StepKind.Flat or StepKind.Block or StepKind.Reduced or StepKind.LeastVolume or StepKind.Band;

    private static long Whole(Rational value, long scale) => (long)Rounding.Divide(value.Numerator * scale, value.Denominator, RoundingMode.HalfUp);

    private async ValueTask<CalculatedBill> AgainAsync(Bill bill, CancellationToken cancellationToken)
    {
        if (!_calculators.TryGetValue((bill.Tariff, bill.TariffRevision), out var calculator))
        {
            var published = await unit.Tariffs.FindAsync(bill.Tariff, bill.TariffRevision, cancellationToken).ConfigureAwait(false)
                ?? throw new StorageUnavailableException($"Tariff {bill.Tariff} revision {bill.TariffRevision}, by which bills were made, is gone; run verify.");
            _calculators[(bill.Tariff, bill.TariffRevision)] = calculator = PublishedCalculator.Of(published);
            Labels[("tariff", bill.Tariff)] = calculator.Calculator.Tariff.Name;
            foreach (var (code, useClass) in calculator.Calculator.Tariff.Classes) Labels[("class", code)] = useClass.Name;
        }
        var again = Recalculation.Of(bill, calculator, BillNumber(_numbers.GetValueOrDefault(bill.Key.Account.Value, ""), bill.Key));
        // A report over bills that nobody can explain would be a wrong report.
        return again.IsOk ? again.Value : throw new StorageUnavailableException(again.Fault.Message);
    }

    private async IAsyncEnumerable<FactRecord> ReceiptsAsync(Period days, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (payment, entry) in unit.Accounts.ReceiptsAsync(days, cancellationToken).ConfigureAwait(false))
            yield return new FactRecord(
                [payment.Channel, payment.Tender, payment.Receipt.Branch, LocalDatePattern.Iso.Format(entry.Day), Month(entry.Day), _numbers.GetValueOrDefault(entry.Account.Value, ""), payment.Receipt.ToString()],
                [entry.Kind == EntryKind.Reversal ? -1 : 1, -entry.Amount.Minor]);
    }

    internal static string BillNumber(string account, BillKey key) => string.Create(CultureInfo.InvariantCulture, $"{account}-{key.From:yyyyMMdd}{(key.Revision > 0 ? $"r{key.Revision}" : "")}");

    internal static string Month(LocalDate day) => string.Create(CultureInfo.InvariantCulture, $"{day.Year:0000}-{day.Month:00}");
}

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

internal sealed partial class ReportFacts
{
    private readonly Dictionary<(string, int), PublishedCalculator> _calculators = [];

    private async IAsyncEnumerable<(int Want, FactRecord Fact)> BillsAsync(IReadOnlyList<FactWant> wants, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cancelled = await unit.Accounts.CancelledAsync(cancellationToken).ConfigureAwait(false);
        foreach (var days in wants.Where(w => IsOfBills(w.Source)).Select(w => w.Days).Distinct())
        {
            var places = await PlacesAsync(days, cancellationToken).ConfigureAwait(false);
            int At(FactSource source) => Want(wants, source, days);
            var (bills, lines, blocks) = (At(FactSource.Bills), At(FactSource.Lines), At(FactSource.Blocks));
            await foreach (var (bill, sign, month) in PostedAsync(days, cancelled, cancellationToken).ConfigureAwait(false))
            {
                Tell();
                var place = places.Of(bill.Key.Account);
                var name = BillNumber(place.Number, bill.Key);
                var calculated = await AgainAsync(bill, name, cancellationToken).ConfigureAwait(false);
                var useClass = calculated.Case.UseClass;
                if (bills >= 0) yield return (bills, new FactRecord([useClass, bill.Tariff, place.Area, place.Branch, month, place.Number, name], [sign, sign * bill.Usage.Thousandths, sign * bill.Total.Minor]));
                if (lines < 0 && blocks < 0) continue;
                foreach (var line in calculated.Lines)
                {
                    var of = line.UseClass.Length > 0 ? line.UseClass : useClass;
                    Labels.TryAdd(("component", line.Code), line.Name);
                    if (lines >= 0) yield return (lines, new FactRecord([line.Code, of, bill.Tariff, place.Area, place.Branch, month, place.Number, name], [sign, sign * Measured(line), sign * line.Amount.Minor]));
                    if (blocks < 0 || line.Code != "water") continue;
                    foreach (var (block, volume, amount) in Parts(line))
                        yield return (blocks, new FactRecord([of, block.ToString(CultureInfo.InvariantCulture), bill.Tariff, place.Area, place.Branch, month, place.Number, name], [sign, sign * volume, sign * amount]));
                }
            }
        }
    }

    // As the ledger has them: each bill in the month in which it was issued, and once more, below zero, in the month in which it was cancelled. So a report of days that are over comes out
    // the same whenever it is made again, and months add up. What was issued and cancelled in one month is left out of both.
    private async IAsyncEnumerable<(Bill Bill, long Sign, string Month)> PostedAsync(Period days, IReadOnlyDictionary<BillKey, LocalDate> cancelled, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var bill in unit.Bills.IssuedAsync(days, cancellationToken).ConfigureAwait(false))
            if (!(cancelled.TryGetValue(bill.Key, out var day) && IsWithin(days, bill, day))) yield return (bill, 1, Month(bill.IssuedOn));
        foreach (var (key, day) in cancelled.Where(c => days.Contains(c.Value)).OrderBy(c => c.Key.Account).ThenBy(c => c.Key.ServicePoint).ThenBy(c => c.Key.From).ThenBy(c => c.Key.Revision))
            if (await unit.Bills.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } bill && !IsWithin(days, bill, day)) yield return (bill, -1, Month(day));

        static bool IsWithin(Period days, Bill bill, LocalDate day) => days.Contains(bill.IssuedOn) && days.Contains(day) && (bill.IssuedOn.Year, bill.IssuedOn.Month) == (day.Year, day.Month);
    }

    private async IAsyncEnumerable<(int Want, FactRecord Fact)> ReceiptsAsync(IReadOnlyList<FactWant> wants, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < wants.Count; i++)
        {
            if (wants[i].Source != FactSource.Receipts) continue;
            var places = await PlacesAsync(wants[i].Days, cancellationToken).ConfigureAwait(false);
            await foreach (var (payment, entry) in unit.Accounts.ReceiptsAsync(wants[i].Days, cancellationToken).ConfigureAwait(false))
            {
                Tell();
                var place = places.Of(entry.Account);
                yield return (i, new FactRecord(
                    [payment.Channel, payment.Tender, payment.Receipt.Branch, LocalDatePattern.Iso.Format(entry.Day), Month(entry.Day), place.Class, place.Area, place.Branch, place.Number, payment.Receipt.ToString()],
                    [entry.Kind == EntryKind.Reversal ? -1 : 1, -entry.Amount.Minor]));
            }
        }
    }

    private async IAsyncEnumerable<(int Want, FactRecord Fact)> MoneyAsync(IReadOnlyList<FactWant> wants, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mine = Enumerable.Range(0, wants.Count).Where(i => IsOfHistories(wants[i].Source)).ToList();
        if (mine.Count == 0) yield break;
        var places = new Places[mine.Count];
        for (var i = 0; i < places.Length; i++) places[i] = await PlacesAsync(wants[mine[i]].Days, cancellationToken).ConfigureAwait(false);
        // What happened on an account is read once, for all days that are asked for.
        await foreach (var (account, history) in new AccountDesk(context).HistoriesAsync(unit, cancellationToken).ConfigureAwait(false))
        {
            Tell();
            if (history.Bills.Count == 0 && history.Entries.Count == 0 && history.Holds.Count == 0) continue;
            for (var i = 0; i < places.Length; i++)
            {
                var (source, days) = wants[mine[i]];
                foreach (var fact in new AccountFacts(places[i].Of(account), history, context.Policy, days).Of(source)) yield return (mine[i], fact);
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

    private async ValueTask<CalculatedBill> AgainAsync(Bill bill, string name, CancellationToken cancellationToken)
    {
        if (!_calculators.TryGetValue((bill.Tariff, bill.TariffRevision), out var calculator))
        {
            var published = await unit.Tariffs.FindAsync(bill.Tariff, bill.TariffRevision, cancellationToken).ConfigureAwait(false)
                ?? throw new StorageUnavailableException($"Tariff {bill.Tariff} revision {bill.TariffRevision}, by which bills were made, is gone; run verify.");
            _calculators[(bill.Tariff, bill.TariffRevision)] = calculator = PublishedCalculator.Of(published);
            Labels[("tariff", bill.Tariff)] = calculator.Calculator.Tariff.Name;
            foreach (var (code, useClass) in calculator.Calculator.Tariff.Classes) Labels[("class", code)] = useClass.Name;
        }
        var again = Recalculation.Of(bill, calculator, name);
        // A report over bills that nobody can explain would be a wrong report.
        return again.IsOk ? again.Value : throw new StorageUnavailableException(again.Fault.Message);
    }

    private static bool IsOfBills(FactSource source) => source == FactSource.Bills || source == FactSource.Lines || source == FactSource.Blocks;

    private static bool IsOfHistories(FactSource source) => source == FactSource.Arrears || source == FactSource.Dues || source == FactSource.OldDues || source == FactSource.Promises;
}

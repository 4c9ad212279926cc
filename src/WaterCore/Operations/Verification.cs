using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What does not hold: which rule, of which thing, and how.</summary>
/// <param name="Rule">The rule, such as <c>bill recomputes</c>.</param>
/// <param name="Subject">The thing.</param>
/// <param name="Problem">What was found.</param>
public sealed record VerificationFinding(string Rule, string Subject, string Problem);

/// <summary>What was checked and what does not hold.</summary>
/// <param name="Bills">Bills worked out again.</param>
/// <param name="AuditEntries">Entries of the chain that were followed.</param>
/// <param name="Digest">The digest of all bills.</param>
/// <param name="Findings">What does not hold; at most a hundred are listed.</param>
public sealed record VerificationResult(long Bills, long AuditEntries, string Digest, IReadOnlyList<VerificationFinding> Findings);

/// <summary>Works every bill out again and checks what must hold over the whole database.</summary>
/// <param name="storage">Where everything is kept.</param>
public sealed class Verification(IStorage storage)
{
    private const int MaxFindings = 100;

    /// <summary>Checks everything.</summary>
    /// <param name="progress">Told the number of bills gone through; may be null.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    public async Task<VerificationResult> VerifyAsync(IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var findings = new List<VerificationFinding>();
        void Find(string rule, string subject, string problem)
        {
            if (findings.Count < MaxFindings) findings.Add(new(rule, subject, problem));
        }

        var tariffs = new Dictionary<(string, int), PublishedCalculator?>();
        var totals = new Dictionary<Currency, Money>();
        using var digest = new BillDigest();
        var conservation = await Conservation.BeginAsync(unit, Find, cancellationToken).ConfigureAwait(false);
        long bills = 0;
        Bill? previous = null;
        var cancelled = await unit.Accounts.CancelledAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var bill in unit.Bills.StreamAsync(cancellationToken).ConfigureAwait(false))
        {
            bills++;
            digest.Add(bill);
            await conservation.AddAsync(bill, cancellationToken).ConfigureAwait(false);
            var lives = !cancelled.ContainsKey(bill.Key);
            if (lives) totals[bill.Total.Currency] = totals.TryGetValue(bill.Total.Currency, out var sum) ? sum + bill.Total : bill.Total;
            var subject = $"account id {bill.Key.Account}, from {LocalDatePattern.Iso.Format(bill.Key.From)}";
            if (!tariffs.TryGetValue((bill.Tariff, bill.TariffRevision), out var calculator))
            {
                var published = await unit.Tariffs.FindAsync(bill.Tariff, bill.TariffRevision, cancellationToken).ConfigureAwait(false);
                tariffs[(bill.Tariff, bill.TariffRevision)] = calculator = published is null ? null : PublishedCalculator.Of(published);
            }
            if (calculator is null) Find("bill recomputes", subject, $"tariff {bill.Tariff} revision {bill.TariffRevision} is gone");
            else if (Recalculation.Of(bill, calculator, subject) is var again && !again.IsOk) Find("bill recomputes", subject, again.Fault.Message);
            else if (calculator.Verifier.Refute(bill, again.Value) is { } contradiction) Find("derivation is proven", subject, contradiction);
            if (BillPacking.UnpackLines(bill.Lines.Span).Sum(l => l.Minor) != bill.Total.Minor) Find("lines add up to the bill", subject, $"the lines do not add up to {bill.Total}");
            if (lives && Same(previous, bill) && previous!.To != bill.Key.From) Find("periods tile", subject, $"the bill before ends on {LocalDatePattern.Iso.Format(previous.To)}");
            var reading = await unit.Metering.FindReadingAsync(bill.ClosingReading, cancellationToken).ConfigureAwait(false);
            var corrected = reading is not null && reading.Index != bill.ClosingIndex && bill.Key.Revision > 0
                && (await unit.Accounts.FindCorrectionAsync(bill.Key, cancellationToken).ConfigureAwait(false))?.ClosingIndex == bill.ClosingIndex;
            if (reading is null || (reading.Index != bill.ClosingIndex && !corrected) || reading.Day != bill.To) Find("bill closes on its reading", subject, reading is null ? "its closing reading is gone" : "its closing reading says something else");
            if (lives) previous = bill;
            if (bills % 1000 == 0) progress?.Report(bills);
        }
        await conservation.EndAsync(cancellationToken).ConfigureAwait(false);
        await LedgerAsync(unit, totals, Find, cancellationToken).ConfigureAwait(false);
        await AccountVerification.CheckAsync(unit, Find, cancellationToken).ConfigureAwait(false);
        await WorkVerification.CheckAsync(unit, Find, cancellationToken).ConfigureAwait(false);
        var entries = await AuditAsync(unit, Find, cancellationToken).ConfigureAwait(false);
        progress?.Report(bills);
        return new VerificationResult(bills, entries, digest.Finish(), findings);
    }

    private static bool Same(Bill? a, Bill b) => a is not null && a.Key.Account == b.Key.Account && a.Key.ServicePoint == b.Key.ServicePoint;

    private static async Task LedgerAsync(IUnitOfWork unit, Dictionary<Currency, Money> bills, Action<string, string, string> find, CancellationToken cancellationToken)
    {
        foreach (var source in await unit.Receivables.UnbalancedAsync(cancellationToken).ConfigureAwait(false)) find("journals balance", source, "its lines do not add up to zero");
        var balance = await unit.Receivables.TrialBalanceAsync(cancellationToken).ConfigureAwait(false);
        foreach (var byCurrency in balance.GroupBy(l => l.Amount.Currency))
        {
            var sum = byCurrency.Aggregate(Money.Zero(byCurrency.Key), (a, l) => a + l.Amount);
            if (sum.Minor != 0) find("trial balance is zero", byCurrency.Key.Code, $"it is out by {sum}");
        }
        foreach (var currency in bills.Keys.Except(balance.Select(l => l.Amount.Currency))) find("ledger ties to the bills", currency.Code, $"bills of {bills[currency]} have no journal");
    }

    private static async Task<long> AuditAsync(IUnitOfWork unit, Action<string, string, string> find, CancellationToken cancellationToken)
    {
        long entries = 0;
        async IAsyncEnumerable<ChainedAuditEntry> Counted()
        {
            await foreach (var entry in unit.Audit.StreamAsync(cancellationToken).ConfigureAwait(false))
            {
                entries++;
                yield return entry;
            }
        }
        if (await AuditChain.FirstBreakAsync(Counted(), cancellationToken).ConfigureAwait(false) is { } at) find("audit chain is whole", $"entry {at}", "it does not follow from the entry before");
        return entries;
    }
}

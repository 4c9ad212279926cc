using System.Globalization;
using System.Runtime.CompilerServices;
using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Documents;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What a run of bills on paper came to.</summary>
/// <param name="Bills">Bills printed.</param>
/// <param name="Pages">On how many pages.</param>
/// <param name="Files">In how many files.</param>
/// <param name="Replaced">Characters that the font does not have.</param>
/// <param name="NotPrinted">Bills that do not come out the same when worked out again, which nobody should get by post.</param>
public sealed record PrintedRun(long Bills, long Pages, int Files, IReadOnlyList<string> Replaced, IReadOnlyList<Fault> NotPrinted);

/// <summary>Writes bills and receipts as sheets and lets the documents plugin print them.</summary>
/// <param name="context">What it works with.</param>
/// <param name="documents">The documents plugins; the first prints.</param>
public sealed class PrintDesk(MoneyContext context, IEnumerable<IDocuments> documents)
{
    private const int BatchSize = 200;
    private readonly IDocuments? _documents = documents.FirstOrDefault();

    /// <summary>A bill as a sheet: by its number, or the latest of an account.</summary>
    public async Task<Result<Sheet>> BillAsync(string asked, Language language, CancellationToken cancellationToken = default)
    {
        var found = await new BillDesk(context.Storage).ShowAsync(asked, cancellationToken).ConfigureAwait(false);
        if (!found.IsOk) return found.Fault;
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var history = await unit.Accounts.HistoriesAsync([found.Value.Account.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false);
        return await SheetAsync(unit, found.Value, history[0], language, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The note of a correction as a sheet, by the number of a bill that was cancelled by it or came in its place; all bills of the same act stand on it.</summary>
    public async Task<Result<Sheet>> CorrectionAsync(string number, Language language, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var dash = number.LastIndexOf('-');
        if (dash < 0 || await unit.Customers.FindAccountAsync(number[..dash], cancellationToken).ConfigureAwait(false) is not { } account) return new BillNotFound(number);
        var bills = (await unit.Bills.OfAccountAsync(account.Id, cancellationToken).ConfigureAwait(false)).ToDictionary(b => b.Key);
        if (bills.Values.FirstOrDefault(b => BillDesk.NumberOf(b, account) == number) is not { } asked) return new BillNotFound(number);
        // A bill in the middle of a line of corrections is asked for as what came of the first of them.
        var made = asked.Key.Revision > 0 ? asked : bills.GetValueOrDefault(asked.Key with { Revision = 1 });
        if (made is null) return new NotCorrected(number);
        var calculators = new Dictionary<(string, int), PublishedCalculator>();
        var pairs = new List<(BillView, BillView, BillCorrection)>();
        foreach (var now in bills.Values.Where(b => b.Run == made.Run && b.Key.Revision > 0).OrderBy(b => b.Key.ServicePoint.Value).ThenBy(b => b.Key.From))
        {
            if (await unit.Accounts.FindCorrectionAsync(now.Key, cancellationToken).ConfigureAwait(false) is not { } correction || !bills.TryGetValue(correction.Cancelled, out var before)) continue;
            var old = await BillDesk.ViewAsync(unit, before, account, calculators, cancellationToken).ConfigureAwait(false);
            if (!old.IsOk) return old.Fault;
            var view = await BillDesk.ViewAsync(unit, now, account, calculators, cancellationToken).ConfigureAwait(false);
            if (!view.IsOk) return view.Fault;
            pairs.Add((old.Value, view.Value, correction));
        }
        return pairs.Count == 0 ? new NotCorrected(number) : CorrectionPaper.Of(pairs, context.Utility, language);
    }

    /// <summary>A payment's receipt as a sheet: by its number, such as main-2026-000017.</summary>
    public async Task<Result<Sheet>> ReceiptAsync(string number, Language language, CancellationToken cancellationToken = default)
    {
        var parts = number.Split('-');
        if (parts.Length < 3 || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var serial) || !int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var year))
            return new ReceiptNotFound(number);
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Accounts.FindPaymentAsync(new Receipt(string.Join('-', parts[..^2]), year, serial), cancellationToken).ConfigureAwait(false) is not { } payment) return new ReceiptNotFound(number);
        var entry = (await unit.Accounts.FindEntryAsync(payment.Entry, cancellationToken).ConfigureAwait(false))!;
        var account = (await unit.Customers.FindAccountAsync(entry.Account, cancellationToken).ConfigureAwait(false))!;
        var customer = (await unit.Customers.FindCustomerAsync(account.Customer, cancellationToken).ConfigureAwait(false))!;
        var history = await unit.Accounts.HistoriesAsync([account.Id], context.Utility.Currency, cancellationToken).ConfigureAwait(false);
        var agreements = await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken).ConfigureAwait(false);
        // Where the water went on the day.
        var place = agreements.LastOrDefault(a => a.Agreement.From <= entry.Day).Premise ?? (agreements.Count > 0 ? agreements[^1].Premise : null);
        return ReceiptPaper.Of(payment, entry, account, customer, place?.Address ?? "", history[0], context.Utility, language);
    }

    /// <summary>Prints one sheet as PDF.</summary>
    public async Task<Result<PrintedPages>> PrintAsync(Sheet sheet, Stream to, CancellationToken cancellationToken = default) => _documents is null ? DocumentsMissing.Instance
        : await _documents.PrintAsync(new[] { sheet }.ToAsyncEnumerable(), to, context.Clock.GetCurrentInstant(), null, cancellationToken).ConfigureAwait(false);

    /// <summary>Prints the live bills of a cycle, in order of account.</summary>
    /// <param name="cycle">The first day of the cycle.</param>
    /// <param name="language">The language.</param>
    /// <param name="open">Opens the file of a number, from 1; it is closed here.</param>
    /// <param name="perFile">How many bills a file holds; above zero.</param>
    /// <param name="progress">Told the bills that are done; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<PrintedRun>> RunAsync(
        LocalDate cycle, Language language, Func<int, Stream> open, int perFile = int.MaxValue, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perFile, 1);
        if (_documents is null) return DocumentsMissing.Instance;
        var refused = new List<Fault>();
        var replaced = new SortedSet<string>(StringComparer.Ordinal);
        var (bills, pages, files) = (0L, 0L, 0);
        var sheets = SheetsAsync(cycle, language, refused, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = sheets.ConfigureAwait(false);
        while (await sheets.MoveNextAsync().ConfigureAwait(false))
        {
            var before = bills;
            var to = open(++files);
            Result<PrintedPages> printed;
            await using (to.ConfigureAwait(false))
                printed = await _documents.PrintAsync(Some(sheets, perFile), to, context.Clock.GetCurrentInstant(), new Forward(done => progress?.Report(before + done)), cancellationToken).ConfigureAwait(false);
            if (!printed.IsOk) return printed.Fault;
            bills += printed.Value.Sheets;
            pages += printed.Value.Pages;
            replaced.UnionWith(printed.Value.Replaced);
        }
        return new PrintedRun(bills, pages, files, [.. replaced], refused);
    }

    private async IAsyncEnumerable<Sheet> SheetsAsync(LocalDate cycle, Language language, List<Fault> refused, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var cancelled = await unit.Accounts.CancelledAsync(cancellationToken).ConfigureAwait(false);
        var calculators = new Dictionary<(string, int), PublishedCalculator>();
        await foreach (var batch in unit.Bills.StreamAsync(cancellationToken).Where(b => b.Cycle == cycle && !cancelled.ContainsKey(b.Key)).Chunk(BatchSize).ConfigureAwait(false))
        {
            var accounts = batch.Select(b => b.Key.Account).Distinct().ToList();
            var histories = (await unit.Accounts.HistoriesAsync(accounts, context.Utility.Currency, cancellationToken).ConfigureAwait(false)).ToDictionary(h => h.Account);
            foreach (var bill in batch)
            {
                var account = (await unit.Customers.FindAccountAsync(bill.Key.Account, cancellationToken).ConfigureAwait(false))!;
                var view = await BillDesk.ViewAsync(unit, bill, account, calculators, cancellationToken).ConfigureAwait(false);
                if (view.IsOk) yield return await SheetAsync(unit, view.Value, histories[bill.Key.Account], language, cancellationToken).ConfigureAwait(false);
                else refused.Add(view.Fault);
            }
        }
    }

    private async ValueTask<Sheet> SheetAsync(IUnitOfWork unit, BillView view, AccountHistory history, Language language, CancellationToken cancellationToken)
    {
        var cancelled = history.Bills.Where(b => b.CancelledOn is not null).Select(b => b.Key).ToHashSet();
        var all = await unit.Bills.OfAccountAsync(view.Account.Id, cancellationToken).ConfigureAwait(false);
        return BillPaper.Of(view, all.Where(b => !cancelled.Contains(b.Key)), history, context.Policy, context.Utility, context.Today, language);
    }

    // The one that the enumerator stands on, and those after it, up to a number; the next file goes on from there.
    private static async IAsyncEnumerable<Sheet> Some(IAsyncEnumerator<Sheet> sheets, int most)
    {
        yield return sheets.Current;
        for (var i = 1; i < most && await sheets.MoveNextAsync().ConfigureAwait(false); i++) yield return sheets.Current;
    }

    private sealed class Forward(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}

/// <summary>A receipt that was asked for is not there.</summary>
/// <param name="Asked">What was asked for.</param>
public sealed record ReceiptNotFound(string Asked) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.receipt-not-found";

    /// <inheritdoc/>
    public override string Message => $"There is no receipt '{Asked}'; write its branch, year and number as it was given, such as main-2026-000017.";
}

/// <summary>Nothing can be printed, for no plugin does it.</summary>
public sealed record DocumentsMissing : Fault
{
    /// <summary>The fault.</summary>
    public static DocumentsMissing Instance { get; } = new();

    /// <inheritdoc/>
    public override string Code => "documents.missing";

    /// <inheritdoc/>
    public override string Message => "No plugin prints documents; put Documents.Skia into the plugins folder and give it the section WaterCore:Plugins:Skia.";
}

using System.Text.Json.Nodes;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What was wrong with a bill. What is null stays as it was billed.</summary>
public sealed record RebillRequest
{
    /// <summary>The bill's number.</summary>
    public required string Bill { get; init; }

    /// <summary>What the closing index should have been, in thousandths; the next bill then opens there.</summary>
    public long? ClosingIndex { get; init; }

    /// <summary>The volume to bill by decision, as after a leak; the index stays.</summary>
    public Volume? Usage { get; init; }

    /// <summary>Registered persons.</summary>
    public int? Persons { get; init; }

    /// <summary>The use class.</summary>
    public string? UseClass { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>A bill cancelled and the bill in its place.</summary>
/// <param name="Cancelled">The number of the old one.</param>
/// <param name="Replacement">The number of the new one.</param>
/// <param name="Old">What the old one came to.</param>
/// <param name="New">What the new one comes to.</param>
public sealed record Rebilled(string Cancelled, string Replacement, Money Old, Money New);

/// <summary>What a correction did.</summary>
/// <param name="Bills">The bills, the one asked for first.</param>
/// <param name="Difference">New less old, of all of them.</param>
/// <param name="LateChargesReversed">Late charges on the cancelled bills, which are taken back with them.</param>
/// <param name="Balance">The account's balance afterwards.</param>
public sealed record CorrectionMade(IReadOnlyList<Rebilled> Bills, Money Difference, Money LateChargesReversed, Money Balance);

/// <summary>
/// Cancels a bill and bills it again from what is right (作废重开), and the next one where its opening index moved with it. Payments go to what is open
/// afterwards; late charges on a cancelled bill are reversed, and the new bill has its own days to pay.
/// </summary>
/// <param name="context">What it works with.</param>
public sealed class CancelRebill(MoneyContext context)
{
    /// <summary>Corrects a bill.</summary>
    /// <param name="request">What was wrong.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="approver">A second person where the difference asks for one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<CorrectionMade>> CorrectAsync(RebillRequest request, Actor actor, string? approver = null, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => CorrectOnceAsync(request, actor, approver, cancellationToken));

    private async Task<Result<CorrectionMade>> CorrectOnceAsync(RebillRequest request, Actor actor, string? approver, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var made = await CorrectInAsync(unit, request, actor, approver, cancellationToken).ConfigureAwait(false);
        if (made.IsOk) await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return made;
    }

    /// <summary>Corrects a bill within a caller's change, which the caller commits.</summary>
    internal async Task<Result<CorrectionMade>> CorrectInAsync(IUnitOfWork unit, RebillRequest request, Actor actor, string? approver, CancellationToken cancellationToken)
    {
        var act = new MoneyAct(context, unit, actor);
        var dash = request.Bill.LastIndexOf('-');
        if (dash < 0 || await unit.Customers.FindAccountAsync(request.Bill[..dash], cancellationToken).ConfigureAwait(false) is not { } account) return new BillNotFound(request.Bill);
        if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
        var history = (await act.LockAsync([account.Id], cancellationToken).ConfigureAwait(false))[0];
        var live = history.Bills.Where(b => b.CancelledOn is null).Select(b => b.Key).ToHashSet();
        var bills = await unit.Bills.OfAccountAsync(account.Id, cancellationToken).ConfigureAwait(false);
        if (bills.FirstOrDefault(b => BillDesk.NumberOf(b, account) == request.Bill) is not { } bill) return new BillNotFound(request.Bill);
        if (!live.Contains(bill.Key)) return new CannotRebill(request.Bill, new("它已作废", "it was cancelled before"), new("请更正取代它的账单", "correct the bill in its place"));

        var run = new BillingRunRecord
        {
            Id = new((await unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).First), Cycle = new Period(bill.Cycle, bill.Cycle.PlusMonths(1)), StartedAt = act.Now, FinishedAt = act.Now, Kind = BillingRunKind.Correction,
        };
        var drafts = new List<Draft>();
        var moved = request.ClosingIndex is { } index
            ? (index - bill.ClosingIndex) * await unit.Accounts.MultiplierOfAsync(bill.ClosingReading, cancellationToken).ConfigureAwait(false) : 0;
        var made = await AgainAsync(unit, account, bill, request, moved, null, act, run, cancellationToken).ConfigureAwait(false);
        if (!made.IsOk) return made.Fault;
        drafts.Add(made.Value);
        // The next bill opens where this one closes and goes on with its year; it is billed again only if one of the two moved, and so on down the line.
        while (bills.FirstOrDefault(b => live.Contains(b.Key) && b.Key.ServicePoint == bill.Key.ServicePoint && b.Key.From == drafts[^1].New.To) is { } next)
        {
            var carried = BillPacking.UnpackCarried(drafts[^1].New.Inputs.Span);
            if (moved == 0 && carried == BillPacking.UnpackCarried(drafts[^1].Old.Inputs.Span)) break;
            var ripple = await AgainAsync(unit, account, next, new RebillRequest { Bill = BillDesk.NumberOf(next, account), Reason = request.Reason }, -moved, carried, act, run, cancellationToken).ConfigureAwait(false);
            if (!ripple.IsOk) return ripple.Fault;
            drafts.Add(ripple.Value);
            moved = 0;
        }
        var currency = bill.Total.Currency;
        var difference = drafts.Aggregate(Money.Zero(currency), (sum, d) => sum + d.New.Total - d.Old.Total);
        if (new PaymentDesk(context).NeedsSecond("A correction", difference, actor, approver) is { } second) return second;

        // What was paid on the bills is let go first: a bill that is paid in part cannot be cancelled.
        var old = drafts.Select(d => d.Old.Key).ToHashSet();
        var reversed = history.Entries.Where(e => e.Kind == EntryKind.Reversal).Select(e => e.Corrects!.Value).ToHashSet();
        var late = history.Entries.Where(e => e.Kind == EntryKind.LateCharge && e.Bill is { } b && old.Contains(b) && !reversed.Contains(e.Id)).ToList();
        var lateIds = late.Select(e => e.Id).ToHashSet();
        act.Release(history, a => (a.Charge.Bill is { } b && old.Contains(b)) || (a.Charge.Entry is { } e && lateIds.Contains(e)), request.Reason);
        foreach (var charge in late)
            act.Enter(PaymentDesk.Draft(account.Id, EntryKind.Reversal, -charge.Amount, charge.Ledger) with { Corrects = charge.Id, Bill = charge.Bill, Reason = request.Reason, Approver = approver });
        await act.WriteAsync(cancellationToken).ConfigureAwait(false);
        await unit.Bills.PutAsync(run, cancellationToken).ConfigureAwait(false);
        // One bill at a time: days stay as they are, so each new one fits between its neighbours, old or new.
        foreach (var d in drafts)
        {
            var reading = await unit.Metering.FindReadingAsync(d.New.ClosingReading, cancellationToken).ConfigureAwait(false);
            var correction = Correction(d, request, act, actor, approver, reading?.Index == d.New.ClosingIndex ? null : d.New.ClosingIndex);
            await unit.Accounts.CancelAsync(correction, cancellationToken).ConfigureAwait(false);
            await unit.Bills.AddAsync([d.New], cancellationToken).ConfigureAwait(false);
            await unit.Accounts.AddAsync(correction, cancellationToken).ConfigureAwait(false);
            Post(act, d.OldLines, d.Old.Total, -1);
            Post(act, d.NewLines, d.New.Total, 1);
        }
        var now = await act.ReadAsync(account.Id, cancellationToken).ConfigureAwait(false);
        act.Share(now);
        var rebilled = drafts.ConvertAll(d => new Rebilled(BillDesk.NumberOf(d.Old, account), BillDesk.NumberOf(d.New, account), d.Old.Total, d.New.Total));
        var after = new JsonObject
        {
            ["account"] = account.Number, ["bills"] = new JsonArray([.. rebilled.Select(r => (JsonNode)r.Replacement)]), ["difference"] = difference.ToAmountString(), ["approver"] = approver,
        };
        await act.FinishAsync("bill.corrected", rebilled[0].Replacement, $"bill {request.Bill}", after, request.Reason, cancellationToken).ConfigureAwait(false);
        return new CorrectionMade(rebilled, difference, new Money(late.Sum(e => e.Amount.Minor), currency), now.BalanceOn(act.Today));
    }

    private static void Post(MoneyAct act, CalculatedBill lines, Money total, int sign)
    {
        act.Post("receivable", new Money(sign * total.Minor, total.Currency));
        foreach (var line in lines.Lines) act.Post($"revenue.{line.Code}", new Money(-sign * line.Amount.Minor, total.Currency));
    }

    private static BillCorrection Correction(Draft draft, RebillRequest request, MoneyAct act, Actor actor, string? approver, long? index) => new()
    {
        Cancelled = draft.Old.Key, Revision = draft.New.Key.Revision, Difference = draft.New.Total - draft.Old.Total, ClosingIndex = index, VolumeByDecision = draft.VolumeByDecision,
        Day = act.Today, At = act.Now, Reason = request.Reason, Maker = actor.Name, Approver = approver,
    };

    private static async Task<Result<Draft>> AgainAsync(
        IUnitOfWork unit, Account account, Bill bill, RebillRequest request, long moved, CarriedOver? carried, MoneyAct act, BillingRunRecord run, CancellationToken cancellationToken)
    {
        var number = BillDesk.NumberOf(bill, account);
        var attributes = BillPacking.UnpackAttributes(bill.Inputs.Span);
        if (moved != 0 && attributes.Keys.Any(a => a.StartsWith(BilledVolume.Prefix, StringComparison.Ordinal)))
            return new CannotRebill(number,
                new("其水量由估抄、两只水表或抵扣合成，只凭止码不能得出新水量", "its volume was made of estimates, of two meters or of a credit, and an index alone does not say the new one"),
                new("请改填应计水量", "give the volume to bill with the usage instead"));
        var decided = (await unit.Accounts.FindCorrectionAsync(bill.Key, cancellationToken).ConfigureAwait(false))?.VolumeByDecision ?? 0;
        var counted = bill.Usage.Thousandths - decided + moved;
        var thousandths = request.Usage?.Thousandths ?? counted + decided;
        if (counted < 0 || thousandths < 0) return new CannotRebill(number, new("其水量将小于零", "its usage would be below zero"), new("请核对止码，并先更正其起码所据的账单", "check the index, and correct the bill it opens from first"));
        if (await unit.Tariffs.FindAsync(bill.Tariff, bill.TariffRevision, cancellationToken).ConfigureAwait(false) is not { } published)
            return new BillDiffers(number, $"tariff {bill.Tariff} revision {bill.TariffRevision} is gone");
        var calculator = PublishedCalculator.Of(published);
        var before = Recalculation.Of(bill, calculator, number);
        if (!before.IsOk) return before.Fault;
        var billed = BillPacking.UnpackInputs(bill.Inputs.Span, bill.Usage);
        var right = billed with
        {
            Usage = new Volume(thousandths, bill.Usage.Unit), Carried = carried ?? billed.Carried,
            Persons = request.Persons ?? billed.Persons, Households = request.Persons is null ? billed.Households : [],
            UseClass = request.UseClass ?? billed.UseClass, Uses = request.UseClass is null ? billed.Uses : [],
        };
        var after = calculator.Calculator.Calculate(right);
        if (!after.IsOk) return after.Fault;
        var made = bill with
        {
            Key = bill.Key with { Revision = bill.Key.Revision + 1 }, Usage = right.Usage, Total = after.Value.Total, ClosingIndex = request.ClosingIndex ?? bill.ClosingIndex,
            Inputs = BillPacking.PackInputs(after.Value, attributes), Lines = BillPacking.PackLines(after.Value), IssuedOn = act.Today, Run = run.Id,
        };
        return new Draft(bill, before.Value, made, after.Value, thousandths - counted);
    }

    private sealed record Draft(Bill Old, CalculatedBill OldLines, Bill New, CalculatedBill NewLines, long VolumeByDecision);
}

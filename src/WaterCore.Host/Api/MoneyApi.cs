using System.Security.Claims;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Receivables;

namespace WaterCore.Host.Api;

/// <param name="Account">The account's number.</param>
/// <param name="Amount">Such as 128.50; above zero.</param>
/// <param name="Channel">Where it comes from, such as web.</param>
/// <param name="Reference">The channel's own number of it; the same number again is the same payment.</param>
/// <param name="Tender">cash, card, transfer ...; transfer when left out.</param>
/// <param name="Drawer">The drawer, for cash.</param>
/// <param name="Bills">Numbers of bills that it pays first of all, in this order; the rest goes by the policy.</param>
internal sealed record PayRequest(string Account, string Amount, string Channel, string Reference, string? Tender, string? Drawer, IReadOnlyList<string>? Bills = null) : IApiBody;

internal sealed record PayAnswer(long Entry, string Receipt, string Amount, string Allocated, string Advance, string Balance, string Currency, bool Repeated);

/// <param name="Reason">Why.</param>
internal sealed record ReverseRequest(string Reason) : IApiBody;

internal sealed record EntryAnswer(long Entry);

internal sealed record ReceiptAnswer(string Receipt, long Entry, string Account, string Amount, string Currency, string Tender, string Channel, string Reference, string At, string Cashier, long? ReversedBy);

internal sealed record StatementAnswer(string Account, string From, string To, string Opening, IReadOnlyList<StatementLineAnswer> Lines, IReadOnlyList<OpenAnswer> Open, string Advance, string Balance, string Currency)
{
    /// <summary>What is held as a deposit; not in the balance.</summary>
    public string? Deposit { get; init; }
}

internal sealed record StatementLineAnswer(string Day, string What, long? Entry, string Amount, string Balance);

internal sealed record OpenAnswer(string Charge, string Due, string Total, string Open);

/// <param name="ClosingIndex">What the closing index should have been, such as 430; the next bill moves with it.</param>
/// <param name="Usage">The volume to bill by decision, in the bill's unit; the index stays.</param>
/// <param name="Persons">Registered persons.</param>
/// <param name="UseClass">The use class.</param>
/// <param name="Reason">Why.</param>
internal sealed record CorrectionRequest(string? ClosingIndex, string? Usage, int? Persons, string? UseClass, string Reason) : IApiBody;

internal sealed record CorrectionAnswer(IReadOnlyList<CorrectedBillAnswer> Bills, string Difference, string LateChargesReversed, string Balance, string Currency);

internal sealed record CorrectedBillAnswer(string Cancelled, string Replacement, string Old, string New);

/// <param name="Counted">What was counted, such as 1280.50.</param>
internal sealed record CountRequest(string Counted) : IApiBody;

internal sealed record CountAnswer(string Drawer, string Day, string Expected, string Counted, string Difference, string Cashier);

internal sealed record DunningAnswer(string Account, string? Step, string Overdue, string Currency, string WhyZh, string WhyEn);

internal sealed record ArrearsAnswer(string State, bool? Dry, string? Day, IReadOnlyList<BandAnswer>? Bands, string? Overdue, string? Owed, IReadOnlyDictionary<string, long>? Steps, long Done, string? Failure);

internal sealed record BandAnswer(string Days, long Accounts, string Amount);

/// <param name="Dry">True for a trial that notes nothing.</param>
internal sealed record DunningRequest(bool Dry) : IApiBody;

/// <summary>Payments, receipts, statements, drawers, arrears. Where an act needs a second person, the API has none and says so: such acts are done in the console.</summary>
internal static class MoneyApi
{
    public static void MapMoney(this RouteGroupBuilder api)
    {
        api.MapPost("/payments", PayAsync).RequireAuthorization(Permissions.PaymentTake).Idempotent().WithTags("money").Produces<PayAnswer>().WithSummary("Takes a payment; the same reference again counts once");
        api.MapGet("/payments/{entry:long}", ReceiptAsync).RequireAuthorization(Permissions.CustomerRead).WithTags("money").Produces<ReceiptAnswer>().WithSummary("One payment and what it was applied to");
        api.MapPost("/payments/{entry:long}/reversal", ReverseAsync).RequireAuthorization(Permissions.PaymentReverse).Idempotent().WithTags("money").Produces<EntryAnswer>().WithSummary("Reverses a payment");
        api.MapPost("/bills/{number}/correction", CorrectAsync).RequireAuthorization(Permissions.BillingRun).Idempotent().WithTags("money").Produces<CorrectionAnswer>().WithSummary("Cancels a bill and bills it again with what was wrong put right");
        api.MapGet("/accounts/{number}/statement", StatementAsync).RequireAuthorization(Permissions.CustomerRead).WithTags("money").Produces<StatementAnswer>().WithSummary("The statement of an account up to a day");
        api.MapGet("/accounts/{number}/dunning", ExplainAsync).RequireAuthorization(Permissions.ArrearsRead).WithTags("money").Produces<DunningAnswer>().WithSummary("Why an account is, or is not, at a step of dunning");
        api.MapPost("/drawers/{drawer}/count", CountAsync).RequireAuthorization(Permissions.PaymentTake).Idempotent().WithTags("money").Produces<CountAnswer>().WithSummary("Counts a cash drawer at the end of the day");
        api.MapPost("/dunning-runs", Start).RequireAuthorization(Permissions.DunningRun).Idempotent().WithTags("money").Produces<ArrearsAnswer>(StatusCodes.Status202Accepted).WithSummary("Starts a dunning run, or tries one without effect");
        api.MapGet("/dunning-runs/current", (Background<ArrearsLook> work) => work.Current is { } state ? TypedResults.Ok(Answer(state)) : ApiAnswers.Problem(404, "dunning.no-run", "No run was started since the service did."))
            .RequireAuthorization(Permissions.ArrearsRead).WithTags("money").Produces<ArrearsAnswer>().WithSummary("The dunning run that is on, or the last one");
    }

    /// <summary>Takes a payment; it pays what is open, and the rest waits as credit.</summary>
    private static async Task<IResult> PayAsync(PayRequest body, PaymentDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (MoneyArguments.TryAmount(body.Amount, utility.Currency) is not { } amount) return NotAnAmount(body.Amount);
        if (string.IsNullOrWhiteSpace(body.Channel) || string.IsNullOrWhiteSpace(body.Reference) || body.Channel.Length > 40 || body.Reference.Length > 100)
            return ApiAnswers.Problem(400, "money.reference", "channel and reference are needed, at most 40 and 100 characters.");
        var taken = await desk.TakeAsync(new PaymentRequest
        {
            Account = body.Account, Amount = amount, Channel = body.Channel, Reference = body.Reference, Tender = body.Tender ?? "transfer", Drawer = body.Drawer, Bills = body.Bills ?? [],
        }, user.Actor(), cancellationToken);
        return !taken.IsOk ? ApiAnswers.Problem(taken.Fault) : TypedResults.Ok(new PayAnswer(
            taken.Value.Entry.Value, taken.Value.Receipt.ToString(), taken.Value.Amount.ToAmountString(), taken.Value.Allocated.ToAmountString(), taken.Value.Advance.ToAmountString(),
            taken.Value.Balance.ToAmountString(), taken.Value.Amount.Currency.Code, taken.Value.Repeated));
    }

    private static async Task<IResult> ReceiptAsync(long entry, CounterDesk desk, CancellationToken cancellationToken)
    {
        var found = await desk.ReceiptAsync(new(entry), cancellationToken);
        return !found.IsOk ? ApiAnswers.Problem(found.Fault) : TypedResults.Ok(new ReceiptAnswer(
            found.Value.Payment.Receipt.ToString(), entry, found.Value.Account.Number, found.Value.Amount.ToAmountString(), found.Value.Amount.Currency.Code, found.Value.Payment.Tender,
            found.Value.Payment.Channel, found.Value.Payment.Reference, NodaTime.Text.InstantPattern.ExtendedIso.Format(found.Value.Entry.At), found.Value.Entry.Maker, found.Value.Reversal?.Id.Value));
    }

    /// <summary>Undoes a payment up to the amount that one person may undo alone.</summary>
    private static async Task<IResult> ReverseAsync(long entry, ReverseRequest body, PaymentDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Reason)) return ApiAnswers.Problem(400, "money.reason", "Say why it is reversed.");
        var done = await desk.ReverseAsync(new(entry), body.Reason, user.Actor(), null, cancellationToken);
        return done.IsOk ? TypedResults.Ok(new EntryAnswer(done.Value.Value)) : ApiAnswers.Problem(done.Fault);
    }

    /// <summary>Cancels a bill and bills it again from what is right, up to the difference that one person may make alone.</summary>
    private static async Task<IResult> CorrectAsync(string number, CorrectionRequest body, CancelRebill corrections, BillDesk bills, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Reason)) return ApiAnswers.Problem(400, "money.reason", "Say why it is corrected.");
        var (index, usage) = (body.ClosingIndex is { } i ? RebillCommand.Thousandths(i) : null, body.Usage is { } u ? RebillCommand.Thousandths(u) : null);
        if ((body.ClosingIndex is not null && index is null) || (body.Usage is not null && usage is null)) return ApiAnswers.Problem(400, "money.number", "closingIndex and usage are numbers of zero or more with at most three decimals.");
        if (index is null && usage is null && body.Persons is null && body.UseClass is null) return ApiAnswers.Problem(400, "money.nothing", "There is nothing to correct; give closingIndex, usage, persons or useClass.");
        var shown = await bills.ShowAsync(number, cancellationToken);
        if (!shown.IsOk) return ApiAnswers.Problem(shown.Fault);
        var made = await corrections.CorrectAsync(new RebillRequest
        {
            Bill = shown.Value.Number, ClosingIndex = index, Usage = usage is { } volume ? new Values.Volume(volume, shown.Value.Bill.Usage.Unit) : null, Persons = body.Persons, UseClass = body.UseClass, Reason = body.Reason.Trim(),
        }, user.Actor(), null, cancellationToken);
        return !made.IsOk ? ApiAnswers.Problem(made.Fault) : TypedResults.Ok(new CorrectionAnswer(
            [.. made.Value.Bills.Select(b => new CorrectedBillAnswer(b.Cancelled, b.Replacement, b.Old.ToAmountString(), b.New.ToAmountString()))],
            made.Value.Difference.ToAmountString(), made.Value.LateChargesReversed.ToAmountString(), made.Value.Balance.ToAmountString(), made.Value.Balance.Currency.Code));
    }

    private static async Task<IResult> StatementAsync(string number, string? from, string? until, AccountDesk desk, CancellationToken cancellationToken)
    {
        try
        {
            var (first, last) = (MoneyArguments.Day("from", from), MoneyArguments.Day("until", until));
            if (first > last) return ApiAnswers.Problem(400, "api.day", "from is after until; exchange them.");
            var found = await desk.StatementAsync(number, first, last, cancellationToken);
            if (!found.IsOk) return ApiAnswers.Problem(found.Fault);
            var s = found.Value;
            return TypedResults.Ok(new StatementAnswer(
                s.Account.Number, Show.Day(s.Days.From), Show.Day(s.Days.To), s.Opening.ToAmountString(),
                [.. s.Lines.Select(l => new StatementLineAnswer(Show.Day(l.Day), l.What, l.Entry?.Id.Value, l.Amount.ToAmountString(), l.Balance.ToAmountString()))],
                [.. s.Open.Select(o => new OpenAnswer(ChargeName.Of(o.Charge.Charge, s.Account, Language.English), Show.Day(o.Due), o.Charge.Total.ToAmountString(), o.Charge.Open.ToAmountString()))],
                s.Advance.ToAmountString(), s.Balance.ToAmountString(), s.Balance.Currency.Code) { Deposit = s.Deposit.ToAmountString() });
        }
        catch (BadUseException e)
        {
            return ApiAnswers.Problem(400, "api.day", e.Message);
        }
    }

    private static async Task<IResult> ExplainAsync(string number, DunningRun run, CancellationToken cancellationToken)
    {
        var why = await run.ExplainAsync(number, cancellationToken);
        return !why.IsOk ? ApiAnswers.Problem(why.Fault) : TypedResults.Ok(new DunningAnswer(number, why.Value.Step?.Code, why.Value.Overdue.ToAmountString(), why.Value.Overdue.Currency.Code, why.Value.Why.Zh, why.Value.Why.En));
    }

    /// <summary>Counts a drawer for today; it takes nothing more that day.</summary>
    private static async Task<IResult> CountAsync(string drawer, CountRequest body, DayEnd dayEnd, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (MoneyArguments.TryAmount(body.Counted, utility.Currency) is not { } counted) return NotAnAmount(body.Counted);
        var closed = await dayEnd.CloseDrawerAsync(drawer, counted, user.Actor(), cancellationToken);
        return !closed.IsOk ? ApiAnswers.Problem(closed.Fault) : TypedResults.Ok(new CountAnswer(
            closed.Value.Drawer, Show.Day(closed.Value.Day), closed.Value.Expected.ToAmountString(), closed.Value.Counted.ToAmountString(), closed.Value.Difference.ToAmountString(), closed.Value.Cashier));
    }

    /// <summary>Begins a run of dunning, or a trial. It goes on in the background.</summary>
    private static IResult Start(DunningRequest body, Background<ArrearsLook> work, ClaimsPrincipal user)
    {
        var actor = user.Actor();
        var started = work.Start(actor, (services, progress, token) => ArrearsLook.RunAsync(services, body.Dry, actor, progress, token));
        return started.IsOk ? TypedResults.Accepted(ApiRegistration.Root + "/dunning-runs/current", Answer(started.Value)) : ApiAnswers.Problem(started.Fault);
    }

    private static ArrearsAnswer Answer(BackgroundState<ArrearsLook> state) => new(
        state.IsRunning ? "running" : state.Result is not null ? "finished" : "failed", state.Result?.Dry, state.Result is { } r ? Show.Day(r.Arrears.Day) : null,
        state.Result?.Arrears.Bands.Select(b => new BandAnswer(b.Band, b.Accounts, new Money(b.Minor, state.Result.Arrears.Owed.Currency).ToAmountString())).ToList(),
        state.Result?.Arrears.Overdue.ToAmountString(), state.Result?.Arrears.Owed.ToAmountString(), state.Result?.Decided.Steps.ToDictionary(s => s.Key, s => s.Value.Count), state.Done, state.Failure);

    private static IResult NotAnAmount(string text) => ApiAnswers.Problem(400, "money.amount", $"'{text}' is not an amount; write for instance 128.50.");
}

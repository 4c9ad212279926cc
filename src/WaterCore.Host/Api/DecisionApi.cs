using System.Security.Claims;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Receivables;

namespace WaterCore.Host.Api;

/// <param name="Amount">Such as 128.50; for an adjustment below zero for a credit.</param>
/// <param name="Reference">The caller's own number of it; the same number again is the same act.</param>
/// <param name="Reason">Why.</param>
/// <param name="Kind">Of an adjustment: goodwill, leak-relief, inspection ...</param>
internal sealed record DecisionRequest(string Amount, string Reference, string Reason, string? Kind) : IApiBody;

/// <param name="Amount">Such as 500.00.</param>
/// <param name="Reference">The channel's own number of it.</param>
/// <param name="Tender">cash, card, transfer ...; transfer when left out.</param>
/// <param name="Drawer">The drawer, for cash.</param>
internal sealed record DepositRequest(string Amount, string Reference, string? Tender, string? Drawer) : IApiBody;

internal sealed record DepositAnswer(long Entry, string? Receipt, string Amount, string Held, string Currency);

/// <param name="Kind">lock, dispute, promise or instalments.</param>
/// <param name="Until">The day it ends by itself; of a promise the last day to pay, of instalments the day the first is due.</param>
/// <param name="Reason">Why.</param>
/// <param name="Amount">How much is disputed, promised or paid in parts; all when left out.</param>
/// <param name="Bill">The bill in dispute.</param>
/// <param name="Parts">How many instalments.</param>
internal sealed record HoldRequest(string Kind, string Until, string Reason, string? Amount, string? Bill, int? Parts) : IApiBody;

internal sealed record HoldAnswer(long Hold, string Kind, string From, string Until, string? Amount, string Reason, string Maker, bool Broken, IReadOnlyList<PartAnswer>? Parts);

internal sealed record PartAnswer(string Due, string Amount);

/// <summary>Adjustments, refunds, write-offs, deposits, holds. What needs a second person is refused here; it is asked for at <c>/approvals</c>.</summary>
internal static class DecisionApi
{
    public static void MapDecisions(this RouteGroupBuilder api)
    {
        const string account = "/accounts/{number}";
        api.MapPost(account + "/adjustments", (string number, DecisionRequest body, PaymentDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken token) => DecideAsync(
            body, utility, amount => desk.AdjustAsync(number, amount, body.Kind ?? "goodwill", body.Reference, body.Reason, user.Actor(), null, token))).RequireAuthorization(Permissions.RefundMake).Idempotent().WithTags("money").Produces<EntryAnswer>().WithSummary("Adjusts an account: goodwill, leak relief and other kinds");
        api.MapPost(account + "/write-offs", (string number, DecisionRequest body, PaymentDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken token) => DecideAsync(
            body, utility, amount => desk.WriteOffAsync(number, amount, body.Reference, body.Reason, user.Actor(), null, token))).RequireAuthorization(Permissions.RefundMake).Idempotent().WithTags("money").Produces<EntryAnswer>().WithSummary("Writes an amount off");
        api.MapPost(account + "/refunds", (string number, DecisionRequest body, PaymentDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken token) => DecideAsync(body, utility, async amount =>
        {
            var made = await desk.RefundAsync(number, amount, body.Reference, body.Reason, user.Actor(), null, token);
            return made.IsOk ? made.Value[0] : made.Fault;
        })).RequireAuthorization(Permissions.RefundMake).Idempotent().WithTags("money").Produces<EntryAnswer>().WithSummary("Pays an amount back");
        api.MapPost(account + "/deposits", TakeAsync).RequireAuthorization(Permissions.PaymentTake).Idempotent().WithTags("money").Produces<DepositAnswer>().WithSummary("Takes a deposit");
        api.MapPost(account + "/deposits/return", (string number, DecisionRequest body, DepositDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken token) => MoveAsync(
            body, utility, amount => desk.ReturnAsync(number, amount, body.Reference, body.Reason, user.Actor(), null, token))).RequireAuthorization(Permissions.RefundMake).Idempotent().WithTags("money").Produces<DepositAnswer>().WithSummary("Gives a deposit back");
        api.MapPost(account + "/deposits/use", (string number, DecisionRequest body, DepositDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken token) => MoveAsync(
            body, utility, amount => desk.UseAsync(number, amount, body.Reference, body.Reason, user.Actor(), null, token))).RequireAuthorization(Permissions.RefundMake).Idempotent().WithTags("money").Produces<DepositAnswer>().WithSummary("Uses a deposit for what is owed");
        api.MapGet(account + "/holds", HoldsAsync).RequireAuthorization(Permissions.ArrearsRead).WithTags("money").Produces<IReadOnlyList<HoldAnswer>>().WithSummary("Holds that keep dunning from an account, and their ends");
        api.MapPost(account + "/holds", HoldAsync).RequireAuthorization(Permissions.DunningRun).Idempotent().WithTags("money").Produces<HoldAnswer>().WithSummary("Keeps dunning from an account until a day, with a reason");
        api.MapPost(account + "/holds/{hold:long}/end", EndAsync).RequireAuthorization(Permissions.DunningRun).Idempotent().WithTags("money").Produces<HoldAnswer>().WithSummary("Ends a hold");
    }

    private static async Task<IResult> DecideAsync(DecisionRequest body, Utility utility, Func<Money, Task<Result<Id<AccountEntry>>>> act)
    {
        if (Wrong(body, utility, out var amount) is { } wrong) return wrong;
        if (body.Kind is { } kind && (kind.Length is 0 or > 40 || !kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
            return ApiAnswers.Problem(400, "money.kind", "kind is a word of small letters, digits and hyphens, such as goodwill.");
        var made = await act(amount);
        return made.IsOk ? TypedResults.Ok(new EntryAnswer(made.Value.Value)) : ApiAnswers.Problem(made.Fault);
    }

    private static async Task<IResult> MoveAsync(DecisionRequest body, Utility utility, Func<Money, Task<Result<DepositMoved>>> act) =>
        Wrong(body, utility, out var amount) ?? Answer(await act(amount));

    /// <summary>Takes a deposit; it pays no charge by itself.</summary>
    private static async Task<IResult> TakeAsync(string number, DepositRequest body, DepositDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (MoneyArguments.TryAmount(body.Amount, utility.Currency) is not { } amount) return NotAnAmount(body.Amount);
        if (string.IsNullOrWhiteSpace(body.Reference) || body.Reference.Length > 100) return ApiAnswers.Problem(400, "money.reference", "reference is needed, at most 100 characters.");
        return Answer(await desk.TakeAsync(
            new PaymentRequest { Account = number, Amount = amount, Channel = "deposit", Reference = body.Reference, Tender = body.Tender ?? "transfer", Drawer = body.Drawer }, user.Actor(), cancellationToken));
    }

    private static async Task<IResult> HoldsAsync(string number, HoldDesk desk, CancellationToken cancellationToken)
    {
        var found = await desk.OfAsync(number, cancellationToken);
        return found.IsOk ? TypedResults.Ok(found.Value.Holds.Select(h => Shown(h, found.Value.Broken.Contains(h))).ToList()) : ApiAnswers.Problem(found.Fault);
    }

    /// <summary>Spares an account for a time.</summary>
    private static async Task<IResult> HoldAsync(string number, HoldRequest body, HoldDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        Money? amount = null;
        if (body.Amount is { } text && (amount = MoneyArguments.TryAmount(text, utility.Currency)) is null) return NotAnAmount(text);
        if (NodaTime.Text.LocalDatePattern.Iso.Parse(body.Until ?? "") is not { Success: true, Value: var day }) return ApiAnswers.Problem(400, "api.day", "until is not a day; write for instance 2026-01-31.");
        if (body.Reason is not { Length: > 0 and <= 400 } reason) return ApiAnswers.Problem(400, "money.reason", "Say why, in at most 400 characters.");
        var actor = user.Actor();
        var set = body.Kind switch
        {
            "lock" => await desk.LockAsync(number, day, reason, actor, cancellationToken),
            "dispute" => await desk.DisputeAsync(number, body.Bill, amount, day, reason, actor, cancellationToken),
            "promise" => await desk.PromiseAsync(number, day, amount, reason, actor, cancellationToken),
            "instalments" => await desk.InstalmentsAsync(number, body.Parts ?? 0, day, amount, reason, actor, null, cancellationToken),
            _ => new HoldRefused(number, new($"没有“{body.Kind}”这种办法，请给出 lock、dispute、promise 或 instalments。", $"'{body.Kind}' is no kind of hold; give lock, dispute, promise or instalments.")),
        };
        return set.IsOk ? TypedResults.Ok(Shown(set.Value, false)) : ApiAnswers.Problem(set.Fault);
    }

    private static async Task<IResult> EndAsync(string number, long hold, ReverseRequest body, HoldDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Reason)) return ApiAnswers.Problem(400, "money.reason", "Say why it ends.");
        var ended = await desk.EndAsync(number, new(hold), body.Reason, user.Actor(), cancellationToken);
        return ended.IsOk ? TypedResults.Ok(Shown(ended.Value, false)) : ApiAnswers.Problem(ended.Fault);
    }

    private static IResult? Wrong(DecisionRequest body, Utility utility, out Money amount)
    {
        amount = default;
        if (MoneyArguments.TryAmount(body.Amount, utility.Currency) is not { } read) return NotAnAmount(body.Amount);
        amount = read;
        if (string.IsNullOrWhiteSpace(body.Reference) || body.Reference.Length > 100) return ApiAnswers.Problem(400, "money.reference", "reference is needed, at most 100 characters.");
        return string.IsNullOrWhiteSpace(body.Reason) || body.Reason.Length > 400 ? ApiAnswers.Problem(400, "money.reason", "Say why, in at most 400 characters.") : null;
    }

    private static IResult Answer(Result<DepositMoved> moved) => moved.IsOk
        ? TypedResults.Ok(new DepositAnswer(moved.Value.Entry.Value, moved.Value.Receipt?.ToString(), moved.Value.Amount.ToAmountString(), moved.Value.Held.ToAmountString(), moved.Value.Amount.Currency.Code))
        : ApiAnswers.Problem(moved.Fault);

    private static HoldAnswer Shown(Hold h, bool broken) => new(
        h.Id.Value, h.Kind.ToString(), Show.Day(h.From), Show.Day(h.End), h.Amount?.ToAmountString(), h.Reason, h.Maker, broken, h.Plan?.Parts.Select(p => new PartAnswer(Show.Day(p.Due), p.Amount.ToAmountString())).ToList());

    private static IResult NotAnAmount(string? text) => ApiAnswers.Problem(400, "money.amount", $"'{text}' is not an amount; write for instance 128.50.");
}

using System.Security.Claims;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Receivables;

namespace WaterCore.Host.Api;

/// <param name="Act">reverse, refund, adjust, write-off or transfer.</param>
/// <param name="Key">Your own number of it; the same number again is the same request.</param>
/// <param name="Reason">Why.</param>
/// <param name="Account">The account's number; not for reverse.</param>
/// <param name="Amount">Such as 128.50; not for reverse. Of an adjustment below zero is a credit.</param>
/// <param name="Entry">The entry to be reversed.</param>
/// <param name="To">The account that gets a transfer.</param>
/// <param name="Kind">What an adjustment is, such as goodwill.</param>
internal sealed record AskRequest(string Act, string Key, string Reason, string? Account, string? Amount, long? Entry, string? To, string? Kind) : IApiBody;

/// <param name="Grant">True: do it. False: refuse it, with a note.</param>
/// <param name="Note">What you say; needed for a refusal.</param>
internal sealed record ApprovalDecisionRequest(bool Grant, string? Note) : IApiBody;

internal sealed record ApprovalAnswer(
    long Id, string Act, string State, string Account, string Amount, string Currency, long? Entry, string? To, string? Kind, string Reason, string AskedBy, string AskedAt, string? DecidedBy, string? DecidedAt, string? Note);

/// <summary>Acts on money that one person asks for and another decides on: how what needs a second person is done by programs.</summary>
internal static class ApprovalApi
{
    public static void MapApprovals(this RouteGroupBuilder api)
    {
        api.MapGet("/approvals", ListAsync).RequireAuthorization(Permissions.ApprovalUse).WithTags("money").Produces<IReadOnlyList<ApprovalAnswer>>().WithSummary("Requests that wait for a second person, and those decided");
        api.MapPost("/approvals", AskAsync).RequireAuthorization(Permissions.ApprovalUse).Idempotent().WithTags("money").Produces<ApprovalAnswer>(StatusCodes.Status202Accepted).WithSummary("Asks a second person for what is above one's own limit");
        api.MapPost("/approvals/{id:long}/decision", DecideAsync).RequireAuthorization(Permissions.PaymentApprove).Idempotent().WithTags("money").Produces<ApprovalAnswer>().WithSummary("Grants or refuses a request of somebody else");
    }

    /// <summary>The latest 500 in a state: waiting, granted or refused; waiting when left out.</summary>
    private static async Task<IResult> ListAsync(string? state, ApprovalDesk desk, CancellationToken cancellationToken)
    {
        if (ApprovalWords.StateOf(state ?? "waiting") is not { } wanted) return ApiAnswers.Problem(400, "money.approval-state", "state is waiting, granted or refused.");
        return TypedResults.Ok((await desk.ListAsync(wanted, 500, cancellationToken)).Select(Answer).ToList());
    }

    /// <summary>Asks for an act; nothing moves until somebody else grants it.</summary>
    private static async Task<IResult> AskAsync(AskRequest body, ApprovalDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (ApprovalWords.ActOf(body.Act) is not { } act) return ApiAnswers.Problem(400, "money.approval-act", $"act is one of {string.Join(", ", ApprovalWords.Acts)}.");
        Money? amount = null;
        if (body.Amount is { } text && (amount = MoneyArguments.TryAmount(text, utility.Currency)) is null) return ApiAnswers.Problem(400, "money.amount", $"'{text}' is not an amount; write it as 128.50.");
        var asked = await desk.AskAsync(new ApprovalRequest
        {
            Act = act, Key = body.Key, Reason = body.Reason, Account = body.Account, Amount = amount, Entry = new(body.Entry ?? 0), To = body.To, Kind = body.Kind,
        }, user.Actor(), cancellationToken);
        return asked.IsOk ? TypedResults.Accepted((string?)null, Answer(new ApprovalView(asked.Value, body.Account ?? "", body.To))) : ApiAnswers.Problem(asked.Fault);
    }

    /// <summary>Grants it, and it is done; or refuses it. Not by whoever asked.</summary>
    private static async Task<IResult> DecideAsync(long id, ApprovalDecisionRequest body, ApprovalDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var decided = await desk.DecideAsync(new(id), body.Grant, body.Note, user.Actor(), cancellationToken);
        return decided.IsOk ? TypedResults.Ok(Answer(new ApprovalView(decided.Value, "", null))) : ApiAnswers.Problem(decided.Fault);
    }

    private static ApprovalAnswer Answer(ApprovalView view)
    {
        var a = view.Approval;
        string? Time(NodaTime.Instant? at) => at is { } i ? NodaTime.Text.InstantPattern.ExtendedIso.Format(i) : null;
        return new ApprovalAnswer(
            a.Id.Value, ApprovalWords.Of(a.Act), ApprovalWords.Of(a.State), view.Account, a.Amount.ToAmountString(), a.Amount.Currency.Code, a.Entry.Value == 0 ? null : a.Entry.Value, view.To, a.Kind, a.Reason,
            a.Asker.Name, Time(a.AskedAt)!, a.Decider?.Name, Time(a.DecidedAt), a.Note);
    }
}

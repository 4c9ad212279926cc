using System.Security.Claims;
using WaterCore.Billing;
using WaterCore.Host.Accounts;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Ports;

namespace WaterCore.Host.Api;

internal sealed record AccountAnswer(string Number, string Name, string? Phone, string OpenedOn, string? ClosedOn, IReadOnlyList<TermsAnswer> Terms)
{
    /// <summary>The branch that serves it, or null.</summary>
    public string? Branch { get; init; }
}

/// <param name="Branch">The branch's code; null for all of them.</param>
/// <param name="Reason">Why.</param>
internal sealed record BranchRequest(string? Branch, string Reason) : IApiBody;

internal sealed record TermsAnswer(string Address, string? Zone, string Tariff, string UseClass, int? Persons, string From, string? To);

internal sealed record BillSummary(string Number, string From, string To, string Usage, string Unit, string Total, string Currency, string IssuedOn);

internal sealed record DifferencePartAnswer(string Reason, string Amount, string Zh, string En);

internal sealed record BillWhyAnswer(string Before, string After, string Difference, string Currency, IReadOnlyList<DifferencePartAnswer> Parts);

internal sealed record BillAnswer(string Number, string Account, string Name, string Address, string From, string To, string Usage, string Unit, string Tariff, int Revision, IReadOnlyList<LineAnswer> Lines, string Total, string Currency);

internal sealed record LineAnswer(string Code, string Name, string Amount, string Derivation);

internal sealed record SearchAnswer(IReadOnlyList<HitAnswer> Hits, int Count, bool CountIsCapped, bool IsComplete);

internal sealed record HitAnswer(string Account, string Name, string Phone, string Address, IReadOnlyList<string> Meters, IReadOnlyList<string> Why);

/// <summary>Accounts and bills.</summary>
internal static class CustomerApi
{
    public static void MapCustomers(this RouteGroupBuilder api)
    {
        api.MapGet("/accounts", SearchAsync).RequireAuthorization(Permissions.CustomerRead).WithTags("accounts").Produces<SearchAnswer>().WithSummary("Finds accounts by any clue, ranked, each with why it was found");
        api.MapGet("/accounts/{number}", AccountAsync).RequireAuthorization(Permissions.CustomerRead).WithTags("accounts").Produces<AccountAnswer>().WithSummary("One account: customer, premises, meters, balance and last bills");
        api.MapPost("/accounts/{number}/branch", MoveAsync).RequireAuthorization(Permissions.WorkDefine).Idempotent().WithTags("accounts").Produces<AccountAnswer>().WithSummary("Moves an account to another branch");
        api.MapGet("/accounts/{number}/bills", BillsAsync).RequireAuthorization(Permissions.BillRead).WithTags("bills").Produces<PageOf<BillSummary>>().WithSummary("The bills of an account, the latest first");
        api.MapGet("/bills/{number}/why", WhyAsync).RequireAuthorization(Permissions.BillRead).WithTags("bills").Produces<BillWhyAnswer>().WithSummary("Why a bill is higher or lower than the one before, in parts that add up");
        api.MapGet("/bills/{number}", BillAsync).RequireAuthorization(Permissions.BillRead).WithTags("bills").Produces<BillAnswer>().WithSummary("One bill with its lines and their derivation");
        api.MapGet("/bills/{number}/pdf", PaperEndpoints.BillAsync).RequireAuthorization(Permissions.BillRead).WithTags("bills").Produces(200, contentType: "application/pdf").WithSummary("A bill as PDF");
    }

    public static BillSummary Summary(string number, Bill bill) => new(
        number, Show.Day(bill.Key.From), Show.Day(bill.To), bill.Usage.ToNumberString(), bill.Usage.Unit.Code, bill.Total.ToAmountString(), bill.Total.Currency.Code, Show.Day(bill.IssuedOn));

    private static async Task<IResult> AccountAsync(string number, IStorage storage, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        if (await AccountFile.LoadAsync(unit, number, cancellationToken) is not { } file) return NoAccount(number);
        return TypedResults.Ok(new AccountAnswer(
            file.Account.Number, file.Customer.Name, file.Customer.Phone, Show.Day(file.Account.OpenedOn), file.Account.ClosedOn is { } closed ? Show.Day(closed) : null,
            [.. file.Agreements.Select(a => new TermsAnswer(
                a.Premise.Address, a.Premise.Zone, a.Agreement.Tariff, a.Agreement.UseClass, a.Agreement.Persons, Show.Day(a.Agreement.From), a.Agreement.To is { } to ? Show.Day(to) : null))]) { Branch = file.Account.Branch });
    }

    /// <summary>Gives an account to another branch, or to all of them.</summary>
    private static async Task<IResult> MoveAsync(string number, BranchRequest body, BranchDesk desk, IStorage storage, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var moved = await desk.MoveAsync(number, body.Branch, body.Reason, user.Actor(), cancellationToken);
        return moved.IsOk ? await AccountAsync(number, storage, cancellationToken) : ApiAnswers.Problem(moved.Fault);
    }

    /// <summary>Accounts by any clue, masked. The purpose is noted in the audit.</summary>
    private static async Task<IResult> SearchAsync(string clue, string purpose, int? limit, string? language, AnyClueSearch search, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > AnyClueSearch.CountCap) return ApiAnswers.Problem(400, "api.limit", $"limit is 1 to {AnyClueSearch.CountCap}.");
        var found = await search.SearchAsync(new SearchRequest { Clue = clue, Purpose = purpose, Limit = limit ?? 20 }, user.Actor(), cancellationToken);
        var words = language == "zh" ? Language.Chinese : Language.English;
        return found.IsOk
            ? TypedResults.Ok(new SearchAnswer([.. found.Value.Hits.Select(h => new HitAnswer(h.Account, h.Name, h.Phone, h.Address, h.Meters, [.. h.Why.Select(w => w.In(words))]))], found.Value.Count, found.Value.CountIsCapped, found.Value.IsComplete))
            : ApiAnswers.Problem(found.Fault);
    }

    private static async Task<IResult> BillsAsync(string number, string? after, int? limit, IStorage storage, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken) is not { } account) return NoAccount(number);
        return ApiAnswers.Paged(await unit.Bills.OfAccountAsync(account.Id, cancellationToken), after, limit, b => Summary(BillDesk.NumberOf(b, account), b));
    }

    /// <summary>Why a bill is higher or lower than the one before: parts that add up to the difference, a sentence each in both languages.</summary>
    private static async Task<IResult> WhyAsync(string number, BillDesk desk, CancellationToken cancellationToken)
    {
        var why = await desk.WhyAsync(number, cancellationToken);
        return why.IsOk
            ? TypedResults.Ok(new BillWhyAnswer(why.Value.Before.Number, why.Value.After.Number, why.Value.Comparison.Difference.ToAmountString(), why.Value.Comparison.Difference.Currency.Code,
                [.. why.Value.Comparison.Parts.Select(p => new DifferencePartAnswer(p.Reason.ToString(), p.Amount.ToAmountString(), p.Sentence.Zh, p.Sentence.En))]))
            : ApiAnswers.Problem(why.Fault);
    }

    /// <summary>A bill with the derivation of each line, or the latest of an account by its number; <c>language=zh</c> or <c>en</c>.</summary>
    private static async Task<IResult> BillAsync(string number, string? language, BillDesk desk, CancellationToken cancellationToken)
    {
        var view = await desk.ShowAsync(number, cancellationToken);
        if (!view.IsOk) return ApiAnswers.Problem(view.Fault);
        var (v, bill, words) = (view.Value, view.Value.Bill, language == "zh" ? Language.Chinese : Language.English);
        return TypedResults.Ok(new BillAnswer(
            v.Number, v.Account.Number, v.Customer.Name, v.Address, Show.Day(bill.Key.From), Show.Day(bill.To), bill.Usage.ToNumberString(), bill.Usage.Unit.Code, bill.Tariff, bill.TariffRevision,
            [.. v.Calculated.Lines.Select(l => new LineAnswer(l.Code, l.Name.In(words), l.Amount.ToAmountString(), BillText.Explain(l, v.Calculated, words)))],
            bill.Total.ToAmountString(), bill.Total.Currency.Code));
    }

    private static IResult NoAccount(string number) => ApiAnswers.Problem(404, "customers.account-not-found", $"There is no account '{number}'; check the number.");
}

using System.Security.Claims;
using WaterCore.Customers;
using WaterCore.Host.Accounts;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Host.Api;

internal sealed record CaseBody(
    string Category, string Subject, string Channel, string? Text, string? Account, string? From, string? Reference, string? Place, string? Zone, string? Position, string? CallBack, string? Answer) : IApiBody;

internal sealed record CaseOpenedAnswer(CaseAnswer Case, bool Repeated, IReadOnlyList<long> Similar);

internal sealed record CaseActBody(string Act, string? Text, string? Position, bool? Reached, bool? Content, int? Rating, long? Into) : IApiBody;

internal sealed record ContactBody(string Subject, string Channel, string? Text, string? Account, string? From, string? Reference, bool Out, bool Answered) : IApiBody;

internal sealed record ChoiceBody(string Purpose, string? Channel, bool Allowed) : IApiBody;

/// <summary>Cases and contacts.</summary>
internal static class ServiceApi
{
    public static void MapService(this RouteGroupBuilder api)
    {
        api.MapGet("/cases", CasesAsync).RequireAuthorization(Permissions.CaseRead).WithTags("cases").Produces<PageOf<CaseAnswer>>().WithSummary("Cases, the latest first");
        api.MapGet("/cases/{number:long}", CaseAsync).RequireAuthorization(Permissions.CaseRead).WithTags("cases").Produces<CaseFileAnswer>().WithSummary("One case with its history");
        api.MapPost("/cases", OpenAsync).RequireAuthorization(Permissions.CaseHandle).WithTags("cases").Produces<CaseOpenedAnswer>().Idempotent().WithSummary("Opens a case");
        api.MapPost("/cases/{number:long}/acts", ActAsync).RequireAuthorization(Permissions.CaseHandle).WithTags("cases").Produces<CaseAnswer>().Idempotent().WithSummary("Answers, hands over, notes, reopens, rates or merges a case");
        api.MapGet("/accounts/{number}/contacts", ContactsAsync).RequireAuthorization(Permissions.CaseRead).WithTags("contacts").Produces<CustomerContactsAnswer>().WithSummary("The contacts with a customer over every channel");
        api.MapPost("/contacts", NoteAsync).RequireAuthorization(Permissions.CaseHandle).WithTags("contacts").Produces<ContactAnswer>().Idempotent().WithSummary("Notes a contact");
        api.MapPost("/accounts/{number}/contact-choices", ChooseAsync).RequireAuthorization(Permissions.CaseHandle).WithTags("contacts").Produces<CustomerContactsAnswer>().Idempotent().WithSummary("By which channels a customer wants to be reached");
    }

    private static async Task<IResult> CasesAsync(string? category, string? state, string? position, string? after, int? limit, ServiceDesk desk, Utility utility, CancellationToken cancellationToken)
    {
        var take = limit ?? ApiAnswers.UsualItems;
        if (take is < 1 or > ApiAnswers.MostItems) return ApiAnswers.Problem(400, "api.limit", $"limit is 1 to {ApiAnswers.MostItems}.");
        CaseState? wanted = null;
        if (state is not null)
        {
            if (!Enum.TryParse<CaseState>(state, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed)) return ApiAnswers.Problem(400, "api.state", "state is open, answered, closed or merged.");
            wanted = parsed;
        }
        long before = 0;
        if (after is not null && (!long.TryParse(after, out before) || before < 1)) return ApiAnswers.Problem(400, "api.after", "after is what the page before gave as next.");
        var cases = await desk.ListAsync(new CaseQuery { Category = category, State = wanted, Position = position, Before = after is null ? null : new(before), Take = take }, cancellationToken);
        return TypedResults.Ok(new PageOf<CaseAnswer>([.. cases.Select(c => ServiceAnswers.Of(c, utility))], cases.Count == take ? cases[^1].Id.ToString() : null));
    }

    private static async Task<IResult> CaseAsync(long number, ServiceDesk desk, Utility utility, CancellationToken cancellationToken)
    {
        var view = await desk.ViewAsync(new(number), cancellationToken);
        return view.IsOk ? TypedResults.Ok(ServiceAnswers.Of(view.Value, utility)) : ApiAnswers.Problem(view.Fault);
    }

    private static async Task<IResult> OpenAsync(CaseBody body, ServiceDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenAsync(new CaseDraft
        {
            Category = body.Category, Subject = body.Subject, Channel = body.Channel, Text = body.Text, Account = body.Account, From = body.From, Reference = body.Reference,
            Place = body.Place, Zone = body.Zone, Position = body.Position, CallBack = body.CallBack, Answer = body.Answer,
        }, user.Actor(), cancellationToken);
        return opened.IsOk
            ? TypedResults.Ok(new CaseOpenedAnswer(ServiceAnswers.Of(opened.Value.Case, utility), opened.Value.Repeated, [.. opened.Value.Similar.Select(s => s.Id.Value)]))
            : ApiAnswers.Problem(opened.Fault);
    }

    /// <summary>An act on a case: answer, hand-over, note, call-back, reopen, rate or merge.</summary>
    private static async Task<IResult> ActAsync(long number, CaseActBody body, ServiceDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (id, actor, text) = (new Id<ServiceCase>(number), user.Actor(), body.Text);
        var act = body.Act switch
        {
            "answer" => desk.AnswerAsync(id, text ?? "", actor, cancellationToken),
            "hand-over" => desk.HandOverAsync(id, body.Position ?? "", text, actor, cancellationToken),
            "note" => desk.RemarkAsync(id, text ?? "", actor, cancellationToken),
            "call-back" => desk.CallBackAsync(id, body.Reached ?? true, body.Content ?? true, text, actor, cancellationToken),
            "reopen" => desk.ReopenAsync(id, text ?? "", actor, cancellationToken),
            "rate" => desk.RateAsync(id, body.Rating ?? 0, text, actor, cancellationToken),
            "merge" => desk.MergeAsync(id, new(body.Into ?? 0), actor, cancellationToken),
            _ => null,
        };
        if (act is null) return ApiAnswers.Problem(400, "api.act", "act is answer, hand-over, note, call-back, reopen, rate or merge.");
        var done = await act;
        return done.IsOk ? TypedResults.Ok(ServiceAnswers.Of(done.Value, utility)) : ApiAnswers.Problem(done.Fault);
    }

    private static async Task<IResult> ContactsAsync(string number, ContactDesk desk, Utility utility, CancellationToken cancellationToken)
    {
        var file = await desk.OfAccountAsync(number, cancellationToken: cancellationToken);
        return file.IsOk ? TypedResults.Ok(ServiceAnswers.Of(file.Value, utility)) : ApiAnswers.Problem(file.Fault);
    }

    private static async Task<IResult> NoteAsync(ContactBody body, ServiceDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var taken = await desk.NoteAsync(
            new ContactDraft { Subject = body.Subject, Channel = body.Channel, Text = body.Text, Account = body.Account, From = body.From, Reference = body.Reference, Direction = body.Out ? ContactDirection.Out : ContactDirection.In },
            body.Answered ? ContactOutcome.Answered : ContactOutcome.Noted, user.Actor(), cancellationToken);
        return taken.IsOk ? TypedResults.Ok(ServiceAnswers.Of(taken.Value.Contact, utility)) : ApiAnswers.Problem(taken.Fault);
    }

    private static async Task<IResult> ChooseAsync(string number, ChoiceBody body, ContactDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var file = await desk.ChooseAsync(number, body.Purpose, body.Channel ?? ContactChoice.Any, body.Allowed, user.Actor(), cancellationToken);
        return file.IsOk ? TypedResults.Ok(ServiceAnswers.Of(file.Value, utility)) : ApiAnswers.Problem(file.Fault);
    }
}

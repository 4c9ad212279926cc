using System.Security.Claims;
using NodaTime.Text;
using WaterCore.Host.Accounts;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;

namespace WaterCore.Host.Api;

internal sealed record IncidentBody(string Category, string? Zone, string? Place) : IApiBody;

internal sealed record IncidentJoinBody(long Case) : IApiBody;

internal sealed record AnnounceBody(string Zh, string En, string Until) : IApiBody;

internal sealed record RestoreBody(string Answer) : IApiBody;

internal sealed record TemplateBody(string SubjectZh, string SubjectEn, string BodyZh, string BodyEn) : IApiBody;

internal sealed record TemplateAnswer(string Code, string Purpose, string SubjectZh, string SubjectEn, string BodyZh, string BodyEn, IReadOnlyList<string> Places, int Revision);

internal sealed record TemplateSampleAnswer(string Account, string SubjectZh, string SubjectEn, string BodyZh, string BodyEn);

/// <summary>Incidents, templates, and what people ask and complain about.</summary>
internal static class DeskApi
{
    public static void MapDesk(this RouteGroupBuilder api)
    {
        api.MapGet("/incidents", ListAsync).RequireAuthorization(Permissions.CaseRead).WithTags("incidents").Produces<IReadOnlyList<IncidentAnswer>>().WithSummary("Incidents: many reports of one disturbance");
        api.MapGet("/incidents/{number:long}", ShowAsync).RequireAuthorization(Permissions.CaseRead).WithTags("incidents").Produces<IncidentFileAnswer>().WithSummary("One incident with the cases that report it");
        api.MapPost("/incidents", OpenAsync).RequireAuthorization(Permissions.CaseHandle).WithTags("incidents").Produces<IncidentAnswer>().Idempotent().WithSummary("Opens an incident");
        api.MapPost("/incidents/{number:long}/reports", JoinAsync).RequireAuthorization(Permissions.CaseHandle).WithTags("incidents").Produces<CaseAnswer>().Idempotent().WithSummary("Puts a case into an incident");
        api.MapPost("/incidents/{number:long}/announcement", AnnounceAsync).RequireAuthorization(Permissions.CaseHandle).WithTags("incidents").Produces<IncidentAnswer>().Idempotent().WithSummary("What callers and the portal are told of an incident, and until when");
        api.MapPost("/incidents/{number:long}/restored", RestoreAsync).RequireAuthorization(Permissions.CaseHandle).WithTags("incidents").Produces<IncidentAnswer>().Idempotent().WithSummary("Ends an incident and answers its cases");
        api.MapGet("/cases/figures", FiguresAsync).RequireAuthorization(Permissions.ReportRead).WithTags("cases").Produces<CaseFiguresAnswer>().WithSummary("What people ask and complain about, counted");
        api.MapGet("/templates", TemplatesAsync).RequireAuthorization(Permissions.CaseRead).WithTags("notices").Produces<IReadOnlyList<TemplateAnswer>>().WithSummary("The message templates and their revisions");
        api.MapPost("/templates/{code}", EditAsync).RequireAuthorization(Permissions.NoticeSend).WithTags("notices").Produces<TemplateAnswer>().Idempotent().WithSummary("Stores a revision of a template");
        api.MapPost("/templates/{code}/preview", PreviewAsync).RequireAuthorization(Permissions.NoticeSend).WithTags("notices").Produces<IReadOnlyList<TemplateSampleAnswer>>().Idempotent().WithSummary("A template filled in, without sending anything");
    }

    private static async Task<IResult> ListAsync(bool? open, IncidentDesk desk, Utility utility, CancellationToken cancellationToken) =>
        TypedResults.Ok((await desk.ListAsync(open ?? false, cancellationToken: cancellationToken)).Select(i => IncidentAnswers.Of(i, utility)).ToList());

    private static async Task<IResult> ShowAsync(long number, IncidentDesk desk, Utility utility, CancellationToken cancellationToken)
    {
        var view = await desk.ViewAsync(new(number), cancellationToken);
        return view.IsOk ? TypedResults.Ok(IncidentAnswers.Of(view.Value, utility)) : ApiAnswers.Problem(view.Fault);
    }

    private static async Task<IResult> OpenAsync(IncidentBody body, IncidentDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Of(await desk.OpenAsync(body.Category, body.Zone, body.Place, user.Actor(), cancellationToken), utility);

    private static async Task<IResult> JoinAsync(long number, IncidentJoinBody body, IncidentDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var joined = await desk.JoinAsync(new(body.Case), new(number), user.Actor(), cancellationToken);
        return joined.IsOk ? TypedResults.Ok(ServiceAnswers.Of(joined.Value, utility)) : ApiAnswers.Problem(joined.Fault);
    }

    private static async Task<IResult> AnnounceAsync(long number, AnnounceBody body, IncidentDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        InstantPattern.ExtendedIso.Parse(body.Until) is { Success: true, Value: var until }
            ? Of(await desk.AnnounceAsync(new(number), new Wording(body.Zh, body.En), until, user.Actor(), cancellationToken), utility)
            : ApiAnswers.Problem(400, "api.until", "until is an instant, such as 2026-03-10T00:00:00Z.");

    private static async Task<IResult> RestoreAsync(long number, RestoreBody body, IncidentDesk desk, Utility utility, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Of(await desk.RestoreAsync(new(number), body.Answer, user.Actor(), cancellationToken: cancellationToken), utility);

    private static async Task<IResult> FiguresAsync(string from, string to, CaseReports reports, CancellationToken cancellationToken)
    {
        if (LocalDatePattern.Iso.Parse(from) is not { Success: true, Value: var first } || LocalDatePattern.Iso.Parse(to) is not { Success: true, Value: var last } || last <= first)
            return ApiAnswers.Problem(400, "api.days", "from and to are days, such as 2026-03-01 and 2026-04-01; to is not included.");
        var made = await reports.MakeAsync(new(first, last), cancellationToken: cancellationToken);
        return made.IsOk ? TypedResults.Ok(CaseFiguresAnswer.Of(made.Value)) : ApiAnswers.Problem(made.Fault);
    }

    private static async Task<IResult> TemplatesAsync(TemplateDesk desk, CancellationToken cancellationToken)
    {
        var all = new List<TemplateAnswer>();
        foreach (var t in (await desk.AllAsync(cancellationToken)).All) all.Add(Of(t, await desk.HistoryAsync(t.Code, cancellationToken) is [var last, ..] ? last.Revision : 0));
        return TypedResults.Ok(all);
    }

    private static async Task<IResult> EditAsync(string code, TemplateBody body, TemplateDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var edited = await desk.EditAsync(code, new(body.SubjectZh, body.SubjectEn), new(body.BodyZh, body.BodyEn), user.Actor(), cancellationToken);
        return edited.IsOk ? TypedResults.Ok(Of(edited.Value.Template, edited.Value.Revision)) : ApiAnswers.Problem(edited.Fault);
    }

    private static async Task<IResult> PreviewAsync(string code, TemplateBody body, TemplateDesk desk, CancellationToken cancellationToken)
    {
        var seen = await desk.PreviewAsync(code, new(body.SubjectZh, body.SubjectEn), new(body.BodyZh, body.BodyEn), cancellationToken);
        return seen.IsOk ? TypedResults.Ok(seen.Value.Select(s => new TemplateSampleAnswer(s.Account, s.Subject.Zh, s.Subject.En, s.Body.Zh, s.Body.En)).ToList()) : ApiAnswers.Problem(seen.Fault);
    }

    private static IResult Of(Result<Incident> incident, Utility utility) => incident.IsOk ? TypedResults.Ok(IncidentAnswers.Of(incident.Value, utility)) : ApiAnswers.Problem(incident.Fault);

    private static TemplateAnswer Of(MessageTemplate t, int revision) => new(t.Code, t.Purpose.Code, t.Subject.Zh, t.Subject.En, t.Body.Zh, t.Body.En, [.. t.Places.Order(StringComparer.Ordinal)], revision);
}

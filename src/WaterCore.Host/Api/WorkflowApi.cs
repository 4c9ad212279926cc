using System.Security.Claims;
using NodaTime.Text;
using WaterCore.Host.Accounts;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Workflows;

namespace WaterCore.Host.Api;

internal sealed record WorkflowAnswer(string Code, int Version, string Name, string? Promise, IReadOnlyList<string> Steps, string Digest, string PublishedAt, string? Document = null);

internal sealed record WorkflowFindingAnswer(string Rule, int Line, string Step, string Problem, string Remedy);

/// <param name="Document">The YAML text of the draft.</param>
/// <param name="File">Its name, for messages.</param>
/// <param name="As">The position in which the caller acts; not needed for a check.</param>
internal sealed record WorkflowRequest(string Document, string? File, string? As) : IApiBody;

internal sealed record OrganizationAnswer(long Revision, string Document);

/// <param name="Document">The YAML text of the whole organisation.</param>
/// <param name="As">The position in which the caller acts.</param>
internal sealed record OrganizationRequest(string Document, string As) : IApiBody;

/// <summary>Workflow definitions and the organisation.</summary>
internal static class WorkflowApi
{
    public static void MapWorkflows(this RouteGroupBuilder api)
    {
        api.MapGet("/workflows", ListAsync).RequireAuthorization(Permissions.WorkUse).WithTags("workflows").Produces<PageOf<WorkflowAnswer>>().WithSummary("The published workflows");
        api.MapGet("/workflows/{code}/{version:int}", FindAsync).RequireAuthorization(Permissions.WorkUse).WithTags("workflows").Produces<WorkflowAnswer>().WithSummary("One version of a workflow, as it was published");
        api.MapPost("/workflows/check", CheckAsync).RequireAuthorization(Permissions.WorkDefine).Idempotent().WithTags("workflows").Produces<IReadOnlyList<WorkflowFindingAnswer>>().WithSummary("Checks a workflow file without publishing it");
        api.MapPost("/workflows", PublishAsync).RequireAuthorization(Permissions.WorkDefine).Idempotent().WithTags("workflows").Produces<WorkflowAnswer>().WithSummary("Publishes a workflow, when its checks pass");
        api.MapGet("/organization", OrganizationAsync).RequireAuthorization(Permissions.WorkUse).WithTags("organization").Produces<OrganizationAnswer>().WithSummary("The organisation: branches, positions, holders");
        api.MapPost("/organization", StoreAsync).RequireAuthorization(Permissions.WorkDefine).Idempotent().WithTags("organization").Produces<OrganizationAnswer>().WithSummary("Stores the organisation whole");
    }

    private static async Task<IResult> ListAsync(string? after, int? limit, string? language, IStorage storage, WorkflowEngines engines, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        return ApiAnswers.Paged(await unit.Work.LatestWorkflowsAsync(cancellationToken), after, limit, w => Answer(w, engines, language, false));
    }

    private static async Task<IResult> FindAsync(string code, int version, string? language, IStorage storage, WorkflowEngines engines, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        return await unit.Work.FindWorkflowAsync(code, version, cancellationToken) is { } found
            ? TypedResults.Ok(Answer(found, engines, language, true))
            : ApiAnswers.Problem(404, "workflows.not-found", $"There is no version {version} of the workflow '{code}'.");
    }

    private static async Task<IResult> CheckAsync(WorkflowRequest body, string? language, WorkflowDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok(Answer((await desk.CheckAsync(body.Document, body.File ?? "draft", cancellationToken)).All, language));

    private static async Task<IResult> PublishAsync(WorkflowRequest body, string? language, WorkflowDesk desk, WorkflowEngines engines, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var published = await desk.PublishAsync(body.Document, body.File ?? "draft", new Actor(user.Actor().Name, body.As ?? ""), cancellationToken);
        return published.IsOk ? TypedResults.Ok(Answer(published.Value, engines, language, false)) : ApiAnswers.Problem(published.Fault);
    }

    private static async Task<IResult> OrganizationAsync(OrganizationDesk desk, CancellationToken cancellationToken)
    {
        var (chart, revision) = await desk.ShowAsync(cancellationToken);
        return TypedResults.Ok(new OrganizationAnswer(revision, OrganizationFile.Write(chart.Data)));
    }

    private static async Task<IResult> StoreAsync(OrganizationRequest body, OrganizationDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var data = OrganizationFile.Read(body.Document, "organization");
        if (!data.IsOk) return ApiAnswers.Problem(data.Fault);
        var stored = await desk.StoreAsync(data.Value, new Actor(user.Actor().Name, body.As), cancellationToken);
        return stored.IsOk ? TypedResults.Ok(new OrganizationAnswer(stored.Value.Revision, OrganizationFile.Write(stored.Value.Data))) : ApiAnswers.Problem(stored.Fault);
    }

    private static IReadOnlyList<WorkflowFindingAnswer> Answer(IReadOnlyList<WorkflowFinding> all, string? language)
    {
        var words = language == "zh" ? Language.Chinese : Language.English;
        return [.. all.Select(f => new WorkflowFindingAnswer(f.Rule, f.Line, f.Step, f.Problem.In(words), f.Remedy.In(words)))];
    }

    private static WorkflowAnswer Answer(PublishedWorkflow published, WorkflowEngines engines, string? language, bool whole)
    {
        var words = language == "zh" ? Language.Chinese : Language.English;
        var definition = engines.Of(published).Definition;
        return new WorkflowAnswer(published.Code, published.Version, definition.Name.In(words), definition.Promise?.In(words), [.. definition.Steps.Select(s => s.Code)], published.Digest,
            InstantPattern.ExtendedIso.Format(published.PublishedAt), whole ? published.Document : null);
    }
}

using System.Security.Claims;
using NodaTime;
using NodaTime.Text;
using WaterCore.Host.Accounts;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Workflows;

namespace WaterCore.Host.Api;

internal sealed record WorkBranchAnswer(string Path, string Step, string StepName, string Position, BranchPhase Phase, string? Holder, string Entered, string? Opened, string? Due, string? SuspendReason, IReadOnlyList<string> Actions);

internal sealed record WorkClockAnswer(ClockKind Kind, string Limit, string? Due);

internal sealed record WorkItemAnswer(
    long Id, string Workflow, int Version, string Office, string Subject, WorkStatus Status, long Revision, string StartedAt, string? ClosedAt, int Urged,
    IReadOnlyList<WorkBranchAnswer> Branches, IReadOnlyDictionary<string, string> Form, IReadOnlyList<string> Documents, IReadOnlyList<WorkClockAnswer> Clocks);

internal sealed record WorkVisitAnswer(string Path, string Step, string Position, string? Holder, string Entered, string? Opened, string? Due, string Left, string Action, string? Note, long UsedMinutes, bool OnTime);

internal sealed record WorkActAnswer(long Revision, string At, string By, string Position, string Action, string Path, string Step, string? Target, string? Note);

internal sealed record WorkHistoryAnswer(WorkItemAnswer Item, IReadOnlyList<WorkVisitAnswer> Visits, IReadOnlyList<WorkActAnswer> Acts);

internal sealed record DueAnswer(long Item, string Workflow, string Subject, string Path, string Step, string Position, ClockKind Clock, string Due);

/// <summary>How work stands; warned are branches of which most of the time is gone.</summary>
internal sealed record BoardAnswer(IReadOnlyList<DueAnswer> Overdue, IReadOnlyList<DueAnswer> DueToday, IReadOnlyList<DueAnswer> Warned, IReadOnlyList<string> Vacant, IReadOnlyList<PositionAnswer> Positions);

internal sealed record PositionAnswer(string Office, string Position, int Open, int Overdue, int DueToday, int Warned, string Oldest, bool Vacant);

/// <summary>A branch that will be late as a rule: working minutes left and expected; and of past stays as long as this one already is, those that lasted beyond the limit.</summary>
internal sealed record OutlookAnswer(long Item, string Workflow, string Subject, string Path, string Step, string Position, ClockKind Clock, string Due, long LeftMinutes, long ExpectedMinutes, long LateStays, long Stays);

internal sealed record ShareAnswer(long Part, long Whole);

internal sealed record KindAnswer(string Workflow, long Begun, long Archived, long Cancelled, ShareAnswer OnTime, long? MedianDays);

internal sealed record StepFiguresAnswer(string Workflow, string Step, long Stays, ShareAnswer OnTime, long MedianMinutes, long LateMinutes);

/// <summary>A way taken; drawn is one that the definition draws, with nothing beside it.</summary>
internal sealed record VariantAnswer(string Workflow, string Way, long Items, bool Drawn);

internal sealed record WorkReportAnswer(
    ShareAnswer OnTime, ShareAnswer Rework, ShareAnswer AsDrawn, string? Bottleneck, IReadOnlyList<KindAnswer> Kinds, IReadOnlyList<StepFiguresAnswer> Steps, IReadOnlyDictionary<string, ShareAnswer> Positions, IReadOnlyList<VariantAnswer> Variants);

/// <param name="Workflow">The code of a published workflow.</param>
/// <param name="Office">The branch that serves it.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="As">The position in which the caller acts.</param>
/// <param name="Form">What is known already.</param>
internal sealed record WorkStartRequest(string Workflow, string Office, string Subject, string As, Dictionary<string, string>? Form) : IApiBody;

/// <param name="Action">accept, submit, approve, reject, send-back, withdraw, hand, split-off, suspend, resume, urge, cancel or archive.</param>
/// <param name="As">The position in which the caller acts.</param>
/// <param name="Path">Which branch of the item, when several are open.</param>
/// <param name="Step">The step to send back to.</param>
/// <param name="To">The position to hand to, or to ask for a part.</param>
/// <param name="Reason">Why; for a suspension the code of the reason.</param>
/// <param name="Form">What was filled in.</param>
/// <param name="Documents">Documents that were brought.</param>
/// <param name="Seen">The revision that the caller looked at; the action is refused when somebody acted since.</param>
internal sealed record WorkActRequest(string Action, string As, string? Path, string? Step, string? To, string? Reason, Dictionary<string, string>? Form, List<string>? Documents, long? Seen) : IApiBody;

/// <param name="Version">The published version to move to.</param>
/// <param name="Reason">Why.</param>
/// <param name="As">The position in which the caller acts.</param>
internal sealed record WorkVersionRequest(int Version, string Reason, string As) : IApiBody;

/// <summary>Work between positions. The caller acts under the own sign-in name, in a position that is the caller's today.</summary>
internal static class WorkApi
{
    public static void MapWork(this RouteGroupBuilder api)
    {
        api.MapGet("/work/items", FindAsync).RequireAuthorization(Permissions.WorkUse).WithTags("work").Produces<PageOf<WorkItemAnswer>>().WithSummary("Work items by subject, workflow, office and status");
        api.MapGet("/work/items/{id:long}", HistoryAsync).RequireAuthorization(Permissions.WorkUse).WithTags("work").Produces<WorkHistoryAnswer>().WithSummary("One work item: its branches, clocks and history");
        api.MapPost("/work/items", StartAsync).RequireAuthorization(Permissions.WorkUse).Idempotent().WithTags("work").Produces<WorkItemAnswer>().WithSummary("Begins a work item");
        api.MapPost("/work/items/{id:long}/actions", ActAsync).RequireAuthorization(Permissions.WorkUse).Idempotent().WithTags("work").Produces<WorkItemAnswer>().WithSummary("Acts on a work item: submit, approve, send back, hand on and so on");
        api.MapGet("/work/tray", TrayAsync).RequireAuthorization(Permissions.WorkUse).WithTags("work").Produces<IReadOnlyList<WorkItemAnswer>>().WithSummary("The tray of a position");
        api.MapGet("/work/board", BoardAsync).RequireAuthorization(Permissions.WorkUse).WithTags("work").Produces<BoardAnswer>().WithSummary("How many items lie where, and how late");
        api.MapGet("/work/forecast", ForecastAsync).RequireAuthorization(Permissions.WorkUse).WithTags("work").Produces<IReadOnlyList<OutlookAnswer>>().WithSummary("Open items by the risk that they end late");
        api.MapGet("/work/report", ReportAsync).RequireAuthorization(Permissions.WorkUse).WithTags("work").Produces<WorkReportAnswer>().WithSummary("What passed in a period: promises kept, by position and step");
        api.MapGet("/work/event-log", EventLogAsync).RequireAuthorization(Permissions.WorkSupervise).WithTags("work").Produces<object>().WithSummary("What passed in a period, as an object-centric event log (OCEL)");
        api.MapPost("/work/items/{id:long}/version", MigrateAsync).RequireAuthorization(Permissions.WorkDefine).Idempotent().WithTags("work").Produces<WorkItemAnswer>().WithSummary("Moves an item to another version of its workflow");
    }

    private static async Task<IResult> FindAsync(
        string? subject, string? workflow, string? office, string? status, long? after, int? limit, string? language, IStorage storage, WorkflowEngines engines, CancellationToken cancellationToken)
    {
        var take = limit ?? ApiAnswers.UsualItems;
        if (take is < 1 or > ApiAnswers.MostItems) return ApiAnswers.Problem(400, "api.limit", $"limit is 1 to {ApiAnswers.MostItems}.");
        // As answers write it, in any case of letters.
        WorkStatus? wanted = null;
        if (status is { Length: > 0 })
        {
            if (!Enum.GetNames<WorkStatus>().Contains(status, StringComparer.OrdinalIgnoreCase))
                return ApiAnswers.Problem(400, "api.status", $"status is one of {string.Join(", ", Enum.GetNames<WorkStatus>()).ToLowerInvariant()}.");
            wanted = Enum.Parse<WorkStatus>(status, ignoreCase: true);
        }
        await using var unit = await storage.ReadAsync(cancellationToken);
        var items = await unit.Work.SearchAsync(new WorkQuery { Subject = subject, Definition = workflow, Office = office, Status = wanted, After = new(after ?? 0), Take = take }, cancellationToken);
        var answers = new List<WorkItemAnswer>(items.Count);
        foreach (var item in items) answers.Add(await AnswerAsync(unit, engines, item, language, cancellationToken));
        return TypedResults.Ok(new PageOf<WorkItemAnswer>(answers, items.Count == take ? items[^1].Id.ToString() : null));
    }

    private static async Task<IResult> HistoryAsync(long id, string? language, WorkDesk desk, IStorage storage, WorkflowEngines engines, CancellationToken cancellationToken)
    {
        if (await desk.HistoryAsync(new(id), cancellationToken) is not { } history) return ApiAnswers.Problem(new WorkNotFound($"{id}"));
        await using var unit = await storage.ReadAsync(cancellationToken);
        return TypedResults.Ok(new WorkHistoryAnswer(
            await AnswerAsync(unit, engines, history.Item, language, cancellationToken),
            [.. history.Visits.Select(v => new WorkVisitAnswer(v.Path, v.Step, v.Position, v.Holder, Iso(v.Entered)!, Iso(v.Opened), Iso(v.Due), Iso(v.Left)!, v.Action.CodeOf(), v.Note, v.UsedMinutes, v.OnTime))],
            [.. history.Acts.Select(a => new WorkActAnswer(a.Revision, Iso(a.At)!, a.Actor.Name, a.Actor.Position, a.Action.CodeOf(), a.Path, a.Step, a.Target, a.Note))]));
    }

    private static async Task<IResult> StartAsync(WorkStartRequest body, string? language, HttpRequest request, WorkDesk desk, IStorage storage, WorkflowEngines engines, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var actor = new Actor(user.Actor().Name, body.As);
        var made = await desk.StartAsync(body.Workflow, body.Office, body.Subject, actor, body.Form, Key(request, user), cancellationToken);
        return made.IsOk ? await OkAsync(storage, engines, made.Value, language, cancellationToken) : ApiAnswers.Problem(made.Fault);
    }

    private static async Task<IResult> ActAsync(long id, WorkActRequest body, string? language, HttpRequest request, WorkDesk desk, IStorage storage, WorkflowEngines engines, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (ActionWords.Of(body.Action) is not { } kind || kind is ActionKind.Start or ActionKind.Migrate)
            return ApiAnswers.Problem(400, "work.action", $"There is no action '{body.Action}'; use accept, submit, approve, reject, send-back, withdraw, hand, split-off, suspend, resume, urge, cancel or archive.");
        var action = new WorkAction(kind) { Path = body.Path, Step = body.Step, Position = body.To, Reason = body.Reason, Form = body.Form, Documents = body.Documents };
        var made = await desk.ActAsync(new(id), action, new Actor(user.Actor().Name, body.As), body.Seen, Key(request, user), cancellationToken: cancellationToken);
        return made.IsOk ? await OkAsync(storage, engines, made.Value, language, cancellationToken) : ApiAnswers.Problem(made.Fault);
    }

    private static async Task<IResult> TrayAsync(string? position, string? language, WorkDesk desk, IStorage storage, WorkflowEngines engines, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var rows = position is null ? await desk.MyTraysAsync(user.Actor().Name, cancellationToken) : await desk.TrayAsync(position, cancellationToken);
        await using var unit = await storage.ReadAsync(cancellationToken);
        var answers = new List<WorkItemAnswer>();
        foreach (var row in rows) answers.Add(await AnswerAsync(unit, engines, row.Item with { Branches = [row.Branch] }, language, cancellationToken));
        return TypedResults.Ok<IReadOnlyList<WorkItemAnswer>>(answers);
    }

    private static async Task<IResult> BoardAsync(string? office, WorkSupervision watch, WorkWatch early, CancellationToken cancellationToken)
    {
        static DueAnswer Row(DueRow r) => new(r.Item.Id.Value, r.Item.Definition, r.Item.Subject, r.Branch.Path, r.Branch.Step, r.Branch.Position, r.Clock, Iso(r.Due)!);
        return TypedResults.Ok(new BoardAnswer(
            [.. (await watch.OverdueAsync(office, cancellationToken)).Select(Row)], [.. (await watch.DueTodayAsync(office, cancellationToken)).Select(Row)],
            [.. (await early.WarningsAsync(office, cancellationToken)).Select(Row)], [.. (await watch.VacanciesAsync(cancellationToken)).Select(v => v.Position)],
            [.. (await early.LoadsAsync(office, cancellationToken)).Select(l => new PositionAnswer(l.Office, l.Position, l.Open, l.Overdue, l.DueToday, l.Warned, Iso(l.Oldest)!, l.Vacant))]));
    }

    private static async Task<IResult> ForecastAsync(string? office, WorkWatch watch, CancellationToken cancellationToken) => TypedResults.Ok<IReadOnlyList<OutlookAnswer>>(
        [.. (await watch.ForecastAsync(office, cancellationToken)).Select(r => new OutlookAnswer(r.Item.Id.Value, r.Item.Definition, r.Item.Subject, r.Branch.Path, r.Branch.Step, r.Branch.Position, r.Clock, Iso(r.Due)!, r.LeftMinutes, r.ExpectedMinutes, r.Risk.Part, r.Risk.Whole))]);

    private static async Task<IResult> ReportAsync(string? from, string? to, Utility utility, WorkSupervision watch, CancellationToken cancellationToken)
    {
        if (!Days(from, to, utility, out var begin, out var end)) return NoDays();
        static ShareAnswer Of(Share s) => new(s.Part, s.Whole);
        var r = await watch.ReportAsync(begin, end, cancellationToken);
        return TypedResults.Ok(new WorkReportAnswer(
            Of(r.OnTime), Of(r.Rework), Of(r.AsDrawn), r.Bottleneck is { } b ? $"{b.Definition}/{b.Step}" : null, [.. r.Kinds.Select(k => new KindAnswer(k.Definition, k.Begun, k.Archived, k.Cancelled, Of(k.OnTime), k.MedianDays))],
            [.. r.Steps.Select(s => new StepFiguresAnswer(s.Definition, s.Step, s.Visits, Of(s.OnTime), s.MedianMinutes, s.LateMinutes))], r.OnTimeByPosition.ToDictionary(p => p.Key, p => Of(p.Value)),
            [.. r.Variants.Take(ApiAnswers.MostItems).Select(v => new VariantAnswer(v.Definition, v.Way, v.Items, v.Drawn))]));
    }

    // OCEL 2.0, as process-mining tools read it. By way of a file: a year of a large branch is more than should lie in memory.
    private static async Task<IResult> EventLogAsync(string? from, string? to, Utility utility, WorkSupervision watch, CancellationToken cancellationToken)
    {
        if (!Days(from, to, utility, out var begin, out var end)) return NoDays();
        var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            await watch.ExportAsync(file, begin, end, cancellationToken);
            file.Position = 0;
            return TypedResults.Stream(file, "application/json", "work.ocel.json");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task<IResult> MigrateAsync(long id, WorkVersionRequest body, string? language, WorkflowDesk desk, IStorage storage, WorkflowEngines engines, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var moved = await desk.MigrateAsync(new(id), body.Version, body.Reason, new Actor(user.Actor().Name, body.As), cancellationToken);
        return moved.IsOk ? await OkAsync(storage, engines, moved.Value, language, cancellationToken) : ApiAnswers.Problem(moved.Fault);
    }

    private static bool Days(string? from, string? to, Utility utility, out Instant begin, out Instant end)
    {
        (begin, end) = (Instant.MinValue, Instant.MaxValue);
        if (from is not null && !Day(from, ref begin)) return false;
        return to is null || Day(to, ref end);

        bool Day(string text, ref Instant at)
        {
            var day = LocalDatePattern.Iso.Parse(text);
            if (day.Success) at = utility.Zone.AtStartOfDay(day.Value).ToInstant();
            return day.Success;
        }
    }

    private static IResult NoDays() => ApiAnswers.Problem(400, "api.day", "from and to are days, such as 2026-03-01; to is not included.");

    // The desk keeps the same key with the effect itself, so that a crash before the answer is kept repeats nothing.
    private static string Key(HttpRequest request, ClaimsPrincipal user) => $"api {user.Identity?.Name} {request.Headers[Idempotent.Header]}";

    private static async Task<IResult> OkAsync(IStorage storage, WorkflowEngines engines, WorkItem item, string? language, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        return TypedResults.Ok(await AnswerAsync(unit, engines, item, language, cancellationToken));
    }

    private static async Task<WorkItemAnswer> AnswerAsync(IUnitOfWork unit, WorkflowEngines engines, WorkItem item, string? language, CancellationToken cancellationToken)
    {
        var words = language == "zh" ? Language.Chinese : Language.English;
        var definition = engines.Of((await unit.Work.FindWorkflowAsync(item.Definition, item.Version, cancellationToken))!).Definition;
        return new WorkItemAnswer(
            item.Id.Value, item.Definition, item.Version, item.Office, item.Subject, item.Status, item.Revision, Iso(item.StartedAt)!, Iso(item.ClosedAt), item.Urged,
            [.. item.Branches.Select(b => new WorkBranchAnswer(b.Path, b.Step, definition.Find(b.Step)!.Name.In(words), b.Position, b.Phase, b.Holder, Iso(b.Entered)!, Iso(b.Opened), Iso(b.Due), b.SuspendReason,
                [.. definition.Find(b.Step)!.Actions.Order().Select(a => a.CodeOf())]))],
            item.Form, item.Documents, [.. item.Clocks.Select(c => new WorkClockAnswer(c.Kind, c.Limit.In(words), Iso(c.Due)))]);
    }

    private static string? Iso(Instant? at) => at is { } i ? InstantPattern.ExtendedIso.Format(i) : null;
}

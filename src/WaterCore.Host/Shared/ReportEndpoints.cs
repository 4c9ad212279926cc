using System.Text;
using WaterCore.Documents;
using WaterCore.Host.Accounts;
using WaterCore.Host.Api;
using WaterCore.Host.Files;
using WaterCore.Host.Service;
using WaterCore.Operations;
using WaterCore.Statistics;

namespace WaterCore.Host.Shared;

/// <summary>A report as the API answers it.</summary>
/// <param name="Code">Its name for programs; empty for the rows behind a row.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Columns">The titles.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Total">The sums.</param>
internal sealed record ReportAnswer(string Code, string Title, IReadOnlyList<string> Columns, IReadOnlyList<ReportRowAnswer> Rows, IReadOnlyList<string> Total);

/// <summary>A row; <c>Opens</c> is the key by which it opens into its facts.</summary>
internal sealed record ReportRowAnswer(string? Opens, IReadOnlyList<string> Cells);

/// <summary>A saved list.</summary>
internal sealed record ListAnswer(string Name, string? Clue, string? Source, IReadOnlyList<string> By, string Owner);

/// <summary>Reports as files for the console, and as data for integrators.</summary>
internal static class ReportEndpoints
{
    private const int MostRows = 10_000;

    public static void MapWaterCoreReports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/console/reports/file", FileAsync).RequireAuthorization(Permissions.ReportRead);
        routes.MapGet("/console/lists/file", ListFileAsync).RequireAuthorization(Permissions.CustomerRead);
    }

    public static void MapReports(this RouteGroupBuilder api)
    {
        api.MapGet("/lists", async (SavedLists lists, CancellationToken cancellationToken) => (await lists.AllAsync(cancellationToken)).Select(l => new ListAnswer(l.Name, l.Clue, l.Source, l.By, l.Owner)).ToList())
            .RequireAuthorization(Permissions.CustomerRead).WithSummary("The saved searches and pivots").WithTags("reports").Produces<IReadOnlyList<ListAnswer>>();
        api.MapGet("/lists/{name}", ListAsync).RequireAuthorization(Permissions.CustomerRead).WithTags("reports").Produces<ReportAnswer>().WithSummary("What a saved search or pivot finds now");
        api.MapGet("/reports", SetAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<IReadOnlyList<ReportAnswer>>().WithSummary("The monthly set of reports");
        api.MapGet("/reports/{code}/rows", RowsAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<ReportAnswer>().WithSummary("The rows behind a report");
    }

    private static async Task<IResult> FileAsync(HttpContext context, Reports reports, PrintDesk print, string month, string format, string? report, string? set, int? months, CancellationToken cancellationToken)
    {
        if (ReportDays.Of(month, months ?? 1) is not { } days) return ApiAnswers.Problem(400, "statistics.month", Texts.BadCycle.En);
        var wanted = report is null ? SetOf(set).ToList() : ReportDefinition.Shipped.Where(r => r.Code == report).ToList();
        if (wanted.Count == 0) return TypedResults.NotFound();
        var made = await reports.SheetAsync(wanted, days, Languages.Of(context), null, cancellationToken);
        if (!made.IsOk) return ApiAnswers.Problem(made.Fault);
        var name = $"report-{month}{(report is null ? "" : $"-{report}")}";
        var file = new MemoryStream();
        switch (format)
        {
            case "xlsx":
                SheetFiles.Excel(made.Value, file);
                file.Position = 0;
                return TypedResults.File(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx");
            case "pdf":
                var printed = await print.PrintAsync(made.Value, file, cancellationToken);
                if (!printed.IsOk) return ApiAnswers.Problem(StatusCodes.Status503ServiceUnavailable, printed.Fault.Code, printed.Fault.Message);
                file.Position = 0;
                return TypedResults.File(file, "application/pdf", name + ".pdf");
            case "csv" when report is not null:
                return TypedResults.File(Encoding.UTF8.GetBytes(SheetFiles.Csv(made.Value.Parts.OfType<SheetTable>().Single())), "text/csv", name + ".csv");
            default:
                return ApiAnswers.Problem(400, "statistics.format", "format is xlsx, pdf, or csv with a report.");
        }
    }

    private static async Task<Result<SheetTable>?> RunAsync(HttpContext context, SavedLists lists, string name, string? month, string purpose, CancellationToken cancellationToken)
    {
        if (await lists.FindAsync(name, cancellationToken) is not { } list) return new SavedListRefused(name, "there is none of that name; list those there are");
        // A pivot shows sums of the whole, which not everybody may see who may find a customer.
        if (list.Clue is null && !context.User.May(Permissions.ReportRead)) return null;
        if (ReportDays.Of(month ?? (list.Clue is null ? "" : "2000-01"), 1) is not { } days) return new SavedListRefused(name, "it is a pivot; say of which month, such as month=2026-03");
        return await lists.RunAsync(name, days, purpose, context.User.Actor(), Languages.Of(context), cancellationToken);
    }

    /// <summary>What a saved list finds now. The purpose of a search is noted in the audit.</summary>
    private static async Task<IResult> ListAsync(HttpContext context, SavedLists lists, string name, string? month, string purpose, CancellationToken cancellationToken) =>
        await RunAsync(context, lists, name, month, purpose, cancellationToken) is not { } run ? TypedResults.Forbid() : run.IsOk ? TypedResults.Ok(Answer(name, run.Value)) : ApiAnswers.Problem(run.Fault);

    private static async Task<IResult> ListFileAsync(HttpContext context, SavedLists lists, WaterCore.Organization.Utility utility, string name, string? month, string format, CancellationToken cancellationToken)
    {
        if (await RunAsync(context, lists, name, month, Texts.ListExport.In(Languages.Of(context)), cancellationToken) is not { } run) return TypedResults.Forbid();
        if (!run.IsOk) return ApiAnswers.Problem(run.Fault);
        if (format == "csv") return TypedResults.File(Encoding.UTF8.GetBytes(SheetFiles.Csv(run.Value)), "text/csv", name + ".csv");
        if (format != "xlsx") return ApiAnswers.Problem(400, "statistics.format", "format is xlsx or csv.");
        var file = new MemoryStream();
        SheetFiles.Excel(new Sheet { Title = name, Issuer = utility.Name, Language = Languages.Of(context), Parts = [run.Value] }, file);
        file.Position = 0;
        return TypedResults.File(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx");
    }

    private static async Task<IResult> SetAsync(HttpContext context, Reports reports, string month, string? set, int? months, CancellationToken cancellationToken)
    {
        if (ReportDays.Of(month, months ?? 1) is not { } days) return ApiAnswers.Problem(400, "statistics.month", Texts.BadCycle.En);
        var wanted = SetOf(set);
        var made = await reports.TablesAsync(wanted, days, Languages.Of(context), null, cancellationToken);
        return made.IsOk ? TypedResults.Ok(made.Value.Select((t, i) => Answer(wanted[i].Code, t)).ToList()) : ApiAnswers.Problem(made.Fault);
    }

    private static async Task<IResult> RowsAsync(HttpContext context, Reports reports, string code, string month, string? key, int? months, CancellationToken cancellationToken)
    {
        if (ReportDefinition.Shipped.FirstOrDefault(r => r.Code == code) is not { } report) return ApiAnswers.Problem(404, "statistics.report-not-found", $"There is no report '{code}'; choose of {string.Join(", ", ReportDefinition.Shipped.Select(r => r.Code))}.");
        if (ReportDays.Of(month, months ?? 1) is not { } days) return ApiAnswers.Problem(400, "statistics.month", Texts.BadCycle.En);
        var rows = await reports.RowsAsync(report, key, days, Languages.Of(context), MostRows, cancellationToken);
        return rows.IsOk ? TypedResults.Ok(Answer("", rows.Value)) : ApiAnswers.Problem(rows.Fault);
    }

    /// <summary>A set by its name; the monthly one for any other.</summary>
    public static IReadOnlyList<ReportDefinition> SetOf(string? set) => set switch { "market" => ReportDefinition.Market, "demand" => ReportDefinition.Demand, _ => ReportDefinition.Monthly };

    internal static ReportAnswer Answer(string code, SheetTable table) => new(
        code, table.Title, [.. table.Columns.Select(c => c.Title)], [.. table.Rows.Select(r => new ReportRowAnswer(r.Opens, [.. r.Cells.Select(c => c.Plain)]))], table.Total is { } total ? [.. total.Cells.Select(c => c.Plain)] : []);
}

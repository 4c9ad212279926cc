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

/// <summary>Reports as files for the console, and as data for integrators.</summary>
internal static class ReportEndpoints
{
    private const int MostRows = 10_000;

    public static void MapWaterCoreReports(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/console/reports/file", FileAsync).RequireAuthorization(Permissions.ReportRead);

    public static void MapReports(this RouteGroupBuilder api)
    {
        api.MapGet("/reports", SetAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<IReadOnlyList<ReportAnswer>>();
        api.MapGet("/reports/{code}/rows", RowsAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<ReportAnswer>();
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

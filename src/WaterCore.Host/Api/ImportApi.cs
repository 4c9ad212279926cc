using System.Security.Claims;
using System.Text;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Host.Files;
using WaterCore.Operations;

namespace WaterCore.Host.Api;

/// <param name="File">A name for messages.</param>
/// <param name="Content">The CSV itself.</param>
/// <param name="Separator">One character; a comma when left out.</param>
/// <param name="Decimal">A point or a comma; a point when left out.</param>
/// <param name="Dates">How dates are written; uuuu-MM-dd when left out.</param>
/// <param name="Unit">The unit of the meters; m3 when left out.</param>
internal sealed record ImportRequest(string File, string Content, string? Separator, string? Decimal, string? Dates, string? Unit) : IApiBody;

internal sealed record ImportAnswer(int Rows, int Added, int Unchanged, bool Repeated, IReadOnlyList<RefusedAnswer> Refused);

/// <param name="Line">The line of the file.</param>
/// <param name="Column">The column.</param>
/// <param name="Message">What is wrong and what to write, in English.</param>
/// <param name="Zh">The same in Chinese.</param>
internal sealed record RefusedAnswer(int Line, string Column, string Message, string Zh);

/// <summary>Imports: a file whole or not at all, and once.</summary>
internal static class ImportApi
{
    public static void MapImports(this RouteGroupBuilder api)
    {
        api.MapPost("/imports/customers", (ImportRequest body, CustomerIntake intake, ClaimsPrincipal user, CancellationToken cancellationToken) =>
            TakeAsync(body, (table, format) => intake.ImportAsync(table, format, user.Actor(), cancellationToken)))
            .RequireAuthorization(Permissions.DataImport).Idempotent().WithTags("imports").Produces<ImportAnswer>().WithSummary("Imports customers with their meters from CSV, whole or not at all");
        api.MapPost("/imports/readings", (ImportRequest body, ReadingIntake intake, ClaimsPrincipal user, CancellationToken cancellationToken) =>
            TakeAsync(body, (table, format) => intake.ImportAsync(table, format, user.Actor(), cancellationToken)))
            .RequireAuthorization(Permissions.DataImport).Idempotent().WithTags("imports").Produces<ImportAnswer>().WithSummary("Imports readings from CSV, whole or not at all; what the rules hold waits in the tray");
    }

    private static async Task<IResult> TakeAsync(ImportRequest body, Func<SourceTable, SourceFormat, Task<IntakeResult>> take)
    {
        if (body.Separator is { Length: not 1 }) return ApiAnswers.Problem(400, "import.separator", "separator is one character.");
        IntakeResult result;
        try
        {
            var table = TableFile.Parse(body.File, Encoding.UTF8.GetBytes(body.Content), body.Separator?[0] ?? ',');
            result = await take(table, ImportCommand.Format(body.Decimal ?? ".", body.Dates ?? "uuuu-MM-dd", body.Unit ?? "m3"));
        }
        catch (BadUseException e)
        {
            return ApiAnswers.Problem(400, "import.unreadable", e.Message);
        }
        var answer = new ImportAnswer(result.Rows, result.Added, result.Unchanged, result.Repeated, [.. result.Refused.Select(r => new RefusedAnswer(r.Line, r.Column, r.Message, r.In(Values.Language.Chinese)))]);
        return result.Refused.Count == 0 ? TypedResults.Ok(answer) : TypedResults.UnprocessableEntity(answer);
    }
}

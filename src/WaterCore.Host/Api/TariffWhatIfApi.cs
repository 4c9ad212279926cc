using System.Globalization;
using WaterCore.Billing;
using WaterCore.Host.Accounts;
using WaterCore.Host.Commands;
using WaterCore.Host.Plots;
using WaterCore.Operations;
using WaterCore.Tariffs;

namespace WaterCore.Host.Api;

internal sealed record FindingAnswer(string Severity, int Line, string Field, string Problem, string Remedy);

internal sealed record CheckAnswer(int Errors, int Warnings, IReadOnlyList<FindingAnswer> Findings);

/// <param name="From">It holds above this usage; exact, a decimal or a fraction.</param>
/// <param name="To">Up to and with this one; null for no end.</param>
/// <param name="AtFrom">What the new tariff costs more at its beginning.</param>
/// <param name="PerUnit">How that grows with a unit.</param>
/// <param name="PaysMore">new, old or equal.</param>
internal sealed record PieceAnswer(string From, string? To, string AtFrom, string PerUnit, string PaysMore);

internal sealed record DifferenceAnswer(string Class, string Unit, string Currency, IReadOnlyList<PieceAnswer> Pieces, string Svg);

/// <summary>What tariffs would do before they do it: checks, the difference of two, the what-if over the stored bills.</summary>
internal static class TariffWhatIfApi
{
    public static void MapTariffWhatIf(this RouteGroupBuilder api)
    {
        api.MapPost("/tariffs/check", CheckAsync).RequireAuthorization(Permissions.TariffRead).Idempotent().WithTags("tariffs").Produces<CheckAnswer>().WithSummary("Checks a tariff file without publishing it");
        api.MapGet("/tariffs/difference", DifferenceAsync).RequireAuthorization(Permissions.TariffRead).WithTags("tariffs").Produces<DifferenceAnswer>().WithSummary("What changes between two tariffs, by volume");
        api.MapGet("/tariffs/simulation", SimulateAsync).RequireAuthorization(Permissions.BillingRead).WithTags("tariffs").WithSummary("What another tariff would bring over stored bills");
    }

    private static Task<IResult> CheckAsync(PublishRequest body)
    {
        var findings = TariffCheck.Check(body.Document, body.File ?? "tariff");
        var errors = findings.Count(f => f.Severity == FindingSeverity.Error);
        return Task.FromResult<IResult>(TypedResults.Ok(new CheckAnswer(errors, findings.Count - errors, [.. findings.Select(f => new FindingAnswer(f.Severity == FindingSeverity.Error ? "error" : "warning", f.Line, f.Field, f.Problem, f.Remedy))])));
    }

    /// <summary>Two tariffs by their codes (the latest published revision, else the shipped file) for one class and every usage, with a picture.</summary>
    private static async Task<IResult> DifferenceAsync(
        string before, string after, string @class, string? newClass, int? months, int? persons, string? on, string? language, TariffDesk desk, CancellationToken cancellationToken)
    {
        if (await desk.LatestAsync(before, cancellationToken) is not { } one) return NotFound(before);
        if (await desk.LatestAsync(after, cancellationToken) is not { } other) return NotFound(after);
        var day = on is null ? null : NodaTime.Text.LocalDatePattern.Iso.Parse(on);
        if (day is { Success: false }) return ApiAnswers.Problem(400, "tariffs.day", $"on={on} is not a date; write it as 2026-01-31.");
        if (months is < 1 or > 120) return ApiAnswers.Problem(400, "tariffs.months", "months is 1 to 120.");
        var of = new BillingCase { UseClass = @class, Usage = Volume.Zero(one.Unit), Months = months ?? one.CycleMonths, Persons = persons, On = day?.Value };
        var difference = TariffDifference.Of(one, other, of, newClass);
        if (!difference.IsOk) return ApiAnswers.Problem(difference.Fault);
        var d = difference.Value;
        return TypedResults.Ok(new DifferenceAnswer(@class, one.Unit.Code, one.Currency.Code,
            [.. d.Pieces.Select(p => new PieceAnswer(p.From.ToString(), p.To?.ToString(), p.AtFrom.ToString(), p.PerUnit.ToString(), p.Sign > 0 ? "new" : p.Sign < 0 ? "old" : "equal"))],
            TariffPlots.Difference(d, language == "zh" ? Language.Chinese : Language.English)));
    }

    /// <summary>The live bills of tariff <c>before</c>, of one cycle or all, billed again by <c>after</c>.</summary>
    private static async Task<IResult> SimulateAsync(string before, string after, string? cycle, int? top, TariffDesk desk, CancellationToken cancellationToken)
    {
        if (await desk.LatestAsync(before, cancellationToken) is not { } one) return NotFound(before);
        if (await desk.LatestAsync(after, cancellationToken) is not { } other) return NotFound(after);
        var month = cycle is null ? null : NodaTime.Text.LocalDatePattern.Iso.Parse(cycle + "-01");
        if (month is { Success: false }) return ApiAnswers.Problem(400, "billing.cycle", Service.Texts.BadCycle.En);
        var bills = await desk.StoredBillsAsync(one.Code, month?.Value, null, cancellationToken);
        var result = TariffSimulation.Run(new SimulationBase(bills), one, other, null, cancellationToken);
        return result.IsOk ? Results.Ok(SimulationText.Answer(result.Value, Math.Clamp(top ?? 10, 0, 1000))) : ApiAnswers.Problem(result.Fault);
    }

    private static IResult NotFound(string code) => ApiAnswers.Problem(404, "tariffs.not-found", string.Create(CultureInfo.InvariantCulture, $"There is no tariff '{code}', published or shipped."));
}

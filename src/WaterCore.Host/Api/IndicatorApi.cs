using System.Globalization;
using WaterCore.Documents;
using WaterCore.Host.Accounts;
using WaterCore.Host.Plots;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Statistics;

namespace WaterCore.Host.Api;

/// <summary>A term of a figure: its name and its sum, in minor units, thousandths or things.</summary>
internal sealed record TermAnswer(string Name, long Sum);

/// <summary>An indicator worked out: its definition, its version and its value.</summary>
internal sealed record FigureAnswer(
    string Code, int Version, string Name, string Value, string Unit, string From, string To, TermAnswer Numerator, TermAnswer? Denominator, IReadOnlyList<string> By, string CutOff, string Standard);

/// <summary>A figure of one value of a dimension.</summary>
internal sealed record FigurePartAnswer(string Key, string Name, string Value, long Numerator, long? Denominator);

/// <summary>A month of a trend, with the reason when it stands out.</summary>
internal sealed record TrendAnswer(string Month, string Value, string LastYear, string? Mark);

/// <summary>A row of a comparison.</summary>
internal sealed record MoverAnswer(string Key, string Name, long Now, long Before, long Change);

/// <summary>Indicators, trends, pivots and comparisons as data.</summary>
internal static class IndicatorApi
{
    private const int MostRows = 10_000;

    public static void MapIndicators(this RouteGroupBuilder api)
    {
        api.MapGet("/indicators", AllAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<IReadOnlyList<FigureAnswer>>().WithSummary("All indicators of a period");
        api.MapGet("/indicators/{code}/by/{dimension}", ByAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<IReadOnlyList<FigurePartAnswer>>().WithSummary("An indicator by branch, class, position or another dimension");
        api.MapGet("/indicators/{code}/trend", TrendAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<IReadOnlyList<TrendAnswer>>().WithSummary("An indicator over months, beside the year before");
        api.MapGet("/indicators/{code}/rows", RowsAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<ReportAnswer>().WithSummary("The rows that an indicator counts");
        api.MapGet("/pivot", PivotAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<ReportAnswer>().WithSummary("Any fact table by any of its dimensions");
        api.MapGet("/pivot/movers", MoversAsync).RequireAuthorization(Permissions.ReportRead).WithTags("reports").Produces<IReadOnlyList<MoverAnswer>>().WithSummary("What changed most from one period to another");
    }

    /// <summary>The picture of a trend, for pages and for whoever wants it as a file.</summary>
    public static void MapWaterCorePictures(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/console/indicators/{code}/trend.png", PictureAsync).RequireAuthorization(Permissions.ReportRead);

    /// <summary>A pivot as its parts name it, or why it cannot be made.</summary>
    public static (ReportDefinition? Pivot, string? Problem) Pivot(string? source, string? by, string? measures)
    {
        if (FactSource.All.FirstOrDefault(s => s.Code == source) is not { } facts) return (null, $"There are no facts '{source}'; choose of {string.Join(", ", FactSource.All.Select(s => s.Code))}.");
        static string[] Names(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var pivot = new ReportDefinition { Code = facts.Code, Name = facts.Name, Source = facts, By = Names(by) is { Length: > 0 } names ? names : [facts.Dimensions[0].Code], Measures = Names(measures) };
        return pivot.Problem() is { } problem ? (null, $"The pivot cannot be made: {problem}.") : (pivot, null);
    }

    private static async Task<IResult> AllAsync(HttpContext context, Indicators indicators, IndicatorSet set, string month, int? months, CancellationToken cancellationToken)
    {
        if (ReportDays.Of(month, months ?? 1) is not { } days) return BadMonth();
        var language = Languages.Of(context);
        return TypedResults.Ok((await indicators.OfAsync(set.Latest, days, null, cancellationToken)).Select(f => Answer(f, language)).ToList());
    }

    private static async Task<IResult> ByAsync(HttpContext context, Indicators indicators, IndicatorSet set, string code, string dimension, string month, int? months, CancellationToken cancellationToken)
    {
        if (set.Find(code) is not { } indicator) return NotFound(set, code);
        if (ReportDays.Of(month, months ?? 1) is not { } days) return BadMonth();
        var parts = await indicators.ByAsync(indicator, dimension, days, Languages.Of(context), cancellationToken);
        return parts.IsOk ? TypedResults.Ok(parts.Value.Select(p => new FigurePartAnswer(p.Key, p.Name, p.Figure.Text, p.Figure.Numerator, p.Figure.Denominator)).ToList()) : ApiAnswers.Problem(parts.Fault);
    }

    private static async Task<IResult> TrendAsync(HttpContext context, Analysis analysis, IndicatorSet set, string code, string month, int? months, CancellationToken cancellationToken)
    {
        if (set.Find(code) is not { } indicator) return NotFound(set, code);
        if (ReportDays.Of(month, 1) is not { } last || months is < 1 or > Analysis.MostMonths) return BadMonth();
        var language = Languages.Of(context);
        var points = await analysis.TrendAsync(indicator, last.From, months ?? 13, null, cancellationToken);
        return TypedResults.Ok(points.Select(p => new TrendAnswer(ReportDays.Name(p.Figure.Period.To.PlusDays(-1)), p.Figure.Text, p.LastYear.Text, p.Mark?.In(language))).ToList());
    }

    private static async Task<IResult> RowsAsync(HttpContext context, Reports reports, IndicatorSet set, string code, string month, string? part, string? of, int? months, CancellationToken cancellationToken)
    {
        if (set.Find(code) is not { } indicator) return NotFound(set, code);
        if (ReportDays.Of(month, months ?? 1) is not { } days) return BadMonth();
        var rows = await reports.RowsAsync(indicator, part != "denominator", days, Languages.Of(context), of?.Split('=', 2) is [var dimension, var value] ? (dimension, value) : null, MostRows, cancellationToken);
        return rows.IsOk ? TypedResults.Ok(ReportEndpoints.Answer(code, rows.Value)) : ApiAnswers.Problem(rows.Fault);
    }

    private static async Task<IResult> PivotAsync(HttpContext context, Reports reports, string source, string? by, string? measures, string month, int? months, CancellationToken cancellationToken)
    {
        var (pivot, problem) = Pivot(source, by, measures);
        if (pivot is null) return ApiAnswers.Problem(400, "statistics.pivot", problem!);
        if (ReportDays.Of(month, months ?? 1) is not { } days) return BadMonth();
        var made = await reports.TablesAsync([pivot], days, Languages.Of(context), null, cancellationToken);
        return made.IsOk ? TypedResults.Ok(ReportEndpoints.Answer(pivot.Code, made.Value[0])) : ApiAnswers.Problem(made.Fault);
    }

    private static async Task<IResult> MoversAsync(HttpContext context, Analysis analysis, string source, string? by, string? measures, string month, int? months, int? before, CancellationToken cancellationToken)
    {
        var (pivot, problem) = Pivot(source, by, measures);
        if (pivot is null) return ApiAnswers.Problem(400, "statistics.pivot", problem!);
        if (ReportDays.Of(month, months ?? 1) is not { } days || before is < 1 or > 120) return BadMonth();
        var moved = await analysis.MoversAsync(pivot, days, before ?? 12, Languages.Of(context), cancellationToken);
        return moved.IsOk ? TypedResults.Ok(moved.Value.Rows.Select(r => new MoverAnswer(string.Join('|', r.Mover.Key), r.Name, r.Mover.Now, r.Mover.Before, r.Mover.Change)).ToList()) : ApiAnswers.Problem(moved.Fault);
    }

    private static async Task<IResult> PictureAsync(HttpContext context, Analysis analysis, IndicatorSet set, string code, string month, int? months, CancellationToken cancellationToken)
    {
        if (set.Find(code) is not { } indicator) return TypedResults.NotFound();
        if (ReportDays.Of(month, 1) is not { } last || months is < 1 or > Analysis.MostMonths) return BadMonth();
        if (context.RequestServices.GetService<IDocuments>() is not { } documents) return ApiAnswers.Problem(503, "documents.none", "No plugin draws pictures; configure one, such as Skia.");
        var points = await analysis.TrendAsync(indicator, last.From, months ?? 13, null, cancellationToken);
        var picture = new MemoryStream();
        var drawn = documents.Draw(TrendPlot.Of(indicator, points, Languages.Of(context)), 860, 320, picture);
        if (!drawn.IsOk) return ApiAnswers.Problem(503, drawn.Fault.Code, drawn.Fault.Message);
        picture.Position = 0;
        return TypedResults.File(picture, "image/png", string.Create(CultureInfo.InvariantCulture, $"{code}-{month}.png"));
    }

    private static FigureAnswer Answer(IndicatorFigure f, Language language) => new(
        f.Indicator.Code, f.Indicator.Version, f.Indicator.Name.In(language), f.Text, f.Unit.In(language), Show.Day(f.Period.From), Show.Day(f.Period.To), new(f.Indicator.Numerator.Name.In(language), f.Numerator),
        f.Indicator.Denominator is { } of ? new(of.Name.In(language), f.Denominator!.Value) : null, f.Indicator.By, f.Indicator.CutOff.In(language), f.Indicator.Standard.In(language));

    private static IResult NotFound(IndicatorSet set, string code) => ApiAnswers.Problem(404, "statistics.indicator-not-found", $"There is no indicator '{code}'; choose of {string.Join(", ", set.Latest.Select(i => i.Code))}.");

    private static IResult BadMonth() => ApiAnswers.Problem(400, "statistics.month", Texts.BadCycle.En);
}

using System.CommandLine;
using WaterCore.Documents;
using WaterCore.Host.Plots;
using WaterCore.Host.Shared;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Statistics;

namespace WaterCore.Host.Commands;

/// <summary><c>indicators</c>: the figures of a cycle, by a dimension or month by month, and the rows behind one of them.</summary>
internal static class IndicatorsCommand
{
    public static Command Create()
    {
        var cycle = new Option<string>("--cycle") { Description = "The first month of the cycle, such as 2026-01; of a trend the last month", HelpName = "MONTH" };
        var months = new Option<int>("--months") { Description = "Months of the cycle, 1 to 12; of a trend how many", HelpName = "N", DefaultValueFactory = _ => 2 };
        var only = new Option<string?>("--only") { Description = "Only this indicator, NAME or NAME@VERSION", HelpName = "NAME" };
        var by = new Option<string?>("--by") { Description = "Work --only out for each value of a dimension, such as area", HelpName = "DIMENSION" };
        var trend = new Option<bool>("--trend") { Description = "Work --only out month by month, each beside last year's, with marks where one stands out" };
        var plot = new Option<string?>("--plot") { Description = "Write the trend as a picture, .svg or .png", HelpName = "FILE" };
        var rows = new Option<string?>("--rows") { Description = "Open this indicator into the rows it counts", HelpName = "NAME" };
        var of = new Option<string?>("--of") { Description = "With --rows: only those of a value of a dimension, such as area=Z1", HelpName = "DIMENSION=VALUE" };
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("zh", "en");
        var json = new Option<bool>("--json") { Description = "Write JSON; rows are written as one array a line" };
        var command = new Command("indicators", "Work out the indicators of a cycle; each opens into the rows it counts") { cycle, months, only, by, trend, plot, rows, of, language, json, IndicatorDefinitions.Show(), IndicatorDefinitions.Check(), IndicatorDefinitions.Sources() };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var spoken = parsed.GetValue(language) == "zh" ? Language.Chinese : Language.English;
            var (asJson, count) = (parsed.GetValue(json), parsed.GetValue(months));
            var first = parsed.GetValue(cycle) ?? throw new BadUseException("--cycle is missing; write for instance --cycle 2026-01.");
            if (parsed.GetValue(only) is null && (parsed.GetValue(by) is not null || parsed.GetValue(trend))) throw new BadUseException("--by and --trend look at one indicator; name it with --only.");
            if (parsed.GetValue(trend) && count is < 1 or > Analysis.MostMonths) throw new BadUseException($"--months {count} is not 1 to {Analysis.MostMonths}.");
            var days = BillCommand.Cycle(first, parsed.GetValue(trend) ? 1 : count);
            await using var session = await HostSession.OpenToPrintAsync(parsed.GetValue(HostSession.Database), cancellationToken).ConfigureAwait(false);
            var set = session.Get<IndicatorSet>();
            Indicator Named(string code) => set.Find(code) ?? throw new BadUseException($"There is no indicator '{code}'; choose of {string.Join(", ", set.Latest.Select(i => i.Code))}.");
            var chosen = parsed.GetValue(only) is { } named ? Named(named) : null;
            if (parsed.GetValue(rows) is { } opened) await RowsAsync(session, Named(opened), parsed.GetValue(of), days, spoken, asJson, cancellationToken).ConfigureAwait(false);
            else if (parsed.GetValue(trend)) await TrendAsync(session, chosen!, days, count, parsed.GetValue(plot), spoken, asJson, cancellationToken).ConfigureAwait(false);
            else if (parsed.GetValue(by) is { } dimension) await ByAsync(session, chosen!, dimension, days, spoken, asJson, cancellationToken).ConfigureAwait(false);
            else
            {
                var figures = await Screen.ProgressAsync("reading facts", 0, told => session.Get<Indicators>().OfAsync(chosen is null ? set.Latest : [chosen], days, new BillCommand.Told<long>(told), cancellationToken)).ConfigureAwait(false);
                if (asJson) Screen.Json(new { period = days.ToString(), indicators = figures.Select(f => Json(f, spoken)) });
                else Print(figures, spoken);
            }
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A figure as programs read it.</summary>
    public static object Json(IndicatorFigure f, Language language) => new
    {
        code = f.Indicator.Code, version = f.Indicator.Version, name = f.Indicator.Name.In(language), value = f.Text, unit = f.Unit.In(language), period = f.Period.ToString(),
        numerator = new { name = f.Indicator.Numerator.Name.In(language), sum = f.Numerator },
        denominator = f.Indicator.Denominator is { } of ? new { name = of.Name.In(language), sum = f.Denominator!.Value } : null,
        by = f.Indicator.By, statedFor = f.Indicator.Period.In(language), cutOff = f.Indicator.CutOff.In(language), standard = f.Indicator.Standard.In(language),
    };

    private static void Print(IReadOnlyList<IndicatorFigure> figures, Language language)
    {
        var zh = language == Language.Chinese;
        foreach (var f in figures)
        {
            var formula = f.Indicator.Denominator is { } of
                ? $"{f.Indicator.Numerator.Name.In(language)} {Sum(f.Indicator.Numerator, f.Numerator)} / {of.Name.In(language)} {Sum(of, f.Denominator!.Value)}{(f.Indicator.Scale == IndicatorScale.DaysOfPeriod ? $" × {f.Period.Days}" : "")}"
                : f.Indicator.Numerator.Name.In(language);
            Console.Out.WriteLine($"{f.Indicator.Name.In(language)}  {Shown(f, language)}  = {formula}  ({f.Indicator.Code}, {(zh ? "第" : "version ")}{f.Indicator.Version}{(zh ? "版" : "")}, {f.Period})");
            Console.Out.WriteLine($"    {f.Indicator.CutOff.In(language)}{(zh ? "；" : "; ")}{f.Indicator.Standard.In(language)}");
        }
    }

    private static string Shown(IndicatorFigure f, Language language) => $"{f.Text} {f.Unit.In(language)}".TrimEnd();

    private static string Sum(IndicatorTerm term, long value) => term.Source.Measures[term.Source.MeasurePlace(term.Measure)].Kind switch
    {
        MeasureKind.Money => Cell.Of(Money.Cny(value)).Shown,
        MeasureKind.Volume => new Volume(value, VolumeUnit.CubicMetre).ToNumberString(),
        _ => Screen.Number(value),
    };

    private static async Task ByAsync(HostSession session, Indicator indicator, string dimension, Period days, Language language, bool json, CancellationToken cancellationToken)
    {
        var parts = await session.Get<Indicators>().ByAsync(indicator, dimension, days, language, cancellationToken).ConfigureAwait(false);
        if (!parts.IsOk) throw new BadUseException(parts.Fault.Message);
        if (json) Screen.Json(parts.Value.Select(p => new { key = p.Key, name = p.Name, value = p.Figure.Text, numerator = p.Figure.Numerator, denominator = p.Figure.Denominator }));
        else
            Screen.Table(
                [dimension, indicator.Name.In(language), indicator.Numerator.Name.In(language), .. indicator.Denominator is { } of ? [of.Name.In(language)] : Array.Empty<string>()],
                parts.Value.Select(p => (IReadOnlyList<string>)[p.Name, Shown(p.Figure, language), Sum(indicator.Numerator, p.Figure.Numerator), .. indicator.Denominator is { } d ? [Sum(d, p.Figure.Denominator!.Value)] : Array.Empty<string>()]));
    }

    private static async Task TrendAsync(HostSession session, Indicator indicator, Period last, int months, string? file, Language language, bool json, CancellationToken cancellationToken)
    {
        var points = await Screen.ProgressAsync("reading facts", 0, told => session.Get<Analysis>().TrendAsync(indicator, last.From, months, new BillCommand.Told<long>(told), cancellationToken)).ConfigureAwait(false);
        if (json) Screen.Json(points.Select(p => new { month = ReportDays.Name(p.Figure.Period.To.PlusDays(-1)), value = p.Figure.Text, lastYear = p.LastYear.Text, mark = p.Mark?.In(language), numerator = p.Figure.Numerator, denominator = p.Figure.Denominator }));
        else
            Screen.Table(
                language == Language.Chinese ? (string[])["月份", indicator.Name.Zh, "上年同月", "提示"] : ["month", indicator.Name.En, "a year before", "mark"],
                points.Select(p => (IReadOnlyList<string>)[ReportDays.Name(p.Figure.Period.To.PlusDays(-1)), Shown(p.Figure, language), p.LastYear.Text, p.Mark?.In(language) ?? ""]));
        if (file is null) return;
        var plot = TrendPlot.Of(indicator, points, language);
        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".svg":
                await File.WriteAllTextAsync(file, PlotSvg.Write(plot, 860, 320) + "\n", cancellationToken).ConfigureAwait(false);
                break;
            case ".png":
                using (var picture = new MemoryStream())
                {
                    var documents = session.Find<IDocuments>() ?? throw new BadUseException("No plugin draws pictures; configure one, such as Skia, or write an .svg.");
                    var drawn = documents.Draw(plot, 860, 320, picture);
                    if (!drawn.IsOk) throw new BadUseException(drawn.Fault.Message);
                    await File.WriteAllBytesAsync(file, picture.ToArray(), cancellationToken).ConfigureAwait(false);
                }
                break;
            case var other: throw new BadUseException($"'{other}' is no ending that a picture is written with; use .svg or .png.");
        }
    }

    private static async Task RowsAsync(HostSession session, Indicator indicator, string? of, Period days, Language language, bool json, CancellationToken cancellationToken)
    {
        var part = of?.Split('=', 2) switch { null => ((string, string)?)null, [var dimension, var value] => (dimension, value), _ => throw new BadUseException($"--of {of} is not DIMENSION=VALUE, such as area=Z1.") };
        // Where both terms are of the same facts, the numerator is among the denominator's.
        foreach (var numerator in indicator.Denominator is null ? [true] : indicator.Numerator.Source == indicator.Denominator.Source && indicator.Numerator.Where.Count == 0 ? [false] : new[] { true, false })
        {
            var opened = await session.Get<Reports>().RowsAsync(indicator, numerator, days, language, part, cancellationToken: cancellationToken).ConfigureAwait(false);
            var table = opened.IsOk ? opened.Value : throw new BadUseException(opened.Fault.Message);
            if (json)
            {
                foreach (var row in table.Rows) Console.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(row.Cells.Select(c => c.Plain).Prepend(numerator ? "numerator" : "denominator")));
                continue;
            }
            Screen.Table(table);
        }
    }
}
